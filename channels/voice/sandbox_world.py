"""What the fake voice providers remember over restarts: calls and what was heard in them, phones, faults, addresses."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from channels.sandbox_world import SandboxWorld

_TABLES = """
create table if not exists voice_calls (
    number integer primary key, id text unique, provider text, phone text, direction text, tag text, at text,
    state text, heard text, complaints text
);
create table if not exists voice_phones (phone text primary key, answers text, does text);
"""
_COLUMNS = ("id", "provider", "phone", "direction", "tag", "at", "state", "heard", "complaints")
MOST_LISTED = 500


class World(SandboxWorld):
    """The tables of this sandbox."""

    prefix, tables = "voice", _TABLES

    def begin(self, call_id: str, *, provider: str, phone: str, direction: str, tag: str, at: datetime) -> None:
        self._db.execute(
            "insert into voice_calls (id, provider, phone, direction, tag, at, state, heard, complaints)"
            " values (?, ?, ?, ?, ?, ?, 'begun', '[]', '[]')",
            (call_id, provider, phone, direction, tag, at.isoformat()),
        )

    def end(self, call_id: str, *, state: str, heard: Sequence[str], complaints: Sequence[str]) -> None:
        self._db.execute(
            "update voice_calls set state = ?, heard = ?, complaints = ? where id = ?",
            (state, json.dumps(heard), json.dumps(complaints), call_id),
        )

    def calls(self, phone: str = "") -> list[dict[str, Any]]:
        """Of this phone (or of everybody), oldest first; `heard` is what was said in each."""
        rows = self._db.execute(
            f"select {', '.join(_COLUMNS)} from voice_calls where ? in ('', phone) order by number desc limit ?",
            (phone, MOST_LISTED),
        ).fetchall()
        found = [dict(zip(_COLUMNS, row, strict=True)) for row in reversed(rows)]
        return [
            {**call, "heard": json.loads(call["heard"]), "complaints": json.loads(call["complaints"])} for call in found
        ]

    def teach(self, phone: str, *, answers: str, does: Sequence[Any]) -> None:
        self._db.execute("insert or replace into voice_phones values (?, ?, ?)", (phone, answers, json.dumps(does)))

    def phone(self, phone: str) -> tuple[str, list[Any]]:
        """How this phone answers, and what its owner does then; unless taught, she listens and stays silent."""
        row = self._db.execute("select answers, does from voice_phones where phone = ?", (phone,)).fetchone()
        return (str(row[0]), list(json.loads(row[1]))) if row else ("human", [])
