"""Readings of the terms: every change in the order of agreement, and a part of the history."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.terms.messages import TermChange
from core.terms.rules import Change
from core.terms.tables import TermRow

_all = select(TermRow.term, TermRow.value, TermRow.from_day).order_by(TermRow.id)
HISTORY = (
    select(*TermRow.__table__.columns)
    .where(
        or_(bindparam("of_term") == "", TermRow.term == bindparam("of_term")),
        or_(bindparam("cursor") == "", TermRow.id < bindparam("cursor")),
    )
    .order_by(TermRow.id.desc())
    .limit(bindparam("rows"))
)


async def changes(connection: AsyncConnection) -> tuple[Change, ...]:
    """All of them: a term changes some times a year."""
    return tuple(Change(row.term, row.value, row.from_day) for row in await connection.execute(_all))


def shown(rows: Iterable[Any]) -> list[TermChange]:
    return [
        TermChange(row.id, row.term, row.value, row.from_day, row.reason, row.asked_by, row.agreed_by, row.at)
        for row in rows
    ]
