"""One callback of a call: what was pressed or said means something on one certain page, once."""

from __future__ import annotations

import pytest

from channels.voice.hop import BEGINS, SILENCE, CallHop, Input, meaning
from channels.voice.render import accent, read_spoken
from core.secret import Secret
from dialogs.screen import Again, News, Said, Seen

KEY = Secret("a key")
MENU = accent(person=True)(Said("Hello", (("1", "Balance"), ("2", "Borrow a loan"), ("00", "Home"))))[0]
PIN = accent(person=True)(Said("Enter your PIN.", keys=(("0", "Back"),), secret=True))[0]
AMOUNT = accent(person=True)(Said("How much?", keys=(("0", "Back"),)))[0]


def hop(after: str = "", said: Input = BEGINS, session: str = "s", start: tuple[str, ...] = ()) -> CallHop:
    return CallHop(session, after, said, KEY, start)


def keys(pressed: str) -> Input:
    return Input("digits", pressed)


def seen(*hops: tuple[CallHop, str]) -> list[Seen]:
    return [Seen(each.digest, f"C{page}") for each, page in hops]


FIRST = hop()


def test_a_call_begins_with_nothing_or_with_the_keys_of_its_reason() -> None:
    assert hop().read([]) == News((), FIRST.digest)
    assert hop(start=("8",)).read([]) == News(("8",), FIRST.digest)


def test_a_key_is_an_answer_to_the_page_that_its_address_names() -> None:
    answer = hop(FIRST.nonce, keys("1"))
    assert answer.read(seen((FIRST, MENU))) == News(("1",), answer.digest)


def test_the_same_callback_is_the_same_hop() -> None:
    answer = hop(FIRST.nonce, keys("1"))
    again = hop(FIRST.nonce, keys("1"))
    assert again.read(seen((FIRST, MENU), (answer, PIN))) == Again(f"C{PIN}")
    assert again.nonce == answer.nonce


def test_a_late_key_changes_nothing() -> None:
    answer = hop(FIRST.nonce, keys("1"))
    late = hop(FIRST.nonce, keys("2"))
    assert late.read(seen((FIRST, MENU), (answer, PIN))) == News((), late.digest, known=False)
    assert late.sort == "lost"


def test_a_page_that_was_repeated_since_is_still_the_page() -> None:
    quiet = hop(FIRST.nonce, SILENCE)
    answer = hop(FIRST.nonce, keys("1"))
    assert answer.read(seen((FIRST, MENU), (quiet, MENU))) == News(("1",), answer.digest)


def test_another_call_has_other_hops() -> None:
    assert hop().digest != hop(session="t").digest
    assert CallHop("s", "", BEGINS, Secret("another")).digest != FIRST.digest


def test_nothing_that_was_pressed_is_in_its_face_or_its_digest() -> None:
    secret = hop(FIRST.nonce, keys("4821"))
    assert "4821" not in repr(secret)
    assert "4821" not in secret.digest


@pytest.mark.parametrize(
    ("page", "said", "means"),
    [
        (MENU, keys("1"), ("answer", "1")),
        (MENU, keys("8"), ("answer", "00")),
        (MENU, keys("9"), ("repeat", "")),
        (MENU, keys("*"), ("repeat", "")),
        (MENU, keys("0"), ("person", "")),
        (MENU, keys("5"), ("wrong", "")),
        (MENU, keys("12"), ("wrong", "")),
        (MENU, SILENCE, ("silence", "")),
        (PIN, keys("4821"), ("answer", "4821")),
        (PIN, keys("4821#"), ("answer", "4821")),
        (PIN, keys("0"), ("answer", "0")),
        (PIN, keys("*"), ("repeat", "")),
        (PIN, keys("#"), ("wrong", "")),
        (PIN, Input("speech", "4821", 0.99), ("unclear", "")),
        (AMOUNT, keys("5000"), ("answer", "5000")),
        (AMOUNT, Input("speech", "Five thousand.", 0.9), ("answer", "Five thousand")),
        (AMOUNT, Input("speech", "Back.", 0.9), ("answer", "0")),
        (MENU, Input("speech", "Balance.", 0.9), ("answer", "1")),
        (MENU, Input("speech", "BALANCE", None), ("answer", "1")),
        (MENU, Input("speech", "borrow", 0.9), ("answer", "2")),
        (MENU, Input("speech", "two", 0.9), ("answer", "2")),
        (MENU, Input("speech", "eight", 0.9), ("answer", "00")),
        (MENU, Input("speech", "nine", 0.9), ("repeat", "")),
        (MENU, Input("speech", "zero", 0.9), ("person", "")),
        (MENU, Input("speech", "balance", 0.49), ("unclear", "")),
        (MENU, Input("speech", "balance", 0.5), ("answer", "1")),
        (MENU, Input("speech", "a person please", None), ("unclear", "")),
        (MENU, Input("speech", "a person please", 0.7), ("answer", "a person please")),
        (MENU, Input("speech", " .", 0.9), ("unclear", "")),
    ],
)
def test_what_an_input_means_on_a_page(page: str, said: Input, means: tuple[str, str]) -> None:
    assert meaning(read_spoken(page), said) == means
