"""The troubles that can be ordered of the fake Twilio, as tables: what it answers instead, and what it reports."""

from __future__ import annotations

from collections.abc import Mapping

#: An error as Twilio words it: HTTP status and message; the fault is the code. Nothing is taken.
REFUSALS: Mapping[str, tuple[int, str]] = {
    "20003": (401, "Authenticate"),
    "20404": (404, "The requested resource was not found"),
    "20429": (429, "Too Many Requests"),
    "20500": (500, "An internal server error has occurred"),
    "20503": (503, "Service unavailable"),
    "21211": (400, "Invalid 'To' Phone Number"),
    "21408": (400, "Permission to send an SMS has not been enabled for the region"),
    "21606": (400, "The 'From' phone number provided is not a valid message-capable number"),
    "21608": (400, "The number is unverified"),
    "21610": (400, "Attempt to send to unsubscribed recipient"),
    "21611": (429, "The 'From' number has exceeded the maximum number of queued messages"),
    "21614": (400, "'To' number is not a valid mobile number"),
    "30002": (403, "Account suspended"),
    "63007": (400, "Could not find a Channel with the specified From address"),
    "63016": (400, "Failed to send freeform message because you are outside the allowed window"),
    "63018": (429, "Rate limit exceeded for Channel"),
    "63021": (400, "Channel invalid content error"),
    "63024": (400, "Invalid message recipient"),
    "99999": (400, "Something new"),
}
#: A page from something in between; nothing is taken. Status, type, body.
PAGES: Mapping[str, tuple[int, str, str]] = {
    "http_400": (400, "text/plain", "Bad request"),
    "http_429": (429, "text/plain", "Slow down"),
    "http_500": (500, "text/html", "<html>Server error</html>"),
    "http_502": (502, "text/html", "<html>Bad gateway</html>"),
    "http_503": (503, "text/html", "<html>Service unavailable</html>"),
    "html_200": (200, "text/html", "<html>Welcome to the hotel's network</html>"),
    "moved": (302, "text/html", "<html>Elsewhere</html>"),
}
#: The message is taken, and its answer comes too late, not at all, or of another shape.
AFTERWARDS = ("timeout", "reset", "no_sid", "a_list", "odd_fields", "failed_at_once")

#: Which statuses are called, in their order, with the error of the last; all after the answer.
REPORTS: Mapping[str, tuple[tuple[str, ...], str]] = {
    "": (("sent", "delivered"), ""),
    "read": (("sent", "delivered", "read"), ""),
    "reordered": (("delivered", "sent"), ""),
    "repeated": (("sent", "sent", "delivered", "delivered"), ""),
    "undelivered": (("sent", "undelivered"), "30003"),
    "failed": (("failed",), "30008"),
    "stopped": (("undelivered",), "21610"),
    "closed": (("undelivered",), "63016"),
    "new_status": (("sent", "teleported"), ""),
    "unreported": ((), ""),
    "early": (("sent", "delivered"), ""),
}
#: They come before the answer to the send, which waits for them.
EARLY = "early"
#: Of making a content, not of sending.
CONTENT: Mapping[str, str] = {"content_400": "http_400", "content_500": "http_500", "content_timeout": "timeout"}

OF_SENDING = frozenset({*REFUSALS, *PAGES, *AFTERWARDS, *REPORTS} - {""})
OF_CONTENT = frozenset(CONTENT)
