"""A forgotten PIN: a code by SMS when ID number, tier and SIM speak for her, otherwise the office."""

from __future__ import annotations

from sqlalchemy import bindparam, func, insert, select, update

from core.cases.messages import OpenCase
from core.conversations.messages import CloseReading
from core.ids import new_id
from core.members import pins, queries, rules
from core.members.choosing import grant
from core.members.messages import (
    AskPinReset,
    NoSuchReset,
    RecordSimCheck,
    ResetCode,
    ResetCodeOf,
    UseResetCode,
    WrongCode,
)
from core.members.tables import ResetRow, SimCheckRow
from core.secret import Secret
from core.tx import Tx

_today = select(func.count()).where(ResetRow.member == bindparam("member"), ResetRow.asked_on == bindparam("today"))
_end = (
    update(ResetRow)
    .where(
        ResetRow.member == bindparam("whose"),
        ResetRow.used_at.is_(None),
        ResetRow.expires_at > bindparam("now"),
    )
    .values(expires_at=bindparam("now"))
)
_standing = select(ResetRow.id).where(
    ResetRow.id == bindparam("reset"),
    ResetRow.used_at.is_(None),
    ResetRow.tries < rules.RESET_TRIES,
    ResetRow.expires_at > bindparam("now"),
)
# The try that is being made now has been counted: the third one has its own number in `tries`.
_being_tried = select(ResetRow.id).where(
    ResetRow.member == bindparam("member"),
    ResetRow.used_at.is_(None),
    ResetRow.tries <= rules.RESET_TRIES,
    ResetRow.expires_at > bindparam("now"),
)
_use = (
    update(ResetRow)
    .where(ResetRow.id == bindparam("reset"), ResetRow.used_at.is_(None))
    .values(used_at=bindparam("now"))
    .returning(ResetRow.id)
)
_sim = (
    select(SimCheckRow.changed_at, SimCheckRow.at)
    .where(SimCheckRow.member == bindparam("member"))
    .order_by(SimCheckRow.id.desc())
    .limit(1)
)


async def ask(tx: Tx, request: AskPinReset) -> None:
    member = request.member
    if not await _may_reset_by_sms(tx, member, request.id_number):
        await tx.must(OpenCase(kind="pin_reset", about=member, member=member))
        return
    await begin(tx, member)


async def begin(tx: Tx, member: str) -> None:
    """A new code, by SMS to her own phone; the ones before open nothing any more."""
    await end_resets(tx, member)
    reset = new_id()
    row = {
        "id": reset,
        "member": member,
        "asked_on": tx.today,
        "expires_at": tx.now + rules.RESET_HOLDS,
        "used_at": None,
        "tries": 0,
    }
    await tx.execute(insert(ResetRow), row)
    tx.tell(member, ResetCode(reset), event=f"reset_code:{reset}")


async def end_resets(tx: Tx, member: str) -> None:
    """Codes that were sent before open nothing any more."""
    await tx.execute(_end, {"whose": member, "now": tx.now})


async def code_of(tx: Tx, request: ResetCodeOf) -> Secret | NoSuchReset:
    row = (await tx.execute(_standing, {"reset": request.reset, "now": tx.now})).one_or_none()
    return NoSuchReset() if row is None else pins.reset_code(row.id, pepper=tx.pepper)


async def use(tx: Tx, request: UseResetCode) -> WrongCode | None:
    row = (await tx.execute(_being_tried, {"member": request.member, "now": tx.now})).one_or_none()
    if row is None or not request.code.matches(pins.reset_code(row.id, pepper=tx.pepper).reveal()):
        return WrongCode()
    if (await tx.execute(_use, {"reset": row.id, "now": tx.now})).one_or_none() is None:
        return WrongCode()
    await grant(tx, request.conversation, request.member)
    return None


async def record_sim_check(tx: Tx, request: RecordSimCheck) -> None:
    row = {"id": new_id(), "member": request.member, "changed_at": request.changed_at, "at": tx.now}
    await tx.execute(insert(SimCheckRow), row)
    if not rules.sim_rested(changed_at=request.changed_at, checked_at=tx.now, now=tx.now):
        await tx.must(CloseReading(member=request.member))


async def enough_today(tx: Tx, member: str) -> bool:
    sent = (await tx.execute(_today, {"member": member, "today": tx.today})).scalar_one()
    return int(sent) >= rules.RESETS_A_DAY


async def _may_reset_by_sms(tx: Tx, member: str, id_number: str) -> bool:
    row = await queries.by_id(tx, member)
    if row is None or row.blocked_at is not None or row.tier < rules.RESET_TIER:
        return False
    if row.id_number != rules.plain_id(id_number):
        return False
    if await enough_today(tx, member):
        return False
    sim = (await tx.execute(_sim, {"member": member})).one_or_none()
    return sim is not None and rules.sim_rested(changed_at=sim.changed_at, checked_at=sim.at, now=tx.now)
