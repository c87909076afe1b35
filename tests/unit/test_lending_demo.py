"""A day of the demo can be walked: Amina may ask for more than the house decides alone."""

from __future__ import annotations

import pytest

from core.lending.messages import ApplicationOf, LoanOffers, Loans
from core.members.messages import FindMember
from deploy.seed import seed
from tests.unit.lending_house import application, kes
from tests.unit.staff_house import guarding


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_amina_asks_for_a_loan_that_is_referred_to_a_person(build, database):
    house = guarding(build, database)
    await seed(house.bus, house.clock.now.date())
    amina = await house.must(FindMember(words="+254700000001"))
    offers = {offer.product: offer for offer in await house.must(LoanOffers(member=amina))}
    assert offers["kilimo"].most >= kes(30_000)

    answer = await house.must(application(amina, product="kilimo", amount=30_000, months=12))
    assert answer.state == "referred"
    [waiting] = (await house.must(Loans(state="referred"))).items
    file = await house.must(ApplicationOf(loan=waiting.loan))
    assert file.needs_second_person
    assert all(check.holds for check in file.checks)
