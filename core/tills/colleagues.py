"""What the people at the desk are called, for whoever reads a receipt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from core.messages import STAFF, Refusal
from core.staff.messages import StaffOf
from core.tx import Tx


async def names(tx: Tx, people: Iterable[str]) -> Mapping[str, str]:
    """`staff:<id>` -> name; empty for the house itself, and for who is unknown."""
    found = {}
    for who in sorted(set(people)):
        member = await tx.perform(StaffOf(staff=who.removeprefix(STAFF))) if who.startswith(STAFF) else None
        found[who] = "" if member is None or isinstance(member, Refusal) else member.name
    return found
