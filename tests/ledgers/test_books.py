"""Posting rules as an accountant reads them: each paragraph of a `.books` file is a rule and the entry it makes."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from core.ledger import posting_rules
from core.ledger.entry import BooksBroken, Entry
from core.money import Money

BOOKS = sorted(Path(__file__).parent.glob("*.books"))
RULES = {
    name: rule
    for name, rule in inspect.getmembers(posting_rules, inspect.isfunction)
    if rule.__module__ == posting_rules.__name__
}
# They take an entry, or a whole file, instead of amounts; test_ledger_entry.py has them.
NOT_IN_A_TABLE = {"reversal", "opening_of_books"}


@dataclass(frozen=True)
class Paragraph:
    says: str
    rule: str
    given: dict[str, str]
    expected: tuple[str, ...]


def paragraphs() -> Iterator[Paragraph]:
    for book in BOOKS:
        for block in re.split(r"\n\s*\n", book.read_text()):
            lines = [line for line in block.splitlines() if line.strip() and not line.startswith("#")]
            if lines:
                rule, *given = lines[1].split()
                values = dict(each.split("=", 1) for each in given)
                expected = tuple(" ".join(line.split()) for line in lines[2:])
                yield Paragraph(lines[0], rule, values, expected)


def value(words: str) -> Money | str:
    return Money.of(words, "KES") if re.fullmatch(r"-?[\d.]+", words) else words


def made(paragraph: Paragraph) -> Entry:
    given = {name: value(words) for name, words in paragraph.given.items()}
    entry: Entry = RULES[paragraph.rule](key="payment:1:principal", about="1", **given)
    return entry


def shown(entry: Entry) -> tuple[str, ...]:
    return tuple(
        f"{'Dr' if line.amount.minor_units > 0 else 'Cr'} {line.account} {abs(line.amount.decimal):,.2f}"
        for line in entry.postings
    )


@pytest.mark.parametrize("paragraph", list(paragraphs()), ids=lambda paragraph: paragraph.says)
def test_the_rule_makes_this_entry(paragraph: Paragraph):
    if paragraph.expected == ("BooksBroken",):
        with pytest.raises(BooksBroken):
            made(paragraph)
    else:
        entry = made(paragraph)
        assert shown(entry) == paragraph.expected
        assert entry.what == paragraph.rule


def test_every_rule_stands_in_a_book():
    assert {paragraph.rule for paragraph in paragraphs()} == RULES.keys() - NOT_IN_A_TABLE
