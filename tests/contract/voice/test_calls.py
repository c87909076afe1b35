"""Whole calls over real sockets: a simulated phone rings, listens, presses keys; the system behind is the real one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from dialogs.host import Host
from tests.contract.voice.line import PROVIDERS, Line, line_to
from tests.house import House
from tests.people import AMINA, BARAKA, NOBODY, PIN, amina, host, seeded, town
from tests.talk import Handset
from tests.whole.canary import in_tables, stands_in

__all__ = ["amina", "host", "seeded", "town"]

BALANCE = "Savings: twelve thousand shillings."


@pytest.fixture
async def line(host: Host, tmp_path: Path) -> AsyncIterator[Line]:
    async with line_to(host, tmp_path) as opened:
        yield opened


def before_the_pin(call: Any) -> str:
    heard = call["heard"]
    asked = next(number for number, words in enumerate(heard) if "PIN" in words)
    return " ".join(heard[: asked + 1])


@pytest.mark.parametrize("through", PROVIDERS)
async def test_a_balance_is_heard_after_the_menu_a_key_and_a_pin(line: Line, through: str) -> None:
    call = await line.ring(AMINA, "1", PIN, "hang up", through=through)
    menu, asks, balance = call["heard"]
    assert menu.startswith("Imarisha. Hello Amina. Balance. Press one. Borrow. Press two.")
    assert "Enter your Imarisha PIN. Press the four keys." in asks
    assert balance.startswith(BALANCE)
    assert "thousand" not in before_the_pin(call)
    assert call["state"] == "hung up"


@pytest.mark.parametrize("through", PROVIDERS)
async def test_the_pin_stands_in_no_log_no_memory_and_no_table(
    line: Line, host: Host, town: House, through: str
) -> None:
    wrong = "9037"
    call = await line.ring(AMINA, "1", wrong, PIN, "hang up", through=through)
    assert "That PIN is not right." in call["heard"][2]
    assert call["heard"][3].startswith(BALANCE)
    written = [line.log.getvalue(), *(state for state, _ in host.memory.kept.values())]  # type: ignore[attr-defined]
    for canary in (wrong, PIN):
        assert not any(stands_in(words, canary) for words in written)
        assert await in_tables(town.database, [canary]) == []


@pytest.mark.parametrize("through", PROVIDERS)
async def test_no_log_holds_a_phone_a_name_or_what_was_said(line: Line, through: str) -> None:
    await line.ring(AMINA, "1", PIN, "hang up", through=through)
    written = line.log.getvalue().decode()
    assert "voice_ended" in written
    for private in ("700000001", "700 000 001", "Amina", "thousand", "after="):
        assert private not in written


@pytest.mark.parametrize("through", PROVIDERS)
async def test_every_callback_twice_changes_nothing(line: Line, through: str) -> None:
    call = await line.ring(AMINA, "1", PIN, "hang up", through=through, repeats=True)
    assert len(call["heard"]) == 3
    assert call["heard"][-1].startswith(BALANCE)


@pytest.mark.parametrize("through", PROVIDERS)
async def test_a_whole_loan_is_taken_by_telephone(line: Line, town: House, through: str) -> None:
    call = await line.ring(AMINA, "2", "1", "5000#", "3", "1", "*", PIN, through=through)
    which, amount, months, price, asks, sign, done = call["heard"][1:]
    assert "Boost: up to twenty thousand shillings, one to three months. Press one." in which
    assert "Press the keys, and hash at the end." in amount
    assert "three months: three payments of one thousand seven hundred and forty-two. Press three." in months
    assert "You get four thousand nine hundred and forty shillings today." in price
    assert "Agree. Press one. Change. Press two. Terms. Press three." in price
    assert asks.startswith("Enter your Imarisha PIN. Press the four keys.")
    assert "To hear what you sign, press star, then hash." in asks
    assert "shillings" not in asks
    assert sign.startswith(
        "Sign for five thousand shillings, three payments of one thousand seven hundred and forty-two,"
    )
    assert "paid to zero seven zero zero, zero zero zero, zero zero one." in sign
    assert "Loan L N, zero zero" in done
    assert "is approved" in done
    assert call["state"] == "completed"
    assert len(await town.rows("select * from payments")) == 1


async def test_in_swahili(line: Line) -> None:
    call = await line.ring(BARAKA, "1", PIN, "hang up")
    menu, _, balance = call["heard"]
    assert menu.startswith("Imarisha. Habari Baraka. Salio. Bonyeza moja.")
    assert menu.endswith(
        "Kwa mengine zaidi, bonyeza nane. Kusikia tena, bonyeza nyota. Kuongea na mtu, bonyeza sifuri."
    )
    assert balance.startswith("Akiba: shilingi elfu tatu na mia mbili.")


async def test_more_leads_on_and_nothing_is_lost(line: Line) -> None:
    call = await line.ring(AMINA, "8", "7", "hang up")
    first, second, help_menu = call["heard"]
    assert first.count("Press") == 4
    assert "For more, press eight." in first
    assert second.startswith("Withdraw. Press five. More. Press six. Help. Press seven. Kiswahili. Press nine.")
    assert help_menu.startswith("Help: zero seven zero zero")


async def test_who_knows_her_keys_need_not_wait(line: Line) -> None:
    call = await line.ring(AMINA, "7", "hang up")
    assert call["heard"][1].startswith("Help:")


async def test_star_says_it_again(line: Line) -> None:
    call = await line.ring(AMINA, "*", "*", "*", "hang up")
    assert len(set(call["heard"])) == 1
    assert line.said_goodbye == []


# Silence, wrong keys, words not understood


@pytest.mark.parametrize("through", PROVIDERS)
async def test_silence_twice_is_the_end_and_an_sms(line: Line, through: str) -> None:
    call = await line.ring(AMINA, through=through)
    menu, again, goodbye = call["heard"]
    assert again == f"We did not hear you. {menu}"
    assert goodbye == "We end this call now. An SMS will follow. Goodbye."
    assert line.said_goodbye == [(AMINA.number, f"voice:{call['id']}")]
    assert call["state"] == "completed"


async def test_one_silence_is_forgotten_when_she_answers(line: Line) -> None:
    call = await line.ring(AMINA, "silence", "7", "silence", "hang up")
    assert call["state"] == "hung up"
    assert line.said_goodbye == []


async def test_wrong_keys_are_told_and_then_it_ends(line: Line) -> None:
    call = await line.ring(AMINA, "8", "8", "8", "8")
    assert call["heard"][2].startswith("That key does nothing here. Withdraw.")
    assert call["heard"][-1].startswith("We end this call now.")
    assert len(call["heard"]) == 5
    assert len(line.said_goodbye) == 1


async def test_a_word_presses_its_key(line: Line) -> None:
    call = await line.ring(AMINA, {"says": "balance", "confidence": 0.9}, PIN, "hang up", through="twilio")
    assert call["heard"][-1].startswith(BALANCE)
    call = await line.ring(BARAKA, {"says": "moja", "confidence": 0.8}, PIN, "hang up", through="twilio")
    assert call["heard"][-1].startswith("Akiba:")


async def test_what_the_machine_hardly_understood_is_asked_by_keys(line: Line) -> None:
    call = await line.ring(AMINA, {"says": "balance", "confidence": 0.3}, "1", PIN, "hang up", through="twilio")
    assert call["heard"][1].startswith("We did not understand. Please use the keys. Imarisha. Hello Amina.")
    assert call["heard"][-1].startswith(BALANCE)


async def test_a_spoken_pin_is_not_listened_to(line: Line) -> None:
    call = await line.ring(AMINA, "1", {"says": "four eight two one", "confidence": 0.99}, through="twilio")
    assert call["heard"][2].startswith("We did not hear you.")


async def test_zero_leads_to_a_person_and_back(line: Line) -> None:
    call = await line.ring(AMINA, "0", "1", PIN, "hang up")
    assert call["heard"][1:3] == ["We put you through to a person.", "(put through to +254700000777)"]
    assert call["heard"][-1].startswith(BALANCE)


async def test_a_stranger_is_asked_for_her_language(line: Line) -> None:
    call = await line.ring(NOBODY, "1", "3", "hang up")
    assert call["heard"][0].startswith("Karibu Imarisha. Welcome. Kiswahili. Press one. English. Press two.")
    assert call["heard"][1].startswith("Imarisha: weka akiba na kopa kwa simu.")


# Who called before goes on


async def test_a_dropped_call_goes_on_in_the_next_one(line: Line) -> None:
    await line.ring(AMINA, "2", "1", "5000#", "hang up")
    call = await line.ring(AMINA, "1", "hang up")
    assert call["heard"][0].startswith("Welcome back Amina. You had not finished: Borrow.")
    assert call["heard"][1].startswith("five thousand shillings. Repay in how many months?")


async def test_she_goes_on_by_ussd(line: Line, amina: Handset) -> None:
    await line.ring(AMINA, "2", "1", "5000#", "hang up")
    assert (await amina.dial()).startswith("Welcome back Amina.")
