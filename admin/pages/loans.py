"""Loans in the console: the list with its filters and as a file, one with its schedule and papers, and what is done."""

from __future__ import annotations

from datetime import date

from admin.pages.members import called
from admin.pages.page import Link, Refused, Visit, act, view
from admin.pages.papers import PAPERS
from core.lending.messages import (
    Contacts,
    ContactsOf,
    Disburse,
    LoanFile,
    LoanInList,
    LoanOf,
    LoanProducts,
    Loans,
    PayOff,
    PayOffOf,
    PromiseToPay,
    ReceiveRepayment,
    RecordContact,
    RepaymentsOf,
    Reschedule,
    ScheduleOf,
    ScoreOf,
    WriteOff,
)
from core.messages import MOST_PAGE, Page, Refusal, Reply

HERE = "/admin/loans"
MOST_FILE_PAGES = 25
STATES = ("referred", "declined", "paying_out", "undone", "active", "closed", "written_off")
HOW = ("call", "sms", "visit", "office", "whatsapp")
OUTCOMES = ("reached", "no_answer", "wrong_number", "will_pay", "hardship", "disputes", "asks_plan")
CONSENT = ("in_person", "call", "paper", "sms", "whatsapp")


def day_of(words: str) -> date | None:
    """The day in an address; None for what is none."""
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None


def _asked(visit: Visit, *, limit: int, cursor: str) -> Loans:
    """The filters of the address; one that is nothing known is no filter."""
    query = {name: words[:80] for name, words in visit.query.items()}
    return Loans(
        state=query.get("state", ""),
        product=query.get("product", ""),
        member=query.get("member", ""),
        number=query.get("number", "").strip().upper(),
        decided_by=query.get("decided_by", ""),
        late=query.get("late") == "1",
        applied_from=day_of(query.get("from", "")),
        applied_to=day_of(query.get("to", "")),
        limit=limit,
        cursor=cursor,
    )


async def every(visit: Visit) -> Reply:
    found = await visit.ask(_asked(visit, limit=50, cursor=visit.query.get("cursor", "")[:40]))
    versions = await visit.ask(LoanProducts(ended=True))
    products = sorted({(each.code, each.name) for each in versions})
    return visit.page("loans/list.html", title="Loans", found=found, states=STATES, products=products)


async def as_file(visit: Visit) -> Reply:
    rows: list[LoanInList] = []
    cursor = ""
    for _ in range(MOST_FILE_PAGES):
        page: Page[LoanInList] = await visit.ask(_asked(visit, limit=MOST_PAGE, cursor=cursor))
        rows += page.items
        cursor = page.next
        if not cursor:
            break
    header = (
        "loan", "member", "name", "product", "state", "currency", "amount", "owed", "applied", "disbursed", "next due",
        "days late", "decided by",
    )  # fmt: skip
    return visit.csv("loans", header, [_row(visit, each) for each in rows])


def _row(visit: Visit, each: LoanInList) -> tuple[object, ...]:
    return (
        each.number, each.member.number, each.member.full_name, each.product_name, each.state, each.amount.currency,
        each.amount, each.owed, visit.shown.local(each.applied_at).date(), each.disbursed_on, each.next_due,
        each.days_late, each.decided_by,
    )  # fmt: skip


async def one(visit: Visit) -> Reply:
    loan = visit.path["loan"]
    file = await visit.ask(LoanOf(loan=loan))
    score = await visit.perform(ScoreOf(loan=loan)) if visit.may(ScoreOf) else None
    contacts = await visit.perform(ContactsOf(loan=loan)) if visit.may(ContactsOf) else None
    return visit.page(
        "loans/one.html",
        title=f"Loan {file.number}",
        file=file,
        rows=await visit.ask(ScheduleOf(loan=loan)),
        repayments=await visit.ask(RepaymentsOf(loan=loan, cursor=visit.query.get("cursor", "")[:160])),
        score=None if isinstance(score, Refusal) else score,
        contacts=None if isinstance(contacts, Refusal) else contacts,
        pay_off=await _pay_off(visit, file),
        may=_may(visit, file),
        names=await called(visit, _people(file, None if isinstance(contacts, Refusal) else contacts)),
        hows=HOW,
        outcomes=OUTCOMES,
        consents=CONSENT,
    )


def _people(file: LoanFile, contacts: Contacts | None) -> list[str]:
    """Whose names are on the page."""
    found = [file.decision.by, file.terms.entered_by, *(change.by for change in file.changes)]
    if contacts:
        found += [each.by for each in contacts.contacts] + [each.by for each in contacts.promises]
    return found


async def _pay_off(visit: Visit, file: LoanFile) -> PayOff | None:
    if file.state != "active":
        return None
    found = await visit.perform(PayOffOf(loan=file.loan, on=day_of(visit.query.get("on", ""))))
    if isinstance(found, Refusal):
        found = await visit.perform(PayOffOf(loan=file.loan))
    return None if isinstance(found, Refusal) else found


