"""What happened with a member's loans, from the application to the last payment: for her timeline and her statement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import bindparam, select

from core.history.messages import Happening, LoanLine, LoanPart, LoanParts, LoansHappened, PeriodNotPossible
from core.ledger import accounts, movements
from core.ledger.movements import Moved
from core.lending.states import BROUGHT_IN
from core.lending.tables import LOANS, REPAYMENTS
from core.messages import Request
from core.money import Money
from core.tx import Handler, Tx

MOST_LOANS = 400
"""Of one member, the newest; each has two accounts."""
MOST_LINES = 2_000
"""Of all loans in one statement."""

_loans = (
    select(
        LOANS.c.id, LOANS.c.number, LOANS.c.product_name, LOANS.c.state, LOANS.c.currency, LOANS.c.amount,
        LOANS.c.channel, LOANS.c.applied_at, LOANS.c.decided_at, LOANS.c.decided_by, LOANS.c.reason,
    )
    .where(LOANS.c.member == bindparam("member"))
    .order_by(LOANS.c.id.desc())
    .limit(MOST_LOANS)
)  # fmt: skip
_repaid = select(
    REPAYMENTS.c.entry_key, REPAYMENTS.c.penalties, REPAYMENTS.c.interest, REPAYMENTS.c.principal,
    REPAYMENTS.c.next_due,
).where(REPAYMENTS.c.entry_key.in_(bindparam("keys", expanding=True)))  # fmt: skip


def _paths(loan: Any) -> tuple[str, str]:
    return accounts.principal(loan.number), accounts.penalties(loan.number)


async def _all_loans(tx: Tx, member: str) -> dict[str, Any]:
    """Path in the journal -> loan."""
    rows = (await tx.execute(_loans, {"member": member})).all()
    return {path: loan for loan in rows for path in _paths(loan)}


async def _repayments(tx: Tx, moved: Sequence[Moved]) -> dict[str, Any]:
    keys = sorted({line.key for line in moved if line.what == "repay_loan"})
    rows = (await tx.execute(_repaid, {"keys": keys})).all() if keys else []
    return {row.entry_key: row for row in rows}


async def happened(tx: Tx, request: LoansHappened) -> tuple[Happening, ...]:
    by_path = await _all_loans(tx, request.member)
    if not by_path:
        return ()
    # An entry has two lines at most on the accounts of a loan.
    moved = await movements.until(tx, list(by_path), until=request.until, count=2 * request.count)
    repaid = await _repayments(tx, moved)
    found = [_moved(list(lines), by_path, repaid) for _, lines in groupby(moved, key=lambda line: line.key)]
    for loan in {loan.id: loan for loan in by_path.values()}.values():
        found += [each for each in _decided(loan) if each.at <= request.until]
    return tuple(sorted(found, key=lambda each: each.at, reverse=True)[: request.count])


def _moved(lines: list[Moved], by_path: dict[str, Any], repaid: dict[str, Any]) -> Happening:
    first, repayment = lines[0], repaid.get(lines[0].key)
    loan = by_path[first.account]
    finished = repayment is not None and repayment.next_due is None
    return Happening(
        at=first.at,
        what="finish_loan" if finished else first.what,
        amount=_amount(lines, repayment),
        facts=(("number", loan.number), ("booked_on", first.on.isoformat())),
        link="loan",
        id=loan.id,
    )


def _amount(lines: list[Moved], repayment: Any) -> Money:
    """What was lent, charged or paid."""
    change = sum((line.amount for line in lines[1:]), lines[0].amount)
    if repayment is None:
        return change if change.minor_units > 0 else -change
    return Money(repayment.penalties + repayment.interest + repayment.principal, change.currency)


def _decided(loan: Any) -> Iterator[Happening]:
    if loan.channel != BROUGHT_IN:
        amount = Money(loan.amount, loan.currency)
        facts = (("number", loan.number), ("product", loan.product_name), ("channel", loan.channel))
        yield Happening(loan.applied_at, "apply_for_loan", amount, facts=facts, link="loan", id=loan.id)
    if loan.decided_at is not None:
        what = "decline_loan" if loan.state == "declined" else "approve_loan"
        facts = (("number", loan.number), *((("reason", loan.reason),) if loan.reason else ()))
        yield Happening(loan.decided_at, what, who=loan.decided_by, facts=facts, link="loan", id=loan.id)


async def parts(tx: Tx, request: LoanParts) -> tuple[LoanPart, ...] | PeriodNotPossible:
    by_path = await _all_loans(tx, request.member)
    if not by_path:
        return ()
    paths = list(by_path)
    moved = await movements.between(
        tx, paths, first_day=request.first_day, last_day=request.last_day, count=MOST_LINES + 1
    )
    if len(moved) > MOST_LINES:
        return PeriodNotPossible()
    opening = await movements.before(tx, paths, day=request.first_day)
    repaid = await _repayments(tx, moved)
    loans = sorted({loan.number: loan for loan in by_path.values()}.items())
    made = [_part(loan, opening, [line for line in moved if line.account in _paths(loan)], repaid) for _, loan in loans]
    return tuple(part for part in made if part.opening or part.lines)


def _part(loan: Any, opening: dict[str, Money], moved: list[Moved], repaid: dict[str, Any]) -> LoanPart:
    principal, penalties = _paths(loan)
    owed = begin = opening[principal] + opening[penalties]
    lines = []
    for key, group in groupby(moved, key=lambda line: line.key):
        same, repayment = list(group), repaid.get(key)
        owed += sum((line.amount for line in same[1:]), same[0].amount)
        interest = Money(repayment.interest if repayment is not None else 0, owed.currency)
        lines.append(LoanLine(same[0].on, same[0].what, _amount(same, repayment), interest, owed))
    return LoanPart(loan.number, loan.product_name, begin, tuple(lines), owed)


HANDLERS: dict[type[Request[Any]], Handler] = {LoansHappened: happened, LoanParts: parts}
