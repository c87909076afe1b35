"""What is decided about members without looking anything up."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from core.members import rules

BORN = date(1990, 8, 25)
NOW = datetime(2026, 3, 11, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "pin",
    ["0000", "7777", "1234", "0123", "7890", "4321", "3210", "0987", "1990", "2508", "0825", "12", "48213", "482a"],
)
def test_what_anybody_guesses_is_easy(pin):
    assert rules.is_easy(pin, BORN)


@pytest.mark.parametrize("pin", ["4821", "9306", "1357", "1991", "8520"])
def test_what_nobody_guesses_is_not(pin):
    assert not rules.is_easy(pin, BORN)


def test_a_birth_year_is_easy_only_for_who_was_born_then():
    assert not rules.is_easy("1990", None)


def test_she_is_eighteen_on_her_birthday():
    assert rules.age(date(2008, 3, 12), date(2026, 3, 11)) == 17
    assert rules.age(date(2008, 3, 11), date(2026, 3, 11)) == 18
    assert rules.age(date(2008, 2, 29), date(2026, 2, 28)) == 17


@pytest.mark.parametrize("typed", ["M-00021", "m-00021", "M00021", "m21", " m 21 ", "M-21"])
def test_a_member_number_is_read_as_people_type_it(typed):
    assert rules.read_number(typed) == 21


@pytest.mark.parametrize("typed", ["", "21", "LN-0021", "M-", "M-21x", "0700000021"])
def test_other_words_are_no_member_number(typed):
    assert rules.read_number(typed) is None


def test_names_get_their_capitals_only_when_they_have_none_or_nothing_else():
    assert rules.plain_name("  wanjiku   ng'ang'a ") == "Wanjiku Ng'ang'a"
    assert rules.plain_name("WANJIKU KAMAU") == "Wanjiku Kamau"
    assert rules.plain_name("Wanjiku wa Kamau") == "Wanjiku wa Kamau"


@pytest.mark.parametrize(
    ("changed", "checked", "rested"),
    [
        (None, timedelta(hours=1), True),
        (None, timedelta(hours=25), False),
        (timedelta(hours=71), timedelta(hours=1), False),
        (timedelta(hours=73), timedelta(hours=1), True),
    ],
)
def test_a_sim_speaks_for_her_when_it_is_three_days_old_and_the_answer_is_fresh(changed, checked, rested):
    changed_at = None if changed is None else NOW - changed
    assert rules.sim_rested(changed_at=changed_at, checked_at=NOW - checked, now=NOW) is rested
