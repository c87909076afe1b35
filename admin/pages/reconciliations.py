"""Statements of providers: sent as a file, laid beside the books, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping

from admin.pages.page import Link, Visit, act, view
from core.messages import Refusal, Reply
from core.reconciling.messages import Account, Reconcile, ReconciliationInFull, ReconciliationOf, Reconciliations

HERE = "/admin/reconciliations"
ACCOUNTS: Mapping[str, Account] = {"": "", "paybill": "paybill", "payouts": "payouts"}
HEADER = ("What", "Receipt", "Theirs", "Ours", "Payment", "More")
#: What each kind of finding means.
MEANINGS: Mapping[str, str] = {
    "differs": "the amounts differ",
    "unknown_out": "went out there, not here",
    "reversed_there": "sent back there, not by us",
    "ours_only": "booked here, not in the statement",
    "repeated": "the receipt stands there twice",
    "balance": "the balance does not follow from the line before",
    "imported": "came in there and was not announced; booked now",
    "left": "came in there; send the statement again to book it",
}


async def all_of_them(visit: Visit) -> Reply:
    found = await visit.ask(Reconciliations(cursor=visit.query.get("cursor", "")))
    return visit.page(
        "payments/reconciliations.html", title="Reconciliations", found=found, may_send=visit.may(Reconcile)
    )  # fmt: skip


async def send(visit: Visit) -> Reply:
    account = visit.form.fields.get("account", "")
    file = visit.form.files.get("statement", b"")
    if not file:
        visit.form.errors["statement"] = "Please choose the file that the portal gave you."
    if account not in ACCOUNTS:
        visit.form.errors["account"] = "Please choose one of these."
    if visit.form.errors:
        return await all_of_them(visit)
    wish = Reconcile(
        provider=visit.institution.provider,
        statement=file.decode("utf-8-sig", errors="replace"),
        account=ACCOUNTS[account],
    )
    made = await visit.perform(wish)
    if isinstance(made, Refusal):
        return visit.goes_to(HERE, says=visit.shown.said(made), bad=True)
    return visit.goes_to(f"{HERE}/{made.reconciliation}", says="Laid beside the books.")


async def one(visit: Visit) -> Reply:
    found = await _found(visit)
    return visit.page("payments/reconciliation.html", title="Reconciliation", found=found, meanings=MEANINGS)


async def as_file(visit: Visit) -> Reply:
    found = await _found(visit)
    rows = [
        (MEANINGS.get(each.kind, each.kind), each.receipt, each.theirs, each.ours, each.payment, each.about)
        for each in found.findings
    ]
    return visit.csv("reconciliation", HEADER, rows)


async def _found(visit: Visit) -> ReconciliationInFull:
    return await visit.ask(ReconciliationOf(reconciliation=visit.path["reconciliation"]))


PAGES = (
    view(HERE, all_of_them, Reconciliations),
    act(HERE, send, Reconcile),
    view(f"{HERE}/{{reconciliation}}", one, ReconciliationOf),
    view(f"{HERE}/{{reconciliation}}/findings.csv", as_file, ReconciliationOf),
)
LINKS = (Link("Money", "Reconciliations", HERE, Reconciliations),)
