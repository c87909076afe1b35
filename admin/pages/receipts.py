"""Receipts in the console: the list with its filters and as a file, and one to print and to take back."""

from __future__ import annotations

from datetime import date

from admin.pages.page import Link, Visit, act, view
from core.members.messages import Contact, ContactOf
from core.messages import MOST_PAGE, Reply
from core.tills.messages import Receipt, ReceiptOf, Receipts, ReverseReceipt, Tills

HERE = "/admin/receipts"
#: Kind of receipt -> what it says of it.
NAMES = {
    "opening": "Float taken in the morning",
    "float_in": "Float taken from the vault",
    "float_out": "Float given to the vault",
    "closing": "All cash given to the vault",
    "deposit": "Cash paid in",
    "repayment": "Loan repaid in cash",
    "withdrawal": "Cash paid out",
    "short": "Missing at the count",
    "over": "Too much at the count",
    "vault_in": "Cash from the bank",
    "vault_out": "Cash to the bank",
}
MEMBERS_CASH = ("deposit", "repayment", "withdrawal")


def _asked(visit: Visit, *, limit: int) -> Receipts:
    """The filters of the address; a day that is none is no filter."""
    try:
        day = date.fromisoformat(visit.query.get("day", ""))
    except ValueError:
        day = None
    return Receipts(
        till=visit.query.get("till", "")[:12],
        member=visit.query.get("member", "")[:40],
        day=day,
        limit=limit,
        cursor=visit.query.get("cursor", "")[:20],
    )


async def every(visit: Visit) -> Reply:
    found = await visit.ask(_asked(visit, limit=50))
    tills = await visit.ask(Tills(limit=MOST_PAGE))
    places = [
        ("", "All"),
        ("vault", "The vault"),
        *((till.till, f"{till.name}, {till.branch}") for till in tills.items),
    ]
    return visit.page("desk/receipts.html", title="Receipts", found=found, places=places, names=NAMES)


async def as_file(visit: Visit) -> Reply:
    found = await visit.ask(_asked(visit, limit=MOST_PAGE))
    header = ("receipt", "day", "at", "kind", "in", "out", "currency", "till", "target", "by", "note", "reverses")
    return visit.csv("receipts", header, [_row(visit, each) for each in found.items])


def _row(visit: Visit, each: Receipt) -> tuple[object, ...]:
    came, went = (each.amount, None) if each.comes_in else (None, each.amount)
    at = visit.shown.local(each.at).strftime("%Y-%m-%d %H:%M")
    return (
        each.receipt, each.day, at, each.kind, came, went, each.amount.currency, each.till, each.target,
        each.by_name or each.by, each.note, each.reverses,
    )  # fmt: skip


async def one(visit: Visit) -> Reply:
    receipt = await visit.ask(ReceiptOf(receipt=visit.path["receipt"]))
    may_reverse = (
        receipt.kind in MEMBERS_CASH and not (receipt.reverses or receipt.reversed_by) and visit.may(ReverseReceipt)
    )
    return visit.page(
        "desk/receipt.html",
        title=f"Receipt {receipt.receipt}",
        receipt=receipt,
        names=NAMES,
        whose=await _whose(visit, receipt),
        may_reverse=may_reverse,
    )


async def _whose(visit: Visit, receipt: Receipt) -> str:
    """The name and number of the member, for the print."""
    contact = await visit.perform(ContactOf(member=receipt.member)) if receipt.member else None
    return f"{contact.full_name}, {contact.number}" if isinstance(contact, Contact) else ""


async def reverse(visit: Visit) -> Reply:
    reason = visit.form.text("reason")
    if visit.form.errors:
        return await one(visit)
    wish = ReverseReceipt(receipt=visit.path["receipt"], reason=reason)
    return await visit.do(wish, to=f"{HERE}/{visit.path['receipt']}", says="It is taken back.")


PAGES = (
    view(HERE, every, Receipts),
    view(f"{HERE}.csv", as_file, Receipts),
    view(f"{HERE}/{{receipt}}", one, ReceiptOf),
    act(f"{HERE}/{{receipt}}", reverse, ReverseReceipt),
)
LINKS = (Link("Cash desk", "Receipts", HERE, Receipts),)
