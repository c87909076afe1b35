"""import-linter refuses a crossed storey: a copy of the house with one crossing for each of its contracts."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.tidy.tree import PRODUCT, ROOT

LINT_SECONDS = 60
VERDICT = re.compile(r"^(.+) (KEPT|BROKEN)\b", re.M)

#: One import that each contract forbids, by a word of the contract's name.
CROSSINGS = {
    "Storeys": ("core/planted.py", "import dialogs.script"),
    "its messages only": ("channels/planted.py", "import core.ledger.journal"),
    "Only deploy knows": ("dialogs/planted.py", "import core.bus"),
    "Pure files": ("intents/planted.py", "import sqlalchemy"),
    "The shape of a feature": ("core/savings/rules.py", "import core.savings.service"),
}


def contracts() -> list[str]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return [contract["name"] for contract in settings["tool"]["importlinter"]["contracts"]]


def copied(to: Path) -> Path:
    for folder in PRODUCT:
        shutil.copytree(ROOT / folder, to / folder, ignore=shutil.ignore_patterns("__pycache__", "*.md", "*.po"))
    shutil.copy(ROOT / "pyproject.toml", to)
    return to


def broken(house: Path) -> tuple[set[str], str]:
    """The contracts that lint-imports finds broken in this copy, and all that it said."""
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--no-logo"],
        cwd=house,
        env={**os.environ, "PYTHONPATH": str(house), "NO_COLOR": "1", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=LINT_SECONDS,
        check=False,
    )
    said = done.stdout + done.stderr
    verdicts = {name: verdict for name, verdict in VERDICT.findall(said) if name in contracts()}
    assert len(verdicts) == len(contracts()), said
    return {name for name, verdict in verdicts.items() if verdict == "BROKEN"}, said


@pytest.fixture(scope="module")
def crossed(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """What is broken once every crossing is in: one run for all of them."""
    house = copied(tmp_path_factory.mktemp("crossed"))
    for path, line in CROSSINGS.values():
        with (house / path).open("a") as file:
            file.write(f"\n{line}\n")
    return broken(house)[0]


def test_the_house_crosses_no_storey(tmp_path: Path) -> None:
    found, said = broken(copied(tmp_path))
    assert not found, said


def test_every_contract_has_its_crossing() -> None:
    assert len(contracts()) == len(CROSSINGS)
    assert all(any(part in name for name in contracts()) for part in CROSSINGS)


@pytest.mark.parametrize("part", CROSSINGS)
def test_a_crossed_storey_is_refused(part: str, crossed: set[str]) -> None:
    assert [name for name in crossed if part in name], f"kept, although {CROSSINGS[part]} was planted"
