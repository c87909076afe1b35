"""Members who were members before: read from the file, compared with the books, registered all together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from core.imports import cells, employees
from core.imports.columns import LANGUAGES
from core.imports.messages import FileAsked, KnownMember, KnownMembers, LatestBirth, NewMember, RegisterMembers, Totals
from core.imports.reading import Line, Reading, sheet
from core.imports.rules import Batch, Found
from core.institution import Institution
from core.money import Money
from core.phone import Phone
from core.tx import Tx

LANGUAGE, TIER = "sw", 1


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A line of the file; what could not be read of it is None."""

    line: int
    number: str | None
    full_name: str | None
    id_number: str | None
    born_on: date | None
    phone: Phone | None
    joined_on: date | None
    language: str
    tier: int
    employer: str
    payroll_number: str
    whole: bool = False


async def look(tx: Tx, asked: FileAsked, on: date) -> Found:
    reading = Reading(sheet("members", asked.text))
    latest = await tx.must(LatestBirth())
    read = [_candidate(reading, line, tx.institution, on=on, latest=latest) for line in reading.sheet.lines]
    books = _Books(await _known(tx, read))

    new, there = [], 0
    for each in read:
        found = list(books.contradict(each))
        for field, says in found:
            reading.wrong(each.line, field, says)
        if each.whole and not found:
            if books.has(each):
                there += 1
            else:
                new.append(each)
    rows = len(new) + there
    totals = Totals(rows, len(new), there, rows, Money.zero(tx.institution.currency), ())
    return Found(totals, tuple(reading.faults), tuple(reading.notes), tuple(new))


def _candidate(reading: Reading, line: Line, house: Institution, *, on: date, latest: date) -> Candidate:
    faults = len(reading.faults)
    tiers = {str(tier.level): () for tier in house.tiers}
    found = Candidate(
        line=line.number,
        number=reading.cell(line, "member number", cells.member_number),
        full_name=reading.cell(line, "full name", cells.name),
        id_number=reading.cell(line, "id number", cells.id_number),
        born_on=reading.cell(line, "born", cells.day),
        phone=reading.cell(line, "phone", cells.phone(house.country_code)),
        joined_on=reading.cell(line, "joined on", cells.day),
        language=reading.cell(line, "language", cells.one_of(LANGUAGES)) or LANGUAGE,
        tier=int(reading.cell(line, "tier", cells.one_of(tiers)) or TIER),
        employer=reading.cell(line, "employer", employees.employer) or "",
        payroll_number=reading.cell(line, "payroll number", employees.payroll_number) or "",
    )
    for field, says in _impossible(found, on=on, latest=latest):
        reading.wrong(line.number, field, says)
    reading.once(line.number, "member number", found.number)
    reading.once(line.number, "id number", found.id_number)
    reading.once(line.number, "phone", str(found.phone) if found.phone else None)
    if found.payroll_number:
        reading.once(line.number, "payroll number", f"{found.employer} {found.payroll_number}")
    return replace(found, whole=len(reading.faults) == faults)


def _impossible(found: Candidate, *, on: date, latest: date) -> Iterator[tuple[str, str]]:
    born, joined = found.born_on, found.joined_on
    if born and born > on:
        yield "born", f"{born} is still to come. Look at the year."
    elif born and born > latest:
        yield "born", f"{born}: too young to be a member alone. Leave the line out; a guardian opens such an account."
    if joined and joined > on:
        yield "joined on", f"{joined} is after the cut-over date {on}. Leave out who joined later."
    if born and joined and joined < born:
        yield "joined on", f"{joined} is before the day of birth {born}. Look at both."
    if bool(found.payroll_number) != bool(found.employer):
        yield "payroll number", "A payroll number needs its employer, and an employer the number. Write both or none."


async def _known(tx: Tx, read: list[Candidate]) -> tuple[KnownMember, ...]:
    return await tx.must(
        KnownMembers(
            numbers=tuple({each.number for each in read if each.number}),
            id_numbers=tuple({each.id_number for each in read if each.id_number}),
            phones=tuple({each.phone.number for each in read if each.phone}),
        )
    )


class _Books:
    """The members that the lines of a file may meet, by all that tells them apart."""

    def __init__(self, known: tuple[KnownMember, ...]) -> None:
        self._by_number = {each.number: each for each in known}
        self._by_id = {each.id_number: each for each in known}
        self._by_phone = {phone: each for each in known for phone in each.phones}

    def has(self, found: Candidate) -> bool:
        return found.number in self._by_number

    def contradict(self, found: Candidate) -> Iterator[tuple[str, str]]:
        """What the books say differently of the same member, or of another one with the same numbers."""
        same = self._by_number.get(found.number or "")
        if same is not None:
            yield from _other_facts(found, same)
            return
        for field, other in (
            ("id number", self._by_id.get(found.id_number or "")),
            ("phone", self._by_phone.get(found.phone.number if found.phone else "")),
        ):
            if other is not None:
                yield field, f"belongs to {other.number} in the books. Look which of the two is right."


def _other_facts(found: Candidate, same: KnownMember) -> Iterator[tuple[str, str]]:
    pairs = (
        ("full name", found.full_name, same.full_name, _is_same_name),
        ("id number", found.id_number, same.id_number, None),
        ("born", found.born_on, same.born_on, None),
        ("joined on", found.joined_on, same.joined_on, None),
        ("phone", found.phone, " ".join(str(Phone(phone)) for phone in same.phones), _is_same_phone),
    )
    for field, ours, theirs, is_same in pairs:
        if ours is not None and not (is_same(str(ours), str(theirs)) if is_same else ours == theirs):
            yield (
                field,
                (
                    f"is {cells.shown(str(ours))} here and {cells.shown(str(theirs))} in the books for {same.number}. "
                    "Correct the file, or the member."
                ),
            )


def _is_same_name(ours: str, theirs: str) -> bool:
    return ours.casefold().split() == theirs.casefold().split()


def _is_same_phone(ours: str, theirs: str) -> bool:
    return ours in theirs


async def write(tx: Tx, found: Found, batch: Batch) -> None:
    ids = await tx.must(RegisterMembers(members=tuple(_new(each) for each in found.new)))
    await employees.enrol(
        tx,
        [
            (each.employer, member, each.payroll_number, None)
            for each, member in zip(found.new, ids, strict=True)
            if each.employer
        ],
    )


def _new(each: Candidate) -> NewMember:
    assert each.number
    assert each.full_name
    assert each.id_number
    assert each.born_on
    assert each.phone
    assert each.joined_on
    return NewMember(
        number=each.number,
        full_name=each.full_name,
        id_number=each.id_number,
        born_on=each.born_on,
        phone=each.phone,
        language=each.language,
        tier=each.tier,
        joined_on=each.joined_on,
    )
