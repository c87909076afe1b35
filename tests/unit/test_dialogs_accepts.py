"""How people type: what is read, and what they are told to type instead."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from core.institution import Institution
from core.money import Money
from core.phone import Phone
from core.secret import Secret
from dialogs import accepts
from dialogs.accepts import Invalid
from dialogs.library import TONGUES
from dialogs.say import spell

FACTS = SimpleNamespace(house=Institution(), today=date(2026, 3, 11))


def told(invalid: Any) -> str:
    """What she is told to type, in English."""
    assert isinstance(invalid, Invalid), f"{invalid} was taken"
    return spell(invalid.say, TONGUES["en"], FACTS.today)


@pytest.mark.parametrize(
    ("typed", "shillings"),
    [
        ("5000", 5000),
        ("5,000", 5000),
        (" 5000 ", 5000),
        ("5k", 5000),
        ("2.5K", 2500),
        ("1m", 1_000_000),
        ("KES 5,000", 5000),
        ("Ksh 5000/=", 5000),
        ("Ksh.5000/-", 5000),
        ("sh 200", 200),
        ("200 bob", 200),
        ("5000.00", 5000),
        ("98", 98),
        ("0", 0),
        ("00", 0),
    ],
)
def test_amounts(typed: str, shillings: int) -> None:
    assert accepts.read_amount(typed, "KES") == Money(shillings * 100, "KES")


@pytest.mark.parametrize(
    "typed",
    ["", "abc", "-5", "5 000 000 euro", "1*2", "5..0", "5.123", "٥٠٠٠", "5e3", "0x10", "9" * 40, "5,00k0"],
)  # fmt: skip
def test_what_is_no_amount(typed: str) -> None:
    assert told(accepts.money()(typed, FACTS)) == "Please type an amount, for example 5000."


def test_an_amount_has_bounds_and_they_are_said() -> None:
    money = accepts.money(least=Money(50_000, "KES"), most=lambda facts: Money(2_000_000, "KES"))
    assert money("500", FACTS) == Money(50_000, "KES")
    assert money("20,000", FACTS) == Money(2_000_000, "KES")
    assert told(money("20001", FACTS)).endswith("Type an amount from 500 to 20,000.")
    assert told(money("499", FACTS)).endswith("Type an amount from 500 to 20,000.")
    assert told(money("600.50", FACTS)) == "Please type whole shillings, for example 5000."
    assert told(accepts.money()("0", FACTS)).endswith("Type an amount from 1 to 250,000.")


def test_a_pin_is_four_digits() -> None:
    assert accepts.pin("4821", FACTS) == Secret("4821")
    assert accepts.pin("0000", FACTS) == Secret("0000"), "too easy, but four digits: core says so"
    for typed in ("482", "48211", "48 21", "abcd", "٤٨٢١", "", "4821*"):
        assert told(accepts.pin(typed, FACTS)) == "Please type the 4 digits of your PIN."


def test_a_code_is_six_digits() -> None:
    assert accepts.code(" 123456 ", FACTS) == Secret("123456")
    assert told(accepts.code("12345", FACTS)) == "Please type the 6 digits from our SMS."


@pytest.mark.parametrize("typed", ["0700000001", "0700 000 001", "254700000001", "+254700000001", "0700-000-001"])
def test_phones(typed: str) -> None:
    assert accepts.phone(typed, FACTS) == Phone("+254700000001")


@pytest.mark.parametrize("typed", ["", "07000", "abc", "+25470000000", "07000000011", "+٢٥٤٧٠٠٠٠٠٠٠١", "+2٥٤٧٠٠٠٠٠٠٠١"])
def test_what_is_no_phone(typed: str) -> None:
    assert told(accepts.phone(typed, FACTS)) == "Please type a phone number, for example 0700000001."


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Wanjiku Njeri Kamau", "Wanjiku Njeri Kamau"),
        ("wanjiku  njeri", "Wanjiku Njeri"),
        ("WANJIKU NJERI", "Wanjiku Njeri"),
        ("jane ng'ang'a", "Jane Ng'ang'a"),
        ("akinyi odhiambo-otieno", "Akinyi Odhiambo-Otieno"),
        ("Wairimũ Mũthoni", "Wairimũ Mũthoni"),
        ("Cher", "Cher"),
        ("Njoroge McDonald", "Njoroge McDonald"),
    ],
)
def test_names(typed: str, name: str) -> None:
    assert accepts.full_name(typed, FACTS) == name


@pytest.mark.parametrize("typed", ["", "12345678", "Amina 3", "a" * 61, "Amina; drop table", "*", "-", "🙂"])
def test_what_is_no_name(typed: str) -> None:
    assert told(accepts.full_name(typed, FACTS)).startswith("Please type your name with letters")


@pytest.mark.parametrize(
    ("typed", "born"),
    [
        ("25081990", date(1990, 8, 25)),
        ("25/8/1990", date(1990, 8, 25)),
        ("25 8 90", date(1990, 8, 25)),
        ("25-08-1990", date(1990, 8, 25)),
        ("25.8.1990", date(1990, 8, 25)),
        ("1 1 05", date(2005, 1, 1)),
        ("29 2 2000", date(2000, 2, 29)),
    ],
)
def test_dates_of_birth(typed: str, born: date) -> None:
    assert accepts.birth_date(typed, FACTS) == born


@pytest.mark.parametrize("typed", ["", "1990", "31021990", "25131990", "25082990", "29 2 2001", "1 1 1899", "x"])
def test_what_is_no_date_of_birth(typed: str) -> None:
    assert told(accepts.birth_date(typed, FACTS)) == "Please type day, month and year, for example 25081990."


@pytest.mark.parametrize(("typed", "number"), [("2345678", "2345678"), ("234 567 89", "23456789")])
def test_id_numbers(typed: str, number: str) -> None:
    assert accepts.id_number(typed, FACTS) == number


@pytest.mark.parametrize("typed", ["", "12345", "12345678901", "A2345678", "٢٣٤٥٦٧٨"])
def test_what_is_no_id_number(typed: str) -> None:
    assert told(accepts.id_number(typed, FACTS)).startswith("Please type the number of your ID card")


@pytest.mark.parametrize(("typed", "code"), [("ukm41ab2cd", "UKM41AB2CD"), ("UKM4 1AB2 CD", "UKM41AB2CD")])
def test_receipts(typed: str, code: str) -> None:
    assert accepts.receipt(typed, FACTS) == code


@pytest.mark.parametrize("typed", ["", "UKM41AB2C", "UKM41AB2CDE", "UKM41-AB2C!", "ÜKM41AB2CD"])
def test_what_is_no_receipt(typed: str) -> None:
    assert told(accepts.receipt(typed, FACTS)).startswith("Please type the code of the M-PESA message")
