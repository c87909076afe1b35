"""The fake Twilio's Messages and Content APIs: what it takes, what a phone sees of it, which statuses it calls."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from email.utils import format_datetime
from typing import Any

from aiohttp import web

from channels import gsm7
from channels.twilio_sandbox_desk import (
    ACCOUNT_SID,
    CONTENT,
    MESSAGE,
    Desk,
    for_account,
    form_of,
    new_sid,
    page,
    problem,
)
from channels.twilio_sandbox_faults import CONTENT as CONTENT_FAULTS
from channels.twilio_sandbox_faults import EARLY, OF_CONTENT, OF_SENDING, PAGES, REFUSALS, REPORTS

WINDOW = timedelta(hours=24)
REPORT_AFTER_SECONDS = 0.05
MOST_BODY_CHARACTERS = 1600
PREFIX = "whatsapp:"
PLACE = re.compile(r"\{\{(\w{1,16})\}\}")
LIST, BUTTONS = "twilio/list-picker", "twilio/quick-reply"
#: What an answer looks like that the package cannot read.
ODD: Mapping[str, Any] = {"no_sid": {"status": "queued"}, "a_list": [], "odd_fields": {"date_created": 7, "sid": "SM1"}}

Fields = dict[str, Any]


class Refused(Exception):
    """Something is wrong with the request: Twilio's code and message for it."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


def routes(desk: Desk) -> Sequence[web.RouteDef]:
    room = _Room(desk)
    return [
        web.post("/2010-04-01/Accounts/{account}/Messages.json", for_account(desk, room.create)),
        web.post("/v1/Content", for_account(desk, room.create_content)),
        web.delete("/v1/Content/{sid}", for_account(desk, room.delete_content)),
    ]


class _Room:
    def __init__(self, desk: Desk) -> None:
        self._desk, self._world = desk, desk.world

    async def create(self, request: web.Request) -> web.StreamResponse:
        form = await form_of(request)
        fault = self._world.take_fault(form.get("To", "").removeprefix(PREFIX), OF_SENDING)
        if fault in REFUSALS:
            status, words = REFUSALS[fault]
            return problem(status, int(fault), words)
        if fault in PAGES:
            return page(fault)
        try:
            message = self._taken(form)
        except Refused as why:
            return problem(400, why.code, str(why))
        self._world.keep(message, form.get("StatusCallback", ""))
        reports = REPORTS.get(fault, REPORTS[""]) if self._may_be_sent(message) else REPORTS["closed"]
        calling = self._report(message, form.get("StatusCallback", ""), reports, at_once=fault == EARLY)
        if fault == EARLY:
            await calling
        else:
            self._desk.later(calling)
        return await self._answer(request, message, fault)

    async def _answer(self, request: web.Request, message: Fields, fault: str) -> web.StreamResponse:
        if fault == "timeout":
            await self._desk.hold()
        if fault == "reset" and request.transport:
            request.transport.abort()
        if fault in ODD:
            return web.json_response(ODD[fault], status=201)
        failed = {"status": "failed", "error_code": 63024, "error_message": "Invalid message recipient"}
        return web.json_response(self._resource(message) | (failed if fault == "failed_at_once" else {}), status=201)

    def _taken(self, form: Mapping[str, str]) -> Fields:
        """The message as she will see it. Raises Refused."""
        to, sender = form.get("To", ""), form.get("MessagingServiceSid") or form.get("From", "")
        if not to:
            raise Refused(21604, "A 'To' phone number is required.")
        if not sender:
            raise Refused(21603, "A 'From' phone number is required.")
        phone = to.removeprefix(PREFIX)
        if not re.fullmatch(r"\+[1-9]\d{7,14}", phone):
            raise Refused(21211, "Invalid 'To' Phone Number")
        channel = "whatsapp" if to.startswith(PREFIX) else "sms"
        if sender.startswith(PREFIX) != (channel == "whatsapp") and not sender.startswith("MG"):
            raise Refused(21910, "'From' and 'To' pair must be of the same channel")
        if channel == "sms" and self._world.is_stopped(phone):
            raise Refused(21610, "Attempt to send to unsubscribed recipient")
        shown = self._content_shown(form) if form.get("ContentSid") else _body_shown(form)
        where = {"sid": new_sid(MESSAGE), "channel": channel, "to": phone, "from": sender}
        return {**where, **shown, "at": self._desk.clock().isoformat(), "status": "queued"}

    def _content_shown(self, form: Mapping[str, str]) -> Fields:
        found = self._world.content(form["ContentSid"])
        if found is None:
            raise Refused(21655, "The ContentSid is invalid")
        try:
            given = json.loads(form.get("ContentVariables") or "{}")
            values = {**found[0].get("variables", {}), **given}
        except (ValueError, TypeError):
            raise Refused(21656, "The ContentVariables Parameter is invalid") from None
        if any(
            not isinstance(value, str) or not value or re.search(r"[\n\t]| {5}", value) for value in values.values()
        ):
            raise Refused(21656, "The ContentVariables Parameter is invalid")
        [(kind, body)] = found[0]["types"].items()
        filled = json.loads(PLACE.sub(lambda at: json.dumps(values.get(at[1], ""))[1:-1], json.dumps(body)))
        return {"content": form["ContentSid"], "text": filled["body"], **_touchable(kind, filled)}

    def _may_be_sent(self, message: Fields) -> bool:
        """WhatsApp takes what is free within 24 hours of her last word, and afterwards only what it approved."""
        if message["channel"] != "whatsapp":
            return True
        last = self._world.last_wrote(message["to"], "whatsapp")
        found = self._world.content(message["content"])
        return (last is not None and self._desk.clock() - last < WINDOW) or (found is not None and found[1])

    async def _report(self, message: Fields, url: str, reports: tuple[tuple[str, ...], str], *, at_once: bool) -> None:
        """Each once, whatever becomes of it."""
        statuses, error = reports
        for number, status in enumerate(statuses, 1):
            if not at_once:
                await asyncio.sleep(REPORT_AFTER_SECONDS)
            form = _status_form(message, status) | ({"ErrorCode": error} if error and number == len(statuses) else {})
            answer = (await self._desk.call(url, form.items()))[0] if url else "nowhere"
            self._world.reported(message["sid"], status, answer)

    def _resource(self, message: Fields) -> Fields:
        at = format_datetime(self._desk.clock())
        prefix = PREFIX if message["channel"] == "whatsapp" else ""
        service = message["from"] if message["from"].startswith("MG") else None
        return {
            "sid": message["sid"], "account_sid": ACCOUNT_SID, "api_version": "2010-04-01", "body": message["text"],
            "date_created": at, "date_updated": at, "date_sent": None, "direction": "outbound-api",
            "error_code": None, "error_message": None, "from": None if service else message["from"],
            "messaging_service_sid": service, "num_media": "0", "num_segments": str(gsm7.segments(message["text"])),
            "price": None, "price_unit": "USD", "status": "accepted" if service else "queued",
            "subresource_uris": {}, "to": prefix + message["to"],
            "uri": f"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages/{message['sid']}.json",
        }  # fmt: skip

    async def create_content(self, request: web.Request) -> web.StreamResponse:
        fault = CONTENT_FAULTS.get(self._world.take_fault("", OF_CONTENT), "")
        if fault == "timeout":
            await self._desk.hold()
        if fault in PAGES:
            return page(fault)
        body = await request.json()
        if why := trouble(body):
            return problem(400, 92003, why)
        sid = new_sid(CONTENT)
        self._world.keep_content(sid, body)
        at = self._desk.clock().strftime("%Y-%m-%dT%H:%M:%SZ")
        more = {"sid": sid, "account_sid": ACCOUNT_SID, "date_created": at, "date_updated": at, "links": {}}
        return web.json_response({**body, **more, "url": f"https://content.twilio.com/v1/Content/{sid}"}, status=201)

    async def delete_content(self, request: web.Request) -> web.StreamResponse:
        if not self._world.delete_content(request.match_info["sid"]):
            return problem(404, 20404, "The requested resource was not found")
        return web.Response(status=204)


