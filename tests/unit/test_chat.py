"""A chat's answer leaves once; where she wrote too long ago for a free message, the same words go by SMS, once."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from channels import chat
from channels.sent import Sent, State
from core.conversations.messages import GOES_ON, GoesOn
from core.messages import ProviderError
from core.phone import Phone
from core.secret import Secret
from dialogs.screen import Accent, Answer, Heard
from tests.contract.africastalking.edge import NotingDoor

AMINA = Phone("+254700000001")
TELL = GoesOn("meta.whatsapp", AMINA, "e1")


@dataclass
class Wire:
    """Takes pages and texts; a page ends as the test says."""

    state: State = "sent"
    code: str = ""
    alarming: frozenset[str] = frozenset()
    closed: frozenset[str] = frozenset({"131047"})
    pages: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    async def post(self, phone: Phone, page: str, *, nonce: str) -> Sent:
        self.pages.append(page)
        return Sent(self.state, code=self.code)

    async def send(self, phone: Phone, text: str) -> Sent:
        self.texts.append(text)
        return Sent("sent")


async def answer(heard: Heard, accent: Accent) -> Answer:
    assert heard.goes_on
    return Answer("<b>Approved</b>", ends=True)


async def told(wire: Wire, *, times: int = 1) -> None:
    line = chat.Line(
        "meta.whatsapp", "whatsapp", lambda kept: None, wire, lambda said: [""],
        instead=wire, words=lambda page: page.strip("</b>"),
    )  # fmt: skip
    door, work = NotingDoor(), chat.jobs([line], answer, Secret("key"))[GOES_ON]
    for _ in range(times):
        await work.run(TELL, door)


async def test_an_answer_leaves_once_however_often_its_job_runs() -> None:
    wire = Wire()
    await told(wire, times=3)
    assert (wire.pages, wire.texts) == (["<b>Approved</b>"], [])


async def test_where_the_window_is_closed_its_words_go_by_sms_once() -> None:
    wire = Wire("refused", "131047")
    await told(wire, times=3)
    assert (wire.pages, wire.texts) == (["<b>Approved</b>"], ["Approved"])


@pytest.mark.parametrize(("state", "code"), [("refused", "131026"), ("unknown", "timeout")])
async def test_another_no_is_no_reason_for_an_sms(state: State, code: str) -> None:
    wire = Wire(state, code)
    await told(wire)
    assert wire.texts == []


async def test_what_provably_did_not_leave_is_tried_again_by_the_worker() -> None:
    wire = Wire("retry", "http_429")
    with pytest.raises(ProviderError) as error:
        await told(wire)
    assert error.value.retryable
