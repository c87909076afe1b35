"""What the fake voice providers remember over restarts: calls and what was heard in them, phones, faults, addresses."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

_TABLES = """
create table if not exists voice_calls (
    number integer primary key, id text unique, provider text, phone text, direction text, tag text, at text,
    state text, heard text, complaints text
);
create table if not exists voice_phones (phone text primary key, answers text, does text);
create table if not exists voice_faults (number integer primary key, phone text, fault text, times integer);
create table if not exists voice_settings (name text primary key, value text);
"""
_RESET = "delete from voice_calls; delete from voice_phones; delete from voice_faults; delete from voice_settings;"
_COLUMNS = ("id", "provider", "phone", "direction", "tag", "at", "state", "heard", "complaints")
FOR_EVER = -1
MOST_LISTED = 500


class World:
    """Shares `directory`/sandbox.sqlite with the other sandboxes; its tables are called `voice_...`."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(directory / "sandbox.sqlite", isolation_level=None, timeout=5.0)
        self._db.execute("pragma journal_mode = wal")
        self._db.execute("pragma synchronous = normal")
        self._db.executescript(_TABLES)

    def close(self) -> None:
        self._db.close()

    def reset(self) -> None:
        self._db.executescript(_RESET)

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

    def order_fault(self, phone: str, fault: str, times: int) -> None:
        self._db.execute("insert into voice_faults (phone, fault, times) values (?, ?, ?)", (phone, fault, times))

    def take_fault(self, phone: str) -> str:
        """The oldest fault ordered for this number or for anybody, used up by one; "" for none."""
        row = self._db.execute(
            "select number, fault, times from voice_faults where phone in (?, '') and times <> 0"
            " order by number limit 1",
            (phone,),
        ).fetchone()
        if row is None:
            return ""
        number, fault, times = row
        if times != FOR_EVER:
            self._db.execute("update voice_faults set times = times - 1 where number = ?", (number,))
        return str(fault)

    def set(self, settings: Mapping[str, str]) -> None:
        self._db.executemany("insert or replace into voice_settings values (?, ?)", list(settings.items()))

    def setting(self, name: str) -> str:
        row = self._db.execute("select value from voice_settings where name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""
