"""What is asked of members' rows, each question one statement, built once."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Executable, Row, bindparam, func, literal, null, select, type_coerce, union_all
from sqlalchemy.orm import aliased

from core.db import Instant
from core.members import rules
from core.members.messages import (
    AlreadyMember,
    Caller,
    CheckNewcomer,
    Contact,
    ContactOf,
    FindMember,
    MemberByPhoneHash,
    NamesOf,
    NoSuchMember,
    Offers,
    OffersOf,
    PinUsable,
    ResetPending,
    TooYoung,
    WhoCalls,
)
from core.members.tables import ConsentRow, MemberRow, PhoneRow, PinRow, ResetRow, VisitorRow
from core.messages import AccountBlocked, PinPaused, Refusal
from core.phone import Phone
from core.tx import Tx

_open_phone = (PhoneRow.member == MemberRow.id) & PhoneRow.until.is_(None)

#: Blocked, for her own sake, or suspended by the institution: money out stands still either way.
_stopped = func.coalesce(MemberRow.blocked_at, MemberRow.suspended_at).label("stopped_at")
_earlier = aliased(PhoneRow)
#: Since when the money goes to another phone than before.
_number_changed = (
    select(func.max(_earlier.until)).where(_earlier.member == MemberRow.id).scalar_subquery().label("number_changed_at")
)

# On the path of every USSD hop: one round trip for members and strangers alike, the member first.
_who_calls: Executable = union_all(
    select(
        literal(0).label("rank"), MemberRow.id, MemberRow.number, MemberRow.first_name, MemberRow.language,
        MemberRow.tier, _stopped, PhoneRow.heard_at, PhoneRow.doubted_at,
    ).join(PhoneRow, _open_phone).where(PhoneRow.phone == bindparam("phone")),
    select(
        literal(1), literal(""), literal(""), literal(""), VisitorRow.language, literal(0),
        type_coerce(null(), Instant), type_coerce(null(), Instant), type_coerce(null(), Instant),
    ).where(VisitorRow.phone == bindparam("phone")),
).order_by("rank").limit(1)  # fmt: skip

_contact = (
    select(
        PhoneRow.phone, MemberRow.language, MemberRow.first_name, MemberRow.full_name, MemberRow.number,
        MemberRow.tier, _stopped, MemberRow.joined_on, PinRow.changed_at, _number_changed,
    )
    .join(PhoneRow, _open_phone)
    .outerjoin(PinRow, PinRow.member == MemberRow.id)
    .where(MemberRow.id == bindparam("member"))
    .order_by(PhoneRow.since.desc())
    .limit(1)
)  # fmt: skip
_by_digest = select(PhoneRow.member).where(PhoneRow.digest == bindparam("digest"), PhoneRow.until.is_(None)).limit(1)
_by_number = select(MemberRow.id).where(MemberRow.number == bindparam("number"))
_by_id_number = select(MemberRow.id, MemberRow.number, MemberRow.id_number).where(
    MemberRow.id_number == bindparam("id_number")
)
_phone_of = (
    select(PhoneRow.phone, PhoneRow.heard_at, PhoneRow.doubted_at, MemberRow.language)
    .join(MemberRow, _open_phone)
    .where(MemberRow.id == bindparam("member"))
    .order_by(PhoneRow.since.desc())
    .limit(1)
)
_by_id = select(MemberRow).where(MemberRow.id == bindparam("member"))
_names = select(MemberRow.id, MemberRow.full_name).where(MemberRow.id.in_(bindparam("members", expanding=True)))
_offers = (
    select(ConsentRow.given)
    .where(ConsentRow.member == bindparam("member"), ConsentRow.purpose == "offers")
    .order_by(ConsentRow.id.desc())
    .limit(1)
)
_pin_state = (
    select(PinRow.paused_until, PinRow.closed, _stopped)
    .join(MemberRow, MemberRow.id == PinRow.member)
    .where(PinRow.member == bindparam("member"))
)
_pending = select(ResetRow.id).where(
    ResetRow.member == bindparam("member"),
    ResetRow.used_at.is_(None),
    ResetRow.tries < rules.RESET_TRIES,
    ResetRow.expires_at > bindparam("now"),
)


async def who_calls(tx: Tx, request: WhoCalls) -> Caller:
    row = (await tx.execute(_who_calls, {"phone": request.phone.number})).one_or_none()
    if row is None:
        return Caller()
    doubtful = bool(row.id) and rules.is_doubtful(heard_at=row.heard_at, doubted_at=row.doubted_at, now=tx.now)
    return Caller(row.id, row.number, row.first_name, row.language, row.tier, row.stopped_at is not None, doubtful)


async def pin_usable(tx: Tx, request: PinUsable) -> PinPaused | AccountBlocked | None:
    row = (await tx.execute(_pin_state, {"member": request.member})).one_or_none()
    if row is None:
        return None
    if row.closed or (row.paused_until is not None and row.paused_until > tx.now):
        return PinPaused(None if row.closed else row.paused_until)
    return AccountBlocked() if request.moves and row.stopped_at is not None else None


async def contact_of(tx: Tx, request: ContactOf) -> Contact | NoSuchMember:
    row = (await tx.execute(_contact, {"member": request.member})).one_or_none()
    if row is None:
        return NoSuchMember()
    return Contact(
        phone=Phone(row.phone),
        language=row.language,
        first_name=row.first_name,
        full_name=row.full_name,
        number=row.number,
        tier=row.tier,
        blocked=row.stopped_at is not None,
        joined_on=row.joined_on,
        pin_changed_at=row.changed_at,
        number_changed_at=row.number_changed_at,
    )


async def names_of(tx: Tx, request: NamesOf) -> dict[str, str]:
    rows = await tx.execute(_names, {"members": list(request.members)}) if request.members else ()
    return {row.id: row.full_name for row in rows}


async def find_member(tx: Tx, request: FindMember) -> str | NoSuchMember:
    count = rules.read_number(request.words)
    if count is not None:
        found = await by_number(tx, rules.member_number(count))
        return found or NoSuchMember()
    try:
        phone = Phone.read(request.words, tx.institution.country_code)
    except ValueError:
        return NoSuchMember()
    return (await who_calls(tx, WhoCalls(phone=phone))).member or NoSuchMember()


async def by_phone_hash(tx: Tx, request: MemberByPhoneHash) -> str | NoSuchMember:
    found = (await tx.execute(_by_digest, {"digest": request.digest.lower()})).scalar_one_or_none()
    return found or NoSuchMember()


async def check_newcomer(tx: Tx, request: CheckNewcomer) -> Refusal | None:
    if await by_id_number(tx, request.id_number) is not None:
        return AlreadyMember()
    return TooYoung() if is_too_young(tx, request.born_on) else None


async def offers_of(tx: Tx, request: OffersOf) -> Offers:
    given = (await tx.execute(_offers, {"member": request.member})).scalar_one_or_none()
    return Offers(bool(given))


async def reset_pending(tx: Tx, request: ResetPending) -> bool:
    return await pending_reset(tx, request.member, tx.now) is not None


async def pending_reset(tx: Tx, member: str, now: datetime) -> str | None:
    found: str | None = (await tx.execute(_pending, {"member": member, "now": now})).scalar_one_or_none()
    return found


async def by_number(tx: Tx, number: str) -> str | None:
    found: str | None = (await tx.execute(_by_number, {"number": number})).scalar_one_or_none()
    return found


async def by_id_number(tx: Tx, id_number: str) -> Row[Any] | None:
    """(id, number, id_number) of whoever has this ID number, as typed."""
    return (await tx.execute(_by_id_number, {"id_number": rules.plain_id(id_number)})).one_or_none()


async def phone_of(tx: Tx, member: str) -> Row[Any] | None:
    """(phone, heard_at, doubted_at, language) of a member's own phone."""
    return (await tx.execute(_phone_of, {"member": member})).one_or_none()


async def by_id(tx: Tx, member: str) -> Row[Any] | None:
    """The whole row of a member."""
    return (await tx.execute(_by_id, {"member": member})).one_or_none()


def is_too_young(tx: Tx, born_on: date) -> bool:
    return rules.age(born_on, tx.today) < rules.LEAST_AGE
