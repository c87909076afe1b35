"""A house with savings alone: its neighbours are stand-ins that say what the test decided."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from core import audit
from core.ids import new_id
from core.ledger import service as ledger
from core.ledger.messages import TrialBalance
from core.lending import messages as lending
from core.members import messages as members
from core.money import Money
from core.payments import messages as payments
from core.phone import Phone
from core.savings import messages as savings
from core.savings import service
from core.secret import Secret
from tests.house import House

AMINA = "amina"
PIN = Secret("4821")


def kes(shillings: int) -> Money:
    return Money(shillings * 100, "KES")


CONTACT = members.Contact(
    phone=Phone("+254700000001"),
    language="sw",
    first_name="Amina",
    full_name="Amina Otieno",
    number="M-00021",
    tier=1,
    blocked=False,
    joined_on=date(2025, 1, 1),
    pin_changed_at=None,
)


@dataclass
class Neighbours:
    """What members, payments and lending would say."""

    contact: members.Contact = CONTACT
    loan_lines: tuple[lending.LoanLine, ...] = ()
    payouts: list[payments.StartPayout] = field(default_factory=list)

    def changes(self, **facts: Any) -> None:
        self.contact = replace(self.contact, **facts)

    @property
    def handlers(self) -> dict[Any, Any]:
        async def contact_of(tx, request):
            return self.contact

        async def start_payout(tx, request):
            self.payouts.append(request)
            return new_id()

        async def loan_lines(tx, request):
            return self.loan_lines[: request.count]

        return {
            **service.HANDLERS,
            **ledger.HANDLERS,
            **audit.HANDLERS,
            members.ContactOf: contact_of,
            payments.StartPayout: start_payout,
            lending.LoanLines: loan_lines,
        }


async def join(house: House, *, saves: int = 0, member: str = AMINA, number: str = "M-00021") -> tuple[str, ...]:
    numbers = await house.must(savings.OpenAccounts(member=member, member_number=number))
    if saves:
        await house.must(pays(saves, payment=f"first-{member}", member=member))
    return numbers


def pays(shillings: int, *, payment: str, member: str = AMINA, **how: Any) -> savings.Deposit:
    return savings.Deposit(
        member=member,
        amount=kes(shillings),
        payment=payment,
        entry_key=f"payment:{payment}:principal",
        source="clearing:daraja",
        receipt="UKM61PQ3RS",
        **how,
    )


async def held(house: House, member: str = AMINA) -> dict[str, tuple[str, str]]:
    """Kind -> (balance, available)."""
    found = await house.must(savings.AccountsOf(member=member))
    return {account.kind: (str(account.balance), str(account.available)) for account in found}


async def books(house: House) -> dict[str, str]:
    """Control account -> its balance, debits positive, without those of zero."""
    lines = await house.must(TrialBalance())
    return {line.account: str(line.debit - line.credit) for line in lines if line.debit or line.credit}
