"""What members do in the bench: every turn is walked once through our own code, and its traces are recorded.

The record of a turn is its request, its right screen, what it remembers, and the statements it asked the database.
From it come the plays of the load generator and the tape of the bare server.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from redis.asyncio import Redis

from channels.ussd import africastalking as ussd
from core.db import Database
from core.members.messages import RegisterMember
from core.messages import Arrival, Read, Refusal
from core.money import Money
from core.phone import Phone
from core.savings.messages import OpenBalance
from core.secret import Secret
from deploy import clock, memory
from deploy.app import bus_of, institution_of
from deploy.joins.africastalking import edge_of
from deploy.languages import Overheard
from deploy.people import PIN
from deploy.seed import months_before
from deploy.settings import Settings
from dialogs.host import Host
from dialogs.library import LIBRARY, TONGUES
from tests.bench.bare import Turn
from tests.house import overheard

CONNECTIONS = 16
#: A play: what is typed before it counts, and what is typed in it, hop by hop.
Keys = Sequence[str]
LOAN: Keys = ("", "2", "1", "5000", "3", "1")


@dataclass(frozen=True)
class Scene:
    """`before` leads to where `counted` begins; the conversation is put back there each time."""

    name: str
    before: Keys
    counted: Keys
    applies: bool = False
    """Played by members who may borrow, instead of the demo's."""


SCENES = (
    Scene("dial, home menu", (), ("",)),
    Scene("a key, another menu", ("",), ("6",)),
    Scene("balance, opened", ("", "1", PIN, "00"), ("1",)),
    Scene("loan, until the PIN", (), LOAN, applies=True),
)
SIGNING = Scene("PIN signs the loan", LOAN, (PIN,), applies=True)


@dataclass(frozen=True)
class Recorded:
    """One play of one phone. `bare` are the numbers of its turns on the tape."""

    phone: str
    state_before: bytes | None
    requests: Sequence[bytes]
    screens: Sequence[bytes]
    bare: Sequence[int]


class Stage:
    """Our own code in this process, on the database and Redis of the server under test."""

    def __init__(self, settings: Settings) -> None:
        self._database = Database(settings.database)
        self._redis: Redis = memory.connect(settings.redis_url)
        self._bus = bus_of(settings, self._database, clock.now)
        self._memory = memory.RedisMemory(self._redis)
        host = Host(
            Overheard(self._bus),
            self._memory,
            LIBRARY,
            TONGUES,
            institution_of(settings),
            clock.now,
        )
        routes = ussd.routes(host.turn, self._bus, edge_of(settings), within=_in_its_time, slow=lambda phone: "slow")
        self._hop: Read = routes[0][2]
        self._token = settings.africastalking_token.reveal()
        self.tape: list[Turn] = []
        self._statements = overheard(self._database)

    async def close(self) -> None:
        await self._memory.close()
        await self._redis.aclose()
        await self._database.close()

    async def borrowers(self, count: int, today: date) -> list[str]:
        """The phones of new members who may borrow, as Amina may."""
        return [await self._borrower(9_000 + number, today) for number in range(count)]

    async def _borrower(self, number: int, today: date) -> str:
        joined = months_before(today, 12)
        registration = RegisterMember(
            full_name="Zawadi Bora", id_number=str(40_000_000 + number), born_on=date(1985, 5, 5),
            phone=Phone(f"+2547{number:08d}"), language="en", tier=1, joined_on=joined, pin=Secret(PIN),
        )  # fmt: skip
        member = await self._bus.perform(registration, key=f"bench:{number}")
        assert isinstance(member, str), member
        for kind in ("ordinary", "deposits"):
            balance = OpenBalance(member=member, kind=kind, amount=Money(1_200_000, "KES"), on=joined)
            answer = await self._bus.perform(balance, key=f"bench:{number}:{kind}")
            assert not isinstance(answer, Refusal), answer
        return registration.phone.number

    async def record(self, scene: Scene, phone: str) -> Recorded:
        """Walk it. What was remembered of the phone is forgotten first."""
        await self._redis.delete(_remembered(phone))
        session = f"ATUid_{scene.name.encode().hex()[:12]}_{phone[-6:]}"
        typed: list[str] = []
        for key in scene.before:
            typed.append(key)
            await self._ask(phone, session, typed)
        before: Any = await self._redis.get(_remembered(phone))
        requests, screens, bare = [], [], []
        for key in scene.counted:
            typed.append(key)
            self._statements.clear()
            body, screen = await self._ask(phone, session, typed)
            requests.append(body)
            screens.append(screen)
            bare.append(len(self.tape))
            kept: Any = await self._redis.get(_remembered(phone))
            self.tape.append(Turn(tuple(self._statements), kept[8:], screen))
        return Recorded(phone, before, requests, screens, bare)

    async def lead_to(self, scene: Scene, phone: str) -> Recorded:
        """Walk up to what counts and no further; the right screen is only known by its beginning."""
        led = await self.record(replace(scene, counted=()), phone)
        session = f"ATUid_{scene.name.encode().hex()[:12]}_{phone[-6:]}"
        body = _form(phone, session, [*scene.before, *scene.counted])
        return replace(led, requests=[body], screens=[b"END Thank you"], state_before=None)

    async def _ask(self, phone: str, session: str, typed: Sequence[str]) -> tuple[bytes, bytes]:
        body = _form(phone, session, typed)
        arrival = Arrival(path={"token": self._token}, query={}, headers={}, body=body, at=clock.now())
        return body, (await self._hop(arrival)).body


