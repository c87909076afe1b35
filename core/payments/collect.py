"""Asking a wallet for money: who for how much, one open prompt at a time, leaving when the line is free."""

from __future__ import annotations

from datetime import timedelta

from core.lending.messages import LoansOf, OldestDueLoan
from core.members.messages import Contact, ContactOf
from core.messages import Refusal
from core.outbox import hurry
from core.payments import asking, queries, records, rules
from core.payments.messages import (
    CheckAgain,
    Collect,
    Collection,
    NoOpenPrompt,
    OpenPrompt,
    Outgoing,
    PromptOpen,
    SessionEnded,
    StartPayout,
    TooManyPrompts,
)
from core.payments.queries import Stored
from core.payments.states import UNDER_WAY
from core.phone import Phone
from core.tx import Tx


async def collect(tx: Tx, request: Collect) -> Collection | Refusal:
    contact = await tx.must(ContactOf(member=request.member))
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
        phone=request.phone.number,
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
    if refusal is None and request.phone != contact.phone:
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
    return payment.id


HANDLERS = {
    Collect: collect,
    SessionEnded: session_ended,
    OpenPrompt: open_prompt,
    CheckAgain: check_again,
    StartPayout: start_payout,
}
