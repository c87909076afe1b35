"""Whose loan it is: the name and number of a member beside her loans."""

from __future__ import annotations

from collections.abc import Iterable

from core.lending.messages import Whose
from core.members.messages import ContactOf
from core.tx import Tx


async def whose(tx: Tx, members: Iterable[str]) -> dict[str, Whose]:
    """By member id; a page of a list at most."""
    found = {}
    for member in set(members):
        contact = await tx.must(ContactOf(member=member))
        found[member] = Whose(member, contact.number, contact.full_name)
    return found
