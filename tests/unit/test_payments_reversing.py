"""Money that came by mistake: undone and set aside at once, gone when the provider proves it, hers again if not."""

from __future__ import annotations

from typing import Any

import pytest

from core import proofs
from core.ledger.messages import TrialBalance
from core.lending.messages import LoansOf, NoLoan, NotTheLast, WriteOff
from core.lending.proofs import PROOFS
from core.members.messages import ContactOf
from core.messages import Origin, Refusal, SecondPersonNeeded
from core.payments.messages import (
    AllocateUnmatched,
    AlreadySentBack,
    BeginAttempt,
    NoSuchPayment,
    NothingToSendBack,
    PayoutsAreNotReversed,
    ReversePayment,
    SpentSince,
    UnmatchedMoney,
)
from core.permissions.messages import DecideApproval
from core.savings.messages import AccountsOf, Withdraw
from core.secret import Secret
from tests.house import House, build, database, house
from tests.payments_world import Desk, World, kes
from tests.unit.lending_house import Lender

__all__ = ["build", "database", "house"]

TELLER = Origin("staff:1", "console", frozenset({"teller"}))
MANAGER = Origin("staff:2", "console", frozenset({"manager"}))


@pytest.fixture
def desk(house: House) -> Desk:
    return Desk(house, World())


@pytest.fixture
async def saver(desk: Desk) -> str:
    return await Lender(desk.house).member(ordinary=2_000)


async def number(desk: Desk, member: str) -> str:
    return (await desk.house.must(ContactOf(member=member))).number


async def came(desk: Desk, reference: str, amount: int = 500, *, receipt: str = "RKTQ1") -> str:
    """Confirmed paybill money; the id of its payment."""
    await desk.arrives(reference, kes(amount), receipt=receipt, confirmed=True)
    [row] = await desk.house.rows("select payment from receipts where receipt = :receipt", receipt=receipt)
    return str(row.payment)


async def back(desk: Desk, payment: str) -> str:
    return await desk.house.must(ReversePayment(payment=payment, reason="a wrong number"))


async def sent(desk: Desk, reversal: str, **how: Any) -> Any:
    attempt = await desk.begin(reversal, "reversal")
    await desk.submitted(attempt.token, **({"provider_id": "6e86-1"} | how))
    return attempt


