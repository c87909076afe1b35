"""Migrations make exactly the tables that the code declares, once, and the triggers with them."""

from __future__ import annotations

import asyncio

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect
from sqlalchemy.exc import DBAPIError

from core import schema
from core.db import Database
from deploy import migrate


@pytest.fixture(params=["sqlite", "postgres"])
async def url(request, tmp_path) -> str:
    """An empty database without a table."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path}/per%20cent.sqlite"
    plain: str = await request.getfixturevalue("postgres").create_database("migrated")
    return plain.replace("postgresql://", "postgresql+asyncpg://", 1)


def differences(connection: Connection) -> list[object]:
    options = {"compare_type": migrate.compare_type, "include_object": not_alembics}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), schema.metadata()))


def not_alembics(_, name, kind, *__) -> bool:
    return (kind, name) != ("table", "alembic_version")


async def in_database(url: str, ask):
    database = Database(url)
    try:
        async with database.writing() as connection:
            return await connection.run_sync(ask)
    finally:
        await database.close()


async def test_declared_and_migrated_tables_agree(url: str):
    await migrate.upgrade(url)
    await migrate.upgrade(url)
    assert await in_database(url, differences) == []


async def test_two_that_start_together_migrate_once(url: str):
    await asyncio.gather(*(migrate.upgrade(url) for _ in range(3)))
    assert "entries" in await in_database(url, lambda connection: inspect(connection).get_table_names())


async def test_the_triggers_bite_after_a_migration(url: str):
    await migrate.upgrade(url)

    def tamper(connection: Connection) -> None:
        connection.exec_driver_sql(
            "insert into performed (scope, key, request_hash, answer, at) values ('s', 'k', 'h', 'a', '2026-03-11')"
        )
        connection.exec_driver_sql("update performed set answer = 'b'")

    with pytest.raises(DBAPIError, match="append-only"):
        await in_database(url, tamper)


async def test_migrated_and_created_databases_have_the_same_triggers(url: str, tmp_path):
    await migrate.upgrade(url)
    names = {
        "sqlite": "select name from sqlite_master where type = 'trigger'",
        "postgresql": "select distinct tgname from pg_trigger where not tgisinternal",
    }

    def standing(connection: Connection) -> tuple[str, set[str]]:
        dialect = connection.dialect.name
        return dialect, set(connection.exec_driver_sql(names[dialect]).scalars())

    dialect, found = await in_database(url, standing)
    assert found == schema.trigger_names(dialect, tables=set(schema.metadata().tables))


def test_the_draft_is_what_stands_in_the_folder():
    """Holds until the first installation; from then on this test goes, and revisions only follow each other."""
    written = migrate.FIRST.read_text()
    drafted = migrate.formatted(migrate.draft())
    assert written == drafted, "run: python -m deploy.migrate --draft"
