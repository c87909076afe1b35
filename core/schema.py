"""The database as a whole: every table of every feature, and the triggers that no code can talk its way around."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
from collections.abc import Iterator

from sqlalchemy import Connection, MetaData

import core
from core.db import DAY_CLOSED, DAY_IS_CLOSED, Rows

#: What is written once. A mistake is corrected by a further row, never by changing or deleting one.
APPEND_ONLY = (
    "entries", "postings", "entry_reasons", "audit", "audit_seals", "audit_sealed", "consents", "performed", "terms",
    "business_days", "cash_movements", "till_counts",
)  # fmt: skip
#: What the guard of closed days reads and what it guards.
_CLOSING = {"business_days", "entries"}

#: Modules of core, besides each feature's `tables`, that declare rows.
_PLAIN = ("audit", "inbox", "outbox", "performed")


def metadata() -> MetaData:
    """Every table there is, whoever declares it."""
    for name in _PLAIN:
        importlib.import_module(f"core.{name}")
    for feature in pkgutil.iter_modules(core.__path__, "core."):
        if feature.ispkg and importlib.util.find_spec(f"{feature.name}.tables"):
            importlib.import_module(f"{feature.name}.tables")
    return Rows.metadata


def create_all(connection: Connection) -> None:
    """Tables and triggers at once, without migrations: for tests and for an embedded database that starts empty."""
    metadata().create_all(connection)
    for statement in triggers(connection.dialect.name, tables=set(Rows.metadata.tables)):
        connection.exec_driver_sql(statement)


def triggers(dialect: str, *, tables: set[str]) -> Iterator[str]:
    """The statements that guard those of `tables` that are append-only, the balance of entries, and closed days."""
    guarded = [table for table in APPEND_ONLY if table in tables]
    if dialect == "postgresql":
        yield _PG_REFUSE
        yield from (_PG_APPEND_ONLY.format(table=table) for table in guarded)
        yield _PG_BALANCE
        yield from (_PG_BALANCED.format(table=table) for table in ("entries", "postings"))
        yield from (_PG_OPEN_DAY, _PG_DAY_OPEN) if tables >= _CLOSING else ()
    else:
        for table in guarded:
            yield from (_SQLITE_APPEND_ONLY.format(table=table, act=act) for act in ("update", "delete"))
        yield from (_SQLITE_DAY_OPEN,) if tables >= _CLOSING else ()


def trigger_names(dialect: str, *, tables: set[str]) -> set[str]:
    """What `triggers` leaves in the database, for the proof that nobody has dropped one."""
    guarded = [table for table in APPEND_ONLY if table in tables]
    days = {"entries_day_open"} if tables >= _CLOSING else set()
    if dialect == "postgresql":
        return {f"{table}_append_only" for table in guarded} | {"entries_balance", "postings_balance"} | days
    return {f"{table}_append_only_{act}" for table in guarded for act in ("update", "delete")} | days


_SQLITE_APPEND_ONLY = """
CREATE TRIGGER {table}_append_only_{act} BEFORE {act} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""

_SQLITE_DAY_OPEN = f"""
CREATE TRIGGER entries_day_open BEFORE INSERT ON entries
WHEN EXISTS (SELECT 1 FROM business_days WHERE day >= NEW.booked_on)
BEGIN SELECT RAISE(ABORT, '{DAY_IS_CLOSED}'); END
"""

_PG_REFUSE = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$
"""

_PG_APPEND_ONLY = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
"""

# Deferred to the commit, when all lines of the entry are there. The trigger on entries finds one without lines, the
# trigger on postings finds a line that was added to an entry later. Of the lines that one statement wrote (same xmin,
# same cmin) the last one speaks for all: an opening entry has thousands. A plan made while the table was small would
# read all of it for each line, which is why the index is insisted on.
_PG_BALANCE = """
CREATE OR REPLACE FUNCTION entry_balances() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE checked text; lines integer; off integer;
BEGIN
    IF TG_TABLE_NAME = 'entries' THEN
        checked := NEW.id;
    ELSIF EXISTS (
        SELECT 1 FROM postings mine JOIN postings next ON next.entry = mine.entry AND next.line = mine.line + 1
        WHERE mine.entry = NEW.entry AND mine.line = NEW.line AND next.xmin = mine.xmin AND next.cmin = mine.cmin
    ) THEN
        RETURN NULL;
    ELSE
        checked := NEW.entry;
    END IF;
    SELECT coalesce(sum(n), 0), count(*) FILTER (WHERE s <> 0) INTO lines, off FROM
        (SELECT count(*) AS n, sum(minor_units) AS s FROM postings WHERE entry = checked GROUP BY currency) AS sums;
    IF lines < 2 OR off > 0 THEN
        RAISE EXCEPTION 'entry % does not balance', checked USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$
"""

_PG_BALANCED = """
CREATE CONSTRAINT TRIGGER {table}_balance AFTER INSERT ON {table}
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION entry_balances()
"""

#: Who closes a day holds this alone, who books holds it with others: a day is closed when nobody is still booking.
CLOSING_LOCK = "hashtextextended('closing', 0)"

# Each statement of the function sees what was committed before it, so it sees the day that it has waited for.
_PG_OPEN_DAY = f"""
CREATE OR REPLACE FUNCTION day_is_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared({CLOSING_LOCK});
    IF EXISTS (SELECT 1 FROM business_days WHERE day >= NEW.booked_on) THEN
        RAISE EXCEPTION '{DAY_IS_CLOSED}' USING ERRCODE = '{DAY_CLOSED}';
    END IF;
    RETURN NEW;
END $$
"""

_PG_DAY_OPEN = """
CREATE TRIGGER entries_day_open BEFORE INSERT ON entries FOR EACH ROW EXECUTE FUNCTION day_is_open()
"""
