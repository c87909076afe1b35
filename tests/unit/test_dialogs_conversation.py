"""What a member can rely on in every dialog: keys, wrong answers, the PIN, going back, what a no says."""

from __future__ import annotations

import re

import pytest

from dialogs.host import Host
from tests.people import AMINA, CHEBET, PIN, amina, baraka, host, remembered, seeded, stranger, town
from tests.talk import Handset

__all__ = ["amina", "baraka", "host", "seeded", "stranger", "town"]

HOME = "Imarisha. Hello Amina\n"
ENTER_PIN = "Enter your Imarisha PIN.\n9. Forgot PIN\n0. Back"
AMOUNT = "Boost loan. How much do you need?\nFrom KES 500 to 20,000. Example: 5000\n0. Back"


# Keys


async def test_back_goes_to_the_question_before(amina: Handset) -> None:
    await amina.dial("2*1*5000")
    assert await amina.press("0") == AMOUNT
    assert (await amina.press("0")).startswith("Which loan?")
    assert (await amina.press("0")).startswith(HOME)


async def test_home_is_one_key_away_where_it_is_printed(amina: Handset) -> None:
    await amina.dial()
    await amina.press("1", PIN)
    assert "00. Home" in amina.screen
    assert (await amina.press("00")).startswith(HOME)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("98", "In a few seconds M-PESA asks for your M-PESA PIN to pay KES 98."),
        ("00", "KES 0 is too little. Type an amount from 1 to 250,000."),
    ],
)
async def test_keys_that_are_not_printed_are_amounts(typed: str, said: str, amina: Handset) -> None:
    await amina.dial("4")
    assert (await amina.press(typed)).startswith(said)


async def test_four_noughts_are_a_pin_and_too_easy(stranger: Handset) -> None:
    await stranger.dial()
    await stranger.press("2", "1", "Wanjiku Njeri", "23456789", "25081990", "1", "0000")
    assert stranger.screen == "That PIN is easy to guess. Choose 4 other digits.\n0. Back"


async def test_98_turns_the_page_and_only_where_there_is_one(stranger: Handset) -> None:
    await stranger.dial()
    first = await stranger.press("2", "3")
    assert first.startswith("Joining and saving are free.")
    assert first.endswith("98. More\n0. Back\n00. Home")
    second = await stranger.press("98")
    assert "98. More" not in second
    assert (await stranger.press("98")).startswith("Please press one of the keys below.")


# Answers that do not fit


async def test_what_is_not_understood_keeps_the_question(amina: Handset) -> None:
    await amina.dial("2*1*5000")
    assert await amina.press("7") == (
        "Please type a number from 1 to 3.\n1. 1 month: 5,075\n2. 2 months: 2 x 2,575\n3. 3 months: 3 x 1,742\n0. Back"
    )


async def test_three_wrong_answers_bring_help_and_0_comes_back(amina: Handset) -> None:
    await amina.dial("2*1")
    assert (await amina.press("much")).startswith("Please type an amount")
    assert (await amina.press("lots")).startswith("Please type an amount")
    assert (await amina.press("more")).startswith("Help: 0700 000 000")
    assert await amina.press("0") == AMOUNT
    assert (await amina.press("5000")).startswith("KES 5,000. Repay in how many months?")


async def test_a_right_answer_forgets_the_wrong_ones(amina: Handset) -> None:
    await amina.dial("2*1")
    await amina.press("much", "lots", "5000", "x", "x")
    assert amina.screen.startswith("Please type a number from 1 to 3.")


async def test_an_amount_over_the_limit_says_the_limit(amina: Handset) -> None:
    await amina.dial("2*1")
    assert await amina.press("50000") == (
        "KES 50,000 is more than you may borrow now. Type an amount from 500 to 20,000.\n0. Back"
    )


async def test_a_star_inside_an_answer_is_part_of_it(amina: Handset) -> None:
    await amina.dial("4")
    await amina.press("5*6")
    assert amina.screen.startswith("Please type an amount")


# The PIN


async def test_a_pin_opens_reading_once_per_session(amina: Handset) -> None:
    await amina.dial()
    assert await amina.press("1") == ENTER_PIN
    assert (await amina.press(PIN)).startswith("Savings: KES 12,000")
    await amina.press("00")
    assert (await amina.press("1")).startswith("Savings: KES 12,000")
    assert (await amina.press("00", "6", "1")).startswith("Mar 2025 ")
    await amina.dial()
    assert await amina.press("1") == ENTER_PIN, "the next session asks again"


