"""Rules about the shape of the text: length, first sentences, names, and what must not be left lying about."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator

from tests.tidy.tree import EVERYTHING, PRODUCT, Module, Rule, Tree

MOST_LINES = 300
MOST_FUNCTION_LINES = 40
MOST_SENTENCE = 120

VAGUE = re.compile(r"(Manager|Helper|Util|Utils|Base|Impl)(?![a-z])")
VAGUE_FILES = frozenset({"utils", "util", "helpers", "helper", "manager", "base", "common", "misc"})
UNDONE = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
#: Programs: what is started by hand and answers on the screen.
MAY_PRINT = ("deploy/cli.py", "deploy/commands.py", "integrations/daraja/sandbox.py")


def long_files(tree: Tree) -> Iterator[str]:
    for module in tree.modules(*EVERYTHING):
        if module.lines > MOST_LINES:
            yield f"{module.path}: {module.lines} lines, {MOST_LINES} at most"


def long_functions(tree: Tree) -> Iterator[str]:
    for module in tree.modules(*EVERYTHING):
        for name, node in functions(module.tree):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > MOST_FUNCTION_LINES:
                yield f"{module.path}:{name}: {lines} lines, {MOST_FUNCTION_LINES} at most"


def functions(node: ast.AST, prefix: str = "") -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """(qualified name, node) of every function, those inside functions and classes too."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield prefix + child.name, child
        inner = f"{prefix}{child.name}." if isinstance(child, ast.FunctionDef | ast.ClassDef) else prefix
        yield from functions(child, inner)


def first_sentences(tree: Tree) -> Iterator[str]:
    said: dict[str, str] = {}
    for module in tree.modules(*EVERYTHING):
        sentence = (ast.get_docstring(module.tree, clean=False) or "").split("\n")[0].strip()
        if not sentence:
            yield f"{module.path}: opens with no sentence"
        elif not sentence.endswith(".") or len(sentence) > MOST_SENTENCE:
            yield f"{module.path}: its first line is one sentence of at most {MOST_SENTENCE} letters, with a full stop"
        elif sentence in said:
            yield f"{module.path}: says the same of itself as {said[sentence]}; one of them is not true"
        said.setdefault(sentence, module.path)


def vague_names(tree: Tree) -> Iterator[str]:
    for module in tree.modules(*EVERYTHING):
        if module.path.rpartition("/")[2].removesuffix(".py") in VAGUE_FILES:
            yield f"{module.path}: name the file after what it knows"
        for node in module.nodes:
            if isinstance(node, ast.ClassDef) and VAGUE.search(node.name):
                yield module.at(node, f"{node.name} is named after no thing of the field")


def undone(tree: Tree) -> Iterator[str]:
    for module in tree.texts():
        lines = _comments(module) if module.path.endswith(".py") else enumerate(module.text.splitlines(), 1)
        for number, line in lines:
            if UNDONE.search(line):
                yield f"{module.path}:{number}: do it, or open an issue"


def _comments(module: Module) -> Iterator[tuple[int, str]]:
    """Comments and docstrings; other strings are data."""
    if not UNDONE.search(module.text):
        return
    for token in tokenize.generate_tokens(io.StringIO(module.text).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string
    for node in module.nodes:
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield getattr(node, "lineno", 1), ast.get_docstring(node) or ""


def prints(tree: Tree) -> Iterator[str]:
    for module in tree.modules(*PRODUCT):
        if module.path not in MAY_PRINT:
            for call in module.calls():
                if module.dotted(call.func) == "print":
                    yield module.at(call, "log an event with fields, or hand the words to the command line")


DOC = '"""Something true."""\n'
LONG_FUNCTION = "def walk():\n" + "    pass\n" * MOST_FUNCTION_LINES

RULES = (
    Rule(
        f"a file has at most {MOST_LINES} lines",
        long_files,
        planted=(("core/new.py", "\n" * (MOST_LINES + 1)),),
        fine=(("core/new.py", "\n" * MOST_LINES),),
    ),
    Rule(
        f"a function has at most {MOST_FUNCTION_LINES} lines",
        long_functions,
        planted=(
            ("deploy/new.py", LONG_FUNCTION),
            ("tests/unit/test_new.py", LONG_FUNCTION.replace("def", "async def")),
            (
                "core/new.py",
                "class Walk:\n" + LONG_FUNCTION.replace("def", "    def").replace("    pass", "        pass"),
            ),
        ),
        fine=(("core/new.py", "def walk():\n" + "    pass\n" * (MOST_FUNCTION_LINES - 1)),),
    ),
    Rule(
        "every module opens with a true sentence of its own",
        first_sentences,
        planted=(
            ("core/new.py", "x = 1\n"),
            ("core/__init__.py", ""),
            ("core/new.py", '"""No full stop"""\n'),
            ("core/new.py", f'"""{"far too long " * 10}."""\n'),
            ("tests/test_new.py", '"""\nAn empty first line."""\n'),
        ),
        fine=(("core/new.py", '"""A savings account: what is in it.\n\nMore follows here"""\n'),),
    ),
    Rule(
        "no class or file is a Manager, Helper, Util, Base or Impl",
        vague_names,
        planted=(
            ("core/new.py", "class LoanManager: ..."),
            ("channels/new.py", "class BaseChannel: ..."),
            ("core/utils.py", DOC),
        ),
        fine=(("core/new.py", "class Basement: ...\nclass Database: ...\nclass Implication: ..."),),
    ),
    Rule(
        "nothing is left to be done in a comment",
        undone,
        planted=(
            ("core/new.py", "x = 1  # TO" + "DO later"),
            ("core/new.py", '"""FIX' + 'ME: wrong."""'),
            ("README.md", "TO" + "DO"),
        ),
        fine=(("core/new.py", "pattern = 'TO" + "DO'"),),
    ),
    Rule(
        "only a program that is started by hand prints",
        prints,
        planted=(("core/new.py", "print(1)"), ("integrations/new/client.py", "def f():\n    print('x')")),
        fine=(("deploy/cli.py", "print(1)"), ("tests/test_new.py", "print(1)"), ("core/new.py", "footprint(1)")),
    ),
)