def _values(content: Fields, given: str) -> dict[str, str]:
    """What fills the places: no empty values, no line breaks."""
    try:
        values = {**content.get("variables", {}), **json.loads(given)}
    except (ValueError, TypeError):
        raise Refused(21656, "The ContentVariables Parameter is invalid") from None
    if any(not isinstance(each, str) or not each or re.search(r"[\n\t]| {5}", each) for each in values.values()):
        raise Refused(21656, "The ContentVariables Parameter is invalid")
    return values


def _body_shown(form: Mapping[str, str]) -> Fields:
    body = form.get("Body", "")
    if not body:
        raise Refused(21619, "A text message body or media urls must be specified.")
    if len(body) > MOST_BODY_CHARACTERS:
        raise Refused(21617, "The concatenated message body exceeds the 1600 character limit")
    return {"content": "", "text": body, "rows": [], "choose": ""}


def _touchable(kind: str, body: Fields) -> Fields:
    if kind == LIST:
        rows = [
            {"id": item["id"], "title": item["item"], "more": item.get("description", "")} for item in body["items"]
        ]
        return {"rows": rows, "choose": body["button"]}
    rows = [{"id": each["id"], "title": each["title"], "more": ""} for each in body.get("actions", [])]
    return {"rows": rows, "choose": ""}


def trouble(content: Fields) -> str:
    """What the Content API would not take; empty for nothing."""
    kinds = content.get("types", {})
    if len(kinds) != 1:
        return "one type is expected"
    [(kind, body)] = kinds.items()
    if not 0 < len(body.get("body", "")) <= (1024 if kind in (LIST, BUTTONS) else MOST_BODY_CHARACTERS):
        return "the body is missing or too long"
    rows = _touchable(kind, body)["rows"]
    most_rows, most_title = (10, 24) if kind == LIST else (3, 20)
    if kind in (LIST, BUTTONS) and not 0 < len(rows) <= most_rows:
        return "too many or no options"
    if kind == LIST and not 0 < len(body.get("button", "")) <= 20:
        return "the button of a list has a name"
    fits = all(0 < len(row["title"]) <= most_title and len(row["id"]) <= 200 and len(row["more"]) <= 72 for row in rows)
    return "" if fits else "an option is too long"


def _status_form(message: Fields, status: str) -> dict[str, str]:
    is_whatsapp = message["channel"] == "whatsapp"
    prefix = PREFIX if is_whatsapp else ""
    form = {
        "SmsSid": message["sid"], "SmsStatus": status, "MessageStatus": status, "MessageSid": message["sid"],
        "To": prefix + message["to"], "From": message["from"], "AccountSid": ACCOUNT_SID, "ApiVersion": "2010-04-01",
    }  # fmt: skip
    if not is_whatsapp:
        return form | {"RawDlrDoneDate": "2611241200"}
    return form | {"ChannelPrefix": "whatsapp", "ChannelToAddress": prefix + message["to"], "EventType": status.upper()}
