"""Blocked, suspended, identity checked, offers wanted: each change leaves a row that says why."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, update

from core.ids import new_id
from core.members import queries, rules
from core.members.messages import (
    AccountWasBlocked,
    AccountWasOpened,
    AccountWasSuspended,
    BlockAccount,
    BlockMember,
    NoSuchMember,
    NothingToChange,
    RecordIdentity,
    ReinstateMember,
    SetOffers,
    SuspendMember,
    UnblockMember,
)
from core.members.resets import end_resets
from core.members.tables import ConsentRow, MemberRow, StandingRow
from core.messages import Refusal
from core.tx import Tx

MOST_REASON = 500


async def block(tx: Tx, request: BlockMember) -> None:
    member = request.member or await _by_papers(tx, request)
    row = await queries.by_id(tx, member)
    if row is None or row.blocked_at is not None:
        return
    await _block(tx, member, "asked by phone")


async def block_account(tx: Tx, request: BlockAccount) -> NoSuchMember | None:
    row = await queries.by_id(tx, request.member)
    if row is None:
        return NoSuchMember()
    if row.blocked_at is None:
        await _block(tx, request.member, request.reason)
    return None


async def _block(tx: Tx, member: str, reason: str) -> None:
    await _change(tx, member, "blocked", reason, blocked_at=tx.now)
    await end_resets(tx, member)
    tx.tell(member, AccountWasBlocked(tx.now), event=f"blocked:{member}:{tx.now:%Y%m%d%H%M%S%f}")


async def unblock(tx: Tx, request: UnblockMember) -> NoSuchMember | None:
    row = await queries.by_id(tx, request.member)
    if row is None:
        return NoSuchMember()
    await _change(tx, request.member, "unblocked", request.reason, blocked_at=None)
    if row.blocked_at is not None and row.suspended_at is None:
        _tell_opened(tx, request.member)
    return None


async def suspend(tx: Tx, request: SuspendMember) -> NoSuchMember | None:
    row = await queries.by_id(tx, request.member)
    if row is None:
        return NoSuchMember()
    if row.suspended_at is None:
        await _change(tx, request.member, "suspended", request.reason, suspended_at=tx.now)
        event = f"suspended:{request.member}:{tx.now:%Y%m%d%H%M%S%f}"
        tx.tell(request.member, AccountWasSuspended(tx.now), event=event)
    return None


async def reinstate(tx: Tx, request: ReinstateMember) -> Refusal | None:
    row = await queries.by_id(tx, request.member)
    if row is None:
        return NoSuchMember()
    if row.suspended_at is None:
        return NothingToChange()
    await _change(tx, request.member, "reinstated", request.reason, suspended_at=None)
    if row.blocked_at is None:
        _tell_opened(tx, request.member)
    return None


def _tell_opened(tx: Tx, member: str) -> None:
    """Nothing stops her money any more."""
    tx.tell(member, AccountWasOpened(tx.now), event=f"opened:{member}:{tx.now:%Y%m%d%H%M%S%f}")


async def record_identity(tx: Tx, request: RecordIdentity) -> NoSuchMember | None:
    if await queries.by_id(tx, request.member) is None:
        return NoSuchMember()
    await _change(tx, request.member, f"tier {request.tier}", request.reason, tier=request.tier)
    return None


async def set_offers(tx: Tx, request: SetOffers) -> None:
    row = {
        "id": new_id(),
        "member": request.member,
        "purpose": "offers",
        "given": request.wanted,
        "version": tx.institution.consent_version,
        "shown": "",
        "language": request.language,
        "channel": request.channel,
        "at": tx.now,
    }
    await tx.execute(insert(ConsentRow), row)


async def _by_papers(tx: Tx, request: BlockMember) -> str:
    """Whose member number and ID number these are, both of them; empty when they do not belong together."""
    count = rules.read_number(request.number)
    found = await queries.by_id_number(tx, request.id_number)
    if found is None or count is None or found.number != rules.member_number(count):
        return ""
    member: str = found.id
    return member


async def _change(tx: Tx, member: str, what: str, reason: str, **values: Any) -> None:
    await tx.execute(update(MemberRow).where(MemberRow.id == member).values(**values))
    await note(tx, member, what, reason)


async def note(tx: Tx, member: str, what: str, reason: str) -> None:
    """One line of what was decided about her."""
    row = {
        "id": new_id(),
        "member": member,
        "what": what,
        "reason": reason[:MOST_REASON],
        "who": tx.origin.who,
        "at": tx.now,
    }
    await tx.execute(insert(StandingRow), row)
