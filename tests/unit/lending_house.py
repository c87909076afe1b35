"""A lender for tests: the whole core with the demo's two products, members who saved, and money that arrives."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from core.lending.messages import (
    Application,
    AssessLate,
    Repaid,
    Repay,
    SaveProduct,
    SettleDisbursement,
    SubmitApplication,
)
from core.lending.proofs import PROOFS
from core.members.messages import RegisterMember
from core.messages import Origin, Refusal
from core.money import Money
from core.phone import Phone
from core.savings.messages import OpenBalance
from core.secret import Secret
from tests.house import House

SOURCE = "clearing:daraja"
OFFICER = Origin("staff:7", "console", frozenset({"loan_officer"}))
MANAGER = Origin("staff:8", "console", frozenset({"manager"}))
APPROVER = Origin("staff:6", "console", frozenset({"approver"}))
TELLER = Origin("staff:9", "console", frozenset({"teller"}))
PROGRAM = Origin("staff:5", "api", frozenset({"integrator"}))


def kes(amount: int | str) -> Money:
    return Money.of(amount, "KES")


BOOST = SaveProduct(
    code="boost",
    name="Boost",
    least=kes(500),
    most=kes(20_000),
    terms=(1, 2, 3),
    method="flat",
    monthly_rate=Decimal("0.015"),
    fee_rate=Decimal("0.01"),
    excise_rate=Decimal("0.20"),
    late_rate=Decimal("0.01"),
    multiple=kes(1),
    months_needed=3,
    in_force_from=date(2025, 1, 1),
)
KILIMO = SaveProduct(
    code="kilimo",
    name="Kilimo",
    least=kes(500),
    most=kes(300_000),
    terms=(3, 6, 9, 12),
    method="declining",
    monthly_rate=Decimal("0.012"),
    fee_rate=Decimal("0.01"),
    excise_rate=Decimal("0.20"),
    late_rate=Decimal("0.01"),
    multiple=kes(1),
    months_needed=3,
    deposit_multiple=Decimal(3),
    in_force_from=date(2025, 1, 1),
)


@dataclass
class Lender:
    """What the tests do again and again, through the door like everybody else."""

    house: House
    _count: Any = field(default_factory=lambda: count(1))

    async def lends(self) -> None:
        for product in (BOOST, KILIMO):
            await self.house.must(product)

    async def member(
        self, *, joined: date = date(2025, 6, 1), tier: int = 1, ordinary: int = 0, deposits: int = 0
    ) -> str:
        nth = next(self._count)
        member = await self.house.must(
            RegisterMember(
                full_name=f"Member {nth}",
                id_number=f"{10_000_000 + nth}",
                born_on=date(1990, 1, 1),
                phone=Phone(f"+2547000001{nth:02d}"),
                language="en",
                tier=tier,
                joined_on=joined,
            )
        )
        for kind, amount in (("ordinary", ordinary), ("deposits", deposits)):
            if amount:
                await self.house.must(OpenBalance(member=member, kind=kind, amount=kes(amount), on=joined))
        return member

    async def apply(self, member: str, *, amount: int = 5_000, months: int = 3, product: str = "boost") -> Any:
        return await self.house.perform(application(member, amount=amount, months=months, product=product))

    async def paid(self, number: str, *, paid: bool = True) -> None:
        """The provider's proof about the payout of this loan."""
        payment = (await self.loan(number)).payment
        await self.house.must(SettleDisbursement(payment=payment, paid=paid, receipt="UKM41AB2CD"))

    async def lend(self, member: str, **how: Any) -> str:
        """Applied for, approved and paid out; answers the number."""
        answer = await self.apply(member, **how)
        assert isinstance(answer, Application), answer
        await self.paid(answer.number)
        return answer.number

    async def repay(self, number: str, amount: int | str, *, confirmed: bool = True, payment: str = "") -> Repaid:
        answer = await self.try_to_repay(number, amount, confirmed=confirmed, payment=payment)
        assert not isinstance(answer, Refusal), answer
        return answer

    async def try_to_repay(
        self, number: str, amount: int | str, *, confirmed: bool = True, payment: str = ""
    ) -> Repaid | Refusal:
        payment = payment or f"pay-{next(self._count)}"
        request = Repay(
            loan=(await self.loan(number)).id,
            amount=kes(amount),
            payment=payment,
            entry_key=f"payment:{payment}:principal",
            source=SOURCE,
            confirmed=confirmed,
            receipt="UKM51XY7ZQ",
        )
        return await self.house.perform(request)

    async def on(self, day: str) -> None:
        """The morning of a day, after its close."""
        self.house.clock.now = datetime.fromisoformat(f"{day}T09:00").replace(tzinfo=UTC)
        await self.house.must(AssessLate(day=date.fromisoformat(day)))

    async def id_of(self, number: str) -> str:
        return str((await self.loan(number)).id)

    async def loan(self, number: str) -> Any:
        return (await self.house.rows("select * from loans where number = :number", number=number))[0]

    async def balance(self, account: str) -> str:
        """Debit balances are positive, credit balances negative, as in a trial balance."""
        rows = await self.house.rows(
            "select coalesce(sum(minor_units), 0) as sum from postings where account = :account", account=account
        )
        return Money(int(rows[0].sum), "KES").plain()

    async def told(self) -> list[str]:
        """The notices that wait to be sent, oldest first."""
        sms = await self.house.jobs("sms.tell")
        return [job.payload.split('"notice":"')[1].split('"')[0] for job in sms]


def application(member: str, *, amount: int = 5_000, months: int = 3, product: str = "boost") -> SubmitApplication:
    return SubmitApplication(
        member=member,
        product=product,
        amount=kes(amount),
        months=months,
        shown="You get KES 4,940 today.",
        language="en",
        channel="ussd",
        pin=Secret("4821"),
    )


async def unproven(house: House) -> dict[str, list[Any]]:
    """The proofs of lending that do not hold, with the loans they fail for."""
    failed = {}
    async with house.database.reading() as connection:
        for name, statement in PROOFS.items():
            rows = (await connection.execute(statement)).all()
            if rows:
                failed[name] = [tuple(row) for row in rows]
    return failed
