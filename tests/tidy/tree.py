"""The code base as the house rules read it: modules with their syntax, texts with their lines, rules that can fail."""

from __future__ import annotations

import ast
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("core", "dialogs", "intents", "channels", "integrations", "admin", "deploy")
EVERYTHING = (*PRODUCT, "tests")
#: Not ours, or made by a tool. Migrations are records of what was, not code to be read.
SKIPPED = frozenset({"var", "build", "node_modules", "__pycache__", "versions"})
KEPT_HIDDEN = frozenset({".ci", ".dockerignore", ".gitignore"})
TEXT_SUFFIXES = frozenset({".py", ".md", ".toml", ".po", ".chat", ".books", ".yaml", ".yml", ".json", ".html", ".js"})


@dataclass(frozen=True)
class Module:
    """One Python file; `path` is relative to the root, with slashes."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def nodes(self) -> list[ast.AST]:
        return list(ast.walk(self.tree))

    @cached_property
    def lines(self) -> int:
        return len(self.text.splitlines())

    @cached_property
    def names(self) -> dict[str, str]:
        """What imported names stand for: `datetime` is `datetime.datetime` after `from datetime import datetime`."""
        return {alias: full for alias, full, _ in self.imports()}

    def imports(self) -> Iterator[tuple[str, str, int]]:
        """(name here, dotted name, line) of everything that is imported anywhere in the file."""
        for node in self.nodes:
            if isinstance(node, ast.Import):
                for each in node.names:
                    yield each.asname or each.name, each.name, node.lineno
            elif isinstance(node, ast.ImportFrom) and node.module:
                for each in node.names:
                    yield each.asname or each.name, f"{node.module}.{each.name}", node.lineno

    def dotted(self, node: ast.AST) -> str:
        """`datetime.datetime.now` for the expression `datetime.now`; empty for anything but names and dots."""
        if isinstance(node, ast.Attribute):
            before = self.dotted(node.value)
            return f"{before}.{node.attr}" if before else ""
        return self.names.get(node.id, node.id) if isinstance(node, ast.Name) else ""

    def calls(self) -> Iterator[ast.Call]:
        return (node for node in self.nodes if isinstance(node, ast.Call))

    def at(self, node: ast.AST, says: str) -> str:
        return f"{self.path}:{getattr(node, 'lineno', 1)}: {says}"


@dataclass(frozen=True)
class Tree:
    """A root folder, read once."""

    root: Path
    _read: dict[str, Module] = field(default_factory=dict)

    def modules(self, *folders: str) -> Iterator[Module]:
        for folder in folders:
            for path in self._under(folder):
                if path.suffix == ".py":
                    yield self._module(path)

    def texts(self) -> Iterator[Module]:
        """Every text file, at the top or below."""
        for path in self._under("."):
            if path.suffix in TEXT_SUFFIXES or not path.suffix:
                yield self._module(path)

    def folders(self, inside: str) -> list[str]:
        """The names of the folders directly in one, those without any module left out."""
        found = (self.root / inside).iterdir() if (self.root / inside).is_dir() else iter(())
        return sorted(path.name for path in found if path.name not in SKIPPED and any(path.glob("*.py")))

    def _under(self, folder: str) -> Iterator[Path]:
        start = self.root / folder
        if start.is_file():
            yield start
            return
        for here, inside, files in os.walk(start):
            inside[:] = sorted(name for name in inside if name not in SKIPPED and _is_ours(name))
            yield from (Path(here) / name for name in sorted(files) if _is_ours(name))

    def _module(self, path: Path) -> Module:
        name = path.relative_to(self.root).as_posix()
        if name not in self._read:
            self._read[name] = Module(name, path.read_text(encoding="utf-8", errors="replace"))
        return self._read[name]


def _is_ours(name: str) -> bool:
    hidden = name.startswith(".") and name not in KEPT_HIDDEN
    return not hidden and not name.endswith(".egg-info")


@dataclass(frozen=True)
class Rule:
    """A sentence of the house, who breaks it, and what proves that it would be noticed.

    Each `planted` (path, text) alone must be reported, each `fine` one must not.
    """

    says: str
    broken: Callable[[Tree], Iterator[str]]
    planted: tuple[tuple[str, str], ...]
    fine: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return self.says


HERE = Tree(ROOT)
