"""Many members at once who come from other books: who of them is here already, and all their rows together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import BindParameter, Executable, bindparam, select

from core.ids import new_id
from core.imports.messages import KnownMember, KnownMembers, LatestBirth, NewMember, RegisterMembers, SomeKnown
from core.members import joining, rules
from core.members.tables import MemberRow, PhoneRow
from core.messages import Request
from core.tx import Handler, Tx

AT_ONCE = 1_000

_known = (
    select(
        MemberRow.id, MemberRow.number, MemberRow.full_name, MemberRow.id_number, MemberRow.born_on,
        MemberRow.joined_on, PhoneRow.phone,
    )
    .outerjoin(PhoneRow, (PhoneRow.member == MemberRow.id) & PhoneRow.until.is_(None))
    .order_by(MemberRow.id, PhoneRow.id)
)  # fmt: skip
_values: BindParameter[str] = bindparam("values", expanding=True)
_by_number = _known.where(MemberRow.number.in_(_values))
_by_id_number = _known.where(MemberRow.id_number.in_(_values))
_by_id = _known.where(MemberRow.id.in_(_values))
_by_phone = _known.where(
    MemberRow.id.in_(select(PhoneRow.member).where(PhoneRow.phone.in_(_values), PhoneRow.until.is_(None)))
)


async def known(tx: Tx, request: KnownMembers) -> tuple[KnownMember, ...]:
    asked: tuple[tuple[Executable, Sequence[str]], ...] = (
        (_by_number, request.numbers),
        (_by_id_number, request.id_numbers),
        (_by_phone, request.phones),
        (_by_id, request.ids),
    )
    found: dict[str, KnownMember] = {}
    for statement, values in asked:
        for part in _parts(values):
            rows = (await tx.execute(statement, {"values": list(part)})).all()
            found |= {each.member: each for each in _members(rows)}
    return tuple(found.values())


def _parts(values: Sequence[str]) -> Iterator[Sequence[str]]:
    return (values[start : start + AT_ONCE] for start in range(0, len(values), AT_ONCE))


def _members(rows: Iterable[Any]) -> Iterator[KnownMember]:
    for _, group in groupby(rows, key=lambda row: row.id):
        same = list(group)
        first = same[0]
        phones = tuple(row.phone for row in same if row.phone is not None)
        yield KnownMember(
            first.id, first.number, first.full_name, first.id_number, first.born_on, first.joined_on, phones
        )


async def register_all(tx: Tx, request: RegisterMembers) -> tuple[str, ...] | SomeKnown:
    everybody = request.members
    already = KnownMembers(
        numbers=tuple(each.number for each in everybody),
        id_numbers=tuple(rules.plain_id(each.id_number) for each in everybody),
        phones=tuple(each.phone.number for each in everybody),
    )
    if await known(tx, already):
        return SomeKnown()

    newcomers = [_newcomer(each) for each in everybody]
    await joining.count_past(tx, max(rules.read_number(each.number) or 0 for each in everybody))
    for start in range(0, len(newcomers), AT_ONCE):
        await joining.add(tx, newcomers[start : start + AT_ONCE])
    return tuple(each.row["id"] for each in newcomers)


async def latest_birth(tx: Tx, _: LatestBirth) -> date:
    year = tx.today.year - rules.LEAST_AGE
    return date(year, 2, 28) if (tx.today.month, tx.today.day) == (2, 29) else tx.today.replace(year=year)


def _newcomer(new: NewMember) -> joining.Newcomer:
    row = joining.member_row(new, new_id(), new.number, tier=new.tier, joined_on=new.joined_on)
    return joining.Newcomer(row, new.phone)


HANDLERS: dict[type[Request[Any]], Handler] = {
    KnownMembers: known,
    LatestBirth: latest_birth,
    RegisterMembers: register_all,
}
