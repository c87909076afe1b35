"""Stand-ins for the features around payments: members by name, a loan, savings, and what they were told to settle.

The real ones have tests of their own; here only what payments asks of them matters, and it reaches the real books.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import pytest

from core import inbox
from core.cases import service as cases
from core.jobs import service as jobs
from core.ledger import journal, posting_rules
from core.ledger import service as ledger
from core.lending import messages as lending
from core.members import messages as members
from core.messages import Refusal
from core.money import Money
from core.payments import messages as payments
from core.payments import service
from core.permissions import service as permissions
from core.phone import Phone
from core.providers import service as providers
from core.reconciling import service as reconciling
from core.savings import messages as savings
from core.tx import Tx
from tests.house import House

AMINA, BARAKA, STRANGER = Phone("+254700000001"), Phone("+254700000002"), Phone("+254700000099")
PHONES = {"amina": AMINA, "baraka": BARAKA}
NUMBERS = {"amina": "M-00021", "baraka": "M-00022"}
LOAN, LOAN_NUMBER, LOAN_OWNER = "loan-of-baraka", "LN-0042", "baraka"


def kes(amount: int | str) -> Money:
    return Money.of(amount, "KES")


@dataclass
class World:
    """`loan_is_open` and `tiers` may be turned by a test; `settled` says how payouts ended."""

    loan_is_open: bool = True
    tiers: dict[str, int] = field(default_factory=lambda: {"amina": 1, "baraka": 1})
    settled: list[Any] = field(default_factory=list)
    confirmed: list[str] = field(default_factory=list)

    async def contact_of(self, tx: Tx, request: members.ContactOf) -> members.Contact | Refusal:
        if request.member not in PHONES:
            return members.NoSuchMember()
        return members.Contact(
            phone=PHONES[request.member],
            language="en",
            first_name=request.member.title(),
            full_name=request.member.title(),
            number=NUMBERS[request.member],
            tier=self.tiers[request.member],
            blocked=False,
            joined_on=date(2025, 1, 1),
            pin_changed_at=None,
        )

    async def who_calls(self, tx: Tx, request: members.WhoCalls) -> members.Caller:
        return members.Caller(member=next((who for who, phone in PHONES.items() if phone == request.phone), ""))

    async def find_member(self, tx: Tx, request: members.FindMember) -> str | Refusal:
        found = [who for who, number in NUMBERS.items() if number.replace("-", "") == request.words]
        return found[0] if found else members.NoSuchMember()

    async def by_hash(self, tx: Tx, request: members.MemberByPhoneHash) -> str | Refusal:
        found = [who for who, phone in PHONES.items() if digest(phone) == request.digest]
        return found[0] if found else members.NoSuchMember()

    async def find_loan(self, tx: Tx, request: lending.FindLoan) -> tuple[str, str, str] | Refusal:
        return (LOAN, LOAN_NUMBER, LOAN_OWNER) if request.words == "LN0042" else lending.NoSuchLoan()

    async def oldest(self, tx: Tx, request: lending.OldestDueLoan) -> tuple[str, str] | Refusal:
        return (LOAN, LOAN_NUMBER) if request.member == LOAN_OWNER and self.loan_is_open else lending.NoLoan()

    async def loans_of(self, tx: Tx, request: lending.LoansOf) -> tuple[lending.LoanSummary, ...] | Refusal:
        if request.member != LOAN_OWNER or not self.loan_is_open:
            return lending.NoLoan()
        due, zero = date(2026, 3, 20), kes(0)
        return (
            lending.LoanSummary(LOAN, LOAN_NUMBER, "boost", kes(3409), kes(1742), due, zero, None, kes(3409), zero),
        )

    async def repay(self, tx: Tx, request: lending.Repay) -> lending.Repaid | Refusal:
        if not self.loan_is_open:
            return lending.NoSuchLoan()
        entry = posting_rules.repay_loan(
            key=request.entry_key,
            about=request.payment,
            source=request.source,
            loan=LOAN_NUMBER,
            penalties=kes(0),
            interest=kes(0),
            principal=request.amount,
            over=kes(0),
            over_account="savings:S-00022",
        )
        assert await journal.post(tx, entry), "a repayment was booked twice"
        zero = kes(0)
        return lending.Repaid(LOAN_NUMBER, zero, zero, zero, request.amount, zero, None, None)

    async def loans_due_of(self, tx: Tx, request: lending.LoansDueOf) -> tuple[tuple[str, str], ...]:
        return ((LOAN_NUMBER, LOAN_OWNER),) if request.amount == kes(1742) and self.loan_is_open else ()

    async def undo(self, tx: Tx, request: Any) -> Refusal | None:
        """Savings are always there, and nothing else was paid on the loan."""
        entry = await journal.standing(tx, request.entry_key)
        assert await journal.post(tx, posting_rules.reversal(key=request.reversal_key, entry=entry)), "undone twice"
        return None

    async def find_account(self, tx: Tx, request: savings.FindAccount) -> tuple[str, str] | Refusal:
        return ("S-00021", "amina") if request.words in ("S00021", "S-00021") else savings.NoSuchAccount()

    async def deposit(self, tx: Tx, request: savings.Deposit) -> str:
        number = NUMBERS[request.member].replace("M", "S")
        entry = posting_rules.deposit(
            key=request.entry_key,
            about=request.payment,
            source=request.source,
            account=f"savings:{number}",
            amount=request.amount,
        )
        assert await journal.post(tx, entry), "a deposit was booked twice"
        return number

    async def confirm_deposit(self, tx: Tx, request: savings.ConfirmDeposit) -> None:
        self.confirmed.append(request.payment)

    async def settle(self, tx: Tx, request: Any) -> None:
        self.settled.append(request)

    def handlers(self) -> dict[Any, Any]:
        return {
            **cases.HANDLERS,
            **ledger.HANDLERS,
            **service.HANDLERS,
            **providers.HANDLERS,
            **permissions.HANDLERS,
            **jobs.HANDLERS,
            **reconciling.HANDLERS,
            **inbox.HANDLERS,
            members.ContactOf: self.contact_of,
            members.WhoCalls: self.who_calls,
            members.FindMember: self.find_member,
            members.MemberByPhoneHash: self.by_hash,
            lending.FindLoan: self.find_loan,
            lending.OldestDueLoan: self.oldest,
            lending.LoansOf: self.loans_of,
            lending.LoansDueOf: self.loans_due_of,
            lending.ReverseRepayment: self.undo,
            lending.Repay: self.repay,
            lending.SettleDisbursement: self.settle,
            savings.FindAccount: self.find_account,
            savings.Deposit: self.deposit,
            savings.ConfirmDeposit: self.confirm_deposit,
            savings.SettleWithdrawal: self.settle,
            savings.ReverseDeposit: self.undo,
        }


def digest(phone: Phone) -> str:
    return hashlib.sha256(phone.digits.encode()).hexdigest()


@dataclass
class Desk:
    """A house with its world, and the few sentences that the tests of payments are written in."""

    house: House
    world: World

    async def collect(self, amount: Money | None = None, **how: Any) -> payments.Collection:
        return await self.house.must(collection(amount, **how))

    async def payout(self, amount: Money | None = None, *, purpose: Any = "loan") -> str:
        start = payments.StartPayout(member="amina", purpose=purpose, amount=amount or kes(4940), target="application")
        return await self.house.must(start)

    async def begin(self, payment: str, kind: Any) -> payments.Attempt:
        return await self.house.must(payments.BeginAttempt(payment=payment, kind=kind))

    async def begins(self, payment: str, kind: Any) -> bool:
        """Would there be something to do?"""
        done = await self.house.perform(payments.BeginAttempt(payment=payment, kind=kind))
        return not isinstance(done, Refusal)

    async def submitted(self, token: str, outcome: Any = "accepted", **how: Any) -> None:
        await self.house.must(payments.RecordSubmission(token=token, outcome=outcome, **how))

    async def prompt(self, amount: Money | None = None, **how: Any) -> payments.Attempt:
        """A prompt that the provider has accepted."""
        attempt = await self.begin((await self.collect(amount, **how)).payment, "prompt")
        await self.submitted(attempt.token, provider_id="ws_CO_1")
        return attempt

    async def sent_payout(self, **how: Any) -> payments.Attempt:
        """A payout that the provider has accepted."""
        attempt = await self.begin(await self.payout(**how), "payout")
        await self.submitted(attempt.token, provider_id="AG_1")
        return attempt

    async def says(self, token: str, state: Any, *, trusted: bool = False, code: str = "0", **facts: Any) -> str:
        result = payments.Result(state=state, code=code, **facts)
        return await self.house.must(payments.ReportResult(token=token, result=result, trusted=trusted))

    async def arrives(self, reference: str, amount: Money | None = None, *, receipt: str = "RKTQ1", **how: Any) -> str:
        how.setdefault("payer", "2547 ***** 002")
        return await self.house.must(
            payments.ReceiveMoney(
                provider="daraja",
                receipt=receipt,
                amount=amount or kes(1742),
                reference=reference,
                at=datetime(2026, 3, 11, 9, 0, tzinfo=UTC),
                **how,
            )
        )

    async def read(self, payment: str) -> payments.PaymentInFull:
        return await self.house.must(payments.ReadPayment(payment=payment))

    async def state(self, payment: str) -> str:
        return (await self.read(payment)).state

    async def books(self) -> dict[str, int]:
        """Account -> balance in whole shillings, debits positive."""
        rows = await self.house.rows(
            "select account, sum(minor_units) as minor from postings group by account order by account"
        )
        return {row.account: int(row.minor) // 100 for row in rows}

    async def told(self) -> list[str]:
        """The notices that wait to be sent, by class."""
        sms = await self.house.jobs("sms.tell")
        return [job.payload.split('"notice":"')[1].split('"')[0] for job in sms]

    async def alarms(self) -> list[str]:
        rows = await self.house.rows("select about from cases where kind = 'alarm' order by number")
        return [row.about for row in rows]

    async def jobs(self, name: str) -> int:
        return len(await self.house.jobs(f"daraja.{name}"))


def collection(amount: Money | None = None, **how: Any) -> payments.Collect:
    standard: dict[str, Any] = {"member": "baraka", "purpose": "repay", "phone": BARAKA, "target": LOAN}
    return payments.Collect(amount=kes(1742) if amount is None else amount, **(standard | how))


@pytest.fixture
def desk(build: Callable[..., House]) -> Desk:
    world = World()
    return Desk(build(handlers=world.handlers()), world)
