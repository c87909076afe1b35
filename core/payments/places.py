"""What a typed paybill reference means: our own request, a loan, a savings account, a phone, a member, or nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from core.lending.messages import FindLoan, OldestDueLoan
from core.members.messages import FindMember, WhoCalls
from core.messages import Refusal
from core.payments import queries, rules
from core.payments.messages import KnownReference
from core.savings.messages import FindAccount
from core.tx import Tx


@dataclass(frozen=True)
class Place:
    """Where money goes: `purpose` is repay (`target` a loan id, `about` its number) or save (an account number)."""

    member: str
    purpose: str
    target: str = ""
    about: str = ""


async def find(tx: Tx, typed: str) -> Place | None:
    """The first rung of the ladder that holds; nothing is guessed."""
    reference = rules.plain_reference(typed)
    for rung in LADDER if reference else ():
        place = await rung(tx, reference)
        if place is not None:
            return place
    return None


async def _request(tx: Tx, reference: str) -> Place | None:
    known = await queries.with_reference(tx, reference) if rules.is_ours(reference) else None
    payment = await queries.payment(tx, known) if known else None
    if payment is None or not payment.member:
        return None
    return Place(payment.member, payment.purpose, payment.target, payment.about)


async def _loan(tx: Tx, reference: str) -> Place | None:
    found = await tx.perform(FindLoan(words=reference))
    if isinstance(found, Refusal):
        return None
    loan, number, member = found
    return Place(member, "repay", loan, number)


async def _account(tx: Tx, reference: str) -> Place | None:
    found = await tx.perform(FindAccount(words=reference))
    if isinstance(found, Refusal):
        return None
    account, member = found
    return Place(member, "save", account)


async def _phone(tx: Tx, reference: str) -> Place | None:
    phone = rules.phone_in(reference, home=tx.institution.country_code)
    caller = await tx.must(WhoCalls(phone=phone)) if phone else None
    if caller is None or not caller.member:
        return None
    due = await tx.perform(OldestDueLoan(member=caller.member))
    if isinstance(due, Refusal):
        return Place(caller.member, "save")
    return Place(caller.member, "repay", *due)


async def _member(tx: Tx, reference: str) -> Place | None:
    found = await tx.perform(FindMember(words=reference))
    return None if isinstance(found, Refusal) else Place(found, "save")


Rung = Callable[[Tx, str], Awaitable[Place | None]]
LADDER: tuple[Rung, ...] = (_request, _loan, _account, _phone, _member)


async def known_reference(tx: Tx, request: KnownReference) -> bool:
    return await find(tx, request.reference) is not None


HANDLERS = {KnownReference: known_reference}