def _may(visit: Visit, file: LoanFile) -> dict[str, bool]:
    """What the state of the loan and her roles allow."""
    acts = {"disburse": Disburse, "repay": ReceiveRepayment, "reschedule": Reschedule, "write_off": WriteOff}
    found = {name: name in file.may and visit.may(request) for name, request in acts.items()}
    return found | {
        "contact": file.state in ("active", "written_off") and visit.may(RecordContact),
        "decide": "decide" in file.may,
    }


async def _loan(visit: Visit) -> LoanFile:
    return await visit.ask(LoanOf(loan=visit.path["loan"]))


async def receive(visit: Visit) -> Reply:
    file = await _loan(visit)
    amount, reference = visit.form.money("amount", file.amount.currency), visit.form.text("reference", most=60)
    if visit.form.errors:
        return await one(visit)
    wish = ReceiveRepayment(loan=file.loan, amount=amount, reference=reference)
    return await visit.do(wish, to=f"{HERE}/{file.loan}", says="The repayment is booked.")


async def reschedule(visit: Visit) -> Reply:
    loan = visit.path["loan"]
    months = visit.form.number("months", least=1, most=120)
    reason, consent = visit.form.text("reason"), visit.form.text("consent")
    channel = visit.form.one_of("consent_channel", CONSENT)
    if visit.form.errors:
        return await one(visit)
    wish = Reschedule(loan=loan, months=months, reason=reason, consent=consent, consent_channel=channel)  # type: ignore[arg-type]
    return await visit.do(wish, to=f"{HERE}/{loan}", says="The new plan is in force.")


async def write_off(visit: Visit) -> Reply:
    loan, reason = visit.path["loan"], visit.form.text("why")
    if visit.form.errors:
        return await one(visit)
    return await visit.do(WriteOff(loan=loan, reason=reason), to=f"{HERE}/{loan}", says="The loan is written off.")


async def disburse(visit: Visit) -> Reply:
    loan = visit.path["loan"]
    return await visit.do(Disburse(loan=loan), to=f"{HERE}/{loan}", says="The money is on its way again.")


async def contact(visit: Visit) -> Reply:
    loan = visit.path["loan"]
    how, outcome = visit.form.one_of("how", HOW), visit.form.one_of("outcome", OUTCOMES)
    note = visit.form.text("note", needed=False)
    if visit.form.errors:
        return await one(visit)
    wish = RecordContact(loan=loan, how=how, outcome=outcome, note=note)  # type: ignore[arg-type]
    return await visit.do(wish, to=f"{HERE}/{loan}", says="It is noted.")


async def promise(visit: Visit) -> Reply:
    file = await _loan(visit)
    amount, on = visit.form.money("promised", file.amount.currency), visit.form.day("promised_on")
    if visit.form.errors:
        return await one(visit)
    wish = PromiseToPay(loan=file.loan, amount=amount, on=on)
    return await visit.do(wish, to=f"{HERE}/{file.loan}", says="The promise is noted.")


async def paper(visit: Visit) -> Reply:
    """The agreement or the statement, to print: in her language, or the one that is asked for."""
    kind = visit.path["paper"]
    if kind not in ("agreement", "statement"):
        return await one(visit)
    file = await _loan(visit)
    language = visit.query.get("language") or file.terms.language
    words = PAPERS.get(language, PAPERS["en"])
    repayments = await visit.perform(RepaymentsOf(loan=file.loan, limit=MOST_PAGE))
    if isinstance(repayments, Refusal):
        raise Refused(repayments)
    return visit.page(
        f"loans/{kind}.html",
        title=f"{words[kind]} {file.number}",
        file=file,
        rows=await visit.ask(ScheduleOf(loan=file.loan)),
        repayments=repayments.items,
        words=words,
        language=language if language in PAPERS else "en",
        languages=tuple(PAPERS),
    )


PAGES = (
    view(HERE, every, Loans),
    view(f"{HERE}.csv", as_file, Loans),
    view(f"{HERE}/{{loan}}", one, LoanOf),
    act(f"{HERE}/{{loan}}/repayments", receive, ReceiveRepayment),
    act(f"{HERE}/{{loan}}/reschedule", reschedule, Reschedule),
    act(f"{HERE}/{{loan}}/write-off", write_off, WriteOff),
    act(f"{HERE}/{{loan}}/disburse", disburse, Disburse),
    act(f"{HERE}/{{loan}}/contacts", contact, RecordContact),
    act(f"{HERE}/{{loan}}/promises", promise, PromiseToPay),
    view(f"{HERE}/{{loan}}/{{paper}}", paper, LoanOf),
)
LINKS = (Link("Loans", "Loans", HERE, Loans),)
