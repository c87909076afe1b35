"""The services under the tests are real, answer, are missed aloud, and are gone afterwards."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import asyncpg
import pytest
from redis import asyncio as redis

from tests import tools
from tests.services import PostgreSQL, Redis

ROOT = Path(__file__).parents[2]

START_AND_WAIT = """
import time
from tests.services import start_postgres, start_redis
for server in start_postgres(), start_redis():
    print(server.process.child.pid, server.process.home, flush=True)
time.sleep(60)
"""


async def fetch(url: str, statement: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


async def test_postgresql_answers(postgres: PostgreSQL):
    assert await fetch(postgres.url, "select 1") == 1


async def test_a_database_is_a_copy_of_its_template(postgres: PostgreSQL):
    mould = await postgres.create_database("mould")
    await fetch(mould, "create table casts as select 7 as number")
    copy = await postgres.create_database("cast", template="mould")
    assert await fetch(copy, "select number from casts") == 7
    await postgres.drop_database("cast")
    await postgres.drop_database("mould")


async def test_a_durable_postgresql_waits_for_the_disk(durable_postgres: PostgreSQL):
    assert await fetch(durable_postgres.url, "show fsync") == "on"
    assert await fetch(durable_postgres.url, "show synchronous_commit") == "on"


async def test_redis_answers(redis_server: Redis):
    client = redis.from_url(redis_server.url)
    try:
        assert await client.ping()
    finally:
        await client.aclose()


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or ") Z " not in stat.read_text()


@pytest.mark.usefixtures("postgres", "redis_server")
def test_a_killed_run_leaves_neither_process_nor_folder():
    own = {name: value for name, value in os.environ.items() if not name.startswith("IMARISHA_TEST_")}
    command = [sys.executable, "-c", START_AND_WAIT]
    with subprocess.Popen(command, cwd=ROOT, env=own, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        started = [run.stdout.readline().split() for _ in range(2)]
        assert all(alive(int(pid)) and Path(home).is_dir() for pid, home in started)
        run.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 10
    while any(alive(int(pid)) or Path(home).exists() for pid, home in started):
        assert time.monotonic() < deadline, started
        time.sleep(0.05)


def run_without_the_tool(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_it.py").write_text("from tests.tools import needs\ndef test_it():\n    needs('promtool')\n")
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.tools", "-c", os.devnull, str(folder)],
        cwd=ROOT,
        env={"PATH": str(folder), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_missing_tool_is_skipped_aloud(tmp_path: Path):
    run = run_without_the_tool(tmp_path)
    assert run.returncode == 0
    assert "!!! 1 TESTS DID NOT RUN, FOR WANT OF promtool (install the package prometheus): 1 !!!" in run.stdout


def test_a_missing_tool_fails_where_all_is_required(tmp_path: Path):
    run = run_without_the_tool(tmp_path, REQUIRE_ALL="1")
    assert run.returncode == 1
    assert "REQUIRE_ALL=1 allows no skip" in run.stdout


def test_a_tool_that_is_there_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "promtool").touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert tools.needs("promtool") == tmp_path / "promtool"