async def test_every_signature_asks_again(amina: Handset) -> None:
    await amina.dial()
    await amina.press("5", PIN, "2000")
    assert amina.screen == (
        "Withdraw KES 2,000 to 0700 000 001. Fee KES 15. You keep KES 9,985.\nEnter PIN to sign.\n"
        "9. Forgot PIN\n0. Back"
    )
    assert (await amina.press(PIN)).startswith("Request taken.")


async def test_a_wrong_pin_keeps_what_she_was_doing(amina: Handset) -> None:
    await amina.dial("2*1*5000*3")
    await amina.press("1", "1111")
    assert amina.screen == (
        "That PIN is not right. You can try 2 more times.\nEnter your Imarisha PIN, not M-PESA's.\n"
        "9. Forgot PIN\n0. Back"
    )
    assert (await amina.press("1111")).startswith("That PIN is not right. You can try once more.")
    assert (await amina.press(PIN)).startswith("Thank you Amina. Loan LN-")


async def test_the_third_wrong_pin_pauses_and_paying_in_still_works(amina: Handset) -> None:
    await amina.dial()
    await amina.press("1", "1111", "1111")
    paused = await amina.press("1111")
    assert paused.startswith("Too many wrong PINs. Your money is safe; PIN use is paused until ")
    assert amina.answer.ends
    assert (await amina.dial()).startswith(HOME)
    assert (await amina.press("1")).startswith("Too many wrong PINs."), "said before the PIN is asked again"
    assert (await amina.dial("2")).startswith("Too many wrong PINs.")
    await amina.dial("4")
    assert (await amina.press("500")).startswith("In a few seconds M-PESA asks")


async def test_a_secret_is_gone_after_its_turn(amina: Handset, host: Host) -> None:
    """A canary PIN is in no byte that is kept, before, at or after its turn."""
    await amina.dial()
    for key in ("1", PIN, "00", "2", "1", "5000", "3", "1", "1111", PIN):
        await amina.press(key)
        assert not re.search(rb"\b(4821|1111)\b", remembered(host, AMINA))


async def test_nothing_private_before_the_pin(host: Host) -> None:
    """The home of a member who is late looks like any other."""
    chebet = Handset(host, CHEBET)
    await chebet.dial()
    for screen in (chebet.screen, await chebet.press("3"), await chebet.dial("2"), await chebet.dial("1")):
        assert "LN-" not in screen
        assert "900" not in screen


# Back over what was done


async def test_nobody_walks_back_over_a_command(stranger: Handset) -> None:
    """Behind the first PIN lies what was decided: `0` does not lead there, it chooses another PIN."""
    await stranger.dial()
    await stranger.press("2", "1", "Wanjiku Njeri", "23456789", "25081990", "1", "7391", "7391")
    assert stranger.screen.startswith("Welcome Wanjiku.")
    assert (await stranger.press("1")).startswith("How much do you want to save?")
    assert (await stranger.press("0")).startswith("Welcome Wanjiku.")


async def test_two_pins_that_differ_choose_again(stranger: Handset) -> None:
    await stranger.dial()
    await stranger.press("2", "1", "Wanjiku Njeri", "23456789", "25081990", "1", "7391", "7392")
    assert stranger.screen.startswith("The two PINs are not the same. Choose a PIN of 4 digits.")
    assert (await stranger.press("7391", "7391")).startswith("Welcome Wanjiku.")


async def test_back_after_a_refusal_leaves_the_question_that_was_refused(amina: Handset) -> None:
    """Not to the same question once more."""
    await amina.dial("5")
    assert (await amina.press(PIN, "50000")).startswith("You can take out up to KES 11,985 now.")
    assert (await amina.press("0")).startswith(HOME)


async def test_back_after_a_wrong_pin_is_back_at_the_price(amina: Handset) -> None:
    await amina.dial("2*1*5000*3")
    await amina.press("1", "1111")
    assert (await amina.press("0")).startswith("You get KES 4,940 today")


async def test_what_she_would_say_yes_to_stays_on_the_screen(amina: Handset) -> None:
    await amina.dial("2*1*5000*3")
    price = amina.screen
    assert price.startswith("You get KES 4,940 today")
    assert await amina.press("9") == price
    await amina.press("3")
    assert await amina.press("4821") == price, "a PIN typed too early signs nothing"


async def test_help_in_the_middle_of_a_welcome_comes_back_to_it(amina: Handset) -> None:
    await amina.dial()
    await amina.press("2", "1", "5000")
    await amina.dial()
    assert (await amina.press("x", "x", "x")).startswith("Help: 0700 000 000")
    assert (await amina.press("0")).startswith("Welcome back Amina.")
    assert (await amina.press("1")).startswith("KES 5,000. Repay in how many months?")
