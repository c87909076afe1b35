"""Staff sign in with a password that nobody can read or guess, and a session ends when it should."""

from __future__ import annotations

import pytest

from core.messages import Origin, Refusal
from core.secret import Secret
from core.staff import rules
from core.staff.messages import (
    AddStaff,
    InvitationOf,
    NoInvitation,
    NoSuchRole,
    NotAUsername,
    SessionById,
    SessionOf,
    SessionOver,
    SignedIn,
    SignInPaused,
    SignOut,
    StaySignedIn,
    UseInvitation,
    UsernameTaken,
    WeakPassword,
    WrongInvitation,
    WrongSignIn,
)
from tests.unit.members_house import dump, stands_in
from tests.unit.staff_house import PASSWORD, USERNAME, employ, guarding, new_token, seated, signs_in


@pytest.fixture
def house(build, database):
    return guarding(build, database)


async def test_she_signs_in_and_sits_in_her_session(house):
    tabitha = await employ(house)
    token = new_token()
    signed = await signs_in(house, token=token)
    assert isinstance(signed, SignedIn)
    assert not signed.second_factor
    seat = await house.must(SessionOf(token=token))
    assert (seat.session, seat.staff, seat.username) == (signed.session, tabitha.staff, USERNAME)
    assert (seat.roles, seat.kind, seat.proven_at) == (("teller",), "console", house.clock.now)
    assert await house.must(SessionById(session=signed.session)) == seat


async def test_the_user_name_is_the_same_in_capitals(house):
    await employ(house)
    assert isinstance(await signs_in(house, username=" Tabitha@Example.ORG "), SignedIn)


async def test_nobody_learns_whether_the_name_or_the_password_was_wrong(house):
    await employ(house)
    assert await signs_in(house, "another password") == WrongSignIn()
    assert await signs_in(house, username="nobody@example.org") == WrongSignIn()
    await house.must(AddStaff(username="new@example.org", name="Nia", roles=("teller",)))
    assert await signs_in(house, username="new@example.org") == WrongSignIn()


@pytest.mark.parametrize("username", [USERNAME, "nobody@example.org"])
async def test_the_fifth_wrong_try_costs_a_pause_that_grows_for_known_and_unknown_names(house, username):
    await employ(house)
    for _ in range(5):
        assert await signs_in(house, "another password", username=username) == WrongSignIn()
    paused = await signs_in(house, username=username)
    assert paused == SignInPaused(house.clock.now + rules.FIRST_PAUSE)
    house.clock.later(minutes=1)
    assert await signs_in(house, "another password", username=username) == WrongSignIn()
    house.clock.later(minutes=1)
    assert isinstance(await signs_in(house, username=username), SignInPaused)
    house.clock.later(minutes=1)
    right = await signs_in(house, username=username)
    assert isinstance(right, SignedIn) == (username == USERNAME)


async def test_whoever_is_right_starts_to_count_from_the_beginning(house):
    await employ(house)
    for _ in range(3):
        for _ in range(4):
            assert await signs_in(house, "another password") == WrongSignIn()
        assert isinstance(await signs_in(house), SignedIn)


async def test_the_beginning_of_a_pause_is_in_the_trail_under_her_id(house):
    tabitha = await employ(house)
    for _ in range(5):
        await signs_in(house, "another password")
    [row] = await house.rows("select subject from audit where request = 'PauseSignIn'")
    assert row.subject == tabitha.staff


async def test_the_trail_says_who_signed_in(house):
    tabitha = await employ(house)
    signed = await signs_in(house)
    assert isinstance(signed, SignedIn)
    [row] = await house.rows("select who, session from audit where request = 'SignIn' and outcome = 'done'")
    assert (row.who, row.session) == (f"staff:{tabitha.staff}", signed.session)


async def test_a_session_ends_half_an_hour_after_she_was_last_seen(house):
    await employ(house)
    seat, she = await seated(house)
    assert not seat.fading
    house.clock.later(minutes=29)
    fading = await house.must(SessionById(session=seat.session))
    assert fading.fading
    await house.must(StaySignedIn(session=seat.session), by=she)
    house.clock.later(minutes=29)
    assert (await house.must(SessionById(session=seat.session))).staff == seat.staff
    house.clock.later(minutes=1)
    assert await house.perform(SessionById(session=seat.session)) == SessionOver()
    assert await house.perform(StaySignedIn(session=seat.session), by=she) == SessionOver()


async def test_no_session_lasts_longer_than_twelve_hours(house):
    await employ(house)
    seat, she = await seated(house)
    for _ in range(12 * 3 - 1):
        house.clock.later(minutes=20)
        await house.must(StaySignedIn(session=seat.session), by=she)
    house.clock.later(minutes=20)
    assert await house.perform(SessionById(session=seat.session)) == SessionOver()


