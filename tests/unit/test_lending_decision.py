"""Who may borrow what today, and the one true reason when it is no."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from core.lending.decision import Applicant, Standing, decided_by, is_automatic, offers
from core.lending.messages import NotYet, Offer
from core.lending.product import Product
from core.money import Money
from tests.unit.test_lending_price import BOOST


def kes(amount: int | str) -> Money:
    return Money.of(amount, "KES")


KILIMO = replace(
    BOOST, code="kilimo", name="Kilimo", most=kes(300_000), terms=(3, 6, 12), method="declining",
    deposit_multiple=Decimal(3),
)  # fmt: skip
BOTH: tuple[Product, ...] = (BOOST, KILIMO)
TODAY = date(2026, 12, 2)
AMINA = Applicant(
    today=TODAY, blocked=False, tier=1, joined_on=date(2026, 6, 2), saved=kes(12_000), deposits=kes(12_000), loans=(),
)  # fmt: skip
ON_TIME = Standing("boost", next_due=TODAY, ends_on=date(2027, 2, 2))
LATE = replace(ON_TIME, next_due=date(2026, 12, 1))
APPLIED = Standing("boost", next_due=None, ends_on=None)


def test_amina_may_have_both_and_kilimo_up_to_three_times_her_deposits():
    assert offers(AMINA, BOTH) == (
        Offer("boost", "Boost", kes(500), kes(20_000), (1, 2, 3)),
        Offer("kilimo", "Kilimo", kes(500), kes(36_000), (3, 6, 12)),
    )


def test_without_deposits_kilimo_is_hidden():
    found = offers(replace(AMINA, deposits=kes(0)), BOTH)
    assert isinstance(found, tuple)
    assert [offer.product for offer in found] == ["boost"]


def test_a_running_loan_hides_its_own_product_only():
    found = offers(replace(AMINA, loans=(ON_TIME,)), BOTH)
    assert isinstance(found, tuple)
    assert [offer.product for offer in found] == ["kilimo"]


NEW = {"joined_on": date(2026, 10, 15)}
NOTHING_SAVED = {"saved": kes(0), "deposits": kes(0)}
REFUSED = [
    ({"blocked": True, "tier": 0}, NotYet("blocked")),
    ({"tier": 0, "loans": (LATE,)}, NotYet("identity")),
    ({"loans": (LATE,), **NEW}, NotYet("late")),
    ({"loans": (ON_TIME,), **NOTHING_SAVED}, NotYet("loan", have=1, on=date(2027, 2, 2))),
    ({"loans": (APPLIED,), **NOTHING_SAVED}, NotYet("loan", have=1)),
    (NEW, NotYet("months", have=1, need=3, on=date(2027, 1, 15))),
    ({**NEW, **NOTHING_SAVED}, NotYet("months", have=0, need=3, on=date(2027, 1, 15))),
    (NOTHING_SAVED, NotYet("savings")),
]


@pytest.mark.parametrize(("facts", "no"), REFUSED)
def test_one_reason_the_gravest_that_is_true(facts, no):
    assert offers(replace(AMINA, **facts), BOTH) == no


def test_kilimo_alone_needs_deposits():
    assert offers(replace(AMINA, deposits=kes(100)), (KILIMO,)) == NotYet("savings", need=16_700)


def test_a_house_without_products_does_not_lend():
    assert offers(AMINA, ()) == NotYet("purse")


def test_above_the_limit_a_person_decides():
    assert is_automatic(kes(20_000), limit=kes(20_000))
    assert not is_automatic(kes(20_001), limit=kes(20_000))


#: applied (in Nairobi) -> decided by
DECIDED = [
    ("2026-03-11 09:00", "2026-03-12 16:00"),
    ("2026-03-13 23:30", "2026-03-14 16:00"),
    ("2026-03-14 08:00", "2026-03-16 16:00"),  # Saturday: tomorrow is a Sunday
]


@pytest.mark.parametrize(("applied", "by"), DECIDED)
def test_it_is_decided_by_tomorrow_afternoon_but_not_on_a_sunday(applied, by):
    nairobi = "Africa/Nairobi"
    at = datetime.fromisoformat(f"{applied}+03:00").astimezone(UTC)
    assert decided_by(at, nairobi).isoformat() == f"{by.replace(' ', 'T')}:00+03:00"
