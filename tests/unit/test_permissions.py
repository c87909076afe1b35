"""Staff may do what the table of permissions says, and what needs two of them is done by two."""

from __future__ import annotations

import pytest

from core.members.messages import BlockMember, ContactOf, NoSuchMember, RecordIdentity, UnblockMember
from core.messages import KeyReused, NotPermitted, Origin, Query, Refusal, SecondPersonNeeded
from core.permissions.messages import (
    ApprovalOf,
    Approvals,
    DecideApproval,
    Fact,
    NoLongerPossible,
    NoSuchApproval,
    SamePerson,
)
from core.permissions.rules import REQUESTS, ROLES, RULES
from tests.unit.members_house import register

TELLER = Origin("staff:1", "console", frozenset({"teller"}), "session-1")
MANAGER = Origin("staff:2", "console", frozenset({"manager"}), "session-2")
AUDITOR = Origin("staff:3", "console", frozenset({"auditor"}))
ADMINISTRATOR = Origin("staff:4", "console", frozenset({"administrator"}))


@pytest.fixture
async def amina(house):
    return await register(house)


async def trail(house) -> list[tuple[str, str, str]]:
    rows = await house.rows("select who, request, outcome from audit where who like 'staff:%' order by id")
    return [(row.who, row.request, row.outcome) for row in rows]


async def blocks(house, member: str) -> None:
    await house.must(BlockMember(member=member))


async def blocked(house, member: str) -> bool:
    contact = await house.must(ContactOf(member=member))
    return bool(contact.blocked)


async def test_what_the_table_does_not_allow_is_refused_and_written_down(house, amina):
    wish = RecordIdentity(member=amina, tier=1, reason="seen")
    assert await house.perform(wish, by=AUDITOR) == NotPermitted("RecordIdentity")
    assert await house.perform(ContactOf(member=amina), by=ADMINISTRATOR) == NotPermitted("ContactOf")
    assert await trail(house) == [
        ("staff:3", "RecordIdentity", "refused:NotPermitted"),
        ("staff:4", "ContactOf", "refused:NotPermitted"),
    ]


async def test_a_request_that_is_not_in_the_table_is_for_no_staff(house, amina):
    class Unheard(Query[None]):
        """Somebody forgot to say who may ask this."""

    everything = Origin("staff:9", "console", frozenset(ROLES))
    assert await house.perform(Unheard(), by=everything) == NotPermitted("Unheard")


async def test_a_look_at_a_member_leaves_a_record(house, amina):
    await house.must(ContactOf(member=amina), by=TELLER)
    [row] = await house.rows("select * from audit where who = 'staff:1'")
    assert (row.request, row.outcome, row.subject) == ("ContactOf", "read", amina)
    assert (row.channel, row.session) == ("console", "session-1")


async def test_two_people_lift_a_block(house, amina):
    await blocks(house, amina)
    wish = UnblockMember(member=amina, reason="she came with her ID card")
    waits = await house.perform(wish, key="k", scope="console:1", by=TELLER)
    assert isinstance(waits, SecondPersonNeeded)
    assert await blocked(house, amina)

    [approval] = (await house.must(Approvals(), by=MANAGER)).items
    assert (approval.request, approval.maker, approval.subject) == ("UnblockMember", "staff:1", amina)
    assert Fact("reason", "she came with her ID card") in approval.facts
    assert approval.may_decide

    done = await house.must(DecideApproval(approval=waits.approval, approve=True), by=MANAGER)
    assert (done.state, done.checker, done.facts) == ("done", "staff:2", ())
    assert not await blocked(house, amina)
    assert [line for line in await trail(house) if line[2] != "read"] == [
        ("staff:1", "UnblockMember", "proposed"),
        ("staff:2", "UnblockMember", "done"),
        ("staff:2", "DecideApproval", "done"),
    ]
    # Who asked may ask again under the same key, and hears that it is done; it is done once.
    assert await house.perform(wish, key="k", scope="console:1", by=TELLER) is None
    again = DecideApproval(approval=waits.approval, approve=True)
    assert await house.perform(again, by=MANAGER) == NoSuchApproval()


async def test_the_maker_is_never_the_checker(house, amina):
    await blocks(house, amina)
    waits = await house.perform(UnblockMember(member=amina, reason="x"), by=MANAGER)
    assert isinstance(waits, SecondPersonNeeded)
    mine = await house.must(ApprovalOf(approval=waits.approval), by=MANAGER)
    assert not mine.may_decide
    wish = DecideApproval(approval=waits.approval, approve=True)
    assert await house.perform(wish, by=MANAGER) == SamePerson()
    assert await house.perform(wish, by=TELLER) == NotPermitted("UnblockMember")
    assert await blocked(house, amina)


async def test_the_same_key_for_another_wish_is_refused(house, amina):
    await blocks(house, amina)
    first = await house.perform(UnblockMember(member=amina, reason="x"), key="k", by=TELLER)
    assert isinstance(first, SecondPersonNeeded)
    assert await house.perform(UnblockMember(member=amina, reason="x"), key="k", by=TELLER) == first
    assert await house.perform(UnblockMember(member=amina, reason="y"), key="k", by=TELLER) == KeyReused()


async def test_a_no_ends_it_with_its_reason(house, amina):
    await blocks(house, amina)
    waits = await house.perform(UnblockMember(member=amina, reason="x"), by=TELLER)
    assert isinstance(waits, SecondPersonNeeded)
    no = await house.must(
        DecideApproval(approval=waits.approval, approve=False, reason="not her"), by=MANAGER
    )  # fmt: skip
    assert (no.state, no.reason) == ("refused", "not her")
    assert await blocked(house, amina)
    assert (await house.must(Approvals(about=amina), by=MANAGER)).items == ()


async def test_what_is_refused_now_is_refused_at_once_and_waits_for_nobody(house):
    wish = UnblockMember(member="nobody", reason="x")
    assert await house.perform(wish, by=TELLER) == NoSuchMember()
    assert (await house.must(Approvals(), by=MANAGER)).items == ()
    assert ("staff:1", "UnblockMember", "refused:NoSuchMember") in await trail(house)


async def test_what_became_impossible_waits_on(house, amina):
    await blocks(house, amina)
    waits = await house.perform(UnblockMember(member=amina, reason="x"), by=TELLER)
    assert isinstance(waits, SecondPersonNeeded)

    async def gone(tx, request):
        return NoSuchMember()

    house = house.with_handlers({UnblockMember: gone})
    answer = await house.perform(DecideApproval(approval=waits.approval, approve=True), key="yes", by=MANAGER)
    assert answer == NoLongerPossible("NoSuchMember")
    assert len((await house.must(Approvals(), key="list", by=MANAGER)).items) == 1


async def test_nobody_decides_what_waited_too_long(house, amina):
    await blocks(house, amina)
    waits = await house.perform(UnblockMember(member=amina, reason="x"), by=TELLER)
    assert isinstance(waits, SecondPersonNeeded)
    house.clock.later(days=8)
    wish = DecideApproval(approval=waits.approval, approve=True)
    assert await house.perform(wish, by=MANAGER) == NoSuchApproval()
    assert (await house.must(Approvals(), by=MANAGER)).items == ()


def test_every_rule_names_known_roles_and_every_request_has_one_name():
    for rule in RULES.values():
        assert rule.roles <= frozenset(ROLES)
        assert rule.checkers <= frozenset(ROLES)
        assert rule.roles
    assert len(REQUESTS) == len(RULES)
    assert all(issubclass(refusal, Refusal) for kind in RULES for refusal in kind.refuses)
