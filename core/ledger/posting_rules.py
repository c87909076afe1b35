"""Every way money moves, one function each, in an accountant's words. Nothing else builds entries.

Interest is income when it is paid; a late charge is income when it is assessed; a fee is income when the loan is
paid out; excise on the fee is owed to the state from that moment.
"""

from __future__ import annotations

from collections.abc import Iterable

from core.ledger import accounts
from core.ledger.entry import Entry, OpeningEntry, Posting, credit, debit
from core.money import Money, total


def deposit(*, key: str, about: str, source: str, account: str, amount: Money) -> Entry:
    """Money that arrived (Dr `source`: clearing or suspense) goes to a savings account (Cr)."""
    return Entry(key, "deposit", about, (debit(source, amount), credit(account, amount)))


def unplaced(*, key: str, about: str, provider: str, amount: Money) -> Entry:
    """Money arrived and nobody knows for what: Dr clearing, Cr suspense."""
    return Entry(
        key,
        "unplaced",
        about,
        (debit(accounts.clearing(provider), amount), credit(accounts.suspense(provider), amount)),
    )


def disburse_loan(
    *, key: str, about: str, provider: str, loan: str, principal: Money, fee: Money, excise: Money
) -> Entry:
    """A loan is granted: Dr principal, Cr in transit (what reaches her), Cr fee income, Cr excise payable."""
    return Entry(
        key,
        "disburse_loan",
        about,
        (
            debit(accounts.principal(loan), principal),
            credit(accounts.in_transit(provider), principal - fee - excise),
            credit(accounts.LOAN_FEE_INCOME, fee),
            credit(accounts.EXCISE, excise),
        ),
    )


def undo_disbursement(
    *, key: str, about: str, provider: str, loan: str, principal: Money, fee: Money, excise: Money
) -> Entry:
    """The payout is proven not to have happened: the mirror of `disburse_loan`."""
    return Entry(
        key,
        "undo_disbursement",
        about,
        (
            credit(accounts.principal(loan), principal),
            debit(accounts.in_transit(provider), principal - fee - excise),
            debit(accounts.LOAN_FEE_INCOME, fee),
            debit(accounts.EXCISE, excise),
        ),
    )


def payout_confirmed(*, key: str, about: str, provider: str, amount: Money) -> Entry:
    """The provider paid: Dr in transit, Cr clearing."""
    return Entry(
        key,
        "payout_confirmed",
        about,
        (debit(accounts.in_transit(provider), amount), credit(accounts.clearing(provider), amount)),
    )


def late_charge(*, key: str, about: str, loan: str, amount: Money) -> Entry:
    """A late charge is assessed: Dr penalties receivable, Cr penalty income."""
    return Entry(
        key,
        "late_charge",
        about,
        (debit(accounts.penalties(loan), amount), credit(accounts.PENALTY_INCOME, amount)),
    )


def repay_loan(
    *,
    key: str,
    about: str,
    source: str,
    loan: str,
    penalties: Money,
    interest: Money,
    principal: Money,
    over: Money,
    over_account: str,
) -> Entry:
    """A repayment: Dr `source`; Cr penalties receivable, interest income, principal, and savings with what is over."""
    return Entry(
        key,
        "repay_loan",
        about,
        (
            debit(source, penalties + interest + principal + over),
            credit(accounts.penalties(loan), penalties),
            credit(accounts.INTEREST_INCOME, interest),
            credit(accounts.principal(loan), principal),
            credit(over_account, over),
        ),
    )


def write_off_loan(*, key: str, about: str, loan: str, principal: Money, penalties: Money) -> Entry:
    """A loan is given up: Dr loan losses, Cr principal, Cr penalties receivable. Interest was never booked."""
    return Entry(
        key,
        "write_off_loan",
        about,
        (
            debit(accounts.LOAN_LOSSES, principal + penalties),
            credit(accounts.principal(loan), principal),
            credit(accounts.penalties(loan), penalties),
        ),
    )


def recover_loan(*, key: str, about: str, source: str, recovered: Money, over: Money, over_account: str) -> Entry:
    """Money comes for a loan that was given up: Dr `source`; Cr recoveries, and savings with what is over."""
    return Entry(
        key,
        "recover_loan",
        about,
        (
            debit(source, recovered + over),
            credit(accounts.RECOVERIES, recovered),
            credit(over_account, over),
        ),
    )


def reserve_withdrawal(*, key: str, about: str, provider: str, account: str, amount: Money, fee: Money) -> Entry:
    """A withdrawal is taken: Dr savings, Cr in transit (the amount), Cr fees held (the fee)."""
    return Entry(
        key,
        "reserve_withdrawal",
        about,
        (
            debit(account, amount + fee),
            credit(accounts.in_transit(provider), amount),
            credit(accounts.FEES_HELD, fee),
        ),
    )


