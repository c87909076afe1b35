"""The statement that the sandbox's portal would give: CSV, the newest line first, of the paybill or of payouts."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from sqlite3 import Row

from integrations.daraja.credential import NAIROBI
from integrations.daraja.sandbox_callbacks import amount
from integrations.daraja.sandbox_world import World, name_of

HEAD = (
    "Receipt No.", "Completion Time", "Initiation Time", "Details", "Transaction Status", "Paid In", "Withdrawn",
    "Balance", "Balance Confirmed", "Reason Type", "Other Party Info", "Linked Transaction ID", "A/C No.",
)  # fmt: skip
#: Kind of transaction -> reason, and whether money came in by it.
_REASONS = {
    "stk": ("Pay Bill Online", True),
    "c2b": ("Pay Bill Online", True),
    "reversal": ("Transaction Reversal", False),
    "b2c": ("Business Payment to Customer", False),
}
#: Account -> the kinds of transactions that move it.
_KINDS = {"paybill": ("stk", "c2b", "reversal"), "payouts": ("b2c",)}
_ACCOUNTS = {"paybill": "working", "payouts": "utility"}
MOST_LINES = 5_000


def statement(world: World, account: str) -> str:
    """Everything that was completed, with the balance after each line."""
    marks = ", ".join("?" for _ in _KINDS[account])
    rows = world.store.rows(
        f"SELECT * FROM daraja_transaction WHERE state = 'completed' AND kind IN ({marks}) ORDER BY id DESC LIMIT ?",
        *_KINDS[account], MOST_LINES,
    )  # fmt: skip
    written = io.StringIO()
    out = csv.writer(written)
    out.writerow(("Organization Name", "Imarisha"))
    out.writerow(("Paybill", world.shortcode))
    out.writerow(HEAD)
    left = world.balance(world.org(_ACCOUNTS[account]))
    for row in rows:
        out.writerow(_line(row, left))
        came = _REASONS[row["kind"]][1]
        left -= row["cents"] if came else -row["cents"]
    return written.getvalue()


def _line(row: Row, balance_cents: int) -> tuple[str, ...]:
    reason, came = _REASONS[row["kind"]]
    moved = f"{row['cents'] // 100:,}.{row['cents'] % 100:02d}"
    masked = f"{row['msisdn'][:5]}****{row['msisdn'][-3:]}" if row["msisdn"] else ""
    linked, reference = (row["reference"], "") if row["kind"] == "reversal" else ("", row["reference"])
    return (
        row["receipt"], _time(row["done_at"]), _time(row["started_at"]), reason, "Completed",
        moved if came else "", "" if came else f"-{moved}", amount(balance_cents), "TRUE", reason,
        f"{masked} - {name_of(row['msisdn'])}" if masked else "", linked, reference,
    )  # fmt: skip


def _time(written: str) -> str:
    return datetime.fromisoformat(written).astimezone(NAIROBI).strftime("%d-%m-%Y %H:%M:%S")
