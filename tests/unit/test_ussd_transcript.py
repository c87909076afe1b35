"""What a hop means against what was seen; tests/contract/africastalking/ussd.toml has it over HTTP."""

from __future__ import annotations

from channels.ussd.transcript import Transcript
from core.secret import Secret
from dialogs.screen import Again, News, Seen

KEY = Secret("a key")


def hop(text: str, session: str = "s", key: Secret = KEY) -> Transcript:
    return Transcript(session, text, key)


def digest(text: str, session: str = "s", key: Secret = KEY) -> str:
    news = hop(text, session, key).read(())
    assert isinstance(news, News)
    return news.digest


def seen(*texts: str) -> list[Seen]:
    return [Seen(digest(text), f"reply to {text!r}") for text in texts]


def test_the_first_hop() -> None:
    assert hop("").read(()) == News((), digest(""))
    assert hop("2*1").read(()) == News(("2", "1"), digest("2*1"))


def test_the_next_hop_is_what_was_added() -> None:
    assert hop("2*1*5000").read(seen("", "2", "2*1")) == News(("5000",), digest("2*1*5000"))


def test_only_the_newest_hop_is_continued() -> None:
    """`1*3` continues the older `1`, but the member has seen the screen behind `1*2` since."""
    assert hop("1*3").read(seen("", "1", "1*2")) == News((), digest("1*3"), known=False)


def test_a_repeat_and_a_stale_hop_get_their_own_reply() -> None:
    assert hop("1*2").read(seen("", "1", "1*2")) == Again("reply to '1*2'")
    assert hop("1").read(seen("", "1", "1*2")) == Again("reply to '1'")


def test_the_oldest_hops_may_be_forgotten() -> None:
    assert hop("1*2*3").read(seen("1*2")) == News(("3",), digest("1*2*3"))


def test_an_answer_of_nothing_but_stars_stays_bounded_and_is_no_news() -> None:
    assert hop("1" + "*" * 400).read(seen("", "1")) == News((), digest("1" + "*" * 400), known=False)


def test_a_digest_tells_neither_the_text_nor_the_session() -> None:
    assert len(digest("4821")) == 32
    assert digest("4821", session="s") != digest("4821", session="t")
    assert digest("4821", key=Secret("another")) != digest("4821")
    assert digest("bc", session="a") != digest("c", session="ab")


def test_a_transcript_does_not_print() -> None:
    assert "4821" not in repr(hop("1*4821"))
