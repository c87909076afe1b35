"""The line drops: what is kept, what is asked again, what a deploy in between changes, and how repeats are heard."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from core.messages import Command, Request
from core.savings import messages as savings
from dialogs.host import Host, TooManyAtOnce
from dialogs.library import LIBRARY
from tests.house import House
from tests.people import (
    AMINA,
    PIN,
    after_a_deploy,
    amina,
    baraka,
    host,
    remembered,
    seeded,
    stranger,
    town,
)
from tests.talk import Handset

__all__ = ["amina", "baraka", "host", "seeded", "stranger", "town"]

HOME = "Imarisha. Hello Amina\n"
BACK_AGAIN = "Welcome back Amina. You had not finished: Borrow.\n1. Continue\n2. Start again\n00. Home"
MONTHS = "KES 5,000. Repay in how many months?"
PRICE = "You get KES 4,940 today"


async def half_a_loan(amina: Handset) -> None:
    """Amount typed, months asked; then the line drops."""
    await amina.dial()
    await amina.press("2", "1", "5000")


async def test_continue_shows_the_last_question_without_an_answer(amina: Handset) -> None:
    await half_a_loan(amina)
    assert await amina.dial() == BACK_AGAIN
    assert (await amina.press("1")).startswith(MONTHS)
    assert (await amina.press("3")).startswith(PRICE)


async def test_start_again_is_the_first_question_of_that_dialog(amina: Handset) -> None:
    await half_a_loan(amina)
    await amina.dial()
    assert (await amina.press("2")).startswith("Which loan?")
    assert (await amina.press("0")).startswith(HOME)


async def test_home_leaves_it_for_good(amina: Handset) -> None:
    await half_a_loan(amina)
    await amina.dial()
    assert (await amina.press("00")).startswith(HOME)
    assert (await amina.dial()).startswith(HOME)


async def test_a_drop_at_the_welcome_asks_again(amina: Handset) -> None:
    await half_a_loan(amina)
    await amina.dial()
    assert await amina.dial() == BACK_AGAIN
    assert (await amina.press("1")).startswith(MONTHS)


async def test_a_deep_dial_does_not_ask_about_what_was_left(amina: Handset) -> None:
    await half_a_loan(amina)
    assert (await amina.dial("4")).startswith("How much do you want to save?")


async def test_a_menu_that_was_only_looked_at_is_not_unfinished(amina: Handset) -> None:
    await amina.dial()
    await amina.press("2")
    assert (await amina.dial()).startswith(HOME)


async def test_after_a_day_it_is_forgotten(amina: Handset, town: House) -> None:
    await half_a_loan(amina)
    town.clock.later(hours=25)
    assert (await amina.dial()).startswith(HOME)


async def test_a_price_older_than_the_day_is_quoted_again(amina: Handset, town: House) -> None:
    await half_a_loan(amina)
    assert "from 11 Apr" in await amina.press("3")
    town.clock.later(hours=20)
    await amina.dial()
    assert "from 12 Apr" in await amina.press("1")


async def test_a_pin_is_asked_again_and_the_question_behind_it_comes_back(amina: Handset) -> None:
    await amina.dial()
    await amina.press("5", PIN, "2000")
    assert (await amina.dial()).startswith("Welcome back Amina. You had not finished: Withdraw.\n1. Continue\n")
    assert (await amina.press("1")).startswith("Withdraw KES 2,000 to 0700 000 001.")
    assert (await amina.press(PIN)).startswith("Request taken.")


async def test_half_a_joining_is_kept_without_the_pin(stranger: Handset) -> None:
    await stranger.dial()
    await stranger.press("2", "1", "Wanjiku Njeri", "23456789", "25081990", "1", "7391")
    assert await stranger.dial() == "Welcome back. You had not finished: Join.\n1. Continue\n2. Start again\n00. Home"
    assert (await stranger.press("1")).startswith("The same PIN once more")
    assert (await stranger.press("7391")).startswith("Welcome Wanjiku.")


async def test_a_finished_loan_is_not_unfinished(amina: Handset) -> None:
    await half_a_loan(amina)
    await amina.press("3", "1", PIN)
    assert amina.answer.ends
    assert (await amina.dial()).startswith(HOME)


# After a deploy


async def test_a_form_that_changed_says_so_and_is_home(amina: Handset, host: Host) -> None:
    await half_a_loan(amina)
    amina.host = after_a_deploy(host, apply_for_loan=replace(LIBRARY["apply_for_loan"], fits="another form"))
    await amina.dial()
    assert (await amina.press("1")).startswith("We have changed since you were here. Please start again.\n1. Balance")


async def test_a_deploy_in_the_middle_of_a_session(amina: Handset, host: Host) -> None:
    await half_a_loan(amina)
    amina.host = after_a_deploy(host, apply_for_loan=replace(LIBRARY["apply_for_loan"], fits="another form"))
    assert (await amina.press("3")).startswith("We have changed since you were here. Please start again.\n1. Balance")


@pytest.mark.parametrize("key", ["1", "2", "00"])
async def test_a_dialog_that_is_gone(key: str, amina: Handset, host: Host) -> None:
    await half_a_loan(amina)
    await amina.dial()
    amina.host = after_a_deploy(host, apply_for_loan=None)
    assert "1. Balance" in await amina.press(key)


async def test_a_step_that_is_gone(amina: Handset, host: Host) -> None:
    await half_a_loan(amina)
    loan = LIBRARY["apply_for_loan"]
    amina.host = after_a_deploy(
        host, apply_for_loan=replace(loan, steps={n: s for n, s in loan.steps.items() if n != "choice"})
    )
    assert (await amina.press("3")).startswith("We have changed since you were here.")


def test_a_change_deep_inside_a_form_is_a_change() -> None:
    """`fits` names the fields of the values in a form, too: an offer of today is no offer of yesterday."""
    assert "shortest" not in LIBRARY["apply_for_loan"].fits
    assert "terms" in LIBRARY["apply_for_loan"].fits


async def test_a_state_that_cannot_be_read_is_made_again_from_the_transcript(amina: Handset, host: Host) -> None:
    """As if she had dialled it all: so up to the first confirmation or PIN."""
    await half_a_loan(amina)
    host.memory.kept[AMINA.number] = (b'{"frames": 7}', 9)  # type: ignore[attr-defined]
    assert (await amina.press("3")).startswith(PRICE)


# Repeats


async def test_the_same_hop_twice_gives_the_same_bytes_and_one_effect(amina: Handset, town: House) -> None:
    await half_a_loan(amina)
    await amina.press("3", "1")
    signed = await amina.press(PIN)
    assert await amina.hop(amina.text) == signed
    assert len(await town.jobs("daraja.payout")) == 1


async def test_a_stale_hop_gets_its_own_screen_again(amina: Handset) -> None:
    await amina.dial()
    first = await amina.hop("2")
    await amina.hop("2*1")
    assert await amina.hop("2") == first
    assert (await amina.hop("2*1*5000")).startswith(MONTHS)


async def test_a_transcript_nobody_knows_shows_the_question_again(amina: Handset) -> None:
    await amina.dial()
    await amina.hop("2")
    question = await amina.hop("2*1")
    assert await amina.hop("7*7*7") == question
    assert (await amina.hop("7*7*7*5000")).startswith(MONTHS)


async def test_a_redial_after_a_lost_reply_gives_one_loan(amina: Handset, host: Host, town: House) -> None:
    """The signature was performed, but the process died before it remembered the turn."""
    await half_a_loan(amina)
    await amina.press("3", "1")
    before = remembered(host, AMINA)
    signed = await amina.press(PIN)
    host.memory.kept[AMINA.number] = (before, 99)  # type: ignore[attr-defined]
    await amina.dial()
    await amina.press("1")
    assert await amina.press(PIN) == signed
    assert len(await town.jobs("daraja.payout")) == 1


async def test_a_redial_the_day_after_a_lost_reply_meets_the_loan(amina: Handset, host: Host, town: House) -> None:
    await half_a_loan(amina)
    await amina.press("3", "1")
    before = remembered(host, AMINA)
    await amina.press(PIN)
    host.memory.kept[AMINA.number] = (before, 99)  # type: ignore[attr-defined]
    town.clock.later(hours=20)
    await amina.dial()
    assert (await amina.press("1")).startswith("You have a running loan.")
    assert len(await town.jobs("daraja.payout")) == 1


# At once


async def test_two_identical_hops_at_once(amina: Handset, town: House) -> None:
    await half_a_loan(amina)
    await amina.press("3", "1")
    twin = replace(amina)
    text = f"{amina.text}*{PIN}"
    one, other = await asyncio.gather(amina.hop(text), twin.hop(text))
    assert one == other
    assert one.startswith("Thank you Amina.")
    assert len(await town.jobs("daraja.payout")) == 1


async def test_two_different_hops_at_once_do_not_overwrite_each_other(amina: Handset, town: House) -> None:
    """Both amounts are typed in one session: one prompt leaves, and nobody gets an error."""
    await amina.dial("4")
    twin = replace(amina)
    answers = await asyncio.gather(amina.hop("4*500"), twin.hop("4*600"))
    assert len(await town.jobs("daraja.prompt")) == 1
    assert any("In a few seconds" in answer for answer in answers)


async def test_a_key_that_somebody_else_used_is_read_again(amina: Handset, town: House, host: Host) -> None:
    """The other turn has performed under our key and not yet remembered: this one waits its turn and then gives up."""
    await amina.dial("4")
    used = amina.host = replace(host, door=Overtaken(host.door))
    with pytest.raises(TooManyAtOnce):
        await amina.press("500")
    assert not used.is_acting(AMINA.number)
    assert not await town.jobs("daraja.prompt")


class Overtaken:
    """A door at which another request always stands under the key already."""

    def __init__(self, door: Any) -> None:
        self._door = door

    async def perform(self, request: Request[Any], **how: Any) -> Any:
        if isinstance(request, Command):
            await self._door.perform(savings.SendLastLines(member="somebody"), **how)
        return await self._door.perform(request, **how)


async def test_two_hundred_callers_see_only_their_own_screens(town: House, host: Host) -> None:
    """Amina and Baraka among 198 strangers, all at once, hop by hop."""
    from core.phone import Phone

    phones = [Phone(f"+2547110{number:05d}") for number in range(198)]
    strangers = [Handset(host, phone) for phone in phones]
    members = [Handset(host, AMINA), Handset(host, Phone("+254700000002"))]
    everybody = members + strangers
    await asyncio.gather(*(handset.dial() for handset in everybody))
    assert "Hello Amina" in members[0].screen
    assert "Habari Baraka" in members[1].screen
    for number, handset in enumerate(strangers):
        assert handset.screen.startswith("Karibu Imarisha."), number
    names = [f"Wanjiku{'abcdefghij'[n // 20]}{'abcdefghijklmnopqrst'[n % 20]} Njeri" for n in range(198)]
    await asyncio.gather(*(handset.press("2", "1", name) for handset, name in zip(strangers, names, strict=True)),
                         members[0].press("1", PIN), members[1].press("1", PIN))  # fmt: skip
    assert members[0].screen.startswith("Savings: KES 12,000")
    assert members[1].screen.startswith("Akiba: KES 3,200")
    for handset, name in zip(strangers, names, strict=True):
        assert handset.screen.startswith(f"Thank you {name.split()[0]}. Your ID card number?")
