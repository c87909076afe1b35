"""The record of conversations: what is kept of a played one, the figures of it, and what never stands in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from core.conversations.messages import (
    TURNS_KEPT,
    ChannelFigure,
    ChannelFigures,
    FunnelOf,
    FunnelStep,
    IntentFigure,
    IntentFigures,
    InteractionsOf,
    NoteEnd,
    RecordTurns,
    Trace,
    Used,
)
from core.conversations.rules import how_ended, percentile
from core.messages import KeyReused
from deploy.schedules import purge_old
from dialogs.host import Host
from intents import understand
from tests.house import NOON, House, build, database, house
from tests.people import AMINA, BARAKA, NOBODY, PIN, seeded, town
from tests.talk import Chat, Handset, host_of
from tests.unit.members_house import dump, stands_in

__all__ = ["build", "database", "house", "seeded", "town"]

LONG_AGO = NOON - timedelta(days=1)


@pytest.fixture(scope="module")
def understanding() -> understand.Understanding:
    return understand.load()


@pytest.fixture
def traces() -> list[Trace]:
    return []


@pytest.fixture
def host(town: House, traces: list[Trace], understanding: understand.Understanding) -> Host:
    """A turn takes 20 milliseconds, by its stopwatch."""
    ticks = iter(range(1_000_000))
    return replace(
        host_of(town), understanding=understanding, record=traces.append, stopwatch=lambda: next(ticks) * 0.02
    )


def turn(**facts: Any) -> Trace:
    """One turn of Amina on USSD, where nothing else is said."""
    amina: dict[str, Any] = {
        "at": NOON, "conversation": "c1", "session": "s1", "channel": "ussd", "outcome": "answered", "member": "amina",
    }  # fmt: skip
    return Trace(**(amina | facts))


async def record(house: House, *turns: Trace) -> None:
    await house.must(RecordTurns(turns=turns))


# What was played


async def test_a_funnel_of_three_who_save(house: House, host: Host, traces: list[Trace]) -> None:
    """Amina saves, Baraka types a sum that does not fit and goes, a third one leaves at the question."""
    amina, baraka = Handset(host, AMINA), Handset(host, BARAKA)
    await amina.dial()
    await amina.press("4", "500")
    await baraka.dial()
    await baraka.press("4", "nyingi")
    await amina.dial("4")
    assert amina.screen.startswith("We sent you an M-PESA prompt"), "she is asked about the first one"
    await record(house, *traces)
    house.clock.later(minutes=11)
    assert await house.must(FunnelOf(dialog="save", since=LONG_AGO)) == (
        FunnelStep("amount", reached=2, left=1, went_on=1, milliseconds=20),
        FunnelStep("sent", reached=1, left=0, went_on=0, milliseconds=0),
        FunnelStep("waiting", reached=1, left=1, went_on=0, milliseconds=0),
    )


async def test_nobody_has_left_who_was_there_a_moment_ago(house: House) -> None:
    await record(house, turn(to_dialog="save", to_step="amount", half_way=True))
    house.clock.later(minutes=9)
    [step] = await house.must(FunnelOf(dialog="save", since=LONG_AGO))
    assert step.left == 0
    await house.must(NoteEnd(channel="ussd", session="s1", ending="dropped", seconds=540))
    [step] = await house.must(FunnelOf(dialog="save", since=LONG_AGO))
    assert step.left == 1


async def test_whoever_comes_back_has_not_left(house: House) -> None:
    """A dropped session, and another one of the same conversation that comes to the end."""
    await record(
        house,
        turn(to_dialog="save", to_step="amount", half_way=True),
        turn(session="s2", dialog="save", step="amount", to_dialog="save", to_step="sent", ends=True, outcome="ended"),
    )
    house.clock.later(minutes=11)
    figures = await house.must(FunnelOf(dialog="save", since=LONG_AGO))
    assert figures == (FunnelStep("amount", 1, 0, 1, 0), FunnelStep("sent", 1, 0, 0, 0))


# Channels


@pytest.mark.parametrize(
    ("last", "noted", "minutes", "ended"),
    [
        ({"ends": True, "outcome": "ended"}, "", 0, "completed"),
        ({"ends": True, "outcome": "ended"}, "dropped", 0, "completed"),
        ({"outcome": "handed_over", "half_way": True}, "", 11, "handed_over"),
        ({"half_way": True}, "dropped", 0, "dropped"),
        ({"half_way": True}, "timed_out", 0, "timed_out"),
        ({"half_way": True}, "", 9, "still_open"),
        ({"half_way": True}, "", 11, "dropped"),
        ({"half_way": False}, "dropped", 0, "left"),
        ({"half_way": False}, "", 11, "left"),
    ],
)
async def test_how_a_session_ended(
    last: dict[str, Any], noted: Any, minutes: int, ended: str, house: House
) -> None:  # fmt: skip
    await record(house, turn(outcome="began"), turn(**last))
    if noted:
        await house.must(NoteEnd(channel="ussd", session="s1", ending=noted, seconds=42))
    house.clock.later(minutes=minutes)
    [figure] = await house.must(ChannelFigures(since=LONG_AGO))
    assert (figure.sessions, getattr(figure, ended)) == (1, 1)
    assert figure.seconds == (42 if noted else 0)
    assert figure.drops == (1 if ended in ("dropped", "timed_out") else 0)


async def test_an_end_that_is_noted_before_the_turns_are_recorded(house: House) -> None:
    await house.must(NoteEnd(channel="ussd", session="s1", ending="dropped", seconds=60))
    await record(house, turn(half_way=True))
    [figure] = await house.must(ChannelFigures(since=LONG_AGO))
    assert (figure.dropped, figure.seconds) == (1, 60)


async def test_an_end_that_is_told_twice_is_one(house: House) -> None:
    await record(house, turn(half_way=True))
    end = NoteEnd(channel="ussd", session="s1", ending="dropped", seconds=60)
    await house.must(end, key="noted:s1")
    await house.must(end, key="noted:s1")
    assert await house.perform(replace(end, seconds=61), key="noted:s1") == KeyReused()
    [figure] = await house.must(ChannelFigures(since=LONG_AGO))
    assert figure.seconds == 60


async def test_a_repeat_after_the_last_word_changes_nothing(house: House) -> None:
    await record(house, turn(ends=True, outcome="ended"), turn(outcome="again", half_way=True))
    [figure] = await house.must(ChannelFigures(since=LONG_AGO))
    assert (figure.turns, figure.completed) == (2, 1)


async def test_channels_side_by_side(house: House) -> None:
    fast = [turn(milliseconds=each, outcome="unclear" if each < 25 else "answered") for each in range(100)]
    chat = turn(channel="sms", session="c9", conversation="c9", milliseconds=900, ends=True, outcome="ended")
    await record(house, *fast, chat)
    ussd, sms = await house.must(ChannelFigures(since=LONG_AGO))
    assert (ussd.channel, ussd.turns, ussd.unclear_share) == ("ussd", 100, 0.25)
    assert (ussd.p50_milliseconds, ussd.p99_milliseconds) == (49, 98)
    assert sms == ChannelFigure(
        "sms", turns=1, unclear=0, sessions=1, completed=1, handed_over=0, left=0, dropped=0, timed_out=0,
        still_open=0, seconds=0, p50_milliseconds=900, p99_milliseconds=900,
    )  # fmt: skip


async def test_only_what_is_asked_for(house: House) -> None:
    await record(house, turn(at=LONG_AGO - timedelta(days=1), to_dialog="save", to_step="amount", intent="deposit"))
    assert await house.must(ChannelFigures(since=LONG_AGO)) == ()
    assert await house.must(FunnelOf(dialog="save", since=LONG_AGO)) == ()
    assert await house.must(IntentFigures(since=LONG_AGO)) == ()
    assert (await house.must(InteractionsOf(member="amina", since=LONG_AGO))).interactions == 0


# What members say


async def test_intents_and_what_became_of_them(house: House) -> None:
    await record(
        house,
        turn(intent="repay", decision="act", outcome="meant", confidence_percent=90),
        turn(intent="repay", decision="ask", outcome="asked_which", confidence_percent=60),
        turn(intent="out_of_scope", decision="fallback", outcome="unclear", confidence_percent=80),
        turn(),
    )
    assert await house.must(IntentFigures(since=LONG_AGO)) == (
        IntentFigure("repay", heard=2, acted=1, asked=1, fell_back=0, led=1, confidence_percent=75),
        IntentFigure("out_of_scope", heard=1, acted=0, asked=0, fell_back=1, led=0, confidence_percent=80),
    )


async def test_what_one_member_said(house: House, host: Host, traces: list[Trace]) -> None:
    chat = Chat(host, AMINA)
    await chat.text("nataka mkopo wa elfu tano", "qwertyuiop", "salio langu")
    await Handset(host, BARAKA).dial()
    await record(house, *traces, turn(member=traces[0].member), turn(member=traces[0].member, channel="voice"))
    found = await house.must(InteractionsOf(member=traces[0].member, since=LONG_AGO))
    assert (found.interactions, found.succeeded, found.failed, found.asked_back) == (4, 3, 1, 0)
    assert (found.average_milliseconds, found.p50_milliseconds, found.p99_milliseconds) == (15, 20, 20)
    assert Used("loan_apply", 1, 1) in found.used
    assert found.channels == (("sms", 3), ("voice", 1)), "keys on USSD are no words of hers"


# What the record is not


async def test_no_word_name_phone_or_pin_stands_in_the_record(host: Host, town: House, traces: list[Trace]) -> None:
    """A stranger joins and Amina takes money out, in the house where all of it is kept."""
    zawadi = Handset(host, NOBODY)
    await zawadi.dial()
    await zawadi.press("2", "1", "Zawadi Kerubo", "29876543", "25081990", "1", "9306", "9306")
    assert "Welcome Zawadi" in zawadi.screen
    amina, chat = Handset(host, AMINA), Chat(host, AMINA)
    await amina.dial("5")
    await amina.press(PIN, "2000", "4831", PIN)
    await chat.text("Zawadi owes me, pin yangu ni 4821, namba 0700000099")
    await town.must(RecordTurns(turns=tuple(traces)))
    await town.must(NoteEnd(channel="ussd", session=amina.session, ending="closed", seconds=9))
    kept = await dump(town)
    assert kept["conversation_turns"].count("\n") == len(traces) - 1 > 10
    told = kept["conversation_turns"] + "\n" + kept["conversation_ends"]
    canaries = (
        "Zawadi", "Kerubo", "Amina", "29876543", "25081990", "9306", "4821", "4831", "2000", "700000099", "700000001",
    )  # fmt: skip
    assert [canary for canary in canaries if canary in told and stands_in(canary, told)] == []
    assert not any(canary in told for canary in ("Zawadi", "Amina", "700000099", "700000001", "owes"))


async def test_a_batch_is_one_record_of_the_audit_trail(house: House) -> None:
    await record(house, *(turn() for _ in range(200)))
    await house.must(RecordTurns(turns=()))
    rows = await house.rows("select request, subject, outcome from audit")
    assert rows == [("RecordTurns", "", "done")] * 2
    assert (await house.rows("select count(*) from conversation_turns"))[0][0] == 200


async def test_a_session_with_a_long_name_is_cut_the_same_everywhere(house: House) -> None:
    await record(house, turn(session="x" * 150, half_way=True))
    await house.must(NoteEnd(channel="ussd", session="x" * 150, ending="dropped"))
    [figure] = await house.must(ChannelFigures(since=LONG_AGO))
    assert figure.dropped == 1


async def test_the_record_is_forgotten_after_its_time(house: House) -> None:
    for at in (NOON - TURNS_KEPT - timedelta(days=1), NOON):
        house.clock.now = at
        await record(house, turn(at=at))
        await house.must(NoteEnd(channel="ussd", session=f"{at}", ending="closed"))
    await purge_old(house.database, NOON)
    for table in ("conversation_turns", "conversation_ends"):
        assert (await house.rows(f"select count(*) from {table}"))[0][0] == 1


# Rules


def test_percentiles_of_little() -> None:
    assert percentile({}, 0.5) == 0
    assert percentile({7: 1}, 0.99) == 7
    assert percentile({1: 99, 50: 1}, 0.5) == 1
    assert percentile({1: 98, 50: 2}, 0.99) == 50


def test_a_note_is_worth_less_than_our_own_last_word() -> None:
    facts: dict[str, Any] = {"ends": True, "half_way": False, "noted": "timed_out", "silent": True}
    assert how_ended(outcome="ended", **facts) == "completed"
