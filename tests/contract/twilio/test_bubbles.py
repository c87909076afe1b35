"""A bubble through Twilio: buttons and lists where a content can be made, numbered words everywhere else."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from channels import twilio_sandbox_messages
from channels.sent import Sent
from channels.twilio_client import TwilioApi
from channels.twilio_sandbox import Sandbox
from channels.whatsapp import render
from channels.whatsapp.render import Bubble, Row, read_bubble
from channels.whatsapp.twilio import TEXT_CHARACTERS, TwilioWhatsApp, accent, content_of, in_words
from core.phone import Phone
from dialogs.screen import Said
from tests.contract.twilio.edge import AMINA, WHATSAPP_SENDER, Handset, config
from tests.properties.test_pages import sayings

NONCE = "0123456789ab"
AGREE = Said('Sign for 5"000?\n3 x 1,742 {a}', (("1", "Agree"), ("2", "Change"), ("3", "Terms")))
MONTHS = Said(
    "How many months?", tuple((str(n), f"{n} months: {n} x 1,742 shillings, every month") for n in range(1, 6))
)
PLAIN = Said("Habari")


async def nobody(phone: Phone) -> None:
    return None


@pytest.fixture
async def poster(api: TwilioApi, handset: Handset) -> TwilioWhatsApp:
    """To Amina, who wrote a moment ago."""
    await opens_the_window(handset)
    return TwilioWhatsApp(api, nobody)


async def opens_the_window(handset: Handset) -> None:
    await handset.control("webhooks", {"whatsapp": "http://127.0.0.1:1/"})
    await handset.says("Habari", channel="whatsapp")


async def posted(poster: TwilioWhatsApp, said: Said, nonce: str = NONCE) -> Sent:
    [page] = accent(said)
    return await poster.post(AMINA, page, nonce=nonce)


async def test_buttons(poster: TwilioWhatsApp, handset: Handset) -> None:
    assert (await posted(poster, AGREE)).state == "sent"
    [message] = await handset.got()
    assert (message["text"], message["from"]) == (AGREE.message, f"whatsapp:{WHATSAPP_SENDER}")
    assert [(row["id"], row["title"]) for row in message["rows"]] == [
        (f"{NONCE}:1", "Agree"),
        (f"{NONCE}:2", "Change"),
        (f"{NONCE}:3", "Terms"),
    ]


async def test_a_list(poster: TwilioWhatsApp, handset: Handset) -> None:
    assert (await posted(poster, MONTHS)).state == "sent"
    [message] = await handset.got()
    assert (message["choose"], len(message["rows"])) == ("Choose", 5)
    assert message["rows"][2]["id"] == f"{NONCE}:3"
    assert f"{message['rows'][2]['title']}: {message['rows'][2]['more']}" == MONTHS.options[2][1]


async def test_words_need_no_content(poster: TwilioWhatsApp, handset: Handset) -> None:
    assert (await posted(poster, PLAIN)).state == "sent"
    [message] = await handset.got()
    assert (message["text"], message["content"]) == ("Habari", "")


async def test_the_same_screen_is_one_content(poster: TwilioWhatsApp, handset: Handset) -> None:
    for nonce in ("aaaaaaaaaaaa", "bbbbbbbbbbbb"):
        await posted(poster, AGREE, nonce)
    first, second = await handset.got()
    assert first["content"] == second["content"]
    assert [message["rows"][0]["id"] for message in (first, second)] == ["aaaaaaaaaaaa:1", "bbbbbbbbbbbb:1"]


@pytest.mark.parametrize("fault", ["content_400", "content_500", "content_timeout"])
async def test_where_no_content_can_be_made_words_have_to_do(
    poster: TwilioWhatsApp, handset: Handset, provider: Sandbox, fault: str
) -> None:
    provider.desk.world.order_fault("", fault, 1)
    for _ in range(2):
        assert (await posted(poster, AGREE)).state == "sent"
    for message in await handset.got():
        assert (message["rows"], message["text"]) == ([], f"{AGREE.message}\n1. Agree\n2. Change\n3. Terms")
    # Of a screen that was refused, only that one; after any other trouble, all of them for a while.
    await posted(poster, MONTHS)
    assert bool((await handset.got())[-1]["rows"]) is (fault == "content_400")


async def test_a_content_that_vanished_is_said_in_words(
    poster: TwilioWhatsApp, handset: Handset, provider: Sandbox
) -> None:
    await posted(poster, AGREE)
    [content] = provider.desk.world.contents()
    provider.desk.world.delete_content(content["sid"])
    assert (await posted(poster, AGREE)).state == "sent"
    assert (await handset.got())[-1]["rows"] == []


async def test_what_was_not_taken_is_not_said_twice(poster: TwilioWhatsApp, handset: Handset) -> None:
    for fault, state in (("20429", "retry"), ("http_502", "unknown"), ("63024", "refused"), ("63016", "refused")):
        await handset.suffers(fault)
        assert (await posted(poster, AGREE)).state == state
    assert await handset.got() == []


async def test_old_contents_make_room(api: TwilioApi, provider: Sandbox, handset: Handset) -> None:
    await opens_the_window(handset)
    poster = TwilioWhatsApp(api, nobody, most_contents=2)
    for said in (AGREE, MONTHS, AGREE, Said("Which loan?", (("1", "Boost"), ("2", "Kilimo")))):
        await posted(poster, said)
    shown = [next(iter(content["types"].values()))["body"] for content in provider.desk.world.contents()]
    assert shown == [AGREE.message, "Which loan?"]


async def test_words_that_look_like_a_place_to_fill_stay_words(poster: TwilioWhatsApp, handset: Handset) -> None:
    await posted(poster, Said("{{1}}?", (("1", "Yes"), ("2", "No"))))
    [message] = await handset.got()
    assert message["text"] == "{{1}}?\n1. Yes\n2. No"


async def test_without_contents_everything_is_words(provider: Sandbox, handset: Handset) -> None:
    await opens_the_window(handset)
    api = TwilioApi(config(api_url=provider.url, interactive=False))
    await posted(TwilioWhatsApp(api, nobody), AGREE)
    [message] = await handset.got()
    assert message["text"].endswith("3. Terms")
    api.close()


async def test_outside_of_the_window_only_a_template_goes(
    poster: TwilioWhatsApp, handset: Handset, provider: Sandbox, clock: Any
) -> None:
    template = {
        "types": {"twilio/text": {"body": "Hello {{1}}, KES {{2}} are due."}},
        "variables": {"1": "x", "2": "1"},
    }
    provider.desk.world.keep_content("HX1", template)
    clock.later(hours=24)
    await posted(poster, AGREE)
    await poster.send_template(AMINA, "HX1", ["Amina", "1,742"])
    assert (await handset.control("approve", {"sid": "HX1"}))["approved"]
    assert (await poster.send_template(AMINA, "HX1", ["Amina\n Wanjiru", "1,742"])).state == "sent"
    await provider.idle()
    *_, last = got = await handset.got()
    assert [message["status"] for message in got] == ["undelivered", "undelivered", "delivered"]
    assert last["text"] == "Hello Amina Wanjiru, KES 1,742 are due."
    assert await poster.send_template(AMINA, "HX2", []) == Sent("refused", code="21655")
    assert await poster.send_template(AMINA, "HX1", [""]) == Sent("refused", code="21656")


def test_a_screen_whose_words_are_too_long_is_paged() -> None:
    long = Said("word " * 200, tuple((str(n), "a label of some length, and more " * 2) for n in range(1, 11)))
    assert len(render.accent(long)) == 1
    pages = [read_bubble(page) for page in accent(long)]
    assert len(pages) > 1
    assert all(page.form == "text" and len(page.text) <= TEXT_CHARACTERS for page in pages)
    assert all("98. More" in page.text for page in pages[:-1])


@settings(max_examples=60)
@given(said=sayings)
def test_whatever_is_said_fits_and_keeps_its_options(said: Said) -> None:
    bubbles = [read_bubble(page) for page in accent(said)]
    assert all(len(in_words(bubble)) <= TEXT_CHARACTERS for bubble in bubbles)
    words = "\n".join(in_words(bubble) for bubble in bubbles)
    assert all(f"{key}. " in words for key, _ in said.options)
    for bubble in bubbles:
        if bubble.form != "text":
            assert twilio_sandbox_messages.trouble(dict(content_of(bubble))) == ""


def test_a_bubble_in_words() -> None:
    bubble = Bubble("list", "Which?", (Row("1", "Boost"), Row("2", "Kilimo for", "farmers")), "Choose")
    assert in_words(bubble) == "Which?\n1. Boost\n2. Kilimo for farmers"
