"""Whatever is typed, dialled, dropped or repeated: there is an answer, it fits, it is hers, and nothing grows."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channels import gsm7
from channels.ussd.render import PAGE_SEPTETS
from core.phone import Phone
from dialogs.host import Host
from dialogs.state import MOST_FRAMES, MOST_SEEN, MOST_TRAIL, State
from tests.house import House
from tests.people import AMINA, BARAKA, CHEBET, NOBODY, PIN, house_in, seeded
from tests.talk import Handset, host_of

__all__ = ["seeded"]

KEYS = ["0", "00", "98", "1", "2", "3", "4", "5", "6", "7", "8", "9"]
WORDS = [
    PIN, "1111", "0000", "7391", "500", "5000", "5k", "98", "Wanjiku Njeri Kamau", "23456789", "2345678", "25081990",
    "0700000001", "0711000001", "UKM41AB2CD", "M-00001", "", " ", "*", "**", "#", "5*6", "-1", "0.5", "1e9", "٣", "🙂",
    "{member}", "{0}", "%s", "x" * 300, "9" * 200, "\x00", "\n1", "ũ", "'; drop table members; --",
]  # fmt: skip
presses = st.one_of(
    st.sampled_from(KEYS), st.sampled_from(KEYS), st.sampled_from(WORDS), st.text(max_size=12)
).map(lambda key: ("press", key))  # fmt: skip
dials = st.lists(st.sampled_from([*KEYS, *WORDS]), max_size=5).map(lambda keys: ("dial", "*".join(keys)))
others = st.sampled_from([("again", ""), ("stale", ""), ("diverge", "3*3"), ("redial", ""), ("wait", ""), ("day", "")])
hops = st.lists(st.one_of(presses, presses, presses, dials, others), max_size=25)

#: What belongs to whom: names, numbers, loans, savings that nobody else may ever see.
THEIRS = {
    AMINA: ("Amina", "12,000"),
    BARAKA: ("Baraka", "LN-0017", "LN0017", "3,200"),
    CHEBET: ("Chebet", "LN-0018", "LN0018"),
}


async def with_house(seeded: Path, use: Callable[[House], Awaitable[None]]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "house.sqlite"
        shutil.copy(seeded, path)
        house = house_in(path, first_key=10_000)
        try:
            await use(house)
        finally:
            await house.database.close()


async def mash(house: House, handset: Handset, acts: list[tuple[str, str]]) -> None:
    """Do all of it; after each act look at the screen and at what is kept."""
    await handset.dial()
    earlier = [handset.text]
    for act, what in acts:
        if act == "press":
            await handset.press(what)
        elif act in ("dial", "redial"):
            await handset.dial(what)
            earlier = []
        elif act == "again":
            before = handset.screen
            assert await handset.hop(handset.text) == before, "the same hop, other bytes"
        elif act == "stale" and earlier:
            latest, _ = handset.text, await handset.hop(earlier[0])
            handset.text = latest
        elif act == "diverge":
            await handset.hop(what)
        elif act == "wait":
            house.clock.later(minutes=20)
        elif act == "day":
            house.clock.later(hours=20)
        earlier.append(handset.text)
        looks_right(handset)


def looks_right(handset: Handset) -> None:
    assert handset.screen, "no answer"
    assert "{" not in handset.screen.replace("{member}", "").replace("{0}", ""), "a placeholder nobody filled"
    assert "Secret(" not in handset.screen
    if gsm7.fits(handset.screen):
        assert gsm7.septets(handset.screen) <= PAGE_SEPTETS
    for owner, words in THEIRS.items():
        if owner != handset.phone:
            assert not any(word in handset.screen for word in words), f"{handset.phone} saw {handset.screen}"
    kept = kept_of(handset.host, handset.phone)
    assert len(kept.frames) <= MOST_FRAMES
    assert len(kept.parked) <= MOST_FRAMES
    assert len(kept.seen) <= MOST_SEEN
    assert all(len(frame.trail) <= MOST_TRAIL + 1 for frame in kept.frames + kept.parked)


def kept_of(host: Host, phone: Phone) -> State:
    memory: Any = host.memory
    return msgspec.json.decode(memory.kept[phone.number][0], type=State)


@pytest.mark.parametrize("phone", [AMINA, BARAKA, CHEBET, NOBODY], ids=["amina", "baraka", "chebet", "nobody"])
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(acts=hops)
def test_any_key_mashing_gets_an_answer(phone: Phone, acts: list[tuple[str, str]], seeded: Path) -> None:
    async def use(house: House) -> None:
        await mash(house, Handset(host_of(house), phone), acts)

    asyncio.run(with_house(seeded, use))


#: How to stand in every dialog: what to press after dialling.
DOORS = {
    "language": (NOBODY, []),
    "join": (NOBODY, ["2", "1"]),
    "join, consent": (NOBODY, ["2", "1", "Wanjiku Njeri", "23456789", "25081990"]),
    "join, second PIN": (NOBODY, ["2", "1", "Wanjiku Njeri", "23456789", "25081990", "1", "7391"]),
    "new number": (NOBODY, ["2", "2"]),
    "prices": (NOBODY, ["2", "3"]),
    "balance": (AMINA, ["1", PIN]),
    "borrow": (AMINA, ["2", "1", "5000"]),
    "borrow, signature": (AMINA, ["2", "1", "5000", "3", "1"]),
    "may not borrow": (CHEBET, ["2"]),
    "repay": (BARAKA, ["3", PIN]),
    "repay, other phone": (BARAKA, ["3", PIN, "4", "0711000001"]),
    "save": (AMINA, ["4"]),
    "withdraw": (AMINA, ["5", PIN]),
    "withdraw, signature": (AMINA, ["5", PIN, "2000"]),
    "statement": (AMINA, ["6", "1", PIN]),
    "change PIN": (AMINA, ["6", "5", PIN]),
    "offers": (AMINA, ["6", "7"]),
    "help": (AMINA, ["7"]),
    "missing payment": (AMINA, ["7", "2"]),
    "block": (AMINA, ["7", "3", "1"]),
    "block another": (NOBODY, ["2", "1", "?", "?", "?", "3", "2"]),
    "forgot PIN": (AMINA, ["7", "4"]),
}


@pytest.mark.parametrize("door", DOORS)
@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(acts=st.lists(presses, max_size=8))
def test_any_key_mashing_in_every_dialog(door: str, acts: list[tuple[str, str]], seeded: Path) -> None:
    phone, keys = DOORS[door]

    async def use(house: House) -> None:
        await mash(house, Handset(host_of(house), phone), [("press", key) for key in keys] + acts)

    asyncio.run(with_house(seeded, use))


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mashed=st.lists(st.tuples(st.sampled_from([AMINA, BARAKA, CHEBET, NOBODY]), presses), min_size=5, max_size=40))
def test_members_at_once_never_see_each_other(mashed: list[tuple[Phone, tuple[str, str]]], seeded: Path) -> None:
    """Four people press keys in between each other's turns."""

    async def use(house: House) -> None:
        host = host_of(house)
        presses_of = {phone: [act for whose, act in mashed if whose == phone] for phone in (*THEIRS, NOBODY)}
        await asyncio.gather(*(mash(house, Handset(host, phone), acts) for phone, acts in presses_of.items()))

    asyncio.run(with_house(seeded, use))
