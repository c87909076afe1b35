"""A passkey signs in by itself: a device, a finger, a challenge that is good once, and no key that was copied."""

from __future__ import annotations

import pytest

from core.messages import Refusal
from core.secret import Secret
from core.staff.messages import (
    AddPasskey,
    KeepChallenge,
    MySignIn,
    NoSuchPasskey,
    ProveFirst,
    RemovePasskey,
    SessionOf,
    SignedIn,
    SignInByPasskey,
    WrongPasskey,
)
from tests.authenticator import Authenticator, text
from tests.unit.staff_house import VISITOR, employ, guarding, new_token, seated, signs_in

SITE, ORIGIN = "localhost", "http://localhost:8080"


@pytest.fixture
def house(build, database):
    return guarding(build, database)


async def challenge(house, by=VISITOR) -> str:
    made = text(new_token().reveal().encode() * 4)
    await house.must(KeepChallenge(challenge=Secret(made)), by=by)
    return made


async def add(house, she, device: Authenticator, given: str):
    request = AddPasskey(credential=device.makes(given), name="My phone", site=SITE, origin=ORIGIN)
    return await house.perform(request, by=she)


async def open_by(house, credential: str, *, token: Secret | None = None):
    request = SignInByPasskey(
        credential=credential, site=SITE, origin=ORIGIN, token=token or new_token(), kind="console"
    )
    return await house.perform(request, by=VISITOR)


@pytest.fixture
async def she(house):
    await employ(house)
    return (await seated(house))[1]


@pytest.fixture
async def device(house, she) -> Authenticator:
    device = Authenticator()
    assert not isinstance(await add(house, she, device, await challenge(house, she)), Refusal)
    return device


async def test_she_signs_in_with_her_finger_alone(house, she, device):
    token = new_token()
    signed = await open_by(house, device.signs(await challenge(house)), token=token)
    assert isinstance(signed, SignedIn)
    assert not signed.second_factor
    assert (await house.must(SessionOf(token=token))).staff == she.who.removeprefix("staff:")
    [passkey] = (await house.must(MySignIn(), by=she)).passkeys
    assert (passkey.name, passkey.used_at) == ("My phone", house.clock.now)


async def test_who_has_a_passkey_is_not_let_in_by_her_password_alone(house, device):
    signed = await signs_in(house)
    assert isinstance(signed, SignedIn)
    assert (signed.second_factor, signed.kinds) == (True, ("passkey",))


async def test_a_challenge_is_good_once_and_for_five_minutes(house, device):
    given = await challenge(house)
    assert isinstance(await open_by(house, device.signs(given)), SignedIn)
    assert await open_by(house, device.signs(given)) == WrongPasskey()
    given = await challenge(house)
    house.clock.later(minutes=5)
    assert await open_by(house, device.signs(given)) == WrongPasskey()
    assert await open_by(house, device.signs(text(b"never given to anybody"))) == WrongPasskey()


async def test_a_wrong_answer_uses_the_challenge_up(house, device):
    given = await challenge(house)
    stranger = Authenticator(credential=device.credential)
    assert await open_by(house, stranger.signs(given)) == WrongPasskey()
    assert await open_by(house, device.signs(given)) == WrongPasskey()


async def test_the_finger_the_site_and_the_address_must_be_right(house, device):
    for wrong in ({"finger": False}, {"site": "evil.example"}, {"origin": "https://evil.example"}):
        other = Authenticator(key=device.key, credential=device.credential, count=device.count, **wrong)
        assert await open_by(house, other.signs(await challenge(house))) == WrongPasskey()


async def test_a_key_that_was_copied_opens_nothing_any_more_and_is_written_down(house, she, device):
    copy = Authenticator(key=device.key, credential=device.credential, count=device.count)
    for _ in range(3):
        assert isinstance(await open_by(house, device.signs(await challenge(house))), SignedIn)
    assert await open_by(house, copy.signs(await challenge(house))) == WrongPasskey()
    assert await open_by(house, device.signs(await challenge(house))) == WrongPasskey()
    [row] = await house.rows("select subject from audit where outcome = 'copied'")
    assert row.subject == she.who.removeprefix("staff:")


async def test_a_challenge_for_signing_in_adds_no_passkey_and_the_other_way_round(house, she, device):
    assert await add(house, she, Authenticator(), await challenge(house)) == WrongPasskey()
    assert await open_by(house, device.signs(await challenge(house, she))) == WrongPasskey()


async def test_nobody_adds_a_passkey_with_the_challenge_of_somebody_else(house, she):
    await employ(house, "mutua@example.org")
    _, mutua = await seated(house, "mutua@example.org")
    assert await add(house, mutua, Authenticator(), await challenge(house, she)) == WrongPasskey()


async def test_no_passkey_is_added_or_removed_at_a_screen_that_was_left_open(house, she, device):
    [passkey] = (await house.must(MySignIn(), by=she)).passkeys
    house.clock.later(minutes=6)
    assert await house.perform(KeepChallenge(challenge=Secret("x" * 40)), by=she) == ProveFirst()
    assert await house.perform(RemovePasskey(passkey=passkey.passkey), by=she) == ProveFirst()


async def test_a_passkey_that_was_removed_opens_nothing(house, she, device):
    [passkey] = (await house.must(MySignIn(), by=she)).passkeys
    await house.must(RemovePasskey(passkey=passkey.passkey), by=she)
    assert await open_by(house, device.signs(await challenge(house))) == WrongPasskey()
    assert await house.perform(RemovePasskey(passkey=passkey.passkey), by=she) == NoSuchPasskey()
    assert isinstance(await signs_in(house), SignedIn)


@pytest.mark.parametrize(
    "credential", ["", "{", "[]", "null", '{"response": {"clientDataJSON": "AAAA"}}', '{"rawId": 7}', "x" * 20_000]
)
async def test_what_is_no_answer_of_a_device_is_refused(house, she, credential):
    assert await open_by(house, credential) == WrongPasskey()
    wish = AddPasskey(credential=credential, name="x", site=SITE, origin=ORIGIN)
    assert await house.perform(wish, by=she) == WrongPasskey()
