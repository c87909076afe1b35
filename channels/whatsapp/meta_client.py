"""Posts a bubble through the Cloud API, and templates outside the 24 hours in which she may be answered freely."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from channels.sent import Sent
from channels.whatsapp.meta_codes import ALARMING, CLOSED, read_answer
from channels.whatsapp.meta_graph import Graph, Undelivered
from channels.whatsapp.render import Bubble, read_bubble
from core.phone import Phone

Fields = Mapping[str, Any]


class MetaPoster:
    """A `Poster`: never raises for what Meta or the line does, it says what is known of the message."""

    alarming = ALARMING
    closed = CLOSED

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._path = f"{graph.config.phone_number_id}/messages"

    async def post(self, phone: Phone, page: str, *, nonce: str) -> Sent:
        return await self._send(phone, message_of(read_bubble(page), nonce))

    async def send_template(self, phone: Phone, name: str, language: str, parameters: Sequence[str]) -> Sent:
        """A message that Meta approved before; `parameters` fill the places of its body."""
        return await self._send(phone, template(name, language, parameters))

    async def mark_read(self, message: str, *, typing: bool = False) -> bool:
        """Two blue ticks under what she wrote, and three dots until we answer (25 seconds). A courtesy, no more."""
        fields: dict[str, Any] = {"messaging_product": "whatsapp", "status": "read", "message_id": message}
        if typing:
            fields["typing_indicator"] = {"type": "text"}
        try:
            answer = await self._graph.post(self._path, fields)
        except Undelivered:
            return False
        return answer.fields.get("success") is True

    async def _send(self, phone: Phone, message: Fields) -> Sent:
        head = {"messaging_product": "whatsapp", "recipient_type": "individual", "to": phone.digits}
        try:
            return read_answer(await self._graph.post(self._path, {**head, **message}))
        except Undelivered as trouble:
            return Sent("unknown" if trouble.left else "retry", code=trouble.code)


def message_of(bubble: Bubble, nonce: str) -> Fields:
    """A bubble as the Cloud API writes it. What can be touched is named `<nonce>:<key>`."""
    return _FORMS[bubble.form](bubble, nonce)


def _text(bubble: Bubble, nonce: str) -> Fields:
    return {"type": "text", "text": {"body": bubble.text, "preview_url": False}}


def _buttons(bubble: Bubble, nonce: str) -> Fields:
    buttons = [{"type": "reply", "reply": {"id": f"{nonce}:{row.key}", "title": row.title}} for row in bubble.rows]
    return _interactive("button", bubble.text, {"buttons": buttons})


def _list(bubble: Bubble, nonce: str) -> Fields:
    rows = []
    for row in bubble.rows:
        below = {"description": row.more} if row.more else {}
        rows.append({"id": f"{nonce}:{row.key}", "title": row.title, **below})
    return _interactive("list", bubble.text, {"button": bubble.choose, "sections": [{"rows": rows}]})


def _interactive(kind: str, text: str, action: Fields) -> Fields:
    return {"type": "interactive", "interactive": {"type": kind, "body": {"text": text}, "action": action}}


_FORMS: Mapping[str, Callable[[Bubble, str], Fields]] = {"text": _text, "buttons": _buttons, "list": _list}


def template(name: str, language: str, parameters: Sequence[str]) -> Fields:
    """No value may hold a line break, a tab or four blanks in a row: blanks of any kind become one."""
    values = [{"type": "text", "text": " ".join(value.split())} for value in parameters]
    components = [{"type": "body", "parameters": values}] if values else []
    return {
        "type": "template",
        "template": {"name": name, "language": {"code": language}, "components": components},
    }
