"""Every sentence a catalogue must have, collected from the built dialogs and the tables of refusals and notices."""

from __future__ import annotations

from collections.abc import Iterator

from core.institution import Institution
from dialogs import (
    accepts,
    apologies,
    apply_for_loan,
    balance,
    conversation,
    free_text,
    handover,
    loan_limit,
    meanings,
    missing_payment,
    notices,
    payment_due,
    preview,
    prices,
    refusals,
    returning,
    showing,
    statement,
    welcome_back,
)
from dialogs.built import Built, texts_of
from dialogs.pick import every
from dialogs.steps import Choose

#: Sentences that stand in modules, outside any step or table.
LOOSE = (
    conversation.PICK, conversation.PRESS, conversation.UNCLEAR, returning.CHANGED,
    Institution().care_hours, "More", "Choose", "member",
    accepts.TYPE_AMOUNT, accepts.TOO_MUCH, apply_for_loan.TOO_MUCH, accepts.TOO_LITTLE, accepts.WHOLE,
    *accepts.SENTENCES,
    balance.SAVINGS, balance.DEPOSITS, balance.SHARES, balance.LOAN, balance.LOAN_NEXT, balance.LOAN_LATE,
    balance.LOANS, balance.NO_LOAN, balance.LIMIT,
    welcome_back.NAMED, welcome_back.UNNAMED,
    statement.LINE, statement.NOTHING, "Other", *statement.WHAT.values(),
    *missing_payment.WORDS.values(), *prices.SENTENCES,
    *notices.REASONS.values(), *notices.NOT_APPROVED.values(), notices.NO_RECEIPT,
    *apologies.SENTENCES,
    conversation.NEVER_TYPE_A_PIN, free_text.NOTHING_DONE, *handover.SENTENCES, showing.CALL_ME,
    loan_limit.NO_MORE, payment_due.DUE, payment_due.LATE,
    *(meaning.says for meaning in meanings.MEANINGS.values()), *meanings.ANSWERS_SAY.values(), preview.DIAL,
)  # fmt: skip


def sentences(library: dict[str, Built]) -> Iterator[tuple[str, str]]:
    """(sentence, plural or nothing), each once, in the order in which members meet them."""
    seen: set[str] = set()
    for text, plural in _all(library):
        if text and text not in seen and any(letter.isalpha() for letter in _without_braces(text)):
            seen.add(text)
            yield text, plural


def _all(library: dict[str, Built]) -> Iterator[tuple[str, str]]:
    for built in library.values():
        if built.title:
            yield built.title, ""
        for step in built.steps.values():
            plural = step.plural if isinstance(step, Choose) else ""
            for text in texts_of(step):
                if text != plural:
                    yield text, plural if isinstance(step, Choose) and text == step.label else ""
    for table in (refusals.SENTENCES, notices.SENTENCES):
        for words in table.values():
            yield from ((text, "") for text in every(words))
    yield from ((text, "") for text in LOOSE)


def _without_braces(text: str) -> str:
    parts = text.split("{")
    return parts[0] + "".join(part.split("}", 1)[-1] for part in parts[1:])
