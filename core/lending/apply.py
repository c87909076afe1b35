"""A member signs for a loan; the rules decide at once, or a person does by tomorrow afternoon."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, update

from core.cases.messages import OpenCase
from core.codec import encode
from core.ids import new_id
from core.lending import decision, numbers, offers, queries
from core.lending.loan import Loan
from core.lending.messages import (
    Application,
    AskReview,
    ConsentMissing,
    DecideApplication,
    EnterApplication,
    LoanDeclined,
    LoanReferred,
    MemberBlocked,
    NeedsSecondPerson,
    NoSuchLoan,
    NoteTooLong,
    Quote,
    ReasonMissing,
    SubmitApplication,
)
from core.lending.payout import Grant, grant_of, pay_out
from core.lending.product import Product
from core.lending.states import after
from core.lending.tables import LOANS
from core.members.messages import ContactOf
from core.messages import Refusal
from core.tx import Tx

#: Who decided, when no person did.
RULES = "rules"
MOST_NOTE = 200


@dataclass(frozen=True)
class _Agreed:
    """What she saw when she signed, or how she agreed to what staff entered for her."""

    shown: str
    language: str
    channel: str
    entered_by: str = ""


_insert = insert(LOANS)
_decide = (
    update(LOANS)
    .where(LOANS.c.id == bindparam("of_loan"))
    .values(
        {name: bindparam(name) for name in ("state", "decided_at", "decided_by", "reason", "note", "payment", "owed")}
    )
)


async def submit(tx: Tx, request: SubmitApplication) -> Application | Refusal:
    await tx.hold_money_of(request.member)
    found = await _wanted(tx, request)
    if isinstance(found, Refusal):
        return found
    product, quote = found
    signed = _Agreed(request.shown, request.language, request.channel)

    if decision.is_automatic(request.amount, limit=tx.institution.automatic_limit):
        return await _approve_at_once(tx, request.member, product, quote, signed)
    return await _refer(tx, request.member, product, quote, signed)


async def enter(tx: Tx, request: EnterApplication) -> Application | Refusal:
    await tx.hold_money_of(request.member)
    contact = await tx.perform(ContactOf(member=request.member))
    if isinstance(contact, Refusal):
        return contact
    if not request.consent.strip():
        return ConsentMissing()
    if len(request.consent) > MOST_NOTE:
        return NoteTooLong(MOST_NOTE)
    found = await _wanted(tx, request)
    if isinstance(found, Refusal):
        return found
    agreed = _Agreed(request.consent, contact.language, f"desk:{request.consent_channel}", tx.origin.who)
    return await _refer(tx, request.member, *found, agreed)


async def _wanted(tx: Tx, request: SubmitApplication | EnterApplication) -> tuple[Product, Quote] | Refusal:
    """The product and its price, if she may have it and asked for nothing else."""
    already = await queries.signed(tx, member=request.member, since=tx.now - decision.SIGNATURE_RESTS)
    if already:
        return already
    found = await offers.offered(tx, member=request.member, product=request.product, amount=request.amount)
    if not isinstance(found, tuple):
        return found
    product, offer = found
    quote = offers.priced(tx, product, offer, amount=request.amount, months=request.months)
    return (product, quote) if isinstance(quote, Quote) else quote


async def _approve_at_once(tx: Tx, member: str, product: Product, quote: Quote, agreed: _Agreed) -> Application:
    row = {
        **await _row(tx, member, product, quote, agreed),
        "state": after("applied", "approve", "pay_out"),
        "decided_at": tx.now,
        "decided_by": RULES,
        "owed": quote.amount.minor_units,
    }
    row["payment"] = await pay_out(tx, _grant(row, quote))
    await tx.execute(_insert, row)
    return Application(row["number"], "approved", quote.net, tx.now, None)


async def _refer(tx: Tx, member: str, product: Product, quote: Quote, agreed: _Agreed) -> Application:
    by = decision.decided_by(tx.now, tx.institution.time_zone)
    row = {
        **await _row(tx, member, product, quote, agreed),
        "state": after("applied", "refer"),
        "decide_by": by,
    }
    await tx.execute(_insert, row)
    notice = LoanReferred(number=row["number"], decided_by=by)
    tx.tell(member, notice, event=f"loan:{row['id']}:referred")
    await tx.must(OpenCase(kind="loan_decision", about=f"loan:{row['number']}", member=member))
    return Application(row["number"], "referred", quote.net, tx.now, by)


async def _row(tx: Tx, member: str, product: Product, quote: Quote, agreed: _Agreed) -> dict[str, Any]:
    number = await numbers.take(tx)
    signed = {"applied_at": tx.now, "terms_version": tx.institution.terms_version, **vars(agreed)}
    return {**loan_row(member, number, product, quote), **signed}


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
    if len(request.note) > MOST_NOTE:
        return NoteTooLong(MOST_NOTE)
    if not request.approve:
        if not request.reason:
            return ReasonMissing()
        await _decline(tx, loan, request)
        return None
    # No money leaves for a blocked account, whoever decides: the application waits until the block is lifted.
    if (await tx.must(ContactOf(member=loan.member))).blocked:
        return MemberBlocked()
    await _approve(tx, loan, request)
    return None


async def needs_second_person(tx: Tx, request: NeedsSecondPerson) -> bool:
    """Turning an application down needs none (it comes without a loan); one that she did not sign always does."""
    loan = await queries.of_id(tx, request.loan) if request.loan else None
    return loan is not None and (bool(loan.entered_by) or loan.amount > tx.institution.two_people_above)


async def _approve(tx: Tx, loan: Loan, request: DecideApplication) -> None:
    payment = await pay_out(tx, grant_of(loan))
    state = after(loan.state, "approve", "pay_out")
    await _write_decision(tx, loan, request, state=state, payment=payment, owed=loan.amount.minor_units)


async def _decline(tx: Tx, loan: Loan, request: DecideApplication) -> None:
    await _write_decision(tx, loan, request, state=after(loan.state, "decline"))
    tx.tell(loan.member, LoanDeclined(loan.number, request.reason), event=f"loan:{loan.id}:declined")


async def _write_decision(
    tx: Tx, loan: Loan, request: DecideApplication, *, state: str, payment: str | None = None, owed: int = 0
) -> None:
    changed = {
        "of_loan": loan.id,
        "state": state,
        "decided_at": tx.now,
        "decided_by": tx.origin.who,
        "reason": "" if request.approve else request.reason,
        "note": request.note,
        "payment": payment,
        "owed": owed,
    }
    await tx.execute(_decide, changed)


async def ask_review(tx: Tx, request: AskReview) -> str:
    """One open review per member and reason: asking twice gives the same case."""
    about = f"loan:{request.member}:{request.reason}"
    case = await tx.must(OpenCase(kind="review", about=about, member=request.member))
    return case.number
