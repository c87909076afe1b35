"""Payments: all of them, one with its life, what went out, and the two forms that ask for one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from admin.pages.page import Link, Visit, act, view
from core.members.messages import FindMember
from core.messages import MOST_PAGE, Refusal, Reply
from core.payments.messages import (
    CheckAgain,
    Collect,
    Payment,
    PaymentInFull,
    Payments,
    ReadPayment,
    ReversePayment,
)
from core.savings.messages import PayOutSavings

HERE, OUT = "/admin/payments", "/admin/disbursements"
STATES = ("created", "submitted", "pending", "unknown", "review", "succeeded", "failed", "expired", "reversed")
#: Nobody has an answer yet: such a payment can be asked about.
UNDER_WAY = ("submitted", "pending", "unknown", "review")
PURPOSES = ("repay", "save", "unplaced", "loan", "withdrawal", "reversal")
WORDS = ("state", "direction", "purpose", "member", "provider", "receipt", "reference", "cursor")
GOING_OUT = ("loan", "withdrawal", "reversal")
#: A file for a spreadsheet has at most so many lines; the filters make it shorter.
MOST_LINES = 10_000
HEADER = (
    "Payment", "Created", "Settled", "Direction", "Purpose", "State", "Amount", "Currency", "Receipt", "Reference",
    "Provider", "Member", "Placed", "About", "Look at it because",
)  # fmt: skip


@dataclass(frozen=True)
class Moment:
    """One line of a payment's life."""

    at: datetime
    what: str
    more: str


def asked(query: Mapping[str, str], **fixed: str) -> Payments:
    """What the address asks for; a day that is none is not asked for."""
    words: dict[str, Any] = {name: query[name].strip()[:100] for name in WORDS if name in query}
    days: dict[str, Any] = {name: _day(query[name]) for name in ("since", "until") if name in query}
    return Payments(**(words | days | fixed))


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


async def all_of_them(visit: Visit) -> Reply:
    found = await visit.ask(asked(visit.query))
    return visit.page(
        "payments/list.html", title="Payments", found=found, states=STATES, purposes=PURPOSES, file=f"{HERE}.csv",
        may_ask=visit.may(Collect), may_pay=visit.may(PayOutSavings),
    )  # fmt: skip


async def going_out(visit: Visit) -> Reply:
    found = await visit.ask(asked(visit.query, direction="out"))
    return visit.page(
        "payments/list.html", title="Disbursements", found=found, states=STATES, purposes=GOING_OUT, file=f"{OUT}.csv",
        may_ask=False, may_pay=visit.may(PayOutSavings),
    )  # fmt: skip


async def as_file(visit: Visit) -> Reply:
    return await _file(visit, "payments", asked(visit.query))


async def out_as_file(visit: Visit) -> Reply:
    return await _file(visit, "disbursements", asked(visit.query, direction="out"))


async def _file(visit: Visit, name: str, question: Payments) -> Reply:
    rows = [_row(each) async for each in _each(visit, question)]
    return visit.csv(name, HEADER, rows)


async def _each(visit: Visit, question: Payments) -> AsyncIterator[Payment]:
    count, cursor = 0, ""
    while count < MOST_LINES:
        page = await visit.ask(replace(question, limit=MOST_PAGE, cursor=cursor))
        for each in page.items:
            yield each
        count, cursor = count + len(page.items), page.next
        if not cursor:
            return


def _row(each: Payment) -> tuple[Any, ...]:
    return (
        each.payment, each.created_at.isoformat(), each.settled_at.isoformat() if each.settled_at else "",
        each.direction, each.purpose, each.state, each.amount, each.amount.currency, each.receipt, each.reference,
        each.provider, each.member, each.placed, each.about, each.flagged,
    )  # fmt: skip


