"""How values are said: clocks that count from midnight or from six, dates, money, plurals, long names."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from core.money import Money
from core.phone import Phone
from core.secret import Secret
from dialogs.library import TONGUES
from dialogs.say import day, moment, say, spell, write
from dialogs.screen import Option, Screen, Text

EN, SW = TONGUES["en"], TONGUES["sw"]
TODAY = date(2026, 3, 11)
NAIROBI = ZoneInfo("Africa/Nairobi")


@pytest.mark.parametrize(
    ("clock", "english", "swahili"),
    [
        ((14, 35), "2:35pm", "saa 8:35 mchana"),
        ((10, 42), "10:42am", "saa 4:42 asubuhi"),
        ((16, 0), "4pm", "saa 10 jioni"),
        ((12, 0), "12pm", "saa 6 mchana"),
        ((0, 0), "12am", "saa 6 usiku"),
        ((0, 5), "12:05am", "saa 6:05 usiku"),
        ((6, 0), "6am", "saa 12 asubuhi"),
        ((5, 30), "5:30am", "saa 11:30 alfajiri"),
        ((18, 0), "6pm", "saa 12 jioni"),
        ((19, 0), "7pm", "saa 1 usiku"),
        ((23, 59), "11:59pm", "saa 5:59 usiku"),
    ],
)
def test_the_time_of_day(clock: tuple[int, int], english: str, swahili: str) -> None:
    at = datetime(2026, 3, 11, *clock, tzinfo=NAIROBI)
    assert moment(at, EN, TODAY) == english
    assert moment(at, SW, TODAY) == swahili


def test_a_time_on_another_day_has_the_day_before_it() -> None:
    tomorrow, later = datetime(2026, 3, 12, 16, tzinfo=NAIROBI), datetime(2026, 8, 1, 9, 5, tzinfo=NAIROBI)
    assert moment(tomorrow, EN, TODAY) == "tomorrow 4pm"
    assert moment(tomorrow, SW, TODAY) == "kesho saa 10 jioni"
    assert moment(later, EN, TODAY) == "1 Aug 9:05am"
    assert moment(later, SW, TODAY) == "1 Ago saa 3:05 asubuhi"


def test_times_are_told_where_the_member_lives() -> None:
    assert moment(datetime(2026, 3, 11, 22, 30, tzinfo=UTC), EN, TODAY) == "tomorrow 1:30am"


@pytest.mark.parametrize(("month", "english", "swahili"), [(12, "15 Dec", "15 Des"), (3, "15 Mar", "15 Mac")])
def test_dates(month: int, english: str, swahili: str) -> None:
    assert day(date(2026, month, 15), EN) == english
    assert day(date(2026, month, 15), SW) == swahili


@pytest.mark.parametrize(
    ("value", "spec", "words"),
    [
        (Money(500_000, "KES"), "", "KES 5,000"),
        (Money(500_000, "KES"), "n", "5,000"),
        (Money(500_050, "KES"), "", "KES 5,000.50"),
        (Money(100_000_000, "KES"), "", "KES 1,000,000"),
        (Money(-174_200, "KES"), "n", "-1,742"),
        (Phone("+254700000002"), "", "0700 000 002"),
        (Decimal("34.00"), "", "34"),
        (Decimal("1.50"), "", "1.5"),
        (Decimal("100"), "", "100"),
        (None, "", ""),
        (3, "", "3"),
    ],
)
def test_values(value: object, spec: str, words: str) -> None:
    assert write(value, spec, EN, TODAY) == words


def test_a_secret_is_never_said() -> None:
    with pytest.raises(TypeError):
        write(Secret("4821"), "", EN, TODAY)


def test_plurals() -> None:
    def months(count: int) -> Text:
        return Text(
            "{0.months} month: {0.instalment:n}",
            {"0": _Choice(count, Money(174_200, "KES"))},
            plural="{0.months} months: {0.months} x {0.instalment:n}",
            count=count,
        )

    assert [spell(months(n), EN, TODAY) for n in (1, 3)] == ["1 month: 1,742", "3 months: 3 x 1,742"]
    assert [spell(months(n), SW, TODAY) for n in (1, 3)] == ["Mwezi 1: 1,742", "Miezi 3: 3 x 1,742"]


class _Choice:
    def __init__(self, months: int, instalment: Money) -> None:
        self.months = months
        self.instalment = instalment


def test_a_notice_takes_the_place_of_the_question_and_leaves_its_options() -> None:
    screen = Screen(
        Text("Which loan?"), (Option("1", Text("Home")),), (Option("0", Text("Back")),), notice=Text("Balance")
    )
    assert say(screen, SW, TODAY).message == "Salio"
    assert say(screen, SW, TODAY).options == (("1", "Mwanzo"),)
    assert say(screen, SW, TODAY).keys == (("0", "Rudi"),)
    assert say(screen, SW, TODAY).more == "Zaidi"


def test_a_placeholder_that_nobody_filled_is_an_error_and_not_a_gap() -> None:
    with pytest.raises(KeyError):
        spell(Text("Hello {nobody}"), EN, TODAY)


def test_a_day_of_another_year_is_not_taken_for_one_of_this() -> None:
    today = date(2026, 3, 11)
    assert day(date(2025, 3, 1), EN, today) == "Mar 2025"
    assert day(date(2025, 3, 1), SW, today) == "Mac 2025"
    assert day(date(2026, 12, 15), EN, today) == "15 Dec"
