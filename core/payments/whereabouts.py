"""Where money is, for the member who asks with a receipt code."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from core.cases.messages import OpenCase
from core.members.messages import ContactOf
from core.messages import Refusal
from core.payments import queries, rules
from core.payments.messages import Whereabouts, WhereIsMyMoney
from core.payments.queries import Stored
from core.payments.tables import ReceiptRow, SuspenseRow
from core.tx import Tx

_with_receipt = select(ReceiptRow.payment).where(ReceiptRow.receipt == bindparam("receipt"))
_payer = select(SuspenseRow.payer).where(SuspenseRow.payment == bindparam("payment"))


async def where_is_my_money(tx: Tx, request: WhereIsMyMoney) -> Whereabouts:
    receipt = rules.plain_reference(request.receipt)
    found = [
        await queries.payment(tx, each) for each in (await tx.execute(_with_receipt, {"receipt": receipt})).scalars()
    ]
    states = [(each, await _state(tx, each, request.member)) for each in found if each is not None]
    # Of a payment that is not hers she learns as little as of a code that does not exist.
    payment, state = next((pair for pair in states if pair[1]), (None, "unknown"))
    if payment is not None and state == "booked":
        return _told(payment, state, case="")
    case = await tx.must(
        OpenCase(kind="missing_payment", about=f"receipt:{receipt}:{request.member}", member=request.member)
    )
    if payment is None:
        return Whereabouts(state="unknown", amount=None, target="", at=None, case=case.number)
    return _told(payment, state, case=case.number)


def _told(payment: Stored, state: str, *, case: str) -> Whereabouts:
    return Whereabouts(
        state=state,
        amount=payment.paid,
        target=payment.about or payment.target,
        at=payment.settled_at,
        case=case,
    )


async def _state(tx: Tx, payment: Stored, member: str) -> str:
    """booked or suspense for her own money, empty for anybody else's."""
    if payment.member == member:
        return "suspense" if payment.placed == "suspense" else "booked"
    if payment.placed != "suspense":
        return ""
    payer = (await tx.execute(_payer, {"payment": payment.id})).scalar_one_or_none()
    contact = await tx.perform(ContactOf(member=member))
    if not payer or isinstance(contact, Refusal):
        return ""
    return "suspense" if rules.is_payer(payer, contact.phone.digits) else ""


HANDLERS = {WhereIsMyMoney: where_is_my_money}
