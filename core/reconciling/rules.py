"""How a statement compares with what we have booked: pure, line by line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from core.money import Money, total
from core.payments.messages import Booked
from core.reconciling.messages import Finding, StatementLine


@dataclass(frozen=True)
class Compared:
    """`new` are lines of money in that we do not know and may book."""

    matched: int
    differ: tuple[Finding, ...]
    unknown: tuple[Finding, ...]
    repeated: tuple[Finding, ...]
    new: tuple[StatementLine, ...]


def compare(lines: Sequence[StatementLine], booked: Mapping[str, Booked]) -> Compared:
    """Each line but charges against what we have under its receipt."""
    seen: set[str] = set()
    matched = 0
    differ, unknown, repeated, new = [], [], [], []
    for line in lines:
        if line.is_charge:
            continue
        ours = booked.get(line.receipt)
        if line.receipt in seen:
            repeated.append(finding("repeated", line, ours))
        elif ours is None and line.amount.minor_units > 0 and not line.is_reversal:
            new.append(line)
        elif ours is None:
            unknown.append(finding("reversed_there" if line.is_reversal else "unknown_out", line, None))
        elif ours.amount != line.amount:
            differ.append(finding("differs", line, ours))
        else:
            matched += 1
        seen.add(line.receipt)
    return Compared(matched, tuple(differ), tuple(unknown), tuple(repeated), tuple(new))


def finding(kind: str, line: StatementLine, ours: Booked | None) -> Finding:
    return Finding(
        kind=kind,
        receipt=line.receipt,
        theirs=line.amount,
        ours=ours.amount if ours else None,
        payment=ours.payment if ours else "",
        about=line.linked or line.reason,
    )


def belongs(booked: Booked, account: str) -> bool:
    """Is this movement one of the account whose statement it is? What goes back leaves the paybill."""
    of = "paybill" if booked.amount.minor_units > 0 or booked.purpose == "reversal" else "payouts"
    return account in ("", of)


def missing(ours: Sequence[Booked], lines: Sequence[StatementLine], account: str) -> tuple[Finding, ...]:
    """What we booked and the statement does not have."""
    known = {line.receipt for line in lines}
    return tuple(
        Finding("ours_only", each.receipt, None, each.amount, each.payment, each.state)
        for each in ours
        if belongs(each, account) and each.receipt not in known
    )


def opening(lines: Sequence[StatementLine]) -> Money:
    return lines[0].balance - lines[0].amount


def breaks(lines: Sequence[StatementLine]) -> tuple[Finding, ...]:
    """Where a balance does not follow from the one before."""
    return tuple(
        finding("balance", line, None)
        for before, line in pairwise(lines)
        if before.balance + line.amount != line.balance
    )


def summed(lines: Sequence[StatementLine], currency: str) -> tuple[Money, Money, Money]:
    """(came in, went out, charges), all of them positive unless charges were given back."""
    plain = [line.amount for line in lines if not line.is_charge]
    came = total((each for each in plain if each.minor_units > 0), currency)
    went = total((each for each in plain if each.minor_units < 0), currency)
    return came, -went, -total((line.amount for line in lines if line.is_charge), currency)
