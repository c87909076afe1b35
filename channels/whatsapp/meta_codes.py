"""What an answer of the Cloud API means for a message: it left, it did not, it may have; as tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from channels.sent import Sent, State
from channels.whatsapp.meta_graph import Answer

#: Longer ids would not fit where they are kept; such a message is sent, and its reports find nobody.
MOST_ID_CHARACTERS = 120
#: Theirs have up to seven digits.
MOST_CODE = 10**9

#: error.code -> what it means. What is not listed: a 4xx refused it, after a 5xx nobody knows.
CODES: Mapping[int, State] = {
    # Nothing leaves until a person does something: the token, rights, the bill, the account.
    0: "retry",
    3: "retry",
    10: "retry",
    190: "retry",
    200: "retry",
    368: "retry",  # blocked for its policy
    131005: "retry",
    131031: "retry",  # account locked
    131042: "retry",  # payment
    131045: "retry",  # number not registered
    133010: "retry",
    # Their trouble, said by themselves: it was not sent.
    2: "retry",
    131000: "retry",
    131016: "retry",
    131053: "retry",
    131057: "retry",
    133004: "retry",
    # Too fast
    4: "retry",
    80007: "retry",
    130429: "retry",
    131048: "retry",  # too many told them that we are a nuisance
    131056: "retry",  # to this one phone
    133016: "retry",
    # It will never go like this.
    100: "refused",
    130472: "refused",  # an experiment of theirs
    130497: "refused",  # her country
    131008: "refused",
    131009: "refused",
    131021: "refused",  # to ourselves
    131026: "refused",  # she has no WhatsApp, or an old one
    131047: "refused",  # she wrote too long ago
    131049: "refused",  # enough advertising for her
    131050: "refused",  # she wants no advertising
    131051: "refused",
    132000: "refused",  # templates: how many values, which one, too long, forbidden words, its form, paused, gone
    132001: "refused",
    132005: "refused",
    132007: "refused",
    132012: "refused",
    132015: "refused",
    132016: "refused",
    1: "unknown",
}
#: HTTP status -> the same, where there is no error object. A page of HTML comes from in between: unknown.
STATUS: Mapping[int, State] = {401: "retry", 403: "retry", 429: "retry"}

#: Somebody must act: keys, rights and money; or what we sent was wrong, which is our own mistake.
ALARMING = frozenset(
    {
        *("0", "3", "10", "190", "200", "368", "131005", "131031", "131042", "131045", "133010", "131048"),
        *("100", "131008", "131009", "131021", "131051"),
        *("132000", "132001", "132005", "132007", "132012", "132015", "132016"),
        *("http_401", "http_403"),
    }
)
#: Free messages end 24 hours after she last wrote; a template may still go.
CLOSED = frozenset({"131047"})

UNREADABLE = Sent("unknown", code="unreadable")


def read_answer(answer: Answer) -> Sent:
    """Of `POST /messages`."""
    fields = answer.fields
    error = fields.get("error")
    if isinstance(error, dict):
        return _refusal(error, answer.status)
    if not 200 <= answer.status < 300:
        return Sent(STATUS.get(answer.status, "unknown"), code=f"http_{answer.status}")
    messages = fields.get("messages")
    first = messages[0] if isinstance(messages, list) and messages else None
    found = first.get("id") if isinstance(first, dict) else None
    if not isinstance(found, str) or not found:
        return UNREADABLE
    return Sent("sent", found if len(found) <= MOST_ID_CHARACTERS else "")


def code_of(error: Mapping[str, Any]) -> int | None:
    """The number of an error object, in an answer or in a status."""
    code = error.get("code")
    return code if isinstance(code, int) and not isinstance(code, bool) and 0 <= code < MOST_CODE else None


def _refusal(error: Mapping[str, Any], status: int) -> Sent:
    code = code_of(error)
    if code is None:
        return Sent("unknown", code=f"http_{status}")
    by_status: State = "retry" if status == 429 else "refused" if 400 <= status < 500 else "unknown"
    return Sent(CODES.get(code, by_status), code=str(code))
