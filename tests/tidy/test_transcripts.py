"""Every dialog can be read as a conversation, in every language."""

from __future__ import annotations

from pathlib import Path

from dialogs.library import LIBRARY, TONGUES
from tests.tidy.transcripts import Transcript, boasts, read, unplayed
from tests.tidy.tree import ROOT

FOLDER = ROOT / "tests" / "conversations"
TRANSCRIPTS = [read(path) for path in sorted(FOLDER.glob("*.chat"))]
LANGUAGES = sorted(TONGUES)


def test_every_dialog_has_a_transcript_in_every_language() -> None:
    missing = list(unplayed(TRANSCRIPTS, LIBRARY, LANGUAGES))
    assert not missing, "\n" + "\n".join(missing)


def test_a_transcript_shows_what_it_names() -> None:
    found = [
        line
        for each in TRANSCRIPTS
        if each.language in TONGUES
        for line in boasts(each, LIBRARY, TONGUES[each.language])
    ]
    assert not found, "\n" + "\n".join(found)


def test_the_head_of_a_transcript_is_read(tmp_path: Path) -> None:
    path = tmp_path / "one.chat"
    path.write_text("# Amina looks at her balance.\n# dialogs: home, balance\n# language: sw\nussd *384*1#\n")
    assert read(path).dialogs == ("home", "balance")
    assert read(path).language == "sw"


def test_a_missing_and_an_unknown_dialog_would_be_noticed() -> None:
    one = {"home": LIBRARY["home"]}
    assert list(unplayed([], one, ["en"])) == ["home: no transcript in en"]
    found = list(unplayed([Transcript("x.chat", "en", ("home", "chess"), "")], one, ["en", "sw"]))
    assert found == ["home: no transcript in sw", "x.chat: plays chess, which is no dialog"]


def test_a_transcript_that_boasts_would_be_noticed() -> None:
    silent = Transcript("x.chat", "sw", ("repay",), "| Habari Amina\n")
    assert list(boasts(silent, LIBRARY, TONGUES["sw"])) == ["x.chat: names repay and shows none of its words"]
    shown = Transcript("x.chat", "en", ("home",), "| Imarisha. Hello Amina\n")
    assert not list(boasts(shown, LIBRARY, TONGUES["en"]))
