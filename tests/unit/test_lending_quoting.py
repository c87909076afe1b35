"""Schedules on any terms, to the cent: the tables a loan officer would check against another system's.

5,000 at 12 % in 18 monthly instalments from 1 November 2022: Apache Fineract publishes these rows for these terms.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from core.lending.messages import Every, Fee, FigureOutOfBounds, PricedSchedule, QuoteSchedule
from core.lending.quoting import priced, years_between
from core.money import Money


def kes(amount: int | str) -> Money:
    return Money.of(amount, "KES")


ASKED = QuoteSchedule(
    principal=kes(5000), annual_rate_percent=Decimal(12), instalments=18, disbursed_on=date(2022, 11, 1)
)
ROUND = Decimal(1)


def cents(schedule: PricedSchedule, name: str) -> str:
    """One column, repeated values once with how often they come."""
    found: list[list[object]] = []
    for row in schedule.rows:
        value = getattr(row, name).plain().replace(",", "")
        if found and found[-1][0] == value:
            found[-1][1] = int(str(found[-1][1])) + 1
        else:
            found.append([value, 1])
    return " ".join(f"{value}x{times}" if times != 1 else f"{value}" for value, times in found)


#: terms -> (principal column, interest column, total of interest, nominal, effective)
REFERENCE = {
    "flat": (
        replace(ASKED, interest_method="flat", instalment_multiple=ROUND),
        "278x17 274", "50x18", "900", "21.66", "23.94",
    ),
    "declining": (
        replace(ASKED, instalment_multiple=ROUND),
        "255 257.55 260.13 262.73 265.35 268.01 270.69 273.39 276.13 278.89 281.68 284.50 287.34 290.21 293.12 296.05"
        " 299.01 300.22",
        "50 47.45 44.87 42.27 39.65 36.99 34.31 31.61 28.87 26.11 23.32 20.50 17.66 14.79 11.88 8.95 5.99 3",
        "488.22", "12.00", "12.68",
    ),
    "declining, daily": (
        replace(ASKED, instalment_multiple=ROUND, interest_period="daily", day_count="actual/365"),
        "255.68 256.65 259.26 266.08 264.62 268.53 270.05 273.84 275.59 278.40 282.01 284.11 287.59 289.94 292.90"
        " 296.47 298.90 299.38",
        "49.32 48.35 45.74 38.92 40.38 36.47 34.95 31.16 29.41 26.60 22.99 20.89 17.41 15.06 12.10 8.53 6.10 2.95",
        "487.33", "11.98", "12.66",
    ),
    "equal principal": (
        replace(ASKED, amortization="equal_principal"),
        "277.78x17 277.74",
        "50 47.22 44.44 41.67 38.89 36.11 33.33 30.56 27.78 25 22.22 19.44 16.67 13.89 11.11 8.33 5.56 2.78",
        "475", "12.00", "12.68",
    ),
    "three instalments without principal": (
        replace(ASKED, instalment_multiple=ROUND, grace_principal=3),
        "0x3 311 314.11 317.25 320.42 323.63 326.86 330.13 333.43 336.77 340.14 343.54 346.97 350.44 353.95 351.36",
        "50x4 46.89 43.75 40.58 37.37 34.14 30.87 27.57 24.23 20.86 17.46 14.03 10.56 7.05 3.51",
        "558.87", "12.00", "12.68",
    ),
    "six without principal, the interest of three asked with the fourth": (
        replace(ASKED, instalment_multiple=ROUND, grace_principal=6, grace_interest=3),
        "0x6 394 397.94 401.92 405.94 410 414.10 418.24 422.42 426.65 430.91 435.22 442.66",
        "0x3 200 50x3 46.06 42.08 38.06 34 29.90 25.76 21.58 17.35 13.09 8.78 4.43",
        "631.09", "11.94", "12.62",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFERENCE)
def test_the_rows_are_those_that_another_system_publishes(name):
    asked, principal, interest, whole, nominal, effective = REFERENCE[name]
    schedule = priced(asked)
    assert cents(schedule, "principal") == principal
    assert cents(schedule, "interest") == interest
    assert schedule.totals.interest == kes(whole)
    assert schedule.totals.total == kes(5000) + kes(whole)
    assert (str(schedule.nominal_rate_percent), str(schedule.effective_rate_percent)) == (nominal, effective)
    assert [str(row.due_on) for row in (schedule.rows[0], schedule.rows[-1])] == ["2022-12-01", "2024-05-01"]


async def test_the_door_answers_the_whole_schedule_and_saves_nothing(house):
    schedule = await house.must(replace(ASKED, instalment_multiple=ROUND))
    assert [row.total for row in schedule.rows] == [kes(305)] * 17 + [kes("303.22")]
    assert schedule.rows[-1].balance == kes(0)
    assert await house.rows("select id from loans") == []


def test_interest_that_is_free_is_never_asked():
    schedule = priced(replace(ASKED, interest_free=3))
    assert cents(schedule, "interest").startswith("0x3 40.85")
    assert cents(priced(replace(ASKED, interest_method="flat", interest_free=2)), "interest") == "0x2 50x16"


def test_without_interest_the_principal_is_divided_and_costs_nothing():
    schedule = priced(replace(ASKED, annual_rate_percent=Decimal(0)))
    assert cents(schedule, "total") == "277.78x17 277.74"
    assert (schedule.nominal_rate_percent, schedule.effective_rate_percent) == (Decimal("0.00"), Decimal("0.00"))


def test_weeks_divide_the_year_by_fifty_two():
    schedule = priced(replace(ASKED, instalments=4, every=Every(2, "week")))
    assert [str(row.due_on) for row in schedule.rows] == ["2022-11-15", "2022-11-29", "2022-12-13", "2022-12-27"]
    assert schedule.rows[0].interest == kes("23.08"), "5000 x 12 % x 2 / 52"


def test_the_day_of_the_month_sticks():
    schedule = priced(replace(ASKED, instalments=3, disbursed_on=date(2023, 1, 31)))
    assert [f"{row.due_on:%d %b}" for row in schedule.rows] == ["28 Feb", "31 Mar", "30 Apr"]


DAY_COUNTS = {
    "30/360": Decimal(59) / 360,
    "actual/365": Decimal(60) / 365,
    "actual/360": Decimal(60) / 360,
    "actual/actual": Decimal(31) / 365 + Decimal(29) / 366,
}


@pytest.mark.parametrize("convention", DAY_COUNTS)
def test_a_year_is_counted_as_the_convention_says(convention):
    assert years_between(date(2023, 12, 1), date(2024, 1, 30), convention) == DAY_COUNTS[convention]


def test_fees_are_taken_from_what_is_paid_out_or_asked_with_every_instalment():
    fees = (Fee(name="file", percent=Decimal(2)), Fee(name="cover", amount=kes(10), taken="instalment"))
    schedule = priced(replace(ASKED, fees=fees))
    assert (schedule.totals.deducted, schedule.totals.net, schedule.totals.fees) == (kes(100), kes(4900), kes(180))
    assert {row.fees for row in schedule.rows} == {kes(10)}
    assert schedule.totals.cost == schedule.totals.interest + kes(280)
    assert schedule.effective_rate_percent > priced(ASKED).effective_rate_percent


def test_halves_are_rounded_as_asked():
    """Ten per cent of 25 in a currency without cents is 2.5."""
    asked = replace(ASKED, principal=Money(25, "UGX"), annual_rate_percent=Decimal(120), instalments=1)
    found = {mode: priced(replace(asked, rounding=mode)).rows[0].interest for mode in ("half_even", "half_up")}
    assert found == {"half_even": Money(2, "UGX"), "half_up": Money(3, "UGX")}


WRONG: dict[str, list[dict[str, Any]]] = {
    "instalments": [{"instalments": 0}, {"instalments": 601}],
    "principal": [{"principal": kes(0)}, {"principal": kes(-5)}, {"principal": Money(10**15 + 1, "KES")}],
    "annual_rate_percent": [
        {"annual_rate_percent": Decimal(-1)}, {"annual_rate_percent": Decimal("NaN")},
        {"annual_rate_percent": Decimal("1E-20")},
    ],
    "every": [{"every": Every(0, "month")}, {"every": Every(1000, "month")}],
    "grace_principal": [{"grace_principal": 18}],
    "grace_interest": [{"grace_interest": -1}],
    "interest_free": [{"interest_free": 18}],
    "disbursed_on": [{"disbursed_on": date(1, 1, 1)}, {"disbursed_on": date(9999, 12, 31)}],
    "instalment_multiple": [
        {"instalment_multiple": Decimal(0)}, {"instalment_multiple": Decimal(10_000)},
        {"instalment_multiple": Decimal("1E+30")}, {"instalment_multiple": Decimal("0.001")},
    ],
    "fees": [
        {"fees": (Fee(amount=Money(1, "USD")),)}, {"fees": (Fee(percent=Decimal(100)),)}, {"fees": (Fee(),) * 11},
    ],
}  # fmt: skip


@pytest.mark.parametrize("field", WRONG)
async def test_figures_out_of_their_bounds_are_refused_with_the_field(house, field):
    for wrong in WRONG[field]:
        answer = await house.perform(replace(ASKED, **wrong))
        assert isinstance(answer, FigureOutOfBounds), wrong
        assert answer.field == field
