"""A house whose signatures are real: the whole core with its PinSigner, and the journeys its tests start from."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import text

from core.codec import decode
from core.conversations import messages as conversations
from core.db import Rows
from core.institution import Institution
from core.members import messages as members
from core.members.signature import PinSigner
from core.messages import Notice, Origin
from core.money import Money
from core.notifications.messages import Tell
from core.phone import Phone
from core.savings import messages as savings
from core.secret import Secret
from dialogs.notices import NOTICES
from tests.house import PEPPER, House

AMINA_PHONE = Phone("+254700000001")
STRANGER = Phone("+254700000099")
AMINA_ID = "2345678"
AMINA_BORN = date(1990, 8, 25)
PIN, OTHER = Secret("4821"), Secret("9306")
TELLER = Origin("staff:1", "console", frozenset({"teller"}), "session-1")
MANAGER = Origin("staff:2", "console", frozenset({"manager"}), "session-2")
STAFF = Origin("staff:otieno", "console", frozenset({"manager"}))


def signing(build: Callable[..., House], database: Any) -> House:
    """A house that believes no PIN it has not checked."""
    institution = Institution()
    return build(signer=PinSigner(database, PEPPER, institution), institution=institution)


async def register(house: House, **facts: Any) -> str:
    """Amina, a member since last year, with PIN 4821."""
    amina: dict[str, Any] = {
        "full_name": "Amina Wanjiru Otieno",
        "id_number": AMINA_ID,
        "born_on": AMINA_BORN,
        "phone": AMINA_PHONE,
        "language": "sw",
        "tier": 1,
        "joined_on": date(2025, 2, 1),
        "pin": PIN,
    }
    return await house.must(members.RegisterMember(**(amina | facts)))


def newcomer(conversation: str = "talk-1", **facts: Any) -> members.Join:
    """Wanjiku's second entry of her PIN."""
    wanjiku: dict[str, Any] = {
        "phone": Phone("+254700000002"),
        "full_name": "wanjiku njeri  kamau",
        "id_number": "3456789",
        "born_on": date(1988, 5, 12),
        "language": "en",
        "channel": "ussd",
        "shown": "We keep your name, ID and phone to run your account.",
        "pin": PIN,
    }
    return members.Join(conversation=conversation, **(wanjiku | facts))


async def joins(house: House, conversation: str = "talk-1", **facts: Any) -> Any:
    join = newcomer(conversation, **facts)
    await house.must(members.ProposePin(conversation=conversation, pin=join.pin, born_on=join.born_on))
    return await house.perform(join)


async def signs(house: House, member: str, pin: Secret = PIN) -> Any:
    return await house.perform(conversations.OpenReading(member=member, pin=pin))


async def told(house: House, kind: type[Notice] | None = None) -> list[Any]:
    """The notices that wait to be sent, oldest first."""
    tells: list[Tell] = [decode(Tell, job.payload) for job in await house.jobs("sms.tell")]
    notices: list[Any] = [decode(NOTICES[tell.notice], tell.facts) for tell in tells]
    return [notice for notice in notices if kind is None or isinstance(notice, kind)]


async def dump(house: House) -> dict[str, str]:
    """Every table as one text."""
    texts = {}
    async with house.database.reading() as connection:
        for table in Rows.metadata.sorted_tables:
            rows = (await connection.execute(text(f'select * from "{table.name}"'))).all()
            texts[table.name] = "\n".join("|".join(map(str, row)) for row in rows)
    return texts


def stands_in(canary: str, words: str) -> bool:
    """As a whole token: not as four digits inside an id or a hash."""
    return re.search(rf"(?<![0-9A-Za-z+/$]){canary}(?![0-9A-Za-z+/])", words) is not None


async def profile(house: House, member: str) -> members.Profile:
    """As a teller sees her."""
    return await house.must(members.MemberOf(member=member), by=TELLER)


async def chooses(house: House, member: str, pin: Secret) -> None:
    """On her phone: the code from the SMS, then the PIN twice."""
    notice = (await told(house, members.ResetCode))[-1]
    code = await house.must(members.ResetCodeOf(reset=notice.reset))
    await house.must(members.UseResetCode(member=member, conversation="her phone", code=code))
    await house.must(members.ProposePin(member=member, conversation="her phone", pin=pin))
    await house.must(members.ChangePin(member=member, conversation="her phone", pin=pin))


def takes(member: str, shillings: int) -> savings.Withdraw:
    return savings.Withdraw(member=member, amount=Money(shillings * 100, "KES"), pin=PIN)
