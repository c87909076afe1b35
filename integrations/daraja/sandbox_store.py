"""Where the sandbox keeps its world: tables with a prefix in a SQLite file that several sandboxes share."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

FILE = "sandbox.sqlite"
MOST_LOG_ROWS = 5_000
_TRIM_EVERY = 500
_BUSY_MILLISECONDS = 5_000

_SCHEMA = """
CREATE TABLE IF NOT EXISTS daraja_setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS daraja_account (name TEXT PRIMARY KEY, cents INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS daraja_posting (
  id INTEGER PRIMARY KEY, receipt TEXT NOT NULL, account TEXT NOT NULL, cents INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS daraja_transaction (
  id INTEGER PRIMARY KEY, kind TEXT NOT NULL, state TEXT NOT NULL, code TEXT NOT NULL DEFAULT '',
  receipt TEXT NOT NULL DEFAULT '', msisdn TEXT NOT NULL DEFAULT '', cents INTEGER NOT NULL DEFAULT 0,
  reference TEXT NOT NULL DEFAULT '', provider_id TEXT NOT NULL, other_id TEXT NOT NULL,
  fields TEXT NOT NULL, faults TEXT NOT NULL, started_at TEXT NOT NULL, done_at TEXT NOT NULL DEFAULT '',
  UNIQUE (kind, other_id));
CREATE INDEX IF NOT EXISTS daraja_transaction_receipt ON daraja_transaction (receipt);
CREATE INDEX IF NOT EXISTS daraja_transaction_provider ON daraja_transaction (provider_id);
CREATE INDEX IF NOT EXISTS daraja_transaction_open ON daraja_transaction (msisdn) WHERE state = 'waiting';
CREATE TABLE IF NOT EXISTS daraja_delivery (
  id INTEGER PRIMARY KEY, what TEXT NOT NULL, url TEXT NOT NULL, body BLOB NOT NULL, delay REAL NOT NULL,
  state TEXT NOT NULL, status INTEGER NOT NULL DEFAULT 0, milliseconds INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS daraja_delivery_pending ON daraja_delivery (id) WHERE state = 'pending';
CREATE TABLE IF NOT EXISTS daraja_address (
  shortcode TEXT PRIMARY KEY, confirmation TEXT NOT NULL, validation TEXT NOT NULL,
  when_silent TEXT NOT NULL, version TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS daraja_token (token TEXT PRIMARY KEY, until TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS daraja_scenario (
  id INTEGER PRIMARY KEY, scenario TEXT NOT NULL, left_over INTEGER);
CREATE TABLE IF NOT EXISTS daraja_session (msisdn TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS daraja_log (
  id INTEGER PRIMARY KEY, at TEXT NOT NULL, path TEXT NOT NULL, status INTEGER NOT NULL,
  asked TEXT NOT NULL, said TEXT NOT NULL);
"""
#: Not the settings (key pair, number of the last receipt) nor the registered addresses.
_EMPTIED = ("account", "posting", "transaction", "delivery", "token", "scenario", "session", "log")


class Store:
    """One connection; every call is short, because the sandbox is a single loop."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        directory.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(directory / FILE, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        self._db.execute(f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}")
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.executescript(_SCHEMA)

    def close(self) -> None:
        self._db.close()

    def run(self, sql: str, *values: object) -> int:
        """The number of rows changed."""
        return self._db.execute(sql, values).rowcount

    def add(self, sql: str, *values: object) -> int:
        """The id of the row inserted."""
        return self._db.execute(sql, values).lastrowid or 0

    def rows(self, sql: str, *values: object) -> list[sqlite3.Row]:
        return self._db.execute(sql, values).fetchall()

    def row(self, sql: str, *values: object) -> sqlite3.Row | None:
        found: sqlite3.Row | None = self._db.execute(sql, values).fetchone()
        return found

    @contextmanager
    def together(self) -> Iterator[None]:
        """All or nothing."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def setting(self, name: str) -> str:
        found = self.row("SELECT value FROM daraja_setting WHERE name = ?", name)
        return found["value"] if found else ""

    def set(self, name: str, value: str) -> None:
        self.run("INSERT OR REPLACE INTO daraja_setting (name, value) VALUES (?, ?)", name, value)

    def next_number(self, name: str) -> int:
        """1, 2, 3, ... and so on after a restart."""
        number = int(self.setting(name) or 0) + 1
        self.set(name, str(number))
        return number

    def note(self, *, at: str, path: str, status: int, asked: object, said: object) -> None:
        """One line of the log, which forgets its oldest lines."""
        number = self.add(
            "INSERT INTO daraja_log (at, path, status, asked, said) VALUES (?, ?, ?, ?, ?)",
            at, path, status, json.dumps(asked), json.dumps(said),
        )  # fmt: skip
        if number % _TRIM_EVERY == 0:
            self.run("DELETE FROM daraja_log WHERE id <= ?", number - MOST_LOG_ROWS)

    def empty(self) -> None:
        with self.together():
            for table in _EMPTIED:
                self.run(f"DELETE FROM daraja_{table}")


def plain(row: sqlite3.Row) -> dict[str, Any]:
    """A row as a dict, for the control plane."""
    return {name: row[name] for name in row.keys() if not isinstance(row[name], bytes)}  # noqa: SIM118
