"""Both languages say everything: no sentence is missing, none is left over, and both name the same facts."""

from __future__ import annotations

from pathlib import Path

import polib
import pytest

import dialogs
from channels import gsm7
from core.messages import SIGNED_REFUSALS, KeyReused, Refusal
from dialogs.built import placeholders
from dialogs.catalogue import sentences
from dialogs.library import LIBRARY, TONGUES
from dialogs.refusals import SENTENCES
from dialogs.steps import Do
from tests.unit.test_dialogs_screens import every_screen

SW = TONGUES["sw"]
SENTENCES_OF_ALL = list(sentences(dict(LIBRARY)))
#: Words that are the same in both languages, or names.
SAME = {"Kiswahili", "English", "Karibu Imarisha. Welcome."}


def test_every_sentence_is_in_the_catalogue() -> None:
    missing = [text for text, plural in SENTENCES_OF_ALL if text not in (SW.plurals if plural else SW.words)]
    assert not missing


def test_no_sentence_is_left_over() -> None:
    assert set(SW.words) | set(SW.plurals) == {text for text, _ in SENTENCES_OF_ALL}


def test_the_catalogue_has_each_sentence_once() -> None:
    entries = polib.pofile(str(Path(dialogs.__file__).with_name("locale") / "sw" / "dialogs.po"))
    assert len({entry.msgid for entry in entries}) == len(entries)
    assert not [entry.msgid for entry in entries if entry.fuzzy]


@pytest.mark.parametrize(("text", "plural"), SENTENCES_OF_ALL)
def test_both_languages_name_the_same_facts(text: str, plural: str) -> None:
    forms = SW.plurals[text] if plural else (SW.words[text],)
    for form in forms:
        assert set(placeholders(form)) <= set(placeholders(text)) | set(placeholders(plural))
    assert set(placeholders(text)) <= {name for form in forms for name in placeholders(form)} | {"0"}


def test_every_character_is_on_a_feature_phone() -> None:
    for text, plural in SENTENCES_OF_ALL:
        forms = SW.plurals[text] if plural else (SW.words[text],)
        assert all(gsm7.fits(form.replace("{", "").replace("}", "")) for form in (text, *forms)), text


def test_no_english_is_left_on_a_swahili_screen() -> None:
    """Where a screen reads the same in both languages, a sentence escaped the catalogue."""
    for english, swahili in zip(every_screen("en"), every_screen("sw"), strict=True):
        if english.said.message not in SAME | {""} and any(letter.islower() for letter in english.said.message):
            assert english.said.message != swahili.said.message, english.name
        for (_, one), (_, other) in zip(english.said.options, swahili.said.options, strict=True):
            assert one != other or one in SAME or not any(letter.islower() for letter in one), one


def test_every_refusal_that_a_dialog_meets_has_its_sentence() -> None:
    met = {
        refusal
        for built in LIBRARY.values()
        for step in built.steps.values()
        if isinstance(step, Do)
        for refusal in step.no
    }
    assert met <= set(SENTENCES)
    wanted: set[type[Refusal]] = {*SIGNED_REFUSALS, KeyReused}
    assert wanted <= set(SENTENCES)
