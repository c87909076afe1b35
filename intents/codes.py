"""Numbers that are names: e-mail addresses, phones, receipts, loans, members, ID cards, accounts and PINs."""

from __future__ import annotations

import re
from collections.abc import Mapping

from intents.numerals import EN_ONES, SW_ONES
from intents.reading import Reading

EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
#: Country -> calling code and the first digits of its mobile numbers, which have nine digits in all of them.
MOBILE: Mapping[str, tuple[str, str]] = {
    "KE": ("254", "[17]"), "UG": ("256", "7"), "TZ": ("255", "[67]"), "RW": ("250", "7"), "ET": ("251", "[79]"),
}  # fmt: skip
CALLING = "|".join(code for code, _ in MOBILE.values())
GAP = r"[ .-]?"
ABROAD = re.compile(rf"(?<![\w+])(?:\+|00)?({CALLING}){GAP}(?:\(0\){GAP}|0(?=\d{{9}}))?((?:\d{GAP}){{8}}\d)(?!\w)")
ELSEWHERE = re.compile(r"(?<![\w+])\+(\d(?:[ -]?\d){8,13})(?!\w)")
AT_HOME = re.compile(rf"(?<![\w+.,/-])0{GAP}((?:\d{GAP}){{8}}\d)(?!\w)")
BARE = re.compile(r"(?<![\w+.,/-])(\d{3} ?\d{3} ?\d{3})(?![\w/])(?!,\d)")
SAID = {word: str(value) for table in (SW_ONES, EN_ONES[:10]) for value, word in enumerate(table)} | {
    "oh": "0", "o": "0", "sufuri": "0",
}  # fmt: skip
REPEATED = {"double": 2, "triple": 3}
SHORTEST_SAID = 9

RECEIPT = re.compile(r"(?<![\w@])[a-z](?=[a-z]*\d)[a-z0-9]{9}(?!\w)")
RECEIPT_CUE = re.compile(
    r"(?:code|msimbo|receipt|risiti|txn|transaction|muamala|ref|reference|kodi)\W+(?:\w+\W+){0,2}$"
)
LIKE_WORD_AND_SUM = re.compile(r"[a-z]+\d+")

NO = r"(?:no|nr|num|number|numba|namba|nambari|id|ref|#)"
IS = r"(?:is|ni|yangu|yake|yetu|wangu|my|ya|of)"
NUMBER_CUE = rf"(?:\W*{NO}\b)?(?:\W+{IS}\b)*\W*"
#: Up to so many words may stand between "kitambulisho" and its number, but none of money or another number.
FEW_WORDS = r"(?:\W+(?!account|akaunti|loan|mkopo|phone|simu|sh\b|kes|ksh)[a-z.]+){0,4}\W+"
ACCOUNT = r"(?:account|acct|\bacc\b|\ba/?c\b|akaunti?)"
MEMBER = r"(?:member(?:ship)?|m/no|mno|mwanachama|uanachama|mshiriki)"
IDENTITY = r"(?:\bids?\b|kitambulisho|vitambulisho|identity(?: card)?|kipande)"
LOAN = re.compile(r"(?<!\w)(ln[-/ ]?\d{3,9})(?!\w)")
CUED: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("loan_id", re.compile(rf"(?:loan|mkopo)\W*{NO}\b\W*(?:is|ni|ya)?\W*([a-z]{{0,3}}-?\d{{3,10}})(?!\w)")),
    ("member_no", re.compile(rf"{MEMBER}{NUMBER_CUE}([a-z]{{0,4}}[-/]?\d{{2,8}})(?!\w)")),
    ("member_no", re.compile(r"(?<!\w)((?:m|mb|mem|mbr)[-/ ]?0\d{3,6})(?!\w)")),
    ("member_no", re.compile(rf"{MEMBER}(?:\W+[a-z.]+){{0,3}}\W+([a-z]{{1,3}}[-/ ]?\d{{3,7}}|0\d{{2,7}})(?!\w)")),
    ("national_id", re.compile(
        rf"{IDENTITY}{FEW_WORDS}(\d{{7,8}}|\d{{2}}[ .]\d{{3}}[ .]\d{{3}})(?![\w/])(?!\s*(?:/=|bob))")),
    ("national_id", re.compile(
        rf"(?:{IDENTITY}|\bnida\b|\bnin\b|huduma namba)(?: card)?{NUMBER_CUE}"
        r"(\d{8}-?\d{5}-?\d{5}-?\d{2}|\d{16}|c[mf][0-9a-z]{12}|\d{7,8})(?!\w)")),
    ("account_no", re.compile(rf"{ACCOUNT}\W*{NO}\b(?:\W+{IS}\b)*\W*([a-z]{{0,3}}-?\d[\d-]{{2,16}}\d)(?!\w)")),
    ("account_no", re.compile(
        rf"{ACCOUNT}(?:\W+{IS}\b)?\W*([a-z]{{0,3}}-?(?:0\d{{3,15}}|\d{{6,16}}|\d{{2,6}}-\d[\d-]{{2,12}}))(?!\w)")),
)  # fmt: skip
SECRET = r"(?:\bpins?\b|\bpini\b|siri|password|passcode|nywila|nenosiri)"
PIN = re.compile(rf"{SECRET}\D{{0,24}}?(?<![\w.,/-])(\d{{4}})(?![\w/])(?![.,-]\d)")
PIN_BEFORE = re.compile(rf"(?<![\w.,/-])(\d{{4}})\s+(?:is|ni|ndio|ndiyo)\s+(?:my\s+|the\s+)?(?:namba\s+ya\s+)?{SECRET}")
PIN_AFTER_PIN = re.compile(r"\x00{4}\s+(?:to|kwenda|kuwa|iwe|into|na|and|,)\s*(\d{4})(?!\w)")


