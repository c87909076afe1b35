"""What the fake messaging provider remembers over restarts: texts, faults ordered, where to report."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from channels.sandbox_world import SandboxWorld

_TABLES = """
create table if not exists at_sms_messages (
    number integer primary key, id text unique, "to" text, "from" text, text text, at text, parts integer,
    report text default '', report_answer text default ''
);
"""
_COLUMNS = ("id", "to", "from", "text", "at", "parts", "report", "report_answer")
MOST_LISTED = 1000


class World(SandboxWorld):
    """The tables of this sandbox."""

    prefix, tables = "at_sms", _TABLES

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