async def one(visit: Visit) -> Reply:
    payment = await visit.ask(ReadPayment(payment=visit.path["payment"]))
    can_go_back = payment.direction == "in" and payment.state == "succeeded" and payment.confirmed and payment.receipt
    return visit.page(
        "payments/one.html", title=f"Payment {payment.reference}", payment=payment, life=life(payment),
        entries=[(f"Entry {number}", key) for number, key in enumerate(payment.entries, 1)],
        may_reverse=bool(can_go_back) and visit.may(ReversePayment),
        may_ask_again=payment.state in UNDER_WAY and visit.may(CheckAgain),
    )  # fmt: skip


def life(payment: PaymentInFull) -> list[Moment]:
    """What happened to it, in its order."""
    found = [Moment(payment.created_at, "asked for" if payment.attempts else "came", "")]
    for each in payment.attempts:
        what = f"{each.kind.replace('_', ' ')}, call {each.number}"
        found.append(Moment(each.begun_at, what, " ".join(word for word in (each.state, each.code) if word)))
    if payment.settled_at is not None:
        found.append(Moment(payment.settled_at, payment.state, payment.placed))
    return sorted(found, key=lambda each: each.at)


async def reverse(visit: Visit) -> Reply:
    payment = visit.path["payment"]
    reason = visit.form.text("reason")
    if visit.form.errors:
        return await one(visit)
    wish = ReversePayment(payment=payment, reason=reason)
    return await visit.do(wish, to=f"{HERE}/{payment}", says="On its way back.")


async def ask_again(visit: Visit) -> Reply:
    payment = visit.path["payment"]
    return await visit.do(CheckAgain(payment=payment), to=f"{HERE}/{payment}", says="The provider is asked.")


# Asking a wallet, and paying out


async def ask_form(visit: Visit) -> Reply:
    return visit.page("payments/ask.html", title="Ask a wallet for money")


async def ask_wallet(visit: Visit) -> Reply:
    member = await _member(visit)
    amount = visit.form.money("amount", visit.institution.currency)
    purpose = visit.form.one_of("purpose", ("repay", "save"))
    if visit.form.errors:
        return await ask_form(visit)
    wish = Collect(member=member, purpose="repay" if purpose == "repay" else "save", amount=amount)
    return await visit.do(wish, to=f"{HERE}/ask", says="The prompt is on its way to her phone.")


async def pay_form(visit: Visit) -> Reply:
    return visit.page("payments/pay_out.html", title="Pay savings out")


async def pay_out(visit: Visit) -> Reply:
    member = await _member(visit)
    amount = visit.form.money("amount", visit.institution.currency)
    if visit.form.errors:
        return await pay_form(visit)
    wish = PayOutSavings(member=member, amount=amount, again=visit.form.is_on("again"))
    return await visit.do(wish, to=f"{HERE}/pay-out", says="Set aside, and on its way to her phone.")


async def _member(visit: Visit) -> str:
    """By the number or the phone that was typed."""
    words = visit.form.text("member")
    found = await visit.perform(FindMember(words=words)) if words else ""
    if isinstance(found, Refusal):
        visit.form.errors["member"] = visit.shown.said(found)
        return ""
    return found


PAGES = (
    view(HERE, all_of_them, Payments),
    view(f"{HERE}.csv", as_file, Payments),
    view(OUT, going_out, Payments),
    view(f"{OUT}.csv", out_as_file, Payments),
    view(f"{HERE}/ask", ask_form, Collect),
    act(f"{HERE}/ask", ask_wallet, Collect),
    view(f"{HERE}/pay-out", pay_form, PayOutSavings),
    act(f"{HERE}/pay-out", pay_out, PayOutSavings),
    view(f"{HERE}/{{payment}}", one, ReadPayment),
    act(f"{HERE}/{{payment}}/reverse", reverse, ReversePayment),
    act(f"{HERE}/{{payment}}/ask-again", ask_again, CheckAgain),
)
LINKS = (Link("Money", "Payments", HERE, Payments), Link("Money", "Disbursements", OUT, Payments))
