"""How a screen looks on a USSD phone, page by page."""

from __future__ import annotations

from channels import gsm7
from channels.ussd.render import AIRTEL_PAGE_SEPTETS, accent
from dialogs.screen import Said

BACK = (("0", "Back"),)


def test_a_screen_that_fits_is_one_page() -> None:
    said = Said("Which loan?", options=(("1", "Boost"), ("2", "Biashara")), keys=BACK)
    assert accent()(said) == ["Which loan?\n1. Boost\n2. Biashara\n0. Back"]


def test_text_that_just_fits_has_no_footer_for_more() -> None:
    assert accent()(Said("a" * 156)) == ["a" * 156]
    assert accent()(Said("a " * 78)) == ["a " * 78]


def test_brackets_cost_two() -> None:
    assert len(accent()(Said("[" * 78))) == 1
    assert len(accent()(Said("[" * 79))) == 2


def test_airtel_shows_more() -> None:
    said = Said("a" * 170)
    assert len(accent(AIRTEL_PAGE_SEPTETS)(said)) == 1
    assert len(accent()(said)) == 2


def test_terms_over_two_pages_as_a_member_reads_them() -> None:
    terms = (
        "Cost as yearly rate: 34%. Late: 1% a month of what is late. Pay early, pay less. "
        "Complaints: 0700 000 000. You may cancel within two days without any cost."
    )
    said = Said(terms, options=(("1", "Agree"), ("2", "Change")), keys=BACK)
    assert accent()(said) == [
        "Cost as yearly rate: 34%. Late: 1% a month of what is late. Pay early, pay less. "
        "Complaints: 0700 000 000. You may cancel within two days\n98. More\n0. Back",
        "without any cost.\n1. Agree\n2. Change\n0. Back",
    ]


def test_options_keep_their_numbers_and_are_never_cut() -> None:
    options = tuple((str(n), f"Kikundi cha akina mama namba {n}") for n in range(1, 10))
    pages = accent()(Said("Chagua kikundi", options=options, keys=(("0", "Rudi"),), more="Zaidi"))
    assert pages[0] == (
        "Chagua kikundi\n"
        "1. Kikundi cha akina mama namba 1\n"
        "2. Kikundi cha akina mama namba 2\n"
        "3. Kikundi cha akina mama namba 3\n"
        "98. Zaidi\n"
        "0. Rudi"
    )
    lines = [line for page in pages for line in page.split("\n")]
    assert [line for line in lines if "Kikundi" in line] == [f"{n}. {label}" for n, label in options]
    assert "98" not in pages[-1]


def test_a_label_longer_than_a_page_gets_its_own_pages() -> None:
    label = " ".join(f"word{n}" for n in range(40))
    pages = accent()(Said("Which?", options=(("1", "Short"), ("2", label), ("3", "Last")), keys=BACK))
    assert pages[0] == "Which?\n1. Short\n98. More\n0. Back"
    assert pages[1].startswith("2. word0 word1 ")
    assert pages[-1].endswith("word39\n3. Last\n0. Back")
    words = [word for page in pages for word in page.split() if word.startswith("word")]
    assert words == label.split()


def test_an_ending_is_paged_too() -> None:
    pages = accent()(Said("Asante. " * 30, ends=True))
    assert len(pages) == 2
    assert pages[0].endswith("\n98. More")


def test_kikuyu_names_do_not_halve_the_screen() -> None:
    assert accent()(Said("Mũthoni " * 19)) == ["Muthoni " * 19]


def test_amharic_has_half_the_screen() -> None:
    pages = accent()(Said("ሰላም " * 40, keys=BACK))
    assert len(pages) == 3
    assert all(len(page) <= 78 for page in pages)


def test_a_footer_that_would_fill_the_page_is_shown_once() -> None:
    keys = (("0", "Back to the menu that you came from before this one, whichever it was"), ("00", "Home"))
    pages = accent()(Said("Text " * 40, keys=keys))
    assert sum(page.count("Back to the menu") for page in pages) == 1
    assert all(gsm7.weight(page) <= 156 for page in pages)


def test_the_same_budget_is_the_same_accent() -> None:
    assert accent(156) is accent(156)
