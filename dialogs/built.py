"""A dialog that was checked: nobody can be stranded in it. Its table is what a turn runs on."""

from __future__ import annotations

import dataclasses
import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, cast, get_args, get_origin, get_type_hints

import msgspec
from transitions import Machine

from core.messages import SIGNED_REFUSALS, Command, Refusal, Request
from core.secret import Secret
from dialogs.script import Dialog
from dialogs.steps import FACTS, Ask, Choose, Confirm, Do, End, Fact, Go, Menu, ScriptError, Shown, Step

MOST_STEPS = 60


@dataclass(frozen=True)
class Built:
    """A checked dialog: its steps, the table (step, trigger) -> step, and the stored shape of its form."""

    name: str
    title: str
    steps: Mapping[str, Step]
    first: str
    table: Mapping[tuple[str, str], str]
    shape: type[msgspec.Struct]
    fits: str
    dialogs: tuple[Dialog, ...]
    derived: Mapping[str, Fact]
    order: tuple[str, ...]


def build(dialog: Dialog) -> Built:
    """Check it and compile it. Raises ScriptError naming the step that would strand a member."""
    if not dialog.steps or len(dialog.steps) > MOST_STEPS:
        raise ScriptError(f"{dialog.name}: a dialog has 1 to {MOST_STEPS} steps")
    hints = get_type_hints(dialog.form)
    order = tuple(dialog.steps)
    moves: list[tuple[str, str, str]] = []
    others: list[Dialog] = []
    for number, step in enumerate(dialog.steps.values()):
        following = order[number + 1] if number + 1 < len(order) else ""
        moves += _moves(dialog, step, step.then or following, others)
        _check_step(dialog, step, hints)
    _check_moves(dialog, moves)
    _check_known(dialog, order, hints)
    stored = {name: kind for name, kind in hints.items() if kind is not Secret}
    shape = msgspec.defstruct(dialog.name, [(name, kind | None, None) for name, kind in stored.items()])
    return Built(
        name=dialog.name,
        title=dialog.title,
        steps=dict(dialog.steps),
        first=order[0],
        table=_compile(dialog, order, moves),
        shape=shape,
        fits=",".join(f"{name}:{_described(kind)}" for name, kind in stored.items()),
        dialogs=tuple(others),
        derived=dict(dialog.derived),
        order=order,
    )


def _moves(dialog: Dialog, step: Step, following: str, others: list[Dialog]) -> list[tuple[str, str, str]]:
    """(from, trigger, to) for every way out of a step; other dialogs it enters are added to `others`."""
    moves = []

    def way(trigger: str, to: Any) -> None:
        if isinstance(to, Dialog):
            others.append(to)
        elif isinstance(to, str):
            moves.append((step.name, trigger, to))

    if isinstance(step, Shown):
        for key in step.keys:
            way(f"key {key.key}", key.to)
    if isinstance(step, Menu):
        for item in step.items:
            way(f"item {item.key}", item.to)
        return moves
    if isinstance(step, Confirm):
        way("no", step.no[1])
    if isinstance(step, Do):
        for refusal, to in step.no.items():
            way(refusal.__name__, to)
    if isinstance(step, Go):
        way("go", step.to)
        if step.when is None:
            return moves
    if isinstance(step, End):
        return moves
    if not following:
        raise ScriptError(f"{dialog.name}.{step.name}: the dialog stops here without an end")
    way("next", following)
    return moves


def _check_step(dialog: Dialog, step: Step, hints: Mapping[str, Any]) -> None:
    if isinstance(step, Ask | Choose | Do) and step.name not in hints and not _answers_nothing(step):
        raise ScriptError(f"{dialog.name}.{step.name}: the form has no field of this name")
    if isinstance(step, Ask) and (hints[step.name] is Secret) != step.secret:
        raise ScriptError(f"{dialog.name}.{step.name}: a secret field and secret=True go together")
    if isinstance(step, Do):
        _check_do(dialog, step, hints)
    for text in texts_of(step):
        for name in placeholders(text):
            if name not in hints and name not in FACTS and name not in dialog.derived and name != "0":
                raise ScriptError(f"{dialog.name}.{step.name}: nobody knows {{{name}}}")
        for path in _paths(text):
            if not _has(hints.get(path[0]), path[1:]):
                raise ScriptError(f"{dialog.name}.{step.name}: nothing is called {{{'.'.join(path)}}}")


def _answers_nothing(step: Step) -> bool:
    return isinstance(step, Do) and step.request.answer_type() is type(None)


def refusals_of(request: type[Request[Any]]) -> tuple[type[Refusal], ...]:
    signed = issubclass(request, Command) and request.signed
    return (*request.refuses, *(SIGNED_REFUSALS if signed else ()))