async def savings(desk: Desk, member: str) -> int:
    held = await desk.house.must(AccountsOf(member=member))
    return next(each.balance.minor_units // 100 for each in held if each.kind == "ordinary")


async def all_is_proved(desk: Desk) -> None:
    async with desk.house.database.reading() as connection:
        found = await proofs.prove(connection, desk.house.hold.institution)
        assert proofs.failed(found) == ()
        for name, statement in PROOFS.items():
            assert (await connection.execute(statement)).all() == [], name
    rows = await desk.house.must(TrialBalance())
    assert sum(row.debit.minor_units for row in rows) == sum(row.credit.minor_units for row in rows)


async def test_money_that_is_sent_back_leaves_savings_at_once_and_the_provider_when_it_says_so(
    desk: Desk, saver: str
) -> None:
    payment = await came(desk, await number(desk, saver))
    assert await savings(desk, saver) == 2_500
    reversal = await back(desk, payment)
    assert await savings(desk, saver) == 2_000
    assert (await desk.books())["in_transit:daraja"] == -500
    assert await desk.state(payment) == "succeeded", "it is gone only when the provider says so"
    await all_is_proved(desk)

    attempt = await sent(desk, reversal)
    assert (attempt.receipt, attempt.amount) == ("RKTQ1", kes(500))
    assert await desk.says(attempt.token, "succeeded", receipt="RKTQ9", amount=kes(500)) == "settled"
    assert await desk.state(payment) == "reversed"
    assert await desk.state(reversal) == "succeeded"
    books = await desk.books()
    assert (books["in_transit:daraja"], books["clearing:daraja"]) == (0, 0)
    assert await desk.told() == ["DepositArrived", "MoneySentBack"]
    await all_is_proved(desk)


async def test_money_that_provably_did_not_go_back_is_hers_again(desk: Desk, saver: str) -> None:
    payment = await came(desk, await number(desk, saver))
    reversal = await back(desk, payment)
    attempt = await sent(desk, reversal)
    assert await desk.says(attempt.token, "failed", code="R000002", reason="other") == "settled"
    assert await savings(desk, saver) == 2_500
    assert await desk.state(payment) == "succeeded"
    assert "MoneyStays" in await desk.told()
    await all_is_proved(desk)

    again = await back(desk, payment)
    assert again != reversal
    assert await savings(desk, saver) == 2_000
    attempt = await sent(desk, again)
    await desk.says(attempt.token, "succeeded", receipt="RKTQ9", amount=kes(500))
    assert (await desk.books())["clearing:daraja"] == 0
    await all_is_proved(desk)


async def test_an_answer_that_never_came_is_unknown_and_the_money_stays_set_aside(desk: Desk, saver: str) -> None:
    payment = await came(desk, await number(desk, saver))
    reversal = await back(desk, payment)
    attempt = await sent(desk, reversal, outcome="unknown", provider_id="")
    assert await desk.state(reversal) == "unknown"
    assert (await desk.books())["in_transit:daraja"] == -500
    again = await desk.house.perform(BeginAttempt(payment=reversal, kind="reversal"))
    assert isinstance(again, Refusal), "it is asked about, never sent again"
    assert await desk.says(attempt.token, "succeeded", receipt="RKTQ9", amount=kes(500)) == "settled"
    await all_is_proved(desk)


async def test_our_own_trouble_is_tried_again_and_the_money_waits(desk: Desk, saver: str) -> None:
    payment = await came(desk, await number(desk, saver))
    reversal = await back(desk, payment)
    attempt = await sent(desk, reversal)
    assert await desk.says(attempt.token, "failed", code="1", reason="ours") == "alarm"
    assert await desk.state(reversal) == "created"
    assert await desk.jobs("reversal") == 2
    assert await savings(desk, saver) == 2_000
    await all_is_proved(desk)


async def test_a_repayment_is_taken_off_its_loan(desk: Desk) -> None:
    lender = Lender(desk.house)
    await lender.lends()
    member = await lender.member(ordinary=12_000)
    loan = await lender.lend(member)
    [before] = await desk.house.must(LoansOf(member=member))
    payment = await came(desk, loan, 1_000)
    [paid] = await desk.house.must(LoansOf(member=member))
    assert paid.left < before.left
    reversal = await back(desk, payment)
    assert await desk.house.must(LoansOf(member=member)) == (before,)
    await lender_proofs(desk)

    attempt = await sent(desk, reversal)
    await desk.says(attempt.token, "failed", code="R000002", reason="other")
    assert await desk.house.must(LoansOf(member=member)) == (paid,)
    await lender_proofs(desk)


async def lender_proofs(desk: Desk) -> None:
    """The payout of this loan was settled without a payment's own story, so only lending's proofs are asked."""
    async with desk.house.database.reading() as connection:
        for name, statement in PROOFS.items():
            assert (await connection.execute(statement)).all() == [], name


async def test_a_loan_that_it_finished_is_open_again(desk: Desk) -> None:
    lender = Lender(desk.house)
    await lender.lends()
    member = await lender.member(ordinary=12_000)
    loan = await lender.lend(member)
    [before] = await desk.house.must(LoansOf(member=member))
    for confirmed, receipt in ((True, "RKTQ1"), (False, "RKTQ2")):
        await desk.arrives(loan, kes(6_000), receipt=receipt, confirmed=confirmed)
        assert await desk.house.perform(LoansOf(member=member)) == NoLoan()
        [row] = await desk.house.rows("select payment from receipts where receipt = :receipt", receipt=receipt)
        if not confirmed:
            attempt = await desk.begin(row.payment, "confirm")
            await desk.says(attempt.token, "succeeded", amount=kes(6_000))
        await back(desk, str(row.payment))
        assert await desk.house.must(LoansOf(member=member)) == (before,), "money that was over is taken back, too"
        assert await savings(desk, member) == 12_000
        await lender_proofs(desk)


async def test_what_was_paid_before_something_else_finished_the_loan_stays(desk: Desk) -> None:
    lender = Lender(desk.house)
    await lender.lends()
    member = await lender.member(ordinary=12_000)
    loan = await lender.lend(member)
    payment = await came(desk, loan, 1_000)
    await desk.arrives(loan, kes(6_000), receipt="RKTQ2", confirmed=True)
    asked = ReversePayment(payment=payment, reason="a wrong number")
    assert await desk.house.perform(asked) == NotTheLast()
    assert (await desk.read(payment)).reversal == "", "nothing is left of the try"


async def test_money_for_a_loan_that_was_given_up_is_owed_again(desk: Desk) -> None:
    lender = Lender(desk.house)
    await lender.lends()
    loan = await lender.lend(await lender.member(ordinary=12_000))
    await desk.house.must(WriteOff(loan=(await lender.loan(loan)).id, reason="moved away"))
    payment = await came(desk, loan, 1_000)
    assert await lender.balance("recoveries:loans") == "-1,000"
    await back(desk, payment)
    assert await lender.balance("recoveries:loans") == "0"
    assert await desk.house.rows("select recovered from loans") == [(0,)]
    await lender_proofs(desk)


async def test_money_that_was_taken_out_since_cannot_go_back(desk: Desk, saver: str) -> None:
    payment = await came(desk, await number(desk, saver))
    await desk.house.must(Withdraw(member=saver, amount=kes(2_300), pin=Secret("4821")))
    asked = ReversePayment(payment=payment, reason="a wrong number")
    assert await desk.house.perform(asked) == SpentSince(kes(2_500 - 2_300 - 15))
    assert await savings(desk, saver) == 2_500 - 2_300 - 15


async def test_unmatched_money_goes_back_from_where_it_lies(desk: Desk) -> None:
    payment = await came(desk, "nonsense")
    reversal = await back(desk, payment)
    assert (await desk.house.must(UnmatchedMoney())).items == ()
    await all_is_proved(desk)
    attempt = await sent(desk, reversal)
    await desk.says(attempt.token, "failed", code="R000002", reason="other")
    [item] = (await desk.house.must(UnmatchedMoney())).items
    assert (item.payment, item.amount) == (payment, kes(500))
    await all_is_proved(desk)


async def test_money_that_was_placed_by_hand_is_taken_back_from_there(desk: Desk, saver: str) -> None:
    payment = await came(desk, "nonsense")
    [item] = (await desk.house.must(UnmatchedMoney())).items
    await desk.house.must(AllocateUnmatched(item=item.item, reference=await number(desk, saver)))
    assert await savings(desk, saver) == 2_500
    reversal = await back(desk, payment)
    assert await savings(desk, saver) == 2_000
    await all_is_proved(desk)
    attempt = await sent(desk, reversal)
    await desk.says(attempt.token, "succeeded", receipt="RKTQ9", amount=kes(500))
    await all_is_proved(desk)
    assert (await desk.house.must(UnmatchedMoney())).items == ()


async def test_what_cannot_go_back_is_said_so(desk: Desk, saver: str) -> None:
    async def answer(payment: str) -> Any:
        return await desk.house.perform(ReversePayment(payment=payment, reason="why not"))

    taken = await desk.house.must(Withdraw(member=saver, amount=kes(500), pin=Secret("4821")))
    assert await answer("nothing") == NoSuchPayment()
    assert await answer(taken.payment) == PayoutsAreNotReversed()
    await desk.arrives(await number(desk, saver), kes(700), receipt="RKTQ2")
    [row] = await desk.house.rows("select payment from receipts")
    assert await answer(row.payment) == NothingToSendBack("not_confirmed")
    payment = await came(desk, await number(desk, saver), receipt="RKTQ3")
    reversal = await back(desk, payment)
    assert await answer(payment) == AlreadySentBack(reversal)


async def test_it_takes_two_people(desk: Desk, saver: str) -> None:
    payment = await came(desk, await number(desk, saver))
    waits = await desk.house.perform(ReversePayment(payment=payment, reason="a wrong number"), by=TELLER)
    assert isinstance(waits, SecondPersonNeeded)
    assert await savings(desk, saver) == 2_500
    await desk.house.must(DecideApproval(approval=waits.approval, approve=True), by=MANAGER)
    assert await savings(desk, saver) == 2_000
    assert await desk.jobs("reversal") == 1


async def test_a_payment_in_full_names_its_calls_and_its_entries(desk: Desk, saver: str) -> None:
    payment = await came(desk, await number(desk, saver))
    reversal = await back(desk, payment)
    await sent(desk, reversal)
    shown = await desk.read(payment)
    assert (shown.entries, shown.receipts) == ((f"payment:{payment}:principal",), ("RKTQ1",))
    assert shown.reversal == reversal
    way_back = await desk.read(reversal)
    assert [(each.kind, each.state) for each in way_back.attempts] == [("reversal", "accepted")]
    assert way_back.entries == (f"payment:{reversal}:undo:deposit", f"payment:{reversal}:reserve")
