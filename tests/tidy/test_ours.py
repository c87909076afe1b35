"""What is generated or installed agrees with what is written: settings, drawings, the names we take."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from deploy import settings
from tests.tidy import drawings
from tests.tidy.tree import PRODUCT, ROOT

#: File -> what it must say. `REWRITE=1` writes it again.
GENERATED = {
    "deploy/SETTINGS.md": settings.table,
    "dialogs/DIALOGS.md": drawings.dialogs,
    "core/LIFECYCLES.md": drawings.life_cycles,
}


def is_current(path: Path, text: str) -> bool:
    return path.exists() and path.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("name", GENERATED)
def test_what_is_generated_is_current(name: str) -> None:
    path, text = ROOT / name, GENERATED[name]()
    if os.environ.get("REWRITE") == "1":
        path.write_text(text, encoding="utf-8")
    assert is_current(path, text), f"{name} is not what the code says; REWRITE=1 writes it again"


def test_a_stale_document_would_be_noticed(tmp_path: Path) -> None:
    path = tmp_path / "SETTINGS.md"
    assert not is_current(path, settings.table())
    path.write_text(settings.table().replace("database", "filing cabinet"))
    assert not is_current(path, settings.table())


def strangers(distributions: Mapping[str, Sequence[str]]) -> list[str]:
    """Other installed distributions that bring one of our top-level names."""
    return sorted({owner for name in PRODUCT for owner in distributions.get(name, ()) if owner != "imarisha"})


def test_nobody_else_brings_our_names() -> None:
    """They are plain words, which is why this is an application and not a library."""
    assert strangers(packages_distributions()) == []


def test_a_stranger_would_be_noticed() -> None:
    assert strangers({"core": ["imarisha", "corelib"]}) == ["corelib"]