async def _in_its_time(turn: Any) -> Any:
    return await turn


def _remembered(phone: str) -> str:
    return f"imarisha:conversation:{phone}"


def _form(phone: str, session: str, typed: Sequence[str]) -> bytes:
    text = "*".join(key for key in typed if key)
    fields = {
        "sessionId": session,
        "phoneNumber": phone,
        "networkCode": "63902",
        "serviceCode": "*384*1#",
        "text": text,
    }
    return urlencode(fields).encode()


def play_ours(recorded: Recorded, token: str) -> dict[str, Any]:
    """For the generator: our server, the conversation put back before each play."""
    key = _remembered(recorded.phone).encode()
    if recorded.state_before is None:
        reset = _redis_command(b"DEL", key)
    else:
        reset = _redis_command(b"SET", key, recorded.state_before)
    turns = [
        (_post(f"/channels/africastalking/{token}/ussd", body), screen)
        for body, screen in zip(recorded.requests, recorded.screens, strict=True)
    ]
    return _play(reset, turns)


def play_signing(recorded: Recorded, token: str) -> dict[str, Any]:
    """Once: what it changes stays changed, so nothing is put back."""
    return {**play_ours(recorded, token), "reset": ""}


def play_bare(recorded: Recorded) -> dict[str, Any]:
    """For the generator: the bare server, by the numbers of the tape."""
    turns = [
        (_post(f"/channels/africastalking/{number}/ussd", body), screen)
        for number, body, screen in zip(recorded.bare, recorded.requests, recorded.screens, strict=True)
    ]
    return _play(b"", turns)


def play_echo(recorded: Recorded) -> dict[str, Any]:
    return _play(b"", [(_post("/echo", body), body) for body in recorded.requests])


def _play(reset: bytes, turns: Sequence[tuple[bytes, bytes]]) -> dict[str, Any]:
    spelt = [(request.decode("latin-1"), right.decode("latin-1")) for request, right in turns]
    return {"reset": reset.decode("latin-1"), "turns": spelt}


def _post(path: str, body: bytes) -> bytes:
    head: Mapping[str, str] = {
        "Host": "127.0.0.1",
        "User-Agent": "at-ussd-api/1.0.0",
        "Accept": "*/*",
        "Accept-Encoding": "gzip",
        "Content-Type": "application/x-www-form-urlencoded",
        "Content-Length": str(len(body)),
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    return f"POST {path} HTTP/1.1\r\n{lines}\r\n".encode() + body


def _redis_command(*parts: bytes) -> bytes:
    return b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%s\r\n" % (len(part), part) for part in parts)
