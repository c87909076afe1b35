"""The documents name files, commands and recipes that are there."""

from __future__ import annotations

import re
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from dialogs.built import build
from tests.tidy.tree import HERE, PRODUCT, ROOT

LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)[^)]*\)")
QUOTED = re.compile(r"`([\w./-]+)`")
TARGET = re.compile(r"`make (\w+)`")
OUTSIDE = ("http:", "https:", "mailto:")
#: A quoted word is taken for a path of ours when it begins like one.
FOLDERS = tuple(f"{folder}/" for folder in (*PRODUCT, "tests"))
TO_BE_READ = (
    "README.md", "ARCHITECTURE.md", "STYLE.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "LICENSE",
)  # fmt: skip


def dead_ends(root: Path, name: str, text: str) -> Iterator[str]:
    """Links and quoted paths that lead nowhere, and targets the Makefile lacks."""
    for link in LINK.findall(text):
        if not link.startswith(OUTSIDE) and not (root / name).parent.joinpath(link).exists():
            yield f"{name}: links to {link}, which is not there"
    for quoted in QUOTED.findall(text):
        if quoted.startswith(FOLDERS) and not (root / quoted).exists():
            yield f"{name}: names {quoted}, which is not there"
    makefile = root / "Makefile"
    rules = makefile.read_text() if makefile.exists() else ""
    for target in TARGET.findall(text):
        if not re.search(rf"^{target}:", rules, re.M):
            yield f"{name}: says `make {target}`, which make does not know"


def test_documents_lead_somewhere() -> None:
    pages = [page for page in HERE.texts() if page.path.endswith(".md")]
    found = [line for page in pages for line in dead_ends(ROOT, page.path, page.text)]
    assert not found, "\n" + "\n".join(found)


def test_a_newcomer_finds_the_documents() -> None:
    assert [name for name in TO_BE_READ if not (ROOT / name).exists()] == []


def test_a_dead_end_would_be_noticed(tmp_path: Path) -> None:
    text = "[style](STYLE.md), `core/gone.py`, `make coffee`, [web](https://example.org), `word`, `core/<feature>/x.py`"
    assert list(dead_ends(tmp_path, "README.md", text)) == [
        "README.md: links to STYLE.md, which is not there",
        "README.md: names core/gone.py, which is not there",
        "README.md: says `make coffee`, which make does not know",
    ]


def test_the_dialog_of_the_recipe_builds(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first recipe of CONTRIBUTING, as it stands there."""
    text = (ROOT / "CONTRIBUTING.md").read_text()
    [recipe] = re.findall(r"^ *```python\n(.*?)^ *```", text, re.M | re.S)
    office = ModuleType("office")
    monkeypatch.setitem(sys.modules, "office", office)
    exec(textwrap.dedent(recipe), office.__dict__)
    assert build(office.talk).name == "office"
