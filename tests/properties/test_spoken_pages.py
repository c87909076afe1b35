"""Whatever a dialog says: every option is spoken once, whole and in order, and each has one key that leads to it."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from channels.voice.aloud import aloud
from channels.voice.hop import Input, meaning
from channels.voice.render import MOST_OPTIONS, Spoken, accent, read_spoken
from channels.voice.words import spell
from dialogs.screen import Said

SENTENCE = "Boost up to KES 20,000 for 1-3 months, loan LN-0042 from 16 Dec, 34% or 3 x 1,742; Mũthoni's ng'ombe"
WORDS = SENTENCE.split()

labels = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join)
footers = st.sampled_from(
    [(), (("0", "Back"),), (("0", "Rudi"), ("00", "Mwanzo")), (("9", "Forgot PIN"), ("0", "Back"), ("00", "Home"))]
)


def numbered(texts: list[str]) -> tuple[tuple[str, str], ...]:
    return tuple((str(number), text) for number, text in enumerate(texts, 1))


menus = st.builds(
    Said,
    message=labels,
    options=st.lists(labels, min_size=1, max_size=25).map(numbered),
    keys=footers,
    language=st.sampled_from(["en", "sw"]),
)
anything = st.builds(
    Said,
    message=st.text(max_size=300),
    options=st.lists(st.text(max_size=100), max_size=15).map(numbered),
    keys=st.lists(st.text(max_size=50), max_size=6).map(numbered),
    secret=st.booleans(),
    ends=st.booleans(),
    language=st.sampled_from(["en", "sw", "fr"]),
)


def pages_of(said: Said, *, person: bool) -> list[Spoken]:
    return [read_spoken(page) for page in accent(person=person)(said)]


@settings(max_examples=150, deadline=None)
@given(said=menus, person=st.booleans())
def test_every_option_is_spoken_once_in_order_at_most_four_in_a_breath(said: Said, person: bool) -> None:
    pages = pages_of(said, person=person)
    press = {"en": "Press", "sw": "Bonyeza"}[said.language]
    spoken = [line for page in pages for line in page.sentences if re.search(rf" {press} \w+\.$", line)]
    options = [line for line in spoken if line.rpartition(f" {press} ")[0].rstrip(".") not in _footers(said)]
    wanted = [aloud(label, said.language).rstrip(".:;,") for _, label in said.options]
    assert [line.rpartition(f" {press} ")[0].rstrip(".:;,") for line in options] == wanted
    assert len(pages) == -(-len(said.options) // MOST_OPTIONS)


def _footers(said: Said) -> set[str]:
    return {label for _, label in said.keys}


@settings(max_examples=150, deadline=None)
@given(said=menus, person=st.booleans())
def test_every_option_and_footer_is_reached_by_one_key_of_its_page(said: Said, person: bool) -> None:
    for number, page in enumerate(pages_of(said, person=person)):
        first = number * MOST_OPTIONS
        here = [key for key, _ in (*said.options[first : first + MOST_OPTIONS], *said.keys)]
        keys = [pressed for pressed, _ in page.keys]
        assert len(set(keys)) == len(keys)
        assert all(len(pressed) == 1 for pressed in keys)
        reached = [meaning(page, Input("digits", pressed)) for pressed in keys]
        for token in here:
            assert ("answer", token) in reached
        assert (("answer", "98") in reached) is (first + MOST_OPTIONS < len(said.options))
        assert ("repeat", "") in reached


@settings(max_examples=150, deadline=None)
@given(said=menus)
def test_keys_of_one_digit_never_move(said: Said) -> None:
    single = [key for key, _ in said.options if len(key) == 1]
    pages = pages_of(said, person=True)
    for number, page in enumerate(pages):
        for key in single[number * MOST_OPTIONS : (number + 1) * MOST_OPTIONS]:
            assert dict(page.keys)[key] == key


@settings(max_examples=200, deadline=None)
@given(said=anything, person=st.booleans())
def test_arbitrary_text_can_be_spoken(said: Said, person: bool) -> None:
    for page in pages_of(said, person=person):
        assert page.ends == said.ends or said.options
        assert page.ends or page.keys


@settings(max_examples=300, deadline=None)
@given(number=st.integers(0, 999_999_999_999), language=st.sampled_from(["en", "sw"]))
def test_a_spoken_number_has_no_digit_left(number: int, language: str) -> None:
    assert not re.search(r"[0-9]", spell(number, language))


@settings(max_examples=300, deadline=None)
@given(text=st.text(alphabet="0123456789,.-*# :%xKESLNamp", max_size=60), language=st.sampled_from(["en", "sw"]))
def test_whatever_is_said_no_digit_is_left(text: str, language: str) -> None:
    assert not re.search(r"[0-9]", aloud(text, language))
