"""What arrived from outside: raw, once, and read after the answer was given."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary, String, UniqueConstraint, select, update
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Instant, Rows
from core.ids import new_id
from core.messages import Arrived, KeepArrival, Kept, ReadArrival, Refusal, SetAsideArrival
from core.tx import Tx

MOST_BODY_BYTES = 65_536


class ArrivalRow(Rows):
    """One arrival. `trouble` says why nobody could read it."""

    __tablename__ = "inbox"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    source: Mapped[str] = mapped_column(String(60))
    key: Mapped[str] = mapped_column(String(200))
    about: Mapped[str] = mapped_column(String(80))
    body: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime] = mapped_column(Instant)
    trouble: Mapped[str] = mapped_column(String(200), default="")

    __table_args__ = (UniqueConstraint("source", "key"),)


_read = select(ArrivalRow.source, ArrivalRow.body, ArrivalRow.about, ArrivalRow.at)


async def keep(tx: Tx, request: KeepArrival) -> bool:
    arrival = new_id()
    row = {
        "id": arrival,
        "source": request.source,
        "key": request.key,
        "about": request.about,
        "body": request.body[:MOST_BODY_BYTES],
        "at": tx.now,
        "trouble": "",
    }
    if not await tx.insert_once(ArrivalRow, row):
        return False
    tx.enqueue(f"arrived.{request.source}", Arrived(arrival), key=f"arrived:{arrival}", order=request.order)
    return True


async def read(tx: Tx, request: ReadArrival) -> Kept | Refusal:
    row = (await tx.execute(_read.where(ArrivalRow.id == request.arrival))).one()
    return Kept(source=row.source, body=row.body, about=row.about, at=row.at)


async def set_aside(tx: Tx, request: SetAsideArrival) -> None:
    await tx.execute(update(ArrivalRow).where(ArrivalRow.id == request.arrival).values(trouble=request.reason[:200]))


HANDLERS = {KeepArrival: keep, ReadArrival: read, SetAsideArrival: set_aside}
