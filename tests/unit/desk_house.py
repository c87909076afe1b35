"""A branch with a cash desk: the whole core, a vault with cash in it, tills, tellers, and members who stand in line."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from core import proofs
from core.audit import SealAudit
from core.lending import messages as lending
from core.lending.proofs import PROOFS
from core.members.messages import RegisterMember
from core.messages import Origin, Refusal, SecondPersonNeeded
from core.money import Money
from core.phone import Phone
from core.savings.messages import AccountsOf, OpenBalance
from core.tills import messages as tills
from tests.house import House
from tests.unit.lending_house import BOOST

WANJIRU = Origin("staff:wanjiru", "console", frozenset({"teller"}), "session-1")
OTIENO = Origin("staff:otieno", "console", frozenset({"teller"}), "session-2")
MANAGER = Origin("staff:njoki", "console", frozenset({"manager"}), "session-3")
APPROVER = Origin("staff:kamau", "console", frozenset({"approver"}), "session-4")
AUDITOR = Origin("staff:auma", "console", frozenset({"auditor"}), "session-5")


def kes(amount: int | str) -> Money:
    return Money.of(amount, "KES")


@dataclass
class Desk:
    """The sentences that the tests of the cash desk are written in."""

    house: House
    members: list[str] = field(default_factory=list)

    async def opens(self, *, vault: int = 200_000, tills_: int = 1) -> None:
        """The branch in the morning: cash in the vault, tills that nobody keeps yet."""
        for nth in range(1, tills_ + 1):
            await self.house.must(tills.MakeTill(name=f"Till {nth}", branch="Kisumu"), by=MANAGER)
        if vault:
            fetched = tills.MoveVault(to="vault", amount=kes(vault), note="slip 4711")
            await self.house.agreed(fetched, by=MANAGER, second=APPROVER)

    async def member(self, *, saves: int = 0, tier: int = 1, **how: Any) -> str:
        nth = len(self.members) + 1
        person = RegisterMember(
            full_name=f"Member {nth}", id_number=f"{20_000_000 + nth}", born_on=date(1990, 1, 1),
            phone=Phone(f"+2547000002{nth:02d}"), language="en", tier=tier, joined_on=date(2025, 6, 1),
        )  # fmt: skip
        member = await self.house.must(person)
        if saves:
            on = date(2025, 6, 1)
            await self.house.must(OpenBalance(member=member, kind="ordinary", amount=kes(saves), on=on))
        self.members.append(member)
        return member

    async def loan(self, member: str, *, shillings: int = 5_000) -> str:
        """A running loan of three months, the first instalment paid; answers its number."""
        await self.house.must(BOOST)
        brought = lending.OpenLoan(
            member=member, product="boost", amount=kes(shillings), months=3, disbursed_on=date(2026, 1, 20),
            paid_instalments=1,
        )  # fmt: skip
        return await self.house.must(brought)

    async def takes_till(self, teller: Origin = WANJIRU, *, till: str = "T-01", amount: int = 20_000) -> tills.TillDay:
        return await self.house.must(tills.OpenTill(till=till, amount=kes(amount)), by=teller)

    async def asks(self, request: Any, *, by: Origin = WANJIRU, **how: Any) -> Any:
        return await self.house.perform(request, by=by, **how)

    async def saves(self, member: str, amount: int, *, by: Origin = WANJIRU, **how: Any) -> Any:
        return await self.asks(tills.DepositCash(member=member, amount=kes(amount), **how), by=by)

    async def repays(self, loan: str, amount: int | str, *, by: Origin = WANJIRU) -> Any:
        return await self.asks(tills.RepayInCash(loan=loan, amount=kes(amount)), by=by)

    async def takes_out(self, member: str, amount: int, *, by: Origin = WANJIRU, **how: Any) -> Any:
        facts: dict[str, Any] = {"identity_seen": True} | how
        return await self.asks(tills.WithdrawCash(member=member, amount=kes(amount), **facts), by=by)

    async def reverses(self, receipt: str, *, by: Origin = WANJIRU, second: Origin = MANAGER) -> None:
        await self.house.agreed(tills.ReverseReceipt(receipt=receipt, reason="wrong member"), by=by, second=second)

    async def counts(self, amount: int | str, *, till: str = "T-01", by: Origin = WANJIRU) -> tills.Count:
        return await self.house.must(tills.CountTill(till=till, amount=kes(amount)), by=by)

    async def closes(self, difference: int | str = 0, *, till: str = "T-01", by: Origin = WANJIRU, **how: Any) -> Any:
        return await self.asks(tills.CloseTill(till=till, difference=kes(difference), **how), by=by)

    async def saved(self, member: str) -> str:
        held = await self.house.must(AccountsOf(member=member))
        return next(str(account.available) for account in held if account.kind == "ordinary")

    async def books(self, account: str) -> int:
        """In whole shillings, debits positive."""
        [row] = await self.house.rows(
            "select coalesce(sum(minor_units), 0) as minor from postings where account = :account", account=account
        )
        return int(row.minor) // 100

    async def holds(self) -> None:
        """Every proof of the books and of every loan."""
        await self.house.must(SealAudit())
        async with self.house.database.reading() as connection:
            found = await proofs.prove(connection, self.house.hold.institution)
            assert [(proof.name, proof.detail) for proof in found if not proof.holds] == []
            for name, statement in PROOFS.items():
                assert (await connection.execute(statement)).all() == [], name


def waits(answer: Any) -> str:
    """The approval that a second person has to give."""
    assert isinstance(answer, SecondPersonNeeded), answer
    return answer.approval


def receipt(answer: Any) -> tills.Receipt:
    assert isinstance(answer, tills.Receipt), answer
    return answer


def refused(answer: Any) -> str:
    assert isinstance(answer, Refusal), answer
    return type(answer).__name__
