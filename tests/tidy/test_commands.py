"""Every intent is listed for programs, leads somewhere, and is understood from the examples that are given for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from admin.api.examples import EXAMPLES, Sentences
from dialogs.library import LIBRARY, TONGUES
from dialogs.meanings import ANSWERS, ANSWERS_SAY, MEANINGS
from intents.understand import LABELS, Understanding, load

NOTHING = "out_of_scope"
A_DAY = date(2026, 3, 11)


def astray(labels: Iterable[str], listed: Iterable[str]) -> list[str]:
    """Intents that nobody is told of, or that lead nowhere."""
    wanted = [label for label in labels if label != NOTHING]
    return [
        *(f"{label} is not listed" for label in wanted if label not in listed),
        *(f"{label} leads nowhere" for label in wanted if label not in MEANINGS and label not in ANSWERS),
        *(f"{label} is listed and no intent" for label in listed if label not in wanted),
    ]


def misunderstood(examples: Mapping[str, Sentences], understanding: Understanding) -> list[str]:
    """Examples that mean something else, or are not clear; a yes or a no is one where it is waited for."""
    found = []
    for label, sentences in examples.items():
        for sentence in (each for both in sentences.values() for each in both):
            understood = understanding.understand(sentence, today=A_DAY, pending=label in ANSWERS)
            if (understood.intent, understood.decision) != (label, "act"):
                found.append(f"{label}: {sentence!r} is {understood.intent}, {understood.decision}")
    return found


def test_every_intent_is_listed_and_leads_somewhere() -> None:
    assert astray(LABELS, EXAMPLES) == []


def test_where_they_lead_is_a_dialog() -> None:
    ways = {way for meaning in MEANINGS.values() for way in (meaning.dialog, meaning.stranger) if way}
    assert ways - set(LIBRARY) == set()
    assert set(ANSWERS_SAY) == ANSWERS - {NOTHING}


def test_the_examples_are_understood() -> None:
    assert misunderstood(EXAMPLES, load()) == []


def test_there_are_examples_in_every_language() -> None:
    assert [label for label, sentences in EXAMPLES.items() if set(sentences) != set(TONGUES)] == []


def test_a_lost_intent_and_a_bad_example_would_be_noticed() -> None:
    assert astray(("repay", "dance"), ("repay", "sing")) == [
        "dance is not listed", "dance leads nowhere", "sing is listed and no intent",
    ]  # fmt: skip
    assert len(misunderstood({"repay": {"en": ("I want to join", "who won the match")}}, load())) == 2
