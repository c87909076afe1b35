"""The proofs hold while money moves in every way, and each of them finds the fault it is there for."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from decimal import Decimal

import pytest

from core import audit, proofs
from core.lending import messages as lending
from core.members import messages as members
from core.payments import messages as payments
from core.savings import messages as savings
from tests.house import House, all_handlers
from tests.unit.savings_house import AMINA, PIN, Neighbours, join, kes


@pytest.fixture
def house(build) -> House:
    """The whole core; only who Amina is, is made up."""
    neighbours = Neighbours()
    contact_of = neighbours.handlers[members.ContactOf]
    made: House = build(handlers={**all_handlers(), members.ContactOf: contact_of})
    return made


async def prove(house: House) -> tuple[proofs.Proof, ...]:
    async with house.database.reading() as connection:
        return await proofs.prove(connection, house.hold.institution)


async def broken(house: House) -> dict[str, str]:
    return {proof.name: proof.detail for proof in await prove(house) if not proof.holds}


async def arrives(house: House, shillings: int, *, receipt: str, reference: str) -> str:
    return await house.must(
        payments.ReceiveMoney(
            provider="daraja",
            receipt=receipt,
            amount=kes(shillings),
            reference=reference,
            payer="254700000001",
            at=house.clock.now,
            confirmed=True,
        )
    )


async def borrows(house: House) -> str:
    product = lending.SaveProduct(
        code="boost",
        name="Boost",
        least=kes(500),
        most=kes(20_000),
        terms=(1, 2, 3),
        method="flat",
        monthly_rate=Decimal("0.015"),
        fee_rate=Decimal("0.01"),
        excise_rate=Decimal("0.2"),
        late_rate=Decimal("0.01"),
        multiple=kes(1),
    )
    await house.must(product)
    loan = lending.OpenLoan(member=AMINA, product="boost", amount=kes(5_000), months=3, disbursed_on=date(2026, 2, 20))
    return await house.must(loan)


async def withdraws(house: House, shillings: int) -> str:
    taken = await house.must(savings.Withdraw(member=AMINA, amount=kes(shillings), pin=PIN))
    assert isinstance(taken, savings.Withdrawal)
    return taken.payment


async def answers(house: House, payment: str, state: str, receipt: str = "") -> str:
    attempt = await house.must(payments.BeginAttempt(payment=payment, kind="payout"))
    assert isinstance(attempt, payments.Attempt)
    await house.must(payments.RecordSubmission(token=attempt.token, outcome="accepted", provider_id=receipt))
    result = payments.Result(state=state, code="0", reason="other", receipt=receipt)  # type: ignore[arg-type]
    return await house.must(payments.ReportResult(token=attempt.token, result=result, trusted=True))


async def life(house: House) -> AsyncIterator[str]:
    """Everything that happens to Amina's money, one step after another."""
    await join(house)
    yield "joined"
    assert await arrives(house, 12_000, receipt="UKM1", reference="S00021") == "savings"
    assert await arrives(house, 3_000, receipt="UKM2", reference="D00021") == "savings"
    yield "saved"
    assert await arrives(house, 800, receipt="UKM3", reference="LN42X") == "suspense"
    yield "in suspense"
    [item] = (await house.must(payments.UnmatchedMoney())).items
    number = await borrows(house)
    await house.must(payments.AllocateUnmatched(item=item.item, reference=number))
    yield "a loan, repaid out of suspense"
    assert await arrives(house, 10_000, receipt="UKM4", reference=number) == "loan"
    yield "paid off, and more"
    first = await withdraws(house, 2_000)
    second = await withdraws(house, 1_000)
    yield "in transit"
    assert await answers(house, first, "succeeded", "RKT1") == "settled"
    assert await answers(house, second, "failed") == "settled"
    yield "settled"
    await arrives(house, 500, receipt="UKM5", reference="NOBODY")
    await withdraws(house, 300)
    house.clock.later(seconds=10)
    await house.must(audit.SealAudit())
    yield "some of it still open"


async def test_they_hold_after_every_step(house: House):
    async for step in life(house):
        assert await broken(house) == {}, step