def take_codes(reading: Reading) -> None:
    for match in EMAIL.finditer(reading.free):
        reading.add("email", match.group(), match.start(), match.end())
    _take_phones(reading)
    _take_receipts(reading)
    for match in LOAN.finditer(reading.free):
        reading.add("loan_id", _plain_code(match.group(1)), match.start(1), match.end(1))
    for kind, shape in CUED:
        for match in shape.finditer(reading.free):
            reading.add(kind, _plain_code(match.group(1)), match.start(1), match.end(1))
    for shape in (PIN, PIN_BEFORE, PIN_AFTER_PIN):
        for match in shape.finditer(reading.free):
            reading.add("pin", match.group(1), match.start(1), match.end(1))


def _take_phones(reading: Reading) -> None:
    code, first = MOBILE.get(reading.country, MOBILE["KE"])
    for match in ABROAD.finditer(reading.free):
        reading.add("phone", f"+{match.group(1)}{_digits(match.group(2))}", match.start(), match.end())
    for match in ELSEWHERE.finditer(reading.free):
        reading.add("phone", f"+{_digits(match.group(1))}", match.start(), match.end())
    for shape in (AT_HOME, BARE):
        for match in shape.finditer(reading.free):
            digits = _digits(match.group(1))
            if re.match(first, digits):
                reading.add("phone", f"+{code}{digits}", match.start(), match.end())
    _take_said_phone(reading, code, first)


def _plain_code(text: str) -> str:
    """In capitals, without dashes and spaces, as codes are compared."""
    return re.sub(r"[-/ ]", "", text).upper()


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def _take_said_phone(reading: Reading, code: str, first: str) -> None:
    """A phone said digit by digit: sifuri saba moja mbili ..., oh seven double two ..."""
    tokens = reading.tokens
    at = 0
    while at < len(tokens):
        digits, after, times = "", at, 1
        while after < len(tokens) and (tokens[after].word in SAID or tokens[after].word in REPEATED or
                                       (digits and tokens[after].word.isdecimal())):  # fmt: skip
            word = tokens[after].word
            digits += SAID.get(word, word if word.isdecimal() else "") * times
            times = REPEATED.get(word, 1)
            after += 1
        if len(digits) == SHORTEST_SAID + 1 and digits[0] == "0" and re.match(first, digits[1:]):
            reading.add("phone", f"+{code}{digits[1:]}", *reading.between(tokens, at, after), check=True)
            return
        at = max(after, at + 1)


def _take_receipts(reading: Reading) -> None:
    for match in RECEIPT.finditer(reading.free):
        start, end = match.span()
        first, last = reading.folded.span(start, end)
        shouted = reading.folded.typed[first:last].isupper()
        cued = RECEIPT_CUE.search(reading.free[:start])
        if shouted or cued or not LIKE_WORD_AND_SUM.fullmatch(match.group()):
            reading.add("txn_code", match.group().upper(), start, end)
