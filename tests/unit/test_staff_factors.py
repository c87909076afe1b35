"""The second factor: a code is good once, a lost phone is no disaster, and guessing is counted."""

from __future__ import annotations

from datetime import timedelta

import pyotp
import pytest

from core.secret import Secret
from core.staff.messages import (
    AllStaff,
    ConfirmTotp,
    ForgetSecondFactors,
    MySignIn,
    NewRecoveryCodes,
    ProveAgain,
    ProveFirst,
    ProveSecondFactor,
    RemoveTotp,
    SessionOf,
    SessionOver,
    SignedIn,
    SignInPaused,
    StartTotp,
    TotpStands,
    WrongFactor,
    WrongPassword,
)
from tests.unit.members_house import dump, stands_in
from tests.unit.staff_house import PASSWORD, VISITOR, employ, guarding, new_token, seated, signs_in

SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
RECOVERY = ["7KXF-93MD", "QT4C-8HWA", "M2ZR-6YPE"]


@pytest.fixture
def house(build, database):
    return guarding(build, database)


def code(house, steps: int = 0) -> Secret:
    """What her authenticator shows, so many half minutes from now."""
    return Secret(pyotp.TOTP(SEED).at(house.clock.now + timedelta(seconds=30 * steps)))


@pytest.fixture
async def she(house):
    """Tabitha, with an authenticator since a moment ago."""
    await employ(house)
    _, she = await seated(house)
    await house.must(StartTotp(seed=Secret(SEED)), by=she)
    await house.must(ConfirmTotp(code=code(house), recovery=Secret(" ".join(RECOVERY))), by=she)
    house.clock.later(minutes=2)
    return she


async def prove(house, typed: Secret, token: Secret):
    opens = new_token()
    request = ProveSecondFactor(token=token, code=typed, new_token=opens)
    return await house.perform(request, by=VISITOR), opens


async def half_way(house) -> Secret:
    token = new_token()
    signed = await signs_in(house, token=token)
    assert isinstance(signed, SignedIn)
    assert signed.second_factor
    return token


async def test_her_password_opens_nothing_until_the_code_is_right(house, she):
    [listed] = (await house.must(AllStaff())).items
    assert listed.second_factors == ("totp", "recovery")
    token = new_token()
    signed = await signs_in(house, token=token)
    assert isinstance(signed, SignedIn)
    assert (signed.second_factor, signed.kinds) == (True, ("totp", "recovery"))
    assert await house.perform(SessionOf(token=token)) == SessionOver()
    opened, opens = await prove(house, code(house), token)
    assert opened == SignedIn(signed.session, False, ())
    assert (await house.must(SessionOf(token=opens))).session == signed.session
    assert await house.perform(SessionOf(token=token)) == SessionOver()


async def test_a_code_that_was_used_is_not_good_a_second_time(house, she):
    token = await half_way(house)
    assert isinstance((await prove(house, code(house), token))[0], SignedIn)
    again = await half_way(house)
    assert (await prove(house, code(house), again))[0] == WrongFactor()
    assert (await prove(house, code(house, -1), again))[0] == WrongFactor(), "nor one before it"
    house.clock.later(seconds=30)
    assert isinstance((await prove(house, code(house), again))[0], SignedIn)


@pytest.mark.parametrize(("steps", "fits"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
async def test_a_clock_may_be_half_a_minute_wrong(house, she, steps, fits):
    answer, _ = await prove(house, code(house, steps), await half_way(house))
    assert isinstance(answer, SignedIn) is fits


async def test_a_recovery_code_is_good_once(house, she):
    typed = Secret(RECOVERY[1].lower().replace("-", " "))
    assert isinstance((await prove(house, typed, await half_way(house)))[0], SignedIn)
    assert (await prove(house, Secret(RECOVERY[1]), await half_way(house)))[0] == WrongFactor()
    assert (await house.must(MySignIn(), by=she)).recovery_codes == 2


async def test_the_code_must_come_within_five_minutes(house, she):
    token = await half_way(house)
    house.clock.later(minutes=5)
    assert (await prove(house, code(house), token))[0] == WrongFactor()


async def test_guessing_codes_is_counted_over_all_sign_ins(house, she):
    for _ in range(5):
        assert (await prove(house, Secret("000000"), await half_way(house)))[0] == WrongFactor()
    assert isinstance((await prove(house, code(house), await half_way(house)))[0], SignInPaused)


async def test_an_authenticator_counts_only_after_its_first_code(house):
    await employ(house)
    _, she = await seated(house)
    await house.must(StartTotp(seed=Secret(SEED)), by=she)
    wrong = ConfirmTotp(code=Secret("000000"), recovery=Secret("A B"))
    assert await house.perform(wrong, by=she) == WrongFactor()
    signed = await signs_in(house)
    assert isinstance(signed, SignedIn)
    assert not signed.second_factor


async def test_a_screen_that_was_left_open_changes_nothing_without_the_password(house, she):
    house.clock.later(minutes=4)
    assert await house.perform(RemoveTotp(), by=she) == ProveFirst()
    assert await house.perform(NewRecoveryCodes(recovery=Secret("A B")), by=she) == ProveFirst()
    assert await house.perform(ProveAgain(password=Secret("another password")), by=she) == WrongPassword()
    await house.must(ProveAgain(password=Secret(PASSWORD)), by=she)
    assert await house.perform(StartTotp(seed=Secret(SEED)), by=she) == TotpStands()
    await house.must(RemoveTotp(), by=she)
    found = await house.must(MySignIn(), by=she)
    assert (found.totp, found.recovery_codes) == (False, 0)


async def test_who_lost_her_phone_is_helped_by_colleagues_and_signed_out(house, she):
    staff = she.who.removeprefix("staff:")
    await house.must(ForgetSecondFactors(staff=staff))
    assert await house.perform(MySignIn(), by=she) == SessionOver()
    signed = await signs_in(house)
    assert isinstance(signed, SignedIn)
    assert not signed.second_factor


async def test_neither_seed_nor_codes_stand_in_any_row(house, she):
    await prove(house, Secret(RECOVERY[0]), await half_way(house))
    everything = "\n".join((await dump(house)).values())
    for secret in (SEED, *RECOVERY, *(each.replace("-", "") for each in RECOVERY)):
        assert not stands_in(secret, everything)
    assert SEED not in repr(StartTotp(seed=Secret(SEED)))
