"""A loan on its way to the member: granted in the books, paid or provably not, and then what is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, insert, update

from core.ledger import journal, posting_rules
from core.lending import queries
from core.lending.loan import Loan
from core.lending.messages import LoanAgreement, LoanNotPaidOut, LoanPaidOut, Quote, SettleDisbursement
from core.lending.schedule import due_on
from core.lending.states import after
from core.lending.tables import INSTALMENTS, LOANS
from core.money import Money
from core.payments.messages import StartPayout
from core.tx import Tx

_change = update(LOANS).where(LOANS.c.id == bindparam("of_loan"))
_plan = insert(INSTALMENTS)

_activate = _change.values(
    {
        name: bindparam(name)
        for name in ("state", "disbursed_on", "in_books_since", "ends_on", "next_due", "owed", "planned", "plan_from")
    }
)
_undo = _change.values(state=bindparam("state"), owed=0)


@dataclass(frozen=True, kw_only=True)
class Grant:
    """What is granted, and to whom. `again` is the payment before this one that provably never happened."""

    loan: str
    number: str
    member: str
    amount: Money
    fee: Money
    excise: Money
    net: Money
    again: str = ""


def grant_of(loan: Loan, *, again: str = "") -> Grant:
    return Grant(
        loan=loan.id,
        number=loan.number,
        member=loan.member,
        amount=loan.amount,
        fee=loan.fee,
        excise=loan.excise,
        net=loan.net,
        again=again,
    )


async def pay_out(tx: Tx, grant: Grant) -> str:
    """Book the loan with its money in transit, and send it. Answers the payment."""
    entry = posting_rules.disburse_loan(
        key=f"loan:{grant.loan}:disburse" + (f":after:{grant.again}" if grant.again else ""),
        about=grant.number,
        provider=tx.institution.provider,
        loan=grant.number,
        principal=grant.amount,
        fee=grant.fee,
        excise=grant.excise,
    )
    await journal.post(tx, entry)
    return await tx.must(StartPayout(member=grant.member, purpose="loan", amount=grant.net, target=grant.loan))


async def settle(tx: Tx, request: SettleDisbursement) -> None:
    loan = await queries.locked_by_payment(tx, request.payment)
    if loan is None or loan.state != "paying_out":
        return
    if request.paid:
        await _paid(tx, loan, request)
    else:
        await _not_paid(tx, loan, request.payment)


async def _paid(tx: Tx, loan: Loan, request: SettleDisbursement) -> None:
    quote = await queries.quote_of(tx, loan)
    plan = instalment_rows(loan.id, quote, tx.today)

    entry = posting_rules.payout_confirmed(
        key=f"payment:{request.payment}:settled",
        about=loan.number,
        provider=tx.institution.provider,
        amount=loan.net,
    )
    await journal.post(tx, entry)
    changed = {
        "of_loan": loan.id,
        "state": after(loan.state, "paid"),
        "disbursed_on": tx.today,
        "in_books_since": tx.today,
        "ends_on": plan[-1]["due_on"],
        "next_due": plan[0]["due_on"],
        "owed": loan.amount.minor_units,
        "planned": loan.amount.minor_units,
        "plan_from": tx.today,
    }
    await tx.execute(_activate, changed)
    await tx.execute(_plan, plan)

    _tell(tx, loan, quote, receipt=request.receipt)


def _tell(tx: Tx, loan: Loan, quote: Quote, *, receipt: str) -> None:
    paid = LoanPaidOut(
        net=loan.net,
        receipt=receipt,
        number=loan.number,
        months=loan.months,
        instalment=quote.instalment,
        first_due=due_on(tx.today, 1),
        total=quote.total,
    )
    agreement = LoanAgreement(
        number=loan.number,
        cost=quote.cost,
        yearly_percent=quote.yearly_percent,
        late_percent=quote.late_percent,
        version=loan.terms_version,
    )
    tx.tell(loan.member, paid, event=f"loan:{loan.id}:paid_out")
    tx.tell(loan.member, agreement, event=f"loan:{loan.id}:agreement")


async def _not_paid(tx: Tx, loan: Loan, payment: str) -> None:
    entry = posting_rules.undo_disbursement(
        key=f"loan:{loan.id}:undo:{payment}",
        about=loan.number,
        provider=tx.institution.provider,
        loan=loan.number,
        principal=loan.amount,
        fee=loan.fee,
        excise=loan.excise,
    )
    await journal.post(tx, entry)
    await tx.execute(_undo, {"of_loan": loan.id, "state": after(loan.state, "not_paid")})

    tx.tell(loan.member, LoanNotPaidOut(loan.number, loan.net), event=f"loan:{loan.id}:not_paid_out:{payment}")


def instalment_rows(loan: str, quote: Quote, paid_out_on: date) -> list[dict[str, Any]]:
    """The plan of a loan, its due dates counted from the day the money left."""
    return [
        {
            "loan": loan,
            "number": row.number,
            "due_on": due_on(paid_out_on, row.number),
            "principal": row.principal.minor_units,
            "interest": row.interest.minor_units,
        }
        for row in quote.rows
    ]
