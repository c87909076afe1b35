"""Whatever a dialog says: no page over budget, no option lost or cut, no word missing, no number moved."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from channels import gsm7
from channels.ussd.render import AIRTEL_PAGE_SEPTETS, PAGE_SEPTETS, accent
from dialogs.screen import Said

ENGLISH = "You may borrow up to KES 20,000 for three months. Which loan? {late} [fee] €5 it's"
SWAHILI = "Unaweza kukopa hadi KES 20,000 kwa miezi mitatu. Ungependa mkopo gani? Mũthoni alilipa ng'ombe"

budgets = st.sampled_from([PAGE_SEPTETS, AIRTEL_PAGE_SEPTETS])
words = st.sampled_from([*ENGLISH.split(), *SWAHILI.split()])
sentences = st.lists(words, min_size=1, max_size=70).map(" ".join)
paragraphs = st.lists(sentences, min_size=1, max_size=3).map("\n".join)
labels = st.lists(words, min_size=1, max_size=6).map(" ".join)
long_labels = st.lists(words, min_size=20, max_size=60).map(" ".join)
footers = st.sampled_from(
    [(), (("0", "Back"),), (("0", "Rudi"), ("00", "Mwanzo")), (("9", "Forgot PIN"), ("0", "Back"))]
)


def numbered(texts: list[str]) -> tuple[tuple[str, str], ...]:
    return tuple((str(number), text) for number, text in enumerate(texts, 1))


sayings = st.builds(
    Said,
    message=paragraphs,
    options=st.lists(labels, max_size=12).map(numbered),
    keys=footers,
    more=st.sampled_from(["More", "Zaidi"]),
    ends=st.booleans(),
)
anything = st.builds(
    Said,
    message=st.text(max_size=400),
    options=st.lists(st.text(max_size=300), max_size=8).map(numbered),
    keys=st.lists(st.text(max_size=120), max_size=3).map(numbered),
    more=st.text(max_size=100),
)


def body_lines(page: str, said: Said) -> list[str]:
    """Without the footer."""
    footer = {f"98. {said.more}", *(f"{key}. {label}" for key, label in said.keys)}
    return [line for line in page.split("\n") if line not in footer]


@settings(max_examples=150)
@given(said=sayings, budget=budgets)
def test_no_page_is_over_budget(said: Said, budget: int) -> None:
    assert all(gsm7.fits(page) and gsm7.septets(page) <= budget for page in accent(budget)(said))


@settings(max_examples=150)
@given(said=sayings, budget=budgets)
def test_every_option_is_there_once_whole_in_order_under_its_number(said: Said, budget: int) -> None:
    pages = accent(budget)(said)
    wanted = [gsm7.transliterate(f"{key}. {label}") for key, label in said.options]
    lines = [line for page in pages for line in body_lines(page, said)]
    assert lines[len(lines) - len(wanted) :] == wanted


@settings(max_examples=150)
@given(said=sayings, budget=budgets)
def test_every_word_is_there_in_order(said: Said, budget: int) -> None:
    pages = accent(budget)(said)
    whole = " ".join([said.message, *(f"{key}. {label}" for key, label in said.options)])
    shown = " ".join(line for page in pages for line in body_lines(page, said))
    assert shown.split() == gsm7.transliterate(whole).split()


@settings(max_examples=150)
@given(said=sayings, budget=budgets)
def test_every_page_but_the_last_offers_more_and_every_page_the_way_back(said: Said, budget: int) -> None:
    *others, last = accent(budget)(said)
    keys = "".join(f"\n{key}. {label}" for key, label in said.keys)
    assert all(page.endswith(f"\n98. {said.more}{keys}") for page in others)
    assert last.endswith(keys)
    assert f"98. {said.more}" not in last


@settings(max_examples=100)
@given(message=sentences, before=labels, long=long_labels, after=labels, budget=budgets)
def test_an_endless_label_loses_no_word(message: str, before: str, long: str, after: str, budget: int) -> None:
    said = Said(message, options=numbered([before, long, after]), keys=(("0", "Back"),))
    pages = accent(budget)(said)
    shown = " ".join(line for page in pages for line in body_lines(page, said))
    assert shown.split() == gsm7.transliterate(f"{message} 1. {before} 2. {long} 3. {after}").split()
    assert all(gsm7.septets(page) <= budget for page in pages)


@settings(max_examples=200, deadline=None)
@given(said=anything, budget=budgets)
def test_arbitrary_text_stays_within_the_screen_and_can_be_sent(said: Said, budget: int) -> None:
    for page in accent(budget)(said):
        assert gsm7.weight(page) <= budget
        page.encode()


@settings(max_examples=200, deadline=None)
@given(said=anything, budget=budgets)
def test_arbitrary_text_loses_nothing_but_blanks(said: Said, budget: int) -> None:
    pages = accent(budget)(said)
    shown = "".join("".join(pages).split())
    texts = [
        gsm7.transliterate(said.message),
        *(gsm7.transliterate(f"{n}. {label}") for n, label in said.options),
    ]
    still_to_come = iter(shown)
    assert all(char in still_to_come for char in "".join("".join(texts).split()))


@settings(max_examples=200)
@given(text=st.text(max_size=200))
def test_transliterating_twice_changes_nothing_more(text: str) -> None:
    once = gsm7.transliterate(text)
    assert gsm7.transliterate(once) == once


@settings(max_examples=200)
@given(text=st.text(alphabet=gsm7.BASIC + gsm7.EXTENSION, max_size=400))
def test_an_sms_has_the_parts_its_septets_need_or_one_more_for_pairs_at_the_seams(text: str) -> None:
    septets, parts = gsm7.septets(text), gsm7.segments(text)
    if septets <= gsm7.SMS_SEPTETS:
        assert parts == 1
    else:
        least = -(-septets // gsm7.SMS_PART_SEPTETS)
        assert least <= parts <= least + 1
