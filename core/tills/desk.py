"""Members' cash at the desk: saved, repaid, taken out, and taken back when it was booked by mistake."""

from __future__ import annotations

from typing import Any

from core.ledger import accounts
from core.lending.messages import FindLoan, LoanOf, LoansOf, Repay, ReverseRepayment
from core.members.messages import ContactOf, NoSuchMember
from core.messages import Command, Refusal, Request
from core.money import Money
from core.payments.messages import OverTierLimit
from core.savings.messages import (
    AccountsOf,
    Deposit,
    FindAccount,
    NoSuchAccount,
    PayOutCash,
    ReverseCashPaid,
    ReverseDeposit,
)
from core.tills import keeping, receipts, rules
from core.tills.messages import (
    AccountAtDesk,
    AtDesk,
    DepositCash,
    IdentityNotSeen,
    LoanAtDesk,
    LoanIsFinished,
    MemberAtDesk,
    NoSuchReceipt,
    NotReversible,
    NotYourTill,
    ReasonNeeded,
    Receipt,
    ReceiptReversed,
    RepayInCash,
    ReverseReceipt,
    WithdrawCash,
)
from core.tills.receipts import Moved
from core.tx import Handler, Tx

#: What members bring and take, and only that, can be taken back.
MEMBERS_CASH = ("deposit", "repayment", "withdrawal")


async def at_desk(tx: Tx, request: MemberAtDesk) -> AtDesk | Refusal:
    contact = await tx.perform(ContactOf(member=request.member))
    if isinstance(contact, Refusal):
        return contact
    held = await tx.must(AccountsOf(member=request.member))
    lent = await tx.perform(LoansOf(member=request.member))
    loans = () if isinstance(lent, Refusal) else lent
    return AtDesk(
        member=request.member,
        number=contact.number,
        full_name=contact.full_name,
        tier=contact.tier,
        blocked=contact.blocked,
        accounts=tuple(AccountAtDesk(each.number, each.kind, each.balance, each.available) for each in held),
        loans=tuple(LoanAtDesk(each.number, each.next_amount, each.next_due, each.payoff) for each in loans),
    )


async def deposit(tx: Tx, request: DepositCash) -> Receipt | Refusal:
    day = await _day(tx, request)
    if isinstance(day, Refusal):
        return day
    contact = await tx.perform(ContactOf(member=request.member))
    if isinstance(contact, Refusal):
        return contact
    account = await _account(tx, request)
    if isinstance(account, Refusal):
        return account
    if (over := await _over_tier(tx, request, contact.tier)) is not None:
        return over

    number = await receipts.next_number(tx)
    saved = Deposit(
        member=request.member,
        account=account,
        amount=request.amount,
        payment=rules.receipt(number),
        entry_key=receipts.entry_key(number),
        source=accounts.till(day.till),
        receipt=rules.receipt(number),
    )
    await tx.must(saved)
    moved = _moved(day, "deposit", request.amount, member=request.member, target=account)
    return await receipts.write(tx, number, moved)


async def _account(tx: Tx, request: DepositCash) -> str | Refusal:
    """An open account of this member and no other's: her ordinary one unless she says which."""
    if not request.account:
        held = await tx.must(AccountsOf(member=request.member))
        return next(account.number for account in held if account.kind == "ordinary")
    found = await tx.perform(FindAccount(words=request.account))
    if isinstance(found, Refusal):
        return found
    number, owner = found
    return number if owner == request.member else NoSuchAccount()


async def _over_tier(tx: Tx, request: DepositCash, tier: int) -> OverTierLimit | None:
    """Until her identity is checked she saves only so much a day."""
    most = next((each.in_a_day for each in tx.institution.tiers if each.level == tier == 0), None)
    if most is None:
        return None
    left = most - await receipts.saved_on(tx, request.member, tx.today)
    return OverTierLimit(max(left, Money.zero(left.currency))) if request.amount > left else None


async def repay(tx: Tx, request: RepayInCash) -> Receipt | Refusal:
    day = await _day(tx, request)
    if isinstance(day, Refusal):
        return day
    found = await _loan(tx, request.loan)
    if isinstance(found, Refusal):
        return found
    loan, loan_number, member = found

    number = await receipts.next_number(tx)
    repaid = await tx.perform(
        Repay(
            loan=loan,
            amount=request.amount,
            payment=rules.receipt(number),
            entry_key=receipts.entry_key(number),
            source=accounts.till(day.till),
            receipt=rules.receipt(number),
        )
    )
    if isinstance(repaid, Refusal):
        return repaid
    if repaid.over == request.amount:
        return LoanIsFinished()
    moved = _moved(day, "repayment", request.amount, member=member, target=loan_number)
    return await receipts.write(tx, number, moved)


