"""What the fake Twilio remembers over restarts: messages, contents, who wrote when, who sent STOP, faults ordered."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from channels.sandbox_world import SandboxWorld

_TABLES = """
create table if not exists tw_messages (
    number integer primary key, sid text unique, channel text, "to" text, "from" text, text text, rows text,
    choose text, content text, at text, status text, callback text, reports text default '[]'
);
create table if not exists tw_contents (sid text primary key, body text, approved integer default 0);
create table if not exists tw_wrote (phone text, channel text, at text, primary key (phone, channel));
create table if not exists tw_stopped (phone text primary key);
"""
_COLUMNS = ("sid", "channel", "to", "from", "text", "rows", "choose", "content", "at", "status", "reports")
MOST_LISTED = 1000


class World(SandboxWorld):
    """The tables of this sandbox."""

    prefix, tables = "tw", _TABLES

    def keep(self, message: dict[str, Any], callback: str) -> None:
        """`message` has the fields of `messages`, but no reports yet."""
        values = (*(message[name] for name in _COLUMNS[:5]), json.dumps(message["rows"]))
        self._db.execute(
            'insert into tw_messages (sid, channel, "to", "from", text, rows, choose, content, at, status, callback)'
            " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*values, *(message[name] for name in ("choose", "content", "at", "status")), callback),
        )

    def messages(self, to: str = "") -> list[dict[str, Any]]:
        """What this phone got (or everybody), oldest first; the newest thousand."""
        found = self._db.execute(
            'select sid, channel, "to", "from", text, rows, choose, content, at, status, reports from tw_messages'
            " where ? in ('', \"to\") order by number desc limit ?",
            (to, MOST_LISTED),
        ).fetchall()
        messages = [dict(zip(_COLUMNS, row, strict=True)) for row in reversed(found)]
        return [{**row, "rows": json.loads(row["rows"]), "reports": json.loads(row["reports"])} for row in messages]

    def reported(self, sid: str, status: str, answer: str) -> None:
        row = self._db.execute("select reports from tw_messages where sid = ?", (sid,)).fetchone()
        if row is not None:
            reports = json.dumps([*json.loads(row[0]), [status, answer]])
            self._db.execute("update tw_messages set reports = ?, status = ? where sid = ?", (reports, status, sid))

    def keep_content(self, sid: str, body: dict[str, Any]) -> None:
        self._db.execute("insert into tw_contents (sid, body) values (?, ?)", (sid, json.dumps(body)))

    def content(self, sid: str) -> tuple[dict[str, Any], bool] | None:
        """What was made, and whether WhatsApp approved it for messages outside of the window."""
        row = self._db.execute("select body, approved from tw_contents where sid = ?", (sid,)).fetchone()
        return (json.loads(row[0]), bool(row[1])) if row else None

    def contents(self) -> list[dict[str, Any]]:
        rows = self._db.execute("select sid, body from tw_contents order by rowid").fetchall()
        return [{"sid": sid, **json.loads(body)} for sid, body in rows]

    def approve(self, sid: str) -> bool:
        return self._db.execute("update tw_contents set approved = 1 where sid = ?", (sid,)).rowcount > 0

    def delete_content(self, sid: str) -> bool:
        return self._db.execute("delete from tw_contents where sid = ?", (sid,)).rowcount > 0

    def wrote(self, phone: str, channel: str, at: datetime) -> None:
        self._db.execute("insert or replace into tw_wrote values (?, ?, ?)", (phone, channel, at.isoformat()))

    def last_wrote(self, phone: str, channel: str) -> datetime | None:
        row = self._db.execute("select at from tw_wrote where phone = ? and channel = ?", (phone, channel)).fetchone()
        return datetime.fromisoformat(row[0]) if row else None

    def stop(self, phone: str, *, stopped: bool) -> None:
        statement = (
            "insert or ignore into tw_stopped values (?)" if stopped else "delete from tw_stopped where phone = ?"
        )
        self._db.execute(statement, (phone,))

    def is_stopped(self, phone: str) -> bool:
        return self._db.execute("select 1 from tw_stopped where phone = ?", (phone,)).fetchone() is not None
