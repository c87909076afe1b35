"""The shortest way counts: how many answers each journey costs after dialling, and the demo keys that never change."""

from __future__ import annotations

import pytest

from core.phone import Phone
from dialogs.host import Host
from tests.house import House
from tests.people import AMINA, BARAKA, CHEBET, NOBODY, PIN, amina, host, member, seeded, town
from tests.talk import Handset

__all__ = ["amina", "host", "seeded", "town"]

JOIN = ["2", "1", "Wanjiku Njeri Kamau", "23456789", "25081990", "1", "7391", "7391"]


@pytest.mark.parametrize(
    ("journey", "phone", "keys", "last_words"),
    [
        ("balance", AMINA, ["1", PIN], "Savings: KES 12,000"),
        ("save", AMINA, ["4", "500"], "In a few seconds M-PESA asks for your M-PESA PIN to pay KES 500."),
        ("repay what is due", BARAKA, ["3", PIN, "1"], "Baada ya sekunde chache M-PESA itaomba PIN ya M-PESA"),
        ("repay what is late", CHEBET, ["3", PIN, "1"], "In a few seconds M-PESA asks"),
        ("withdraw", AMINA, ["5", PIN, "2000", PIN], "Request taken. KES 2,000 is on its way to M-PESA 0700 000 001"),
        ("borrow, of two products", AMINA, ["2", "1", "5000", "3", "1", PIN], "Thank you Amina. Loan LN-"),
        ("join", NOBODY, JOIN, "Welcome Wanjiku. Your member number is M-"),
    ],
)  # fmt: skip
async def test_answers_after_dialling(journey: str, phone: Phone, keys: list[str], last_words: str, host: Host) -> None:
    budget = {"balance": 2, "save": 2, "withdraw": 4, "borrow": 6, "join": 8, "repay": 3}[journey.split()[0].strip(",")]
    handset = Handset(host, phone)
    await handset.dial()
    await handset.press(*keys)
    assert handset.screen.startswith(last_words)
    assert len(keys) <= budget


async def test_one_product_that_fits_is_not_asked_for(town: House, host: Host) -> None:
    """Without deposits only Boost fits: five answers."""
    phone = Phone("+254700000041")
    await member(town, phone, "Dorcas Achieng", id_number="5345678", ordinary=4_000)
    dorcas = Handset(host, phone)
    await dorcas.dial()
    assert (await dorcas.press("2")).startswith("Boost loan. How much do you need?")
    await dorcas.press("5000", "3", "1", PIN)
    assert dorcas.screen.startswith("Thank you Dorcas. Loan LN-")


@pytest.mark.parametrize(
    ("dialled", "question"),
    [
        ("1", "Enter your Imarisha PIN."),
        ("2", "Which loan?"),
        ("2*1", "Boost loan. How much do you need?"),
        ("2*1*5000", "KES 5,000. Repay in how many months?"),
        ("3", "Enter your Imarisha PIN."),
        ("4", "How much do you want to save?"),
        ("5", "Enter your Imarisha PIN."),
        ("6", "More\n"),
        ("7*2", "Type the M-PESA code"),
    ],
)
async def test_a_deep_dial_lands_on_the_question(dialled: str, question: str, amina: Handset) -> None:
    assert (await amina.dial(dialled)).startswith(question)


@pytest.mark.parametrize(
    ("dialled", "stops_at"),
    [
        (f"1*{PIN}", "Enter your Imarisha PIN."),
        (f"2*1*5000*3*1*{PIN}", "You get KES 4,940 today"),
        ("4*500", "How much do you want to save?"),
        ("7*3*1*1", "Block your account?"),
        ("2*1*50000*3", "KES 50,000 is more than you may borrow now."),
        ("8*1", "Please press one of the keys below."),
    ],
)
async def test_a_deep_dial_stops_before_a_pin_a_confirmation_or_money(
    dialled: str, stops_at: str, amina: Handset, town: House
) -> None:
    assert (await amina.dial(dialled)).startswith(stops_at)
    assert not await town.jobs("daraja"), "money moves only by what she typed in answer to a screen"


async def test_the_price_is_the_one_in_the_design(amina: Handset) -> None:
    await amina.dial()
    assert await amina.press("2", "1", "5000", "3") == (
        "You get KES 4,940 today\nYou pay 3 x 1,742 from 11 Apr\nIn all KES 5,225\n"
        "Cost 285: interest 225, fee, tax 60\n1. Agree\n2. Change\n3. Terms"
    )
    terms = await amina.press("3")
    assert terms.startswith("Cost as yearly rate: ")
    assert terms.endswith("1. Agree\n2. Change")


async def test_the_keys_of_home_never_move(amina: Handset, host: Host) -> None:
    assert await amina.dial() == (
        "Imarisha. Hello Amina\n1. Balance\n2. Borrow\n3. Repay\n4. Save\n5. Withdraw\n6. More\n7. Help\n9. Kiswahili"
    )
    baraka = Handset(host, BARAKA)
    assert await baraka.dial() == (
        "Imarisha. Habari Baraka\n1. Salio\n2. Kopa\n3. Lipa mkopo\n4. Weka akiba\n5. Toa pesa\n6. Zaidi\n7. Msaada\n"
        "9. English"
    )


async def test_a_name_longer_than_ten_letters_is_not_said(town: House, host: Host) -> None:
    phone = Phone("+254700000042")
    await member(town, phone, "Christopherson Ouma", id_number="6345678", language="sw")
    christopherson = Handset(host, phone)
    assert (await christopherson.dial()).startswith("Imarisha. Habari mwanachama\n")
