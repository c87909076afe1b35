"""What the audit trail knows of a member: what became of her PIN, and who of the staff looked at her."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, and_, bindparam, or_, select

from core.audit import AuditRow
from core.history.messages import Happening
from core.tx import Tx

#: Request -> what it is called in the timeline.
DONE = {
    "ChangePin": "change_pin",
    "PausePin": "pause_pin",
    "AskPinReset": "ask_pin_reset",
    "UseResetCode": "use_reset_code",
    "ProveNumber": "prove_number",
    "SetOffers": "choose_offers",
}
#: Only what a person chose to look at: one page of the console asks more than that.
LOOKS = {"MemberOf": "profile", "RevealIdentity": "identity", "StatementOf": "statement"}
WRONG_PIN = "refused:WrongPin"

_trail = (
    select(AuditRow.at, AuditRow.who, AuditRow.channel, AuditRow.request, AuditRow.outcome)
    .where(
        AuditRow.subject == bindparam("member"),
        AuditRow.at <= bindparam("until"),
        or_(
            and_(AuditRow.outcome == "done", AuditRow.request.in_(DONE)),
            and_(AuditRow.outcome == "read", AuditRow.request.in_(LOOKS), bindparam("looks", type_=Boolean)),
            AuditRow.outcome == WRONG_PIN,
        ),
    )
    .order_by(AuditRow.at.desc(), AuditRow.id.desc())
    .limit(bindparam("count"))
)


async def happened(tx: Tx, member: str, *, until: Any, count: int, looks: bool) -> tuple[Happening, ...]:
    rows = await tx.execute(_trail, {"member": member, "until": until, "count": count, "looks": looks})
    return tuple(_happening(row) for row in rows)


def _happening(row: Any) -> Happening:
    channel = (("channel", row.channel),) if row.channel else ()
    if row.outcome == "read":
        return Happening(row.at, "look", who=row.who, facts=(("at", LOOKS[row.request]), *channel))
    what = "wrong_pin" if row.outcome == WRONG_PIN else DONE[row.request]
    return Happening(row.at, what, facts=channel)
