"""Asking a wallet for money: who for how much, one open prompt at a time, leaving when the line is free."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import bindparam, select

from core.lending.messages import LoansOf, OldestDueLoan
from core.members.messages import Contact, ContactOf
from core.messages import Refusal
from core.outbox import hurry
from core.payments import asking, queries, records, rules, settling
from core.payments.messages import (
    CheckAgain,
    Collect,
    Collection,
    DropStalePrompts,
    NoOpenPrompt,
    OpenPrompt,
    Outgoing,
    PayoutWaits,
    PromptOpen,
    PromptsPaused,
    SessionEnded,
    StartPayout,
    TooManyPrompts,
)
from core.payments.queries import Stored
from core.payments.states import UNDER_WAY
from core.payments.tables import PaymentRow
from core.phone import Phone
from core.providers.messages import IsPaused
from core.tx import Tx

MOST_STALE = 500

_stale = (
    select(PaymentRow.id)
    .where(
        PaymentRow.provider == bindparam("provider"),
        PaymentRow.direction == "in",
        PaymentRow.state == "created",
        PaymentRow.created_at < bindparam("before", type_=PaymentRow.created_at.type),
    )
    .order_by(PaymentRow.id)
    .limit(MOST_STALE)
)


async def collect(tx: Tx, request: Collect) -> Collection | Refusal:
    contact = await tx.perform(ContactOf(member=request.member))
    if isinstance(contact, Refusal):
        return contact
    target, loan = await _loan(tx, request) if request.purpose == "repay" else (request.target, "")
    open_key = f"{request.member}:{request.purpose}:{target}"
    waiting = await queries.open_prompt(tx, open_key)

    if waiting is not None:
        return PromptOpen(payment=waiting.id, amount=waiting.amount, at=waiting.created_at)
    refusal = await _over_a_limit(tx, request, contact)
    if refusal is not None:
        return refusal

    payment = await records.create(
        tx,
        direction="in",
        purpose=request.purpose,
        amount=request.amount,
        provider=tx.institution.provider,
        member=request.member,
        phone=(request.phone or contact.phone).number,
        target=target,
        about=loan,
        account=(loan or contact.number).replace("-", ""),
        open_key=open_key,
    )

    tx.enqueue(
        f"{payment.provider}.prompt",
        Outgoing(payment.id),
        key=f"prompt:{payment.id}",
        after=timedelta(seconds=tx.institution.prompt_after_seconds),
    )
    return _shown(payment)


async def _loan(tx: Tx, request: Collect) -> tuple[str, str]:
    """(loan id, its number); a loan that is gone by now has no number, and the money goes to savings."""
    if not request.target:
        due = await tx.perform(OldestDueLoan(member=request.member))
        return ("", "") if isinstance(due, Refusal) else due
    loans = await tx.perform(LoansOf(member=request.member))
    running = () if isinstance(loans, Refusal) else loans
    return request.target, next((each.number for each in running if each.loan == request.target), "")


async def _over_a_limit(tx: Tx, request: Collect, contact: Contact) -> Refusal | None:
    house, day = tx.institution, tx.today
    today = await queries.in_today(tx, request.member, day)
    refusal = rules.not_payable(request.amount, house) or rules.over_tier_limit(
        request.amount, today=today, tier=contact.tier, institution=house
    )
    if refusal is None and await tx.must(IsPaused(provider=house.provider, what="prompts")):
        return PromptsPaused()
    if refusal is None and request.phone not in (None, contact.phone):
        own = contact.phone.number
        sent = await queries.prompts_to_others(tx, member=request.member, day=day, own=own)
        return TooManyPrompts() if sent >= house.prompts_to_others_a_day else None
    return refusal


def _shown(payment: Stored) -> Collection:
    return Collection(
        payment=payment.id,
        amount=payment.amount,
        phone=Phone(payment.phone),
        account=payment.account,
        at=payment.created_at,
    )


async def session_ended(tx: Tx, request: SessionEnded) -> int:
    waiting = await queries.waiting_prompts(tx, request.phone.number)
    return await hurry(tx.connection, keys=[f"prompt:{each}" for each in waiting], now=tx.now)


async def open_prompt(tx: Tx, request: OpenPrompt) -> Collection | Refusal:
    found = await queries.open_prompts(tx, member=request.member, purpose=request.purpose)
    among = [each for each in found if request.target in ("", each.target)]
    return _shown(among[0]) if among else NoOpenPrompt()


async def check_again(tx: Tx, request: CheckAgain) -> None:
    payment = await queries.lock(tx, request.payment)
    if payment is not None and payment.state in UNDER_WAY:
        await asking.ask_now(tx, payment)


async def start_payout(tx: Tx, request: StartPayout) -> str:
    contact = await tx.must(ContactOf(member=request.member))
    payment = await records.create(
        tx,
        direction="out",
        purpose=request.purpose,
        amount=request.amount,
        provider=tx.institution.provider,
        member=request.member,
        phone=contact.phone.number,
        target=request.target,
        about=request.purpose,
    )
    tx.enqueue(f"{payment.provider}.payout", Outgoing(payment.id), key=f"payout:{payment.id}")
    if await tx.must(IsPaused(provider=payment.provider, what="payouts")):
        tx.tell(request.member, PayoutWaits(request.amount), event=f"payment:{payment.id}:waits")
    return payment.id


async def drop_stale(tx: Tx, request: DropStalePrompts) -> int:
    """A prompt that comes much later than she asked for it would frighten her."""
    before = tx.now - timedelta(seconds=rules.PROMPT_GOES_STALE_SECONDS)
    stale = (await tx.execute(_stale, {"provider": request.provider, "before": before})).scalars().all()
    for each in stale:
        payment = await queries.lock(tx, each)
        if payment is not None and payment.state == "created":
            await settling.not_paid(tx, payment, "fail", "busy")
    return len(stale)


HANDLERS = {
    Collect: collect,
    SessionEnded: session_ended,
    OpenPrompt: open_prompt,
    CheckAgain: check_again,
    StartPayout: start_payout,
    DropStalePrompts: drop_stale,
}
