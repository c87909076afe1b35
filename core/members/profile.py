"""What staff see of one member: her profile with the ends of her numbers, her identity, what was decided about her."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, select

from core.members import queries, rules
from core.members.messages import (
    Consent,
    Document,
    HasPin,
    Identity,
    MemberOf,
    NoSuchMember,
    PinState,
    Profile,
    RevealIdentity,
    StandingChange,
    StandingOf,
)
from core.members.tables import ConsentRow, DocumentRow, MemberRow, PhoneRow, PinRow, StandingRow
from core.phone import Phone
from core.tx import Tx

MOST_STANDING = 200
MOST_DOCUMENTS = 20

_profile = (
    select(
        MemberRow, PhoneRow.phone, PhoneRow.since, PhoneRow.heard_at, PhoneRow.doubted_at,
        PinRow.member.label("has_pin"), PinRow.changed_at, PinRow.paused_until, PinRow.closed,
    )
    .join(PhoneRow, (PhoneRow.member == MemberRow.id) & PhoneRow.until.is_(None))
    .outerjoin(PinRow, PinRow.member == MemberRow.id)
    .where(MemberRow.id == bindparam("member"))
    .order_by(PhoneRow.since.desc())
    .limit(1)
)  # fmt: skip
_latest = select(func.max(ConsentRow.id)).where(ConsentRow.member == bindparam("member")).group_by(ConsentRow.purpose)
_consents = select(ConsentRow).where(ConsentRow.id.in_(_latest)).order_by(ConsentRow.purpose)
_documents = (
    select(DocumentRow)
    .where(DocumentRow.member == bindparam("member"))
    .order_by(DocumentRow.id.desc())
    .limit(MOST_DOCUMENTS)
)
_standing = (
    select(StandingRow.at, StandingRow.what, StandingRow.reason, StandingRow.who)
    .where(StandingRow.member == bindparam("member"))
    .order_by(StandingRow.id.desc())
    .limit(MOST_STANDING)
)
_pin = select(PinRow.member).where(PinRow.member == bindparam("member"))


async def profile(tx: Tx, request: MemberOf) -> Profile | NoSuchMember:
    whose = {"member": request.member}
    row = (await tx.execute(_profile, whose)).one_or_none()
    if row is None:
        return NoSuchMember()
    consents = (await tx.execute(_consents, whose)).all()
    documents = (await tx.execute(_documents, whose)).all()
    return Profile(
        member=row.id,
        number=row.number,
        full_name=row.full_name,
        id_number=rules.masked(row.id_number),
        phone=Phone(row.phone),
        phone_since=row.since,
        doubtful_number=rules.is_doubtful(heard_at=row.heard_at, doubted_at=row.doubted_at, now=tx.now),
        language=row.language,
        tier=row.tier,
        joined_on=row.joined_on,
        state=rules.state_of(blocked=row.blocked_at is not None, suspended=row.suspended_at is not None),
        blocked_at=row.blocked_at,
        suspended_at=row.suspended_at,
        pin=_pin_state(row, now=tx.now),
        pin_paused_until=row.paused_until if _pin_state(row, now=tx.now) == "paused" else None,
        pin_changed_at=row.changed_at,
        consents=tuple(_consent(each) for each in consents),
        documents=tuple(_document(each) for each in documents),
    )


def _pin_state(row: Row[Any], *, now: datetime) -> PinState:
    if row.has_pin is None:
        return "none"
    if row.closed:
        return "closed"
    return "paused" if row.paused_until is not None and row.paused_until > now else "set"


def _consent(row: Row[Any]) -> Consent:
    return Consent(row.purpose, row.given, row.version, row.language, row.channel, row.at)


def _document(row: Row[Any]) -> Document:
    return Document(row.kind, row.number, row.expires_on, row.seen_by, row.at)


async def identity(tx: Tx, request: RevealIdentity) -> Identity | NoSuchMember:
    row = await queries.by_id(tx, request.member)
    return NoSuchMember() if row is None else Identity(row.id_number, row.born_on)


async def standing(tx: Tx, request: StandingOf) -> tuple[StandingChange, ...] | NoSuchMember:
    if await queries.by_id(tx, request.member) is None:
        return NoSuchMember()
    rows = await tx.execute(_standing, {"member": request.member})
    return tuple(StandingChange(row.at, row.what, row.reason, row.who) for row in rows)


async def has_pin(tx: Tx, request: HasPin) -> bool:
    return (await tx.execute(_pin, {"member": request.member})).one_or_none() is not None
