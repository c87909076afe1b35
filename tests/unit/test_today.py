"""The first page of the day counts what waits and what moved, for each day, and never more than once."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from core.cases.messages import OpenCase
from core.ledger.messages import DayMoved
from core.lending import messages as lending
from core.messages import NotPermitted, Origin
from core.payments.messages import ReceiveMoney
from core.phone import Phone
from core.savings.messages import Withdraw
from core.secret import Secret
from core.today import rules
from core.today.messages import AtRisk, Queue, TodayFigures
from tests.house import House
from tests.people import BOOST, kes, member, running_loan

TODAY = date(2026, 3, 11)
OFFICER = Origin("staff:1", "console", frozenset({"loan_officer"}))
ADMINISTRATOR = Origin("staff:2", "console", frozenset({"administrator"}))


@pytest.fixture
async def town(house: House) -> House:
    """A member who saves, one who is on time, and one who is 45 days late."""
    product = {
        **BOOST, "least": kes(500), "most": kes(20_000), "fee_rate": Decimal("0.01"), "excise_rate": Decimal("0.2"),
        "late_rate": Decimal("0.01"), "multiple": kes(1),
    }  # fmt: skip
    await house.must(lending.SaveProduct(**product))
    await member(house, Phone("+254700000001"), "Amina Otieno", id_number="1", ordinary=5_000, joined_on=TODAY)
    on_time = await member(house, Phone("+254700000002"), "Baraka Mwangi", id_number="2")
    await running_loan(house, on_time, "LN-0017", since=date(2026, 2, 15))
    late = await member(house, Phone("+254700000003"), "Chebet Koech", id_number="3")
    await running_loan(house, late, "LN-0018", since=date(2025, 12, 25))
    return house


async def money_comes(house: House, reference: str, shillings: int, receipt: str) -> None:
    await house.must(
        ReceiveMoney(
            provider="daraja", receipt=receipt, amount=kes(shillings), reference=reference, payer="254700000009",
            at=house.clock.now, confirmed=True,
        )
    )  # fmt: skip


async def test_a_day_is_summed_from_the_books(town: House):
    await money_comes(town, "S00001", 700, "RA")
    await money_comes(town, "LN-0017", 300, "RB")
    [row] = await town.rows("select member from savings_accounts where number = 'S00001'")
    await town.must(Withdraw(member=row.member, amount=kes(1_000), pin=Secret("4821")))

    found = await town.must(TodayFigures())
    assert [day.on for day in found.days] == [TODAY - timedelta(days=back) for back in range(29, -1, -1)]
    last = found.days[-1]
    assert (last.disbursed, last.repaid, last.saved, last.withdrawn, last.joined) == (
        kes(0), kes(300), kes(700), kes(1_015), 1,
    )  # fmt: skip
    assert found.days[0].saved == kes(0)


async def test_what_is_late_is_at_risk_by_its_days(town: House):
    portfolio = (await town.must(TodayFigures())).portfolio
    rows = {row.number: row for row in await town.rows("select number, owed, next_due from loans")}
    late, owed = rows["LN-0018"].owed, sum(row.owed for row in rows.values())
    assert (portfolio.loans, portfolio.owed.minor_units) == (2, owed)
    share = rules.share(late, owed)
    assert [(risk.days, risk.owed.minor_units, risk.share) for risk in portfolio.at_risk] == [
        (1, late, share), (30, late, share), (60, 0, Decimal(0)), (90, 0, Decimal(0)),
    ]  # fmt: skip


async def test_what_waits_is_counted_and_what_waits_too_long_too(town: House):
    await money_comes(town, "nobody", 100, "RC")
    await town.must(OpenCase(kind="complaint", about="something"))
    town.clock.later(days=3)
    await money_comes(town, "nobody", 100, "RD")
    found = await town.must(TodayFigures(), by=OFFICER)
    queues = {queue.name: queue for queue in found.queues}
    assert queues["unmatched"] == Queue("unmatched", 2, 1)
    assert queues["approvals"] == Queue("approvals", 0)
    assert Queue("complaint", 1, 1) in found.cases
    assert [each.account for each in found.floats] == ["clearing:daraja"]


async def test_an_empty_house_has_a_first_page_too(house: House):
    found = await house.must(TodayFigures())
    assert len(found.days) == 30
    assert found.portfolio.at_risk[0] == AtRisk(1, kes(0), Decimal(0))
    assert found.channels == ()


async def test_an_administrator_does_not_see_the_money(house: House):
    assert await house.perform(TodayFigures(), by=ADMINISTRATOR) == NotPermitted("TodayFigures")


@pytest.mark.parametrize(
    ("control", "what", "kinds"),
    [
        ("loans", "disburse_loan", {"disbursed": 300 - 200}),
        ("clearing", "disburse_loan", {}),
        ("interest_income", "repay_loan", {"repaid": 200}),
        ("savings", "opening", {}),
        ("savings", "reversal", {}),
        ("savings", "return_withdrawal", {"withdrawn": -200}),
        ("deposits", "deposit", {"saved": 200, "withdrawn": 300}),
    ],
)
def test_what_a_movement_is_follows_from_its_rule_and_account(control: str, what: str, kinds: dict[str, int]):
    moved = DayMoved(TODAY, control, what, kes(3), kes(2))
    assert dict(rules.kinds_of(moved)) == kinds
