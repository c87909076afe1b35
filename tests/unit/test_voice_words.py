"""Numbers, days and codes as they are said in English and Swahili."""

from __future__ import annotations

import pytest

from channels.voice.words import agreeing, day_of_month, every_word, spell, spelled_out

LARGEST = 999_999_999_999


@pytest.mark.parametrize(
    ("number", "english", "swahili"),
    [
        (0, "zero", "sifuri"),
        (7, "seven", "saba"),
        (15, "fifteen", "kumi na tano"),
        (21, "twenty-one", "ishirini na moja"),
        (100, "one hundred", "mia moja"),
        (105, "one hundred and five", "mia moja na tano"),
        (1_000, "one thousand", "elfu moja"),
        (1_500, "one thousand five hundred", "elfu moja na mia tano"),
        (1_742, "one thousand seven hundred and forty-two", "elfu moja na mia saba na arobaini na mbili"),
        (5_075, "five thousand and seventy-five", "elfu tano na sabini na tano"),
        (12_000, "twelve thousand", "elfu kumi na mbili"),
        (15_000, "fifteen thousand", "elfu kumi na tano"),
        (10_005, "ten thousand and five", "elfu kumi, tano"),
        (100_000, "one hundred thousand", "laki moja"),
        (350_000, "three hundred and fifty thousand", "laki tatu na elfu hamsini"),
        (2_300_000, "two million three hundred thousand", "milioni mbili na laki tatu"),
        (1_000_000_000, "one billion", "bilioni moja"),
    ],
)
def test_a_number_in_both_languages(number: int, english: str, swahili: str) -> None:
    assert (spell(number, "en"), spell(number, "sw")) == (english, swahili)


def test_no_two_numbers_sound_alike() -> None:
    for language in ("en", "sw"):
        said = [spell(number, language) for number in range(21_000)]
        assert len(set(said)) == len(said)


@pytest.mark.parametrize("number", [-1, LARGEST + 1])
def test_beyond_its_words_it_says_nothing(number: int) -> None:
    with pytest.raises(ValueError):
        spell(number, "en")


def test_a_language_without_words_is_not_guessed_at() -> None:
    with pytest.raises(KeyError):
        spell(1, "fr")


@pytest.mark.parametrize(
    ("day", "english", "swahili"),
    [
        (1, "the first", "tarehe mosi"),
        (2, "the second", "tarehe pili"),
        (3, "the third", "tarehe tatu"),
        (12, "the twelfth", "tarehe kumi na mbili"),
        (15, "the fifteenth", "tarehe kumi na tano"),
        (20, "the twentieth", "tarehe ishirini"),
        (31, "the thirty-first", "tarehe thelathini na moja"),
    ],
)
def test_a_day_of_the_month(day: int, english: str, swahili: str) -> None:
    assert (day_of_month(day, "en"), day_of_month(day, "sw")) == (english, swahili)


@pytest.mark.parametrize(
    ("number", "noun_class", "said"),
    [
        (1, "mi", "mmoja"), (3, "mi", "mitatu"), (6, "mi", "sita"), (10, "mi", "kumi"), (12, "mi", "kumi na miwili"),
        (3, "ma", "matatu"), (2, "wa", "wawili"), (3, "", "tatu"), (500, "mi", "mia tano"),
    ],
)  # fmt: skip
def test_a_number_agrees_with_its_noun(number: int, noun_class: str, said: str) -> None:
    assert agreeing(number, "sw", noun_class) == said
    assert agreeing(number, "en", noun_class) == spell(number, "en")


def test_a_code_is_spelled() -> None:
    assert spelled_out("LN-0042", "en") == "L N, zero zero four two"
    assert spelled_out("LN-0042", "sw") == "L N, sifuri sifuri nne mbili"


def test_every_number_is_made_of_recorded_words() -> None:
    for language in ("en", "sw"):
        words = set(every_word(language))
        for number in (*range(0, 3_000_000, 7_919), LARGEST):
            assert set(spell(number, language).replace("-", " ").replace(",", "").split()) <= words
