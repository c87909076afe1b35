"""What is kept of what somebody says: everything but secrets, and what may be one."""

from __future__ import annotations

import pytest

from core.phone import Phone
from dialogs.host import Host
from dialogs.keeping import kept
from dialogs.library import LIBRARY
from dialogs.pins import MASK
from dialogs.screen import News
from dialogs.trace import Trace
from tests.house import House
from tests.talk import Chat, Handset, host_of
from tests.unit.members_house import AMINA_PHONE, PIN, register, signing
from tests.whole.canary import stands_in

SAVE = LIBRARY["save"].steps["amount"]
SIGN = LIBRARY["apply_for_loan"].steps["pin"]


@pytest.mark.parametrize(
    ("tokens", "asked", "words"),
    [
        (("4821",), SIGN, "****"),
        (("forgot",), SIGN, "****"),
        (("0",), SIGN, "****"),
        (("5000",), SAVE, "5000"),
        (("5000*4821",), SAVE, f"{MASK}*{MASK}"),
        (("my pin is 4821",), SAVE, "my pin is ****"),
        (("4821",), None, "****"),
        (("1", "4821"), None, f"1*{MASK}"),
        (("2", "1", "5000", "3"), None, f"2*1*{MASK}*3"),
        (("3",), None, "3"),
        (("salio langu",), None, "salio langu"),
        ((), SAVE, ""),
    ],
)
def test_what_is_kept(tokens: tuple[str, ...], asked: object, words: str) -> None:
    assert kept(News(tokens, "digest"), asked) == words  # type: ignore[arg-type]


def test_of_a_transcript_that_does_not_go_on_nothing_is_kept() -> None:
    """It holds what was typed before, PINs among it."""
    assert kept(News(("1*4821",), "digest", known=False), SAVE) == ""


@pytest.fixture
async def overheard(build, database) -> tuple[Host, list[str], House]:
    house = signing(build, database)
    await register(house, language="en")
    host = host_of(house)
    words: list[str] = []

    def hear(trace: Trace, phone: str, source: str, heard: str, said: str) -> None:
        words.extend((heard, said))

    host.overhear = hear
    return host, words, house


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_no_pin_is_in_what_is_overheard(overheard) -> None:
    """At the question for it, wrong and right, dialled ahead, at a menu, in a chat with and without a word about it."""
    host, words, _ = overheard
    pin = PIN.reveal()
    phone, chat = Handset(host, AMINA_PHONE), Chat(host, AMINA_PHONE)
    await phone.dial("1")
    await phone.press("9027", pin)
    assert "Savings" in phone.screen
    await phone.dial(f"1*{pin}")
    await phone.dial()
    await phone.press(pin)
    await chat.text("balance", pin, f"pin yangu ni {pin}", "hi", pin)
    stranger = Handset(host, Phone("+254700000099"))
    await stranger.dial()
    await stranger.press("2", "1", "Zawadi Akinyi", "29876543", "25081990", "1", "7394", "7394")
    assert "Zawadi Akinyi" in words, "what is no secret is kept"
    assert len(words) > 20
    assert [word for word in words for secret in (pin, "9027", "7394") if stands_in(word, secret)] == []
