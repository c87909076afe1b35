"""What is done about a colleague holds at once, and two people do what could be abused by one."""

from __future__ import annotations

import pytest

from core.messages import NotPermitted, Origin, SecondPersonNeeded
from core.secret import Secret
from core.staff.messages import (
    AllStaff,
    ChangePassword,
    ChangeRoles,
    EndSessions,
    InvitationOf,
    LastAdministrator,
    MySessions,
    NoSuchRole,
    NoSuchStaff,
    ReinstateStaff,
    SessionById,
    SessionOver,
    SessionsOf,
    SignedIn,
    SignInPaused,
    SignOut,
    StaffOf,
    StartPasswordReset,
    SuspendStaff,
    UseInvitation,
    WeakPassword,
    WrongPassword,
    WrongSignIn,
)
from tests.unit.staff_house import PASSWORD, USERNAME, employ, guarding, seated, signs_in

NEW = "kiangazi kirefu"
ADMINISTRATOR = Origin("staff:1", "console", frozenset({"administrator"}))
MANAGER = Origin("staff:2", "console", frozenset({"manager"}))


@pytest.fixture
def house(build, database):
    return guarding(build, database)


async def test_two_people_change_a_role_and_it_holds_at_the_next_click(house):
    tabitha = await employ(house)
    seat, she = await seated(house)
    wish = ChangeRoles(staff=tabitha.staff, roles=("loan_officer", "teller"))
    assert isinstance(await house.perform(wish, by=ADMINISTRATOR), SecondPersonNeeded)
    assert await house.perform(wish, by=she) == NotPermitted("ChangeRoles")
    assert (await house.must(SessionById(session=seat.session))).roles == ("teller",)
    await house.agreed(wish, by=ADMINISTRATOR, second=MANAGER)
    assert (await house.must(SessionById(session=seat.session))).roles == ("loan_officer", "teller")


async def test_who_is_suspended_is_out_at_once_and_comes_back_by_two_people(house):
    tabitha = await employ(house)
    seat, _ = await seated(house)
    await house.must(SuspendStaff(staff=tabitha.staff, reason="left"), by=MANAGER)
    assert await house.perform(SessionById(session=seat.session)) == SessionOver()
    assert await signs_in(house) == WrongSignIn()
    back = ReinstateStaff(staff=tabitha.staff, reason="came back")
    await house.agreed(back, by=ADMINISTRATOR, second=MANAGER)
    assert isinstance(await signs_in(house), SignedIn)
    assert await house.perform(SessionById(session=seat.session)) == SessionOver()


async def test_somebody_is_always_left_who_looks_after_staff(house):
    first = await employ(house, "first@example.org", "administrator")
    alone = SuspendStaff(staff=first.staff, reason="x")
    assert await house.perform(alone) == LastAdministrator()
    assert await house.perform(ChangeRoles(staff=first.staff, roles=("teller",))) == LastAdministrator()
    await employ(house, "second@example.org", "administrator", "teller")
    await house.must(alone)


async def test_nobody_but_her_sees_the_new_password_and_it_ends_her_sessions(house):
    tabitha = await employ(house)
    seat, _ = await seated(house)
    await house.agreed(StartPasswordReset(staff=tabitha.staff), by=ADMINISTRATOR, second=MANAGER)
    code = await house.must(InvitationOf(staff=tabitha.staff), by=ADMINISTRATOR)
    assert isinstance(await signs_in(house), SignedIn), "until she has chosen, the old one is good"
    await house.must(UseInvitation(code=code, password=Secret(NEW)))
    assert await house.perform(SessionById(session=seat.session)) == SessionOver()
    assert await signs_in(house) == WrongSignIn()
    assert isinstance(await signs_in(house, NEW), SignedIn)


async def test_she_changes_her_own_password_and_her_other_sessions_end(house):
    await employ(house)
    other, _ = await seated(house)
    seat, she = await seated(house)
    change = ChangePassword(password=Secret(PASSWORD), new_password=Secret(NEW))
    await house.must(change, by=she)
    assert await house.perform(SessionById(session=other.session)) == SessionOver()
    assert (await house.must(SessionById(session=seat.session))).staff == seat.staff
    assert isinstance(await signs_in(house, NEW), SignedIn)
    assert await signs_in(house) == WrongSignIn()


async def test_a_new_password_needs_the_old_one_and_must_be_good(house):
    await employ(house)
    _, she = await seated(house)
    weak = ChangePassword(password=Secret(PASSWORD), new_password=Secret("short"))
    assert await house.perform(weak, by=she) == WeakPassword("short")
    wrong = ChangePassword(password=Secret("another password"), new_password=Secret(NEW))
    # The try with the weak one was a try, too.
    for _ in range(4):
        assert await house.perform(wrong, by=she) == WrongPassword()
    assert isinstance(await house.perform(wrong, by=she), SignInPaused)
    nobody = Origin(she.who, "console", she.roles, "another session")
    assert await house.perform(wrong, by=nobody) == SessionOver()


async def test_sessions_are_listed_and_ended_ones_own_and_by_an_administrator(house):
    tabitha = await employ(house)
    first, _ = await seated(house)
    second, she = await seated(house)
    assert [each.session for each in await house.must(MySessions(), by=she)] == [second.session, first.session]
    await house.must(SignOut(session=first.session), by=she)
    [left] = await house.must(SessionsOf(staff=tabitha.staff), by=ADMINISTRATOR)
    assert (left.session, left.device, left.kind) == (second.session, "Firefox on Linux", "console")
    assert await house.perform(SessionsOf(staff=tabitha.staff), by=she) == NotPermitted("SessionsOf")
    await house.must(EndSessions(staff=tabitha.staff), by=ADMINISTRATOR)
    assert await house.must(SessionsOf(staff=tabitha.staff), by=ADMINISTRATOR) == ()


async def test_staff_are_listed_page_by_page(house):
    for name in ("a", "b", "c"):
        await employ(house, f"{name}@example.org")
    first = await house.must(AllStaff(limit=2), by=ADMINISTRATOR)
    rest = await house.must(AllStaff(limit=2, cursor=first.next), by=ADMINISTRATOR)
    assert [each.username[0] for each in (*first.items, *rest.items)] == ["c", "b", "a"]
    assert rest.next == ""
    one = await house.must(StaffOf(staff=first.items[0].staff), by=ADMINISTRATOR)
    assert (one.state, one.roles, one.second_factors, one.has_code) == ("active", ("teller",), (), False)
    assert one == first.items[0]


async def test_what_is_asked_about_nobody_is_refused(house):
    tabitha = await employ(house)
    for wish in (
        ChangeRoles(staff="x", roles=("teller",)), SuspendStaff(staff="x", reason=""), EndSessions(staff="x"),
        ReinstateStaff(staff="x", reason=""), StartPasswordReset(staff="x"), StaffOf(staff="x"),
    ):  # fmt: skip
        assert await house.perform(wish) == NoSuchStaff()
    assert await house.perform(ChangeRoles(staff=tabitha.staff, roles=("king",))) == NoSuchRole("king")
    assert USERNAME in {each.username for each in (await house.must(AllStaff())).items}
