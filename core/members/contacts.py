"""The language of a phone, and what stands for a phone where the phone itself should not be written."""

from __future__ import annotations

import hashlib
import hmac

from sqlalchemy import bindparam, delete, insert, update

from core.members.messages import ChooseLanguage, LanguageChanged, WhoCalls
from core.members.queries import who_calls
from core.members.tables import MemberRow, VisitorRow
from core.tx import Tx

_choose = update(MemberRow).where(MemberRow.id == bindparam("whose")).values(language=bindparam("spoken"))
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


def digest(tx: Tx, *words: str) -> str:
    """The same words give the same 32 hex digits; nobody without the pepper gets the words back."""
    return hmac.digest(tx.pepper, b"about:" + "|".join(words).encode(), hashlib.sha256).hex()[:32]
