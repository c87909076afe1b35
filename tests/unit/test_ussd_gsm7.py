"""What characters cost on a feature phone, and what becomes of those it does not have."""

from __future__ import annotations

import pytest

from channels import gsm7


def test_the_basic_table_has_127_characters_without_the_escape() -> None:
    assert len(gsm7.BASIC) == len(set(gsm7.BASIC)) == 127


@pytest.mark.parametrize(
    ("text", "septets"),
    [
        ("", 0),
        ("Hello", 5),
        ("line\nline", 9),
        ("@£$¥èéùìòÇØøÅå", 14),
        ("àäöñüÄÖÑÜ§¿¡ß", 13),
        ("€", 2),
        ("{a}", 5),
        ("^{}\\[~]|\f€", 20),
    ],
)
def test_septets(text: str, septets: int) -> None:
    assert gsm7.fits(text)
    assert gsm7.septets(text) == gsm7.weight(text) == septets


@pytest.mark.parametrize("text", ["ũ", "ç", "`", "’", "–", "\u00a0", "😀", "é\u0301", "\t"])
def test_outside_the_alphabet(text: str) -> None:
    assert not gsm7.fits(text)
    with pytest.raises(ValueError, match="is not in GSM-7"):
        gsm7.septets(text)


def test_one_emoji_halves_the_screen() -> None:
    assert gsm7.weight("a" * 10) == 10
    assert gsm7.weight("a" * 10 + "😀") == 2 * 12


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("Mũthoni wa Gĩthĩnji", "Muthoni wa Githinji"),
        ("“don’t” – it’s fine…", "\"don't\" - it's fine..."),
        ("KES\u00a01,742\u202f.", "KES 1,742 ."),
        ("Çà et là, garçon", "Çà et là, garcon"),
        ("e\u0301 and E\u0300", "é and E"),
        ("`x`", "'x'"),
        ("a\u200bb\ufeffc", "abc"),
        ("tab\there", "tab here"),
        ("half \ud83d pair", "half  pair"),
        ("ﬁve ½ ①", "five 1/2 1"),
        ("3 × 5", "3 x 5"),
        ("plain {text} €5", "plain {text} €5"),
    ],
)
def test_look_alikes(written: str, sent: str) -> None:
    assert gsm7.transliterate(written) == sent


@pytest.mark.parametrize("foreign", ["አማርኛ", "عربي", "😀"])
def test_what_has_no_look_alike_stays(foreign: str) -> None:
    assert gsm7.transliterate(foreign) == foreign


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("a" * 158 + "€", 1),
        ("a" * 159 + "€", 2),
        # 306 septets, but the euro may not be cut in two: the first part ends one septet early.
        ("a" * 152 + "€" + "b" * 152, 3),
        ("ũ" * 70, 1),
        ("ũ" * 71, 2),
        ("ũ" * 134, 2),
        ("ũ" * 135, 3),
        ("ũ" * 66 + "😀" + "ũ" * 66, 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
    ],
)
def test_parts_of_a_message(text: str, parts: int) -> None:
    assert gsm7.segments(text) == parts
