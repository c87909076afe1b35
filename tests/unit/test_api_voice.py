"""The intent matcher for programs: what it answers, that it tells nothing private and never does anything."""

from __future__ import annotations

import pytest

from admin.api.voice import ANALYTICS, COMMANDS
from core.members.messages import WhoCalls
from tests.house import House
from tests.people import AMINA, seeded, town
from tests.programs import BEARER, Client, amina, baraka, client, say, understanding, voice

__all__ = ["amina", "baraka", "client", "seeded", "town", "understanding", "voice"]


# What words mean


async def test_a_command_and_its_answer(client: Client) -> None:
    found = await say(client, "nataka mkopo wa elfu tano", language="sw", reference_date="2026-03-11")
    assert list(found) == ["intent", "confidence", "decision", "alternatives", "entities", "reply"]
    assert (found["intent"], found["decision"]) == ("loan_apply", "act")
    assert 0.5 < found["confidence"] <= 1
    assert found["entities"] == [{"type": "amount", "value": "5000", "text": "elfu tano", "start": 16, "end": 25}]
    assert found["reply"] == "Kopa: piga *384*1# na ufuate menyu."


async def test_dates_are_counted_from_the_reference_date(client: Client) -> None:
    found = await say(client, "nitalipa kesho", reference_date="2026-12-31")
    assert [(each["type"], each["value"]) for each in found["entities"]] == [("date", "2027-01-01")]
    today = await say(client, "nitalipa kesho")
    assert today["entities"][0]["value"] == "2026-03-12", "without one, from the day at the institution"


async def test_what_an_entity_has_besides(client: Client) -> None:
    [amount] = (await say(client, "I want to save KES 500"))["entities"]
    assert (amount["value"], amount["currency"]) == ("500", "KES")


async def test_alternatives_have_a_confidence_each(client: Client) -> None:
    found = await say(client, "loan pesa")
    assert found["decision"] == "ask"
    assert all(set(each) == {"intent", "confidence"} for each in found["alternatives"])
    assert found["reply"].startswith("Did you mean:\n1. ")


async def test_what_nobody_understands_is_said_to_be_so(client: Client) -> None:
    found = await say(client, "qwertyuiop asdfghjkl")
    assert (found["intent"], found["decision"]) == ("out_of_scope", "fallback")
    assert found["reply"].startswith("Sorry, we did not understand.")


# What would be said next


async def test_a_member_hears_the_first_screen_in_her_own_language(client: Client, amina: str, baraka: str) -> None:
    found = await say(client, "nataka mkopo", user_id=amina, language="sw")
    assert found["reply"].startswith("Which loan?\n1. Boost"), "Amina's language is English"
    assert (await say(client, "hello", user_id=baraka, language="en"))["reply"].startswith("Imarisha. Habari Baraka")


async def test_what_she_said_already_is_not_asked(client: Client, amina: str) -> None:
    found = await say(client, "nataka mkopo wa Boost wa elfu tano", user_id=amina)
    assert found["reply"].startswith("KES 5,000. Repay in how many months?")


@pytest.mark.parametrize("words", ["what is my account balance", "how much do I still owe", "send me my statement"])
async def test_no_private_figure_is_told(words: str, client: Client, baraka: str, amina: str) -> None:
    for member in (amina, baraka):
        found = await say(client, words, user_id=member)
        assert found["decision"] == "act"
        assert "*384*1*8#" in found["reply"], "she opens it with her PIN"
        assert "KES" not in found["reply"]


@pytest.mark.parametrize("words", ["STOP", "START", "my phone was stolen"])
async def test_what_would_change_something_is_only_named(
    words: str, client: Client, amina: str, town: House
) -> None:  # fmt: skip
    before = await town.rows("select count(*) from audit")
    found = await say(client, words, user_id=amina)
    assert found["decision"] == "act"
    assert found["reply"].endswith(": dial *384*1# and follow the menu.")
    assert await town.rows("select count(*) from audit") == before
    assert not (await town.must(WhoCalls(phone=AMINA))).blocked


async def test_without_a_member_nothing_about_one_is_said(client: Client) -> None:
    assert (await say(client, "hello"))["reply"].startswith("Imarisha: save and borrow by phone.")
    assert (await say(client, "what is the interest rate"))["reply"].startswith("Joining and saving are free.")
    assert (await say(client, "what is my account balance"))["reply"] == (
        "My balance: dial *384*1# and follow the menu."
    )


async def test_every_command_has_a_reply_in_both_languages(client: Client, amina: str, baraka: str) -> None:
    async with client.get(COMMANDS) as reply:
        items = (await reply.json())["items"]
    for item in items:
        for language, sentences in item["examples"].items():
            for sentence in sentences:
                assert (await say(client, sentence, language=language))["reply"], sentence
                member = amina if language == "en" else baraka
                assert (await say(client, sentence, user_id=member))["reply"], sentence


# Figures of one member


async def test_her_figures(client: Client, amina: str, baraka: str) -> None:
    for words in ("nataka mkopo wa elfu tano", "qwertyuiop asdfghjkl", "loan pesa", "nataka mkopo"):
        await say(client, words, user_id=amina)
    await say(client, "nataka mkopo")
    async with client.get(ANALYTICS.format(user_id=amina), headers=BEARER) as reply:
        assert reply.status == 200
        found = await reply.json()
    assert found["user_id"] == amina
    assert found["since"] == "2026-02-09T09:00:00Z"
    assert {name: found[name] for name in ("interactions", "successes", "failures", "asked_back")} == {
        "interactions": 4, "successes": 2, "failures": 1, "asked_back": 1,
    }  # fmt: skip
    assert found["success_rate"] == 0.5
    assert found["commands"][0] == {"intent": "loan_apply", "times": 3, "successes": 2}
    assert found["channels"] == {"api": 4}
    assert set(found["milliseconds"]) == {"average", "p50", "p99"}
    async with client.get(ANALYTICS.format(user_id=baraka), headers=BEARER) as reply:
        nothing = await reply.json()
    assert (nothing["interactions"], nothing["success_rate"], nothing["commands"]) == (0, None, [])


@pytest.mark.parametrize("days", ["0", "401", "-1", "many", "", "1.5", "٣"])
async def test_days_that_are_none(days: str, client: Client, amina: str) -> None:
    async with client.get(ANALYTICS.format(user_id=amina), params={"days": days}, headers=BEARER) as reply:
        found = await reply.json(content_type=None)
    assert (reply.status, [each["field"] for each in found["errors"]]) == (422, ["days"])


# The commands


async def test_the_list_of_commands(client: Client) -> None:
    async with client.get(COMMANDS) as reply:
        assert reply.content_type == "application/json"
        found = await reply.json()
    assert found["next"] is None
    by_intent = {each["intent"]: each for each in found["items"]}
    assert by_intent["repay"]["dialog"] == "repay"
    assert by_intent["repay"]["says"] == {"en": "Repay my loan", "sw": "Lipa mkopo wangu"}
    assert by_intent["cancel"]["dialog"] is None
    assert all(len(both) == 2 for each in found["items"] for both in each["examples"].values())
