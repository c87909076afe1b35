"""What the fake Cloud API remembers over restarts: bubbles, when each phone last wrote, files, faults ordered."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

_TABLES = """
create table if not exists meta_wa_messages (
    number integer primary key, id text unique, "to" text, payload text, at text, statuses text default ''
);
create table if not exists meta_wa_faults (number integer primary key, phone text, fault text, times integer);
create table if not exists meta_wa_settings (name text primary key, value text);
create table if not exists meta_wa_windows (phone text primary key, wrote_at text);
create table if not exists meta_wa_media (id text primary key, phone text, type text, content blob, at text);
create table if not exists meta_wa_reads (message text primary key, typing integer);
"""
_TABLE_NAMES = ("messages", "faults", "settings", "windows", "media", "reads")
FOR_EVER = -1
MOST_LISTED = 1000
WINDOW = timedelta(hours=24)
ADDRESS_LASTS = timedelta(minutes=5)


@dataclass(frozen=True)
class File:
    phone: str
    type: str
    content: bytes = field(repr=False)
    asked_at: str


class World:
    """Shares `directory`/sandbox.sqlite with the other sandboxes; its tables are called `meta_wa_...`."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(directory / "sandbox.sqlite", isolation_level=None, timeout=5.0)
        self._db.execute("pragma journal_mode = wal")
        self._db.execute("pragma synchronous = normal")
        self._db.executescript(_TABLES)

    def close(self) -> None:
        self._db.close()

    def reset(self) -> None:
        self._db.executescript("".join(f"delete from meta_wa_{name};" for name in _TABLE_NAMES))

    # What a phone got

    def keep(self, message_id: str, *, to: str, payload: Mapping[str, Any], at: datetime) -> None:
        self._db.execute(
            'insert into meta_wa_messages (id, "to", payload, at) values (?, ?, ?, ?)',
            (message_id, to, json.dumps(payload), at.isoformat()),
        )

    def messages(self, to: str = "") -> list[dict[str, Any]]:
        """What this number got (or everybody), oldest first; the newest thousand."""
        rows = self._db.execute(
            'select id, "to", payload, at, statuses from meta_wa_messages'
            " where ? in ('', \"to\") order by number desc limit ?",
            (to, MOST_LISTED),
        ).fetchall()
        return [
            {"id": row[0], "to": row[1], "at": row[3], "statuses": row[4].split(), **seen(json.loads(row[2]))}
            for row in reversed(rows)
        ]

    def reported(self, message_id: str, status: str) -> None:
        self._db.execute(
            "update meta_wa_messages set statuses = statuses || ' ' || ? where id = ?", (status, message_id)
        )

    def mark_read(self, message_id: str, *, typing: bool) -> None:
        self._db.execute("insert or replace into meta_wa_reads values (?, ?)", (message_id, typing))

    def reads(self) -> list[str]:
        return [row[0] for row in self._db.execute("select message from meta_wa_reads order by rowid")]

    # When it last wrote

    def wrote(self, phone: str, at: datetime) -> None:
        self._db.execute("insert or replace into meta_wa_windows values (?, ?)", (phone, at.isoformat()))

    def is_open(self, phone: str, now: datetime) -> bool:
        """Has it written within 24 hours?"""
        row = self._db.execute("select wrote_at from meta_wa_windows where phone = ?", (phone,)).fetchone()
        return row is not None and now - datetime.fromisoformat(row[0]) < WINDOW

    # Files

    def put(self, media_id: str, *, phone: str, media_type: str, content: bytes) -> None:
        self._db.execute("insert into meta_wa_media values (?, ?, ?, ?, '')", (media_id, phone, media_type, content))

    def file(self, media_id: str) -> File | None:
        row = self._db.execute(
            "select phone, type, content, at from meta_wa_media where id = ?", (media_id,)
        ).fetchone()
        return File(*row) if row else None

    def asked(self, media_id: str, at: datetime) -> None:
        """Its address was given out, for five minutes."""
        self._db.execute("update meta_wa_media set at = ? where id = ?", (at.isoformat(), media_id))

    # What was ordered

    def order_fault(self, phone: str, fault: str, times: int) -> None:
        self._db.execute("insert into meta_wa_faults (phone, fault, times) values (?, ?, ?)", (phone, fault, times))

    def take_fault(self, phone: str, among: frozenset[str]) -> str:
        """The oldest of these that was ordered for this number or for anybody, used up by one; "" for none."""
        rows = self._db.execute(
            "select number, fault, times from meta_wa_faults where phone in (?, '') and times <> 0 order by number",
            (phone,),
        ).fetchall()
        for number, fault, times in rows:
            if fault in among:
                if times != FOR_EVER:
                    self._db.execute("update meta_wa_faults set times = times - 1 where number = ?", (number,))
                return str(fault)
        return ""

    def set(self, name: str, value: str) -> None:
        self._db.execute("insert or replace into meta_wa_settings values (?, ?)", (name, value))

    def setting(self, name: str, default: str = "") -> str:
        row = self._db.execute("select value from meta_wa_settings where name = ?", (name,)).fetchone()
        return str(row[0]) if row else default


def seen(payload: Mapping[str, Any]) -> dict[str, Any]:
    """A message as she sees it: its form, its words, what can be touched."""
    if payload["type"] == "text":
        return {"form": "text", "text": payload["text"]["body"], "rows": [], "choose": ""}
    if payload["type"] == "template":
        name = payload["template"]["name"]
        values = [value["text"] for part in payload["template"].get("components", ()) for value in part["parameters"]]
        return {"form": "template", "text": " | ".join([name, *values]), "rows": [], "choose": ""}
    inner = payload["interactive"]
    action = inner["action"]
    rows = [button["reply"] for button in action.get("buttons", ())]
    rows += [row for section in action.get("sections", ()) for row in section["rows"]]
    form = "buttons" if inner["type"] == "button" else "list"
    return {"form": form, "text": inner["body"]["text"], "rows": rows, "choose": action.get("button", "")}
