"""What Twilio's error codes and statuses mean for a message of ours, as tables."""

from __future__ import annotations

from collections.abc import Mapping

from channels.sent import State

#: Nothing leaves until a person does something: keys, money, senders, addresses, templates.
NEEDS_A_PERSON: Mapping[int, State] = {
    20003: "retry",  # keys
    20005: "retry",  # account not active
    20404: "retry",  # no such account
    30002: "retry",  # account suspended
    21408: "refused",  # her country is not switched on
    21603: "refused",  # no sender
    21606: "refused",  # the sender is not ours
    21609: "refused",  # where statuses go
    21617: "refused",  # longer than 1,600 characters: our own mistake
    21619: "refused",  # nothing to say: likewise
    21655: "refused",  # no such content
    21656: "refused",  # what fills its places
    21659: "refused",
    21660: "refused",
    21703: "refused",  # a messaging service without senders
    21704: "refused",
    21705: "refused",
    21910: "refused",  # sender and receiver on two channels
    30034: "refused",  # sender not registered
    63001: "refused",
    63007: "refused",  # no such WhatsApp sender
    63008: "refused",
    63021: "refused",  # content that WhatsApp does not take
    63027: "refused",  # no such template in her language
    63028: "refused",
    63038: "retry",  # the account's messages of today are used up
    63040: "refused",  # template rejected, paused, disabled
    63041: "refused",
    63042: "refused",
}
#: error code -> what it means. What is not listed: STATUS, and else a 4xx refused it, and after a 5xx nobody knows.
CODES: Mapping[int, State] = {
    **NEEDS_A_PERSON,
    # Too fast
    20429: "retry",
    14107: "retry",
    21611: "retry",  # the sender's queue is full
    30001: "retry",
    63017: "retry",
    63018: "retry",
    # It will never go like this.
    21211: "refused",
    21214: "refused",
    21217: "refused",
    21604: "refused",
    21608: "refused",  # a trial account writes to its own phones only
    21610: "refused",  # she sent STOP
    21612: "refused",  # no route
    21614: "refused",  # no mobile phone
    30003: "refused",  # switched off
    30004: "refused",
    30005: "refused",
    30006: "refused",
    30007: "refused",
    63003: "refused",
    63013: "refused",
    63014: "refused",
    63015: "refused",
    63016: "refused",  # she wrote too long ago
    63024: "refused",  # no WhatsApp there
    63032: "refused",
    63033: "refused",
    63049: "refused",  # enough advertising for her
    # Theirs
    20503: "retry",
    20500: "unknown",
}
#: HTTP status -> the same, where there is no code. Whatever else comes from in between: unknown.
STATUS: Mapping[int, State] = {
    400: "refused",
    401: "retry",
    403: "retry",
    404: "retry",
    429: "retry",
    503: "retry",
}

ALARMING = frozenset({*map(str, NEEDS_A_PERSON), "http_401", "http_403", "http_404"})
#: Free messages end 24 hours after she last wrote; a template may still go.
CLOSED = frozenset({"63016"})
#: She told Twilio, not us, that she wants to hear no more.
STOPPED = "21610"
#: The content, not the message, was not liked: the same in plain numbered words may go.
CONTENT_REFUSED = frozenset({"21655", "21656", "63021", "63027", "63028"})

#: MessageStatus -> state in core. Who read it got it.
DELIVERIES: Mapping[str, str] = {
    "sent": "sent",
    "partially_delivered": "sent",
    "delivered": "delivered",
    "read": "delivered",
    "undelivered": "failed",
    "failed": "failed",
    "canceled": "failed",
}
#: On the way to `sent`: they tell nothing that we did not know.
UNDER_WAY = frozenset({"accepted", "scheduled", "queued", "sending", "receiving", "received"})
#: Of these the word itself is kept as the code, where no code comes with it.
TELLING = frozenset({"read", "partially_delivered", "undelivered", "failed", "canceled"})


def state_of(code: int | None, status: int) -> State:
    """Of an answer that is no message."""
    if code is not None and code in CODES:
        return CODES[code]
    if code is not None and 400 <= status < 500 and status not in STATUS:
        return "refused"
    return STATUS.get(status, "unknown")


def name_of(code: int | None, status: int) -> str:
    """How the answer is called in rows and logs."""
    return str(code) if code is not None else f"http_{status}"
