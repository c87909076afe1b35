"""Money that arrives by itself: booked at once as reported, once per receipt, and then its proof is looked for."""

from __future__ import annotations

from core.ids import new_id
from core.payments import asking, places, queries, records, rules, settling
from core.payments.messages import ReceiveMoney
from core.payments.queries import Stored
from core.payments.states import PAID
from core.tx import Tx


async def receive(tx: Tx, request: ReceiveMoney) -> str:
    # A payment is locked before a receipt is claimed, as in ReportResult: so the two never wait for each other.
    reference = rules.plain_reference(request.reference)
    known = await queries.with_reference(tx, reference) if rules.is_ours(reference) else None
    ours = await queries.lock(tx, known) if known else None
    holder = await queries.receipt_holder(tx, provider=request.provider, receipt=request.receipt)
    if holder is not None:
        return await _repeat(tx, request, holder)
    if ours is None:
        return await _stranger(tx, request)
    if ours.state not in PAID and ours.amount == request.amount:
        return await _answer(tx, request, ours)
    if ours.state in PAID and not ours.receipt and ours.paid == request.amount:
        return await _missing_receipt(tx, request, ours)
    return await _more(tx, request, ours)


async def _repeat(tx: Tx, request: ReceiveMoney, holder: str) -> str:
    """Known already, from whichever channel; a confirmed report makes it confirmed."""
    payment = await queries.lock(tx, holder)
    assert payment is not None
    if payment.paid != request.amount:
        await records.alarm(tx, payment, "amount")
    elif request.confirmed:
        await settling.confirm(tx, payment)
    return "repeat"


async def _answer(tx: Tx, request: ReceiveMoney, ours: Stored) -> str:
    """The confirmation of our own prompt, before its callback or in its place."""
    if not await _claim(tx, request, ours.id):
        return "repeat"
    settled = await settling.book(tx, ours, request.amount, receipt=request.receipt, confirmed=request.confirmed)
    _look_for_proof(tx, settled)
    return "payment"


async def _missing_receipt(tx: Tx, request: ReceiveMoney, ours: Stored) -> str:
    """A query said "paid" without a receipt: the first row with that reference and amount brings it."""
    if not await _claim(tx, request, ours.id):
        return "repeat"
    await records.change(tx, ours, receipt=request.receipt)
    return "payment"


async def _more(tx: Tx, request: ReceiveMoney, ours: Stored) -> str:
    """Somebody typed the reference of a request by hand: new money for the same place."""
    extra = await settling.book_again(tx, ours, request.amount, receipt=request.receipt, confirmed=request.confirmed)
    if extra is None:
        return "repeat"
    _look_for_proof(tx, extra)
    if ours.state not in PAID:
        await records.alarm(tx, extra, "amount")
    return extra.placed


async def _stranger(tx: Tx, request: ReceiveMoney) -> str:
    place = await places.find(tx, request.reference)
    payment = new_id()
    if not await _claim(tx, request, payment):
        return "repeat"
    created = await records.create(
        tx,
        payment=payment,
        direction="in",
        purpose=place.purpose if place else "unplaced",
        amount=request.amount,
        provider=request.provider,
        member=place.member if place else "",
        target=place.target if place else "",
        about=place.about if place else "",
    )
    settled = await settling.book(
        tx,
        created,
        request.amount,
        receipt=request.receipt,
        confirmed=request.confirmed,
        typed=request.reference.strip()[: rules.MOST_TYPED],
        payer=rules.payer_mark(request.payer),
    )
    _look_for_proof(tx, settled)
    return settled.placed


async def _claim(tx: Tx, request: ReceiveMoney, payment: str) -> bool:
    return await records.claim(tx, provider=request.provider, receipt=request.receipt, payment=payment)


def _look_for_proof(tx: Tx, payment: Stored) -> None:
    if not payment.confirmed:
        asking.confirm_now(tx, payment)


HANDLERS = {ReceiveMoney: receive}
