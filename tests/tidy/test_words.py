"""Everything core may say has its sentence, every sentence its translation, and every word fits a feature phone."""

from __future__ import annotations

import importlib
import pkgutil
import string
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import polib
import pytest

import core
from admin import words
from channels import gsm7
from core.messages import Notice, Refusal
from core.secret import Secret
from dialogs import notices, refusals
from dialogs.built import refusals_of
from dialogs.catalogue import sentences
from dialogs.library import LIBRARY, TONGUES
from dialogs.pick import every
from dialogs.steps import Do
from tests.tidy.tree import ROOT

SOURCE_LANGUAGE = "en"
LOCALE = ROOT / "dialogs" / "locale"
CATALOGUES = sorted(LOCALE.glob("*/dialogs.po"))
SENTENCES = dict(sentences(dict(LIBRARY)))

#: Answers to providers and the worker: nobody reads them.
NEVER_HEARD = frozenset({"AlreadySent", "NoSuchReset"})
#: Answers to staff and to programs: no dialog performs a request that may refuse so.
READ_BY_STAFF = frozenset(kind.__name__ for kind in words.SENTENCES)


def everything_of(kind: type) -> set[type]:
    """Every subclass that core defines."""
    for module in pkgutil.walk_packages(core.__path__, "core."):
        importlib.import_module(module.name)
    found: set[type] = set()
    edge = [kind]
    while edge:
        classes: list[type] = edge.pop().__subclasses__()
        below = [each for each in classes if each.__module__.split(".")[0] == "core"]
        found.update(below)
        edge += below
    return found


def heard() -> set[type]:
    """Every refusal that a step of a dialog can meet."""
    steps = [step for built in LIBRARY.values() for step in built.steps.values() if isinstance(step, Do)]
    return {refusal for step in steps for refusal in refusals_of(step.request)}


def without_sentence(kinds: Iterable[type], table: Mapping[type, object], silent: Iterable[str] = ()) -> list[str]:
    return sorted(kind.__name__ for kind in kinds if kind not in table and kind.__name__ not in silent)


def without_kind(table: Mapping[type, object], kinds: Iterable[type]) -> list[str]:
    return sorted(kind.__name__ for kind in table if kind not in set(kinds))


# Refusals and notices


def test_every_refusal_has_its_sentence() -> None:
    assert without_sentence(everything_of(Refusal), refusals.SENTENCES, NEVER_HEARD | READ_BY_STAFF) == []


def test_every_notice_has_its_sentence() -> None:
    assert without_sentence(everything_of(Notice), notices.SENTENCES) == []


def test_no_sentence_is_for_a_refusal_or_notice_that_is_gone() -> None:
    assert without_kind(refusals.SENTENCES, everything_of(Refusal)) == []
    assert without_kind(notices.SENTENCES, everything_of(Notice)) == []


def test_what_is_said_to_be_never_heard_is_not() -> None:
    names = {kind.__name__ for kind in everything_of(Refusal)}
    worded = {kind.__name__ for kind in refusals.SENTENCES}
    met = {kind.__name__ for kind in heard()}
    assert not NEVER_HEARD - names, "take what is gone off the list"
    assert not NEVER_HEARD & (worded | met), "these need a sentence after all, or have one"


def test_a_missing_and_a_stale_sentence_would_be_noticed() -> None:
    class New(Refusal):
        """Nobody has words for it."""

    assert without_sentence([New], refusals.SENTENCES) == ["New"]
    assert without_kind({New: "x"}, [Refusal]) == ["New"]


# Catalogues


def facts_in(text: str) -> set[str]:
    """The placeholders of a sentence, without how they are written: `{a.b:n}` is `a.b`."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def troubles(source: Mapping[str, str], catalogue: polib.POFile) -> Iterator[str]:
    """What is missing, stale, half-done, of other facts, or outside the alphabet of a feature phone."""
    entries = {entry.msgid: entry for entry in catalogue if not entry.obsolete}
    yield from (f"missing: {text}" for text in source if text not in entries)
    yield from (f"stale: {text}" for text in entries if text not in source)
    for text, plural in source.items():
        if text in entries:
            yield from _trouble(text, plural, entries[text])


def _trouble(text: str, plural: str, entry: polib.POEntry) -> Iterator[str]:
    forms = list(entry.msgstr_plural.values()) if plural else [entry.msgstr]
    if entry.fuzzy or len(forms) < (2 if plural else 1) or not all(forms):
        yield f"unfinished: {text}"
    if entry.msgid_plural != plural:
        yield f"other plural: {text}"
    sources = [text, plural] if plural else [text]
    known, needed = set.union(*map(facts_in, sources)), set.intersection(*map(facts_in, sources))
    for form in filter(None, forms):
        if not needed <= facts_in(form) <= known:
            yield f"other facts: {form}"
        if not gsm7.fits(_said(form)):
            yield f"not in GSM-7: {form}"


def _said(text: str) -> str:
    """The words of a sentence; braces of placeholders are never sent."""
    return "".join(literal for literal, _, _, _ in string.Formatter().parse(text))


def catalogue_of(**entries: str) -> polib.POFile:
    made = polib.POFile()
    for msgid, msgstr in entries.items():
        made.append(polib.POEntry(msgid=msgid, msgstr=msgstr))
    return made


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parent.name)
def test_a_catalogue_is_complete_and_says_the_same(path: Path) -> None:
    found = list(troubles(SENTENCES, polib.pofile(str(path))))
    assert not found, "\n" + "\n".join(found)


def test_every_language_but_the_source_has_its_catalogue() -> None:
    assert {path.parent.name for path in CATALOGUES} == set(TONGUES) - {SOURCE_LANGUAGE}


def test_the_source_text_is_in_the_alphabet_of_a_feature_phone() -> None:
    texts = [form for pair in SENTENCES.items() for form in pair]
    assert [text for text in texts if not gsm7.fits(_said(text))] == []


def test_every_sentence_of_a_refusal_and_a_notice_is_collected() -> None:
    tables = (*refusals.SENTENCES.values(), *notices.SENTENCES.values())
    said = {text for words in tables for text in every(words) if _said(text).strip()}
    assert said - set(SENTENCES) == set()


@pytest.mark.parametrize(
    ("entries", "trouble"),
    [
        ({}, "missing"),
        ({"Pay {amount}": "Lipa {amount}", "Old": "Zamani"}, "stale"),
        ({"Pay {amount}": ""}, "unfinished"),
        ({"Pay {amount}": "Lipa"}, "other facts"),
        ({"Pay {amount}": "Lipa {amount} {phone}"}, "other facts"),
        ({"Pay {amount}": "Lipa {amount} “sasa”"}, "not in GSM-7"),
    ],
)
def test_a_bad_catalogue_would_be_noticed(entries: dict[str, str], trouble: str) -> None:
    found = list(troubles({"Pay {amount}": ""}, catalogue_of(**entries)))
    assert [line.partition(":")[0] for line in found] == [trouble]


def test_a_good_catalogue_passes() -> None:
    assert not list(troubles({"Pay {amount}": ""}, catalogue_of(**{"Pay {amount}": "Lipa {amount:n}"})))


def test_no_sentence_can_say_a_secret() -> None:
    """A field that is a Secret is in no notice and no refusal: it would be encoded into the outbox."""
    kinds = everything_of(Notice) | everything_of(Refusal)
    assert [kind for kind in kinds if Secret.__name__ in getattr(kind, "__annotations__", {}).values()] == []
