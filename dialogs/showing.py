"""From a step to its screen: message, numbered options, footer keys."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from dialogs.screen import Option, Screen, Text
from dialogs.stack import Facts, Stack
from dialogs.steps import Ask, Choose, Confirm, End, Item, Menu, Shown

CALL_ME = "Call me"
CALL = (Option("1", Text(CALL_ME)),)


def show(
    stack: Stack, *, notice: Text | None, telling_more: bool, before: str = "", elsewhere: Text | None = None
) -> Screen:
    """The screen of the current step; `telling_more` shows the second text of a confirm.

    `before` stands above it; `elsewhere` says where its secret is taken, with the key that has us call.
    """
    step = stack.step
    facts = stack.facts()
    if isinstance(step, End):
        return Screen(Text(step.text, facts), ends=True, before=before)
    assert isinstance(step, Shown)
    more = step.more if isinstance(step, Confirm) and telling_more else None
    return Screen(
        message=Text(more[1] if more else step.text, facts),
        options=CALL if elsewhere and stack.house.calls else _options(step, facts, telling_more=telling_more),
        keys=tuple(_option(key.key, key.label, facts) for key in step.keys),
        notice=notice,
        secret=isinstance(step, Ask) and step.secret and elsewhere is None,
        before=before,
        elsewhere=elsewhere,
    )


def items(step: Menu, facts: Facts) -> list[Item]:
    """The lines of a menu that are there for this member now."""
    now = step.choices(facts) if step.choices else []
    return [*now, *(item for item in step.items if item.when is None or item.when(facts))]


def _options(step: Shown, facts: Facts, *, telling_more: bool) -> tuple[Option, ...]:
    if isinstance(step, Menu):
        return tuple(_option(item.key, item.label, facts) for item in items(step, facts))
    if isinstance(step, Confirm):
        labels = [step.yes, step.no[0], *([step.more[0]] if step.more and not telling_more else [])]
        return tuple(_option(str(n), label, facts) for n, label in enumerate(labels, 1))
    if isinstance(step, Choose):
        return tuple(Option(str(n), _label(step, choice, facts)) for n, choice in enumerate(step.among(facts), 1))
    return ()


def _option(key: str, label: str, facts: Facts) -> Option:
    return Option(key, Text(label, facts)) if "{" in label else _fixed(key, label)


@lru_cache(maxsize=1024)
def _fixed(key: str, label: str) -> Option:
    """An option that needs no facts is the same for everybody."""
    return Option(key, Text(label))


def _label(step: Choose, choice: Any, facts: Facts) -> Text:
    if step.labels:
        return Text(step.labels[choice.kind], facts.plus({"0": choice}))
    count = getattr(choice, "months", choice) if step.plural else 1
    return Text(step.label, facts.plus({"0": choice}), plural=step.plural, count=count)
