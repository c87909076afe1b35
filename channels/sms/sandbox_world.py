"""What the fake messaging provider remembers over restarts: texts, faults ordered, where to report."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from pathlib import Path
from typing import Any

_TABLES = """
create table if not exists at_sms_messages (
    number integer primary key, id text unique, "to" text, "from" text, text text, at text, parts integer,
    report text default '', report_answer text default ''
);
create table if not exists at_sms_faults (number integer primary key, phone text, fault text, times integer);
create table if not exists at_sms_settings (name text primary key, value text);
"""
_RESET = "delete from at_sms_messages; delete from at_sms_faults; delete from at_sms_settings;"
_COLUMNS = ("id", "to", "from", "text", "at", "parts", "report", "report_answer")
FOR_EVER = -1
MOST_LISTED = 1000


class World:
    """Shares `directory`/sandbox.sqlite with the other sandboxes; its tables are called `at_sms_...`."""

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

    def keep(self, message_id: str, *, to: str, sender: str, text: str, at: datetime, parts: int) -> None:
        self._db.execute(
            'insert into at_sms_messages (id, "to", "from", text, at, parts) values (?, ?, ?, ?, ?, ?)',
            (message_id, to, sender, text, at.isoformat(), parts),
        )

    def messages(self, to: str = "") -> list[dict[str, Any]]:
        """What this number got (or everybody), oldest first; the newest thousand."""
        rows = self._db.execute(
            'select id, "to", "from", text, at, parts, report, report_answer from at_sms_messages'
            " where ? in ('', \"to\") order by number desc limit ?",
            (to, MOST_LISTED),
        ).fetchall()
        return [dict(zip(_COLUMNS, row, strict=True)) for row in reversed(rows)]

    def reported(self, message_id: str, status: str, answer: str) -> None:
        self._db.execute(
            "update at_sms_messages set report = ?, report_answer = ? where id = ?",
            (status, answer, message_id),
        )

    def order_fault(self, phone: str, fault: str, times: int) -> None:
        self._db.execute("insert into at_sms_faults (phone, fault, times) values (?, ?, ?)", (phone, fault, times))

    def take_fault(self, phone: str) -> str:
        """The oldest fault ordered for this number or for anybody, used up by one; "" for none."""
        row = self._db.execute(
            "select number, fault, times from at_sms_faults where phone in (?, '') and times <> 0"
            " order by number limit 1",
            (phone,),
        ).fetchone()
        if row is None:
            return ""
        number, fault, times = row
        if times != FOR_EVER:
            self._db.execute("update at_sms_faults set times = times - 1 where number = ?", (number,))
        return str(fault)

    def set(self, name: str, value: str) -> None:
        self._db.execute("insert or replace into at_sms_settings values (?, ?)", (name, value))

    def setting(self, name: str) -> str:
        row = self._db.execute("select value from at_sms_settings where name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""
