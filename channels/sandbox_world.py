"""What every sandbox of a channel remembers over restarts: its settings, and the faults that were ordered."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from pathlib import Path
from typing import ClassVar

FOR_EVER = -1


class SandboxWorld:
    """Shares `directory`/sandbox.sqlite with the other sandboxes; the names of its tables begin with `prefix`."""

    prefix: ClassVar[str]
    tables: ClassVar[str]
    """Statements that make the tables of this sandbox, besides settings and faults."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(directory / "sandbox.sqlite", isolation_level=None, timeout=5.0)
        self._db.execute("pragma journal_mode = wal")
        self._db.execute("pragma synchronous = normal")
        self._db.executescript(
            f"create table if not exists {self.prefix}_faults"
            " (number integer primary key, phone text, fault text, times integer);"
            f"create table if not exists {self.prefix}_settings (name text primary key, value text);{self.tables}"
        )

    def close(self) -> None:
        self._db.close()

    def reset(self) -> None:
        """Everything is forgotten."""
        found = self._db.execute("select name from sqlite_master where type = 'table'").fetchall()
        for (name,) in found:
            if name.startswith(f"{self.prefix}_"):
                self._db.execute(f"delete from {name}")

    def order_fault(self, phone: str, fault: str, times: int) -> None:
        """No phone means anybody, -1 times for ever."""
        self._db.execute(
            f"insert into {self.prefix}_faults (phone, fault, times) values (?, ?, ?)", (phone, fault, times)
        )

    def take_fault(self, phone: str, among: Collection[str] | None = None) -> str:
        """The oldest of these that was ordered for this phone or for anybody, used up by one; "" for none."""
        rows = self._db.execute(
            f"select number, fault, times from {self.prefix}_faults"
            " where phone in (?, '') and times <> 0 order by number",
            (phone,),
        ).fetchall()
        for number, fault, times in rows:
            if among is None or fault in among:
                if times != FOR_EVER:
                    self._db.execute(f"update {self.prefix}_faults set times = times - 1 where number = ?", (number,))
                return str(fault)
        return ""

    def set(self, name: str, value: str) -> None:
        self._db.execute(f"insert or replace into {self.prefix}_settings values (?, ?)", (name, value))

    def setting(self, name: str, default: str = "") -> str:
        row = self._db.execute(f"select value from {self.prefix}_settings where name = ?", (name,)).fetchone()
        return str(row[0]) if row else default
