"""The books, for programs: entries, accounts with their lines, the trial balance, and what is posted by hand."""

from __future__ import annotations

from admin.api.endpoint import get, post
from core.ledger import messages as ledger

ENDPOINTS = (
    get("/api/ledger/entries", ledger.Entries, "Journal entries, the newest first"),
    post(
        "/api/ledger/entries",
        ledger.PostManual,
        "Post an amount by hand; a second person decides",
        answers="entry",
        moves_money=True,
    ),
    get("/api/ledger/entries/{entry}", ledger.EntryOf, "One entry, and what became of it"),
    post(
        "/api/ledger/entries/{entry}/reverse",
        ledger.ReverseEntry,
        "Take back an entry that was posted by hand; a second person decides",
        answers="reversal",
        moves_money=True,
    ),
    get("/api/ledger/accounts", ledger.Accounts, "Every account that was posted to, with its balance"),
    get("/api/ledger/accounts/{account}", ledger.PeriodOf, "What one account had before a period, in it and after it"),
    get("/api/ledger/accounts/{account}/lines", ledger.AccountLines, "One account line by line, the oldest first"),
    get("/api/ledger/manual-accounts", ledger.ManualAccounts, "The accounts that may be posted to by hand"),
    get("/api/ledger/trial-balance", ledger.TrialBalance, "Every control account with its net balance on a day"),
)
