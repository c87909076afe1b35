"""The feature phone: dialling, answering and losing the line, as the gateway of Africa's Talking tells it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from admin.simulator.desk import Answer, phone_of, post
from admin.simulator.outside import Outside
from admin.simulator.stage import PRICES, Stage
from core.ids import new_id
from core.messages import Route
from core.phone import Phone

MOST_SESSION_CHARACTERS = 500


@dataclass(frozen=True)
class Dial:
    """`code` is all that was dialled: `*384*1#`, or `*384*1*2#` to go on at once."""

    phone: str
    network: str
    code: str


@dataclass(frozen=True)
class Hop:
    """`text` is everything that was typed in the session so far, joined with stars."""

    phone: str
    network: str
    session: str
    text: str
    milliseconds: int


@dataclass(frozen=True)
class End(Hop):
    """`shown` is the last screen. `Incomplete`: the line dropped, or she hung up."""

    status: Literal["Success", "Incomplete"] = "Incomplete"
    shown: str = ""


class Ussd:
    """Stateless: the phone itself remembers its session, like the gateway does."""

    def __init__(self, stage: Stage, outside: Outside) -> None:
        self._stage = stage
        self._outside = outside
        token = stage.africastalking_token.reveal()
        self._url = f"{stage.here}/channels/africastalking/{token}/ussd"

    def routes(self) -> list[Route]:
        return [
            post("ussd/dial", Dial, self.dial),
            post("ussd/answer", Hop, self.answer),
            post("ussd/end", End, self.end),
        ]

    async def dial(self, dial: Dial) -> Answer:
        beyond = self._beyond(dial.code)
        if beyond is None:
            return {"known": False}
        phone = phone_of(dial.phone)
        await self._line(phone, is_open=True)
        return await self._hop(Hop(phone.number, dial.network, f"ATUid_{new_id()}", beyond, 0))

    def _beyond(self, code: str) -> str | None:
        """What was dialled after the institution's own code; None: the code is somebody else's."""
        own = self._stage.institution.ussd_code.removesuffix("#")
        if not code.endswith("#") or not code.startswith(own):
            return None
        rest = code[len(own) : -1]
        return rest[1:] if rest[:1] in ("", "*") else None

    async def answer(self, hop: Hop) -> Answer:
        return await self._hop(hop)

    async def _hop(self, hop: Hop) -> Answer:
        form = {**self._form(hop), "text": hop.text[:MOST_SESSION_CHARACTERS]}
        said = await self._outside.post_form(self._url, form)
        kind, _, words = said.text.partition(" ")
        understood = said.status == 200 and kind in ("CON", "END")
        if kind == "END" or not understood:
            await self.end(End(hop.phone, hop.network, hop.session, hop.text, hop.milliseconds, "Success", words))
        return {
            "known": True, "session": hop.session, "text": hop.text, "status": said.status,
            "words": words if understood else "", "ends": kind != "CON",
        }  # fmt: skip

    async def end(self, end: End) -> Answer:
        """The line is free, so M-PESA may ask; then the note, which brings everything that was typed."""
        await self._line(phone_of(end.phone), is_open=False)
        cost = f"{PRICES['ussd_session'] // 10_000}.{PRICES['ussd_session'] % 10_000:04d}"
        note = {
            **self._form(end), "date": f"{self._stage.clock():%Y-%m-%d %H:%M:%S}", "status": end.status,
            "cost": f"KES {cost}", "durationInMillis": str(end.milliseconds), "input": end.text,
            "hopsCount": str(end.text.count("*") + 2 if end.text else 1), "lastAppResponse": end.shown,
        }  # fmt: skip
        said = await self._outside.post_form(f"{self._url}/events", note)
        return {"status": said.status}

    def _form(self, hop: Hop) -> dict[str, str]:
        return {
            "sessionId": hop.session, "serviceCode": self._stage.institution.ussd_code,
            "phoneNumber": phone_of(hop.phone).number, "networkCode": hop.network,
        }  # fmt: skip

    async def _line(self, phone: Phone, *, is_open: bool) -> None:
        if url := self._stage.sandboxes.get("daraja"):
            await self._outside.post_json(f"{url}/_sim/session", {"msisdn": phone.digits, "open": is_open})
