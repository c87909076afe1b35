"""Tills, their days, every movement of cash with its receipt, and every count; only a day is ever edited."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, Date, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Instant, Rows

OPEN, CLOSED = "open", "closed"


class TillRow(Rows):
    """One till: a place for cash, which belongs to nobody. Its code is in the name of its account."""

    __tablename__ = "tills"

    code: Mapped[str] = mapped_column(String(12), primary_key=True)
    name: Mapped[str] = mapped_column(String(40))
    branch: Mapped[str] = mapped_column(String(40))
    made_by: Mapped[str] = mapped_column(String(80))
    made_at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (UniqueConstraint("branch", "name"),)


class TillDayRow(Rows):
    """A till in somebody's keeping, from its float to its close.

    `open_till` and `open_teller` are what makes it the only open day of the till, and the teller's only one; a closed
    day has neither.
    """

    __tablename__ = "till_days"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    till: Mapped[str] = mapped_column(String(12))
    day: Mapped[date] = mapped_column(Date)
    teller: Mapped[str] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(String(10))
    currency: Mapped[str] = mapped_column(String(3))
    opening: Mapped[int] = mapped_column(BigInteger)
    opened_at: Mapped[datetime] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant, nullable=True)
    closed_by: Mapped[str] = mapped_column(String(80))
    open_till: Mapped[str | None] = mapped_column(String(12), unique=True, nullable=True)
    open_teller: Mapped[str | None] = mapped_column(String(80), unique=True, nullable=True)

    __table_args__ = (Index("till_days_till", "till", "id"),)


class MovementRow(Rows):
    """One movement of cash under the number of its receipt: positive came in, negative went out.

    Without a till it is the vault's. `reverses` is the number of the movement that it takes back.
    """

    __tablename__ = "cash_movements"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    till: Mapped[str] = mapped_column(String(12))
    till_day: Mapped[str] = mapped_column(String(32), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    minor_units: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    member: Mapped[str] = mapped_column(String(32))
    target: Mapped[str] = mapped_column(String(20))
    booked_on: Mapped[date] = mapped_column(Date)
    at: Mapped[datetime] = mapped_column(Instant)
    by: Mapped[str] = mapped_column(String(80))
    note: Mapped[str] = mapped_column(String(200))
    reverses: Mapped[int | None] = mapped_column(Integer, unique=True, nullable=True)

    __table_args__ = (
        Index("cash_movements_till", "till", "number"),
        Index("cash_movements_member", "member", "number"),
        Index("cash_movements_day", "booked_on", "number"),
    )


class CountRow(Rows):
    """One count of one till. `after` is the number of the last movement before it, `pieces` its notes and coins."""

    __tablename__ = "till_counts"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    till_day: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime] = mapped_column(Instant)
    by: Mapped[str] = mapped_column(String(80))
    counted: Mapped[int] = mapped_column(BigInteger)
    expected: Mapped[int] = mapped_column(BigInteger)
    after: Mapped[int] = mapped_column(Integer)
    pieces: Mapped[str] = mapped_column(Text)

    __table_args__ = (Index("till_counts_day", "till_day", "id"),)
