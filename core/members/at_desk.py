"""What staff do for a member who is with them: she joins, her details or her phone change, a new PIN is begun."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, delete, insert, update

from core.cases.messages import CloseCase, OpenCases
from core.conversations.messages import CloseReading
from core.ids import new_id
from core.members import joining, queries, resets, rules, search
from core.members.messages import (
    ChangeDetails,
    ChangePhone,
    DetailsChanged,
    DetailsSayWho,
    IdNumberTaken,
    JoinAtDesk,
    Joined,
    NoConsent,
    NoSuchMember,
    NotAName,
    NotAnIdNumber,
    NothingToChange,
    NumberInDoubt,
    PhoneChanged,
    PhoneTaken,
    RecordDocument,
    StartPinReset,
    StillBlocked,
    TooManyResets,
    TooYoung,
    WhoCalls,
)
from core.members.standing import note
from core.members.tables import DocumentRow, GrantRow, MemberRow, PhoneRow, VisitorRow
from core.messages import Refusal
from core.tx import Tx

_change = update(MemberRow).where(MemberRow.id == bindparam("whose"))
_open = PhoneRow.until.is_(None)
_leave = update(PhoneRow).where(PhoneRow.member == bindparam("whose"), _open).values(until=bindparam("now"))
_hers = (
    update(PhoneRow)
    .where(PhoneRow.member == bindparam("whose"), _open)
    .values(heard_at=bindparam("now"), doubted_at=None)
)
_no_grants = delete(GrantRow).where(GrantRow.member == bindparam("whose"))
_no_visitor = delete(VisitorRow).where(VisitorRow.phone == bindparam("number"))


async def join(tx: Tx, request: JoinAtDesk) -> Joined | Refusal:
    if (wrong := _wrong_details(tx, request.full_name, request.id_number, request.born_on)) is not None:
        return wrong
    if not request.consents:
        return NoConsent()
    if await queries.by_id_number(tx, request.id_number) is not None:
        return IdNumberTaken()
    if (await queries.who_calls(tx, WhoCalls(phone=request.phone))).member:
        return PhoneTaken()

    joined = await joining.join_at_desk(tx, request)
    member = joined.member
    await note(tx, member, "joined", f"{request.document} seen")
    await _keep_document(tx, member, kind=request.document, number=request.id_number)
    await resets.begin(tx, member)
    return joined


def _wrong_details(tx: Tx, full_name: str | None, id_number: str | None, born_on: Any) -> Refusal | None:
    if full_name is not None and not rules.is_full_name(full_name):
        return NotAName()
    if id_number is not None and not rules.is_id_number(id_number):
        return NotAnIdNumber()
    return TooYoung() if born_on is not None and queries.is_too_young(tx, born_on) else None


async def say_who(tx: Tx, request: DetailsSayWho) -> bool:
    return request.identity


async def change_details(tx: Tx, request: ChangeDetails) -> Refusal | None:
    row = await queries.by_id(tx, request.member)
    if row is None:
        return NoSuchMember()
    if (wrong := _wrong_details(tx, request.full_name, request.id_number, request.born_on)) is not None:
        return wrong
    new = _new_values(row, request)
    if not new:
        return NothingToChange()
    if "id_number" in new and await queries.by_id_number(tx, new["id_number"]) is not None:
        return IdNumberTaken()

    await tx.execute(_change.values(**new), {"whose": request.member})
    if "full_name" in new:
        await search.rename(tx, request.member, new["full_name"])
    changed = ", ".join(name for name in new if name != "first_name").replace("_", " ")
    await note(tx, request.member, "details", f"{changed}: {request.reason}" if request.reason else changed)
    tx.tell(request.member, DetailsChanged(tx.now), event=f"details:{request.member}:{tx.now:%Y%m%d%H%M%S%f}")
    return None


def _new_values(row: Any, request: ChangeDetails) -> dict[str, Any]:
    """What is given and different."""
    given: dict[str, Any] = {"born_on": request.born_on, "language": request.language}
    if request.full_name is not None:
        given["full_name"] = rules.plain_name(request.full_name)
        given["first_name"] = given["full_name"].split(" ")[0]
    if request.id_number is not None:
        given["id_number"] = rules.plain_id(request.id_number)
    return {name: value for name, value in given.items() if value is not None and value != getattr(row, name)}


async def change_phone(tx: Tx, request: ChangePhone) -> Refusal | None:
    member = request.member
    old = await queries.phone_of(tx, member)
    if old is None:
        return NoSuchMember()
    if request.phone.number == old.phone:
        return await _is_hers(tx, request, old)
    if (await queries.who_calls(tx, WhoCalls(phone=request.phone))).member:
        return PhoneTaken()

    await tx.execute(_leave, {"whose": member, "now": tx.now})
    await tx.execute(insert(PhoneRow), joining.phone_row(tx, member, request.phone))
    await tx.execute(_no_visitor, {"number": request.phone.number})
    await tx.execute(_no_grants, {"whose": member})
    await resets.end_resets(tx, member)
    await tx.must(CloseReading(member=member))
    await _close_cases(tx, member, "new_number")
    await note(tx, member, "phone", request.reason)
    notice = PhoneChanged(tx.now, request.phone.number[-3:], tx.institution.after_pin_change)
    event = f"phone:{member}:{tx.now:%Y%m%d%H%M%S%f}"
    tx.tell_phone(old.phone, old.language, notice, event=f"{event}:old")
    tx.tell(member, notice, event=event)
    return None


async def _is_hers(tx: Tx, request: ChangePhone, old: Any) -> NothingToChange | None:
    """Her number stays, and is in doubt no longer."""
    if not rules.is_doubtful(heard_at=old.heard_at, doubted_at=old.doubted_at, now=tx.now):
        return NothingToChange()
    await tx.execute(_hers, {"whose": request.member, "now": tx.now})
    await note(tx, request.member, "phone is hers", request.reason)
    return None


async def start_reset(tx: Tx, request: StartPinReset) -> Refusal | None:
    member = request.member
    row, phone = await queries.by_id(tx, member), await queries.phone_of(tx, member)
    if row is None or phone is None:
        return NoSuchMember()
    if row.blocked_at is not None:
        return StillBlocked()
    if rules.is_doubtful(heard_at=phone.heard_at, doubted_at=phone.doubted_at, now=tx.now):
        return NumberInDoubt()
    if await resets.enough_today(tx, member):
        return TooManyResets()

    await note(tx, member, "pin reset", request.reason)
    await _close_cases(tx, member, "pin_reset")
    await resets.begin(tx, member)
    return None


async def _close_cases(tx: Tx, member: str, kind: str) -> None:
    """What she asked for is done."""
    for case in await tx.must(OpenCases(kind=kind)):
        if case.member == member:
            await tx.perform(CloseCase(number=case.number, outcome="done by staff"))


async def record_document(tx: Tx, request: RecordDocument) -> Refusal | None:
    if not rules.is_id_number(request.number):
        return NotAnIdNumber()
    if await queries.by_id(tx, request.member) is None:
        return NoSuchMember()
    await _keep_document(tx, request.member, kind=request.kind, number=request.number, expires_on=request.expires_on)
    await note(tx, request.member, "document", f"{request.kind} seen")
    return None


async def _keep_document(tx: Tx, member: str, *, kind: str, number: str, expires_on: Any = None) -> None:
    row = {
        "id": new_id(),
        "member": member,
        "kind": kind,
        "number": rules.masked(rules.plain_id(number)),
        "expires_on": expires_on,
        "seen_by": tx.origin.who,
        "at": tx.now,
    }
    await tx.execute(insert(DocumentRow), row)