async def _loan(tx: Tx, words: str) -> tuple[str, str, str] | Refusal:
    """(id, number, member) of the loan with this number or id."""
    found = await tx.perform(FindLoan(words=words))
    if not isinstance(found, Refusal):
        return found
    known = await tx.perform(LoanOf(loan=words))
    return found if isinstance(known, Refusal) else (known.loan, known.number, known.member.member)


async def withdraw(tx: Tx, request: WithdrawCash) -> Receipt | Refusal:
    day = await _day(tx, request)
    if isinstance(day, Refusal):
        return day
    if not request.identity_seen:
        return IdentityNotSeen()
    if isinstance(await tx.perform(ContactOf(member=request.member)), Refusal):
        return NoSuchMember()
    await tx.hold_money_of(request.member)
    if (missing := await keeping.missing_in_till(tx, day, request.amount)) is not None:
        return missing

    number = await receipts.next_number(tx)
    account = await tx.perform(
        PayOutCash(
            member=request.member,
            amount=request.amount,
            payment=rules.receipt(number),
            entry_key=receipts.entry_key(number),
            source=accounts.till(day.till),
            receipt=rules.receipt(number),
            again=request.again,
        )
    )
    if isinstance(account, Refusal):
        return account
    moved = _moved(day, "withdrawal", -request.amount, member=request.member, target=account)
    return await receipts.write(tx, number, moved)


async def _day(tx: Tx, request: DepositCash | RepayInCash | WithdrawCash) -> Any:
    """The open day whose cash moves, held, or why it does not."""
    day = await keeping.day_for(tx, request.till)
    if isinstance(day, Refusal):
        return day
    return rules.not_in_cash(request.amount, most=tx.institution.most_cash) or day


def _moved(day: Any, kind: str, amount: Money, **about: Any) -> Moved:
    return Moved(kind=kind, amount=amount, on=day.day, till=day.till, till_day=day.id, **about)


async def reverse(tx: Tx, request: ReverseReceipt) -> Receipt | Refusal:
    number = rules.receipt_number(request.receipt)
    row = await receipts.read(tx, number)
    if row is None:
        return NoSuchReceipt()
    if row.kind not in MEMBERS_CASH or row.reverses or row.reversed_by:
        return NotReversible()
    day = await keeping.day_for(tx, row.till)
    if isinstance(day, Refusal) or day.id != row.till_day:
        return day if isinstance(day, NotYourTill) else NotReversible()
    reason = request.reason.strip()
    if not reason:
        return ReasonNeeded()
    amount = Money(row.minor_units, row.currency)
    if (missing := await keeping.missing_in_till(tx, day, amount)) is not None:
        return missing

    await tx.hold_money_of(row.member)
    back = await receipts.next_number(tx)
    refused = await tx.perform(_taking_back(row, number, back, amount))
    if isinstance(refused, Refusal):
        return refused
    moved = _moved(
        day, row.kind, -amount, member=row.member, target=row.target,
        note=reason[: keeping.MOST_REASON], reverses=number,
    )  # fmt: skip
    tx.tell(row.member, _notice(number, back, amount), event=f"receipt:{number}:reversed")
    return await receipts.write(tx, back, moved)


def _taking_back(row: Any, number: int, back: int, amount: Money) -> Command[None]:
    keys = {"entry_key": receipts.entry_key(number), "reversal_key": receipts.entry_key(back)}
    if row.kind == "deposit":
        return ReverseDeposit(member=row.member, account=row.target, amount=amount, **keys)
    if row.kind == "repayment":
        return ReverseRepayment(payment=rules.receipt(back), **keys)
    return ReverseCashPaid(payment=rules.receipt(number), **keys)


def _notice(number: int, back: int, amount: Money) -> ReceiptReversed:
    paid = max(amount, -amount)
    return ReceiptReversed(amount=paid, receipt=rules.receipt(number), back=rules.receipt(back))


HANDLERS: dict[type[Request[Any]], Handler] = {
    MemberAtDesk: at_desk,
    DepositCash: deposit,
    RepayInCash: repay,
    WithdrawCash: withdraw,
    ReverseReceipt: reverse,
}
