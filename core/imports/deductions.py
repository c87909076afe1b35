"""What a deduction is for and what was expected of it, and where the file of an employer and our books differ."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.imports.messages import Difference, DueOf
from core.money import Money, total


@dataclass(frozen=True, kw_only=True)
class Deduction:
    """A line of a check-off: `member` is empty where nobody was found, `expected` None where nothing was."""

    key: str
    line: int
    who: str
    member: str
    target: str
    amount: Money
    expected: Money | None


def key(*, number: str, who: str, target: str) -> str:
    """Who and what for, as a receipt writes it: `21-LN0004`, `21`, and a digest for who was not found."""
    whose = number.removeprefix("M-").lstrip("0") or "X" + hashlib.sha256(who.encode()).hexdigest()[:10].upper()
    return "-".join(filter(None, (whose, target.replace("-", ""))))


def expected_of(target: str, dues: Sequence[DueOf], currency: str) -> Money | None:
    """What is due of the loan, or of all her loans; savings are hers to decide."""
    if target and not target.startswith("LN-"):
        return None
    due = [each.amount for each in dues if target in ("", each.number)]
    return total(due, currency) if due else None


def differs(deduction: Deduction) -> bool:
    """Another amount than the due one for a loan; for no loan in particular more is savings, and welcome."""
    if deduction.expected is None:
        return False
    return deduction.amount < deduction.expected or (bool(deduction.target) and deduction.amount != deduction.expected)


def differences(
    lines: Sequence[Deduction], *, missing: Sequence[tuple[str, str, Money | None]], paid: Money
) -> Iterator[Difference]:
    """`missing` are (member, number, what is due) of those who were expected and are in no line."""
    for each in lines:
        if not each.member:
            yield Difference("not_found", each.line, each.who, "", None, each.amount)
        elif differs(each):
            yield Difference("amount", each.line, each.who, each.member, each.expected, each.amount)
    for member, number, due in missing:
        yield Difference("missing", 0, number, member, due, None)
    listed = total((each.amount for each in lines), paid.currency)
    if listed != paid:
        yield Difference("total", 0, "", "", listed, paid)


def spread(amount: Money, dues: Sequence[DueOf]) -> Iterator[tuple[str, Money]]:
    """(loan number, part) for what is due, the oldest first; then ("", rest) for ordinary savings."""
    for due in dues:
        part = min(amount, due.amount)
        if part:
            yield due.number, part
            amount -= part
    if amount:
        yield "", amount
