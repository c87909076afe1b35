"""Loan products, loans, their instalments as planned, repayments and late charges. Plans are never edited."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, Date, ForeignKey, Index, Integer, String, Table, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Instant, Rows
from core.lending.states import APPLICATIONS

_APPLIED = text("state in ({})".format(", ".join(f"'{state}'" for state in APPLICATIONS)))
_ACTIVE = text("state = 'active'")


class ProductRow(Rows):
    """One version of a product, in force from a day until the next version's. Rates are decimals, as text."""

    __tablename__ = "loan_products"

    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    in_force_from: Mapped[date] = mapped_column(Date, primary_key=True)
    in_force_to: Mapped[date | None] = mapped_column(Date, nullable=True)
    name: Mapped[str] = mapped_column(String(40))
    currency: Mapped[str] = mapped_column(String(3))
    least: Mapped[int] = mapped_column(BigInteger)
    most: Mapped[int] = mapped_column(BigInteger)
    terms: Mapped[str] = mapped_column(Text)
    method: Mapped[str] = mapped_column(String(10))
    monthly_rate: Mapped[str] = mapped_column(String(20))
    fee_rate: Mapped[str] = mapped_column(String(20))
    excise_rate: Mapped[str] = mapped_column(String(20))
    late_rate: Mapped[str] = mapped_column(String(20))
    multiple: Mapped[int] = mapped_column(BigInteger)
    months_needed: Mapped[int] = mapped_column(Integer)
    deposit_multiple: Mapped[str] = mapped_column(String(20))


class LoanNumberRow(Rows):
    """The last loan number given out; its row lock keeps two applications from taking the same one."""

    __tablename__ = "loan_numbers"

    series: Mapped[str] = mapped_column(String(4), primary_key=True)
    last: Mapped[int] = mapped_column(Integer)


class LoanRow(Rows):
    """A loan from its application on, priced as it was signed.

    `paid` (towards the schedule), `owed` (principal) and `penalties` (open late charges) follow the books and
    are proved against them. `shown` and `quote` are the price as she saw it. The `default_` columns hold the
    loan as it stood when it fell late: see arrears.Default.
    """

    __tablename__ = "loans"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    number: Mapped[str] = mapped_column(String(12), unique=True)
    member: Mapped[str] = mapped_column(String(32))
    product: Mapped[str] = mapped_column(String(20))
    product_name: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(12))
    currency: Mapped[str] = mapped_column(String(3))
    amount: Mapped[int] = mapped_column(BigInteger)
    months: Mapped[int] = mapped_column(Integer)
    method: Mapped[str] = mapped_column(String(10))
    monthly_rate: Mapped[str] = mapped_column(String(20))
    late_rate: Mapped[str] = mapped_column(String(20))
    multiple: Mapped[int] = mapped_column(BigInteger)
    fee: Mapped[int] = mapped_column(BigInteger)
    excise: Mapped[int] = mapped_column(BigInteger)
    net: Mapped[int] = mapped_column(BigInteger)
    quote: Mapped[str] = mapped_column(Text)

    applied_at: Mapped[datetime] = mapped_column(Instant)
    shown: Mapped[str] = mapped_column(Text)
    terms_version: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(8))
    channel: Mapped[str] = mapped_column(String(20))

    decide_by: Mapped[datetime | None] = mapped_column(Instant, nullable=True)
    decided_at: Mapped[datetime | None] = mapped_column(Instant, nullable=True)
    decided_by: Mapped[str] = mapped_column(String(80), default="")
    reason: Mapped[str] = mapped_column(String(20), default="")
    payment: Mapped[str | None] = mapped_column(String(32), nullable=True, unique=True)

    disbursed_on: Mapped[date | None] = mapped_column(Date, nullable=True)
    in_books_since: Mapped[date | None] = mapped_column(Date, nullable=True)
    ends_on: Mapped[date | None] = mapped_column(Date, nullable=True)
    next_due: Mapped[date | None] = mapped_column(Date, nullable=True)
    paid: Mapped[int] = mapped_column(BigInteger, default=0)
    owed: Mapped[int] = mapped_column(BigInteger, default=0)
    penalties: Mapped[int] = mapped_column(BigInteger, default=0)
    default_on: Mapped[date | None] = mapped_column(Date, nullable=True)
    default_principal: Mapped[int] = mapped_column(BigInteger, default=0)
    default_interest: Mapped[int] = mapped_column(BigInteger, default=0)
    default_charged: Mapped[int] = mapped_column(BigInteger, default=0)
    assessed_on: Mapped[date | None] = mapped_column(Date, nullable=True)

    __table_args__ = (
        Index("loans_of_member", "member", "state"),
        Index("loans_due", "next_due", "id", postgresql_where=_ACTIVE, sqlite_where=_ACTIVE),
        Index(
            "one_application", "member", "product", unique=True,
            postgresql_where=_APPLIED, sqlite_where=_APPLIED
        ),
    )  # fmt: skip


class InstalmentRow(Rows):
    """One instalment as planned when the loan was paid out. What is paid of it follows from `loans.paid`."""

    __tablename__ = "instalments"

    loan: Mapped[str] = mapped_column(String(32), ForeignKey("loans.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    due_on: Mapped[date] = mapped_column(Date)
    principal: Mapped[int] = mapped_column(BigInteger)
    interest: Mapped[int] = mapped_column(BigInteger)


class RepaymentRow(Rows):
    """One repayment and where it went, under the key of its entry. `saved` was never booked: a memo.

    One that was taken back has a second row with its mirror, under the key of the reversal. `default_before` is
    since when the loan was in default before this.
    """

    __tablename__ = "repayments"

    entry_key: Mapped[str] = mapped_column(String(120), primary_key=True)
    loan: Mapped[str] = mapped_column(String(32), ForeignKey("loans.id"), index=True)
    payment: Mapped[str] = mapped_column(String(32))
    booked_on: Mapped[date] = mapped_column(Date)
    penalties: Mapped[int] = mapped_column(BigInteger)
    interest: Mapped[int] = mapped_column(BigInteger)
    principal: Mapped[int] = mapped_column(BigInteger)
    over: Mapped[int] = mapped_column(BigInteger)
    saved: Mapped[int] = mapped_column(BigInteger)
    next_amount: Mapped[int | None] = mapped_column(BigInteger, nullable=True)
    next_due: Mapped[date | None] = mapped_column(Date, nullable=True)
    default_before: Mapped[date | None] = mapped_column(Date, nullable=True)


class ChargeRow(Rows):
    """The `turn`-th late charge of one instalment: made once."""

    __tablename__ = "late_charges"

    loan: Mapped[str] = mapped_column(String(32), ForeignKey("loans.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    turn: Mapped[int] = mapped_column(Integer, primary_key=True)
    charged_on: Mapped[date] = mapped_column(Date)
    amount: Mapped[int] = mapped_column(BigInteger)


def table(rows: type[Rows]) -> Table:
    """The table behind the declaration, for Core statements."""
    found = rows.__table__
    assert isinstance(found, Table)
    return found


PRODUCTS, LOANS, INSTALMENTS = table(ProductRow), table(LoanRow), table(InstalmentRow)
REPAYMENTS, CHARGES, NUMBERS = table(RepaymentRow), table(ChargeRow), table(LoanNumberRow)
