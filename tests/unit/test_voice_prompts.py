"""Recordings: what there is to record, and sentences cut into recordings and a machine's voice."""

from __future__ import annotations

from pathlib import Path

import pytest

from channels.voice import prompts
from channels.voice.africastalking import speak
from channels.voice.desk import Act, Calls, Listen
from channels.voice.prompts import NO_RECORDINGS, Piece, name_of, read_recordings, to_record, words_of
from channels.voice.render import accent, read_spoken
from channels.voice.twilio import speak as speak_twilio
from core.secret import Secret
from dialogs.screen import Said

HOME = Said("Imarisha. Habari Amina", (("1", "Salio"), ("2", "Kopa")), language="sw")


def recorded(folder: Path, *phrases: str, language: str = "sw") -> prompts.Recordings:
    (folder / language).mkdir()
    for phrase in phrases:
        (folder / language / name_of(phrase)).touch()
    return read_recordings(folder, "https://voices.example/")


def test_without_recordings_all_is_said_in_one_breath() -> None:
    assert NO_RECORDINGS.cut(("Hello.", "Press one."), "sw") == [Piece("say", "Hello. Press one.")]
    assert NO_RECORDINGS.cut((), "sw") == []


def test_the_longest_recording_is_played_and_the_rest_is_said(tmp_path: Path) -> None:
    recordings = recorded(tmp_path, "Imarisha. Habari", "Salio", "Bonyeza", "moja")
    assert recordings.cut(("Imarisha. Habari Amina.", "Salio. Bonyeza moja."), "sw") == [
        Piece("play", f"https://voices.example/sw/{name_of('imarisha habari')}"),
        Piece("say", "Amina."),
        Piece("play", f"https://voices.example/sw/{name_of('Salio')}"),
        Piece("play", f"https://voices.example/sw/{name_of('bonyeza')}"),
        Piece("play", f"https://voices.example/sw/{name_of('Moja.')}"),
    ]
    assert recordings.cut(("Salio.",), "en") == [Piece("say", "Salio.")]


def test_a_file_that_is_no_phrase_of_ours_is_not_played(tmp_path: Path) -> None:
    recordings = recorded(tmp_path, "something else")
    assert recordings.cut(("something else",), "sw") == [Piece("say", "something else")]


@pytest.mark.parametrize("language", ["en", "sw"])
def test_with_everything_recorded_only_names_are_left_to_a_machine(tmp_path: Path, language: str) -> None:
    recordings = recorded(tmp_path, *to_record(language), language=language)
    words = {"en": ("Hello", "Balance", "Borrow"), "sw": ("Habari", "Salio", "Kopa")}[language]
    said = Said(f"Imarisha. {words[0]} Amina", (("1", words[1]), ("2", words[2])), language=language)
    price = {
        "en": "You get KES 4,940 today\nYou pay 3 x 1,742 from 16 Dec\nIn all KES 5,225\nLoan LN-0042",
        "sw": "Unapata KES 4,940 leo\nLipa 3 x 1,742 kuanzia 16 Des\nJumla KES 5,225\nMkopo LN-0042",
    }[language]
    for each in (said, Said(price, language=language, ends=True)):
        page = read_spoken(accent(person=True)(each)[0])
        left = [piece.what for piece in recordings.cut(page.sentences, language) if piece.how == "say"]
        assert left == (["Amina."] if each is said else [])


def test_what_is_recorded_has_a_name_of_its_own() -> None:
    for language in ("en", "sw"):
        phrases = to_record(language)
        assert len({name_of(phrase) for phrase in phrases}) == len(phrases) > 300
        assert all(words_of(phrase) for phrase in phrases)
        assert not any("{" in phrase for phrase in phrases)


def test_the_list_is_printed_with_file_names(capsys: pytest.CaptureFixture[str]) -> None:
    prompts.main("sw")
    lines = capsys.readouterr().out.splitlines()
    assert f"{name_of('Salio')}\tSalio" in lines
    assert f"{name_of('Kwaheri')}" not in lines


def test_recordings_are_played_by_both_providers(tmp_path: Path) -> None:
    calls = Calls(
        public_url="https://ours.example", digest_key=Secret("k"), institution="Imarisha", care_number="0700 000 000",
        recordings=recorded(tmp_path, "Salio", "Bonyeza", "moja"),
    )  # fmt: skip
    act = Act("sw", ("Amina.", "Salio. Bonyeza moja."), listen=Listen(1))
    first, second, last = (f"https://voices.example/sw/{name_of(each)}" for each in ("Salio", "Bonyeza", "moja"))
    xml = speak(act, calls, "https://ours.example/x").body.decode()
    assert f'<Say voice="woman">Amina.</Say><Play url="{first}" /><Play url="{second}" /><GetDigits' in xml
    assert f'<Play url="{last}" /></GetDigits>' in xml
    assert (
        f"<Play>{first}</Play><Play>{second}</Play><Play>{last}</Play></Gather>"
        in speak_twilio(act, calls).body.decode()
    )
