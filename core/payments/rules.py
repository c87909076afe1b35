"""Decisions about payments that need no database: what is payable, how references are read, which digits agree."""

from __future__ import annotations

import hashlib
import re

from rapidfuzz import fuzz

from core.institution import Institution
from core.money import Money
from core.payments.messages import NothingToSendBack, NotPayable, OverTierLimit, PayoutsAreNotReversed
from core.phone import Phone

#: How long after an attempt that provably was not done the next one leaves, in seconds; then it is given up.
AGAIN_AFTER_SECONDS = {
    "prompt": (30, 150), "payout": (60, 300, 900, 3600), "reversal": (60, 300, 900, 3600),
}  # fmt: skip
#: A prompt is asked about for some four hours, a payout for a day; then a person looks.
MOST_ASKS = {"in": 12, "out": 32}
#: When to look for the proof of a reported receipt, in seconds after the look before.
CONFIRM_AFTER_SECONDS = (60, 600, 3600, 21_600)
STILL_ASKING_AFTER_SECONDS = 120
#: A prompt that was held back so long is not sent any more.
PROMPT_GOES_STALE_SECONDS = 600
#: Clocks of two machines may differ by this much.
CLOCK_SLACK_SECONDS = 2
ABSENCES_THAT_PROVE = 2
UNCONFIRMED_HOURS = 24
#: Of 100: another spelling of the same name is above, another name below.
NAMES_AGREE_AT = 85
NAMES_IN_COMMON = 2
MOST_TYPED = 40

_ASIDE = re.compile(r"[\s.#\-]")
_OURS = re.compile(r"P[2-9A-HJ-NP-Z]{9}")
_DIGEST = re.compile(r"[0-9a-f]{64}")


def not_payable(amount: Money, institution: Institution) -> NotPayable | None:
    """The wallet moves whole units between its least and its most."""
    least, most = institution.least_payment, institution.most_payment
    whole = amount.minor_units % institution.payable_unit.minor_units == 0
    return None if whole and least <= amount <= most else NotPayable(least, most)


def not_to_be_sent_back(
    *, direction: str, paid: bool, confirmed: bool, receipt: str
) -> PayoutsAreNotReversed | NothingToSendBack | None:
    """Only what came in, is confirmed by the provider and known to it by a receipt can go back."""
    if direction == "out":
        return PayoutsAreNotReversed()
    if not paid:
        return NothingToSendBack("not_paid")
    if not confirmed:
        return NothingToSendBack("not_confirmed")
    return None if receipt else NothingToSendBack("no_receipt")


def over_tier_limit(amount: Money, *, today: Money, tier: int, institution: Institution) -> OverTierLimit | None:
    """Until the identity is checked (tier 0) only so much comes in a day; `today` came in or is asked for already."""
    limits = [each.in_a_day for each in institution.tiers if each.level == tier == 0]
    for most in limits:
        if today + amount > most:
            return OverTierLimit(max(most - today, Money.zero(amount.currency)))
    return None


def plain_reference(typed: str) -> str:
    """What a thumb typed, without case, blanks, dashes, dots and hashes. Look-alikes stay as they are: no guessing."""
    return _ASIDE.sub("", typed).upper()[:MOST_TYPED]


def is_ours(reference: str) -> bool:
    """Has it the shape of the reference of one of our own requests?"""
    return _OURS.fullmatch(reference) is not None


def phone_in(reference: str, *, home: str) -> Phone | None:
    """The phone number that was typed as a reference, if it is one."""
    try:
        return Phone.read(reference, home=home)
    except ValueError:
        return None


def payer_mark(payer: str) -> str:
    """What is kept of a payer's number: its digest, or, where the provider shows a part of it, that part."""
    return payer_digest(payer) or (payer.replace(" ", "") if re.search(r"[0-9]", payer) else "")


def is_payer(mark: str, digits: str) -> bool:
    """Could this mark be left by the phone with these digits? A digest proves it, a masked number only fits."""
    return bool(mark) and (mark == payer_digest(digits) if _DIGEST.fullmatch(mark) else digits_agree(mark, digits))


def payer_digest(payer: str) -> str:
    """SHA-256 of the payer's digits, as some providers send it themselves; empty for a masked number."""
    word = payer.strip().lower()
    if _DIGEST.fullmatch(word):
        return word
    digits = word.removeprefix("+")
    return hashlib.sha256(digits.encode()).hexdigest() if digits.isdigit() else ""


def names_agree(said: str, ours: str) -> bool:
    """Is it the same person? Two names in common, in any order and spelling; no name contradicts nothing."""
    theirs, hers = ([name for name in each.casefold().split() if len(name) > 1] for each in (said, ours))
    common = sum(any(fuzz.ratio(name, other) >= NAMES_AGREE_AT for other in hers) for name in theirs)
    return common >= min(NAMES_IN_COMMON, len(theirs), len(hers))


def digits_agree(said: str, ours: str) -> bool:
    """Do the visible digits fit? `said` may be masked (`2547***126`), or be missing: then nothing contradicts.

    Masks differ in length: what stands before the first one is the beginning, what stands after the last the end.
    """
    word = re.sub(r"[^0-9*xX]", "", said)
    if not word:
        return True
    parts = re.split(r"[*xX]+", word)
    if len(parts) == 1:
        return word == ours or (word.startswith("0") and ours.endswith(word[1:]))
    return ours.startswith(parts[0]) and ours.endswith(parts[-1])
