"""Every screen of every dialog can be spoken in both languages: nothing lost, no digit left, no amount before a PIN."""

from __future__ import annotations

import re

import pytest

from channels.voice.hop import Input, meaning
from channels.voice.render import MOST_OPTIONS, accent, read_spoken
from tests.unit.test_dialogs_screens import every_screen

DIGIT = re.compile("[0-9]")
MONEY = re.compile("shilling|shilingi")


@pytest.mark.parametrize("language", ["en", "sw"])
def test_every_screen_is_spoken_whole(language: str) -> None:
    for case in every_screen(language):
        pages = [read_spoken(page) for page in accent(person=True)(case.said)]
        reached = {
            token for page in pages for key, _ in page.keys for _, token in [meaning(page, Input("digits", key))]
        }
        for page in pages:
            assert page.language == language
            assert not any(DIGIT.search(sentence) for sentence in page.sentences), f"{case.name}: {page.sentences}"
            assert page.ends == case.said.ends
        if case.said.options:
            assert {key for key, _ in (*case.said.options, *case.said.keys)} <= reached, case.name
            assert len(pages) == -(-len(case.said.options) // MOST_OPTIONS)


@pytest.mark.parametrize("language", ["en", "sw"])
def test_where_a_pin_is_asked_no_amount_is_said(language: str) -> None:
    asked = [case for case in every_screen(language) if case.said.secret]
    for case in asked:
        [page] = [read_spoken(page) for page in accent(person=True)(case.said)]
        assert page.digits in (4, 6)
        assert not any(MONEY.search(sentence) for sentence in page.sentences), case.name
    assert any(read_spoken(accent(person=True)(case.said)[0]).about for case in asked)


@pytest.mark.parametrize("language", ["en", "sw"])
def test_a_code_has_six_keys_and_a_pin_has_four(language: str) -> None:
    for case in every_screen(language):
        if case.said.secret:
            [page] = [read_spoken(page) for page in accent(person=True)(case.said)]
            is_code = "SMS" in case.said.message
            assert page.digits == (6 if is_code else 4), f"{case.name}: {case.said.message}"
