"""All that Twilio sends us, as recorded in the .toml files beside this, over a socket; the sandbox sends the same."""

from __future__ import annotations

from typing import Any

import pytest
import structlog
from twilio.request_validator import RequestValidator

from channels import twilio_webhook, twilio_wire
from channels.chat import Unreadable
from channels.twilio import SMS, STATUS, signed_form
from channels.twilio_sandbox import Sandbox
from channels.twilio_sandbox_desk import signature
from core.messages import Arrival, KeepArrival, Kept
from core.notifications.messages import RecordDelivery
from core.secret import Secret
from tests.contract.africastalking.edge import NOON, NotingDoor, mask, served
from tests.contract.twilio.edge import AMINA, PUBLIC, Handset, config
from tests.contract.twilio.recorded import cases, inbound, kept_fields, post, query_of, signing_of

EMPTY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
#: From Twilio's documentation of the signature: token, address, fields, signature.
PUBLIC_VECTOR = (
    "12345",
    "https://mycompany.com/myapp.php?foo=1&bar=2",
    {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+14158675309",
        "Digits": "1234",
        "From": "+14158675309",
        "To": "+18005551212",
    },
    "RSOYDt4T1cUTdK1PDd93/VVr8B8=",
)


def webhooks(door: NotingDoor, **changes: Any) -> Any:
    return served(twilio_webhook.routes(door, config(**changes), mask))


async def test_the_public_vector_of_the_signature() -> None:
    token, url, form, expected = PUBLIC_VECTOR
    assert signature(token, url, form.items()) == expected
    assert RequestValidator(token).validate(url, form, expected)
    body = "&".join(f"{name}={value.replace('+', '%2B')}" for name, value in form.items()).encode()
    ours = config(auth_token=Secret(token), public_url="https://mycompany.com")
    headers = {"x-twilio-signature": expected, "content-type": "application/x-www-form-urlencoded; charset=UTF-8"}
    arrival = Arrival({}, {"foo": "1", "bar": "2"}, headers, body, NOON)
    found = signed_form(ours, "/myapp.php", arrival)
    assert found is not None
    assert found.get("Digits") == "1234"
    assert signed_form(ours, "/another.php", arrival) is None


@pytest.mark.parametrize("case", cases("signatures.toml"))
async def test_signatures(case: dict[str, Any]) -> None:
    door = NotingDoor()
    pairs = [*inbound(case, "sms"), *((name, value) for name, value in case.get("pairs", []))]
    pairs += [(f"Field{number}", "") for number in range(case.get("many", 0))]
    public = {"public_url": case["public_url"]} if "public_url" in case else {}
    async with webhooks(door, **public) as client:
        reply = await post(client, SMS, pairs, signs=signing_of(case), query=query_of(case))
        assert reply.status == (200 if case["heard"] else 403)
        said = await reply.text()
    kept = [each.source for each in door.requests if isinstance(each, KeepArrival)]
    assert kept == ([case.get("source", "twilio.sms")] if case["heard"] else [])
    assert said == (EMPTY if case["heard"] else "Forbidden")


async def test_without_a_token_nobody_is_believed() -> None:
    door = NotingDoor()
    nothing = {"auth_token": Secret(""), "former_auth_token": Secret("")}
    async with webhooks(door, **nothing) as client:
        reply = await post(client, SMS, inbound({}, "sms"), signs={"token": ""})
        assert reply.status == 403
    assert door.performed == []