def _check_do(dialog: Dialog, step: Do, hints: Mapping[str, Any]) -> None:
    where = f"{dialog.name}.{step.name}"
    for refusal in refusals_of(step.request):
        if refusal not in step.no:
            raise ScriptError(f"{where}: what follows when it refuses with {refusal.__name__}?")
    for refusal in step.no:
        if refusal not in refusals_of(step.request):
            raise ScriptError(f"{where}: {step.request.__name__} never refuses with {refusal.__name__}")
    answer = step.request.answer_type()
    if step.name in hints and hints[step.name] != answer:
        raise ScriptError(f"{where}: the form says {hints[step.name]}, the request answers {answer}")
    for each in dataclasses.fields(step.request):  # type: ignore[arg-type]
        required = each.default is dataclasses.MISSING and each.default_factory is dataclasses.MISSING
        if hints_of(cast(Any, step.request))[each.name] is Secret:
            asked = dialog.steps.get(step.secrets.get(each.name, each.name))
            if not (isinstance(asked, Ask) and asked.secret):
                raise ScriptError(f"{where}: no step asks for the secret {each.name}")
        known = each.name in {*step.given, *step.secrets, *hints, *FACTS}
        if required and not known:
            raise ScriptError(f"{where}: nobody knows {each.name} of {step.request.__name__}")


def _check_moves(dialog: Dialog, moves: Sequence[tuple[str, str, str]]) -> None:
    for source, trigger, to in moves:
        if to not in dialog.steps:
            raise ScriptError(f"{dialog.name}.{source}: {trigger} leads to {to!r}, which is no step")
    reached, edge = set(), [next(iter(dialog.steps))]
    while edge:
        step = edge.pop()
        if step not in reached:
            reached.add(step)
            edge += [to for source, _, to in moves if source == step]
    lost = set(dialog.steps) - reached
    if lost:
        raise ScriptError(f"{dialog.name}: no way leads to {', '.join(sorted(lost))}")


def _check_known(dialog: Dialog, order: Sequence[str], hints: Mapping[str, Any]) -> None:
    """A text may only use what an earlier step (or whoever entered the dialog) has filled."""
    known = {*FACTS, *dialog.known, *dialog.derived, "0"}
    for name in order:
        step = dialog.steps[name]
        for text in texts_of(step):
            for used in placeholders(text):
                if used not in known:
                    raise ScriptError(f"{dialog.name}.{name}: {{{used}}} is used before it is known")
        known.add(name)


def _compile(dialog: Dialog, order: Sequence[str], moves: Sequence[tuple[str, str, str]]) -> dict[tuple[str, str], str]:
    machine = machine_of(dialog.name, order, moves)
    return {
        (source, trigger): transition.dest
        for trigger, event in machine.events.items()
        for source, transitions in event.transitions.items()
        for transition in transitions
        if transition.dest is not None
    }


def machine_of(name: str, order: Sequence[str], moves: Sequence[tuple[str, str, str]]) -> Machine:
    """The dialog as a `transitions` machine: what is drawn, and what the table is compiled from."""
    machine = Machine(model=None, name=name, states=list(order), initial=order[0], auto_transitions=False)
    for source, trigger, to in moves:
        machine.add_transition(trigger, source, to)
    return machine


def texts_of(step: Step) -> list[str]:
    """Every sentence of a step: what a catalogue must have and what may name only known facts."""
    texts: list[str] = []
    if isinstance(step, Shown | End):
        texts.append(step.text)
    if isinstance(step, Choose):
        texts += [step.label, step.plural, *step.labels.values()]
    if isinstance(step, Confirm):
        texts += [step.yes, step.no[0], *(step.more or ())]
    if isinstance(step, Menu):
        texts += [item.label for item in step.items]
    if isinstance(step, Shown):
        texts += [key.label for key in step.keys]
    return [text for text in texts if text]


def placeholders(text: str) -> list[str]:
    """The first names in the braces of a text: `{loan.most:n}` uses `loan`."""
    return [name.split(".")[0] for _, name, _, _ in string.Formatter().parse(text) if name is not None]


def _paths(text: str) -> list[list[str]]:
    """Every placeholder with its attributes: `{loan.most:n}` is ["loan", "most"]."""
    return [name.split(".") for _, name, _, _ in string.Formatter().parse(text) if name]


def _has(kind: Any, attributes: Sequence[str]) -> bool:
    """Has a value of this type these attributes, one in the other? What has no plain type is believed."""
    for attribute in attributes:
        if not isinstance(kind, type):
            return True
        inner = hints_of(kind).get(attribute)
        if inner is None and not hasattr(kind, attribute):
            return False
        kind = inner
    return True


def _described(kind: Any) -> str:
    """A type with the fields of the values in it: what a stored form must fit."""
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        inner = ",".join(f"{name}:{_described(each)}" for name, each in hints_of(kind).items())
        return f"{kind.__name__}({inner})"
    if get_args(kind):
        return f"{get_origin(kind)}[{','.join(_described(each) for each in get_args(kind))}]"
    return str(kind)


@cache
def hints_of(kind: type) -> Mapping[str, Any]:
    return get_type_hints(kind)


def mermaid(built: Built) -> str:
    """The dialog as a state diagram."""
    lines = ["stateDiagram-v2", f"    [*] --> {built.first}"]
    lines += [f"    {source} --> {to}: {trigger}" for (source, trigger), to in built.table.items()]
    lines += [f"    {name} --> [*]" for name, step in built.steps.items() if isinstance(step, End)]
    return "\n".join(lines)
