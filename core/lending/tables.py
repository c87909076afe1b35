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

    `paid` (towards the plan in force), `owed` (principal) and `penalties` (open late charges) follow the books and
    are proved against them. `shown` and `quote` are the price as she saw it, or how she agreed where staff entered
    it. The plan in force is `plan_version`, begun on `plan_from` to repay `planned` of principal. Written off: `lost`
    is the principal that became a loss, `claim` what she owed then, `recovered` what came in since. The `default_`
    columns hold the loan as it stood when it fell late: see arrears.Default.
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
    note: Mapped[str] = mapped_column(String(200), default="")
    entered_by: Mapped[str] = mapped_column(String(80), default="")
    payment: Mapped[str | None] = mapped_column(String(32), nullable=True, unique=True)

    disbursed_on: Mapped[date | None] = mapped_column(Date, nullable=True)
    in_books_since: Mapped[date | None] = mapped_column(Date, nullable=True)
    ends_on: Mapped[date | None] = mapped_column(Date, nullable=True)
    next_due: Mapped[date | None] = mapped_column(Date, nullable=True)
    paid: Mapped[int] = mapped_column(BigInteger, default=0)
    owed: Mapped[int] = mapped_column(BigInteger, default=0)
    penalties: Mapped[int] = mapped_column(BigInteger, default=0)
    plan_version: Mapped[int] = mapped_column(Integer, default=1)
    planned: Mapped[int] = mapped_column(BigInteger, default=0)
    plan_from: Mapped[date | None] = mapped_column(Date, nullable=True)
    lost: Mapped[int] = mapped_column(BigInteger, default=0)
    claim: Mapped[int] = mapped_column(BigInteger, default=0)
    recovered: Mapped[int] = mapped_column(BigInteger, default=0)
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
    """One instalment as planned when the loan was paid out, or when it got another plan: `version` says which one.

    Numbers go on from one plan to the next. What is paid of the plan in force follows from `loans.paid`.
    """

    __tablename__ = "instalments"

    loan: Mapped[str] = mapped_column(String(32), ForeignKey("loans.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    version: Mapped[int] = mapped_column(Integer, default=1)
    due_on: Mapped[date] = mapped_column(Date)
    principal: Mapped[int] = mapped_column(BigInteger)
    interest: Mapped[int] = mapped_column(BigInteger)


class RepaymentRow(Rows):
    """One repayment and where it went, under the key of its entry. `saved` was never booked: a memo.

    `version` is the plan it was paid towards; `recovered` came after the loan was written off.
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
    version: Mapped[int] = mapped_column(Integer, default=1)
    recovered: Mapped[int] = mapped_column(BigInteger, default=0)
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


class ChangeRow(Rows):
    """A plan that replaced another one, or the writing off: who, why, and how she agreed."""

    __tablename__ = "loan_changes"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    loan: Mapped[str] = mapped_column(String(32), ForeignKey("loans.id"), index=True)
    what: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(Instant)
    by: Mapped[str] = mapped_column(String(80))
    version: Mapped[int] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(String(200))
    consent: Mapped[str] = mapped_column(String(200))
    consent_channel: Mapped[str] = mapped_column(String(20))


class TransferRow(Rows):
    """A repayment that came to our bank account: each of its references once."""

    __tablename__ = "loan_transfers"

    reference: Mapped[str] = mapped_column(String(40), primary_key=True)
    loan: Mapped[str] = mapped_column(String(32), ForeignKey("loans.id"))
    number: Mapped[str] = mapped_column(String(12))
    payment: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime] = mapped_column(Instant)


class ContactRow(Rows):
    """Somebody looked after a late loan. `note` is personal: emptied on `forget_on`."""

    __tablename__ = "loan_contacts"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    loan: Mapped[str] = mapped_column(String(32), ForeignKey("loans.id"), index=True)
    at: Mapped[datetime] = mapped_column(Instant)
    by: Mapped[str] = mapped_column(String(80))
    how: Mapped[str] = mapped_column(String(12))
    outcome: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(String(200))
    forget_on: Mapped[date] = mapped_column(Date)


class PromiseRow(Rows):
    """What she said she would pay, and by when. Whether it was kept follows from her repayments."""

    __tablename__ = "loan_promises"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    loan: Mapped[str] = mapped_column(String(32), ForeignKey("loans.id"), index=True)
    at: Mapped[datetime] = mapped_column(Instant)
    made_on: Mapped[date] = mapped_column(Date)
    by: Mapped[str] = mapped_column(String(80))
    amount: Mapped[int] = mapped_column(BigInteger)
    due_on: Mapped[date] = mapped_column(Date)


def table(rows: type[Rows]) -> Table:
    """The table behind the declaration, for Core statements."""
    found = rows.__table__
    assert isinstance(found, Table)
    return found


PRODUCTS, LOANS, INSTALMENTS = table(ProductRow), table(LoanRow), table(InstalmentRow)
REPAYMENTS, CHARGES, NUMBERS = table(RepaymentRow), table(ChargeRow), table(LoanNumberRow)
CHANGES, TRANSFERS = table(ChangeRow), table(TransferRow)
CONTACTS, PROMISES = table(ContactRow), table(PromiseRow)
