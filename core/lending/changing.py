"""What staff do to a loan: its money is sent again, a transfer is booked, its plan changes, it is written off."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from core.ids import new_id
from core.ledger import accounts, journal, posting_rules
from core.lending import allocation, decision, offers, queries
from core.lending.allocation import Due
from core.lending.apply import MOST_NOTE
from core.lending.loan import Loan
from core.lending.messages import (
    CannotBePlanned,
    ConsentMissing,
    Disburse,
    LoanReplanned,
    NoSuchLoan,
    NoteTooLong,
    NotInThisState,
    ReasonMissing,
    ReceiveRepayment,
    ReferenceUsed,
    Repaid,
    Repay,
    Reschedule,
    Rescheduled,
    TooLongAgo,
    WriteOff,
    WrongAmount,
    WrongReference,
)
from core.lending.payout import grant_of, pay_out
from core.lending.replanning import replan
from core.lending.schedule import MOST_MONTHS, Unplannable
from core.lending.states import REPAYABLE, STAFF_MAY, after
from core.lending.tables import CHANGES, INSTALMENTS, LOANS, TRANSFERS, TransferRow
from core.messages import Refusal, Request
from core.money import Money, total
from core.tx import Handler, Tx

#: An SMS has room for the end of a reference.
MOST_TOLD = 10
#: A signature this old is no wish of today any more.
SIGNED_WITHIN = timedelta(days=30)
_REFERENCE = re.compile(r"[A-Z0-9]{4,40}")
_SEPARATORS = re.compile(r"[\s\-_./]")

_change = update(LOANS).where(LOANS.c.id == bindparam("of_loan"))
_send = _change.values({name: bindparam(name) for name in ("state", "payment", "owed")})
_PLAN = ("plan_version", "planned", "plan_from", "paid", "ends_on", "next_due")
_replan = _change.values({**{name: bindparam(name) for name in _PLAN}, "default_on": None})
_GIVEN_UP = ("state", "lost", "claim")
_give_up = _change.values(
    {**{name: bindparam(name) for name in _GIVEN_UP}, "owed": 0, "penalties": 0, "default_on": None}
)
_plan = insert(INSTALMENTS)
_note = insert(CHANGES)
_transfer = select(TRANSFERS.c.number).where(TRANSFERS.c.reference == bindparam("reference"))


async def of_state(tx: Tx, loan: str, act: str) -> Loan | NoSuchLoan | NotInThisState:
    """The loan, held, if its state allows the act."""
    found = await queries.locked(tx, loan)
    if found is None:
        return NoSuchLoan()
    return found if act in STAFF_MAY.get(found.state, ()) else NotInThisState(found.state)


async def disburse(tx: Tx, request: Disburse) -> str | Refusal:
    known = await queries.of_id(tx, request.loan)
    if known is None:
        return NoSuchLoan()
    await tx.hold_money_of(known.member)
    loan = await of_state(tx, request.loan, "disburse")
    if isinstance(loan, Refusal):
        return loan
    if loan.decided_at is None or loan.decided_at + SIGNED_WITHIN < tx.now:
        return TooLongAgo(SIGNED_WITHIN.days)
    since = tx.now - decision.SIGNATURE_RESTS
    already = await queries.signed(tx, member=loan.member, since=since)
    if already:
        return already
    # What she may have today: she may have borrowed elsewhere in the house since, or been blocked.
    found = await offers.offered(tx, member=loan.member, product=loan.product, amount=loan.amount)
    if isinstance(found, Refusal):
        return found

    payment = await pay_out(tx, grant_of(loan, again=loan.payment))
    changed = {
        "of_loan": loan.id, "state": after(loan.state, "send_again"), "payment": payment,
        "owed": loan.amount.minor_units,
    }  # fmt: skip
    await tx.execute(_send, changed)
    return payment


async def receive_repayment(tx: Tx, request: ReceiveRepayment) -> Repaid | Refusal:
    reference = _SEPARATORS.sub("", request.reference).upper()
    loan = await queries.locked(tx, request.loan)
    if loan is None:
        return NoSuchLoan()
    if loan.state not in REPAYABLE:
        return NotInThisState(loan.state)
    if not _REFERENCE.fullmatch(reference):
        return WrongReference()
    if request.amount.currency != loan.amount.currency or request.amount.minor_units <= 0:
        return WrongAmount()
    payment = new_id()
    row = {"reference": reference, "loan": loan.id, "number": loan.number, "payment": payment, "at": tx.now}
    if not await tx.insert_once(TransferRow, row):
        return ReferenceUsed((await tx.execute(_transfer, {"reference": reference})).scalar_one())

    return await tx.perform(
        Repay(
            loan=loan.id,
            amount=request.amount,
            payment=payment,
            entry_key=f"transfer:{reference}",
            source=accounts.BANK,
            receipt=reference[-MOST_TOLD:],
        )
    )


async def reschedule(tx: Tx, request: Reschedule) -> Rescheduled | Refusal:
    loan = await of_state(tx, request.loan, "reschedule")
    if isinstance(loan, Refusal):
        return loan
    missing = written(request.reason, ReasonMissing()) or written(request.consent, ConsentMissing())
    if missing:
        return missing
    try:
        plan = replan(loan, months=request.months, today=tx.today)
    except Unplannable:
        return CannotBePlanned(MOST_MONTHS)

    version = loan.plan_version + 1
    changed = {
        "of_loan": loan.id,
        "plan_version": version,
        "planned": loan.owed.minor_units,
        "plan_from": tx.today,
        "paid": 0,
        "ends_on": plan[-1].due_on,
        "next_due": plan[0].due_on,
    }
    await tx.execute(_replan, changed)
    await tx.execute(_plan, [_row(loan, version, due) for due in plan])
    await _record(tx, loan, "reschedule", version=version, reason=request.reason, agreed=request)

    whole = total((due.total for due in plan), loan.amount.currency) + loan.penalties
    notice = LoanReplanned(loan.number, request.months, plan[0].total, plan[0].due_on, whole)
    tx.tell(loan.member, notice, event=f"loan:{loan.id}:plan:{version}")
    return Rescheduled(loan.number, version, request.months, plan[0].total, whole)


def written(text: str, missing: Refusal) -> Refusal | None:
    """`missing` where nothing was written down."""
    if not text.strip():
        return missing
    return NoteTooLong(MOST_NOTE) if len(text) > MOST_NOTE else None


def _row(loan: Loan, version: int, due: Due) -> dict[str, Any]:
    return {
        "loan": loan.id,
        "number": due.number,
        "version": version,
        "due_on": due.due_on,
        "principal": due.principal.minor_units,
        "interest": due.interest.minor_units,
    }


async def _record(
    tx: Tx, loan: Loan, what: str, *, version: int, reason: str, agreed: Reschedule | None = None
) -> None:
    row = {
        "id": new_id(),
        "loan": loan.id,
        "what": what,
        "at": tx.now,
        "by": tx.origin.who,
        "version": version,
        "reason": reason,
        "consent": agreed.consent if agreed else "",
        "consent_channel": agreed.consent_channel if agreed else "",
    }
    await tx.execute(_note, row)


async def write_off(tx: Tx, request: WriteOff) -> Money | Refusal:
    loan = await of_state(tx, request.loan, "write_off")
    if isinstance(loan, Refusal):
        return loan
    missing = written(request.reason, ReasonMissing())
    if missing:
        return missing
    debt = loan.debt

    entry = posting_rules.write_off_loan(
        key=f"loan:{loan.id}:write_off",
        about=loan.number,
        loan=loan.number,
        principal=debt.principal,
        penalties=debt.penalties,
    )
    await journal.post(tx, entry)
    changed = {
        "of_loan": loan.id,
        "state": after(loan.state, "write_off"),
        "lost": debt.principal.minor_units,
        "claim": allocation.payoff(debt, tx.today).minor_units,
    }
    await tx.execute(_give_up, changed)
    await _record(tx, loan, "write_off", version=loan.plan_version, reason=request.reason)
    return debt.principal + debt.penalties


HANDLERS: dict[type[Request[Any]], Handler] = {
    Disburse: disburse,
    ReceiveRepayment: receive_repayment,
    Reschedule: reschedule,
    WriteOff: write_off,
}
