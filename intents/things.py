"""What is on a closed list: ways to pay, languages, products, goods, places; and people, by how they are named."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

from intents.reading import Reading

THINGS = Path(__file__).parent / "things.toml"
MOST_WORDS = 6

#: Goods that are counted without a unit: three sprayers.
PIECES = frozenset({
    "sprayer", "sprayers", "chicks", "vifaranga", "jembe", "majembe", "tank", "tanks", "matangi", "hoes", "mabati",
    "wheelbarrows", "jiko", "majiko", "maturubai", "tarpaulins", "pampu",
})  # fmt: skip
#: Said so often for other things that they are goods only beside a number or a word of trade.
NEEDS_CUE = {"business", "biz", "biashara", "elimu", "emergency", "dharura", "maendeleo", "karo", "boost", "bank",
             "cash", "card", "till", "tank", "feed", "dip", "mobile loan"}  # fmt: skip
LOAN_CUE = re.compile(r"\b(?:loan|mkopo|advance|mikopo|kopa|nikope\w*|borrow)\b")
CAN_BESIDE = re.compile(
    r"(?:\b(?:bags?|mfuko|mifuko|gunia|magunia|kilo|kg|of|ya|za|wa|la|dap|npk|urea|na|and|buy|order|is|need|nataka|want|gani|ngapi)\s+|,\s*|^\s*|\d\s*)(can)(?!\w)(?!\s+(?:i|you|we|he|she|it|they|u|someone|somebody|my|a|the|not|anyone|naweza)\b)"
)

PERSON_CUE = re.compile(
    r"\b(?:kwa|to|for|m?tumie|nitumie|tumia|call|mwambie|ya|muambie|pay|lipa|send|tuma|from|naitwa|jina|named"
    r"|anaitwa|called|bwana|mama|baba|mzee|bi|mr|mrs|ms|uncle|aunt(?:ie|y)|shangazi|mjomba|yangu|wangu|brother|sister"
    r"|son|daughter|wife|husband|jirani|member|mwanachama)\s+$"
)
NAMED = re.compile(r"(?:name is|jina langu ni|naitwa|jina ni|my name is|anaitwa|jina)\s+$")
NAME = re.compile(r"[A-Z][a-z']{2,}(?: [A-Z][a-z']{2,}){0,2}")


class Things:
    """The lists by their first word, so that a message is walked through once."""

    def __init__(self, lists: Mapping[str, Mapping[str, Iterable[str]]], names: Iterable[str]) -> None:
        self._phrases: dict[tuple[str, ...], tuple[str, str]] = {}
        self._first: dict[str, int] = {}
        self.names = frozenset(names)
        for kind, values in lists.items():
            for value, phrases in values.items():
                for phrase in phrases:
                    parts = tuple(re.findall(r"[^\W_]+(?:'[^\W_]+)*", phrase))
                    self._phrases[parts] = (kind, value)
                    self._first[parts[0]] = max(self._first.get(parts[0], 0), min(len(parts), MOST_WORDS))

    def take(self, reading: Reading) -> None:
        for match in CAN_BESIDE.finditer(reading.free):
            reading.add("item", "can", match.start(1), match.end(1))
        words = list(re.finditer(r"[^\W_]+(?:'[^\W_]+)*", reading.free))
        at = 0
        while at < len(words):
            at = self._at(reading, words, at)

    def _at(self, reading: Reading, words: list[re.Match[str]], at: int) -> int:
        for size in range(self._first.get(words[at].group(), 0), 0, -1):
            said = tuple(word.group() for word in words[at : at + size])
            found = self._phrases.get(said)
            if found and len(said) == size and self._meant(reading, " ".join(said), found[0]):
                reading.add(found[0], found[1], words[at].start(), words[at + size - 1].end())
                return at + size
        return at + 1

    def _meant(self, reading: Reading, said: str, kind: str) -> bool:
        if said not in NEEDS_CUE:
            return True
        if kind == "loan_product":
            return bool(LOAN_CUE.search(reading.folded.text))
        return kind != "item" or any(entity.type in ("quantity", "amount") for entity in reading.found)

    def take_people(self, reading: Reading) -> None:
        """A known first name, or a capitalised word after "kwa", "to", "naitwa" and their like."""
        if reading.folded.came_from is not None:
            return
        typed = reading.folded.typed
        for match in NAME.finditer(typed):
            start, end = match.span()
            if "\x00" not in reading.free[start:end] and self._is_person(reading, match.group(), start):
                reading.add("person", match.group(), start, end)
        for word in re.finditer(r"[a-z']{3,}", reading.free):
            if word.group() in self.names and "\x00" not in reading.free[word.start() : word.end()]:
                start, end = self._with_second_name(reading, word)
                reading.add("person", typed[start:end], start, end)

    def _with_second_name(self, reading: Reading, word: re.Match[str]) -> tuple[int, int]:
        following = re.match(r" ([a-z']{3,})", reading.free[word.end() :])
        if following and following.group(1) in self.names:
            return word.start(), word.end() + following.end()
        return word.span()

    def _is_person(self, reading: Reading, name: str, start: int) -> bool:
        first = name.split()[0].lower()
        return (
            first in self.names
            or bool(NAMED.search(reading.folded.text[:start]))
            or (bool(PERSON_CUE.search(reading.folded.text[:start])) and name.split()[0].lower() not in NOT_NAMES)
        )


NOT_NAMES = frozenset({
    "the", "this", "simu", "mpesa", "akaunti", "account", "loan", "mkopo", "sacco", "chama", "pesa", "leo", "kesho",
    "imarisha", "safaricom", "airtel", "equity", "kcb", "paybill", "monday", "tuesday", "wednesday", "thursday",
    "friday", "saturday", "sunday", "january", "february", "march", "april", "june", "july", "august", "september",
    "october", "november", "december", "dap", "kenya", "tanzania", "uganda", "savings", "akiba", "member", "pin",
    "bank", "benki", "customer", "agent", "whatsapp", "kiswahili", "english", "mkulima", "tala", "fuliza", "branch",
    "my", "your", "yangu", "help", "start", "stop", "number", "namba", "phone", "sms", "kes", "ksh", "kutoa", "kulipa",
    "mbegu", "mbolea", "hisa", "shares", "salio", "balance", "usd", "dollar", "kuweka", "riba", "new", "all",
})  # fmt: skip


def load() -> Things:
    lists = tomllib.loads(THINGS.read_text(encoding="utf-8"))
    return Things({kind: values for kind, values in lists.items() if kind != "person"}, lists["person"]["names"])
