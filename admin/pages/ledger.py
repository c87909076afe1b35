"""The books: entries, accounts line by line, the trial balance of a day, and what two people post by hand."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from admin.pages.lists import day_of, text_of, whole
from admin.pages.page import Link, Visit, act, view
from core.ledger.messages import (
    AccountLines,
    Accounts,
    Entries,
    EntryOf,
    ManualAccounts,
    PeriodOf,
    PostManual,
    ReverseEntry,
    TrialBalance,
)
from core.messages import Reply
from core.money import Money, total

HERE = "/admin/ledger"
ENTRIES, ACCOUNTS, BALANCE, NEW = f"{HERE}/entries", f"{HERE}/accounts", f"{HERE}/trial-balance", f"{HERE}/new"


def _entries(visit: Visit) -> Entries:
    return Entries(
        account=text_of(visit, "account"),
        what=text_of(visit, "what"),
        about=text_of(visit, "about"),
        from_day=day_of(visit, "from_day"),
        to_day=day_of(visit, "to_day"),
        cursor=text_of(visit, "cursor"),
    )


async def entries(visit: Visit) -> Reply:
    found = await visit.ask(_entries(visit))
    return visit.page("ledger/entries.html", title="Journal", found=found, may_post=visit.may(PostManual))


async def entries_csv(visit: Visit) -> Reply:
    rows = [
        (entry.on, entry.entry, entry.key, entry.what, entry.about, line.account, line.debit, line.credit,
         line.debit.currency)
        for entry in await whole(visit, _entries(visit))
        for line in entry.lines
    ]  # fmt: skip
    header = ("day", "entry", "key", "what", "about", "account", "debit", "credit", "currency")
    return visit.csv("journal", header, rows)


async def entry(visit: Visit) -> Reply:
    details = await visit.ask(EntryOf(entry=visit.path["entry"]))
    may_reverse = details.may_be_reversed and visit.may(ReverseEntry)
    return visit.page("ledger/entry.html", title="Journal entry", details=details, may_reverse=may_reverse)


async def reverse(visit: Visit) -> Reply:
    wish = ReverseEntry(entry=visit.path["entry"], reason=visit.form.text("reason"))
    if visit.form.errors:
        return await entry(visit)
    return await visit.do(wish, to=f"{ENTRIES}/{quote(visit.path['entry'])}", says="Taken back.")


async def accounts(visit: Visit) -> Reply:
    wish = Accounts(control=text_of(visit, "control"), cursor=text_of(visit, "cursor", most=100))
    found = await visit.ask(wish)
    controls = [balance.account for balance in await visit.ask(TrialBalance())]
    return visit.page("ledger/accounts.html", title="Accounts", found=found, controls=sorted(set(controls)))


async def accounts_csv(visit: Visit) -> Reply:
    rows = [
        (each.account, each.control, each.kind, each.debit, each.credit, each.debit.currency)
        for each in await whole(visit, Accounts(control=text_of(visit, "control")))
    ]
    return visit.csv("accounts", ("account", "control", "kind", "debit", "credit", "currency"), rows)


def _lines(visit: Visit) -> AccountLines:
    return AccountLines(
        account=visit.path["account"],
        from_day=day_of(visit, "from_day"),
        to_day=day_of(visit, "to_day"),
        cursor=text_of(visit, "cursor", most=100),
    )


async def account(visit: Visit) -> Reply:
    wish = _lines(visit)
    period = await visit.ask(PeriodOf(account=wish.account, from_day=wish.from_day, to_day=wish.to_day))
    found = await visit.ask(wish)
    file = f"{ACCOUNTS}/{quote(wish.account)}/lines.csv"
    return visit.page("ledger/account.html", title=wish.account, period=period, found=found, file=file)


async def account_csv(visit: Visit) -> Reply:
    rows = [
        (line.on, line.what, line.entry_key, line.amount, line.balance) for line in await whole(visit, _lines(visit))
    ]
    return visit.csv("account", ("day", "what", "entry", "amount", "balance"), rows)


async def trial_balance(visit: Visit) -> Reply:
    on = day_of(visit, "on")
    found = await visit.ask(TrialBalance(on=on))
    sums = [
        (currency, _sum(found, currency, "debit"), _sum(found, currency, "credit"))
        for currency in dict.fromkeys(balance.debit.currency for balance in found)
    ]
    return visit.page("ledger/trial_balance.html", title="Trial balance", found=found, sums=sums, on=on)


def _sum(found: Any, currency: str, side: str) -> Money:
    return total((getattr(each, side) for each in found if each.debit.currency == currency), currency)


async def trial_balance_csv(visit: Visit) -> Reply:
    rows = [
        (each.account, each.kind, each.debit, each.credit, each.debit.currency)
        for each in await visit.ask(TrialBalance(on=day_of(visit, "on")))
    ]
    return visit.csv("trial-balance", ("account", "kind", "debit", "credit", "currency"), rows)


async def new(visit: Visit) -> Reply:
    known = await visit.ask(ManualAccounts())
    options = [("", "Choose an account"), *((each.account, f"{each.name} ({each.account})") for each in known)]
    return visit.page("ledger/new.html", title="Post by hand", options=options, today=visit.shown.today.isoformat())


async def post(visit: Visit) -> Reply:
    form = visit.form
    wish = PostManual(
        debit=form.text("debit"),
        credit=form.text("credit"),
        amount=form.money("amount", visit.institution.currency),
        reason=form.text("reason"),
        on=form.day("on", otherwise=visit.shown.today),
    )
    if form.errors:
        return await new(visit)
    return await visit.do(wish, to=ENTRIES, says="Posted.")


PAGES = (
    view(ENTRIES, entries, Entries),
    view(f"{ENTRIES}.csv", entries_csv, Entries),
    view(f"{ENTRIES}/{{entry}}", entry, EntryOf),
    act(f"{ENTRIES}/{{entry}}", reverse, ReverseEntry),
    view(ACCOUNTS, accounts, Accounts),
    view(f"{ACCOUNTS}.csv", accounts_csv, Accounts),
    view(f"{ACCOUNTS}/{{account}}", account, AccountLines),
    view(f"{ACCOUNTS}/{{account}}/lines.csv", account_csv, AccountLines),
    view(BALANCE, trial_balance, TrialBalance),
    view(f"{BALANCE}.csv", trial_balance_csv, TrialBalance),
    view(NEW, new, PostManual),
    act(NEW, post, PostManual),
)
LINKS = (
    Link("Books", "Journal", ENTRIES, Entries),
    Link("Books", "Accounts", ACCOUNTS, Accounts),
    Link("Books", "Trial balance", BALANCE, TrialBalance),
    Link("Books", "Post by hand", NEW, PostManual),
)
