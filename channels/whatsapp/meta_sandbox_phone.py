"""The phones of the fake Cloud API: what they write, signed and sent to the webhook as Meta would send it."""

from __future__ import annotations

import asyncio
import base64
import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

import structlog
from aiohttp import ClientError, ClientSession, ClientTimeout

from channels.whatsapp.meta_sandbox_world import World
from core.ids import new_id

CALL_SECONDS = 5.0
#: Meta goes on for seven days; a sandbox gives up sooner.
AGAIN_AFTER_SECONDS = (0.05, 0.2, 1.0)
KINDS: Mapping[str, str] = {"image": "image", "audio": "audio", "video": "video"}

Said = Mapping[str, Any]

log = structlog.get_logger()


class WrongOrder(ValueError):
    """The sandbox was asked for something that no phone can do; the text says what."""


class Phones:
    """`number_id` is the number they write to."""

    def __init__(self, world: World, clock: Callable[[], datetime], number_id: str) -> None:
        self._world = world
        self._clock = clock
        self._number_id = number_id
        self._held: list[bytes] = []

    def message(self, phone: str, said: Said) -> dict[str, Any]:
        """What the phone wrote, as Meta puts it. Raises WrongOrder."""
        now = self._clock()
        self._world.wrote(phone, now)
        found = {
            "from": phone.lstrip("+"),
            "id": f"wamid.{new_id()}",
            "timestamp": str(int(now.timestamp())),
            **self._content(phone, said),
        }
        return {**found, **said.get("with", {})}

    def _content(self, phone: str, said: Said) -> dict[str, Any]:
        if "text" in said:
            return {"type": "text", "text": {"body": said["text"]}}
        if "tap" in said:
            return self._tap(phone, str(said["tap"]))
        if "media" in said:
            return self._file(phone, said["media"])
        if "location" in said:
            return {"type": "location", "location": said["location"]}
        if "reaction" in said:
            return {
                "type": "reaction",
                "reaction": {"message_id": said.get("to", "wamid.0"), "emoji": said["reaction"]},
            }
        if "moves_to" in said:
            new = str(said["moves_to"]).lstrip("+")
            body = f"User changed from {phone.lstrip('+')} to {new}"
            return {"type": "system", "system": {"body": body, "type": "user_changed_number", "wa_id": new}}
        if "raw" in said:
            return dict(said["raw"])
        raise WrongOrder("A phone says text, tap, media, location, reaction, moves_to or raw.")

    def _tap(self, phone: str, wanted: str) -> dict[str, Any]:
        """The newest row with this title, or any with this id, however old."""
        for message in reversed(self._world.messages(phone)):
            for row in message["rows"]:
                if wanted in (row["id"], row["title"]):
                    kind = "button_reply" if message["form"] == "buttons" else "list_reply"
                    context = {"context": {"from": self._number_id, "id": message["id"]}}
                    return {**context, "type": "interactive", "interactive": {"type": kind, kind: row}}
        raise WrongOrder("There is no such button or row on this phone.")

    def _file(self, phone: str, media: Mapping[str, Any]) -> dict[str, Any]:
        """`content` in base64, or `bytes` of nothing."""
        content = base64.b64decode(media.get("content", "")) or bytes(int(media.get("bytes", 0)))
        media_id, media_type = new_id(), media["type"]
        self._world.put(media_id, phone=phone, media_type=media_type, content=content)
        kind = KINDS.get(media_type.partition("/")[0], "document")
        digest = base64.b64encode(sha256(content).digest()).decode()
        about = {"mime_type": media_type, "sha256": digest, "id": media_id}
        if "caption" in media:
            about["caption"] = media["caption"]
        return {"type": kind, kind: about}

    # To the webhook

    async def deliver(self, value: Mapping[str, Any], *, times: int = 1, hold: bool = False) -> int:
        """HTTP status of the last call, 0 for none. What is held goes out after the next that is not."""
        body = self.envelope(value)
        if hold:
            self._held.append(body)
            return 0
        bodies, self._held = [body] * times + self._held, []
        return [await self._call(each) for each in bodies][-1]

    def envelope(self, value: Mapping[str, Any]) -> bytes:
        metadata = {"display_phone_number": "15550000000", "phone_number_id": self._number_id}
        change = {"value": {"messaging_product": "whatsapp", "metadata": metadata, **value}, "field": "messages"}
        outer = {"object": "whatsapp_business_account", "entry": [{"id": "100000000000002", "changes": [change]}]}
        # Meta escapes what is not ASCII, and slashes: who signs what he parsed and wrote again signs something else.
        return json.dumps(outer, separators=(",", ":")).replace("/", "\\/").encode()

    def signed(self, body: bytes) -> dict[str, str]:
        digest = hmac.digest(self._world.setting("app_secret").encode(), body, "sha256").hex()
        return {"X-Hub-Signature-256": f"sha256={digest}", "Content-Type": "application/json"}

    async def _call(self, body: bytes) -> int:
        url, status = self._world.setting("webhook"), 0
        if not url:
            return 0
        for pause in (0.0, *AGAIN_AFTER_SECONDS):
            await asyncio.sleep(pause)
            status = await self._once(url, body)
            if status == 200:
                break
        return status

    async def _once(self, url: str, body: bytes) -> int:
        timeout = ClientTimeout(total=CALL_SECONDS)
        try:
            async with (
                ClientSession(timeout=timeout) as session,
                session.post(url, data=body, headers=self.signed(body)) as reply,
            ):
                return reply.status
        except (ClientError, TimeoutError) as error:
            log.warning("meta_sandbox_webhook_silent", error=type(error).__name__)
            return 0

    async def verify(self, url: str, token: str) -> bool:
        """Meta's question when somebody sets a webhook."""
        challenge = str(int(self._clock().timestamp()))
        query = {"hub.mode": "subscribe", "hub.challenge": challenge, "hub.verify_token": token}
        try:
            async with (
                ClientSession(timeout=ClientTimeout(total=CALL_SECONDS)) as session,
                session.get(url, params=query) as reply,
            ):
                return reply.status == 200 and await reply.text() == challenge
        except (ClientError, TimeoutError):
            return False


def messages_value(phone: str, messages: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What an envelope holds of one phone's messages."""
    return {"contacts": [{"profile": {"name": "Sandbox"}, "wa_id": phone.lstrip("+")}], "messages": list(messages)}


def status_value(message_id: str, phone: str, status: str, code: int, title: str, at: datetime) -> dict[str, Any]:
    """What an envelope holds of one status."""
    found: dict[str, Any] = {
        "id": message_id,
        "status": status,
        "timestamp": str(int(at.timestamp())),
        "recipient_id": phone.lstrip("+"),
    }
    if code:
        found["errors"] = [{"code": code, "title": title, "message": title, "error_data": {"details": title}}]
    return {"statuses": [found]}
