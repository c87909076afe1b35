"""Brings a database to the newest shape: `python -m deploy.migrate <url>`; `--draft` writes the first revision anew.

Revisions only go forward; a mistake is corrected by the next one. The draft is made from the tables as the code
declares them, and is for the time before the first installation: afterwards a change of a table is a new revision.
"""

from __future__ import annotations

import argparse
import asyncio
import subprocess
import sys
from pathlib import Path
from typing import Literal

from alembic import command
from alembic.autogenerate import api, render_python_code
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations import ops
from sqlalchemy import Connection, create_engine, types
from sqlalchemy.dialects import postgresql

from core import schema
from core.db import Database, Instant
from deploy import tables

MIGRATIONS = Path(__file__).with_name("migrations")
FIRST = MIGRATIONS / "versions" / "0001_first_storey.py"
#: Imported for its rows: what deploy keeps stands in the same database.
KEPT_BY_DEPLOY = tables
#: Any number that nobody else locks in this database: two processes that start together migrate one after the other.
LOCK = 4_113_061_963
LOCK_SECONDS = 120


async def upgrade(url: str) -> None:
    """To the newest revision, in one transaction; nothing to do is nothing done. `url` names an async driver."""
    database = Database(url)
    try:
        async with database.writing() as connection:
            if not database.is_sqlite:
                # A table may be rewritten for longer than a member's question may take.
                await connection.exec_driver_sql(f"SET LOCAL statement_timeout = '{LOCK_SECONDS}s'")
                await connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
                await connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
            await connection.run_sync(_upgrade)
    finally:
        await database.close()


def _upgrade(connection: Connection) -> None:
    # The path may hold a per cent sign, which the configuration would read as its own.
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def draft() -> str:
    """The first revision as Python: one function per table, made from the declared tables."""
    with create_engine("sqlite://").connect() as empty:
        context = MigrationContext.configure(empty, opts={"render_item": render_item})
        made = api.produce_migrations(context, schema.metadata())
    assert made.upgrade_ops is not None
    by_table: dict[str, list[ops.MigrateOperation]] = {}
    for step in made.upgrade_ops.ops:
        assert isinstance(step, ops.CreateTableOp | ops.ModifyTableOps | ops.CreateIndexOp)
        steps = step.ops if isinstance(step, ops.ModifyTableOps) else [step]
        by_table.setdefault(step.table_name, []).extend(steps)
    made_of = "\n\n".join(_function(table, steps) for table, steps in by_table.items())
    calls = "\n".join(f"    {table}()" for table in by_table)
    return _SCRIPT.format(functions=made_of, calls=calls)


def _function(table: str, steps: list[ops.MigrateOperation]) -> str:
    upgrade_ops = ops.UpgradeOps(ops=steps)
    body = render_python_code(upgrade_ops, render_item=render_item, migration_context=_postgres())
    code = "\n".join(line for line in body.splitlines() if not line.strip().startswith("# ###"))
    return f"def {table}() -> None:\n    {code.strip()}\n"


def _postgres() -> MigrationContext:
    """Renders what only PostgreSQL has (partial and covering indexes) together with what both have."""
    return MigrationContext.configure(dialect=postgresql.dialect())  # type: ignore[no-untyped-call]


def render_item(kind: str, value: object, _: object) -> str | Literal[False]:
    """A moment is written down as what it is in the database: revisions do not change with our code."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(value, Instant) else False


def compare_type(_: object, __: object, ___: object, inspected: object, declared: object) -> bool | None:
    """SQLite has one type for moments; None leaves the comparison to Alembic."""
    return False if isinstance(declared, Instant) and isinstance(inspected, types.DateTime) else None


_SCRIPT = '''"""The first storey: every table as the first installation finds it, and the triggers that guard them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core import schema

revision = "0001"
down_revision = None


def upgrade() -> None:
{calls}
    tables = set(sa.inspect(op.get_bind()).get_table_names())
    for statement in schema.triggers(op.get_context().dialect.name, tables=tables):
        op.get_bind().exec_driver_sql(statement)


{functions}
'''


def formatted(code: str) -> str:
    """As `make check` wants it."""
    ruff = [sys.executable, "-m", "ruff", "format", "--stdin-filename", str(FIRST)]
    return subprocess.run(ruff, input=code, capture_output=True, text=True, check=True).stdout


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m deploy.migrate", description=__doc__)
    parser.add_argument("url", nargs="?", help="postgresql+asyncpg://… or sqlite+aiosqlite:///…")
    parser.add_argument("--draft", action="store_true", help=f"write {FIRST.name} from the declared tables")
    chosen = parser.parse_args(arguments)
    if chosen.draft:
        FIRST.write_text(formatted(draft()))
    elif chosen.url:
        asyncio.run(upgrade(chosen.url))
    else:
        parser.error("name a database, or ask for --draft")


if __name__ == "__main__":
    main()
