"""The desk of unmatched money: what lies there how long, and for what it may have been meant."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, or_, select

from core.lending.messages import LoansDueOf, OldestDueLoan
from core.members.messages import ContactOf
from core.messages import MOST_PAGE, Page, Refusal
from core.money import Money
from core.payments import places, rules, suggestions, suspense
from core.payments.messages import Suggestion, Unmatched, UnmatchedMoney
from core.payments.states import OPEN
from core.payments.tables import PaymentRow, SuspenseRow
from core.tx import Tx

#: Each item is thought about with some twenty questions.
MOST_SUGGESTED_PAGE = 20
MOST_SUGGESTIONS = 5
#: An amount that so many people owe points to nobody.
MOST_OF_ONE_AMOUNT = 3
PROMPT_RESTS = timedelta(days=1)

_list = (
    select(*SuspenseRow.__table__.columns)
    .where(
        SuspenseRow.state == suspense.OPEN,
        or_(bindparam("item") == "", SuspenseRow.id == bindparam("item")),
        or_(bindparam("cursor") == "", SuspenseRow.id > bindparam("cursor")),
    )
    .order_by(SuspenseRow.id)
    .limit(bindparam("rows"))
)
_prompts = (
    select(PaymentRow.member, PaymentRow.reference)
    .where(
        PaymentRow.direction == "in",
        PaymentRow.state.in_((*OPEN, "failed", "expired")),
        PaymentRow.minor_units == bindparam("amount"),
        PaymentRow.created_on >= bindparam("since"),
        PaymentRow.phone != "",
    )
    .order_by(PaymentRow.id.desc())
    .limit(MOST_OF_ONE_AMOUNT)
)


async def unmatched_money(tx: Tx, request: UnmatchedMoney) -> Page[Unmatched]:
    most = MOST_SUGGESTED_PAGE if request.suggest else MOST_PAGE
    limit = max(1, min(request.limit, most))
    asked = {"item": request.item, "cursor": request.cursor, "rows": limit + 1}
    rows = (await tx.execute(_list, asked)).all()
    found = [_unmatched(tx, row, await _suggest(tx, row) if request.suggest else ()) for row in rows[:limit]]
    return Page(tuple(found), rows[limit - 1].id if len(rows) > limit else "")


def _unmatched(tx: Tx, row: Any, suggested: tuple[Suggestion, ...]) -> Unmatched:
    return Unmatched(
        item=row.id,
        payment=row.payment,
        provider=row.provider,
        receipt=row.receipt,
        amount=Money(row.minor_units, row.currency),
        reference=row.reference,
        at=row.at,
        age_days=(tx.now - row.at).days,
        suggestions=suggested,
    )


async def _suggest(tx: Tx, row: Any) -> tuple[Suggestion, ...]:
    """The payer first, then what was typed, then the amount: each place once, with the best reason."""
    found: dict[str, Suggestion] = {}
    for each in (*await _of_payer(tx, row.payer), *await _of_reference(tx, row.reference), *await _of_amount(tx, row)):
        found.setdefault(each.reference, each)
    return tuple(found.values())[:MOST_SUGGESTIONS]


async def _of_payer(tx: Tx, payer: str) -> list[Suggestion]:
    member = await suspense.member_behind(tx, payer)
    if not member:
        return []
    due = await tx.perform(OldestDueLoan(member=member))
    contact = await tx.must(ContactOf(member=member))
    loans = [] if isinstance(due, Refusal) else [Suggestion(due[1], member, "payer")]
    return [*loans, Suggestion(contact.number, member, "payer")]


async def _of_reference(tx: Tx, reference: str) -> list[Suggestion]:
    found = []
    for candidate, why in suggestions.candidates(rules.plain_reference(reference)):
        place = await places.find(tx, candidate)
        if place is not None:
            found.append(Suggestion(place.about or candidate, place.member, why))
    return found


async def _of_amount(tx: Tx, row: Any) -> list[Suggestion]:
    amount = Money(row.minor_units, row.currency)
    asked = {"amount": row.minor_units, "since": tx.today - PROMPT_RESTS}
    prompts = (await tx.execute(_prompts, asked)).all()
    due = await tx.must(LoansDueOf(amount=amount, most=MOST_OF_ONE_AMOUNT))
    found = [Suggestion(each.reference, each.member, "prompt") for each in prompts]
    return found + [Suggestion(number, member, "due") for number, member in due]


HANDLERS = {UnmatchedMoney: unmatched_money}
