"""A journal entry balances in every currency, or it does not exist."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.ledger import posting_rules
from core.ledger.entry import BooksBroken, Entry, OpeningEntry, Posting, credit, debit, imbalance
from core.money import Money

CASH, SAVED = "clearing:daraja", "savings:S00021"


def kes(shillings: int) -> Money:
    return Money(shillings * 100, "KES")


lines = st.builds(
    Posting,
    account=st.sampled_from([CASH, SAVED, "suspense:daraja"]),
    amount=st.builds(Money, st.integers(-(10**12), 10**12), st.sampled_from(["KES", "UGX"])),
)


@given(st.lists(lines, min_size=2, max_size=8))
@settings(max_examples=150, deadline=None)
def test_what_does_not_balance_cannot_be_built(postings: list[Posting]):
    sums: dict[str, int] = {}
    for line in postings:
        sums[line.amount.currency] = sums.get(line.amount.currency, 0) + line.amount.minor_units
    if any(sums.values()):
        with pytest.raises(BooksBroken):
            Entry("key", "deposit", "1", tuple(postings))


@given(st.lists(lines, min_size=1, max_size=8))
@settings(max_examples=100, deadline=None)
def test_what_balances_keeps_every_line_but_those_of_zero(postings: list[Posting]):
    mirrored = [Posting(CASH, -line.amount) for line in postings]
    whole = [line for line in (*postings, *mirrored) if line.amount]
    if whole:
        assert Entry("key", "deposit", "1", (*postings, *mirrored)).postings == tuple(whole)


def test_two_currencies_do_not_make_up_for_each_other():
    shillings, other = Posting(CASH, Money(100, "KES")), Posting(SAVED, Money(-100, "UGX"))
    assert imbalance([shillings, other]) == {"KES": 100, "UGX": -100}
    with pytest.raises(BooksBroken):
        Entry("key", "deposit", "1", (shillings, other))


def test_a_debit_below_zero_is_a_credit_in_disguise():
    for side in (debit, credit):
        with pytest.raises(BooksBroken):
            side(CASH, kes(-1))


def test_an_entry_has_a_key_and_two_lines_at_least():
    with pytest.raises(BooksBroken):
        Entry("", "deposit", "1", (debit(CASH, kes(1)), credit(SAVED, kes(1))))
    with pytest.raises(BooksBroken):
        Entry("key", "deposit", "1", ())


def test_a_reversal_is_the_mirror_and_leaves_nothing():
    deposit = posting_rules.deposit(key="payment:1:principal", about="1", source=CASH, account=SAVED, amount=kes(5))
    back = posting_rules.reversal(key="payment:1:reversal", entry=deposit)
    assert back.postings == (credit(CASH, kes(5)), debit(SAVED, kes(5)))
    assert back.about == "1"


def test_a_file_of_balances_is_one_entry_that_meets_the_opening_account():
    entry = posting_rules.opening_of_books(
        key="k",
        about="import:1",
        balances=[(SAVED, kes(500)), ("loans:LN-0001:principal", kes(2_000)), (SAVED, kes(0))],
    )
    assert [(line.account, line.amount) for line in entry.postings] == [
        (SAVED, kes(-500)),
        ("loans:LN-0001:principal", kes(2_000)),
        ("opening:balance", kes(-1_500)),
    ]
    with pytest.raises(BooksBroken):
        posting_rules.opening_of_books(key="k", about="import:1", balances=[(SAVED, kes(-1))])


def test_only_an_opening_entry_may_be_long():
    lines = (*(Posting(SAVED, Money(1, "KES")) for _ in range(50)), Posting(CASH, Money(-50, "KES")))
    with pytest.raises(BooksBroken, match="50 at most"):
        Entry("k", "deposit", "1", lines)
    assert len(OpeningEntry("k", "opening_of_books", "1", lines).postings) == 51
    many = (*(Posting(SAVED, Money(1, "KES")) for _ in range(100_001)), Posting(CASH, Money(-100_001, "KES")))
    with pytest.raises(BooksBroken, match="100001 at most"):
        OpeningEntry("k", "opening_of_books", "1", many)
