"""Money that comes for a loan after it was written off: income up to what she owed, the rest her savings."""

from __future__ import annotations

from sqlalchemy import bindparam, insert, update

from core.ledger import journal, posting_rules
from core.lending import over
from core.lending.loan import Loan
from core.lending.messages import RecoveryArrived, Repaid, Repay
from core.lending.tables import LOANS, REPAYMENTS
from core.money import Money
from core.tx import Tx

_record = insert(REPAYMENTS)
_recovered = update(LOANS).where(LOANS.c.id == bindparam("of_loan")).values(recovered=bindparam("recovered"))


async def recover(tx: Tx, loan: Loan, request: Repay) -> Repaid:
    """`loan` is locked and still owes something of its claim."""
    nothing = Money.zero(request.amount.currency)
    recovered = min(request.amount, loan.claim - loan.recovered)
    rest = request.amount - recovered
    repaid = Repaid(loan.number, nothing, nothing, nothing, nothing, rest, None, None, recovered)

    account, line = await over.account(tx, loan, request, rest)
    entry = posting_rules.recover_loan(
        key=request.entry_key,
        about=loan.number,
        source=request.source,
        recovered=recovered,
        over=line,
        over_account=account,
    )
    await journal.post(tx, entry)
    await over.deposit_apart(tx, loan, request, rest)
    row = {
        "entry_key": request.entry_key, "loan": loan.id, "payment": request.payment, "booked_on": tx.today,
        "penalties": 0, "interest": 0, "principal": 0, "over": rest.minor_units, "saved": 0,
        "version": loan.plan_version, "recovered": recovered.minor_units, "next_amount": None, "next_due": None,
        "default_before": None,
    }  # fmt: skip
    await tx.execute(_record, row)
    await tx.execute(_recovered, {"of_loan": loan.id, "recovered": (loan.recovered + recovered).minor_units})

    left = loan.claim - loan.recovered - recovered
    notice = RecoveryArrived(amount=request.amount, number=loan.number, receipt=request.receipt, left=left)
    tx.tell(loan.member, notice, event=f"repaid:{request.payment}")
    return repaid
