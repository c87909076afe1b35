"""What is kept of providers: what lay with them when they last said so, and which questions are ours."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Boolean, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Instant, Rows


class FloatRow(Rows):
    """The last answer about one account. `asked_at` is when its question was put: later ones count."""

    __tablename__ = "provider_floats"

    provider: Mapped[str] = mapped_column(String(20), primary_key=True)
    account: Mapped[str] = mapped_column(String(20), primary_key=True)
    minor_units: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    asked_at: Mapped[datetime] = mapped_column(Instant)
    read_at: Mapped[datetime] = mapped_column(Instant)
    is_low: Mapped[bool] = mapped_column(Boolean)


class FloatQuestionRow(Rows):
    """A question after a float, written before it is put: its token is in the address of the answer."""

    __tablename__ = "float_questions"

    token: Mapped[str] = mapped_column(String(32), primary_key=True)
    provider: Mapped[str] = mapped_column(String(20))
    about: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(Instant, index=True)
