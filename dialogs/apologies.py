"""When we are slow, or broken: the last words of a session that could not be finished."""

from __future__ import annotations

from core.institution import Institution
from dialogs.screen import Text

SLOW = "Sorry, we are slow just now. Your request is kept and will be done once. An SMS will follow. Help: {care}."
"""Only when a request really was kept."""
SORRY = "Sorry, that did not work, and nothing was changed. Please dial {ussd} again in a few minutes. Help: {care}."
SENTENCES = (SLOW, SORRY)


def slow(house: Institution) -> Text:
    return Text(SLOW, {"care": house.care_number})


def sorry(house: Institution) -> Text:
    return Text(SORRY, {"care": house.care_number, "ussd": house.ussd_code})
