"""What is more than a loan can take goes to the member's ordinary savings."""

from __future__ import annotations

from core.ledger import accounts
from core.lending.loan import Loan
from core.lending.messages import Repay
from core.money import Money
from core.savings.messages import AccountsOf, Deposit
from core.tx import Tx


def goes_apart(request: Repay, over: Money) -> bool:
    """Unconfirmed money goes by way of savings, which keeps it from being spent."""
    return bool(over) and not request.confirmed


async def account(tx: Tx, loan: Loan, request: Repay, over: Money) -> tuple[str, Money]:
    """(account, amount) for the line of what is over in the entry of a repayment; nothing where it goes apart."""
    if not over or goes_apart(request, over):
        return "", Money.zero(over.currency)
    held = await tx.must(AccountsOf(member=loan.member))
    number = next(each.number for each in held if each.kind == "ordinary")
    return accounts.savings(number, "ordinary"), over


async def deposit(tx: Tx, loan: Loan, request: Repay, amount: Money, *, entry_key: str) -> None:
    await tx.must(
        Deposit(
            member=loan.member,
            amount=amount,
            payment=request.payment,
            entry_key=entry_key,
            source=request.source,
            confirmed=request.confirmed,
            receipt=request.receipt,
        )
    )


async def deposit_apart(tx: Tx, loan: Loan, request: Repay, over: Money) -> None:
    """After the entry of the repayment: what was left out of it."""
    if goes_apart(request, over):
        await deposit(tx, loan, request, over, entry_key=f"{request.entry_key}:over")
