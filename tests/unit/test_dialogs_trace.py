"""What is traced of every turn: where it stood, where it led, how it went, and nothing that was said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from channels.ussd.render import accent
from channels.ussd.transcript import Transcript
from core.conversations.messages import Trace
from dialogs.host import Host
from dialogs.screen import Heard, News, Seen
from intents import understand
from tests.house import House
from tests.people import AMINA, CHEBET, NOBODY, PIN, seeded, town
from tests.talk import KEY, Chat, Handset, host_of

__all__ = ["seeded", "town"]


class Notebook(list[Trace]):
    """Every trace of a host, in their order."""

    def how(self) -> list[str]:
        return [trace.outcome for trace in self]

    def way(self) -> list[str]:
        return [f"{trace.to_dialog}.{trace.to_step}" for trace in self]


@pytest.fixture(scope="module")
def understanding() -> understand.Understanding:
    return understand.load()


@pytest.fixture
def traces() -> Notebook:
    return Notebook()


@pytest.fixture
def host(town: House, traces: Notebook, understanding: understand.Understanding) -> Host:
    return replace(host_of(town), understanding=understanding, record=traces.append)


@pytest.fixture
def amina(host: Host) -> Handset:
    return Handset(host, AMINA)


async def test_every_turn_leaves_one_trace(amina: Handset, traces: Notebook) -> None:
    await amina.dial()
    await amina.press("2", "1", "many", "5000", "3", "1", "1111", PIN)
    assert traces.how() == [
        "began", "answered", "answered", "unclear", "answered", "answered", "answered", "refused", "ended",
    ]  # fmt: skip
    assert traces.way()[2:5] == ["apply_for_loan.amount", "apply_for_loan.amount", "apply_for_loan.choice"]
    refused, ended = traces[-2:]
    assert (refused.refusal, refused.half_way, refused.ends) == ("WrongPin", True, False)
    assert (ended.to_dialog, ended.ends, ended.half_way) == ("apply_for_loan", True, False)


async def test_a_turn_begins_where_the_last_one_led(amina: Handset, traces: Notebook) -> None:
    await amina.dial()
    await amina.press("4", "500")
    assert [(each.dialog, each.step) for each in traces] == [("", ""), ("home", "what"), ("save", "amount")]
    assert len({(each.conversation, each.session) for each in traces}) == 1
    assert {each.member for each in traces} == {traces[0].member} != {""}
    assert {(each.channel, each.language, each.by) for each in traces} == {("ussd", "en", "keys")}


async def test_it_is_timed_by_the_hosts_stopwatch(host: Host, town: House, traces: Notebook) -> None:
    ticks = iter((1.0, 1.25))
    await Handset(replace(host, stopwatch=lambda: next(ticks)), AMINA).dial()
    assert (traces[0].milliseconds, traces[0].at) == (250, town.clock.now)


async def test_a_repeat_and_another_page_are_nothing_new(host: Host, traces: Notebook) -> None:
    stranger = Handset(host, NOBODY)
    await stranger.dial()
    await stranger.press("2", "3")
    assert "98. More" in stranger.screen
    await stranger.press("98")
    await stranger.hop(stranger.text)
    assert traces.how() == ["began", "answered", "answered", "again", "again"]
    assert traces[-1].member == ""
    assert traces[-1].dialog == traces[-1].to_dialog == "prices"


async def test_a_no_that_is_another_way_through_a_dialog_is_none(amina: Handset, traces: Notebook) -> None:
    """Core refuses her loans, for she has none: her balance is shown all the same."""
    await amina.dial()
    await amina.press("1", PIN)
    assert (traces[-1].to_dialog, traces[-1].outcome, traces[-1].refusal) == ("balance", "answered", "")


async def test_a_no_that_she_hears_has_its_name(host: Host, traces: Notebook) -> None:
    chebet = Handset(host, CHEBET)
    await chebet.dial("2")
    assert (traces[-1].outcome, traces[-1].refusal) == ("refused", "NotYet")


async def test_coming_back_goes_on_in_the_same_conversation(amina: Handset, traces: Notebook) -> None:
    await amina.dial("2*1")
    await amina.press("5000")
    await amina.dial()
    await amina.press("1")
    assert traces.how()[-2:] == ["began", "resumed"]
    assert traces[-1].to_dialog == "apply_for_loan"
    assert len({trace.conversation for trace in traces}) == 1
    assert len({trace.session for trace in traces}) == 2


async def test_her_own_words(host: Host, traces: Notebook) -> None:
    chat = Chat(host, AMINA)
    await chat.text("nataka mkopo wa elfu tano")
    await chat.text("qwertyuiop")
    meant, unclear = traces
    assert (meant.outcome, meant.intent, meant.decision) == ("meant", "loan_apply", "act")
    assert meant.confidence_percent > 50
    assert meant.to_dialog == "apply_for_loan"
    assert (meant.by, meant.session) == ("text", meant.conversation)
    assert (unclear.outcome, unclear.decision) == ("unclear", "fallback")


async def test_words_that_could_be_two_things(host: Host, traces: Notebook) -> None:
    screen = await Chat(host, AMINA).text("loan pesa")
    assert screen.startswith("Did you mean:")
    assert (traces[-1].outcome, traces[-1].decision) == ("asked_which", "ask")


async def test_first_words_that_mean_nothing_are_unclear(host: Host, traces: Notebook) -> None:
    await Chat(host, AMINA).text("qwertyuiop")
    assert traces.how() == ["unclear"]


async def test_a_pin_is_asked_elsewhere_and_the_chat_goes_on(host: Host, amina: Handset, traces: Notebook) -> None:
    chat = Chat(host, AMINA)
    await chat.text("salio langu")
    assert "*384*1*8#" in chat.screen
    await amina.dial("8")
    await amina.press(PIN)
    assert "Savings: KES 12,000" in await chat.goes_on()
    assert traces.how() == ["handed_over", "resumed", "handed_over", "went_on"]
    assert [trace.ends for trace in traces] == [False, False, True, False], "the session is over, the chat is not"


async def test_speech_is_told_from_keys(host: Host, traces: Notebook) -> None:
    await host.turn(Heard("voice", AMINA, "V1", Transcript("V1", "", KEY), spoken=True), accent())
    assert (traces[-1].channel, traces[-1].by) == ("voice", "speech")


async def test_a_word_that_is_nothing_on_its_page_is_unclear(host: Host, traces: Notebook) -> None:
    """By voice, where the channel itself hears that it is no answer."""

    class Mumbled:
        def read(self, seen: Sequence[Seen]) -> News:
            return News((), f"digest {len(seen)}", known=not seen, unclear=bool(seen))

    for _ in range(2):
        await host.turn(Heard("voice", AMINA, "V1", Mumbled(), spoken=True), accent())
    assert traces.how() == ["began", "unclear"]
