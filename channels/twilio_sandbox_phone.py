"""A phone at the fake Twilio: what it got, what it writes or touches, and the orders that only a sandbox takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from aiohttp import web

from channels.twilio_sandbox_desk import ACCOUNT_SID, MEDIA_MESSAGE, MESSAGE, REACHED_AT, Desk, new_sid
from channels.twilio_sandbox_faults import OF_CONTENT, OF_SENDING

MOST_TIMES = 10
#: Who it writes to, per channel.
OURS = {"sms": "+254711000000", "whatsapp": "+254711000001"}
OPT_OUT = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT"})
OPT_IN = frozenset({"START", "YES", "UNSTOP"})
#: Settings that `_sim/webhooks` takes: where each channel's messages go, and `REACHED_AT` of the desk.
WEBHOOKS = ("sms", "whatsapp", REACHED_AT)
#: Another: `yes` marks STOP, START and HELP with an OptOutType, as a messaging service with Advanced Opt-Out does.
ADVANCED = "advanced_opt_out"

Fields = dict[str, Any]


def routes(desk: Desk) -> Sequence[web.RouteDef]:
    room = _Room(desk)
    return [
        web.get("/_sim/messages", room.messages),
        web.get("/_sim/contents", room.contents),
        web.post("/_sim/say", room.say),
        web.post("/_sim/faults", room.faults),
        web.post("/_sim/webhooks", room.webhooks),
        web.post("/_sim/approve", room.approve),
        web.post("/_sim/reset", room.reset),
    ]


class _Room:
    def __init__(self, desk: Desk) -> None:
        self._desk, self._world = desk, desk.world

    async def say(self, request: web.Request) -> web.StreamResponse:
        """{"from", "channel", "text" | "tap", "media": [{"type", "url"}], "times", "fields", "token"}."""
        order = await request.json()
        channel = order.get("channel", "sms")
        url = self._world.setting(channel)
        if not url:
            raise web.HTTPBadRequest(text="First say to POST /_sim/webhooks where messages go.")
        form = {**inbound(order, self._row(order)), **order.get("fields", {})}
        self._noted(order["from"], channel, form.get("Body", ""))
        if channel == "sms" and self._world.setting(ADVANCED) == "yes":
            form |= _opting(form["Body"])
        answers = []
        for _ in range(min(int(order.get("times", 1)), MOST_TIMES)):
            answers.append(await self._desk.call(url, form.items(), token=order.get("token", "")))
        said = [{"status": status, "body": body} for status, body in answers]
        return web.json_response({"sid": form["MessageSid"], "form": form, "answers": said})

    def _noted(self, phone: str, channel: str, words: str) -> None:
        """Twilio follows STOP and START itself, whatever we do; any word opens WhatsApp's window."""
        self._world.wrote(phone, channel, self._desk.clock())
        word = words.strip().upper()
        if channel == "sms" and word in OPT_OUT | OPT_IN:
            self._world.stop(phone, stopped=word in OPT_OUT)

    def _row(self, order: Fields) -> Fields | None:
        """The button or row that is touched, by its id, on any message that she got."""
        tap = order.get("tap")
        if not tap:
            return None
        for message in reversed(self._world.messages(order["from"])):
            for row in message["rows"]:
                if row["id"] == tap:
                    return {**row, "is_list": bool(message["choose"]), "sid": message["sid"]}
        raise web.HTTPBadRequest(text="She has no message with this button.")

    async def messages(self, request: web.Request) -> web.StreamResponse:
        return web.json_response({"messages": self._world.messages(request.query.get("to", ""))})

    async def contents(self, request: web.Request) -> web.StreamResponse:
        return web.json_response({"contents": self._world.contents()})

    async def faults(self, request: web.Request) -> web.StreamResponse:
        """{"number", "fault", "times"}: no number means anybody, -1 times for ever."""
        order = await request.json()
        fault = order.get("fault")
        if fault not in OF_SENDING | OF_CONTENT:
            raise web.HTTPBadRequest(text=f"A fault is one of {', '.join(sorted(OF_SENDING | OF_CONTENT))}.")
        self._world.order_fault(str(order.get("number", "")), fault, int(order.get("times", 1)))
        return web.json_response({"ordered": fault})

    async def webhooks(self, request: web.Request) -> web.StreamResponse:
        order = await request.json()
        for name in (*WEBHOOKS, ADVANCED):
            if name in order:
                self._world.set(name, str(order[name]))
        return web.json_response({"kept": True})

    async def approve(self, request: web.Request) -> web.StreamResponse:
        """{"sid"}: this content is a template now."""
        return web.json_response({"approved": self._world.approve(str((await request.json()).get("sid")))})

    async def reset(self, request: web.Request) -> web.StreamResponse:
        self._world.reset()
        return web.json_response({"reset": True})


def inbound(order: Fields, row: Fields | None) -> dict[str, str]:
    """The form of a message from this phone, with all that the real one sends along."""
    is_whatsapp = order.get("channel") == "whatsapp"
    prefix = "whatsapp:" if is_whatsapp else ""
    phone, ours = order["from"], OURS["whatsapp" if is_whatsapp else "sms"]
    media = order.get("media", [])
    sid = new_sid(MEDIA_MESSAGE if media else MESSAGE)
    form = {
        "SmsMessageSid": sid, "NumMedia": str(len(media)), "SmsSid": sid, "SmsStatus": "received",
        "Body": row["title"] if row else order.get("text", ""), "To": prefix + ours, "NumSegments": "1",
        "MessageSid": sid, "AccountSid": ACCOUNT_SID, "From": prefix + phone, "ApiVersion": "2010-04-01",
    }  # fmt: skip
    for index, each in enumerate(media):
        form |= {f"MediaContentType{index}": each["type"], f"MediaUrl{index}": each["url"]}
    return form | (_of_whatsapp(phone, row, media) if is_whatsapp else _of_sms())


def _of_sms() -> dict[str, str]:
    places = [f"{side}{part}" for side in ("From", "To") for part in ("City", "State", "Zip")]
    return {**dict.fromkeys(places, ""), "FromCountry": "KE", "ToCountry": "KE"}


def _of_whatsapp(phone: str, row: Fields | None, media: Sequence[Any]) -> dict[str, str]:
    form = {"WaId": phone.removeprefix("+"), "ProfileName": "Mteja", "ChannelMetadata": '{"type":"whatsapp"}'}
    if row is None:
        return form | {"MessageType": media[0]["type"].partition("/")[0] if media else "text"}
    form |= {"OriginalRepliedMessageSid": row["sid"]}
    if row["is_list"]:
        return form | {"MessageType": "interactive", "ListId": row["id"], "ListTitle": row["title"]}
    return form | {"MessageType": "button", "ButtonPayload": row["id"], "ButtonText": row["title"]}


def _opting(words: str) -> Mapping[str, str]:
    word = words.strip().upper()
    if word in OPT_OUT:
        return {"OptOutType": "STOP"}
    return {"OptOutType": "START"} if word in OPT_IN else {"OptOutType": "HELP"} if word in ("HELP", "INFO") else {}
