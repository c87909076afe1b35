"""Blocked or not, identity checked or not, offers wanted or not: each change leaves a row that says why."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, update

from core.ids import new_id
from core.members import queries, rules
from core.members.messages import (
    AccountWasBlocked,
    BlockMember,
    NoSuchMember,
    RecordIdentity,
    SetOffers,
    UnblockMember,
)
from core.members.resets import end_resets
from core.members.tables import ConsentRow, MemberRow, StandingRow
from core.tx import Tx


async def block(tx: Tx, request: BlockMember) -> None:
    member = request.member or await _by_papers(tx, request)
    row = await queries.by_id(tx, member)
    if row is None or row.blocked_at is not None:
        return
    await _change(tx, member, "blocked", "asked by phone", blocked_at=tx.now)
    await end_resets(tx, member)
    tx.tell(member, AccountWasBlocked(tx.now), event=f"blocked:{member}:{tx.now:%Y%m%d%H%M%S%f}")


async def unblock(tx: Tx, request: UnblockMember) -> NoSuchMember | None:
    if await queries.by_id(tx, request.member) is None:
        return NoSuchMember()
    await _change(tx, request.member, "unblocked", request.reason, blocked_at=None)
    return None


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
    row = {
        "id": new_id(),
        "member": member,
        "what": what,
        "reason": reason,
        "who": tx.origin.who,
        "at": tx.now,
    }
    await tx.execute(insert(StandingRow), row)
