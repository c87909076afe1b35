"""The text messages of a phone: what it got, as the sandbox knows, and what it writes, as the gateway brings it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from admin.simulator.desk import Answer, Unfit, phone_of, post
from admin.simulator.outside import Outside
from admin.simulator.stage import Stage
from core.ids import new_id
from core.messages import Route
from core.phone import Phone

MOST_SHOWN = 60
MOST_CHARACTERS = 459


@dataclass(frozen=True)
class Write:
    phone: str
    network: str
    text: str


class Texts:
    def __init__(self, stage: Stage, outside: Outside) -> None:
        self._stage = stage
        self._outside = outside
        self._sandbox = stage.sandboxes.get("sms", "")
        self._webhook = f"{stage.here}/channels/africastalking/{stage.africastalking_token.reveal()}/sms"

    def routes(self) -> list[Route]:
        return [post("sms/write", Write, self.write)]

    async def look(self, phone: Phone) -> Answer:
        """Oldest first."""
        if not self._sandbox:
            return {"connected": False, "texts": []}
        said = await self._outside.get(f"{self._sandbox}/_sim/messages", {"to": phone.number})
        texts: list[dict[str, Any]] = said.object.get("messages", [])[-MOST_SHOWN:]
        shown = [{name: text[name] for name in ("id", "from", "text", "at", "parts")} for text in texts]
        return {"connected": said.status == 200, "texts": shown}

    async def write(self, write: Write) -> Answer:
        if not 1 <= len(write.text) <= MOST_CHARACTERS:
            raise Unfit(f"A text has 1 to {MOST_CHARACTERS} characters.")
        at = self._stage.clock()
        form = {
            "from": phone_of(write.phone).number, "to": self._stage.sms_code, "text": write.text,
            "date": f"{at:%Y-%m-%d %H:%M:%S}", "id": new_id(), "linkId": "", "networkCode": write.network,
        }  # fmt: skip
        said = await self._outside.post_form(self._webhook, form)
        return {"connected": said.status != 404, "status": said.status, "id": form["id"], "at": at}
