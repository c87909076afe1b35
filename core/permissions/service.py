"""The second person: what waits is listed, looked at, done or turned down."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
from sqlalchemy import Row, bindparam, insert, or_, select, update

from core.audit import AuditRow, audit_row
from core.codec import decode, encode
from core.messages import MOST_PAGE, Command, NotPermitted, Page, Refusal
from core.money import Money
from core.performed import PerformedRow
from core.permissions.messages import (
    APPROVAL_RESTS,
    AllRoles,
    Approval,
    ApprovalOf,
    Approvals,
    DecideApproval,
    Fact,
    NoLongerPossible,
    NoSuchApproval,
    Role,
    SamePerson,
)
from core.permissions.rules import REQUESTS, ROLES, RULES, may_check
from core.permissions.tables import ApprovalRow
from core.tx import Tx

_all = ApprovalRow.__table__.columns
_one = select(*_all).where(ApprovalRow.id == bindparam("of_id"))
_list = (
    select(*_all)
    .where(
        ApprovalRow.state == bindparam("of_state"),
        or_(bindparam("about") == "", ApprovalRow.subject == bindparam("about")),
        or_(bindparam("cursor") == "", ApprovalRow.id < bindparam("cursor")),
        ApprovalRow.at > bindparam("after"),
    )
    .order_by(ApprovalRow.id.desc())
    .limit(bindparam("rows"))
)
_decide = (
    update(ApprovalRow)
    .where(ApprovalRow.id == bindparam("of_id"), ApprovalRow.state == "waiting")
    .values(
        state=bindparam("new_state"), checker=bindparam("by"), decided_at=bindparam("now"), reason=bindparam("why"),
        body="",
    )
)  # fmt: skip
#: Decided ones are listed for a year.
LISTED = timedelta(days=365)
MOST_REASON = 200


async def approvals(tx: Tx, request: Approvals) -> Page[Approval]:
    rests = APPROVAL_RESTS if request.state == "waiting" else LISTED
    limit = max(1, min(request.limit, MOST_PAGE))
    rows = await tx.execute(
        _list,
        {
            "of_state": request.state, "about": request.about, "cursor": request.cursor, "rows": limit + 1,
            "after": tx.now - rests,
        },
    )  # fmt: skip
    found = [_approval(tx, row) for row in rows]
    return Page(tuple(found[:limit]), found[limit - 1].approval if len(found) > limit else "")


async def approval_of(tx: Tx, request: ApprovalOf) -> Approval | Refusal:
    row = (await tx.execute(_one, {"of_id": request.approval})).one_or_none()
    return NoSuchApproval() if row is None else _approval(tx, row)


async def decide(tx: Tx, request: DecideApproval) -> Approval | Refusal:
    row = (await tx.execute(_one.with_for_update(), {"of_id": request.approval})).one_or_none()
    if row is None or row.state != "waiting" or row.at + APPROVAL_RESTS < tx.now:
        return NoSuchApproval()
    kind = REQUESTS[row.request]
    if not may_check(tx.origin.roles, kind):
        return NotPermitted(row.request)
    if row.maker == tx.origin.who:
        return SamePerson()

    outcome = "done" if request.approve else "refused:SecondPerson"
    asked: Command[Any] = decode(kind, row.body)
    if request.approve:
        tx.asked_by = row.maker
        answer: Any = await tx.perform(asked)
        if isinstance(answer, Refusal):
            return NoLongerPossible(type(answer).__name__)
        kept = {"scope": row.scope, "key": row.key, "request_hash": row.request_hash, "at": tx.now}
        await tx.execute(insert(PerformedRow), {**kept, "answer": encode(answer).decode()})
    await tx.execute(
        _decide,
        {
            "of_id": row.id,
            "new_state": "done" if request.approve else "refused",
            "by": tx.origin.who,
            "now": tx.now,
            "why": request.reason[:MOST_REASON],
        },
    )
    await tx.execute(insert(AuditRow), audit_row(asked, outcome, at=tx.now, key=tx.key, by=tx.origin))
    return _approval(tx, (await tx.execute(_one, {"of_id": row.id})).one())


async def all_roles(tx: Tx, request: AllRoles) -> tuple[Role, ...]:
    return tuple(
        Role(
            role,
            purpose,
            tuple(sorted(kind.__name__ for kind, rule in RULES.items() if role in rule.roles)),
            tuple(sorted(kind.__name__ for kind, rule in RULES.items() if role in rule.checkers)),
        )
        for role, purpose in ROLES.items()
    )


def _approval(tx: Tx, row: Row[Any]) -> Approval:
    is_second = row.maker != tx.origin.who and may_check(tx.origin.roles, REQUESTS[row.request])
    return Approval(
        approval=row.id,
        request=row.request,
        state=row.state,
        maker=row.maker,
        at=row.at,
        checker=row.checker,
        decided_at=row.decided_at,
        reason=row.reason,
        subject=row.subject,
        facts=_facts(row.body),
        may_decide=row.state == "waiting" and is_second,
    )


def _facts(body: str) -> tuple[Fact, ...]:
    """The fields that say something, as they are stored."""
    if not body:
        return ()
    found = msgspec.json.decode(body)
    return tuple(Fact(name, _said(value)) for name, value in found.items() if value not in ("", None, [], {}))


def _said(value: Any) -> str:
    if isinstance(value, dict) and value.keys() == {"minor", "currency"}:
        return str(Money(value["minor"], value["currency"]))
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


HANDLERS = {Approvals: approvals, ApprovalOf: approval_of, DecideApproval: decide, AllRoles: all_roles}
