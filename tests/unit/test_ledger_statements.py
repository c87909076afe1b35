"""The trial balance balances whatever is posted, and a statement adds up line by line."""

from __future__ import annotations

import inspect
from collections import Counter
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.ledger import accounts, posting_rules, service, statements
from core.ledger.entry import Entry
from core.ledger.messages import AccountStatement, NewestEntries, NotInTheChart, TrialBalance
from core.money import Money, total
from tests.house import House
from tests.unit.test_ledger_journal import deposit, kes, post

WORDS = {
    "key": "k",
    "about": "1",
    "source": "clearing:p",
    "provider": "p",
    "account": "savings:1",
    "over_account": "savings:1",
    "loan": "1",
}
RULES = [
    posting_rules.deposit,
    posting_rules.unplaced,
    posting_rules.payout_confirmed,
    posting_rules.late_charge,
    posting_rules.repay_loan,
    posting_rules.reserve_withdrawal,
    posting_rules.earn_withdrawal_fee,
    posting_rules.return_withdrawal,
    posting_rules.opening,
]
amounts = st.integers(1, 10**12).map(lambda minor_units: Money(minor_units, "KES"))


@st.composite
def entries(draw) -> Entry:
    rule = draw(st.sampled_from(RULES))
    names = inspect.signature(rule).parameters
    entry = rule(**{name: WORDS.get(name) or draw(amounts) for name in names})
    return posting_rules.reversal(key="back", entry=entry) if draw(st.booleans()) else entry


@given(st.lists(entries(), max_size=12))
@settings(max_examples=80, deadline=None)
def test_any_sequence_of_rules_keeps_the_trial_balance_at_zero(happened: list[Entry]):
    sums: Counter[tuple[str, str]] = Counter()
    for entry in happened:
        for line in entry.postings:
            sums[accounts.control(line.account), "KES"] += line.amount.minor_units
    lines = statements.trial_balance(
        [(control, unit, minor_units) for (control, unit), minor_units in sums.items()], currency="KES"
    )
    assert total((line.debit for line in lines), "KES") == total((line.credit for line in lines), "KES")
    assert [line.account for line in lines] == list(accounts.CONTROLS)
    assert all(line.debit.is_zero or line.credit.is_zero for line in lines)
    assert all(line.debit >= kes(0) and line.credit >= kes(0) for line in lines)


def test_an_account_on_its_other_side_is_shown_there():
    [line] = [
        line
        for line in statements.trial_balance([("savings", "KES", 500)], currency="KES")
        if line.account == "savings"
    ]
    assert (line.kind, line.debit, line.credit) == ("liability", kes(5), kes(0))


@pytest.fixture
def house(build) -> House:
    made: House = build(handlers=service.HANDLERS)
    return made


async def test_the_trial_balance_of_three_entries(house: House):
    await post(house, deposit("1", 500))
    await post(house, deposit("2", 300, account="shares:C00021"))
    brought_in = posting_rules.opening(key="o", about="o", account="loans:LN-0042:principal", amount=kes(5_000))
    await post(house, brought_in, on=date(2025, 12, 31))

    now = await house.must(TrialBalance())
    last_year = await house.must(TrialBalance(on=date(2025, 12, 31)))

    assert [(line.account, str(line.debit), str(line.credit)) for line in now if line.debit or line.credit] == [
        ("clearing", "KES 800", "KES 0"),
        ("loans", "KES 5,000", "KES 0"),
        ("savings", "KES 0", "KES 500"),
        ("shares", "KES 0", "KES 300"),
        ("opening", "KES 0", "KES 5,000"),
    ]
    assert {line.account for line in last_year if line.debit or line.credit} == {"loans", "opening"}


async def test_a_statement_is_read_downwards(house: House):
    for number, shillings in enumerate((500, 300, 200), 1):
        await post(house, deposit(str(number), shillings))
    taken = posting_rules.reserve_withdrawal(
        key="r", about="4", provider="daraja", account="savings:S00021", amount=kes(600), fee=kes(15)
    )
    await post(house, taken)

    lines = await house.must(AccountStatement(account="savings:S00021"))
    assert [(line.what, str(line.amount), str(line.balance)) for line in lines] == [
        ("deposit", "KES 500", "KES 500"),
        ("deposit", "KES 300", "KES 800"),
        ("deposit", "KES 200", "KES 1,000"),
        ("reserve_withdrawal", "KES -615", "KES 385"),
    ]
    assert await house.must(AccountStatement(account="savings:S00021", limit=2)) == lines[2:]
    assert await house.must(AccountStatement(account="savings:S00099")) == ()


async def test_an_account_of_no_chart_is_refused(house: House):
    assert await house.perform(AccountStatement(account="petty_cash:1")) == NotInTheChart("petty_cash:1")


async def test_the_newest_entries_are_whole_and_bring_what_belongs_to_them(house: House):
    """What happens to money on its way touches no account of hers, but is about the same payment."""
    await post(house, deposit("1", 500))
    await post(house, deposit("2", 90, account="savings:S00022"))
    taken = posting_rules.reserve_withdrawal(
        key="r", about="4", provider="daraja", account="savings:S00021", amount=kes(200), fee=kes(15)
    )
    await post(house, taken)
    await post(house, posting_rules.payout_confirmed(key="p", about="4", provider="daraja", amount=kes(200)))

    found = await house.must(NewestEntries(accounts=("savings:S00021", "shares:C00021")))
    assert [(entry.what, entry.about) for entry in found] == [
        ("payout_confirmed", "4"),
        ("reserve_withdrawal", "4"),
        ("deposit", "1"),
    ]
    assert [(line.account, str(line.debit), str(line.credit)) for line in found[1].lines] == [
        ("savings:S00021", "KES 215", "KES 0"),
        ("in_transit:daraja", "KES 0", "KES 200"),
        ("fees_held:withdrawals", "KES 0", "KES 15"),
    ]
    assert await house.must(NewestEntries(accounts=("savings:S00021",), limit=1)) == found[:1]
    assert await house.must(NewestEntries(accounts=())) == ()
