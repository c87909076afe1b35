"""Every transcript is played on the whole system and must come out as it is written."""

from __future__ import annotations

import asyncio
import difflib
import os
import re
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.conversations.helpdesk import Helpdesk
from tests.conversations.looks import Looks
from tests.conversations.runner import Player, start_of
from tests.conversations.town import Town, build_template, town
from tests.whole.canary import stands_in

HERE = Path(__file__).parent
TRANSCRIPTS = sorted(HERE.glob("*.chat"))
EVERYWHERE = sorted((HERE / "everywhere").glob("*.chat"))
CHANNELS = ("ussd", "sms", "whatsapp", "call")
REWRITE = os.environ.get("REWRITE") == "1"


@pytest.fixture(scope="session")
def institution(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of an institution that opens its doors today."""
    folder = tmp_path_factory.mktemp("institution")
    asyncio.run(build_template(folder))
    return folder


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.stem)
async def test_transcript(path: Path, institution: Path, tmp_path: Path) -> None:
    written = _read(path)
    async with town(institution, tmp_path, start=start_of(written)) as found:
        played = await Player(found, Looks(found), Helpdesk(found)).play(written)
        wrong = await found.proven() + await secrets_in_the_record(found, written)
    if REWRITE:
        _write(path, played)
    elif played != written:
        pytest.fail(f"{path.name} came out differently:\n" + "\n".join(_changes(written, played)), pytrace=False)
    assert not wrong, f"after {path.name}: {wrong}"


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("path", EVERYWHERE, ids=lambda path: path.stem)
async def test_the_same_conversation_ends_with_the_same_books_on_every_channel(
    path: Path, channel: str, institution: Path, tmp_path: Path
) -> None:
    written = _read(path)
    async with town(institution, tmp_path, start=start_of(written)) as found:
        played = await Player(found, Looks(found), Helpdesk(found), channel=channel).play(written)
        wrong = await found.proven() + await secrets_in_the_record(found, written)
    assert _books(played) == _books(written), played
    assert played.count("LN-0001 is approved") + played.count("Loan L N") >= 1, played
    assert not wrong


async def secrets_in_the_record(found: Town, transcript: str) -> list[str]:
    """Every PIN that the transcript knows, on whatever channel it was typed, and where it was kept."""
    # Our own sentence names 1234: nobody may choose it.
    pins = set(re.findall(r"\b(?:pin|signs) (\d{4})\b", transcript)) - {"1234"}
    await found.app.recorder.flush()
    async with found.app.database.reading() as connection:
        kept = [tuple(row) for row in await connection.execute(text("select heard, said from conversation_lines"))]
    assert kept, "something was said"
    return [f"{pin} in {words!r}" for pin in pins for row in kept for words in row if stands_in(words, pin)]


def _books(transcript: str) -> list[str]:
    """The lines of accounts: what money did, whoever spoke on whatever channel."""
    return [line for line in transcript.split("\n") if line.startswith("  ") and ":" in line]


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _write(path: Path, played: str) -> None:
    path.write_text(played, encoding="utf-8")


def _changes(written: str, played: str) -> list[str]:
    return list(difflib.unified_diff(written.split("\n"), played.split("\n"), "written", "played", n=4, lineterm=""))
