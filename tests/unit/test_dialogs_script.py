"""A script that could strand a member is refused when it is built, and the message names the step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import pytest

from core.messages import Command, Query, Refusal
from core.money import Money
from core.secret import Secret
from dialogs import accepts
from dialogs.built import build, mermaid
from dialogs.library import DIALOGS, LIBRARY
from dialogs.script import BACK, HOME, Dialog, Form, Item, Key
from dialogs.steps import ScriptError


@dataclass(frozen=True)
class TooLate(Refusal):
    """The bus has left."""


@dataclass(frozen=True, kw_only=True)
class PriceOf(Query[Money]):
    refuses: ClassVar = (TooLate,)
    stop: str


@dataclass(frozen=True, kw_only=True)
class BuyTicket(Command[str]):
    signed: ClassVar = True
    member: str
    stop: str
    pin: Secret


class TicketForm(Form):
    stop: str
    price: Money
    pin: Secret
    ticket: str


def where_to() -> Dialog:
    """The start of every script below: a form of four fields, one question asked."""
    talk = Dialog("ticket", TicketForm)
    talk.ask("stop", "Where to?", accepts.number)
    return talk


def ends(talk: Dialog, *names: str) -> Dialog:
    for name in names or ("done",):
        talk.end(name, "Good journey.")
    return talk


def test_a_whole_script_is_built() -> None:
    talk = where_to()
    talk.do("price", PriceOf, no={TooLate: "left"})
    talk.confirm("agree", "{price} to {stop}?")
    talk.ask("pin", "PIN?", accepts.pin, secret=True)
    talk.do("ticket", BuyTicket, no=dict.fromkeys(_signed(), "left"))
    talk.end("done", "Your ticket is {ticket}.")
    talk.end("left", "{refusal}")
    built = build(talk)
    assert built.table["stop", "next"] == "price"
    assert built.table["price", "TooLate"] == "left"
    assert "pin" not in built.shape.__struct_fields__, "a secret has no place in what is stored"
    assert "price --> left: TooLate" in mermaid(built)


def _signed() -> tuple[type[Refusal], ...]:
    from core.messages import SIGNED_REFUSALS

    return SIGNED_REFUSALS


def unanswered_refusal(talk: Dialog) -> None:
    talk.do("price", PriceOf)
    ends(talk)


def unanswered_wrong_pin(talk: Dialog) -> None:
    talk.ask("pin", "PIN?", accepts.pin, secret=True)
    talk.do("ticket", BuyTicket)
    ends(talk)


def refusal_that_never_comes(talk: Dialog) -> None:
    talk.do("price", PriceOf, no={TooLate: "done", accepts_nothing(): "done"})
    ends(talk)


def accepts_nothing() -> type[Refusal]:
    from core.lending.messages import NoLoan

    return NoLoan


def jump_to_nowhere(talk: Dialog) -> None:
    talk.go("back_to_bed", to="bed")
    ends(talk)


def refusal_to_nowhere(talk: Dialog) -> None:
    talk.do("price", PriceOf, no={TooLate: "bed"})
    ends(talk)


def key_to_nowhere(talk: Dialog) -> None:
    talk.menu("what", "Now?", [Item("1", "Ride", "done")], keys=(Key("9", "Sleep", "bed"),))
    ends(talk)


def unreachable_step(talk: Dialog) -> None:
    talk.menu("what", "Now?", [Item("1", "Home", HOME)])
    ends(talk)


def unknown_placeholder(talk: Dialog) -> None:
    talk.end("done", "Good journey, {driver}.")


def used_before_known(talk: Dialog) -> None:
    talk.confirm("agree", "{price} to {stop}?")
    talk.do("price", PriceOf, no={TooLate: "done"})
    ends(talk)


def wrong_answer_type(talk: Dialog) -> None:
    talk.do("ticket", PriceOf, no={TooLate: "done"})
    ends(talk)


def field_that_nobody_knows(talk: Dialog) -> None:
    @dataclass(frozen=True, kw_only=True)
    class SeatOf(Query[str]):
        window: bool

    talk.do("ticket", SeatOf)
    ends(talk)


def secret_asked_in_the_open(talk: Dialog) -> None:
    talk.ask("pin", "PIN?", accepts.pin)
    ends(talk)


def plain_answer_hidden(talk: Dialog) -> None:
    talk.ask("ticket", "Which ticket?", accepts.number, secret=True)
    ends(talk)


def no_field_of_this_name(talk: Dialog) -> None:
    talk.ask("luggage", "How many bags?", accepts.number)
    ends(talk)


def stops_without_end(talk: Dialog) -> None:
    talk.confirm("agree", "To {stop}?", no=("No", BACK))


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (unanswered_refusal, r"ticket\.price: .*TooLate"),
        (unanswered_wrong_pin, r"ticket\.ticket: .*WrongPin"),
        (refusal_that_never_comes, r"ticket\.price: .*never refuses with NoLoan"),
        (jump_to_nowhere, r"ticket\.back_to_bed: .*'bed'"),
        (refusal_to_nowhere, r"ticket\.price: TooLate leads to 'bed'"),
        (key_to_nowhere, r"ticket\.what: key 9 leads to 'bed'"),
        (unreachable_step, r"ticket: no way leads to done"),
        (unknown_placeholder, r"ticket\.done: nobody knows \{driver\}"),
        (used_before_known, r"ticket\.agree: \{price\} is used before it is known"),
        (wrong_answer_type, r"ticket\.ticket: the form says .*str.*Money"),
        (field_that_nobody_knows, r"ticket\.ticket: nobody knows window of SeatOf"),
        (secret_asked_in_the_open, r"ticket\.pin: a secret"),
        (plain_answer_hidden, r"ticket\.ticket: a secret"),
        (no_field_of_this_name, r"ticket\.luggage: the form has no field"),
        (stops_without_end, r"ticket\.agree: the dialog stops here without an end"),
    ],
)
def test_a_script_that_strands_is_refused(spoil: Callable[[Dialog], None], message: str) -> None:
    talk = where_to()
    spoil(talk)
    with pytest.raises(ScriptError, match=message):
        build(talk)


def test_two_steps_of_one_name_are_refused_at_once() -> None:
    talk = where_to()
    with pytest.raises(ScriptError, match="two steps are called stop"):
        talk.ask("stop", "And then?", accepts.number)


def test_a_dialog_has_steps() -> None:
    with pytest.raises(ScriptError, match="1 to 60 steps"):
        build(Dialog("empty", TicketForm))


def test_the_secret_of_a_request_must_be_asked_somewhere() -> None:
    """Without the question the engine would look for a step that is not there."""
    talk = where_to()
    talk.do("ticket", BuyTicket, no=dict.fromkeys(_signed(), "done"))
    ends(talk)
    with pytest.raises(ScriptError, match=r"ticket\.ticket: .*pin"):
        build(talk)


def test_a_placeholder_may_not_name_what_the_value_does_not_have() -> None:
    talk = where_to()
    talk.do("price", PriceOf, no={TooLate: "done"})
    talk.end("done", "To {stop} for {price.amount}.")
    with pytest.raises(ScriptError, match=r"ticket\.done: .*price\.amount"):
        build(talk)


def test_every_dialog_that_another_enters_is_in_the_library() -> None:
    for built in LIBRARY.values():
        for entered in built.dialogs:
            assert LIBRARY[entered.name].name == entered.name, f"{built.name} enters {entered.name}"
    assert len(LIBRARY) == len(DIALOGS), "two dialogs have one name"


def test_every_dialog_can_be_drawn() -> None:
    for built in LIBRARY.values():
        assert mermaid(built).startswith("stateDiagram-v2")
