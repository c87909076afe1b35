"""A phone: its language, whether it is still hers, and what stands for it where it should not be written."""

from __future__ import annotations

import hashlib
import hmac

from sqlalchemy import bindparam, delete, insert, update

from core.conversations.messages import CloseReading
from core.members import rules
from core.members.messages import (
    ChooseLanguage,
    DoubtNumber,
    HeardFrom,
    LanguageChanged,
    ProveNumber,
    WhoCalls,
    WrongDigits,
)
from core.members.queries import by_id, who_calls
from core.members.tables import MemberRow, PhoneRow, VisitorRow
from core.tx import Tx

_choose = update(MemberRow).where(MemberRow.id == bindparam("whose")).values(language=bindparam("spoken"))
_open = PhoneRow.until.is_(None)
_proven = update(PhoneRow).where(PhoneRow.member == bindparam("whose"), _open)
_doubted = update(PhoneRow).where(PhoneRow.phone == bindparam("which"), _open).returning(PhoneRow.member)
_heard = update(PhoneRow).where(
    PhoneRow.member.in_(bindparam("members", expanding=True)),
    _open,
    PhoneRow.doubted_at.is_(None),
    PhoneRow.heard_at.between(bindparam("from_then"), bindparam("to_then")),
)
_forget = delete(VisitorRow).where(VisitorRow.phone == bindparam("phone"))


async def choose_language(tx: Tx, request: ChooseLanguage) -> None:
    caller = await who_calls(tx, WhoCalls(phone=request.phone))
    if caller.language == request.language:
        return
    if not caller.member:
        await _remember(tx, request)
        return
    await tx.execute(_choose, {"whose": caller.member, "spoken": request.language})
    if caller.language:
        event = f"language:{caller.member}:{tx.now:%Y%m%d%H%M%S%f}"
        tx.tell(caller.member, LanguageChanged(tx.now), event=event)


async def _remember(tx: Tx, request: ChooseLanguage) -> None:
    phone = request.phone.number
    await tx.execute(_forget, {"phone": phone})
    await tx.execute(insert(VisitorRow), {"phone": phone, "language": request.language, "at": tx.now})


async def prove(tx: Tx, request: ProveNumber) -> WrongDigits | None:
    member = await by_id(tx, request.member)
    if member is None or not rules.ends_with(member.id_number, request.digits):
        return WrongDigits()
    await tx.execute(_proven.values(heard_at=tx.now, doubted_at=None), {"whose": request.member})
    return None


async def doubt(tx: Tx, request: DoubtNumber) -> None:
    """Her chats forget the PIN, too: they may be on somebody else's phone."""
    found = await tx.execute(_doubted.values(doubted_at=tx.now), {"which": request.phone.number})
    member = found.scalar_one_or_none()
    if member is not None:
        await tx.must(CloseReading(member=member))


async def heard_from(tx: Tx, request: HeardFrom) -> None:
    """A number in doubt, or silent for too long, is not proven by being used."""
    if request.members:
        between = {"from_then": tx.now - rules.SILENCE, "to_then": tx.now - rules.HEARD_AGAIN}
        await tx.execute(_heard.values(heard_at=tx.now), {"members": list(request.members), **between})


def digest(tx: Tx, *words: str) -> str:
    """The same words give the same 32 hex digits; nobody without the pepper gets the words back."""
    return hmac.digest(tx.pepper, b"about:" + "|".join(words).encode(), hashlib.sha256).hex()[:32]
