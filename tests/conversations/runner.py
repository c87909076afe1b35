"""Plays a transcript on the whole system and writes down what happened; README.md is the language of the files."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from channels import gsm7
from core.members.messages import RecordSimCheck
from core.payments.messages import AllocateUnmatched, UnmatchedMoney
from tests.conversations import helpdesk, office
from tests.conversations.looks import Looks, money
from tests.conversations.people import bring, read_person
from tests.conversations.town import NAIROBI, START, Town

CODE = "*384*1"
MOST_SEPTETS = 160
NETWORKS = {"safaricom": "63902", "airtel": "63903", "telkom": "63907", "equitel": "63999"}
#: How a person answers a prompt -> the sandbox's name for it.
ANSWERS = {
    "pays": "",
    "cancels": "cancelled",
    "types a wrong PIN": "wrong_pin",
    "has too little": "insufficient",
    "never answers": "timeout",
}
#: What becomes of the calls by which we are told.
TOLD = {"": {}, "and nobody tells us": {"drop": True}, "told twice": {"duplicate": 2}}
_OUTPUT = re.compile(r"\||(sms|mpesa|whatsapp|call) \S+ \||  ")


def inputs_of(transcript: str) -> list[str]:
    """The lines that do something, comments and blank lines."""
    return [line for line in transcript.split("\n") if not _OUTPUT.match(line)]


def start_of(transcript: str) -> datetime:
    found = re.search(r"^today (.+)$", transcript, re.MULTILINE)
    return datetime.strptime(found[1], "%d %b %Y %H:%M").replace(tzinfo=NAIROBI) if found else START


@dataclass
class Line:
    """One session of one phone: what the gateway knows of it."""

    session: str
    network: str
    text: str = ""
    is_open: bool = True
    channel: str = "ussd"


@dataclass
class Player:
    """Knows who speaks, and plays line by line."""

    town: Town
    looks: Looks
    helpdesk: helpdesk.Helpdesk
    lines: dict[str, Line] = field(default_factory=dict)
    speaker: str = ""
    sessions: int = 0
    messages: int = 0
    channel: str = "ussd"
    """Where a conversation `begins` that may be on any of them."""
    keys: list[str] = field(default_factory=list)

    async def play(self, transcript: str) -> str:
        """The transcript as it came out. Raises AssertionError for a line that means nothing."""
        written: list[str] = []
        for line in inputs_of(transcript):
            written.append(line)
            if line and not line.startswith(("#", "today ")):
                written += await self._do(line)
        return "\n".join(written)

    async def _do(self, line: str) -> list[str]:
        for pattern, do in VERBS.items():
            if found := re.fullmatch(pattern, line):
                shown = await do(self, **{name: value or "" for name, value in found.groupdict().items()})
                await self.town.settle()
                return [*shown, *await self.looks.news()]
        raise AssertionError(f"this line means nothing: {line}")

    # Who is there

    async def member(self, words: str) -> list[str]:
        person = read_person(words)
        await bring(self.town, person)
        self.speaker = self.speaker or person.name.split()[0]
        await self.looks.books()
        return []

    async def stranger(self, name: str, phone: str) -> list[str]:
        self.town.phones[name] = phone
        self.speaker = self.speaker or name
        return []

    # On the phone

    async def dial(self, who: str, network: str, beyond: str) -> list[str]:
        self.speaker = who or self.speaker
        self.sessions += 1
        self.lines[self.speaker] = Line(f"ATUid_{self.sessions}", NETWORKS[network or "safaricom"], beyond.lstrip("*"))
        await self._line_is(open=True)
        return await self._hop(self.speaker)

    async def type(self, who: str, words: str) -> list[str]:
        who = who or self.speaker
        line = self.lines[who]
        if line.channel != "ussd":
            return await CHATS[line.channel](self, who, words)
        assert line.is_open, f"{who} is in no session"
        line.text = f"{line.text}*{words}" if line.text else words
        return await self._hop(who)

    async def text(self, who: str, words: str) -> list[str]:
        """An SMS to us; what comes back is an SMS and shown as such."""
        self.speaker, self.messages = who, self.messages + 1
        self.lines[who] = Line("", "", channel="sms")
        fields = {"id": f"text-{self.messages}", "from": self.town.phone_of(who), "to": "20880", "text": words}
        await self.town.form("/sms", {**fields, "date": "2026-11-16 07:42:00"})
        return []

    async def write(self, who: str, words: str) -> list[str]:
        """A WhatsApp message to us; what comes back is a bubble."""
        self.speaker = who
        self.lines[who] = Line("", "", channel="whatsapp")
        await self.town.meta("say", {"from": self.town.phone_of(who), "text": words})
        return []

    async def tap(self, who: str, title: str) -> list[str]:
        self.speaker = who
        await self.town.meta("say", {"from": self.town.phone_of(who), "tap": title})
        return []

    async def begin(self) -> list[str]:
        if self.channel == "ussd":
            return await self.dial(self.speaker, "", "")
        if self.channel == "call":
            self.lines[self.speaker] = Line("", "", channel="call")
            return []
        return await CHATS[self.channel](self, self.speaker, "hi")

    async def press(self, who: str, keys: str) -> list[str]:
        """Keys of a call, kept until it is made; several are ended with a hash."""
        self.keys.append(keys if len(keys) == 1 else f"{keys}#")
        return []

    async def end(self) -> list[str]:
        return await self.call(self.speaker, ", ".join(self.keys)) if self.keys else []

    async def call(self, who: str, does: str) -> list[str]:
        self.speaker = who
        await self.town.voice("calls", {"from": self.town.phone_of(who), "does": _done(does)})
        return []

    async def will_answer(self, who: str, does: str) -> list[str]:
        await self.town.voice("phones", {"number": self.town.phone_of(who), "does": _done(does)})
        return []

    async def sign(self, who: str, pin: str) -> list[str]:
        who, pin = who or self.speaker, self.looks.code if pin == "code" else pin
        chat = self.lines[who]
        if chat.channel in ("ussd", "call"):
            return await self.type(who, pin)
        shown = await self.dial(who, "", "*8")
        shown += await self.type(who, pin)
        self.lines[who] = chat
        return shown

    async def repeat(self, who: str) -> list[str]:
        return await self._hop(who or self.speaker)

    async def drop(self, who: str) -> list[str]:
        await self._ends(who or self.speaker, status="Incomplete")
        return []

    async def _hop(self, who: str) -> list[str]:
        line = self.lines[who]
        fields = {"serviceCode": f"{CODE}#", "text": line.text, **self._gateway(who)}
        said = await self.town.form("/ussd", fields)
        assert said[:4] in ("CON ", "END "), said
        assert gsm7.septets(said) <= MOST_SEPTETS, f"{gsm7.septets(said)} septets: {said}"
        screen = [f"| {each}".rstrip() for each in said[4:].split("\n")]
        if said.startswith("END "):
            await self._ends(who, status="Success")
            screen.append("| (end)")
        return screen

    def _gateway(self, who: str) -> dict[str, str]:
        line = self.lines[who]
        return {"sessionId": line.session, "phoneNumber": self.town.phone_of(who), "networkCode": line.network}

    async def _ends(self, who: str, *, status: str) -> None:
        """The gateway tells us that the session is over, once."""
        if not self.lines[who].is_open:
            return
        self.lines[who].is_open = False
        await self._line_is(open=False, who=who)
        await self.town.form("/ussd/events", {"status": status, **self._gateway(who)})

    async def _line_is(self, *, open: bool, who: str = "") -> None:
        """M-PESA cannot reach a phone that is in a session."""
        await self.town.mpesa("session", {"msisdn": self.town.phone_of(who or self.speaker), "open": open})

    async def later(self, count: str, unit: str) -> list[str]:
        await self.town.later(timedelta(**{unit.rstrip("s") + "s": int(count)}))
        return []

    # At M-PESA

    async def answer(self, how: str, told: str) -> list[str]:
        rows = (await self.town.mpesa_log())["transactions"]
        asked = [row["msisdn"] for row in rows if row["kind"] == "stk" and row["state"] == "waiting"]
        assert len(asked) == 1, f"{len(asked)} phones show a prompt"
        await self.town.mpesa("answer", {"msisdn": asked[0], "outcome": ANSWERS[how], "callback": TOLD[told]})
        return []

    async def pay(self, who: str, amount: str, reference: str, told: str) -> list[str]:
        await self.town.mpesa("scenario", {"match": {"kind": "c2b"}, "callback": TOLD[told]})
        paid = {"msisdn": self.town.phone_of(who), "amount": int(amount.replace(",", "")), "reference": reference}
        done = await self.town.mpesa("c2b", paid)
        return [] if done["state"] == "completed" else [f"mpesa {who} | Not accepted (result {done['code']})."]

    async def no_payout(self) -> list[str]:
        await self.town.mpesa("scenario", {"match": {"kind": "b2c"}, "outcome": "balance_limit"})
        return []

    async def silent_payout(self) -> list[str]:
        await self.town.mpesa("scenario", {"match": {"kind": "b2c"}, "callback": {"drop": True}})
        return []

    # At the office

    async def sim(self, who: str) -> list[str]:
        member = next(key for key, name in self.town.names.items() if name == who)
        await self.town.must(RecordSimCheck(member=member, changed_at=None))
        return []

    async def place(self, amount: str, reference: str) -> list[str]:
        items = (await self.town.must(UnmatchedMoney())).items
        item = next(each.item for each in items if money(each.amount.minor_units) == amount)
        await self.town.must(AllocateUnmatched(item=item, reference=reference))
        return []

    async def books(self) -> list[str]:
        return await self.looks.books()

    async def cases(self) -> list[str]:
        return await self.looks.opened_cases()


def _done(words: str) -> list[Any]:
    """Keys as they are pressed; what stands in quotes is said aloud."""
    return [{"says": each.strip('"'), "confidence": 0.9} if each[0] == '"' else each for each in words.split(", ")]


Verb = Callable[..., Awaitable[list[str]]]
#: How words are sent where she is.
CHATS: Mapping[str, Verb] = {"sms": Player.text, "whatsapp": Player.write, "call": Player.press}
_WHO, _TOLD = r"(?:(?P<who>\w+) )?", r"(?:, (?P<told>.+))?"
VERBS: Mapping[str, Verb] = {
    r"member (?P<words>.+)": Player.member,
    r"stranger (?P<name>\w+) (?P<phone>\+\d+)": Player.stranger,
    rf"ussd (?:(?P<who>\w+) )?(?:via (?P<network>\w+) )?{re.escape(CODE)}(?P<beyond>.*)#": Player.dial,
    rf"{_WHO}> ?(?P<words>.*)": Player.type,
    r"begins": Player.begin,
    r"ends": Player.end,
    r"(?P<who>\w+) calls: (?P<does>.+)": Player.call,
    r"(?P<who>\w+) will answer: (?P<does>.+)": Player.will_answer,
    r"(?P<who>\w+) texts (?P<words>.+)": Player.text,
    r"(?P<who>\w+) writes (?P<words>.+)": Player.write,
    r"(?P<who>\w+) taps (?P<title>.+)": Player.tap,
    rf"{_WHO}signs (?P<pin>\d+|code)": Player.sign,
    rf"{_WHO}repeats": Player.repeat,
    rf"{_WHO}drops": Player.drop,
    r"later (?P<count>\d+) (?P<unit>seconds?|minutes?|hours?|days?)": Player.later,
    r"mpesa will not pay out": Player.no_payout,
    r"mpesa will pay out, and nobody tells us": Player.silent_payout,
    rf"(?P<who>\w+) pays (?P<amount>[\d,]+) for \"(?P<reference>.*)\"{_TOLD}": Player.pay,
    rf"mpesa (?P<how>{'|'.join(ANSWERS)}){_TOLD}": Player.answer,
    r"sim (?P<who>\w+) rested": Player.sim,
    r"staff give (?P<who>\w+) a new PIN": office.new_pin,
    r"staff move (?P<who>\w+) to (?P<phone>\+\d+)": office.new_phone,
    rf"staff have {office.NEWCOMER}": office.join,
    r"staff place (?P<amount>[\d,]+) for (?P<reference>\S+)": Player.place,
    r"books": Player.books,
    r"cases": Player.cases,
    **helpdesk.VERBS,
}
