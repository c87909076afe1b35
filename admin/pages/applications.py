"""Applications that wait for a person: the list, one with all that is decided on, yes and no, and entering one."""

from __future__ import annotations

from admin.pages.loans import CONSENT
from admin.pages.page import Link, Visit, act, view
from core.lending.messages import (
    REASONS,
    Application,
    ApplicationOf,
    Applications,
    DecideApplication,
    EnterApplication,
    LoanProducts,
)
from core.members.messages import Contact, ContactOf, FindMember
from core.messages import Refusal, Reply

HERE = "/admin/applications"


async def every(visit: Visit) -> Reply:
    found = await visit.ask(Applications(cursor=visit.query.get("cursor", "")[:40]))
    return visit.page(
        "loans/applications.html", title="Loan applications", found=found, may_enter=visit.may(EnterApplication)
    )


async def one(visit: Visit) -> Reply:
    file = await visit.ask(ApplicationOf(loan=visit.path["loan"]))
    return visit.page(
        "loans/application.html",
        title=f"Application {file.application.number}",
        file=file,
        waiting=file.application,
        reasons=REASONS,
        may_decide=visit.may(DecideApplication),
    )


async def decide(visit: Visit) -> Reply:
    approve = visit.form.fields.get("answer") == "yes"
    reason = "" if approve else visit.form.one_of("reason", REASONS)
    note = visit.form.text("note", needed=False)
    if visit.form.errors:
        return await one(visit)
    wish = DecideApplication(loan=visit.path["loan"], approve=approve, reason=reason, note=note)  # type: ignore[arg-type]
    says = "Approved. The money is on its way." if approve else "Turned down. She is told by SMS."
    return await visit.do(wish, to=HERE, says=says)


async def _member(visit: Visit) -> Contact | None:
    """The member that the application is for, found by her number or phone."""
    words = visit.query.get("member", "") or visit.form.fields.get("member", "")
    if not words:
        return None
    found = await visit.perform(FindMember(words=words[:40]))
    member = words if isinstance(found, Refusal) else found
    contact = await visit.perform(ContactOf(member=member))
    return None if isinstance(contact, Refusal) else contact


async def new(visit: Visit) -> Reply:
    words = visit.query.get("member", "") or visit.form.fields.get("member", "")
    versions = await visit.ask(LoanProducts())
    return visit.page(
        "loans/new.html",
        title="New application",
        words=words,
        contact=await _member(visit),
        products=[each for each in versions if each.state == "in_force"],
        consents=CONSENT,
    )


async def enter(visit: Visit) -> Reply:
    words = visit.form.text("member", most=40)
    found = await visit.perform(FindMember(words=words))
    amount = visit.form.money("amount", visit.institution.currency)
    months = visit.form.number("months", least=1, most=120)
    product, consent = visit.form.text("product", most=20), visit.form.text("consent")
    channel = visit.form.one_of("consent_channel", CONSENT)
    if isinstance(found, Refusal):
        visit.form.errors["member"] = visit.shown.said(found)
    if visit.form.errors or isinstance(found, Refusal):
        return await new(visit)
    wish = EnterApplication(
        member=found,
        product=product,
        amount=amount,
        months=months,
        consent=consent,
        consent_channel=channel,  # type: ignore[arg-type]
    )
    answer = await visit.perform(wish)
    if isinstance(answer, Application):
        return visit.goes_to(HERE, says=f"{answer.number} waits for a decision. She is told by SMS.")
    visit.form.errors["amount"] = visit.shown.said(answer)
    return await new(visit)


PAGES = (
    view(HERE, every, Applications),
    view(f"{HERE}/new", new, EnterApplication),
    act(f"{HERE}/new", enter, EnterApplication),
    view(f"{HERE}/{{loan}}", one, ApplicationOf),
    act(f"{HERE}/{{loan}}", decide, DecideApplication),
)
LINKS = (Link("Loans", "Applications", HERE, Applications),)
