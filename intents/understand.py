"""What a message means: its intent with a confidence, whether to act, ask or fall back, and what it mentions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from intents import concepts, keywords
from intents.entities import Entity, Mentions
from intents.features import Looker
from intents.labels import (
    CANCEL,
    CONFIRM_NO,
    CONFIRM_YES,
    ENTITY_TYPES,
    LABELS,
    MONEY_MOVING,
    OUT_OF_SCOPE,
)
from intents.match import Model, Repairer
from intents.normal import fold, words
from intents.sources import MODEL, fingerprint
from intents.train import train

__all__ = ["ENTITY_TYPES", "LABELS", "MONEY_MOVING", "Entity", "Guess", "Understanding", "Understood", "load"]

Decision = Literal["act", "ask", "fallback"]

#: Fitted on tests/intents/development.jsonl; see README.md.
WARMTH = 1.0
LEAST_KNOWN = 0.9
SURE, SURE_OF_MONEY, MARGIN = 0.6, 0.75, 0.2
MOST_ALTERNATIVES = 2
LEAST_ALTERNATIVE = 0.05
PARTS = ("na pia", "alafu", "halafu", "kisha", "then", "and also", "na", "and", "plus", "pia", ",", ".", ";")


@dataclass(frozen=True, slots=True)
class Guess:
    """An intent and how much is believed in it, 0 to 1."""

    intent: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Understood:
    """`act`: do it (money still asks for a confirmation and a PIN). `ask`: offer `intent` and `alternatives`. `fallback`: say so."""

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
        return replace(self._meant(said, entities, pending=pending), entities=entities)

    def _meant(self, said: list[str], entities: tuple[Entity, ...], *, pending: bool) -> Understood:
        if not said:
            return Understood(OUT_OF_SCOPE, 1.0, "fallback")
        kinds = [entity.type for entity in entities]
        by_letter = keywords.decided(said, has_sum=set(kinds) == {"amount"})
        if by_letter:
            return Understood(by_letter, 1.0, "ask" if self._waits(by_letter, pending=pending) else "act")
        guesses, score = self._guesses(said, kinds, pending=pending)
        return self._decide(guesses, score, pending=pending)

    def _waits(self, intent: str, *, pending: bool) -> bool:
        return intent in (CONFIRM_YES, CONFIRM_NO) and not pending

    def _guesses(self, said: list[str], kinds: list[str], *, pending: bool) -> tuple[list[Guess], float]:
        """The intents, likeliest first, and the score of the first times what is known of the message."""
        meant = self._repairer.repaired(said)
        scores = self._model.scores(self._looker.features(said, meant, kinds), WARMTH)
        guesses = sorted(
            (Guess(intent, share) for intent, share in zip(self._model.labels, scores.shares, strict=True)),
            key=lambda guess: -guess.confidence,
        )
        return guesses, scores.best_score * scores.coverage

    def _decide(self, guesses: list[Guess], score: float, *, pending: bool) -> Understood:
        first = guesses[0]
        if first.intent == OUT_OF_SCOPE or score < LEAST_KNOWN:
            alternatives = _worth_offering(guesses)
            return Understood(OUT_OF_SCOPE, first.confidence, "fallback", alternatives)
        sure = SURE_OF_MONEY if first.intent in MONEY_MOVING else SURE
        clear = first.confidence >= sure and first.confidence - guesses[1].confidence >= MARGIN
        acts = clear and not self._waits(first.intent, pending=pending)
        return Understood(first.intent, first.confidence, "act" if acts else "ask", _worth_offering(guesses[1:]))


def _worth_offering(guesses: list[Guess]) -> tuple[Guess, ...]:
    found = [guess for guess in guesses if guess.intent != OUT_OF_SCOPE and guess.confidence >= LEAST_ALTERNATIVE]
    return tuple(found[:MOST_ALTERNATIVES])


def load() -> Understanding:
    """From the trained file, or trained here and now where there is none or it is of other sentences."""
    if MODEL.exists():
        model = Model.from_bytes(MODEL.read_bytes())
        if model.sources == fingerprint():
            return Understanding(model)
    return Understanding(train())
