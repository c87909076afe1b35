"""A search for words that may stand nowhere: in every table, Redis key, file, log line and page, decoded."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import unquote_plus

from redis.asyncio import Redis
from sqlalchemy import inspect, text

from core.db import Database
from tests.whole.running import Site

#: Neither part of a longer word or number, nor of an id with dashes, nor of a decimal.
WHOLE = r"(?<![0-9A-Za-z_-])(?<![0-9][.,]){}(?![0-9A-Za-z_-])(?![.,][0-9])"


def stands_in(value: Any, canary: str) -> bool:
    """Is it there as a whole token: in text, in bytes, in JSON however escaped, in a form?"""
    return any(re.search(WHOLE.format(canary), each) for each in _readings(value))


def _readings(value: Any) -> Iterator[str]:
    plain = value.decode("latin-1") if isinstance(value, bytes) else str(value)
    yield plain
    if "%" in plain or "+" in plain:
        yield unquote_plus(plain)
    if "\\" in plain or plain[:1] in ("{", "[", '"'):
        try:
            yield " ".join(_leaves(json.loads(plain)))
        except ValueError:
            return


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, each in value.items():
            yield str(name)
            yield from _leaves(each)
    elif isinstance(value, list):
        for each in value:
            yield from _leaves(each)
    else:
        yield str(value)


def found(where: str, values: Iterable[Any], canaries: Iterable[str]) -> list[str]:
    """`where: canary`, for each that stands there."""
    kept = list(values)
    return [f"{where}: {each}" for each in canaries if any(stands_in(value, each) for value in kept)]


async def in_tables(database: Database, canaries: list[str]) -> list[str]:
    """Every column of every table that the database has, whoever made it."""
    seen: list[str] = []
    async with database.reading() as connection:
        tables = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
        for table in tables:
            rows = (await connection.execute(text(f'select * from "{table}"'))).all()
            for place, column in enumerate(rows[0]._fields if rows else ()):
                seen += found(f"{table}.{column}", (row[place] for row in rows), canaries)
    return seen


async def in_redis(url: str, canaries: list[str]) -> list[str]:
    """Every key, whatever its kind, by the bytes it is dumped as, and plain strings as they are."""
    seen: list[str] = []
    async with Redis.from_url(url) as redis:
        async for key in redis.scan_iter():
            value = await redis.get(key) if await redis.type(key) == b"string" else await redis.dump(key)
            seen += found(f"redis {key!r}", (key, value or b""), canaries)
    return seen


def in_files(site: Site, canaries: list[str]) -> list[str]:
    """The data folder byte for byte, what was deleted and not yet overwritten too; and all logs."""
    files = [path for path in (*site.data.rglob("*"), *site.data.parent.glob("*.log")) if path.is_file()]
    return [line for path in files for line in found(path.name, [path.read_bytes()], canaries)]


def in_sandboxes(site: Site, canaries: list[str]) -> list[str]:
    """The recorded exchange: what was sent to Daraja and what came back, and the texts of all SMS."""
    exchange = [tuple(row) for row in site.sandbox_rows("select path, asked, said from daraja_log")]
    letters = [row["body"] for row in site.sandbox_rows("select body from daraja_delivery")]
    texts = [row["text"] for row in site.sandbox_rows("select text from at_sms_messages")]
    return found("daraja", [*exchange, *letters], canaries) + found("sms", texts, canaries)
