"""The chain of seals, walked: every hash is computed again from the rows as they stand.

Rows come in batches of some thousands and the database writes their moments as text, so that a walk costs what
hashing costs.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Select, String, bindparam, exists, func, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection

from core.audit import SEALED_WITHIN, START, AuditRow, SealedRow, SealRow, lines_of, seal_hash

SEALS_AT_ONCE = 500
ROWS_AT_ONCE = 5_000
MOST_WRONG = 20

Connection = AsyncConnection


def _text(dialect: str, at: Any) -> ColumnElement[str]:
    """The moment as `core.audit.moment` writes it."""
    if dialect == "postgresql":
        return func.to_char(func.timezone("UTC", at), 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"')
    return func.replace(type_coerce(at, String), " ", "T") + "+00:00"


def _columns(dialect: str) -> list[Any]:
    columns = AuditRow.__table__.columns
    return [_text(dialect, column).label("at") if column.name == "at" else column for column in columns]


def _rows(dialect: str) -> Select[Any]:
    return (
        select(SealedRow.seal, *_columns(dialect))
        .join(AuditRow, SealedRow.audit == AuditRow.id)
        .where(SealedRow.seal >= bindparam("first"), SealedRow.seal <= bindparam("last"))
        .order_by(SealedRow.seal, AuditRow.at, AuditRow.id)
    )


def _seals(dialect: str) -> Any:
    at, through = _text(dialect, SealRow.at).label("at"), _text(dialect, SealRow.through).label("through")
    return (
        select(SealRow.number, at, through, SealRow.rows, SealRow.previous, SealRow.hash)
        .where(SealRow.number > bindparam("after"))
        .order_by(SealRow.number)
        .limit(SEALS_AT_ONCE)
    )


DIALECTS = ("sqlite", "postgresql")
_rows_of = {dialect: _rows(dialect) for dialect in DIALECTS}
_seals_after = {dialect: _seals(dialect) for dialect in DIALECTS}
_hash_of = select(SealRow.hash).where(SealRow.number == bindparam("of_number"))
_newest = select(AuditRow.at).order_by(AuditRow.at.desc()).limit(1)
_loose = select(func.count()).select_from(AuditRow).where(~exists().where(SealedRow.audit == AuditRow.id))
_forgotten = _loose.where(AuditRow.at < bindparam("before"))
_in_no_seal = select(func.count()).select_from(SealedRow).where(~exists().where(SealRow.number == SealedRow.seal))


@dataclass(frozen=True)
class Batch:
    """Some neighbouring seals, each with its rows as lists of text."""

    seals: tuple[Any, ...]
    rows: Mapping[int, Sequence[Sequence[Any]]]


@dataclass
class Walked:
    """What was walked over, up to and including seal `number`. `next`: there is more after this seal; 0: no more."""

    number: int = 0
    hash: str = START
    seals: int = 0
    rows: int = 0
    unsealed: int = 0
    next: int = 0
    wrong: list[str] = field(default_factory=list)

    def finds(self, what: str) -> None:
        if len(self.wrong) < MOST_WRONG:
            self.wrong.append(what)


async def walk(connection: Connection, *, after: int = 0, most_rows: int = 0) -> Walked:
    """Compute the chain again after this seal; `most_rows`: stop after the seal with which so many are reached."""
    walked = Walked(after, await hash_of(connection, after) or START)
    async for batch in batches(connection, after=after):
        for seal in batch.seals:
            _check(walked, seal, batch.rows.get(seal.number, []))
        if most_rows and walked.rows >= most_rows:
            walked.next = walked.number
            return walked
    if forgotten := await _unsealed_too_long(connection):
        walked.finds(f"{forgotten} rows are in no seal")
    if lost := (await connection.execute(_in_no_seal, {})).scalar_one():
        walked.finds(f"{lost} rows are in a seal that does not exist")
    walked.unsealed = int((await connection.execute(_loose, {})).scalar_one())
    return walked


def _check(walked: Walked, seal: Any, rows: Sequence[Sequence[Any]]) -> None:
    follows = (seal.number, seal.previous, seal.rows) == (walked.number + 1, walked.hash, len(rows))
    if not follows or seal_hash(seal.number, seal.at, seal.through, seal.previous, rows) != seal.hash:
        walked.finds(f"seal {seal.number} does not hold")
    walked.number, walked.hash = seal.number, seal.hash
    walked.seals += 1
    walked.rows += len(rows)


async def hash_of(connection: Connection, number: int) -> str | None:
    found: str | None = (await connection.execute(_hash_of, {"of_number": number})).scalar_one_or_none()
    return found


async def batches(connection: Connection, *, after: int) -> AsyncIterator[Batch]:
    """All seals after this one, some at a time, with their rows."""
    dialect = connection.dialect.name
    while seals := (await connection.execute(_seals_after[dialect], {"after": after})).all():
        for some in _spans(seals):
            span = {"first": some[0].number, "last": some[-1].number}
            found = (await connection.execute(_rows_of[dialect], span)).all()
            rows = {number: [tuple(row)[1:] for row in each] for number, each in groupby(found, lambda row: row[0])}
            yield Batch(tuple(some), rows)
        after = seals[-1].number


def _spans(seals: Sequence[Any]) -> list[list[Any]]:
    """Neighbours that say they have about ROWS_AT_ONCE rows together."""
    spans: list[list[Any]] = [[]]
    rows = 0
    for seal in seals:
        if spans[-1] and rows + seal.rows > ROWS_AT_ONCE:
            spans.append([])
            rows = 0
        spans[-1].append(seal)
        rows += max(0, seal.rows)
    return spans


def lines(batch: Batch) -> str:
    """The batch as somebody outside reads it: for each seal its line, its rows' lines, and the hash of all of them."""
    return "".join(
        lines_of(seal.number, seal.at, seal.through, seal.previous, batch.rows.get(seal.number, [])).decode()
        + f'"{seal.hash}"\n'
        for seal in batch.seals
    )


async def _unsealed_too_long(connection: Connection) -> int:
    newest = (await connection.execute(_newest, {})).scalar_one_or_none()
    if newest is None:
        return 0
    return int((await connection.execute(_forgotten, {"before": newest - SEALED_WITHIN})).scalar_one())
