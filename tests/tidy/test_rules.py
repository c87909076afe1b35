"""The house rules that can be read off the text: nobody breaks them, and breaking each would be noticed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tidy import boundaries, money, places, shape
from tests.tidy.tree import HERE, Rule, Tree

RULES = (*shape.RULES, *money.RULES, *boundaries.RULES, *places.RULES)


def cases(kind: str) -> list[object]:
    return [
        pytest.param(rule, path, text, id=f"{rule.says}-{number}")
        for rule in RULES
        for number, (path, text) in enumerate(getattr(rule, kind), 1)
    ]


def plant(root: Path, *files: tuple[str, str]) -> Tree:
    """A small house: two features of core, and what is planted."""
    for name, text in (("core/savings/__init__.py", ""), ("core/ledger/__init__.py", ""), *files):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return Tree(root)


def reported(rule: Rule, root: Path, path: str, text: str) -> set[str]:
    """What the rule says of the planted file, beyond what it says without it."""
    before = set(rule.broken(plant(root / "without")))
    return set(rule.broken(plant(root / "with", (path, text)))) - before


@pytest.mark.parametrize("rule", RULES, ids=str)
def test_the_house_keeps_the_rule(rule: Rule) -> None:
    broken = list(rule.broken(HERE))
    assert not broken, "\n" + "\n".join(broken)


@pytest.mark.parametrize(("rule", "path", "text"), cases("planted"))
def test_a_breach_is_noticed(rule: Rule, path: str, text: str, tmp_path: Path) -> None:
    assert reported(rule, tmp_path, path, text)


@pytest.mark.parametrize(("rule", "path", "text"), cases("fine"))
def test_what_is_allowed_is_not_reported(rule: Rule, path: str, text: str, tmp_path: Path) -> None:
    assert not reported(rule, tmp_path, path, text)
