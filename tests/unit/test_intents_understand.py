"""What a message means: by the letter where law or habit says so, else learnt, never worse than published."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents.labels import CONFIRM_NO, CONFIRM_YES, LABELS, MONEY_MOVING, OUT_OF_SCOPE, STOP_OPTOUT
from intents.understand import Understanding, Understood, load, trained
from tests.bench.intents import judge, rows_of, scores
from tests.tidy.tree import ROOT

TODAY = date(2026, 3, 11)
#: The floors under what README.md publishes, in percent.
LEAST_RIGHT, LEAST_REFUSED, MOST_REJECTED, MOST_WRONG_MONEY = 92, 85, 8, 1


@pytest.fixture(scope="session")
def understanding() -> Understanding:
    return load()


def meaning(understanding: Understanding, text: str, *, pending: bool = False) -> Understood:
    return understanding.understand(text, today=TODAY, pending=pending)


# By the letter


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("BAL", "balance_savings"), ("Salio", "balance_savings"), ("LOAN", "loan_apply"), ("mkopo", "loan_apply"),
        ("PAY 500", "repay"), ("lipa 500", "repay"), ("LIPA KES 1,500", "repay"), ("HELP", "menu_help"),
        ("msaada!", "menu_help"), ("STOP", STOP_OPTOUT), ("Stop.", STOP_OPTOUT), ("ACHA", STOP_OPTOUT),
        ("acha sms", STOP_OPTOUT), ("SITISHA", STOP_OPTOUT), ("ondoa", STOP_OPTOUT), ("Simamisha", STOP_OPTOUT),
        ("UNSUBSCRIBE", STOP_OPTOUT), ("end", STOP_OPTOUT), ("QUIT", STOP_OPTOUT), ("STOPALL", STOP_OPTOUT),
        ("START", "start_optin"), ("anza", "start_optin"), ("Jiunge SMS", "start_optin"), ("CANCEL", "cancel"),
    ],
)  # fmt: skip
def test_a_keyword_is_decided_by_the_letter(understanding: Understanding, text: str, intent: str) -> None:
    got = meaning(understanding, text)
    assert (got.intent, got.confidence, got.decision) == (intent, 1.0, "act")


@pytest.mark.parametrize("text", ["STOP 12345", "acha nilipe kesho", "stop the loan I asked for"])
def test_a_stop_with_more_behind_it_does_not_stop_our_messages(understanding: Understanding, text: str) -> None:
    got = meaning(understanding, text)
    assert got.intent != STOP_OPTOUT or got.decision != "act"


# Yes and no


@pytest.mark.parametrize(
    ("text", "intent"), [("ndio", CONFIRM_YES), ("\N{THUMBS UP SIGN}", CONFIRM_YES), ("hapana", CONFIRM_NO)]
)
def test_a_yes_acts_only_where_one_was_asked_for(understanding: Understanding, text: str, intent: str) -> None:
    assert meaning(understanding, text).intent == intent
    assert meaning(understanding, text).decision == "ask"
    assert meaning(understanding, text, pending=True).decision == "act"


# Wishes


@pytest.mark.parametrize("text", ["sitaki mkopo", "I don't want a loan", "sihitaji mkopo tena", "staki loan"])
def test_what_is_not_wanted_is_not_begun(understanding: Understanding, text: str) -> None:
    got = meaning(understanding, text)
    assert got.intent not in MONEY_MOVING


def test_of_two_wishes_one_is_taken_and_the_other_offered(understanding: Understanding) -> None:
    got = meaning(understanding, "check my balance and pay 500")
    assert {got.intent, got.alternatives[0].intent} == {"balance_savings", "repay"}


@pytest.mark.parametrize("text", ["nataka kulipa fuliza", "pay my tala loan", "lipa stima 500"])
def test_another_lenders_loan_is_not_paid_here(understanding: Understanding, text: str) -> None:
    got = meaning(understanding, text)
    assert got.intent not in MONEY_MOVING or got.decision != "act"


def test_what_is_mentioned_comes_with_what_is_meant(understanding: Understanding) -> None:
    got = meaning(understanding, "naomba mkopo wa elfu tano kwa miezi mitatu")
    assert got.intent == "loan_apply"
    assert [(each.type, each.value) for each in got.entities] == [("amount", "5000"), ("duration", "P3M")]


# Anything


@pytest.mark.parametrize("text", ["", "   ", "\x00\x07\n", "\N{ZERO WIDTH SPACE}", "...", "\N{SLICE OF PIZZA}"])
def test_nothing_means_nothing(understanding: Understanding, text: str) -> None:
    got = meaning(understanding, text)
    assert (got.intent, got.decision) == (OUT_OF_SCOPE, "fallback")


def test_of_a_very_long_message_the_beginning_is_read(understanding: Understanding) -> None:
    assert meaning(understanding, "nataka mkopo " + "a" * 10_000).intent in LABELS
    assert meaning(understanding, "9" * 10_000).decision != "act"


@given(st.text(max_size=200), st.booleans())
def test_whatever_is_typed_has_an_answer(text: str, pending: bool) -> None:
    got = meaning(WHOLE, text, pending=pending)
    assert got.intent in LABELS
    assert 0 <= got.confidence <= 1
    assert (got.intent == OUT_OF_SCOPE) == (got.decision == "fallback")


WHOLE = load()


# Training

SMALL = """
from intents.train import sentences, train
import hashlib
print(hashlib.sha256(train(list(sentences())[::12]).to_bytes()).hexdigest())
"""


def test_training_twice_gives_the_same_matcher() -> None:
    """In two processes, whose sets and dicts are ordered differently."""
    made = {
        subprocess.run(
            [sys.executable, "-c", SMALL],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(made) == 1


def test_a_file_of_other_sentences_or_none_is_not_used(tmp_path: Path) -> None:
    broken = tmp_path / "model.bin"
    assert trained(broken) is None
    broken.write_bytes(b"not a matcher")
    assert trained(broken) is None


# How well


def test_it_is_as_good_as_published(understanding: Understanding) -> None:
    found = scores(judge(understanding, rows_of("held_out")))
    assert found.right >= LEAST_RIGHT
    assert found.refused >= LEAST_REFUSED
    assert found.rejected <= MOST_REJECTED
    assert found.wrong_money <= MOST_WRONG_MONEY
