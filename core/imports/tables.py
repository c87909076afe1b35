"""Imports and their staged files, who works for which employer, and the lines of check-off files."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, Date, ForeignKey, Index, Integer, LargeBinary, String, Table
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Instant, Rows


class ImportRow(Rows):
    """One file: what it was, who staged it and what became of it. `digest` tells the same file from another.

    `expected_` columns and `paid` are what was said of it; `rows`, `minor_units` and `faults` what was found.
    """

    __tablename__ = "imports"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    digest: Mapped[str] = mapped_column(String(64), index=True)
    cut_over: Mapped[date] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(10))
    by: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(Instant)
    done_at: Mapped[datetime | None] = mapped_column(Instant, nullable=True)
    rows: Mapped[int] = mapped_column(Integer)
    faults: Mapped[int] = mapped_column(Integer)
    minor_units: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    expected_rows: Mapped[int | None] = mapped_column(BigInteger, nullable=True)
    expected_minor_units: Mapped[int | None] = mapped_column(BigInteger, nullable=True)
    employer: Mapped[str] = mapped_column(String(20))
    month: Mapped[date | None] = mapped_column(Date, nullable=True)
    paid: Mapped[int | None] = mapped_column(BigInteger, nullable=True)


class StagedFileRow(Rows):
    """The file itself, as UTF-8, until it is brought in or its time is over: it is full of people."""

    __tablename__ = "import_files"

    batch: Mapped[str] = mapped_column(String(32), ForeignKey("imports.id"), primary_key=True)
    text: Mapped[bytes] = mapped_column(LargeBinary)
    expires_at: Mapped[datetime] = mapped_column(Instant, index=True)


class EmployeeRow(Rows):
    """A member whose employer deducts for us. `last_month` is the last file that she was in."""

    __tablename__ = "employees"

    employer: Mapped[str] = mapped_column(String(20), primary_key=True)
    member: Mapped[str] = mapped_column(String(32), primary_key=True)
    payroll_number: Mapped[str] = mapped_column(String(30))
    last_month: Mapped[date | None] = mapped_column(Date, nullable=True)

    __table_args__ = (Index("employees_payroll", "employer", "payroll_number"),)


class CheckoffLineRow(Rows):
    """One deduction of one month. `key` (who and what for) makes it one; `who` is what the file called her.

    `target` is a loan number, a kind of savings, or empty: what is due, then ordinary savings. `state` is waiting,
    booked, or suspense for money of nobody.
    """

    __tablename__ = "checkoff_lines"

    employer: Mapped[str] = mapped_column(String(20), primary_key=True)
    month: Mapped[date] = mapped_column(Date, primary_key=True)
    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    batch: Mapped[str] = mapped_column(String(32), ForeignKey("imports.id"))
    line: Mapped[int] = mapped_column(Integer)
    who: Mapped[str] = mapped_column(String(40))
    member: Mapped[str] = mapped_column(String(32))
    target: Mapped[str] = mapped_column(String(20))
    minor_units: Mapped[int] = mapped_column(BigInteger)
    expected: Mapped[int | None] = mapped_column(BigInteger, nullable=True)
    state: Mapped[str] = mapped_column(String(10))

    __table_args__ = (Index("checkoff_batch", "batch", "state", "line"),)


def table(rows: type[Rows]) -> Table:
    """The table behind the declaration, for Core statements."""
    found = rows.__table__
    assert isinstance(found, Table)
    return found


IMPORTS, FILES = table(ImportRow), table(StagedFileRow)
EMPLOYEES, LINES = table(EmployeeRow), table(CheckoffLineRow)
