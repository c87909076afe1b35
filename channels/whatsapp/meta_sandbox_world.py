"""What the fake Cloud API remembers over restarts: bubbles, when each phone last wrote, files, faults ordered."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from channels.sandbox_world import SandboxWorld

_TABLES = """
create table if not exists meta_wa_messages (
    number integer primary key, id text unique, "to" text, payload text, at text, statuses text default ''
);
create table if not exists meta_wa_windows (phone text primary key, wrote_at text);
create table if not exists meta_wa_media (id text primary key, phone text, type text, content blob, at text);
create table if not exists meta_wa_reads (message text primary key, typing integer);
"""
MOST_LISTED = 1000
WINDOW = timedelta(hours=24)
ADDRESS_LASTS = timedelta(minutes=5)


@dataclass(frozen=True)
class File:
    phone: str
    type: str
    content: bytes = field(repr=False)
    asked_at: str


class World(SandboxWorld):
    """The tables of this sandbox."""

    prefix, tables = "meta_wa", _TABLES

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
