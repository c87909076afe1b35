"""Writes a batch of turns. PostgreSQL takes it as one JSON text, which costs us less than half of row by row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Boolean, Integer, Table, insert, text

from core.codec import encode
from core.conversations.messages import Trace
from core.conversations.tables import TurnRow
from core.db import Instant
from core.ids import new_id
from core.tx import Tx

MOST_SESSION_CHARACTERS = 100
#: Of a batch's id in the ids of its rows, before their number in it.
ID_CHARACTERS, NUMBER_CHARACTERS = 26, 6

_COLUMNS = Trace.__struct_fields__
_insert = insert(TurnRow)


def _kind(name: str) -> str:
    table = TurnRow.__table__
    assert isinstance(table, Table)
    kinds = ((Instant, "timestamptz"), (Integer, "integer"), (Boolean, "boolean"))
    return next((kind for of, kind in kinds if isinstance(table.c[name].type, of)), "text")


def _value(name: str) -> str:
    return f"left(session, {MOST_SESSION_CHARACTERS})" if name == "session" else name


_from_json = text(
    f"insert into conversation_turns (id, {', '.join(_COLUMNS)})"
    f" select :batch || lpad(nth::text, {NUMBER_CHARACTERS}, '0'), {', '.join(map(_value, _COLUMNS))}"
    f" from rows from (json_to_recordset(cast(:turns as json)) as"
    f" ({', '.join(f'{name} {_kind(name)}' for name in _COLUMNS)}))"
    f" with ordinality as turned ({', '.join(_COLUMNS)}, nth)"
)


async def keep(tx: Tx, turns: Sequence[Trace]) -> None:
    """Their ids sort as the turns ended: what tells two of the same moment apart."""
    if tx.dialect == "postgresql":
        batch = {"batch": new_id()[:ID_CHARACTERS], "turns": encode(turns).decode()}
        await tx.execute(_from_json, batch)
    else:
        await tx.execute(_insert, [_row(turn) for turn in turns])


def _row(turn: Trace) -> dict[str, Any]:
    row = {name: getattr(turn, name) for name in _COLUMNS}
    return {**row, "id": new_id(), "session": turn.session[:MOST_SESSION_CHARACTERS]}
