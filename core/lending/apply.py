"""A member signs for a loan; the rules decide at once, or a person does by tomorrow afternoon."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, update

from core.cases.messages import OpenCase
from core.codec import encode
from core.ids import new_id
from core.lending import decision, numbers, offers, queries
from core.lending.loan import Loan
from core.lending.messages import (
    REASONS,
    Application,
    AskReview,
    DecideApplication,
    LoanDeclined,
    LoanReferred,
    NeedsSecondPerson,
    NoSuchLoan,
    Quote,
    SubmitApplication,
)
from core.lending.payout import Grant, pay_out
from core.lending.product import Product
from core.lending.states import after
from core.lending.tables import LOANS
from core.members.messages import ContactOf
from core.messages import Refusal
from core.tx import Tx

#: Who decided, when no person did.
RULES = "rules"

_insert = insert(LOANS)
_decide = (
    update(LOANS)
    .where(LOANS.c.id == bindparam("of_loan"))
    .values({name: bindparam(name) for name in ("state", "decided_at", "decided_by", "reason", "payment", "owed")})
)


async def submit(tx: Tx, request: SubmitApplication) -> Application | Refusal:
    await tx.hold_money_of(request.member)
    already = await queries.signed(tx, member=request.member, since=tx.now - decision.SIGNATURE_RESTS)
    if already:
        return already
    found = await offers.offered(tx, member=request.member, product=request.product, amount=request.amount)
    if not isinstance(found, tuple):
        return found
    product, offer = found
    quote = offers.priced(tx, product, offer, amount=request.amount, months=request.months)
    if not isinstance(quote, Quote):
        return quote

    if decision.is_automatic(request.amount, limit=tx.institution.automatic_limit):
        return await _approve_at_once(tx, request, product, quote)
    return await _refer(tx, request, product, quote)


async def _approve_at_once(tx: Tx, request: SubmitApplication, product: Product, quote: Quote) -> Application:
    row = {
        **await _row(tx, request, product, quote),
        "state": after("applied", "approve", "pay_out"),
        "decided_at": tx.now,
        "decided_by": RULES,
        "owed": quote.amount.minor_units,
    }
    row["payment"] = await pay_out(tx, _grant(row, quote))
    await tx.execute(_insert, row)
    return Application(row["number"], "approved", quote.net, tx.now, None)


async def _refer(tx: Tx, request: SubmitApplication, product: Product, quote: Quote) -> Application:
    by = decision.decided_by(tx.now, tx.institution.time_zone)
    row = {
        **await _row(tx, request, product, quote),
        "state": after("applied", "refer"),
        "decide_by": by,
    }
    await tx.execute(_insert, row)
    notice = LoanReferred(number=row["number"], decided_by=by)
    tx.tell(request.member, notice, event=f"loan:{row['id']}:referred")
    await tx.must(OpenCase(kind="loan_decision", about=f"loan:{row['number']}", member=request.member))
    return Application(row["number"], "referred", quote.net, tx.now, by)


async def _row(tx: Tx, request: SubmitApplication, product: Product, quote: Quote) -> dict[str, Any]:
    signed = {
        "applied_at": tx.now,
        "shown": request.shown,
        "terms_version": tx.institution.terms_version,
        "language": request.language,
        "channel": request.channel,
    }
    number = await numbers.take(tx)
    return {**loan_row(request.member, number, product, quote), **signed}


def loan_row(member: str, number: str, product: Product, quote: Quote) -> dict[str, Any]:
    """A new loan with the price it was quoted at, before anything is decided or paid."""
    nobody: datetime | None = None
    return {
        "id": new_id(),
        "number": number,
        "member": member,
        "product": product.code,
        "product_name": product.name,
        "currency": quote.amount.currency,
        "amount": quote.amount.minor_units,
        "months": quote.months,
        "method": product.method,
        "monthly_rate": str(product.monthly_rate),
        "late_rate": str(product.late_rate),
        "multiple": product.multiple.minor_units,
        "fee": quote.fee.minor_units,
        "excise": quote.excise.minor_units,
        "net": quote.net.minor_units,
        "quote": encode(quote).decode(),
        "decide_by": nobody,
        "decided_at": nobody,
        "decided_by": "",
        "payment": None,
        "owed": 0,
    }


def _grant(row: dict[str, Any], quote: Quote) -> Grant:
    return Grant(
        loan=row["id"],
        number=row["number"],
        member=row["member"],
        amount=quote.amount,
        fee=quote.fee,
        excise=quote.excise,
        net=quote.net,
    )


async def decide(tx: Tx, request: DecideApplication) -> Refusal | None:
    loan = await queries.locked(tx, request.loan)
    if loan is None or loan.state != "referred":
        return NoSuchLoan()
    if not request.approve:
        if request.reason not in REASONS:
            raise ValueError(f"{request.reason!r} is no reason; known are {', '.join(REASONS)}")
        await _decline(tx, loan, request.reason)
        return None
    # No money leaves for a blocked account, whoever decides: the application waits until the block is lifted.
    if (await tx.must(ContactOf(member=loan.member))).blocked:
        return NoSuchLoan()
    await _approve(tx, loan)
    return None


async def needs_second_person(tx: Tx, request: NeedsSecondPerson) -> bool:
    """No loan, no second person: turning an application down needs none."""
    loan = await queries.of_id(tx, request.loan) if request.loan else None
    return loan is not None and loan.amount > tx.institution.two_people_above


async def _approve(tx: Tx, loan: Loan) -> None:
    grant = Grant(
        loan=loan.id,
        number=loan.number,
        member=loan.member,
        amount=loan.amount,
        fee=loan.fee,
        excise=loan.excise,
        net=loan.net,
    )
    payment = await pay_out(tx, grant)
    state = after(loan.state, "approve", "pay_out")
    await _write_decision(tx, loan, state=state, payment=payment, owed=loan.amount.minor_units)


async def _decline(tx: Tx, loan: Loan, reason: str) -> None:
    await _write_decision(tx, loan, state=after(loan.state, "decline"), reason=reason)
    tx.tell(loan.member, LoanDeclined(loan.number, reason), event=f"loan:{loan.id}:declined")


async def _write_decision(
    tx: Tx, loan: Loan, *, state: str, payment: str | None = None, owed: int = 0, reason: str = ""
) -> None:
    changed = {
        "of_loan": loan.id,
        "state": state,
        "decided_at": tx.now,
        "decided_by": tx.origin.who,
        "reason": reason,
        "payment": payment,
        "owed": owed,
    }
    await tx.execute(_decide, changed)


async def ask_review(tx: Tx, request: AskReview) -> str:
    """One open review per member and reason: asking twice gives the same case."""
    about = f"loan:{request.member}:{request.reason}"
    case = await tx.must(OpenCase(kind="review", about=about, member=request.member))
    return case.number
