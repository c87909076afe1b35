"""The WhatsApp chat of a phone. Meta's sandbox signs what it writes, since it alone knows when she wrote last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from admin.simulator.desk import Answer, Unfit, phone_of, post
from admin.simulator.outside import Outside
from admin.simulator.stage import Stage
from core.messages import Route
from core.phone import Phone

MOST_SHOWN = 60
MOST_CHARACTERS = 4_096
SHOWN = ("id", "at", "form", "text", "rows", "choose")


@dataclass(frozen=True)
class Write:
    phone: str
    text: str


@dataclass(frozen=True)
class Tap:
    """`row` is the id of a button or of a row in a list."""

    phone: str
    row: str


class Chat:
    def __init__(self, stage: Stage, outside: Outside) -> None:
        self._outside = outside
        self._sandbox = stage.sandboxes.get("meta", "")

    def routes(self) -> list[Route]:
        return [post("whatsapp/write", Write, self.write), post("whatsapp/tap", Tap, self.tap)]

    async def look(self, phone: Phone) -> Answer:
        """Our bubbles, oldest first; what she wrote herself, her phone remembers."""
        if not self._sandbox:
            return {"connected": False, "bubbles": []}
        said = await self._outside.get(f"{self._sandbox}/_sim/messages", {"to": phone.number})
        bubbles: list[dict[str, Any]] = said.object.get("messages", [])[-MOST_SHOWN:]
        shown = [{name: bubble.get(name) for name in SHOWN} for bubble in bubbles]
        return {"connected": said.status == 200, "bubbles": shown}

    async def write(self, write: Write) -> Answer:
        if not 1 <= len(write.text) <= MOST_CHARACTERS:
            raise Unfit(f"A message has 1 to {MOST_CHARACTERS:,} characters.")
        return await self._say(write.phone, {"text": write.text})

    async def tap(self, tap: Tap) -> Answer:
        return await self._say(tap.phone, {"tap": tap.row})

    async def _say(self, phone: str, what: dict[str, str]) -> Answer:
        if not self._sandbox:
            return {"connected": False}
        order = {"from": phone_of(phone).number, **what}
        said = await self._outside.post_json(f"{self._sandbox}/_sim/say", order)
        answered = said.object.get("answered", 0)
        return {"connected": said.status == 200 and answered != 404, "status": answered}
