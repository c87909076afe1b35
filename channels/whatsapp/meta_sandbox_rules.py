"""What the fake Cloud API takes and what it refuses: the limits of a message, and its errors as tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

#: code -> HTTP status and title, as the real one words them.
ERRORS: Mapping[int, tuple[int, str]] = {
    1: (500, "API Unknown"),
    2: (503, "API Service"),
    4: (400, "API Too Many Calls"),
    10: (403, "Permission denied"),
    100: (400, "Invalid parameter"),
    190: (401, "Access token has expired"),
    368: (403, "Temporarily blocked for policies violations"),
    80007: (400, "Rate limit issues"),
    130429: (429, "Rate limit hit"),
    131000: (500, "Something went wrong"),
    131005: (403, "Access denied"),
    131008: (400, "Required parameter is missing"),
    131009: (400, "Parameter value is not valid"),
    131016: (500, "Service unavailable"),
    131026: (400, "Message undeliverable"),
    131031: (403, "Business Account locked"),
    131042: (400, "Business eligibility payment issue"),
    131047: (400, "Re-engagement message"),
    131048: (400, "Spam rate limit hit"),
    131049: (400, "Meta chose not to deliver"),
    131051: (400, "Unsupported message type"),
    131056: (400, "Pair rate limit hit"),
    131057: (503, "Account in maintenance mode"),
    132000: (400, "Template Param Count Mismatch"),
    132001: (404, "Template does not exist"),
    132012: (400, "Template Parameter Format Mismatch"),
    133010: (400, "Phone number not registered"),
    133016: (400, "Account register deregister rate limit exceeded"),
    999999: (400, "Something new"),
    999998: (500, "Something new of their own"),
}
TEXT, BODY, FEW_BUTTONS, BUTTON_TITLE, BUTTON_ID = 4096, 1024, 3, 20, 256
ROWS, ROW_TITLE, ROW_ID, DESCRIPTION = 10, 24, 200, 72

Payload = Mapping[str, Any]
#: What is wrong with a message: a code and words; None for nothing.
Wrong = tuple[int, str] | None


def wrong_with(payload: Payload) -> Wrong:
    """Meta's own limits, written here once more: a client that kept to its own idea of them would show."""
    if payload.get("messaging_product") != "whatsapp":
        return 100, "messaging_product must be whatsapp"
    to = payload.get("to")
    if not isinstance(to, str) or not to.lstrip("+").isdigit():
        return 131008, "to is missing"
    check = _CHECKS.get(str(payload.get("type")))
    if check is None:
        return 131051, "this type is not known here"
    try:
        return check(payload[str(payload["type"])])
    except (KeyError, TypeError, AttributeError):
        return 131008, "a required part is missing"


def _text(text: Payload) -> Wrong:
    return None if _within(text["body"], TEXT) else (131009, f"text.body must have 1 to {TEXT} characters")


def _interactive(inner: Payload) -> Wrong:
    if not _within(inner["body"]["text"], BODY):
        return 131009, f"body must have 1 to {BODY} characters"
    if inner["type"] == "button":
        return _buttons([button["reply"] for button in inner["action"]["buttons"]])
    if inner["type"] != "list":
        return 131009, "interactive type is not known here"
    if not _within(inner["action"]["button"], BUTTON_TITLE):
        return 131009, f"the button must have 1 to {BUTTON_TITLE} characters"
    sections = inner["action"]["sections"]
    if not sections or (len(sections) > 1 and not all(section.get("title") for section in sections)):
        return 131009, "sections need titles"
    return _rows([row for section in sections for row in section["rows"]])


def _buttons(buttons: Sequence[Payload]) -> Wrong:
    if not 1 <= len(buttons) <= FEW_BUTTONS:
        return 131009, f"there must be 1 to {FEW_BUTTONS} buttons"
    return _entries(buttons, most_title=BUTTON_TITLE, most_id=BUTTON_ID)


def _rows(rows: Sequence[Payload]) -> Wrong:
    if not 1 <= len(rows) <= ROWS:
        return 131009, f"there must be 1 to {ROWS} rows in all"
    if any(len(row.get("description", "")) > DESCRIPTION for row in rows):
        return 131009, f"a description has at most {DESCRIPTION} characters"
    return _entries(rows, most_title=ROW_TITLE, most_id=ROW_ID)


def _entries(entries: Sequence[Payload], *, most_title: int, most_id: int) -> Wrong:
    titles, ids = [entry["title"] for entry in entries], [entry["id"] for entry in entries]
    if not all(_within(title, most_title) for title in titles):
        return 131009, f"a title has 1 to {most_title} characters"
    if not all(_within(each, most_id) and each == each.strip() for each in ids):
        return 131009, f"an id has 1 to {most_id} characters and no blanks around it"
    if len(set(titles)) < len(titles) or len(set(ids)) < len(ids):
        return 131009, "titles and ids must differ"
    return None


def _template(template: Payload) -> Wrong:
    if not template["name"] or not template["language"]["code"]:
        return 132001, "which template, in which language?"
    values = [value["text"] for part in template.get("components", ()) for value in part["parameters"]]
    if any(not value or "\n" in value or "\t" in value or "    " in value for value in values):
        return 132012, "no line breaks, tabs or four blanks in a row"
    return None


def _within(text: str, most: int) -> bool:
    return bool(text.strip()) and len(text) <= most


_CHECKS: Mapping[str, Callable[[Payload], Wrong]] = {
    "text": _text,
    "interactive": _interactive,
    "template": _template,
}
