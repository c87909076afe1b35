"""A screen as it is spoken: sentences in order, four options in a breath, which keys are listened for."""

from __future__ import annotations

from channels.voice.render import Spoken, accent, read_spoken
from dialogs.screen import Said

BACK = (("0", "Back"),)


def spoken(said: Said, *, person: bool = True) -> list[Spoken]:
    return [read_spoken(page) for page in accent(person=person)(said)]


def menu(count: int, **more: object) -> Said:
    return Said("Which?", tuple((str(n), f"Loan {chr(64 + n)}") for n in range(1, count + 1)), **more)  # type: ignore[arg-type]


def test_the_option_comes_first_and_the_key_last() -> None:
    said = Said("Sawa?", (("1", "Mwezi 1: 5,075"), ("2", "Miezi 2: 2 x 2,575")), language="sw")
    [page] = spoken(said)
    assert page.sentences == (
        "Sawa?",
        "Mwezi mmoja: elfu tano na sabini na tano. Bonyeza moja.",
        "Miezi miwili: malipo mawili ya elfu mbili na mia tano na sabini na tano. Bonyeza mbili.",
        "Kusikia tena, bonyeza tisa.",
        "Kuongea na mtu, bonyeza sifuri.",
    )
    assert (page.digits, page.secret, page.ends, page.language) == (1, False, False, "sw")


def test_nine_repeats_and_zero_leads_to_a_person() -> None:
    [page] = spoken(menu(2))
    assert page.sentences[-2:] == ("To hear it again, press nine.", "To talk to a person, press zero.")
    keys = dict(page.keys)
    assert (keys["9"], keys["*"], keys["0"]) == ("repeat", "repeat", "person")


def test_the_screen_s_own_keys_win() -> None:
    own = (("9", "Forgot PIN"), ("0", "Back"))
    [page] = spoken(menu(2, keys=own))
    keys = dict(page.keys)
    assert (keys["9"], keys["0"], keys["*"]) == ("9", "0", "repeat")
    assert page.sentences[-1] == "To hear it again, press star."


def test_nobody_to_talk_to_is_not_offered() -> None:
    [page] = spoken(menu(2), person=False)
    assert "0" not in dict(page.keys)
    assert page.sentences[-1] == "To hear it again, press nine."


def test_four_in_a_breath_and_a_key_that_leads_on() -> None:
    first, second, third = spoken(menu(9, keys=BACK))
    assert first.sentences[5:7] == ("For more, press eight.", "Back. Press zero.")
    assert second.sentences[:4] == tuple(
        f"Loan {letter}. Press {key}." for letter, key in zip("EFGH", ("five", "six", "seven", "eight"), strict=True)
    )
    assert third.sentences[0] == "Loan I. Press nine."
    assert [dict(page.keys).get(key) for page, key in ((first, "8"), (second, "4"))] == ["98", "98"]
    assert "98" not in dict(third.keys).values()


def test_keys_of_one_digit_work_before_they_are_spoken() -> None:
    first, _ = spoken(menu(6))
    assert [dict(first.keys)[key] for key in "123456"] == list("123456")


def test_options_of_two_digits_get_keys_of_one() -> None:
    *_, last = spoken(menu(12))
    assert last.sentences[:4] == tuple(
        f"Loan {letter}. Press {key}." for letter, key in zip("IJKL", ("nine", "one", "two", "three"), strict=True)
    )
    assert [dict(last.keys)[key] for key in "9123"] == ["9", "10", "11", "12"]


def test_home_is_a_key_too() -> None:
    [page] = spoken(menu(3, keys=(("0", "Back"), ("00", "Home"))))
    assert "Home. Press eight." in page.sentences
    assert dict(page.keys)["8"] == "00"


def test_a_question_for_several_keys_ends_with_hash() -> None:
    [page] = spoken(Said("How much do you need?\nExample: 5000", keys=BACK))
    assert page.sentences == (
        "How much do you need?",
        "Example: five thousand.",
        "Press the keys, and hash at the end.",
        "Back. Press zero, then hash.",
        "To hear it again, press star, then hash.",
    )
    assert (page.digits, page.secret) == (15, False)


def test_a_secret_has_its_number_of_keys() -> None:
    [pin] = spoken(Said("Enter your Imarisha PIN.", keys=(("9", "Forgot PIN"), ("0", "Back")), secret=True))
    [code] = spoken(Said("Type the 6 digits of our SMS.", secret=True))
    [namba] = spoken(Said("Andika namba 6 za SMS yetu.", secret=True, language="sw"))
    assert (pin.digits, code.digits, namba.digits) == (4, 6, 6)
    assert pin.secret
    assert pin.sentences[1:3] == ("Press the four keys. Do not say them.", "Forgot PIN. Press nine, then hash.")
    assert namba.sentences[1] == "Bonyeza namba sita. Usizitamke."


def test_the_last_word_listens_for_nothing() -> None:
    [page] = spoken(Said("Thank you Amina.\nLoan LN-0001 is approved", ends=True))
    assert page == Spoken("en", ("Thank you Amina.", "Loan L N, zero zero zero one is approved."), ends=True)


def test_many_footers_are_spoken_like_options() -> None:
    footers = tuple((key, f"Way {key}") for key in ("0", "1", "2", "3", "4"))
    first, second = spoken(Said("Where?", keys=footers))
    assert len([line for line in (*first.sentences, *second.sentences) if line.startswith("Way")]) == 5
