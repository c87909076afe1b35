"""Amina, Baraka and Chebet as the demo knows them, in a house with real PINs; seeded once, copied for every test."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from core import schema
from core.bus import Hold
from core.db import Database
from core.handlers import HANDLERS
from core.institution import Institution
from core.lending import messages as lending
from core.members import messages as members
from core.members.signature import PinSigner
from core.money import Money
from core.phone import Phone
from core.savings import messages as savings
from core.secret import Secret
from dialogs.host import Host
from tests.house import PEPPER, Clock, House
from tests.talk import Handset, host_of

AMINA, BARAKA, CHEBET, NOBODY = (Phone(f"+2547000000{end}") for end in ("01", "02", "03", "99"))
PIN = "4821"
JOINED = date(2025, 3, 1)

BOOST: dict[str, Any] = {
    "code": "boost", "name": "Boost", "terms": (1, 2, 3), "method": "flat", "monthly_rate": Decimal("0.015"),
}  # fmt: skip
KILIMO: dict[str, Any] = {
    "code": "kilimo", "name": "Kilimo", "terms": (3, 6, 9, 12), "method": "declining",
    "monthly_rate": Decimal("0.012"), "deposit_multiple": Decimal(3),
}  # fmt: skip


def kes(shillings: int) -> Money:
    return Money(shillings * 100, "KES")


def house_in(path: Path, *, first_key: int) -> House:
    """A house over the database at `path`, its clock at noon, asking for real PINs. Keys are never used twice."""
    database = Database(f"sqlite+aiosqlite:///{path}", pool_size=12)
    clock, institution = Clock(), Institution()
    hold = Hold(
        database=database,
        handlers=dict(HANDLERS),
        institution=institution,
        clock=clock,
        signer=PinSigner(database, PEPPER, institution),
        pepper=PEPPER,
    )
    return House(database, hold, clock, _keys=count(first_key))


async def seed(house: House) -> None:
    """Two products and three members. Amina may borrow, Baraka has a loan, Chebet is 45 days late."""
    common: dict[str, Any] = {
        "least": kes(500), "fee_rate": Decimal("0.01"), "excise_rate": Decimal("0.2"), "late_rate": Decimal("0.01"),
        "multiple": kes(1),
    }  # fmt: skip
    await house.must(lending.SaveProduct(**BOOST, most=kes(20_000), **common))
    await house.must(lending.SaveProduct(**KILIMO, most=kes(200_000), **common))
    await member(house, AMINA, "Amina Wanjiru Otieno", ordinary=12_000, deposits=12_000, id_number="2345678")
    baraka = await member(house, BARAKA, "Baraka Mwangi", ordinary=3_200, language="sw", id_number="3345678")
    await running_loan(house, baraka, "LN-0017", since=date(2026, 2, 15))
    chebet = await member(house, CHEBET, "Chebet Koech", ordinary=900, id_number="4345678")
    await running_loan(house, chebet, "LN-0018", since=date(2025, 12, 25))


async def member(
    house: House, phone: Phone, name: str, *, id_number: str, ordinary: int = 0, deposits: int = 0,
    language: str = "en", tier: int = 1, joined_on: date = JOINED,
) -> str:  # fmt: skip
    """Somebody with PIN 4821 and these savings; answers her id."""
    who = await house.must(
        members.RegisterMember(
            full_name=name, id_number=id_number, born_on=date(1990, 5, 1), phone=phone, language=language, tier=tier,
            joined_on=joined_on, pin=Secret(PIN),
        )
    )  # fmt: skip
    for kind, amount in (("ordinary", ordinary), ("deposits", deposits)):
        if amount:
            await house.must(savings.OpenBalance(member=who, kind=kind, amount=kes(amount), on=joined_on))
    return who


async def running_loan(house: House, who: str, number: str, *, since: date) -> None:
    """A Boost of KES 5,000 over three months."""
    await house.must(
        lending.OpenLoan(member=who, product="boost", amount=kes(5_000), months=3, disbursed_on=since, number=number)
    )


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with the three of them in it, made before any test has a loop."""
    path = tmp_path_factory.mktemp("people") / "people.sqlite"

    async def make() -> None:
        house = house_in(path, first_key=1)
        async with house.database.writing() as connection:
            await connection.run_sync(schema.create_all)
        await seed(house)
        await house.database.close()

    asyncio.run(make())
    return path


@pytest.fixture
async def town(seeded: Path, tmp_path: Path) -> AsyncIterator[House]:
    """The house with its three members, as new."""
    path = tmp_path / "town.sqlite"
    shutil.copy(seeded, path)
    house = house_in(path, first_key=10_000)
    yield house
    await house.database.close()


@pytest.fixture
def host(town: House) -> Host:
    return host_of(town)


@pytest.fixture
def amina(host: Host) -> Handset:
    return Handset(host, AMINA)


@pytest.fixture
def baraka(host: Host) -> Handset:
    return Handset(host, BARAKA)


@pytest.fixture
def stranger(host: Host) -> Handset:
    return Handset(host, NOBODY)


def after_a_deploy(host: Host, **changed: Any) -> Host:
    """The same host, some of its dialogs now others; None: this dialog is gone."""
    library = {name: built for name, built in {**host.library, **changed}.items() if built is not None}
    return replace(host, library=library)


def remembered(host: Host, phone: Phone) -> bytes:
    """What is kept between two turns, byte for byte."""
    kept: bytes = host.memory.kept[phone.number][0]  # type: ignore[attr-defined]
    return kept
