"""A dialog is a list of steps written with seven verbs: choose, ask, confirm, do, menu, go, end.

A step is named after the field of the form that it fills. Told nothing else, a conversation walks down the list.
`dialogs/built.py` checks and compiles it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.messages import Refusal, Request
from dialogs.accepts import Accepts
from dialogs.steps import (
    BACK,
    BACK_KEY,
    HOME,
    HOME_KEY,
    Ask,
    Choose,
    Confirm,
    Do,
    End,
    Fact,
    Form,
    Go,
    Item,
    Key,
    Menu,
    Said,
    ScriptError,
    Step,
)  # fmt: skip

__all__ = ["BACK", "BACK_KEY", "HOME", "HOME_KEY", "Dialog", "Form", "Item", "Key"]


@dataclass
class Dialog:
    """`title` names it to a member who comes back ("You had not finished: Borrow."); without one it does not resume."""

    name: str
    form: type[Form]
    title: str = ""
    steps: dict[str, Step] = field(default_factory=dict)
    known: tuple[str, ...] = ()
    """Form fields filled by whoever enters this dialog."""
    derived: dict[str, Fact] = field(default_factory=dict)
    """Facts for the texts that are worked out from others each time a screen is shown."""

    def _add(self, step: Step) -> None:
        if step.name in self.steps:
            raise ScriptError(f"{self.name}: two steps are called {step.name}")
        self.steps[step.name] = step

    def ask(
        self, name: str, text: str, accepts: Accepts, *, secret: bool = False,
        keys: Sequence[Key] = (BACK_KEY,), then: str = "",
    ) -> None:  # fmt: skip
        """Ask for words, which `accepts` reads into the form's field `name`."""
        self._add(Ask(name=name, text=text, accepts=accepts, secret=secret, keys=tuple(keys), then=then))

    def choose(
        self, name: str, text: str, *, among: Fact, label: str | tuple[str, str] | Mapping[str, str],
        keys: Sequence[Key] = (BACK_KEY,), then: str = "", skip_single: bool = True, said: Said | None = None,
    ) -> None:  # fmt: skip
        """One of `among(form)`, numbered from 1; `{0}` in the label is the choice. A single choice is not asked.

        A label may be a pair (one, many) for choices that count, or a table by the choice's `kind`.
        `said(words, choices)` reads a choice out of a sentence, where labels do not help.
        """
        labels = label if isinstance(label, Mapping) else {}
        one, many = label if isinstance(label, tuple) else (label if isinstance(label, str) else "", "")
        self._add(
            Choose(
                name=name, text=text, among=among, label=one, plural=many, labels=labels, keys=tuple(keys), then=then,
                skip_single=skip_single, said=said,
            )
        )  # fmt: skip

    def confirm(
        self, name: str, text: str, *, yes: str = "Yes", no: tuple[str, Any] = ("No", BACK),
        more: tuple[str, str] | None = None, keys: Sequence[Key] = (), then: str = "",
    ) -> None:  # fmt: skip
        """1 is yes; 2 leads to `no`; 3, where there is `more` (label, text), tells more and asks again.

        Both texts, as she saw them, are the fact `shown` from then on.
        """
        self._add(Confirm(name=name, text=text, yes=yes, no=no, more=more, keys=tuple(keys), then=then))

    def do(
        self, name: str, request: type[Request[Any]], *, no: Mapping[type[Refusal], str] | None = None,
        then: str = "", sets: Mapping[str, Fact] | None = None, **given: Fact | str,
    ) -> None:  # fmt: skip
        """Perform a request, filled from the form and the context by field name, or by `given`: a function of the
        facts, or, for a secret, the name of the step that asks it. The answer is kept under `name`. `no` says which
        step follows a refusal, `sets` what changes in the context afterwards."""
        self._add(
            Do(
                name=name, request=request, no=dict(no or {}), then=then, sets=dict(sets or {}),
                given={field: fact for field, fact in given.items() if not isinstance(fact, str)},
                secrets={field: step for field, step in given.items() if isinstance(step, str)},
            )
        )  # fmt: skip

    def menu(
        self, name: str, text: str, items: Sequence[Item], *, keys: Sequence[Key] = (), choices: Fact | None = None
    ) -> None:  # fmt: skip
        """Lines that lead to steps or to other dialogs, whose silent end returns here.

        `choices(facts)` makes further lines, before these, when the menu is shown; they lead where they say.
        """
        self._add(Menu(name=name, text=text, items=tuple(items), keys=tuple(keys), choices=choices))

    def go(self, name: str, to: str, *, when: Fact | None = None) -> None:
        """Jump to a step: always, or when the form says so."""
        self._add(Go(name=name, to=to, when=when))

    def end(self, name: str, text: str = "") -> None:
        """The last word. Without words: back to where this dialog was entered."""
        self._add(End(name=name, text=text))
