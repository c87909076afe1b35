"""The recorder: batches beside the turns, nothing lost while the database is away, and never more than it may hold."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy.exc import DataError, OperationalError

from core.conversations.messages import RecordTurns, Trace
from core.messages import Request
from core.talks.messages import MOST_WORDS
from deploy import recorder
from deploy.metrics import Metrics
from deploy.recorder import MOST_IN_A_BATCH, Recorder
from tests.house import NOON, House, build, database, house

__all__ = ["build", "database", "house"]


@dataclass
class Shutter:
    """A door before the real one, that is shut for a while. What goes through is counted."""

    house: House
    trouble: Exception | None = None
    batches: list[tuple[str, int]] = field(default_factory=list)

    async def perform(self, request: Request[Any], *, key: str = "", scope: str = "", **how: Any) -> Any:
        if isinstance(request, RecordTurns):
            self.batches.append((key, len(request.turns)))
        if self.trouble:
            raise self.trouble
        return await self.house.perform(request, key=key, scope=scope, **how)


def trace(number: int, **facts: Any) -> Trace:
    said: dict[str, Any] = {"outcome": "answered", "to_dialog": "save", "to_step": "amount"}
    return Trace(at=NOON, conversation=f"c{number}", session=f"s{number}", channel="ussd", **(said | facts))


@pytest.fixture
def shutter(house: House) -> Shutter:
    return Shutter(house)


@pytest.fixture
def kept(shutter: Shutter) -> Recorder:
    return Recorder(shutter, Metrics(), most_waiting=4 * MOST_IN_A_BATCH)


async def conversations(shutter: Shutter) -> list[str]:
    rows = await shutter.house.rows("select conversation from conversation_turns order by id")
    return [row.conversation for row in rows]


def counted(kept: Recorder, name: str, **labels: str) -> float:
    return kept.metrics.registry.get_sample_value(name, labels) or 0.0


async def test_turns_are_written_in_batches_in_their_order(kept: Recorder, shutter: Shutter) -> None:
    many = 2 * MOST_IN_A_BATCH + 50
    for number in range(many):
        kept.record(trace(number))
    assert await kept.flush()
    assert [size for _, size in shutter.batches] == [MOST_IN_A_BATCH, MOST_IN_A_BATCH, 50]
    assert await conversations(shutter) == [f"c{number}" for number in range(many)]
    assert await kept.flush()
    assert len(shutter.batches) == 3, "nothing waits, so nothing is asked"


@pytest.mark.parametrize("trouble", [OSError("refused"), OperationalError("insert", {}, Exception("gone"))])
async def test_while_the_database_is_away_they_wait(trouble: Exception, kept: Recorder, shutter: Shutter) -> None:
    kept.record(trace(1))
    shutter.trouble = trouble
    assert not await kept.flush()
    kept.record(trace(2))
    shutter.trouble = None
    assert await kept.flush()
    first, again, then = shutter.batches
    assert first == again, "the same batch under the same key"
    assert then[0] != first[0]
    assert await conversations(shutter) == ["c1", "c2"]


async def test_a_batch_that_was_written_unheard_is_written_once(kept: Recorder, shutter: Shutter) -> None:
    """The commit succeeded and its answer was lost."""
    kept.record(trace(1))

    async def lost(request: Any, **how: Any) -> Any:
        await shutter.house.perform(request, **how)
        raise OSError("connection lost")

    kept.door = type("Lossy", (), {"perform": staticmethod(lost)})()
    assert not await kept.flush()
    kept.door = shutter
    assert await kept.flush()
    assert await conversations(shutter) == ["c1"]


async def test_when_it_is_away_for_too_long_the_oldest_go(kept: Recorder, shutter: Shutter) -> None:
    for number in range(kept.most_waiting + 10):
        kept.record(trace(number))
    assert counted(kept, "imarisha_traces_lost_total") == 10
    await kept.flush()
    assert (await conversations(shutter))[0] == "c10"


async def test_rows_that_no_database_takes_do_not_stop_the_others(kept: Recorder, shutter: Shutter) -> None:
    kept.record(trace(1))
    shutter.trouble = DataError("insert", {}, Exception("too long"))
    assert await kept.flush()
    shutter.trouble = None
    kept.record(trace(2))
    assert await kept.flush()
    assert await conversations(shutter) == ["c2"]
    assert counted(kept, "imarisha_traces_lost_total") == 1


async def test_it_runs_by_itself_and_at_once_when_a_batch_is_full(
    kept: Recorder, shutter: Shutter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recorder, "EVERY_SECONDS", 60.0)
    running = asyncio.create_task(kept.run())
    for number in range(MOST_IN_A_BATCH):
        kept.record(trace(number))
    written: list[str] = []
    async with asyncio.timeout(20):
        while len(written) < MOST_IN_A_BATCH:
            await asyncio.sleep(0.01)
            written = await conversations(shutter)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running


async def test_what_is_counted_has_few_labels(kept: Recorder) -> None:
    kept.record(trace(1, intent="deposit", decision="act", outcome="meant"))
    kept.record(trace(2))
    assert counted(kept, "imarisha_state_total", flow="save", state="amount", outcome="meant") == 1
    assert counted(kept, "imarisha_state_total", flow="save", state="amount", outcome="answered") == 1
    assert counted(kept, "imarisha_intents_total", intent="deposit", decision="act") == 1


# The words


async def words_of(shutter: Shutter) -> list[tuple[str, str]]:
    rows = await shutter.house.rows("select heard, said from conversation_lines order by id")
    return [(row.heard, row.said) for row in rows]


async def test_words_are_written_as_their_channel_means_them(kept: Recorder, shutter: Shutter) -> None:
    kept.readers = {"whatsapp": str.upper}
    for channel in ("ussd", "whatsapp"):
        kept.overhear(replace(trace(1), channel=channel), "+254700000001", "s1", "5", "page")
    assert await kept.flush()
    assert await words_of(shutter) == [("5", "page"), ("5", "PAGE")]


async def test_words_that_no_database_takes_are_written_without_what_is_wrong(kept: Recorder, shutter: Shutter) -> None:
    kept.overhear(trace(1), "+254700000001", "s1", "a\0b\ud800", "x" * 5_000)
    assert await kept.flush()
    assert await words_of(shutter) == [("ab?", "x" * MOST_WORDS)]


async def test_of_words_too_the_oldest_go(kept: Recorder, shutter: Shutter) -> None:
    for number in range(kept.most_waiting + 2):
        kept.overhear(trace(number), "+254700000001", "s1", f"{number}", "")
    await kept.flush()
    assert (await words_of(shutter))[0] == ("2", "")


async def test_what_was_written_of_a_batch_is_not_written_again(kept: Recorder, shutter: Shutter) -> None:
    """The traces are in, then the database goes away before the words."""
    kept.record(trace(1))
    kept.overhear(trace(1), "+254700000001", "s1", "5", "page")
    real, asked = shutter.perform, []

    async def goes_away(request: Any, **how: Any) -> Any:
        asked.append(type(request).__name__)
        if asked == ["RecordTurns", "KeepWords"]:
            raise OSError("gone")
        return await real(request, **how)

    shutter.perform = goes_away  # type: ignore[method-assign]
    assert not await kept.flush()
    assert await kept.flush()
    assert asked == ["RecordTurns", "KeepWords", "KeepWords"]
    assert await words_of(shutter) == [("5", "page")]
