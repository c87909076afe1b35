"""Statements of the lists that staff read, each a page at a time by key."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BindParameter, ColumnElement, Date, Integer, String, and_, bindparam, case, func, or_, select

from core.db import Instant
from core.lending.tables import CHANGES, CONTACTS, INSTALMENTS, LOANS, PRODUCTS, PROMISES, REPAYMENTS

_loan = LOANS.c
_cursor: BindParameter[str] = bindparam("cursor", type_=String)
_today: BindParameter[date] = bindparam("today", type_=Date)
_ids: BindParameter[str] = bindparam("loans", type_=String, expanding=True)

_after = or_(_cursor == "", _loan.id < _cursor)
_is_late = and_(_loan.state == "active", _loan.next_due < _today)


def _only(column: str) -> ColumnElement[bool]:
    """The filter of a column that an empty text leaves out."""
    return or_(bindparam(f"of_{column}") == "", _loan[column] == bindparam(f"of_{column}"))


IN_LIST = (
    "id", "number", "member", "product", "product_name", "state", "currency", "amount", "months", "owed", "applied_at",
    "decided_by", "disbursed_on", "next_due", "decide_by", "entered_by",
)  # fmt: skip
_columns = [_loan[name] for name in IN_LIST]
FILTERS = ("state", "product", "member", "number", "decided_by")

LOANS_PAGE = (
    select(*_columns)
    .where(
        _after,
        *[_only(name) for name in FILTERS],
        or_(bindparam("late", type_=Integer) == 0, _is_late),
        _loan.applied_at >= bindparam("applied_from", type_=Instant),
        _loan.applied_at < bindparam("applied_to", type_=Instant),
    )
    .order_by(_loan.id.desc())
    .limit(bindparam("rows", type_=Integer))
)
APPLICATIONS_PAGE = (
    select(*_columns)
    .where(_loan.state == "referred", or_(_cursor == "", _loan.id > _cursor))
    .order_by(_loan.id)
    .limit(bindparam("rows", type_=Integer))
)
ONE = select(LOANS).where(_loan.id == bindparam("loan"))
CHANGES_OF = select(CHANGES).where(CHANGES.c.loan == bindparam("loan")).order_by(CHANGES.c.id.desc())
PLAN_OF = (
    select(INSTALMENTS)
    .where(INSTALMENTS.c.loan == bindparam("loan"), INSTALMENTS.c.version == bindparam("version", type_=Integer))
    .order_by(INSTALMENTS.c.number)
)
PAID_OF = (
    select(REPAYMENTS)
    .where(REPAYMENTS.c.loan == bindparam("loan"), REPAYMENTS.c.version == bindparam("version", type_=Integer))
    .order_by(REPAYMENTS.c.booked_on, REPAYMENTS.c.entry_key)
)
_day: BindParameter[date] = bindparam("day", type_=Date)
_key: BindParameter[str] = bindparam("key", type_=String)
REPAYMENTS_PAGE = (
    select(REPAYMENTS, _loan.currency)
    .join_from(REPAYMENTS, LOANS, REPAYMENTS.c.loan == _loan.id)
    .where(
        _loan.id == bindparam("loan"),
        or_(REPAYMENTS.c.booked_on < _day, and_(REPAYMENTS.c.booked_on == _day, REPAYMENTS.c.entry_key < _key)),
    )
    .order_by(REPAYMENTS.c.booked_on.desc(), REPAYMENTS.c.entry_key.desc())
    .limit(bindparam("rows", type_=Integer))
)

# What a score is made of

LOANS_SCORED = (
    select(_loan.id, _loan.state, _loan.plan_version, _loan.currency, _loan.paid)
    .where(
        _loan.member == bindparam("member"),
        _loan.state.in_(("active", "closed", "written_off")),
        _loan.id != bindparam("but"),
    )
    .order_by(_loan.id.desc())
    .limit(bindparam("rows", type_=Integer))
)
PLANS_OF = select(INSTALMENTS).where(INSTALMENTS.c.loan.in_(_ids)).order_by(INSTALMENTS.c.loan, INSTALMENTS.c.number)
PAID_OF_ALL = (
    select(REPAYMENTS)
    .where(REPAYMENTS.c.loan.in_(_ids))
    .order_by(REPAYMENTS.c.loan, REPAYMENTS.c.booked_on, REPAYMENTS.c.entry_key)
)
OWED_BY = select(func.coalesce(func.sum(_loan.owed), 0)).where(
    _loan.member == bindparam("member"), _loan.id != bindparam("but")
)

# Collections

LATE_PAGE = (
    select(_loan.id)
    .where(
        _is_late,
        _loan.next_due >= bindparam("oldest", type_=Date),
        _loan.next_due <= bindparam("youngest", type_=Date),
        or_(_cursor == "", _loan.id > _cursor),
    )
    .order_by(_loan.id)
    .limit(bindparam("rows", type_=Integer))
)
_newest_contact = select(func.max(CONTACTS.c.id)).where(CONTACTS.c.loan.in_(_ids)).group_by(CONTACTS.c.loan)
LAST_CONTACTS = select(CONTACTS).where(CONTACTS.c.id.in_(_newest_contact))
CONTACTS_OF = (
    select(CONTACTS)
    .where(CONTACTS.c.loan == bindparam("loan"))
    .order_by(CONTACTS.c.id.desc())
    .limit(bindparam("rows", type_=Integer))
)
_came_in = (
    select(
        func.coalesce(
            func.sum(REPAYMENTS.c.penalties + REPAYMENTS.c.interest + REPAYMENTS.c.principal + REPAYMENTS.c.over), 0
        )
    )
    .where(
        REPAYMENTS.c.loan == PROMISES.c.loan,
        REPAYMENTS.c.booked_on >= PROMISES.c.made_on,
        REPAYMENTS.c.booked_on <= PROMISES.c.due_on,
    )
    .scalar_subquery()
    .label("paid")
)
_promises = select(PROMISES, _came_in, _loan.currency).join_from(PROMISES, LOANS, PROMISES.c.loan == _loan.id)
_newest_promise = select(func.max(PROMISES.c.id)).where(PROMISES.c.loan.in_(_ids)).group_by(PROMISES.c.loan)
LAST_PROMISES = _promises.where(PROMISES.c.id.in_(_newest_promise))
PROMISES_OF = (
    _promises.where(PROMISES.c.loan == bindparam("loan"))
    .order_by(PROMISES.c.id.desc())
    .limit(bindparam("rows", type_=Integer))
)

#: More than so many days late; 1 means late at all.
RISKS = (1, 30, 60, 90)


def _behind(days: int) -> ColumnElement[bool]:
    return _loan.next_due < bindparam(f"before_{days}", type_=Date)


AT_RISK = select(
    func.count().label("loans"),
    func.coalesce(func.sum(_loan.owed), 0).label("owed"),
    *(func.sum(case((_behind(days), 1), else_=0)).label(f"loans_{days}") for days in RISKS),
    *(func.sum(case((_behind(days), _loan.owed), else_=0)).label(f"owed_{days}") for days in RISKS),
).where(_loan.state == "active")

VERSIONS = (
    select(PRODUCTS)
    .where(or_(PRODUCTS.c.in_force_to.is_(None), PRODUCTS.c.in_force_to > bindparam("since", type_=Date)))
    .order_by(PRODUCTS.c.code, PRODUCTS.c.in_force_from)
)
