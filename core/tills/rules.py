"""What cash is: notes and coins of each currency, amounts that can be paid in them, receipts' numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.messages import Refusal
from core.money import Money, total
from core.tills.messages import DENOMINATIONS, NotInCash, Pieces, PiecesDiffer

#: So many notes of one value are more than any vault has.
MOST_PIECES = 1_000_000
MOST_LINES = 40

_RECEIPT = re.compile(r"R?0*([1-9][0-9]{0,8})")
_ASIDE = re.compile(r"[\s.\-/]")


def receipt(number: int) -> str:
    """`R-000123`, as it is printed."""
    return f"R-{number:06d}"


def receipt_number(words: str) -> int:
    """The number in a receipt as typed: `R-000123`, `r123`, `123`. Zero: it is none."""
    found = _RECEIPT.fullmatch(_ASIDE.sub("", words).upper())
    return int(found[1]) if found else 0


def not_in_cash(amount: Money, *, most: Money, nothing_too: bool = False) -> NotInCash | None:
    """Can this be paid in coins and notes, and is it not more than is moved at once? `nothing_too`: zero is fine."""
    coin = Money(DENOMINATIONS[most.currency][-1], most.currency)
    if amount.currency == most.currency and amount.minor_units % coin.minor_units == 0:
        least = 0 if nothing_too else 1
        if least <= amount.minor_units <= most.minor_units:
            return None
    return NotInCash(least=coin, most=most)


def pieces_differ(pieces: Sequence[Pieces], amount: Money) -> PiecesDiffer | None:
    """Do the notes and coins, where they are listed, come to the amount?"""
    if not pieces:
        return None
    known = {Money(each, amount.currency) for each in DENOMINATIONS[amount.currency]}
    if len(pieces) > MOST_LINES or not all(each.value in known and 0 <= each.pieces <= MOST_PIECES for each in pieces):
        return PiecesDiffer(Money.zero(amount.currency))
    listed = total((each.value * each.pieces for each in pieces), amount.currency)
    return PiecesDiffer(listed) if listed != amount else None


def refuse_amount(amount: Money, pieces: Sequence[Pieces], *, most: Money) -> Refusal | None:
    """A float or a count: it may be nothing at all."""
    return not_in_cash(amount, most=most, nothing_too=True) or pieces_differ(pieces, amount)
