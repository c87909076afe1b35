"""The line that brings a member into a transcript: who she is, what she saved, what she owes."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from core.lending.messages import OpenLoan
from core.members.messages import RegisterMember
from core.money import Money
from core.phone import Phone
from core.savings.messages import OpenBalance
from core.secret import Secret
from deploy.seed import months_before
from tests.conversations.town import Town

FIRST_ID_NUMBER = 23_456_780
BORN = date(1990, 5, 1)
_WHO = re.compile(r"(?P<name>[A-Za-z' -]+?) (?P<phone>\+\d{12})(?P<rest>.*)")
_OWES = r"owes (?:(?P<product>[A-Z]\w+) )?(?P<number>LN-\d+) (?P<amount>[\d,]+) over (?P<months>\d+) months? since"
_OWES += r" (?P<since>\d+ [A-Z][a-z]+(?: \d{4})?)(?:, (?P<paid>\d+) paid)?"


@dataclass
class Person:
    """What a `member` line says; what it leaves out is as here."""

    name: str
    phone: str
    pin: str = ""
    language: str = "en"
    tier: int = 1
    months: int = 12
    id_number: str = ""
    saved: dict[str, int] = field(default_factory=dict)
    loans: list[dict[str, str]] = field(default_factory=list)


def _count(words: str) -> int:
    return int(words.replace(",", ""))


def _shillings(words: str) -> Money:
    return Money(_count(words) * 100, "KES")


Take = Callable[[Person, re.Match[str]], Any]
#: What may follow the phone number, in any order.
PARTS: dict[str, Take] = {
    r"pin (\d{4})": lambda person, found: setattr(person, "pin", found[1]),
    r"language (\w\w)": lambda person, found: setattr(person, "language", found[1]),
    r"tier (\d)": lambda person, found: setattr(person, "tier", int(found[1])),
    r"joined (\d+) months? ago": lambda person, found: setattr(person, "months", int(found[1])),
    r"id (\d+)": lambda person, found: setattr(person, "id_number", found[1]),
    r"saves ([\d,]+)": lambda person, found: person.saved.update(ordinary=_count(found[1])),
    r"(deposits|shares) ([\d,]+)": lambda person, found: person.saved.update(
        {found[1]: int(found[2].replace(",", ""))}
    ),
    _OWES: lambda person, found: person.loans.append(found.groupdict(default="")),
}


def read_person(words: str) -> Person:
    who = _WHO.fullmatch(words)
    assert who, f"a member has a name and a phone: {words}"
    person, rest = Person(who["name"], who["phone"]), who["rest"].strip()
    while rest:
        for pattern, take in PARTS.items():
            if found := re.match(pattern + r"(?= |$)", rest):
                take(person, found)
                rest = rest[found.end() :].strip()
                break
        else:
            raise AssertionError(f"this says nothing about a member: {rest}")
    return person


async def bring(town: Town, person: Person) -> None:
    """A member as an import brings her: with accounts and loans, and told nothing."""
    today = town.clock.now.date()
    joined = months_before(today, person.months)
    member = await town.must(
        RegisterMember(
            full_name=person.name, id_number=person.id_number or str(FIRST_ID_NUMBER + len(town.names)), born_on=BORN,
            phone=Phone(person.phone), language=person.language, tier=person.tier, joined_on=joined,
            pin=Secret(person.pin) if person.pin else None,
        )
    )  # fmt: skip
    first = person.name.split()[0]
    town.phones[first], town.names[member] = person.phone, first
    for kind, shillings in person.saved.items():
        await town.must(OpenBalance(member=member, kind=kind, amount=Money(shillings * 100, "KES"), on=joined))
    for loan in person.loans:
        await town.must(
            OpenLoan(
                member=member, product=(loan["product"] or "boost").lower(), amount=_shillings(loan["amount"]),
                months=int(loan["months"]), disbursed_on=_day(loan["since"], today), number=loan["number"],
                paid_instalments=int(loan["paid"] or 0),
            )
        )  # fmt: skip


MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _day(words: str, today: date) -> date:
    """`15 Jan` is the last one before today; a year may be said."""
    day, month, *year = words.split()
    if year:
        return date(int(year[0]), MONTHS.index(month) + 1, int(day))
    this_year = date(today.year, MONTHS.index(month) + 1, int(day))
    return this_year if this_year < today else this_year.replace(year=today.year - 1)
