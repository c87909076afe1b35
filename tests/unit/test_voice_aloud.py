"""A screen's words as they are said: amounts, dates, times, phones and codes written out."""

from __future__ import annotations

import pytest

from channels.voice.aloud import aloud

ENGLISH = [
    ("KES 5,075", "five thousand and seventy-five shillings"),
    ("KES 1", "one shilling"),
    ("KES 21", "twenty-one shillings"),
    ("KES 5,075.50", "five thousand and seventy-five shillings and fifty cents"),
    ("KES -200", "minus two hundred shillings"),
    ("UGX 150,000", "one hundred and fifty thousand Uganda shillings"),
    ("You pay 3 x 1,742 from 16 Dec", "You pay three payments of one thousand seven hundred and forty-two from the"
     " sixteenth of December"),
    ("1 x 500", "one payment of five hundred"),
    ("Next: KES 1,742 on 15 Dec", "Next: one thousand seven hundred and forty-two shillings on the fifteenth of"
     " December"),
    ("Dec 2025", "December two thousand and twenty-five"),
    ("until 2:35pm", "until two thirty-five p m"),
    ("tomorrow 9:05am", "tomorrow nine oh five a m"),
    ("Mon-Sat 8am-6pm", "Monday to Saturday eight a m to six p m"),
    ("up to KES 20,000, 1-3 months", "up to twenty thousand shillings, one to three months"),
    ("34%", "thirty-four percent"),
    ("1.5% a month", "one point five percent a month"),
    ("0700 000 001", "zero seven zero zero, zero zero zero, zero zero one"),
    ("+254700000001", "zero seven zero zero, zero zero zero, zero zero one"),
    ("0700000001", "zero seven zero zero, zero zero zero, zero zero one"),
    ("Loan LN-0042.", "Loan L N, zero zero four two."),
    ("receipt UKGZ2AW2CB,", "receipt U K G Z two A W two C B,"),
    ("account LN0042", "account L N zero zero four two"),
    ("Paybill 600100", "Paybill six zero zero one zero zero"),
    ("Dial *384*1*3#.", "Dial star, three eight four, star, one, star, three, hash."),
    ("Example: 5000", "Example: five thousand"),
    ("Example: 25081990", "Example: two five zero eight one nine nine zero"),
    ("Not 1234, not your birth year", "Not one two three four, not your birth year"),
    ("the 4 digits of your PIN", "the four digits of your PIN"),
    ("M-PESA", "M-PESA"),
    ("Amina O'Neill", "Amina O'Neill"),
]  # fmt: skip
SWAHILI = [
    ("KES 5,075", "shilingi elfu tano na sabini na tano"),
    ("KES 5,075.50", "shilingi elfu tano na sabini na tano na senti hamsini"),
    ("Malipo: KES 500 tarehe 15 Des", "Malipo: shilingi mia tano tarehe kumi na tano Desemba"),
    ("Ya 1 Jan", "Ya tarehe mosi Januari"),
    ("Miezi 3: 3 x 1,742", "Miezi mitatu: malipo matatu ya elfu moja na mia saba na arobaini na mbili"),
    ("Mwezi 1: 4,060", "Mwezi mmoja: elfu nne na sitini"),
    ("miezi 1-3", "miezi mmoja hadi mitatu"),
    ("Miamala yako 5 ya mwisho", "Miamala yako mitano ya mwisho"),
    ("saa 8:35 mchana", "saa nane na dakika thelathini na tano mchana"),
    ("Jtt-Jmosi saa 2-12", "Jumatatu hadi Jumamosi saa mbili hadi kumi na mbili"),
    ("Kwa saa 24", "Kwa saa ishirini na nne"),
    ("34%", "asilimia thelathini na nne"),
    ("0700 000 000", "sifuri saba sifuri sifuri, sifuri sifuri sifuri, sifuri sifuri sifuri"),
    ("namba 4 za PIN yako", "namba nne za PIN yako"),
]


@pytest.mark.parametrize(("text", "said"), ENGLISH, ids=lambda value: str(value)[:30])
def test_in_english(text: str, said: str) -> None:
    assert aloud(text, "en") == said


@pytest.mark.parametrize(("text", "said"), SWAHILI, ids=lambda value: str(value)[:30])
def test_in_swahili(text: str, said: str) -> None:
    assert aloud(text, "sw") == said


def test_another_language_is_read_as_english() -> None:
    assert aloud("KES 5", "fr") == "five shillings"


@pytest.mark.parametrize(("text", "said"), [*ENGLISH, *SWAHILI], ids=lambda value: str(value)[:30])
def test_what_was_written_out_stays(text: str, said: str) -> None:
    assert aloud(said, "en") == said