async def unguarded(house: House, *statements: str) -> None:
    """As somebody with the keys of the database does: no trigger, no constraint."""
    async with house.database.writing() as connection:
        if house.database.is_sqlite:
            names = await connection.exec_driver_sql("select name from sqlite_master where type = 'trigger'")
            for name in names.scalars().all():
                await connection.exec_driver_sql(f"drop trigger {name}")
        else:
            await connection.exec_driver_sql("set session_replication_role = replica")
        for statement in statements:
            await connection.exec_driver_sql(statement)
        if not house.database.is_sqlite:
            await connection.exec_driver_sql("set session_replication_role = origin")


def entry(forged: str, *lines: str) -> list[str]:
    """An entry nobody posted; each line is `account minor_units currency`."""
    statements = [
        "insert into entries (id, key, what, about, booked_on, at) "
        f"values ('{forged}', '{forged}', 'deposit', 'x', '2026-03-11', '2026-03-11')"
    ]
    for number, line in enumerate(lines, 1):
        account, minor_units, currency = line.split()
        values = f"('{forged}', {number}, '{account}', {minor_units}, '{currency}')"
        statements.append(f"insert into postings (entry, line, account, minor_units, currency) values {values}")
    return statements


FAULTS = {
    "every entry balances": entry("one line", "clearing:daraja 0 KES"),
    "the trial balance is zero": entry("one side", "clearing:daraja 100 KES"),
    "all money is in our currency": entry("abroad", "clearing:daraja 100 UGX", "savings:S00021 -100 UGX"),
    "no savings account is overdrawn": entry("theft", "deposits:D00021 900000 KES", "clearing:daraja -900000 KES"),
    "money in transit is the payouts that have no answer": [
        "update payments set state = 'succeeded' where direction = 'out'"
    ],
    "fees held are those of open withdrawals": ["update savings_withdrawals set state = 'paid'"],
    "suspense is its open items": ["update suspense set state = 'allocated'"],
    "principal in the books is what lending says is owed": ["update loans set owed = owed + 100"],
    "late charges in the books are what lending says is open": ["update loans set penalties = 100"],
    "every settled payment is in the books once": [
        "update payments set state = 'failed' where direction = 'in' and purpose = 'repay'"
    ],
    "every receipt belongs to one settled payment": ["update receipts set payment = 'none'"],
    "cash in each till is its float and what came in, less what went out": entry(
        "float", "cash:T-01 100 KES", "clearing:daraja -100 KES"
    ),
    "nothing is in a till that is closed": entry("forgotten", "cash:T-02 100 KES", "clearing:daraja -100 KES"),
    "no till and no vault holds less than nothing": entry("hole", "cash:vault -100 KES", "clearing:daraja 100 KES"),
    "a closed day is as it was when it was closed": [
        "insert into business_days (day, closed_at, closed_by, totals)"
        " values ('2026-03-11', '2026-03-11', 'staff:2', '[]')"
    ],
    "the audit trail is as it was sealed": ["update audit set who = 'nobody'"],
    "no dead job carries money": ["update jobs set state = 'dead' where name = 'daraja.payout'"],
}


async def test_each_finds_its_fault(house: House):
    """One after another on the same books, so the faults pile up and none hides another."""
    async for _ in life(house):
        pass
    for name, statements in FAULTS.items():
        await unguarded(house, *statements)
        assert name in await broken(house)
    named = {proof.name for proof in await prove(house)}
    assert FAULTS.keys() | {"the books are guarded by triggers"} == named


async def test_a_trigger_that_is_gone_is_missed(house: House):
    async with house.database.writing() as connection:
        if house.database.is_sqlite:
            await connection.exec_driver_sql("drop trigger postings_append_only_update")
        else:
            await connection.exec_driver_sql("alter table postings disable trigger postings_append_only")
    [(name, detail)] = (await broken(house)).items()
    assert name == "the books are guarded by triggers"
    assert detail.startswith("postings_append_only")


async def test_a_dead_job_is_a_warning_and_no_alarm(house: House):
    await join(house, saves=1_000)
    await withdraws(house, 100)
    await unguarded(house, FAULTS["no dead job carries money"][0])
    found = [proof for proof in await prove(house) if proof.name == "no dead job carries money"]
    assert [proof.holds for proof in found] == [False]
    assert found[0] not in proofs.failed(found)


async def test_a_difference_is_named_with_its_account(house: House):
    await join(house)
    await borrows(house)
    await unguarded(house, "update loans set owed = owed + 100")
    assert (await broken(house))["principal in the books is what lending says is owed"] == (
        "loans:LN-0001:principal -100 KES"
    )
