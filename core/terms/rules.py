"""The table of terms that staff may change, and the institution as it is on a day with the changes until then."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from core.institution import Institution
from core.messages import Refusal
from core.money import Money
from core.terms.messages import NoReasonGiven, NoSuchTerm, TermDayNotOpen, TermOutOfRange, TermsDisagree

Value = Money | int
MOST_DAYS_AHEAD = 366
LEAST_REASON, MOST_REASON = 3, 200
MOST_LETTERS = 20


@dataclass(frozen=True)
class Term:
    """What may be changed: where it stands in the institution, and from what to what it goes, in major units."""

    meaning: str
    read: Callable[[Institution], Value]
    write: Callable[[Institution, Value], Institution]
    least: int
    most: int


def _field(name: str, meaning: str, *, least: int = 0, most: int) -> Term:
    def read(house: Institution) -> Value:
        value: Value = getattr(house, name)
        return value

    def write(house: Institution, value: Value) -> Institution:
        changed: dict[str, Any] = {name: value}
        return replace(house, **changed)

    return Term(meaning, read, write, least, most)


def _tier(level: int, name: str, meaning: str, *, most: int) -> Term:
    def read(house: Institution) -> Value:
        value: Value = next(getattr(tier, name) for tier in house.tiers if tier.level == level)
        return value

    def write(house: Institution, value: Value) -> Institution:
        changed: dict[str, Any] = {name: value}
        tiers = (replace(tier, **changed) if tier.level == level else tier for tier in house.tiers)
        return replace(house, tiers=tuple(tiers))

    return Term(meaning, read, write, 0, most)


TERMS: Mapping[str, Term] = {
    "withdrawal_fee": _field("withdrawal_fee", "Fee for a withdrawal", most=1_000),
    "least_payout": _field("least_payout", "The smallest withdrawal", least=1, most=10_000),
    "least_payment": _field("least_payment", "The smallest payment in", least=1, most=10_000),
    "most_payment": _field("most_payment", "The largest payment in or out", least=1, most=1_000_000),
    "automatic_limit": _field("automatic_limit", "Loans above it are decided by a person", most=10_000_000),
    "two_people_above": _field("two_people_above", "Loans above it are approved by two people", most=10_000_000),
    "low_float": _field("low_float", "Less than this for payouts with a provider raises an alarm", most=100_000_000),
    "query_above": _field("query_above", "A payment above it is believed only after a question", most=1_000_000),
    "after_pin_change": _field("after_pin_change", "Money out in the 24 hours after a new PIN", most=1_000_000),
    "desk_two_people_above": _field(
        "desk_two_people_above", "Cash paid out above it is seen by two people", most=10_000_000
    ),
    "float_two_people_above": _field(
        "float_two_people_above", "Cash between vault and till above it is seen by two people", most=100_000_000
    ),
    "prompts_to_others": _field("prompts_to_others_a_day", "Prompts a day to another person's phone", most=20),
    "unchecked_in_a_day": _tier(0, "in_a_day", "Money in a day before the identity is checked", most=1_000_000),
    "out_in_a_day": _tier(1, "out_a_day", "Money out a day once the identity is checked", most=10_000_000),
}

#: Of each pair the first may not be above the second.
IN_ORDER = (
    ("least_payment", "most_payment"),
    ("least_payout", "most_payment"),
    ("automatic_limit", "two_people_above"),
    ("least_payout", "out_in_a_day"),
)


@dataclass(frozen=True)
class Change:
    """A term has this value from a day on."""

    term: str
    value: str
    from_day: date


def in_force(start: Institution, changes: Iterable[Change], on: date) -> Institution:
    """The institution on this day. `changes` come in the order in which they were agreed: of two with the same day
    the later one counts. A term that is no longer in the table stays as the settings have it."""
    house = start
    for change in sorted(changes, key=lambda each: each.from_day):
        if change.from_day <= on and change.term in TERMS:
            house = TERMS[change.term].write(house, read(change.term, change.value, house))
    return house


def read(term: str, words: str, house: Institution) -> Value:
    """The value that somebody wrote. Raises ValueError where it is none."""
    plain = words.strip().replace(",", "")
    if len(plain) > MOST_LETTERS:
        raise ValueError(f"{len(plain)} letters are no value")
    if not isinstance(TERMS[term].read(house), Money):
        return int(plain)
    try:
        return Money.of(Decimal(plain), house.currency)
    except (InvalidOperation, OverflowError):
        raise ValueError(f"{words!r} is no amount") from None


def write(value: Value) -> str:
    """As it is kept and shown: `20.00`, `3`."""
    return str(value.decimal) if isinstance(value, Money) else str(value)


def not_changed(
    term: str, words: str, from_day: date, reason: str, *, house: Institution, changes: Iterable[Change], today: date
) -> Refusal | None:
    """Why this change is not made. `changes` are those agreed so far, in force or to come."""
    if term not in TERMS:
        return NoSuchTerm(term)
    if not _fits(term, words, house):
        return TermOutOfRange(str(TERMS[term].least), f"{TERMS[term].most:,}")
    latest = today + timedelta(days=MOST_DAYS_AHEAD)
    if not today <= from_day <= latest:
        return TermDayNotOpen(today, latest)
    if not LEAST_REASON <= len(reason.strip()) <= MOST_REASON:
        return NoReasonGiven()
    pairs = [pair for pair in IN_ORDER if term in pair]
    return _disagreement(house, [*changes, Change(term, words, from_day)], pairs, since=from_day)


def _fits(term: str, words: str, house: Institution) -> bool:
    try:
        value = read(term, words, house)
    except ValueError:
        return False
    least, most = TERMS[term].least, TERMS[term].most
    if isinstance(value, Money):
        whole = value.minor_units % house.payable_unit.minor_units == 0
        return whole and Money.of(least, house.currency) <= value <= Money.of(most, house.currency)
    return least <= value <= most


def _disagreement(
    house: Institution, changes: list[Change], pairs: list[tuple[str, str]], *, since: date
) -> TermsDisagree | None:
    """The first day on which two terms would not fit together."""
    for day in sorted({since, *(change.from_day for change in changes if change.from_day > since)}):
        then = in_force(house, changes, day)
        for lower, higher in pairs:
            one, other = TERMS[lower].read(then), TERMS[higher].read(then)
            if isinstance(one, Money) and isinstance(other, Money) and one > other:
                return TermsDisagree(lower, higher, day)
    return None
