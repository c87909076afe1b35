"""The number words of Swahili, English, Sheng and Tanzanian slang, as tables."""

from __future__ import annotations

SW_ONES = ("sifuri", "moja", "mbili", "tatu", "nne", "tano", "sita", "saba", "nane", "tisa")
SW_TENS = ("", "kumi", "ishirini", "thelathini", "arobaini", "hamsini", "sitini", "sabini", "themanini", "tisini")
EN_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
EN_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")

#: 1, 2, 3, 4, 5 and 8 agree with the class of the noun that is counted; 6, 7, 9 and the tens never change.
AGREEING = {
    "sufuri": 0, "mosi": 1, "mmoja": 1, "kimoja": 1, "jimoja": 1, "pili": 2,
    "wawili": 2, "miwili": 2, "viwili": 2, "mawili": 2, "pawili": 2,
    "watatu": 3, "mitatu": 3, "vitatu": 3, "wanne": 4, "minne": 4, "vinne": 4, "manne": 4,
    "watano": 5, "mitano": 5, "vitano": 5, "matano": 5, "wanane": 8, "minane": 8, "vinane": 8, "manane": 8,
}  # fmt: skip
DIGITS = {word: value for value, word in enumerate(SW_ONES)} | AGREEING
TENS = {word: 10 * value for value, word in enumerate(SW_TENS) if word} | {
    "arubaini": 40, "arobain": 40, "thamanini": 80, "therathini": 30, "telathini": 30, "thelasini": 30, "ishirin": 20,
    "hamsin": 50,
}  # fmt: skip
HUNDREDS = {"mia": 100, "soo": 100}
MULTIPLIERS = {
    "elfu": 1_000, "alfu": 1_000, "elf": 1_000, "elufu": 1_000, "thao": 1_000, "thaos": 1_000, "thau": 1_000,
    "ngiri": 1_000, "buku": 1_000, "omutwalo": 10_000, "laki": 100_000, "milioni": 1_000_000, "milion": 1_000_000,
    "bilioni": 1_000_000_000, "trilioni": 1_000_000_000_000,
}  # fmt: skip
#: Slang for one sum. What means other things too (blue, pound, punch, mita) is left out.
SUMS = {
    "jero": 500, "jirongo": 500, "rwabe": 200, "finje": 50, "chuani": 50, "chwani": 50, "mbao": 20, "ashu": 10,
    "kinde": 10, "kobole": 5, "ngovo": 5,
}  # fmt: skip
HALF, QUARTER = "nusu", "robo"

EN_SMALL = {word: value for value, word in enumerate(EN_ONES)}
EN_TENS_OF = {word: 10 * value for value, word in enumerate(EN_TENS) if word} | {
    "fourty": 40,
    "fivety": 50,
    "ninty": 90,
}
EN_MULTIPLIERS = {
    "thousand": 1_000, "thousands": 1_000, "grand": 1_000, "lakh": 100_000, "million": 1_000_000,
    "millions": 1_000_000, "billion": 1_000_000_000,
}  # fmt: skip

#: Suffixes that multiply digits: 5k, 1.5m, 2 G.
SUFFIXES = {"k": 1_000, "g": 1_000, "m": 1_000_000, "mil": 1_000_000}

#: Every word that can be part of a number.
ALL_WORDS = frozenset(
    (*DIGITS, *TENS, *HUNDREDS, *MULTIPLIERS, *SUMS, *EN_SMALL, *EN_TENS_OF, *EN_MULTIPLIERS, "hundred", HALF, QUARTER)
)
