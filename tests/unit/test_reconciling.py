"""A provider's statement beside our books: read whatever its portal wrote, and nothing is booked twice."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from core.messages import NotPermitted, Origin
from core.payments.messages import Payments, ReversePayment
from core.reconciling.messages import (
    NoSuchReconciliation,
    NotAStatement,
    Reconcile,
    Reconciliation,
    ReconciliationInFull,
    ReconciliationOf,
    Reconciliations,
    StatementLine,
)
from core.reconciling.statement import read
from tests.house import build, database
from tests.payments_world import Desk, kes
from tests.payments_world import desk as desk

__all__ = ["build", "database"]

MANAGER = Origin("staff:2", "console", frozenset({"manager"}))
HEAD = (
    "Receipt No.,Completion Time,Initiation Time,Details,Transaction Status,Paid In,Withdrawn,Balance,"
    "Balance Confirmed,Reason Type,Other Party Info,Linked Transaction ID,A/C No."
)
IN, CHARGE, OUT = "Pay Bill Online", "Business Pay Bill Charge", "Business Payment to Customer"
BACK = "Transaction Reversal"


def line(receipt: str, time: str, moved: str, balance: str, *, reason: str = IN, **more: str) -> str:
    """`moved` with a sign; the day is the one on which the house stands."""
    paid, gone = ("", moved) if moved.startswith("-") else (moved, "")
    who, linked = more.get("party", "254722****126 - JANE DOE"), more.get("linked", "")
    state = more.get("state", "Completed")
    cells = (receipt, f"11-03-2026 {time}", "", "said", state, paid, gone, balance, "TRUE", reason, who, linked,
             more.get("account", "LN0042"))  # fmt: skip
    return ",".join(f'"{cell}"' for cell in cells)


def statement(*lines: str) -> str:
    return "\n".join(("Organization Name,Imarisha", "Paybill,600100", "", HEAD, *lines))


def read_all(text: str) -> Any:
    return read(text, currency="KES", zone="Africa/Nairobi")


async def reconciled(desk: Desk, text: str, **how: Any) -> Reconciliation:
    return await desk.house.must(Reconcile(provider="daraja", statement=text, **how), by=MANAGER)


async def in_full(desk: Desk, text: str, **how: Any) -> ReconciliationInFull:
    done = await reconciled(desk, text, **how)
    return await desk.house.must(ReconciliationOf(reconciliation=done.reconciliation), by=MANAGER)


def kinds(found: ReconciliationInFull) -> list[tuple[str, str]]:
    return [(each.kind, each.receipt) for each in found.findings]


# Reading


def test_lines_are_read_whatever_the_portal_makes_of_them() -> None:
    text = statement(
        line("RKT3", "12:30:00", "-500.00", "1,000.00", reason=BACK, linked="rkt1", account=""),
        line("RKT2", "12:00:00", "1,000.50", "1,500.00", state="Failed"),
        line("rkt1", "11:00:00", "1,500.00", "1,500.00"),
    )
    first, last = read_all("\ufeff" + text.replace("\n", "\r\n"))
    assert first == StatementLine(
        receipt="RKT1", at=first.at, amount=kes(1_500), balance=kes(1_500), reason=IN,
        party="254722****126", linked="", reference="LN0042",
    )  # fmt: skip
    assert first.at.astimezone(UTC) == datetime(2026, 3, 11, 8, 0, tzinfo=UTC)
    assert (last.receipt, last.amount, last.linked, last.is_reversal) == ("RKT3", kes(-500), "RKT1", True)


def test_money_out_may_be_written_with_a_sign_or_without() -> None:
    for written in ("-500.00", "500.00"):
        row = line("RKT1", "11:00:00", "-1", "0").replace('"-1"', f'"{written}"')
        assert read_all(statement(row))[0].amount == kes(-500)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", NotAStatement(0, "head")),
        ("Receipt,Time\n1,2", NotAStatement(2, "head")),
        ("Receipt No.,Completion Time\n1,2", NotAStatement(1, "head")),
        (statement(), NotAStatement(4, "empty")),
        (statement(line("?", "11:00:00", "1", "1")), NotAStatement(5, "receipt")),
        (statement(line("RKT1", "25:00:00", "1", "1")), NotAStatement(5, "time")),
        (statement(line("RKT1", "11:00:00", "one", "1")), NotAStatement(5, "amount")),
        (statement(line("RKT1", "11:00:00", "1", "=1+1")), NotAStatement(5, "amount")),
        ("x" * 1_000_001, NotAStatement(0, "too_long")),
        (statement(*["," * 12] * 5_001), NotAStatement(5_005, "too_long")),
    ],
)
def test_what_is_no_statement_is_said_with_its_line(text: str, expected: NotAStatement) -> None:
    assert read_all(text) == expected


# Comparing


async def test_what_both_know_matches_and_the_balances_roll_forward(desk: Desk) -> None:
    await desk.arrives("LN0042", kes(1742), receipt="RKT1", confirmed=True)
    found = await in_full(desk, statement(line("RKT1", "12:00:00", "1,742.00", "2,742.00")))
    assert (found.lines, found.matched, found.theirs_only, found.ours_only, found.differ) == (1, 1, 0, 0, 0)
    assert (found.opening, found.came_in, found.went_out, found.closing) == (kes(1_000), kes(1_742), kes(0), kes(2_742))
    assert found.adds_up
    assert found.findings == ()
    assert found.by == "staff:2"


async def test_money_in_that_was_never_announced_is_booked_once_however_often_it_is_told(desk: Desk) -> None:
    text = statement(line("RKT1", "12:00:00", "1,742.00", "1,742.00"))
    found = await in_full(desk, text)
    assert kinds(found) == [("imported", "RKT1")]
    assert (found.imported, found.theirs_only) == (1, 1)
    assert (await desk.books())["loans:LN-0042:principal"] == -1742
    [payment] = (await desk.house.must(Payments())).items
    assert payment.confirmed, "their statement is the proof"

    again = await in_full(desk, text)
    assert (again.matched, again.findings) == (1, ())
    await desk.arrives("LN0042", kes(1742), receipt="RKT1")
    assert (await desk.books())["clearing:daraja"] == 1742


async def test_money_in_for_nobody_lies_in_suspense_with_what_is_known_of_the_payer(desk: Desk) -> None:
    await reconciled(desk, statement(line("RKT1", "12:00:00", "800.00", "800.00", account="LN42X")))
    [item] = await desk.house.rows("select reference, payer from suspense")
    assert (item.reference, item.payer) == ("LN42X", "254722****126")


async def test_an_amount_that_differs_is_a_finding_and_changes_nothing(desk: Desk) -> None:
    await desk.arrives("LN0042", kes(1742), receipt="RKT1", confirmed=True)
    found = await in_full(desk, statement(line("RKT1", "12:00:00", "1,472.00", "1,472.00")))
    [finding] = found.findings
    assert (finding.kind, finding.theirs, finding.ours) == ("differs", kes(1_472), kes(1_742))
    assert (await desk.books())["clearing:daraja"] == 1742


async def test_what_only_we_have_is_found_in_the_time_of_the_statement(desk: Desk) -> None:
    desk.house.clock.later(minutes=30)
    await desk.arrives("LN0042", kes(500), receipt="RKT9", confirmed=True)
    text = statement(
        line("RKT2", "12:40:00", "1.00", "2.00"),
        line("RKT1", "12:00:00", "1.00", "1.00"),
    )
    found = await in_full(desk, text)
    assert ("ours_only", "RKT9") in kinds(found)
    assert found.ours_only == 1
    early = await in_full(desk, statement(line("RKT1", "12:00:00", "1.00", "1.00")))
    assert early.ours_only == 0


async def test_payouts_belong_to_the_statement_of_payouts(desk: Desk) -> None:
    sent = await desk.sent_payout()
    desk.house.clock.later(minutes=30)
    await desk.says(sent.token, "succeeded", receipt="RKT5", amount=kes(4_940), receiver_digits="254700000001")
    text = statement(line("RKT2", "12:40:00", "1.00", "2.00"), line("RKT1", "12:00:00", "1.00", "1.00"))
    assert (await reconciled(desk, text, account="paybill")).ours_only == 0
    assert (await reconciled(desk, text, account="payouts")).ours_only == 1
    out = statement(line("RKT5", "12:40:00", "-4,940.00", "60.00", reason=OUT))
    assert (await reconciled(desk, out, account="payouts")).matched == 1


async def test_charges_share_a_receipt_and_are_summed_apart(desk: Desk) -> None:
    sent = await desk.sent_payout()
    await desk.says(sent.token, "succeeded", receipt="RKT5", amount=kes(4_940), receiver_digits="254700000001")
    found = await in_full(desk, statement(
        line("RKT5", "12:00:01", "-13.00", "47.00", reason=CHARGE),
        line("RKT5", "12:00:00", "-4,940.00", "60.00", reason=OUT),
    ))  # fmt: skip
    assert (found.matched, found.charges, found.went_out, found.adds_up) == (1, kes(13), kes(4_940), True)
    assert found.findings == ()


async def test_what_does_not_follow_is_named(desk: Desk) -> None:
    await desk.arrives("LN0042", kes(100), receipt="RKT1", confirmed=True)
    found = await in_full(desk, statement(
        line("RKT1", "12:00:00", "100.00", "100.00"),
        line("RKT1", "12:00:00", "100.00", "200.00"),
        line("RKT7", "12:00:01", "-5,000.00", "200.00", reason=OUT),
        line("RKT8", "12:00:02", "-100.00", "100.00", reason=BACK, linked="RKT1"),
    ))  # fmt: skip
    assert kinds(found) == [
        ("unknown_out", "RKT7"), ("reversed_there", "RKT8"), ("repeated", "RKT1"), ("balance", "RKT7"),
    ]  # fmt: skip
    assert found.findings[1].about == "RKT1"
    assert not found.adds_up


async def test_money_that_went_back_is_known_on_both_sides(desk: Desk) -> None:
    await desk.arrives("LN0042", kes(100), receipt="RKT1", confirmed=True)
    [payment] = (await desk.house.must(Payments())).items
    reversal = await desk.house.must(ReversePayment(payment=payment.payment, reason="a wrong number"))
    attempt = await desk.begin(reversal, "reversal")
    await desk.says(attempt.token, "succeeded", receipt="RKT8", amount=kes(100))
    found = await in_full(desk, statement(
        line("RKT8", "12:10:00", "-100.00", "0.00", reason=BACK, linked="RKT1", party=""),
        line("RKT1", "12:00:00", "100.00", "100.00"),
    ), account="paybill")  # fmt: skip
    assert (found.matched, found.findings) == (2, ())


async def test_results_are_kept_and_listed_the_newest_first(desk: Desk) -> None:
    text = statement(line("RKT1", "12:00:00", "1.00", "1.00"))
    first, second = await reconciled(desk, text), await reconciled(desk, text)
    page = await desk.house.must(Reconciliations(limit=1), by=MANAGER)
    assert page.items == (second,)
    assert (await desk.house.must(Reconciliations(cursor=page.next), by=MANAGER)).items == (first,)
    assert await desk.house.perform(ReconciliationOf(reconciliation="none")) == NoSuchReconciliation()
    nobody = Origin("staff:9", "api", frozenset({"integrator"}))
    asked = Reconcile(provider="daraja", statement=text)
    assert await desk.house.perform(asked, by=nobody) == NotPermitted("Reconcile")


async def test_a_program_may_send_the_lines_themselves(desk: Desk) -> None:
    await desk.arrives("LN0042", kes(100), receipt="RKT1", confirmed=True)
    noon = desk.house.clock.now
    lines = (
        StatementLine("RKT2", noon, kes(50), kes(150), reference="LN0042"),
        StatementLine("RKT1", noon, kes(100), kes(100)),
    )
    done = await desk.house.must(Reconcile(provider="daraja", lines=lines), by=MANAGER)
    assert (done.lines, done.matched, done.imported, done.adds_up) == (2, 1, 1, True)
    wrong = (StatementLine("?", noon, kes(1), kes(1)),)
    assert await desk.house.perform(Reconcile(provider="daraja", lines=wrong)) == NotAStatement(1, "receipt")
    assert await desk.house.perform(Reconcile(provider="daraja")) == NotAStatement(0, "head")