async def test_signing_out_ends_the_session_at_once(house):
    await employ(house)
    token = new_token()
    signed = await signs_in(house, token=token)
    assert isinstance(signed, SignedIn)
    await house.must(SignOut(session=signed.session))
    assert await house.perform(SessionOf(token=token)) == SessionOver()
    assert await house.perform(SessionById(session=signed.session)) == SessionOver()


async def test_nobody_signs_somebody_else_out(house):
    await employ(house)
    await employ(house, "mutua@example.org")
    seat, _ = await seated(house)
    _, mutua = await seated(house, "mutua@example.org")
    assert await house.perform(SignOut(session=seat.session), by=mutua) == SessionOver()
    assert not isinstance(await house.perform(SessionById(session=seat.session)), Refusal)


async def test_a_refresh_token_of_a_program_opens_no_page(house):
    await employ(house)
    token = new_token()
    signed = await signs_in(house, token=token, kind="api")
    assert isinstance(signed, SignedIn)
    assert await house.perform(SessionOf(token=token)) == SessionOver()
    assert (await house.must(SessionById(session=signed.session))).kind == "api"


async def test_a_code_of_an_invitation_is_good_once_and_for_three_days(house):
    added = await house.must(AddStaff(username=USERNAME, name="Tabitha", roles=("teller",)))
    code = await house.must(InvitationOf(staff=added.staff))
    typed = Secret(code.reveal().lower().replace("-", " "))
    assert await house.must(UseInvitation(code=typed, password=Secret(PASSWORD))) == USERNAME
    again = UseInvitation(code=code, password=Secret("another good one"))
    assert await house.perform(again) == WrongInvitation()
    assert await house.perform(InvitationOf(staff=added.staff)) == NoInvitation()
    assert isinstance(await signs_in(house), SignedIn)

    late = await house.must(AddStaff(username="late@example.org", name="Nia", roles=("teller",)))
    code = await house.must(InvitationOf(staff=late.staff))
    house.clock.later(days=3)
    assert await house.perform(UseInvitation(code=code, password=Secret(PASSWORD))) == WrongInvitation()


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("short", "short"),
        ("x1" * 65, "long"),
        ("Password123!", "known"),
        ("aaaaaaaaaaaa", "known"),
        ("1234567890", "known"),
        ("tabitha rules", "name"),
        ("good MORAA day", "name"),
    ],
)
async def test_a_weak_password_is_refused(house, password, reason):
    added = await house.must(AddStaff(username=USERNAME, name="Tabitha Moraa", roles=("teller",)))
    code = await house.must(InvitationOf(staff=added.staff))
    assert await house.perform(UseInvitation(code=code, password=Secret(password))) == WeakPassword(reason)
    assert await house.must(UseInvitation(code=code, password=Secret(PASSWORD))) == USERNAME


async def test_a_user_name_is_an_address_and_somebodys_alone_and_roles_are_known(house):
    await employ(house)
    assert await house.perform(AddStaff(username=USERNAME, name="T", roles=("teller",))) == UsernameTaken()
    assert await house.perform(AddStaff(username="tabitha", name="T", roles=("teller",))) == NotAUsername()
    assert await house.perform(AddStaff(username="t@a.org", name="T", roles=("boss",))) == NoSuchRole("boss")
    assert await house.perform(AddStaff(username="t@a.org", name="T", roles=())) == NoSuchRole("")


async def test_two_people_add_a_colleague(house):
    administrator = Origin("staff:1", "console", frozenset({"administrator"}))
    manager = Origin("staff:2", "console", frozenset({"manager"}))
    await house.agreed(AddStaff(username=USERNAME, name="T", roles=("manager",)), by=administrator, second=manager)
    [row] = await house.rows("select username, roles, state from staff")
    assert tuple(row) == (USERNAME, "manager", "invited")


async def test_no_password_code_or_token_stands_in_any_row_or_prints(house):
    added = await house.must(AddStaff(username=USERNAME, name="Tabitha", roles=("teller",)))
    code = await house.must(InvitationOf(staff=added.staff))
    wish = UseInvitation(code=code, password=Secret(PASSWORD))
    await house.must(wish)
    token = Secret("c0ffee" * 8)
    await signs_in(house, token=token)
    await signs_in(house, token=Secret("badd1e" * 8), kind="api")
    everything = "\n".join((await dump(house)).values())
    for secret in (PASSWORD, code.reveal(), code.reveal().replace("-", ""), "c0ffee" * 8, "badd1e" * 8):
        assert not stands_in(secret, everything)
        assert secret not in repr(wish)
