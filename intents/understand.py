"""What a message means: its intent with a confidence, whether to act, ask or fall back, and what it mentions."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Literal

from intents import concepts, keywords
from intents.entities import Entity, Mentions
from intents.features import Looker
from intents.labels import (
    CONFIRM_NO,
    CONFIRM_YES,
    ENTITY_TYPES,
    LABELS,
    MONEY_MOVING,
    OUT_OF_SCOPE,
    START_OPTIN,
    STOP_OPTOUT,
)
from intents.match import Model, Repairer
from intents.normal import fold, words
from intents.sources import MODEL, fingerprint
from intents.train import train

__all__ = ["ENTITY_TYPES", "LABELS", "MONEY_MOVING", "Entity", "Guess", "Understanding", "Understood", "load"]

Decision = Literal["act", "ask", "fallback"]

#: Fitted on tests/intents/development.jsonl; README.md says how.
WARMTH = 1.0
LEAST_KNOWN = 2.0
SURE, SURE_OF_MONEY, MARGIN = 0.6, 0.85, 0.2
MOST_ALTERNATIVES = 2
MOST_JOINTS = 2
LEAST_ALTERNATIVE = 0.05
JOINTS = frozenset(
    {"na", "and", "alafu", "halafu", "kisha", "then", "plus", "also", "pia", "ama", "au", "or", "but", "lakini"}
)
#: What is not wanted is not begun: "sitaki mkopo" is no application.
UNWANTED = re.compile(
    r"\b(?:sitaki|staki|hatutaki|sihitaji|hatuhitaji|sina haja"
    r"|(?:do not|don't|dont|didn't|no longer) (?:want|need|wish|require))\b"
)
WANTED = re.compile(
    r"(?<!not )(?<!n't )(?<!dont )(?<!longer )\b(?:nataka|naomba|nahitaji|ningependa|want|need|nadai)\b"
)
#: Words of other lenders and other bills, and what is never begun on their account without asking.
OTHERS = {"#RIVAL": MONEY_MOVING, "#UTILITY": frozenset({"repay", "deposit", "transfer"})}
SOCIAL = frozenset({OUT_OF_SCOPE, "greeting"})


@dataclass(frozen=True, slots=True)
class Guess:
    """An intent and how much is believed in it, 0 to 1."""

    intent: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Understood:
    """`act`: begin it; `ask`: offer `intent` and `alternatives` as numbered choices; `fallback`: say what there is.

    Whatever moves money still reads back its amount and asks for a PIN.
    """

    intent: str
    confidence: float
    decision: Decision
    alternatives: tuple[Guess, ...] = ()
    entities: tuple[Entity, ...] = ()


class Understanding:
    """Made once, from a trained matcher; then every message is understood by itself."""

    def __init__(self, model: Model) -> None:
        lexicon = concepts.load()
        self._model = model
        self._lexicon = lexicon
        self._looker = Looker(lexicon)
        self._mentions = Mentions()
        self._repairer = Repairer(model.known, lexicon.plain_words)

    def understand(self, text: str, *, today: date, country: str = "KE", pending: bool = False) -> Understood:
        """`country` (KE, UG, TZ, RW, ET) says how phones are written. `pending`: a yes or no is being waited for."""
        folded = fold(text)
        said = words(folded)
        entities = self._mentions.read(folded, today, country)
        if not said:
            return Understood(OUT_OF_SCOPE, 1.0, "fallback")
        kinds = [entity.type for entity in entities]
        besides = words(fold(text.replace(entities[0].text, " ", 1))) if kinds == ["amount"] else None
        return replace(self._meant(said, kinds, besides, pending=pending), entities=entities)

    def _meant(self, said: list[str], kinds: list[str], besides: list[str] | None, *, pending: bool) -> Understood:
        by_letter = keywords.decided(said, besides)
        if by_letter:
            return Understood(by_letter, 1.0, "ask" if self._waits(by_letter, said, pending=pending) else "act")
        found = self._decide(said, self._guesses(said, kinds), pending=pending)
        return self._second_thought(said, kinds, found, pending=pending)

    def _waits(self, intent: str, said: list[str], *, pending: bool) -> bool:
        """A yes where nothing was asked; a STOP with a number behind it, which is somebody else's keyword."""
        if intent in (STOP_OPTOUT, START_OPTIN):
            return any(word[0].isdigit() for word in said)
        return intent in (CONFIRM_YES, CONFIRM_NO) and not pending

    def _guesses(self, said: list[str], kinds: list[str]) -> tuple[list[Guess], float]:
        """The intents, likeliest first, and the score of the first times what is known of the message."""
        meant = self._repairer.repaired(said)
        scores = self._model.scores(self._looker.features(said, meant, kinds), WARMTH)
        guesses = sorted(
            map(Guess, self._model.labels, scores.shares), key=lambda guess: guess.confidence, reverse=True
        )
        return guesses, scores.best_score * scores.coverage

    def _decide(self, said: list[str], scored: tuple[list[Guess], float], *, pending: bool) -> Understood:
        guesses, score = scored
        text = " ".join(said)
        unwanted = UNWANTED.search(text)
        if unwanted and not WANTED.search(text):
            guesses = [guess for guess in guesses if guess.intent not in MONEY_MOVING]
        first, second = guesses[:2]
        if first.intent == OUT_OF_SCOPE or score < LEAST_KNOWN:
            return Understood(OUT_OF_SCOPE, first.confidence, "fallback", _worth_offering(guesses))
        moves = first.intent in MONEY_MOVING
        acts = first.confidence >= (SURE_OF_MONEY if moves else SURE) and first.confidence - second.confidence >= MARGIN
        if self._waits(first.intent, said, pending=pending) or (unwanted and WANTED.search(text)):
            acts = False
        if moves and (unwanted or self._is_others(said, first.intent)):
            acts = False
        return Understood(first.intent, first.confidence, "act" if acts else "ask", _worth_offering(guesses[1:]))

    def _is_others(self, said: list[str], intent: str) -> bool:
        """Whether the message names another lender or another bill that this intent may be about."""
        named = {tag for word in said for tag in self._lexicon.tags(word)}
        named |= {phrase for pair in pairwise(said) if (phrase := self._lexicon.phrase(" ".join(pair)))}
        return any(intent in OTHERS.get(tag, ()) for tag in named)

    def _second_thought(self, said: list[str], kinds: list[str], found: Understood, *, pending: bool) -> Understood:
        """Two wishes in one message: the first is taken if the whole was unclear, the second is offered."""
        places = [place for place, word in enumerate(said) if word in JOINTS and 0 < place < len(said) - 1]
        for place in places[:MOST_JOINTS]:
            halves = [
                self._decide(part, self._guesses(part, []), pending=pending)
                for part in (said[:place], said[place + 1 :])
            ]
            first, second = halves
            if {first.decision, second.decision} != {"act"} or first.intent == second.intent:
                continue
            if {first.intent, second.intent} & SOCIAL:
                continue
            taken = first if found.decision == "ask" and found.intent in (first.intent, second.intent) else found
            other = second if taken.intent == first.intent else first
            offered = (Guess(other.intent, other.confidence), *taken.alternatives)
            distinct = {guess.intent: guess for guess in reversed(offered) if guess.intent != taken.intent}
            return replace(taken, alternatives=tuple(reversed(distinct.values()))[:MOST_ALTERNATIVES])
        return found


def _worth_offering(guesses: list[Guess]) -> tuple[Guess, ...]:
    found = [guess for guess in guesses if guess.intent != OUT_OF_SCOPE and guess.confidence >= LEAST_ALTERNATIVE]
    return tuple(found[:MOST_ALTERNATIVES])


def load(path: Path = MODEL) -> Understanding:
    """From the trained file, or trained here and now where there is none or it is of other sentences."""
    return Understanding(trained(path) or train())


def trained(path: Path = MODEL) -> Model | None:
    """What the file holds, if it was made of today's sentences and code."""
    try:
        model = Model.from_bytes(path.read_bytes())
    except (OSError, ValueError, KeyError, zlib.error):
        return None
    return model if model.sources == fingerprint() else None