@pytest.mark.parametrize("case", cases("inbound.toml"))
async def test_messages(case: dict[str, Any]) -> None:
    door, channel = NotingDoor(), case["channel"]
    pairs = inbound(case, channel) if "body" not in case else []
    if "long" in case:
        pairs.append(("Body", "a " * (case["long"] // 2)))
    async with webhooks(door) as client:
        reply = await post(client, f"/channels/twilio/{case.get('to', channel)}", pairs)
        assert (reply.status, await reply.text()) == (200, EMPTY)
        assert reply.headers["Content-Type"] == "text/xml; charset=utf-8"
    check_kept(door, case)


@pytest.mark.parametrize("case", cases("inbound.toml", only="phone"))
async def test_the_sandbox_s_phone_sends_the_same(case: dict[str, Any], provider: Sandbox, handset: Handset) -> None:
    door, does = NotingDoor(), dict(case["phone"])
    async with webhooks(door) as client:
        await handset.reaches(
            PUBLIC,
            reached_at=str(client.make_url("")).rstrip("/"),
            advanced_opt_out="yes" if does.pop("advanced", False) else "no",
        )
        if "tap" in does:
            shows(provider, does["tap"], in_a_list="ListId" in case["form"])
        said = await handset.says(**does, channel=case["channel"])
        assert said["answers"] == [{"status": "200", "body": EMPTY}]
    check_kept(door, case)


def shows(provider: Sandbox, tap: str, *, in_a_list: bool) -> None:
    """A bubble on her phone that has this button."""
    rows = [{"id": tap, "title": "Agree", "more": ""}]
    message = {
        "sid": "SM9", "channel": "whatsapp", "to": AMINA.number, "from": "whatsapp:+254711000001", "text": "?",
        "rows": rows, "choose": "Choose" if in_a_list else "", "content": "HX1", "at": "", "status": "read",
    }  # fmt: skip
    provider.desk.world.keep(message, "")


def check_kept(door: NotingDoor, case: dict[str, Any]) -> None:
    source = case.get("source", f"twilio.{case['channel']}")
    if not source:
        assert door.performed == []
        return
    [(request, key)] = door.performed
    assert isinstance(request, KeepArrival)
    assert (request.source, key) == (source, f"{source}:{request.key}")
    who = "" if source == "twilio.aside" else AMINA.number
    assert (request.about, request.order) == (who, who)
    if "keeps_words" in case:
        assert len(kept_fields(request)["words"]) == case["keeps_words"]
        return
    assert kept_fields(request) == case["keeps"]
    if "means" not in case:
        return
    message = twilio_wire.read(Kept(request.source, request.body, request.about, NOON))
    if case["means"] == "nothing":
        assert message is None
        return
    assert message is not None
    assert (message.phone, message.id) == (AMINA, request.key)
    assert {"words": message.words, "tap": message.tap} == {"words": "", "tap": "", **case["means"]}


@pytest.mark.parametrize("case", cases("statuses.toml"))
async def test_statuses(case: dict[str, Any]) -> None:
    door = NotingDoor()
    with structlog.testing.capture_logs() as logs:
        async with webhooks(door) as client:
            reply = await post(client, STATUS, list(case["form"].items()))
            assert (reply.status, await reply.text()) == (200, EMPTY)
    deliveries = [(each, key) for each, key in door.performed if isinstance(each, RecordDelivery)]
    assert [type(each).__name__ for each, _ in deliveries] == ([case["performs"]] if case["performs"] else [])
    for delivery, key in deliveries:
        assert {name: getattr(delivery, name) for name in case["with"]} == case["with"]
        assert key == case.get("key", key)
    opting = [(each, key) for each, key in door.performed if isinstance(each, KeepArrival)]
    if "opts_out" in case:
        [(kept, key)] = opting
        assert (kept.source, kept.order) == ("twilio.optout", AMINA.number)
        assert {**kept_fields(kept), "id": kept.key} == case["opts_out"]
    else:
        assert opting == []
    assert any(log["log_level"] == "error" for log in logs) is case.get("alarms", "unreadable" in case.get("logs", ""))
    assert case.get("logs") in {None, *(log["event"] for log in logs)}
    assert "254700" not in str(logs)


async def test_the_same_message_or_status_twice_has_one_key() -> None:
    door = NotingDoor()
    async with webhooks(door) as client:
        for _ in range(2):
            await post(client, SMS, inbound({}, "sms"))
            await post(client, STATUS, [("MessageSid", "SM1"), ("MessageStatus", "sent")])
    keys = [key for _, key in door.performed]
    assert keys[:2] == keys[2:]


async def test_a_get_is_nobody() -> None:
    async with webhooks(NotingDoor()) as client:
        assert (await client.get(SMS)).status == 405


@pytest.mark.parametrize("body", [b"", b"<xml/>", b"[]", b'{"id":"SM1"}', b'{"id":"SM1","phone":"KE.1"}'])
def test_a_row_that_nobody_kept_like_this_is_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable):
        twilio_wire.read(Kept("twilio.sms", body, "", NOON))


async def test_no_log_holds_her_words_or_her_phone() -> None:
    with structlog.testing.capture_logs() as logs:
        async with webhooks(NotingDoor()) as client:
            for form in ({"Body": "4821"}, {"Body": "4821", "From": "MTN4821"}, {"Body": "4821", "MessageSid": "-"}):
                await post(client, SMS, inbound({"form": form}, "sms"))
                await post(client, SMS, inbound({"form": form}, "sms"), signs={"token": "a guess"})
    assert logs
    assert "4821" not in str(logs)
    assert "254700" not in str(logs)
