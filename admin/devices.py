"""What a browser calls itself, in two words that its owner knows: Firefox on Linux."""

from __future__ import annotations

from core.messages import Arrival

MOST_CHARACTERS = 60
#: The first that its name contains: browsers name those that they want to be taken for as well.
BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "Mac"),
    ("CrOS", "Chromebook"), ("Linux", "Linux"),
)  # fmt: skip


def device(arrival: Arrival) -> str:
    """A program that is no browser is called what it calls itself."""
    said = arrival.headers.get("user-agent", "")
    browser = next((name for mark, name in BROWSERS if mark in said), "")
    system = next((name for mark, name in SYSTEMS if mark in said), "")
    if browser and system:
        return f"{browser} on {system}"
    return "".join(letter for letter in said if letter.isprintable())[:MOST_CHARACTERS] or "unknown"