def earn_withdrawal_fee(*, key: str, about: str, fee: Money) -> Entry:
    """The withdrawal was paid: Dr fees held, Cr fee income."""
    return Entry(
        key,
        "earn_withdrawal_fee",
        about,
        (debit(accounts.FEES_HELD, fee), credit(accounts.WITHDRAWAL_FEE_INCOME, fee)),
    )


def return_withdrawal(*, key: str, about: str, provider: str, account: str, amount: Money, fee: Money) -> Entry:
    """The payout is proven not to have happened: the mirror of `reserve_withdrawal`."""
    return Entry(
        key,
        "return_withdrawal",
        about,
        (
            credit(account, amount + fee),
            debit(accounts.in_transit(provider), amount),
            debit(accounts.FEES_HELD, fee),
        ),
    )


def send_back(*, key: str, about: str, provider: str, amount: Money) -> Entry:
    """Money that came by mistake is set aside for the way back: Dr clearing, Cr in transit."""
    return Entry(
        key,
        "send_back",
        about,
        (debit(accounts.clearing(provider), amount), credit(accounts.in_transit(provider), amount)),
    )


def not_sent_back(*, key: str, about: str, provider: str, amount: Money) -> Entry:
    """It stays with us, and its place is gone: Dr in transit, Cr suspense."""
    return Entry(
        key,
        "not_sent_back",
        about,
        (debit(accounts.in_transit(provider), amount), credit(accounts.suspense(provider), amount)),
    )


def move_cash(*, key: str, about: str, taken_from: str, put_into: str, amount: Money) -> Entry:
    """Notes and coins change their place, between bank, vault and till: Dr where they are now, Cr where they were."""
    return Entry(key, "move_cash", about, (debit(put_into, amount), credit(taken_from, amount)))


def withdraw_cash(*, key: str, about: str, source: str, account: str, amount: Money) -> Entry:
    """A member takes out cash at the desk: Dr savings, Cr `source`, the till."""
    return Entry(key, "withdraw_cash", about, (debit(account, amount), credit(source, amount)))


def cash_short(*, key: str, about: str, till: str, amount: Money) -> Entry:
    """A count found too little: Dr cash differences, Cr the till."""
    return Entry(
        key,
        "cash_short",
        about,
        (debit(accounts.CASH_DIFFERENCES, amount), credit(accounts.till(till), amount)),
    )


def cash_over(*, key: str, about: str, till: str, amount: Money) -> Entry:
    """A count found too much: Dr the till, Cr cash differences."""
    return Entry(
        key,
        "cash_over",
        about,
        (debit(accounts.till(till), amount), credit(accounts.CASH_DIFFERENCES, amount)),
    )


def opening(*, key: str, about: str, account: str, amount: Money) -> Entry:
    """A balance brought in from before: assets and expenses on the debit side, the others on the credit side."""
    debits = accounts.kind(account) in accounts.DEBIT_KINDS
    line, other = (debit, credit) if debits else (credit, debit)
    return Entry(key, "opening", about, (line(account, amount), other(accounts.OPENING, amount)))


def manual(*, key: str, about: str, debited: str, credited: str, amount: Money) -> Entry:
    """Posted by hand, by two people: rent from the bank, money moved into the paybill, capital paid in."""
    return Entry(key, "manual", about, (debit(debited, amount), credit(credited, amount)))


def opening_of_books(*, key: str, about: str, balances: Iterable[tuple[str, Money]]) -> Entry:
    """A whole file of (account, balance) brought in from before: what `opening` does for each, in one entry.

    Savings owed to members meet Dr opening, loans they owe meet Cr opening; the opening account keeps the rest.
    """
    each = [
        (debit if accounts.kind(account) in accounts.DEBIT_KINDS else credit)(account, amount)
        for account, amount in balances
    ]
    brought = total((line.amount for line in each), each[0].amount.currency)
    return OpeningEntry(key, "opening_of_books", about, (*each, Posting(accounts.OPENING, -brought)))


def checkoff_paid(*, key: str, about: str, provider: str, amount: Money) -> Entry:
    """An employer paid what was deducted from wages: Dr bank, Cr what its file made the employer owe.

    The lines of the file are booked as payments of `provider`, so its clearing account is owed by the employer.
    """
    return Entry(
        key,
        "checkoff_paid",
        about,
        (debit(accounts.BANK, amount), credit(accounts.clearing(provider), amount)),
    )


def reversal(*, key: str, entry: Entry) -> Entry:
    """A mistake is taken back: every line of `entry` on its other side. The mistake itself stays in the books."""
    mirrored = tuple(Posting(line.account, -line.amount) for line in entry.postings)
    return Entry(key, "reversal", entry.about, mirrored)
