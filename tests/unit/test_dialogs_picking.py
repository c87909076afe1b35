"""Answers in words: what names one choice is that choice, what could be two is none; PINs are starred out of chats."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.picking import pick
from dialogs.pins import without_pin

MONTHS = [("1", "1 month: 5,075"), ("2", "2 months: 2 x 2,575"), ("3", "3 months: 3 x 1,742"), ("0", "Back")]
MIEZI = [("1", "Mwezi 1: 5,075"), ("2", "Miezi 2: 2 x 2,575"), ("3", "Miezi 3: 3 x 1,742"), ("0", "Rudi")]
PRICE = [("1", "Agree"), ("2", "Change"), ("3", "Terms")]
LOANS = [("1", "Boost: up to KES 20,000, 1-3 months"), ("2", "Kilimo: up to KES 36,000, 3-12 months")]


@pytest.mark.parametrize(
    ("words", "choices", "key"),
    [
        ("2", MONTHS, "2"),
        (" 2. ", MONTHS, "2"),
        ("2\N{VARIATION SELECTOR-16}\N{COMBINING ENCLOSING KEYCAP}", MONTHS, "2"),
        ("two", MONTHS, "2"),
        ("Mbili", MIEZI, "2"),
        ("ya pili tafadhali", MIEZI, "2"),
        ("number two please", MONTHS, "2"),
        ("3 months", MONTHS, "3"),
        ("three months!", MONTHS, "3"),
        ("miezi mitatu", MIEZI, "3"),
        ("mwezi mmoja", MIEZI, "1"),
        ("agree", PRICE, "1"),
        ("AGREE.", PRICE, "1"),
        ("agre", PRICE, "1"),
        ("boost", LOANS, "1"),
        ("Kilimo", LOANS, "2"),
        ("rudi", MIEZI, "0"),
        ("back", MONTHS, "0"),
    ],
)
def test_what_names_one_choice(words: str, choices: list[tuple[str, str]], key: str) -> None:
    assert pick(words, choices) == key


@pytest.mark.parametrize(
    ("words", "choices"),
    [
        ("", MONTHS),
        ("9", MONTHS),
        ("month", [("1", "month one"), ("2", "month two")]),
        ("maybe", PRICE),
        ("a", PRICE),
        ("\N{THUMBS UP SIGN}", PRICE),
        ("I would like to think about it", PRICE),
    ],
)
def test_what_could_be_two_or_none_is_none(words: str, choices: list[tuple[str, str]]) -> None:
    assert pick(words, choices) is None


@given(st.text(max_size=60))
def test_whatever_is_typed_is_one_of_the_keys_or_none(words: str) -> None:
    assert pick(words, MONTHS) in {None, "0", "1", "2", "3"}


@pytest.mark.parametrize(
    ("words", "asked", "kept"),
    [
        ("4821", False, "****"),
        (" 4821 ", False, " **** "),
        ("4821", True, "4821"),
        ("my pin is 4821", True, "my pin is ****"),
        ("PIN yangu ni 4821 naomba mkopo wa 5000", True, "PIN yangu ni **** naomba mkopo wa ****"),
        ("namba ya siri 4821", False, "namba ya siri ****"),
        ("lipa 5000", False, "lipa 5000"),
        ("0712345678", False, "0712345678"),
        ("254700000001 pin", True, "254700000001 pin"),
    ],
)
def test_a_pin_in_a_chat_is_starred_out(words: str, *, asked: bool, kept: str) -> None:
    assert without_pin(words, number_asked=asked) == kept
