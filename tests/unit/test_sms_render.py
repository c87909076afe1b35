"""A screen as a text message: two parts at most, no option lost, no footer but where it is all there is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from channels import gsm7
from channels.sms.render import accent
from dialogs.screen import Said

LABELS = st.text(st.characters(codec="utf-8", exclude_characters="\n", categories=("L", "N", "P", "Zs")), min_size=1)


def test_back_and_home_are_not_printed() -> None:
    said = Said("How much?", options=(("1", "500"),), keys=(("0", "Back"), ("00", "Home")))
    assert accent(said) == ["How much?\n1. 500"]


def test_a_key_that_leads_on_is_printed_where_nothing_else_can_be_chosen() -> None:
    said = Said("Dial to sign.", keys=(("9", "Forgot PIN"), ("0", "Back")))
    assert accent(said) == ["Dial to sign.\n9. Forgot PIN"]


def test_words_of_two_parts_stay_one_message() -> None:
    [page] = accent(Said("word " * 60))
    assert gsm7.segments(page) == 2


@given(st.text(max_size=900), st.lists(LABELS, max_size=9))
def test_no_page_has_more_than_two_parts_and_no_option_is_lost(message: str, labels: list[str]) -> None:
    said = Said(message, options=tuple((str(n), label[:60]) for n, label in enumerate(labels, 1)))
    pages = accent(said)
    assert all(gsm7.segments(page) <= 2 for page in pages)
    lines = "\n".join(pages).split("\n")
    for key, _ in said.options:
        assert any(line.startswith(f"{key}. ") for line in lines)
