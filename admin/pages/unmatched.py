"""The desk of unmatched money: what lies there, for what it may be meant, and the two ways out."""

from __future__ import annotations

from collections.abc import Mapping

from admin.pages.page import Link, Visit, act, view
from core.messages import MOST_PAGE, Reply
from core.payments.messages import AllocateUnmatched, ReversePayment, Unmatched, UnmatchedMoney

HERE = "/admin/unmatched"
HEADER = ("Item", "Received", "Days", "Amount", "Currency", "Receipt", "Typed", "Provider", "Payment")
MOST_PAGES = 50
#: Why a place is suggested, for who has to decide.
REASONS: Mapping[str, str] = {
    "payer": "the payer's phone is hers",
    "look_alike": "letters and digits look alike",
    "missing_letters": "the letters before the digits were left out",
    "swapped": "two signs changed places",
    "one_too_many": "one sign too many",
    "due": "an instalment of this amount is due",
    "prompt": "she was asked for this amount",
}


async def lying(visit: Visit) -> Reply:
    found = await visit.ask(UnmatchedMoney(suggest=True, cursor=visit.query.get("cursor", "")))
    return visit.page("payments/unmatched.html", title="Unmatched money", found=found, reasons=REASONS)


async def as_file(visit: Visit) -> Reply:
    rows: list[Unmatched] = []
    cursor = ""
    for _ in range(MOST_PAGES):
        page = await visit.ask(UnmatchedMoney(limit=MOST_PAGE, cursor=cursor))
        rows += page.items
        cursor = page.next
        if not cursor:
            break
    cells = [
        (
            each.item, each.at.isoformat(), each.age_days, each.amount, each.amount.currency, each.receipt,
            each.reference, each.provider, each.payment,
        )
        for each in rows
    ]  # fmt: skip
    return visit.csv("unmatched", HEADER, cells)


async def one(visit: Visit) -> Reply:
    found = await visit.ask(UnmatchedMoney(item=visit.path["item"], suggest=True))
    item = found.items[0] if found.items else None
    return visit.page(
        "payments/unmatched_one.html", title="Unmatched money", item=item, reasons=REASONS,
        status=200 if item else 404, may_place=visit.may(AllocateUnmatched), may_reverse=visit.may(ReversePayment),
    )  # fmt: skip


async def place(visit: Visit) -> Reply:
    reference = visit.form.text("reference", most=40)
    if visit.form.errors:
        return await one(visit)
    wish = AllocateUnmatched(item=visit.path["item"], reference=reference)
    return await visit.do(wish, to=HERE, says="Booked where it belongs.")


async def send_back(visit: Visit) -> Reply:
    reason = visit.form.text("reason")
    payment = visit.form.text("payment", most=32)
    if visit.form.errors:
        return await one(visit)
    return await visit.do(ReversePayment(payment=payment, reason=reason), to=HERE, says="On its way back.")


PAGES = (
    view(HERE, lying, UnmatchedMoney),
    view(f"{HERE}.csv", as_file, UnmatchedMoney),
    view(f"{HERE}/{{item}}", one, UnmatchedMoney),
    act(f"{HERE}/{{item}}/place", place, AllocateUnmatched),
    act(f"{HERE}/{{item}}/send-back", send_back, ReversePayment),
)
LINKS = (Link("Money", "Unmatched money", HERE, UnmatchedMoney),)
