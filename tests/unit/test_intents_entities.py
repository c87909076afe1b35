"""What a message mentions: sums, dates, lengths, phones, codes and goods, each with its exact value and place.

Read on Wednesday 2026-03-11. `?` behind a value: it must be confirmed.
"""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents.entities import Mentions
from intents.labels import ENTITY_TYPES
from intents.normal import LONGEST_TEXT, fold

WEDNESDAY = date(2026, 3, 11)
MENTIONS = Mentions()

SUMS = """
5k => amount 5000
5.5K => amount 5500
1.5m => amount 1500000
KSh 1,500/= => amount 1500 KES
Kes2500.00 => amount 2500 KES
sh 300 => amount 300
3,000/- => amount 3000
500 bob => amount 500
UGX 150,000 => amount 150000 UGX
TSh 10,000 => amount 10000 TZS
1 500 => amount 1500
1,250.50 => amount 1250.50
elfu moja mia tano => amount 1500
mkopo wa elfu thelathini na tano => amount 35000
elfu mbili miezi miwili => amount 2000; duration P2M
mia tano siku 30 => amount 500; duration P30D
buku tano => amount 5000
half a million => amount 500000
nataka 1.500 sh => amount 1500?
10,00 => amount 10?
5OO => amount 500?
-500 =>
matatu ya Thika => location thika
saa tano =>
pamoja sana =>
the rate is 10% per month =>
miamala 10 ya mwisho =>
07123456 =>
"""
DATES = """
sitalipa leo => date 2026-03-11
kesho => date 2026-03-12
pay 2moro => date 2026-03-12
keshokutwa => date 2026-03-13
mtondo => date 2026-03-14
juzi => date 2026-03-09
ijumaa => date 2026-03-13
ijumaa ijayo => date 2026-03-20?
friday next week => date 2026-03-20?
jumatatu iliyopita => date 2026-03-09
siku ya Jumamosi => date 2026-03-14
tarehe 5 => date 2026-04-05
tarehe 15 => date 2026-03-15
tarehe tano mwezi wa sita => date 2026-06-05
tarehe mosi Aprili => date 2026-04-01
tarehe 15 mwezi ujao => date 2026-04-15
april 25th 2026 => date 2026-04-25
1/5/26 => date 2026-05-01
15/4 => date 2026-04-15
12.05.2026 => date 2026-05-12
2026-04-01 => date 2026-04-01
25th => date 2026-03-25
in 2 weeks => date 2026-03-25
baada ya siku tatu => date 2026-03-14
3 days ago => date 2026-03-08
mwisho wa mwezi => date 2026-03-31
mwezi ujao => date 2026-04 month
wiki ijayo => date 2026-03-16 week
mwaka uliopita => date 2025 year
mwezi wa tatu => date 2026-03 month
statement ya January => date 2026-01 month
nililipa tarehe 2 => date 2026-03-02
we are open 24/7 =>
"""
LENGTHS = """
miezi mitatu => duration P3M
3 months => duration P3M
wiki mbili => duration P2W
mwezi mmoja => duration P1M
siku thelathini => duration P30D
miaka miwili => duration P2Y
mwaka mmoja na nusu => duration P18M
one and a half years => duration P18M
nusu mwaka => duration P6M
6mths => duration P6M
repay in 6 months => duration P6M
repay in 3 weeks => duration P3W
lend me 7k and i will pay in four months => amount 7000; duration P4M
taarifa za miezi mitatu iliyopita => duration P3M
"""
NAMES = """
0712 345 678 => phone +254712345678
254 110 223344 => phone +254110223344
712345678 => phone +254712345678
+250 788 123 456 => phone +250788123456
sifuri saba moja mbili tatu nne tano sita saba nane => phone +254712345678?
oh seven double two one one two two three three => phone +254722112233?
code ni SFK3J8L2MN => txn_code SFK3J8L2MN
kitambulisho 29876543 => national_id 29876543
kitambulisho changu ni 29876543 => national_id 29876543
pin yangu ni 4455 => pin 4455
loan LN-10045 => loan_id LN10045
namba ya uanachama 00731 => member_no 00731
account number 0023-4567 => account_no 00234567
write to jane@example.org => email jane@example.org
"""
TOGETHER = """
nikopeshe 15k miezi 6 => amount 15000; duration P6M
lipa elfu tatu kesho kwa mpesa => amount 3000; date 2026-03-12; payment_method mpesa
tuma 750 kwa 0722000111 leo => amount 750; phone +254722000111; date 2026-03-11
send 2000 to Wanjiku 0712345678 => amount 2000; person Wanjiku; phone +254712345678
mifuko miwili ya DAP => quantity 2 bag; item dap
3 bags of CAN => quantity 3 bag; item can
can I buy 3 bags => quantity 3 bag
kilo 25 za mbegu => quantity 25 kg; item seed
magunia kumi => quantity 10 bag
magunia matatu => quantity 3 bag
lita mbili na nusu => quantity 2.5 l
kwa kiswahili tafadhali => language sw
"""
TABLE = [line.split(" =>") for part in (SUMS, DATES, LENGTHS, NAMES, TOGETHER) for line in part.strip().splitlines()]


def found(text: str, country: str = "KE") -> str:
    return "; ".join(
        " ".join(filter(None, (each.type, each.value, each.unit or each.currency or each.grain))) + "?" * each.check
        for each in MENTIONS.read(fold(text), WEDNESDAY, country)
    )


@pytest.mark.parametrize(("text", "mentions"), TABLE, ids=[text for text, _ in TABLE])
def test_a_message_mentions(text: str, mentions: str) -> None:
    assert found(text) == mentions.strip()


def test_a_phone_is_one_of_the_members_country() -> None:
    assert found("0772123456", country="UG") == "phone +256772123456"


def test_the_place_is_that_of_the_typed_text_whatever_signs_are_in_it() -> None:
    text = "\N{ZERO WIDTH SPACE}Mkopo wa \u201cKES\N{NO-BREAK SPACE}5,000\u201d \N{THUMBS UP SIGN} kesho"
    amount, day = MENTIONS.read(fold(text), WEDNESDAY)
    assert (amount.text, day.text) == ("KES\N{NO-BREAK SPACE}5,000", "kesho")
    assert text[amount.start : amount.end] == amount.text


WORDS = "elfu tano 5000 0712345678 tarehe kesho ijumaa ijayo miezi 3 na , . pin 4455 mwezi wa may 31"
PIECES = st.sampled_from(
    [
        "elfu",
        "tano",
        "5000",
        "0712345678",
        "tarehe",
        "kesho",
        "ijumaa",
        "ijayo",
        "miezi",
        "3",
        "na",
        ",",
        ".",
        "pin",
        "4455",
        "mwezi",
        "wa",
        "may",
        "31",
        "feb",
        "/=",
        "sh",
        "KES",
        "10,00",
        "nusu",
    ]
)


@given(st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=12).map(" ".join)))
def test_whatever_is_typed_its_mentions_stand_where_they_say(text: str) -> None:
    before = 0
    for each in MENTIONS.read(fold(text), WEDNESDAY):
        assert text[each.start : each.end] == each.text
        assert before <= each.start < each.end <= LONGEST_TEXT
        assert each.type in ENTITY_TYPES
        before = each.end
