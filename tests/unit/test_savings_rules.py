"""What may be taken out of savings, and how account numbers are read: pure, as tables."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core.institution import Institution
from core.money import Money
from core.savings import rules
from core.savings.messages import AmountOutOfRange, IdentityNeeded, JustDone, NotEnough, OverDailyLimit
from tests.house import NOON

HOUSE = Institution()


def kes(shillings: int | float) -> Money:
    return Money(round(shillings * 100), "KES")


AMINA = rules.Standing(available=kes(12_000), tier=1, out_today=kes(0), out_since_pin=kes(0), pin_changed_at=None)
RICH = replace(AMINA, available=kes(400_000))
NEW_PIN = replace(RICH, pin_changed_at=NOON - timedelta(hours=23))
RANGE = AmountOutOfRange(least=kes(10), most=kes(250_000))


@pytest.mark.parametrize(
    ("amount", "standing", "answer"),
    [
        (kes(2_000), AMINA, None),
        (kes(11_985), AMINA, None),
        (kes(11_986), AMINA, NotEnough(most=kes(11_985))),
        (kes(100), replace(AMINA, available=kes(50.50)), NotEnough(most=kes(35))),
        (kes(100), replace(AMINA, available=kes(3)), NotEnough(most=kes(0))),
        (kes(9), AMINA, RANGE),
        (kes(0), AMINA, RANGE),
        (kes(-100), AMINA, RANGE),
        (kes(99.50), AMINA, RANGE),
        (kes(250_001), RICH, RANGE),
        (kes(100), replace(AMINA, tier=0), IdentityNeeded()),
        (kes(100), replace(AMINA, tier=7), IdentityNeeded()),
        (kes(70_000), RICH, None),
        (kes(70_001), RICH, OverDailyLimit(left=kes(70_000), why="tier")),
        (kes(20_001), replace(RICH, out_today=kes(50_000)), OverDailyLimit(left=kes(20_000), why="tier")),
        (kes(10), replace(RICH, out_today=kes(80_000)), OverDailyLimit(left=kes(0), why="tier")),
        (kes(5_000), NEW_PIN, None),
        (kes(5_001), NEW_PIN, OverDailyLimit(left=kes(5_000), why="new_pin")),
        (kes(2_001), replace(NEW_PIN, out_since_pin=kes(3_000)), OverDailyLimit(left=kes(2_000), why="new_pin")),
        (kes(5_001), replace(NEW_PIN, pin_changed_at=NOON - timedelta(hours=24)), None),
        (kes(5_000), replace(NEW_PIN, out_today=kes(69_000)), OverDailyLimit(left=kes(1_000), why="tier")),
    ],
)  # fmt: skip
def test_may_she_take_it_out(amount, standing, answer):
    assert rules.refuse(amount, standing, HOUSE, now=NOON) == answer


def test_an_equal_amount_within_two_minutes_is_asked_about():
    before = NOON - timedelta(seconds=119)
    assert rules.just_done(kes(500), before, now=NOON) == JustDone(amount=kes(500), at=before)
    assert rules.just_done(kes(500), NOON - timedelta(seconds=120), now=NOON) is None
    assert rules.just_done(kes(500), None, now=NOON) is None


@pytest.mark.parametrize(("kind", "number"), [("ordinary", "S00021"), ("deposits", "D00021"), ("shares", "C00021")])
@pytest.mark.parametrize("member", ["M-00021", "M00021", "m 21"])
def test_an_account_number_has_the_digits_of_its_member(kind, number, member):
    assert rules.account_number(kind, member) == number


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("S00021", "S00021"),
        ("s-00021", "S00021"),
        (" s 21 ", "S00021"),
        ("D.00021", "D00021"),
        ("c123456", "C123456"),
        ("S0", ""),
        ("S", ""),
        ("M00021", ""),
        ("00021", ""),
        ("S21X", ""),
        ("S2١", ""),
        ("", ""),
        ("S" + "9" * 30, ""),
    ],
)
def test_an_account_number_as_people_type_it(words, number):
    assert rules.as_typed(words) == number
