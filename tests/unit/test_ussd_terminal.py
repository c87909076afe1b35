"""A phone in the terminal: what is typed, what is shown, what is recorded, and what never is."""

from __future__ import annotations

from collections.abc import Sequence

from channels.sms.render import accent as sms_accent
from channels.terminal.calling import Call
from channels.terminal.chatting import Chat, bubble_shown, text_shown
from channels.terminal.terminal import phone_screen, talk
from channels.whatsapp.render import accent as whatsapp_accent
from core.phone import Phone
from core.secret import Secret
from dialogs.pins import without_pin
from dialogs.screen import Accent, Answer, Heard, News, Said

AMINA = Phone("+254700000001")


class Script:
    """A host that shows these screens, one per hop, and notes what it heard."""

    def __init__(self, *said: Said) -> None:
        self.said = list(said)
        self.heard: list[tuple[str, ...]] = []
        self.sessions: list[str] = []

    async def turn(self, heard: Heard, show: Accent) -> Answer:
        news = heard.hop.read(())
        assert isinstance(news, News)
        self.heard.append(news.tokens)
        self.sessions.append(heard.session)
        said = self.said.pop(0)
        return Answer(show(said)[0], said.ends)


async def played(script: Script, *typed: str, texts: Sequence[list[str]] = ()) -> tuple[list[str], str]:
    """The record and what stood on the terminal. `texts[n]` is the inbox after n lines."""
    lines, written, recorded = list(typed), list[str](), list[str]()
    inboxes = [list[str](), *texts]

    async def read_line() -> str | None:
        return lines.pop(0) if lines else None

    async def inbox(phone: Phone) -> Sequence[str]:
        return inboxes.pop(0) if len(inboxes) > 1 else inboxes[0]

    await talk(script.turn, AMINA, read_line, written.append, inbox=inbox, record=recorded.append)
    return recorded, "".join(written)


HOME = Said("Imarisha. Hello Amina", options=(("1", "Balance"), ("2", "Borrow")))
ASKS_PIN = Said("Enter your PIN.", keys=(("0", "Back"),), secret=True)
BALANCE = Said("You have KES 12,000.", ends=True)


async def test_dial_type_and_be_told_without_the_pin_in_the_record() -> None:
    script = Script(HOME, ASKS_PIN, BALANCE)
    recorded, written = await played(script, "", "1", "4821")
    assert script.heard == [(), ("1",), ("4821",)]
    assert recorded == [
        "ussd *384*1#",
        "| Imarisha. Hello Amina",
        "| 1. Balance",
        "| 2. Borrow",
        "> 1",
        "| Enter your PIN.",
        "| 0. Back",
        "> (PIN)",
        "| You have KES 12,000.",
    ]
    assert "(session ended)" in written


async def test_a_deep_dial_sends_its_keys_and_hides_what_may_be_a_pin() -> None:
    script = Script(HOME)
    recorded, _ = await played(script, "*384*1*1*4821#")
    assert script.heard == [("1", "4821")]
    assert recorded[0] == "ussd *384*1*1*(PIN)#"


async def test_an_empty_line_hangs_up_and_the_next_one_dials_a_new_session() -> None:
    script = Script(HOME, HOME)
    _, written = await played(script, "", "", "")
    assert "(hung up)" in written
    assert script.sessions[0] != script.sessions[1]


async def test_after_the_end_an_empty_line_dials_again() -> None:
    script = Script(BALANCE, HOME)
    await played(script, "", "")
    assert script.heard == [(), ()]


async def test_another_number_is_not_ours() -> None:
    script = Script()
    recorded, written = await played(script, "*100#", "hello", "*384*12#")
    assert script.heard == []
    assert recorded == []
    assert written.count("only reaches *384*1#") == 3


async def test_texts_are_shown_once_each() -> None:
    script = Script(HOME, HOME)
    texts = [["Asante."], ["Asante.", "Second."]]
    recorded, written = await played(script, "", "1", texts=texts)
    assert [line for line in recorded if line.startswith("sms")] == ["sms | Asante.", "sms | Second."]
    assert written.count("SMS: Asante.") == 1


def test_the_screen_of_a_small_phone() -> None:
    assert phone_screen("Which loan would you like today?\n1. Boost\n0. Back") == (
        "+--------------------------+\n"
        "| Which loan would you     |\n"
        "| like today?              |\n"
        "| 1. Boost                 |\n"
        "| 0. Back                  |\n"
        "|                          |\n"
        "|                          |\n"
        "|                          |\n"
        "+--------------------------+\n"
    )


async def test_a_chat_is_written_and_a_pin_in_it_is_neither_sent_nor_recorded() -> None:
    script = Script(Said("Hello. What would you like?", options=(("1", "Balance"),)), Said("Never type it here."))
    lines, written, recorded = ["hi", "my pin is 4821"], list[str](), list[str]()

    async def read_line() -> str | None:
        return lines.pop(0) if lines else None

    async def mask(phone: Phone, words: str) -> str:
        return without_pin(words, number_asked=False)

    chat = Chat("sms", "africastalking.sms", sms_accent, text_shown, Secret("key"))
    await talk(script.turn, AMINA, read_line, written.append, record=recorded.append, chat=chat, mask=mask)
    assert script.heard == [("hi",), ("my pin is ****",)]
    assert recorded == [
        "> hi",
        "sms | Hello. What would you like?",
        "sms | 1. Balance",
        "> my pin is (PIN)",
        "sms | Never type it here.",
    ]
    assert "4821" not in "".join(written)


async def test_a_bubble_shows_what_can_be_touched() -> None:
    [page] = whatsapp_accent(Said("Agree?", options=(("1", "Yes"), ("2", "No"))))
    assert bubble_shown(page) == "Agree?\n  [Yes] 1\n  [No] 2"


async def test_a_call_is_heard_and_its_keys_are_pressed() -> None:
    script = Script(Said("Hello Amina.", options=(("1", "Balance"),), language="en"))
    written, recorded = list[str](), list[str]()
    call = Call(script.turn, AMINA, Secret("key"), "mpesa", written.append, recorded.append)
    await call.type("")
    assert recorded[-1] == "call | To hear it again, press nine."
    assert "  Balance. Press one.\n" in written
    await call.type("")
    assert written[-1] == "(hung up)\n"
