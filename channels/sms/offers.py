"""She told a provider, not us, that she wants offers no more, or again: her consent follows; receipts always come."""

from __future__ import annotations

from core.members.messages import Caller, SetOffers, WhoCalls
from core.messages import Door, Origin
from core.phone import Phone


async def set_offers(door: Door, phone: Phone, *, wanted: bool, channel: str, key: str, by: Origin) -> None:
    """Of somebody who is no member there is no consent to change. `key` is once for ever with this provider."""
    caller = await door.perform(WhoCalls(phone=phone), by=by)
    if isinstance(caller, Caller) and caller.member:
        offers = SetOffers(member=caller.member, wanted=wanted, language=caller.language, channel=channel)
        await door.perform(offers, key=key, scope=by.who.removeprefix("provider:"), by=by)
