"""Writes a batch of exchanges: the words of each, and where each conversation stands after the last of them.

PostgreSQL takes the batch as one JSON text, which costs us less than half of row by row.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, text
from sqlalchemy.dialects import sqlite

from core.codec import encode
from core.ids import new_id
from core.talks.messages import Exchange
from core.talks.tables import ConversationRow, LineRow
from core.tx import Tx

#: Of a batch's id in the ids of its rows, before their number in it.
ID_CHARACTERS, NUMBER_CHARACTERS = 26, 6
SYSTEM = "system"
#: What is kept of the conversation itself, besides when it began.
_STANDS = ("phone", "member", "language", "channel", "source", "dialog", "step", "half_way", "ends")
_new = ", ".join((*_STANDS, "heard_at"))
_changed = ", ".join(f"{name} = excluded.{name}" for name in (*_STANDS, "heard_at"))

_from_json = text(
    f"""
    with spoken as materialized (
        select * from rows from (json_to_recordset(cast(:exchanges as json)) as (
            conversation text, at timestamptz, phone text, member text, language text, channel text, source text,
            dialog text, step text, half_way boolean, ends boolean, heard text, said text
        )) with ordinality as turned (
            conversation, at, phone, member, language, channel, source, dialog, step, half_way, ends, heard, said, nth
        )
    ), lines as (
        insert into conversation_lines (id, conversation, member, at, channel, heard, said, speaker)
        select :batch || lpad(nth::text, {NUMBER_CHARACTERS}, '0'), conversation, member, at, channel, heard, said,
            '{SYSTEM}' from spoken
    )
    insert into conversations (id, {_new}, began_at)
    select distinct on (conversation) conversation, {", ".join(_STANDS)}, at, at
    from spoken order by conversation, nth desc
    on conflict (id) do update set {_changed} where conversations.heard_at <= excluded.heard_at
    """
)
_line = insert(LineRow)
_into = sqlite.insert(ConversationRow)
_stands = _into.on_conflict_do_update(
    index_elements=["id"],
    set_={name: _into.excluded[name] for name in (*_STANDS, "heard_at")},
    where=ConversationRow.heard_at <= _into.excluded.heard_at,
)


async def keep(tx: Tx, exchanges: Sequence[Exchange]) -> None:
    """The ids of their lines sort as they ended."""
    if tx.dialect == "postgresql":
        batch = {"batch": new_id()[:ID_CHARACTERS], "exchanges": encode(exchanges).decode()}
        await tx.execute(_from_json, batch)
        return
    await tx.execute(_line, [line(each) for each in exchanges])
    last = {each.conversation: each for each in exchanges}
    await tx.execute(_stands, [_standing(last[conversation]) for conversation in sorted(last)])


def line(exchange: Exchange) -> dict[str, Any]:
    row = {name: getattr(exchange, name) for name in ("conversation", "member", "at", "channel", "heard", "said")}
    return {**row, "id": new_id(), "speaker": SYSTEM}


def _standing(exchange: Exchange) -> dict[str, Any]:
    row = {name: getattr(exchange, name) for name in _STANDS}
    return {**row, "id": exchange.conversation, "began_at": exchange.at, "heard_at": exchange.at}
