"""What staff do in a transcript: one asks, and where it takes two the second one agrees."""

from __future__ import annotations

from datetime import date
from typing import Any, Protocol

from core.ids import new_id
from core.members.messages import ChangePhone, JoinAtDesk, StartPinReset
from core.messages import Origin, Refusal, Request, SecondPersonNeeded
from core.permissions.messages import DecideApproval
from core.phone import Phone
from tests.conversations.town import Town

TELLER = Origin("staff:teller", "console", frozenset({"teller"}))
MANAGER = Origin("staff:manager", "console", frozenset({"manager"}))
BORN = date(1990, 5, 1)


async def agreed(town: Town, request: Request[Any]) -> Any:
    """The teller asks; the manager says yes where she is needed."""
    answer = await _asks(town, request, TELLER)
    if isinstance(answer, SecondPersonNeeded):
        return await _asks(town, DecideApproval(approval=answer.approval, approve=True), MANAGER)
    return answer


async def _asks(town: Town, request: Request[Any], by: Origin) -> Any:
    answer = await town.app.bus.perform(request, key=new_id(), scope="transcript", by=by)
    if isinstance(answer, SecondPersonNeeded):
        return answer
    assert not isinstance(answer, Refusal), f"{type(request).__name__}: {answer}"
    return answer


class Speaks(Protocol):
    """Who plays the transcript."""

    town: Town
    speaker: str


def member_called(town: Town, who: str) -> str:
    return next(member for member, name in town.names.items() if name == who)


async def new_pin(player: Speaks, who: str) -> list[str]:
    town = player.town
    await agreed(town, StartPinReset(member=member_called(town, who), reason="came with her ID card"))
    return []


async def new_phone(player: Speaks, who: str, phone: str) -> list[str]:
    """From now on she dials from there."""
    town = player.town
    await agreed(town, ChangePhone(member=member_called(town, who), phone=Phone(phone), reason="came with her ID card"))
    town.phones[who] = phone
    return []


#: How a line names whoever joins at the desk.
NEWCOMER = r"(?P<name>[A-Za-z' -]+?) join (?P<phone>\+\d+) id (?P<id_number>\w+)(?: language (?P<language>\w\w))?"


async def join(player: Speaks, name: str, phone: str, id_number: str, language: Any) -> list[str]:
    wish = JoinAtDesk(
        full_name=name, id_number=id_number, born_on=BORN, phone=Phone(phone), language=language or "en", consents=True
    )  # fmt: skip
    joined = await agreed(player.town, wish)
    first = name.split()[0]
    player.town.phones[first], player.town.names[joined.member] = phone, first
    player.speaker = player.speaker or first
    return []
