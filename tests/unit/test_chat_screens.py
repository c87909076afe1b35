"""Every screen of every dialog fits SMS and WhatsApp in both languages, and every choice of it can be made there."""

from __future__ import annotations

import pytest

from channels import gsm7
from channels.sms.render import UNPRINTED
from channels.sms.render import accent as sms
from channels.whatsapp.render import TEXT_CHARACTERS, read_bubble
from channels.whatsapp.render import accent as meta
from channels.whatsapp.twilio import TEXT_CHARACTERS as TWILIO_CHARACTERS
from channels.whatsapp.twilio import accent as twilio
from channels.whatsapp.twilio import in_words
from dialogs.screen import Accent
from tests.unit.test_dialogs_screens import every_screen


@pytest.mark.parametrize("language", ["en", "sw"])
def test_every_screen_is_a_text_of_two_parts(language: str) -> None:
    for case in every_screen(language):
        pages = sms(case.said)
        assert len(pages) == 1, f"{case.name}: {pages}"
        assert gsm7.fits(pages[0]), f"{case.name}: {pages[0]}"
        assert gsm7.segments(pages[0]) <= 2, f"{case.name}: {pages[0]}"
        for key, label in (*case.said.options, *case.said.keys):
            assert key in UNPRINTED or f"{key}. {label}" in pages[0].split("\n"), f"{case.name}: {key} is lost"


@pytest.mark.parametrize(("accent", "most_characters"), [(meta, TEXT_CHARACTERS), (twilio, TWILIO_CHARACTERS)])
@pytest.mark.parametrize("language", ["en", "sw"])
def test_every_screen_is_one_bubble(language: str, accent: Accent, most_characters: int) -> None:
    for case in every_screen(language):
        pages = accent(case.said)
        assert len(pages) == 1, f"{case.name}: {pages}"
        words = in_words(read_bubble(pages[0]))
        assert len(words) <= most_characters, case.name
        for key, label in (*case.said.options, *case.said.keys):
            assert f"{key}. {label}" in words.split("\n"), f"{case.name}: {key} is lost in {words}"


@pytest.mark.parametrize("language", ["en", "sw"])
def test_most_screens_can_be_touched(language: str) -> None:
    with_choices = [case for case in every_screen(language) if case.said.options]
    touched = [case for case in with_choices if read_bubble(meta(case.said)[0]).form != "text"]
    assert len(touched) > 0.9 * len(with_choices)
