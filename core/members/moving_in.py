"""Many members at once who come from other books: who of them is here already, and all their rows together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, Executable, bindparam, select

from core.ids import new_id
from core.imports.messages import KnownMember, KnownMembers, LatestBirth, NewMember, RegisterMembers, SomeKnown
from core.members import joining, rules
from core.members.tables import MemberRow, PhoneRow
from core.messages import Request
from core.tx import Handler, Tx

AT_ONCE = 1_000

_known = select(
    MemberRow.id, MemberRow.number, MemberRow.full_name, MemberRow.id_number, MemberRow.born_on, MemberRow.joined_on
)
_values: BindParameter[str] = bindparam("values", expanding=True)
_by_number = _known.where(MemberRow.number.in_(_values))
_by_id_number = _known.where(MemberRow.id_number.in_(_values))
_by_id = _known.where(MemberRow.id.in_(_values))
_owners = select(PhoneRow.member).where(PhoneRow.phone.in_(_values), PhoneRow.until.is_(None))
_phones = select(PhoneRow.member, PhoneRow.phone).where(PhoneRow.member.in_(_values), PhoneRow.until.is_(None))


async def known(tx: Tx, request: KnownMembers) -> tuple[KnownMember, ...]:
    """One table at a time: joined, PostgreSQL goes astray in tables that have just grown by thousands of rows."""
    owners = [row.member for row in await _all(tx, _owners, request.phones)]
    found = {
        row.id: row
        for statement, values in (
            (_by_number, request.numbers),
            (_by_id_number, request.id_numbers),
            (_by_id, (*request.ids, *owners)),
        )
        for row in await _all(tx, statement, values)
    }
    phones: dict[str, list[str]] = {member: [] for member in found}
    for row in await _all(tx, _phones, tuple(found)):
        phones[row.member].append(row.phone)
    return tuple(
        KnownMember(
            row.id, row.number, row.full_name, row.id_number, row.born_on, row.joined_on, tuple(sorted(phones[row.id]))
        )
        for row in found.values()
    )


async def _all(tx: Tx, statement: Executable, values: Sequence[str]) -> list[Any]:
    rows: list[Any] = []
    for start in range(0, len(values), AT_ONCE):
        rows += (await tx.execute(statement, {"values": list(values[start : start + AT_ONCE])})).all()
    return rows


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
    await tx.recount("members", "member_phones", rows=len(newcomers))
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
