"""How a screen looks on WhatsApp: buttons, a list or numbered text, and never an option less."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from channels.whatsapp.render import Bubble, Row, accent, read_bubble
from dialogs.screen import Said

BACK = (("0", "Back"),)
FOOTER = (("0", "Back"), ("00", "Home"))


def shown(said: Said) -> list[Bubble]:
    return [read_bubble(page) for page in accent(said)]


def numbered(texts: list[str]) -> tuple[tuple[str, str], ...]:
    return tuple((str(number), text) for number, text in enumerate(texts, 1))


def test_three_short_options_are_buttons() -> None:
    said = Said("You get KES 4,940 today.", options=numbered(["Agree", "Change", "Terms"]))
    rows = (Row("1", "Agree"), Row("2", "Change"), Row("3", "Terms"))
    assert shown(said) == [Bubble("buttons", said.message, rows)]


def test_the_way_back_is_a_button_where_there_is_room_and_words_where_there_is_none() -> None:
    two = Said("Sure?", options=numbered(["Yes", "No"]), keys=BACK)
    assert shown(two) == [Bubble("buttons", "Sure?", (Row("1", "Yes"), Row("2", "No"), Row("0", "Back")))]
    three = Said("Sure?", options=numbered(["Yes", "No", "Later"]), keys=BACK)
    (bubble,) = shown(three)
    assert (bubble.text, [row.key for row in bubble.rows]) == ("Sure?\n0. Back", ["1", "2", "3"])


def test_a_question_without_options_has_the_way_back_as_a_button() -> None:
    assert shown(Said("How much?", keys=BACK)) == [Bubble("buttons", "How much?", (Row("0", "Back"),))]


def test_an_ending_is_words() -> None:
    assert shown(Said("Thank you Amina.", ends=True)) == [Bubble("text", "Thank you Amina.")]


def test_four_options_are_a_list_with_a_name_of_its_own() -> None:
    said = Said("Menyu", options=numbered(["Salio", "Mkopo", "Lipa", "Weka"]), keys=BACK, choose="Chagua")
    (bubble,) = shown(said)
    assert (bubble.form, bubble.text, bubble.choose) == ("list", "Menyu", "Chagua")
    assert [row.key for row in bubble.rows] == ["1", "2", "3", "4", "0"]


def test_a_title_that_is_too_long_goes_on_below() -> None:
    said = Said("Which loan?", options=numbered(["Boost: up to KES 20,000, 1-3 months", "Kilimo"]))
    (bubble,) = shown(said)
    assert bubble.rows[0] == Row("1", "Boost", "up to KES 20,000, 1-3 months", ": ")


def test_ten_options_are_a_list_and_the_way_back_is_typed() -> None:
    said = Said("Which?", options=numbered([f"Loan {n}" for n in range(10)]), keys=FOOTER)
    (bubble,) = shown(said)
    assert (bubble.form, len(bubble.rows)) == ("list", 10)
    assert bubble.text == "Which?\n0. Back\n00. Home"


def test_eleven_options_are_numbered_text() -> None:
    said = Said("Which?", options=numbered([f"Loan {n}" for n in range(11)]), keys=BACK)
    (bubble,) = shown(said)
    assert bubble.form == "text"
    assert bubble.text.split("\n")[-2:] == ["11. Loan 10", "0. Back"]


def test_titles_that_would_be_the_same_are_numbered_text() -> None:
    groups = [f"Kikundi cha akina mama namba {n}" for n in range(1, 5)]
    (bubble,) = shown(Said("Chagua", options=numbered(groups)))
    assert bubble.form == "text"
    assert "2. Kikundi cha akina mama namba 2" in bubble.text


def test_a_label_of_two_lines_is_no_title() -> None:
    (bubble,) = shown(Said("Which?", options=numbered(["One\nline", "Two"])))
    assert bubble.form == "text"


def test_words_too_long_to_stand_above_buttons_stand_alone() -> None:
    (bubble,) = shown(Said("word " * 250, options=numbered(["Yes", "No"])))
    assert bubble.form == "text"
    assert bubble.text.endswith("\n1. Yes\n2. No")


def test_words_too_long_for_one_message_lead_on() -> None:
    first, second = shown(Said("word " * 1500, options=numbered(["Yes"]), more="Zaidi"))
    assert first.text.endswith("\n98. Zaidi")
    assert second.text.endswith("\n1. Yes")
    assert f"{first.text} {second.text}".count("word") == 1500


ENGLISH = "You may borrow up to KES 20,000 for three months. Which loan?"
SWAHILI = "Ungependa mkopo gani? Mũthoni alilipa ng'ombe €5"
WORDS = [*ENGLISH.split(), *SWAHILI.split()]
sentences = st.lists(st.sampled_from(WORDS), min_size=1, max_size=60).map(" ".join)
labels = st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map(" ".join)
long_texts = st.builds(
    lambda words, times: " ".join(words * times),
    st.lists(st.sampled_from(WORDS), min_size=8, max_size=40),
    st.integers(20, 60),
)
footers = st.sampled_from([(), BACK, FOOTER, (("9", "Forgot PIN"), ("0", "Rudi"), ("00", "Mwanzo"))])
sayings = st.builds(
    Said,
    message=st.one_of(sentences, long_texts),
    options=st.lists(labels, max_size=13).map(numbered),
    keys=footers,
    more=st.sampled_from(["More", "Zaidi"]),
    choose=st.sampled_from(["Choose", "Chagua"]),
)
anything = st.builds(
    Said,
    message=st.text(max_size=300),
    options=st.lists(st.text(max_size=120), max_size=11).map(numbered),
    keys=st.lists(st.text(max_size=30), max_size=3).map(lambda texts: tuple((f"0{n}", t) for n, t in enumerate(texts))),
    more=st.text(max_size=30),
    choose=st.text(max_size=30),
)


def words_of(text: str) -> list[str]:
    """The seam between a title and its description has no commas."""
    return text.replace(",", " ").replace(":", " ").replace(";", " ").split()


@settings(max_examples=200, deadline=None)
@given(said=sayings)
def test_no_word_of_any_option_is_lost_and_every_option_can_be_chosen(said: Said) -> None:
    pages = shown(said)
    lines = [line for page in pages for line in page.text.split("\n")]
    touched = {row.key: words_of(f"{row.title} {row.more}") for page in pages for row in page.rows}
    for key, label in (*said.options, *said.keys):
        assert touched.get(key) == words_of(label) or f"{key}. {label}" in lines
    message = " ".join(page.text for page in pages)
    assert words_of(message)[: len(words_of(said.message))] == words_of(said.message) or len(pages) > 1


@settings(max_examples=300, deadline=None)
@given(said=st.one_of(sayings, anything))
def test_every_limit_is_kept_whatever_is_said(said: Said) -> None:
    for bubble in shown(said):
        assert len(bubble.text) <= (4096 if bubble.form == "text" else 1024)
        most, title, description = {"text": (0, 0, 0), "buttons": (3, 20, 0), "list": (10, 24, 72)}[bubble.form]
        assert len(bubble.rows) <= most
        assert all(0 < len(row.title.strip()) <= title and len(row.more) <= description for row in bubble.rows)
        assert len({row.title for row in bubble.rows}) == len({row.key for row in bubble.rows}) == len(bubble.rows)
        if bubble.form == "list":
            assert 0 < len(bubble.choose) <= 20
        if bubble.form != "text":
            assert bubble.text.strip()
            assert bubble.rows


@settings(max_examples=200, deadline=None)
@given(said=st.one_of(sayings, anything))
def test_an_option_is_touched_or_typed_but_never_both(said: Said) -> None:
    for bubble in shown(said):
        if bubble.form != "text":
            touched = {row.key for row in bubble.rows}
            assert {key for key, _ in said.options} <= touched


@settings(max_examples=100, deadline=None)
@given(
    said=st.builds(
        Said, message=long_texts.map(lambda text: text * 3), options=st.just(numbered(["Yes"])), keys=footers
    )
)
def test_every_page_but_the_last_offers_more(said: Said) -> None:
    *others, last = shown(said)
    assert all(page.text.endswith(f"\n98. {said.more}") for page in others)
    assert f"98. {said.more}" not in last.text
