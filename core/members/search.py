"""Members found by what staff type: beginnings of names through an index, or a whole number of hers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Boolean, Date, Integer, Row, Select, bindparam, delete, exists, insert, or_, select

from core.members import queries, rules
from core.members.messages import FoundMember, Members, WhoCalls
from core.members.tables import MemberRow, NamePartRow, PhoneRow
from core.messages import MOST_PAGE, Page
from core.phone import Phone
from core.tx import Tx

MOST_WORDS = 200
"""Characters of a search that are looked at."""
_AFTER_ALL = "\U0010ffff"

_stopped = or_(MemberRow.blocked_at.is_not(None), MemberRow.suspended_at.is_not(None))


def _given(name: str, kind: Any, condition: Any) -> Any:
    """The condition, where a value for it was given."""
    return or_(bindparam(name, type_=kind).is_(None), condition)


_phone = (
    select(PhoneRow.phone)
    .where(PhoneRow.member == MemberRow.id, PhoneRow.until.is_(None))
    .order_by(PhoneRow.id.desc())
    .limit(1)
    .scalar_subquery()
)
_members = (
    select(
        MemberRow.id, MemberRow.number, MemberRow.full_name, MemberRow.tier, MemberRow.joined_on,
        MemberRow.blocked_at, MemberRow.suspended_at, _phone.label("phone"),
    )
    .where(
        or_(bindparam("cursor") == "", MemberRow.id < bindparam("cursor")),
        _given("tier", Integer, MemberRow.tier == bindparam("tier", type_=Integer)),
        _given("blocked", Boolean, _stopped == bindparam("blocked", type_=Boolean)),
        _given("joined_from", Date, MemberRow.joined_on >= bindparam("joined_from", type_=Date)),
        _given("joined_to", Date, MemberRow.joined_on <= bindparam("joined_to", type_=Date)),
    )
    .order_by(MemberRow.id.desc())
    .limit(bindparam("rows"))
)  # fmt: skip
_exactly = _members.where(MemberRow.id.in_(bindparam("members", expanding=True)))
_forget = delete(NamePartRow).where(NamePartRow.member == bindparam("whose"))


@cache
def _named(count: int) -> Select[Any]:
    """Members with a part of their name in each of `count` ranges. The first, of the longest word, leads."""
    statement = _members
    for place in range(count):
        between = (NamePartRow.part >= bindparam(f"from_{place}"), NamePartRow.part < bindparam(f"to_{place}"))
        if place == 0:
            statement = statement.where(MemberRow.id.in_(select(NamePartRow.member).where(*between)))
        else:
            statement = statement.where(exists().where(NamePartRow.member == MemberRow.id, *between))
    return statement


async def members(tx: Tx, request: Members) -> Page[FoundMember]:
    limit = max(1, min(request.limit, MOST_PAGE))
    asked: dict[str, Any] = {
        "cursor": _plain(request.cursor), "tier": request.tier, "blocked": request.blocked,
        "joined_from": request.joined_from, "joined_to": request.joined_to, "rows": limit + 1,
    }  # fmt: skip
    words = request.words[:MOST_WORDS].strip()
    rows: Sequence[Row[Any]]
    if not words:
        rows = (await tx.execute(_members, asked)).all()
    elif exact := await _by_numbers(tx, words):
        rows = (await tx.execute(_exactly, {**asked, "members": exact})).all()
    elif parts := rules.searched(words):
        for place, part in enumerate(parts):
            asked |= {f"from_{place}": part, f"to_{place}": part + _AFTER_ALL}
        rows = (await tx.execute(_named(len(parts)), asked)).all()
    else:
        rows = ()
    found = tuple(_found(row) for row in rows[:limit])
    return Page(found, found[-1].member if len(rows) > limit else "")


def _plain(cursor: str) -> str:
    """PostgreSQL takes no text with a zero or half a character in it."""
    return cursor if cursor.isascii() and cursor.isprintable() else "0"


async def _by_numbers(tx: Tx, words: str) -> list[str]:
    """Whose member number, phone or ID number these words are, all of each."""
    found = []
    count = rules.read_number(words) if words.isascii() else None
    if count is not None:
        found.append(await queries.by_number(tx, rules.member_number(count)))
    if words.isascii() and rules.is_id_number(words):
        known = await queries.by_id_number(tx, words)
        found.append(known.id if known is not None else None)
    try:
        phone = Phone.read(rules.typed_phone(words), tx.institution.country_code)
    except ValueError:
        pass
    else:
        found.append((await queries.who_calls(tx, WhoCalls(phone=phone))).member)
    return sorted({member for member in found if member})


def _found(row: Row[Any]) -> FoundMember:
    return FoundMember(
        member=row.id, number=row.number, full_name=row.full_name,
        phone=rules.masked_phone(row.phone) if row.phone else "", tier=row.tier, joined_on=row.joined_on,
        state=rules.state_of(blocked=row.blocked_at is not None, suspended=row.suspended_at is not None),
    )  # fmt: skip


async def keep_names(tx: Tx, names: Iterable[tuple[str, str]]) -> None:
    """The parts of the names of new members, (id, full name), as they will be searched for."""
    rows = [{"member": member, "part": part} for member, name in names for part in rules.folded(name)]
    if rows:
        await tx.execute(insert(NamePartRow), rows)


async def rename(tx: Tx, member: str, full_name: str) -> None:
    await tx.execute(_forget, {"whose": member})
    await keep_names(tx, [(member, full_name)])
