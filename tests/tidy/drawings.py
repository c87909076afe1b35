"""Draws what is declared: every dialog and every life cycle as a Mermaid state diagram in a Markdown page."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import Any

from dialogs.built import Built, mermaid
from dialogs.library import LIBRARY
from dialogs.script import Dialog
from dialogs.steps import Confirm, Menu, Shown, Step
from tests.tidy.tree import ROOT

WRITTEN = "Drawn from the code by `REWRITE=1 pytest tests/tidy/test_ours.py`; a test says when it is out of date."


def dialogs() -> str:
    """All dialogs in the order of the library."""
    lines = [
        "# The dialogs",
        "",
        f"{WRITTEN} Arrows are named\n`next`, a key, an item of a menu, or a refusal; going back and home is left out.",
    ]
    for built in LIBRARY.values():
        drawing = "\n".join([mermaid(built), *_entered(built)])
        lines += ["", f"## {built.name}", "", *_fenced(drawing)]
    return "\n".join(lines) + "\n"


def _entered(built: Built) -> Iterator[str]:
    """Arrows into other dialogs, which the machine of this one does not know."""
    ways = [(step.name, trigger, to) for step in built.steps.values() for trigger, to in _ways(step)]
    entered = [(source, trigger, to) for source, trigger, to in ways if isinstance(to, Dialog)]
    for name in dict.fromkeys(to.name for _, _, to in entered):
        yield f'    state "dialog {name}" as into_{name}'
    yield from dict.fromkeys(f"    {source} --> into_{to.name}: {trigger}" for source, trigger, to in entered)


def _ways(step: Step) -> Iterator[tuple[str, Any]]:
    if isinstance(step, Shown):
        yield from ((f"key {key.key}", key.to) for key in step.keys)
    if isinstance(step, Menu):
        yield from ((f"item {item.key}", item.to) for item in step.items)
    if isinstance(step, Confirm):
        yield "no", step.no[1]


def life_cycles() -> str:
    """Every `states.py` of core that has a table of moves."""
    lines = ["# The life cycles", "", f"{WRITTEN} A move that is not drawn does not happen."]
    for name, module in _states():
        lines += ["", f"## {name}", "", (module.__doc__ or "").strip().split("\n")[0], "", *_fenced(_drawn(module))]
    return "\n".join(lines) + "\n"


def _states() -> Iterator[tuple[str, Any]]:
    for path in sorted((ROOT / "core").glob("*/states.py")):
        module = importlib.import_module(f"core.{path.parent.name}.states")
        if hasattr(module, "TABLE"):
            yield path.parent.name, module


def _drawn(module: Any) -> str:
    """The table, first state first; moves between the same two states share an arrow."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for (source, trigger), to in module.TABLE.items():
        arrows.setdefault((source, to), []).append(trigger)
    leaving = {source for source, _ in arrows}
    lines = ["stateDiagram-v2", f"    [*] --> {module.STATES[0]}"]
    lines += [f"    {source} --> {to}: {', '.join(triggers)}" for (source, to), triggers in arrows.items()]
    lines += [f"    {state} --> [*]" for state in module.STATES if state not in leaving]
    return "\n".join(lines)


def _fenced(drawing: str) -> list[str]:
    return ["```mermaid", drawing, "```"]
