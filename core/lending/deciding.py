"""What a person decides on: who waits, what the rules say as facts, and the score of what the books know."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from core.codec import decode
from core.ledger import accounts, journal
from core.lending import decision, listing, offers, people, queries
from core.lending.loan import Loan
from core.lending.looking import due_rows, payments, rows_of
from core.lending.messages import (
    ApplicationFile,
    ApplicationOf,
    Applications,
    NeedsSecondPerson,
    NoSuchLoan,
    Quote,
    Score,
    ScoreOf,
    WaitingApplication,
    Whose,
)
from core.lending.progress import progress
from core.lending.schedule import whole_months
from core.lending.score import MONTHS_SEEN, History, Known, score
from core.messages import Page, Request
from core.money import Money
from core.savings.messages import AccountsOf
from core.tx import Handler, Tx

MOST_LOANS_SCORED = 50
MOST_MOVEMENTS = 500
INFLOW_MONTHS = 6
#: Money that did not come from outside.
NO_INFLOW = frozenset({"opening", "return_withdrawal", "reversal"})


async def applications(tx: Tx, request: Applications) -> Page[WaitingApplication]:
    count = rows_of(request.limit)
    rows = (await tx.execute(listing.APPLICATIONS_PAGE, {"cursor": request.cursor, "rows": count + 1})).all()
    whose = await people.whose(tx, [row.member for row in rows[:count]])
    found = tuple(_waiting(tx, row, whose[row.member]) for row in rows[:count])
    return Page(found, rows[count - 1].id if len(rows) > count else "")


def _waiting(tx: Tx, row: Any, member: Whose) -> WaitingApplication:
    return WaitingApplication(
        loan=row.id,
        number=row.number,
        member=member,
        product=row.product,
        product_name=row.product_name,
        amount=Money(row.amount, row.currency),
        months=row.months,
        applied_at=row.applied_at,
        decide_by=row.decide_by,
        overdue=row.decide_by < tx.now,
        entered_by=row.entered_by,
    )


async def application_of(tx: Tx, request: ApplicationOf) -> ApplicationFile | NoSuchLoan:
    loan = await queries.of_id(tx, request.loan)
    if loan is None or loan.state != "referred":
        return NoSuchLoan()
    row = (await tx.execute(listing.ONE, {"loan": loan.id})).one()
    applicant, products = await offers.consider(tx, loan.member)
    product = next((each for each in products if each.code == loan.product), None)
    price: Quote = decode(Quote, row.quote)
    whose = await people.whose(tx, [loan.member])
    return ApplicationFile(
        application=_waiting(tx, row, whose[loan.member]),
        price=price,
        shown=row.shown,
        channel=row.channel,
        checks=decision.checks(applicant, product, loan.amount),
        score=await _score(tx, loan),
        needs_second_person=await tx.must(NeedsSecondPerson(loan=loan.id)),
    )


async def score_of(tx: Tx, request: ScoreOf) -> Score | NoSuchLoan:
    loan = await queries.of_id(tx, request.loan)
    return NoSuchLoan() if loan is None else await _score(tx, loan)


async def _score(tx: Tx, loan: Loan) -> Score:
    applicant, _ = await offers.consider(tx, loan.member)
    came_in = await _came_in(tx, loan.member)
    quote = await queries.quote_of(tx, loan)
    owed = (await tx.execute(listing.OWED_BY, {"member": loan.member, "but": loan.id})).scalar_one()
    year, half = tx.today - timedelta(days=365), tx.today - timedelta(days=30 * INFLOW_MONTHS)
    known = Known(
        history=await _history(tx, loan),
        months=whole_months(applicant.joined_on, tx.today),
        saving_months=min(MONTHS_SEEN, len({(on.year, on.month) for on, _ in came_in if on > year})),
        saved=applicant.saved.minor_units,
        inflow=sum(amount for on, amount in came_in if on > half) // INFLOW_MONTHS,
        instalment=quote.instalment.minor_units,
        amount=loan.amount.minor_units,
        owed=int(owed),
    )
    return score(loan.id, known)


async def _came_in(tx: Tx, member: str) -> list[tuple[date, int]]:
    """Money that came into her savings, day by day."""
    held = await tx.must(AccountsOf(member=member))
    paths = [accounts.savings(each.number, each.kind) for each in held]
    found = await journal.last_movements(tx, paths, count=MOST_MOVEMENTS)
    sums = [(each.on, each.amount.minor_units) for each in found if each.what not in NO_INFLOW]
    return [(on, amount) for on, amount in sums if amount > 0]


async def _history(tx: Tx, loan: Loan) -> History:
    """How her other loans were paid: the instalments of the plans in force, and those paid of earlier ones."""
    asked = {"member": loan.member, "but": loan.id, "rows": MOST_LOANS_SCORED}
    others = (await tx.execute(listing.LOANS_SCORED, asked)).all()
    if not others:
        return History()
    ids = [each.id for each in others]
    plans = _by_loan((await tx.execute(listing.PLANS_OF, {"loans": ids})).all())
    paid = _by_loan((await tx.execute(listing.PAID_OF_ALL, {"loans": ids})).all())
    delays = [delay for each in others for delay in _delays(each, plans, paid, tx.today)]
    return History(
        instalments=len(delays),
        late=sum(delay > 0 for delay in delays),
        worst_days=max(delays, default=0),
        rescheduled=sum(each.plan_version - 1 for each in others),
        written_off=sum(each.state == "written_off" for each in others),
    )


def _by_loan(rows: Sequence[Any]) -> dict[str, list[Any]]:
    return {loan: list(group) for loan, group in groupby(rows, key=lambda row: row.loan)}


def _delays(loan: Any, plans: dict[str, list[Any]], paid: dict[str, list[Any]], today: date) -> list[int]:
    """The days that each instalment was late, for those that were due or paid."""
    plan = [row for row in plans.get(loan.id, []) if row.version == loan.plan_version]
    mine = [row for row in paid.get(loan.id, []) if row.version == loan.plan_version]
    whole = Money(loan.paid, loan.currency) if loan.plan_version == 1 else None
    ended = mine[-1].booked_on if loan.state == "closed" and mine else None
    found = []
    for each in progress(due_rows(plan, loan.currency), payments(mine, loan.currency, whole), finished_on=ended):
        until = each.paid_on or (each.due.due_on if each.is_paid else today)
        if each.is_paid or each.due.due_on < today:
            found.append(max(0, (until - each.due.due_on).days))
    return found


HANDLERS: dict[type[Request[Any]], Handler] = {
    Applications: applications,
    ApplicationOf: application_of,
    ScoreOf: score_of,
}
