"""Numbers in Swahili, English and Sheng: read as people say them, said as they are read aloud."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents.numbers import read, spell

READ = """
elfu moja = 1000                          | elfu tano = 5000                     | elfu kumi na mbili = 12000
elfu ishirini na tano = 25000             | elfu moja mia tano = 1500            | elfu moja na mia tano = 1500
elfu na mia mbili = 1200                  | elfu mbili mia saba hamsini = 2750   | mia tano = 500
mia tatu hamsini = 350                    | mia nane na arobaini na tano = 845   | hamsini elfu = 50000
mia mbili elfu = 200000                   | elfu mia mbili = 200000              | kumi na tano elfu = 15000
elfu 7 = 7000                             | 20 elfu = 20000                      | laki moja = 100000
laki = 100000                             | laki 2 = 200000                      | laki tatu na nusu = 350000
laki mbili na elfu arobaini = 240000      | milioni moja na nusu = 1500000       | nusu milioni = 500000
milioni mbili laki tatu = 2300000         | elfu nane na nusu = 8500             | soo tatu = 300
thao nne = 4000                           | 2 thao = 2000                        | ngiri kumi = 10000
mbao = 20                                 | buku tano = 5000                     | jero = 500
ten thousand = 10000                      | two and a half thousand = 2500       | half a million = 500000
fifteen hundred = 1500                    | elfu ishirini na tano mia tano = 25500
elfu kumi, tano = 10005                   | elfu kumi na tano = 15000            | thao mbili soo tano = 2500
laki nne na robo = 425000                 | laki nne na robo tatu = 475000       | milioni 1.2 = 1200000
one point five million = 1500000          | twenty-five thousand five hundred and ten = 25510
two hundred and fifty thousand = 250000   | a thousand = 1000                    | elfu 2 mia 5 = 2500
magunia = None                            | matatu = None                        | sitaki = None
pamoja = None                             | elfu tano ya mkopo = None            | na = None
"""
CASES = [cell.strip().split(" = ") for line in READ.strip().splitlines() for cell in line.split(" | ")]

SAID = {
    ("sw", 0): "sifuri",
    ("sw", 21): "ishirini na moja",
    ("sw", 100): "mia moja",
    ("sw", 845): "mia nane na arobaini na tano",
    ("sw", 5075): "elfu tano na sabini na tano",
    ("sw", 10_005): "elfu kumi, tano",
    ("sw", 15_000): "elfu kumi na tano",
    ("sw", 250_000): "laki mbili na elfu hamsini",
    ("sw", 1_500_000): "milioni moja na laki tano",
    ("en", 0): "zero",
    ("en", 21): "twenty-one",
    ("en", 845): "eight hundred and forty-five",
    ("en", 5075): "five thousand and seventy-five",
    ("en", 1_250_300): "one million two hundred and fifty thousand three hundred",
}
NUMBERS = st.integers(min_value=0, max_value=9_999_999)


@pytest.mark.parametrize(("words", "value"), CASES, ids=[words for words, _ in CASES])
def test_a_number_is_read_as_it_is_said(words: str, value: str) -> None:
    assert read(words) == (None if value == "None" else Decimal(value))


@pytest.mark.parametrize(("language", "number"), SAID)
def test_a_number_is_said_as_people_say_it(language: str, number: int) -> None:
    assert spell(number, language) == SAID[language, number]


@given(NUMBERS, st.sampled_from(["sw", "en"]))
def test_what_is_said_is_read_back(number: int, language: str) -> None:
    assert read(spell(number, language)) == number


@given(
    st.lists(
        st.sampled_from(
            [
                "elfu",
                "mia",
                "laki",
                "na",
                "nusu",
                "tano",
                "kumi",
                "5",
                "12",
                "soo",
                "thao",
                "hundred",
                "and",
                "a",
                "half",
                ",",
                "million",
            ]
        )
    )
)
def test_no_heap_of_number_words_breaks_the_reader(words: list[str]) -> None:
    read(" ".join(words))


def test_there_are_no_words_for_less_than_nothing() -> None:
    with pytest.raises(ValueError):
        spell(-1, "sw")
