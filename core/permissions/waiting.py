"""A request is kept until a second person has looked at it; the bus asks here before it runs what staff ask for."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, insert, select

from core.audit import audit_row
from core.codec import encode
from core.ids import new_id
from core.messages import Command, KeyReused, NotPermitted, Origin, Refusal, Request, SecondPersonNeeded
from core.permissions.rules import RULES, may
from core.permissions.tables import ApprovalRow
from core.tx import Tx

_kept = select(ApprovalRow.id, ApprovalRow.request_hash).where(
    ApprovalRow.scope == bindparam("of_scope"), ApprovalRow.key == bindparam("of_key")
)


def not_permitted(request: Request[Any], by: Origin) -> NotPermitted | None:
    """The answer to staff whose roles do not allow this; None where they do, and for everybody else."""
    if not by.is_staff or may(by.roles, type(request)):
        return None
    return NotPermitted(type(request).__name__)


def reads_leave_a_record(request: Request[Any], by: Origin) -> bool:
    return by.is_staff and RULES[type(request)].audited


async def propose(tx: Tx, request: Command[Any], *, scope: str, request_hash: str) -> Refusal | None:
    """Keep it for a second person, once per key; what would be refused now is refused at once. None: it needs none."""
    if not tx.origin.is_staff or not await _needs_two(tx, request):
        return None
    kept = (await tx.execute(_kept, {"of_scope": scope, "of_key": tx.key})).one_or_none()
    if kept is not None:
        return SecondPersonNeeded(kept.id) if kept.request_hash == request_hash else KeyReused()
    if (refusal := await tx.rehearse(request)) is not None:
        return refusal
    row = {
        "id": new_id(),
        "scope": scope,
        "key": tx.key,
        "request": type(request).__name__,
        "request_hash": request_hash,
        "body": encode(request).decode(),
        "subject": audit_row(request, "", at=tx.now, key="", by=tx.origin)["subject"],
        "maker": tx.origin.who,
        "at": tx.now,
        "state": "waiting",
        "checker": "",
        "decided_at": None,
        "reason": "",
    }
    # A twin under the same key breaks the unique key; the bus runs the loser again, who then finds it kept.
    await tx.execute(insert(ApprovalRow), row)
    return SecondPersonNeeded(row["id"])


async def _needs_two(tx: Tx, request: Command[Any]) -> bool:
    rule = RULES[type(request)]
    if not rule.checkers:
        return False
    return rule.when is None or await tx.must(rule.when(request))
