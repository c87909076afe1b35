"""Staff look at loans: the list, one with everything, its schedule row by row, its repayments, its pay-off figure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core.codec import decode
from core.ledger import accounts, journal
from core.lending import allocation, arrears, listing, people, queries
from core.lending.allocation import Due
from core.lending.loan import Loan, payable
from core.lending.messages import (
    DayOutOfRange,
    LoanBalances,
    LoanChange,
    LoanDecision,
    LoanFile,
    LoanInList,
    LoanOf,
    Loans,
    LoanTerms,
    NoSuchLoan,
    PayOff,
    PayOffOf,
    Quote,
    Repayment,
    RepaymentsOf,
    ScheduleOf,
    ScheduleRow,
    Whose,
)
from core.lending.progress import Paid, Progress, progress
from core.lending.states import STAFF_MAY
from core.messages import MOST_PAGE, Page, Refusal, Request
from core.money import Money, total
from core.tx import Handler, Tx

#: A pay-off figure further ahead than this would be a guess.
MOST_DAYS_AHEAD = 92
_FIRST, _LAST = date(1970, 1, 2), date(9999, 12, 30)


def rows_of(limit: int) -> int:
    """How many rows a page has; one more is read, to know whether there is a next page."""
    return max(1, min(limit, MOST_PAGE))


async def loans(tx: Tx, request: Loans) -> Page[LoanInList]:
    count = rows_of(request.limit)
    asked = {f"of_{name}": getattr(request, name) for name in listing.FILTERS}
    span = {
        "applied_from": _midnight(tx, request.applied_from or _FIRST),
        "applied_to": _midnight(tx, (request.applied_to or _LAST) + timedelta(days=1)),
    }
    more = {"cursor": request.cursor, "late": int(request.late), "today": tx.today, "rows": count + 1}
    rows = (await tx.execute(listing.LOANS_PAGE, {**asked, **span, **more})).all()
    whose = await people.whose(tx, [row.member for row in rows[:count]])
    found = tuple(_in_list(row, whose[row.member], tx.today) for row in rows[:count])
    return Page(found, rows[count - 1].id if len(rows) > count else "")


def _midnight(tx: Tx, day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(tx.institution.time_zone)).astimezone(UTC)


def _in_list(row: Any, member: Whose, today: date) -> LoanInList:
    return LoanInList(
        loan=row.id,
        number=row.number,
        member=member,
        product=row.product,
        product_name=row.product_name,
        state=row.state,
        amount=Money(row.amount, row.currency),
        owed=Money(row.owed, row.currency),
        applied_at=row.applied_at,
        decided_by=row.decided_by,
        disbursed_on=row.disbursed_on,
        next_due=row.next_due,
        days_late=days_late(row.state, row.next_due, today),
    )


def days_late(state: str, next_due: date | None, today: date) -> int:
    return max(0, (today - next_due).days) if state == "active" and next_due else 0


async def loan_of(tx: Tx, request: LoanOf) -> LoanFile | NoSuchLoan:
    loan = await queries.of_id(tx, request.loan)
    if loan is None:
        return NoSuchLoan()
    row = (await tx.execute(listing.ONE, {"loan": loan.id})).one()
    changes = (await tx.execute(listing.CHANGES_OF, {"loan": loan.id})).all()
    runs, unit = loan.state == "active", tx.institution.payable_unit
    nothing = Money.zero(loan.amount.currency)
    return LoanFile(
        loan=loan.id,
        number=loan.number,
        member=(await people.whose(tx, [loan.member]))[loan.member],
        state=loan.state,
        amount=loan.amount,
        months=loan.months,
        applied_at=row.applied_at,
        terms=_terms(loan, row),
        decision=LoanDecision(loan.decided_at, row.decided_by, row.reason, row.note, row.decide_by),
        payment=loan.payment,
        disbursed_on=loan.disbursed_on,
        ends_on=row.ends_on,
        balances=await _balances(tx, loan),
        next_due=row.next_due if runs else None,
        next_amount=payable(arrears.wanted(loan.debt, tx.today), unit) if runs else None,
        late=arrears.late(loan.debt, tx.today) if runs else nothing,
        days_late=days_late(loan.state, row.next_due, tx.today),
        pay_off=payable(allocation.payoff(loan.debt, tx.today), unit) if runs else nothing,
        plan_version=loan.plan_version,
        changes=tuple(_change(change) for change in changes),
        may=STAFF_MAY.get(loan.state, ()),
    )


def _terms(loan: Loan, row: Any) -> LoanTerms:
    price: Quote = decode(Quote, row.quote)
    return LoanTerms(
        product=loan.product,
        product_name=loan.product_name,
        method=loan.method,
        monthly_percent=loan.monthly_rate * 100,
        late_percent=loan.late_rate * 100,
        price=price,
        shown=row.shown,
        version=loan.terms_version,
        language=row.language,
        channel=row.channel,
        entered_by=loan.entered_by,
    )


async def _balances(tx: Tx, loan: Loan) -> LoanBalances:
    principal, penalties = accounts.principal(loan.number), accounts.penalties(loan.number)
    booked = await journal.balances(tx, [principal, penalties])
    nothing = Money.zero(loan.amount.currency)
    runs = loan.state == "active"
    return LoanBalances(
        principal=booked[principal],
        interest=loan.debt.interest if runs else nothing,
        interest_earned=allocation.earned_interest(loan.debt, tx.today) if runs else nothing,
        penalties=booked[penalties],
        paid=loan.paid,
        written_off=loan.claim,
        recovered=loan.recovered,
    )


def _change(row: Any) -> LoanChange:
    return LoanChange(row.what, row.at, row.by, row.version, row.reason, row.consent, row.consent_channel)


async def schedule_of(tx: Tx, request: ScheduleOf) -> tuple[ScheduleRow, ...] | NoSuchLoan:
    loan = await queries.of_id(tx, request.loan)
    if loan is None or not 0 <= request.version <= loan.plan_version:
        return NoSuchLoan()
    version = request.version or loan.plan_version
    asked = {"loan": loan.id, "version": version}
    plan = due_rows((await tx.execute(listing.PLAN_OF, asked)).all(), loan.amount.currency)
    if not plan:
        quote = await queries.quote_of(tx, loan)
        plan = tuple(Due(row.number, row.due_on, row.principal, row.interest) for row in quote.rows)
        return _rows(loan, 1, progress(plan, ()), tx.today, lives=False)
    paid = (await tx.execute(listing.PAID_OF, asked)).all()
    current = version == loan.plan_version
    ended = paid[-1].booked_on if current and loan.state == "closed" and paid else None
    whole = loan.paid if current and version == 1 else None
    found = progress(plan, payments(paid, loan.amount.currency, whole), finished_on=ended)
    return _rows(loan, version, found, tx.today, lives=current and loan.state in ("active", "written_off"))


def due_rows(rows: Sequence[Any], currency: str) -> tuple[Due, ...]:
    return tuple(
        Due(row.number, row.due_on, Money(row.principal, currency), Money(row.interest, currency)) for row in rows
    )  # fmt: skip


def payments(rows: Sequence[Any], currency: str, whole: Money | None = None) -> list[Paid]:
    """The repayments towards a plan. Of a first plan `whole` is all that was paid towards it: the loan may have come
    into these books with some of it paid.
    """
    found = [Paid(row.booked_on, Money(row.interest + row.principal, currency)) for row in rows]
    before = whole - total((each.amount for each in found), currency) if whole else None
    return [Paid(None, before), *found] if before else found


def _rows(loan: Loan, version: int, found: Sequence[Progress], today: date, *, lives: bool) -> tuple[ScheduleRow, ...]:
    left, rows = total((each.due.principal for each in found), loan.amount.currency), []
    for each in found:
        left -= each.due.principal
        rows.append(_row(version, each, left, today, lives=lives))
    return tuple(rows)


def _row(version: int, each: Progress, balance: Money, today: date, *, lives: bool) -> ScheduleRow:
    due, left, nothing = each.due, each.open, Money.zero(balance.currency)
    until = each.paid_on or (today if lives and not each.is_paid else due.due_on)
    return ScheduleRow(
        version=version,
        number=due.number,
        due_on=due.due_on,
        principal=due.principal,
        interest=due.interest,
        total=due.total,
        balance=balance,
        paid_principal=due.principal if each.is_paid else due.principal - left.principal,
        paid_interest=due.interest - left.interest,
        waived=left.interest if each.is_paid else nothing,
        open=left.total if lives and not each.is_paid else nothing,
        paid_on=each.paid_on,
        days_late=max(0, (until - due.due_on).days),
    )


async def repayments_of(tx: Tx, request: RepaymentsOf) -> Page[Repayment] | Refusal:
    if await queries.of_id(tx, request.loan) is None:
        return NoSuchLoan()
    day, _, key = request.cursor.partition(".")
    try:
        before = date.fromisoformat(day)
    except ValueError:
        before, key = _LAST, ""
    count = rows_of(request.limit)
    asked = {"loan": request.loan, "day": before, "key": key, "rows": count + 1}
    rows = (await tx.execute(listing.REPAYMENTS_PAGE, asked)).all()
    last = rows[count - 1] if len(rows) > count else None
    return Page(tuple(map(_repayment, rows[:count])), f"{last.booked_on.isoformat()}.{last.entry_key}" if last else "")


def _repayment(row: Any) -> Repayment:
    def money(minor_units: int) -> Money:
        return Money(minor_units, row.currency)

    return Repayment(
        on=row.booked_on,
        payment=row.payment,
        amount=money(row.penalties + row.interest + row.principal + row.recovered + row.over),
        penalties=money(row.penalties),
        interest=money(row.interest),
        principal=money(row.principal),
        recovered=money(row.recovered),
        over=money(row.over),
        entry_key=row.entry_key,
    )


async def pay_off_of(tx: Tx, request: PayOffOf) -> PayOff | Refusal:
    loan = await queries.of_id(tx, request.loan)
    if loan is None or loan.state != "active":
        return NoSuchLoan()
    on, last = request.on or tx.today, tx.today + timedelta(days=MOST_DAYS_AHEAD)
    if not tx.today <= on <= last:
        return DayOutOfRange(tx.today, last)
    debt = loan.debt
    earned = allocation.earned_interest(debt, on)
    figure = allocation.payoff(debt, on)
    return PayOff(on, debt.principal, earned, debt.penalties, figure, debt.left - figure)


HANDLERS: dict[type[Request[Any]], Handler] = {
    Loans: loans,
    LoanOf: loan_of,
    ScheduleOf: schedule_of,
    RepaymentsOf: repayments_of,
    PayOffOf: pay_off_of,
}
