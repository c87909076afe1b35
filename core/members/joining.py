"""Becoming a member: checks, the member's rows, her accounts, her consent, a welcome."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import case, delete, insert
from sqlalchemy.dialects import postgresql, sqlite

from core.cases.messages import OpenCase
from core.ids import new_id
from core.imports.messages import NewMember
from core.members import pins, queries, rules, search
from core.members.choosing import take_proposal
from core.members.contacts import digest
from core.members.messages import (
    AlreadyMember,
    AskJuniorAccount,
    Join,
    JoinAtDesk,
    Joined,
    NewNumberAsked,
    PinExpired,
    PrivacyNotice,
    RegisterMember,
    ReportNewNumber,
    TooYoung,
    Welcome,
    WhoCalls,
)
from core.members.tables import ConsentRow, MemberCountRow, MemberRow, PhoneRow, PinRow, VisitorRow
from core.messages import Refusal
from core.phone import Phone
from core.savings.messages import OpenAccountsFor
from core.tx import Tx


@dataclass(frozen=True)
class Newcomer:
    """A member's row, her phone, and her PIN as it is stored, if she has one already."""

    row: dict[str, Any]
    phone: Phone
    pin: str | None = None


async def join(tx: Tx, request: Join) -> Joined | Refusal:
    proposal = await take_proposal(tx, request.conversation)
    if proposal is None:
        return PinExpired()
    if await _is_known(tx, request.phone, request.id_number):
        return AlreadyMember()
    if queries.is_too_young(tx, request.born_on):
        return TooYoung()

    member, number = proposal.member, await _next_number(tx)
    row = member_row(request, member, number, tier=0, joined_on=tx.today)
    await add(tx, [Newcomer(row, request.phone, proposal.hash)])
    consent = _service_consent(tx, member, shown=request.shown, language=request.language, channel=request.channel)
    await tx.execute(insert(ConsentRow), consent)
    await _welcome(tx, member, number, request.phone)
    return Joined(member, number, row["first_name"])


async def register(tx: Tx, request: RegisterMember) -> str | Refusal:
    if await _is_known(tx, request.phone, request.id_number):
        return AlreadyMember()
    if request.number and await queries.by_number(tx, request.number) is not None:
        return AlreadyMember()

    member = new_id()
    stored = None
    if request.pin is not None:
        with pins.place():
            stored = await pins.hash_of(request.pin, member=member, pepper=tx.pepper)
    number = request.number or await _next_number(tx)
    if request.number:
        await count_past(tx, rules.read_number(number) or 0)
    row = member_row(request, member, number, tier=request.tier, joined_on=request.joined_on)
    await add(tx, [Newcomer(row, request.phone, stored)])
    return member


async def join_at_desk(tx: Tx, request: JoinAtDesk) -> Joined:
    """Everything of a member but a PIN; she is told the same as one who joins by phone."""
    member, number = new_id(), await _next_number(tx)
    row = member_row(request, member, number, tier=1, joined_on=tx.today)
    await add(tx, [Newcomer(row, request.phone)])
    consent = _service_consent(tx, member, shown="", language=request.language, channel=tx.origin.channel)
    await tx.execute(insert(ConsentRow), consent)
    await _welcome(tx, member, number, request.phone)
    return Joined(member, number, row["first_name"])


async def _welcome(tx: Tx, member: str, number: str, phone: Phone) -> None:
    await tx.execute(delete(VisitorRow).where(VisitorRow.phone == phone.number))
    tx.tell(member, Welcome(number=number, account=rules.account(number)), event=f"welcome:{member}")
    tx.tell(member, PrivacyNotice(tx.institution.consent_version), event=f"privacy:{member}")


async def report_new_number(tx: Tx, request: ReportNewNumber) -> str:
    """The same answer whether or not the ID number is known: a case's number."""
    known = await queries.by_id_number(tx, request.id_number)
    member = "" if known is None else known.id
    about = digest(tx, request.phone.number, rules.plain_id(request.id_number))
    opened = await tx.must(OpenCase(kind="new_number", about=about, member=member, phone=request.phone.number))
    if member:
        tx.tell(member, NewNumberAsked(opened.number), event=f"new_number:{opened.number}")
    return opened.number


async def ask_junior_account(tx: Tx, request: AskJuniorAccount) -> str:
    phone = request.phone.number
    opened = await tx.must(OpenCase(kind="junior", about=digest(tx, phone), phone=phone))
    return opened.number


async def _is_known(tx: Tx, phone: Phone, id_number: str) -> bool:
    if await queries.by_id_number(tx, id_number) is not None:
        return True
    return bool((await queries.who_calls(tx, WhoCalls(phone=phone))).member)


async def _next_number(tx: Tx) -> str:
    """The next member number; whoever joins at the same time waits for this transaction."""
    return rules.member_number(await _count(tx, MemberCountRow.last + 1, first=1))


async def count_past(tx: Tx, count: int) -> None:
    """Numbers up to `count` are taken from now on."""
    await _count(tx, case((MemberCountRow.last < count, count), else_=MemberCountRow.last), first=count)


async def _count(tx: Tx, then: Any, *, first: int) -> int:
    into = sqlite.insert if tx.dialect == "sqlite" else postgresql.insert
    statement = into(MemberCountRow).values(id=1, last=first)
    counted = await tx.execute(
        statement.on_conflict_do_update(index_elements=["id"], set_={"last": then}).returning(MemberCountRow.last)
    )
    return int(counted.scalar_one())


def member_row(
    request: Join | JoinAtDesk | RegisterMember | NewMember, member: str, number: str, *, tier: int, joined_on: date
) -> dict[str, Any]:
    name = rules.plain_name(request.full_name)
    return {
        "id": member,
        "number": number,
        "full_name": name,
        "first_name": name.split(" ")[0],
        "id_number": rules.plain_id(request.id_number),
        "born_on": request.born_on,
        "language": request.language,
        "tier": tier,
        "joined_on": joined_on,
        "blocked_at": None,
        "suspended_at": None,
    }


async def add(tx: Tx, newcomers: Sequence[Newcomer]) -> None:
    """All of them at once: their rows, their phones, their PINs, their accounts."""
    await tx.execute(insert(MemberRow), [each.row for each in newcomers])
    await search.keep_names(tx, [(each.row["id"], each.row["full_name"]) for each in newcomers])
    await tx.execute(insert(PhoneRow), [phone_row(tx, each.row["id"], each.phone) for each in newcomers])
    pins_known = [
        {"member": each.row["id"], "hash": each.pin, "tries": 0, "closed": False}
        for each in newcomers
        if each.pin is not None
    ]
    if pins_known:
        await tx.execute(insert(PinRow), pins_known)
    await tx.must(OpenAccountsFor(members=tuple((each.row["id"], each.row["number"]) for each in newcomers)))


def phone_row(tx: Tx, member: str, phone: Phone) -> dict[str, Any]:
    return {
        "id": new_id(),
        "phone": phone.number,
        "digest": hashlib.sha256(phone.digits.encode()).hexdigest(),
        "member": member,
        "since": tx.now,
        "until": None,
        "heard_at": tx.now,
        "doubted_at": None,
    }


def _service_consent(tx: Tx, member: str, *, shown: str, language: str, channel: str) -> dict[str, Any]:
    return {
        "id": new_id(),
        "member": member,
        "purpose": "service",
        "given": True,
        "version": tx.institution.consent_version,
        "shown": shown,
        "language": language,
        "channel": channel,
        "at": tx.now,
    }
