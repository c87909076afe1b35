"""A telephone call: what the webhook wants said, and where its answers go, which the page itself never learns."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urljoin

from admin.simulator.call_xml import Listen, NoXml, Script, read
from admin.simulator.desk import Answer, Unfit, phone_of, post
from admin.simulator.operators import Form, Line, Operator, operators
from admin.simulator.outside import Outside
from admin.simulator.stage import Stage
from core.ids import new_id
from core.messages import Route

MOST_CALLS = 50
#: A script that only leads on and on is hung up.
MOST_REDIRECTS = 8
MOST_KEYS, MOST_SPEECH_CHARACTERS = 20, 200


@dataclass(frozen=True)
class Begin:
    phone: str
    operator: Literal["africastalking", "twilio"]


@dataclass(frozen=True)
class Respond:
    """Keys, or words, or neither: she says nothing."""

    call: str
    keys: str = ""
    speech: str = ""


@dataclass(frozen=True)
class HangUp:
    call: str
    seconds: int = 0


@dataclass
class Live:
    """`listen` and `after` are where answers and silence go now."""

    line: Line
    operator: Operator
    url: str
    listen: Listen | None = None
    after: str = ""


class Calls:
    """The newest calls; an older one that nobody ended is forgotten."""

    def __init__(self, stage: Stage, outside: Outside) -> None:
        self._here = stage.here
        self._outside = outside
        self._operators = operators(stage)
        self._live: OrderedDict[str, Live] = OrderedDict()

    def routes(self) -> list[Route]:
        return [
            post("call/begin", Begin, self.begin),
            post("call/respond", Respond, self.respond),
            post("call/end", HangUp, self.end),
        ]

    async def begin(self, begin: Begin) -> Answer:
        operator = self._operators[begin.operator]
        live = Live(Line(new_id(), phone_of(begin.phone)), operator, operator.url)
        self._live[live.line.session] = live
        while len(self._live) > MOST_CALLS:
            self._live.popitem(last=False)
        return await self._play(live, operator.url, operator.begins(live.line))

    async def respond(self, respond: Respond) -> Answer:
        live = self._of(respond.call)
        keys, speech = respond.keys[:MOST_KEYS], respond.speech.strip()[:MOST_SPEECH_CHARACTERS]
        form = live.operator.answers(live.line, keys=keys, speech=speech)
        if (keys or speech) and live.listen:
            return await self._play(live, live.listen.to or live.url, form)
        if live.after:
            return await self._play(live, live.after, form)
        return await self._over(live, Script())

    async def end(self, hang_up: HangUp) -> Answer:
        live = self._live.pop(hang_up.call, None)
        if live is not None:
            url, form = live.operator.ends(live.line, max(0, hang_up.seconds))
            await self._outside.post_form(url, form, live.operator.headers(url, form))
        return {"ends": True}

    def _of(self, call: str) -> Live:
        if call not in self._live:
            raise Unfit("This call is over.")
        return self._live[call]

    async def _play(self, live: Live, url: str, form: Form) -> Answer:
        """What is said until somebody has to answer, or it is over."""
        script = Script()
        for _ in range(MOST_REDIRECTS):
            url = self._ours(live, url)
            said = await self._outside.post_form(url, form, live.operator.headers(url, form))
            if said.status != 200:
                self._live.pop(live.line.session, None)
                return {"connected": said.status != 404, "status": said.status, "ends": True, "sounds": []}
            live.url = url
            try:
                found = read(said.body)
            except NoXml:
                return await self._over(live, script)
            script.sounds += found.sounds
            live.listen, live.after = found.listen, found.after
            if found.listen:
                return self._asks(live, script, found.listen)
            if not found.after:
                break
            url, form = found.after, live.operator.answers(live.line, keys="", speech="")
        return await self._over(live, script)

    def _asks(self, live: Live, script: Script, listen: Listen) -> Answer:
        return {
            "connected": True, "status": 200, "call": live.line.session, "sounds": script.sounds, "ends": False,
            "digits": listen.digits, "finish": listen.finish, "speech": listen.speech, "seconds": listen.seconds,
        }  # fmt: skip

    async def _over(self, live: Live, script: Script) -> Answer:
        await self.end(HangUp(live.line.session))
        return {"connected": True, "status": 200, "call": "", "sounds": script.sounds, "ends": True}

    def _ours(self, live: Live, url: str) -> str:
        """Our own address, however it was written. Raises Unfit for anybody else's: the simulator calls nobody."""
        whole = urljoin(live.url, url)
        if not whole.startswith(f"{self._here}/"):
            raise Unfit("The call was sent to another house.")
        return whole
