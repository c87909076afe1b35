"""What every test may ask for: a real PostgreSQL and a real Redis, one of each per session."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
import structlog

from tests.house import build, database, house, postgres_template, sqlite_template
from tests.services import PostgreSQL, Redis, start_postgres, start_redis
from tests.tools import pytest_make_collect_report, pytest_runtest_makereport, pytest_terminal_summary

# pytest finds its hooks and fixtures in this module by their names.
__all__ = [
    "build",
    "database",
    "house",
    "postgres_template",
    "pytest_make_collect_report",
    "pytest_runtest_makereport",
    "pytest_terminal_summary",
    "sqlite_template",
]


@pytest.fixture(autouse=True)
def logs_of_its_own() -> Iterator[None]:
    """A test that runs a command has logs written to its own screen, which is closed when the next one begins."""
    handlers = logging.getLogger().handlers[:]
    yield
    structlog.reset_defaults()
    logging.getLogger().handlers[:] = handlers


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgreSQL]:
    """Fast and careless: without fsync. For crashes ask for `durable_postgres`."""
    server = start_postgres()
    yield server
    server.close()


@pytest.fixture(scope="session")
def durable_postgres() -> Iterator[PostgreSQL]:
    server = start_postgres(fsync=True)
    yield server
    server.close()


@pytest.fixture(scope="session")
def redis_server() -> Iterator[Redis]:
    server = start_redis()
    yield server
    server.close()
