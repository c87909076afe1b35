"""Tries are counted before anybody looks: from the fifth wrong one in a row each costs a pause, longer every time."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Table, bindparam, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.audit import AuditRow
from core.db import insert_once
from core.ids import new_id
from core.messages import Origin
from core.staff import rules
from core.staff.messages import SignInPaused
from core.staff.tables import TriesRow

_rows = TriesRow.__table__
assert isinstance(_rows, Table)
_begin = {dialect: insert_once(_rows, dialect=dialect) for dialect in ("sqlite", "postgresql")}
_faded = delete(TriesRow).where(TriesRow.at < bindparam("before"))
_mine = TriesRow.digest == bindparam("what")
_count = (
    update(TriesRow)
    .where(_mine, or_(TriesRow.paused_until.is_(None), TriesRow.paused_until <= bindparam("now")))
    .values(tries=TriesRow.tries + 1, at=bindparam("now"))
    .returning(TriesRow.tries)
)
_pause = update(TriesRow).where(_mine).values(paused_until=bindparam("until"))
_paused = select(TriesRow.paused_until).where(_mine)


async def count(
    connection: AsyncConnection, what: str, *, now: datetime, origin: Origin, subject: str
) -> SignInPaused | None:
    """Count one more, as if it were wrong; who is right is forgiven afterwards. A refusal: nobody looks now."""
    await connection.execute(_faded, {"before": now - rules.TRIES_FADE})
    new = {"digest": what, "tries": 0, "at": now, "paused_until": None}
    await connection.execute(_begin[connection.dialect.name], new)
    tries = (await connection.execute(_count, {"what": what, "now": now})).scalar_one_or_none()
    if tries is None:
        until: datetime | None = (await connection.execute(_paused, {"what": what})).scalar_one_or_none()
        return SignInPaused(until or now)
    if (pause := rules.pause(tries)) is not None:
        await connection.execute(_pause, {"what": what, "until": now + pause})
        if tries == rules.MOST_TRIES and subject:
            await connection.execute(insert(AuditRow), _trail(now, origin, subject, pause))
    return None


def _trail(now: datetime, origin: Origin, subject: str, pause: timedelta) -> dict[str, object]:
    return {
        "id": new_id(),
        "at": now,
        "who": origin.who,
        "channel": origin.channel,
        "session": origin.session,
        "request": "PauseSignIn",
        "subject": subject,
        "outcome": f"done:{int(pause.total_seconds())}s",
        "key": "",
    }
