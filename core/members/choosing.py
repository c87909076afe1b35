"""A new PIN in two turns, and the leave to choose one, which the old PIN or a reset code gives."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, select, update

from core.ids import new_id
from core.members import pins, rules
from core.members.messages import (
    AllowPinChange,
    ChangePin,
    EasyPin,
    NotAllowed,
    PinChanged,
    PinExpired,
    ProposePin,
)
from core.members.tables import GrantRow, MemberRow, PinRow, ProposalRow
from core.messages import Refusal
from core.tx import Tx

_born_on = select(MemberRow.born_on).where(MemberRow.id == bindparam("member"))
_forget_proposal = delete(ProposalRow).where(
    (ProposalRow.conversation == bindparam("conversation")) | (ProposalRow.expires_at <= bindparam("now"))
)
_take_proposal = (
    delete(ProposalRow)
    .where(ProposalRow.conversation == bindparam("conversation"), ProposalRow.expires_at > bindparam("now"))
    .returning(ProposalRow.member, ProposalRow.hash)
)
_forget_grant = delete(GrantRow).where(
    (GrantRow.conversation == bindparam("conversation")) | (GrantRow.expires_at <= bindparam("now"))
)
_take_grant = (
    delete(GrantRow)
    .where(
        GrantRow.conversation == bindparam("conversation"),
        GrantRow.member == bindparam("member"),
        GrantRow.expires_at > bindparam("now"),
    )
    .returning(GrantRow.member)
)


async def propose(tx: Tx, request: ProposePin) -> EasyPin | None:
    born_on = request.born_on
    if request.member and born_on is None:
        born_on = (await tx.execute(_born_on, {"member": request.member})).scalar_one_or_none()
    if rules.is_easy(request.pin.reveal(), born_on):
        return EasyPin()

    member = request.member or new_id()
    with pins.place():
        stored = await pins.hash_of(request.pin, member=member, pepper=tx.pepper)
    await tx.execute(_forget_proposal, {"conversation": request.conversation, "now": tx.now})
    row = {
        "conversation": request.conversation,
        "member": member,
        "hash": stored,
        "expires_at": tx.now + rules.PROPOSAL_HOLDS,
    }
    await tx.execute(insert(ProposalRow), row)
    return None


async def take_proposal(tx: Tx, conversation: str) -> Row[Any] | None:
    """The (member, hash) of a first entry that still holds; it is gone afterwards."""
    return (await tx.execute(_take_proposal, {"conversation": conversation, "now": tx.now})).one_or_none()


async def allow_change(tx: Tx, request: AllowPinChange) -> None:
    await grant(tx, request.conversation, request.member)


async def grant(tx: Tx, conversation: str, member: str) -> None:
    """Let this member choose a new PIN in this conversation, for ten minutes."""
    await tx.execute(_forget_grant, {"conversation": conversation, "now": tx.now})
    row = {"conversation": conversation, "member": member, "expires_at": tx.now + rules.GRANT_HOLDS}
    await tx.execute(insert(GrantRow), row)


async def change(tx: Tx, request: ChangePin) -> Refusal | None:
    member, at = request.member, {"conversation": request.conversation, "now": tx.now}
    if (await tx.execute(_take_grant, {**at, "member": member})).one_or_none() is None:
        return NotAllowed()
    proposal = await take_proposal(tx, request.conversation)
    if proposal is None:
        return PinExpired()

    stored = proposal.hash
    if proposal.member != member:
        with pins.place():
            stored = await pins.hash_of(request.pin, member=member, pepper=tx.pepper)
    await _set(tx, member, stored)
    most = tx.institution.after_pin_change
    tx.tell(member, PinChanged(tx.now, most), event=f"pin_changed:{member}:{tx.now:%Y%m%d%H%M%S%f}")
    return None


async def _set(tx: Tx, member: str, stored: str) -> None:
    """A new PIN starts with all its tries; a pause of the old one ends."""
    values = {"hash": stored, "changed_at": tx.now, "tries": 0, "paused_until": None, "closed": False}
    changed = await tx.execute(update(PinRow).where(PinRow.member == member).values(values))
    if changed.rowcount == 0:
        await tx.execute(insert(PinRow), {"member": member, **values})
