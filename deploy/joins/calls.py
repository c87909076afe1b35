"""Joins what both providers of calls have in common, and who places ours."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from channels.twilio_client import TwilioApi
from channels.voice import calling
from channels.voice.africastalking import CALL as AFRICASTALKING_CALL
from channels.voice.africastalking_caller import AfricasTalkingCaller
from channels.voice.calling import Caller
from channels.voice.desk import Calls
from channels.voice.prompts import NO_RECORDINGS, read_recordings
from channels.voice.sandbox import OURS
from channels.voice.twilio import CALL as TWILIO_CALL
from channels.voice.twilio_caller import TwilioCaller
from core.conversations.messages import SayGoodbye
from core.messages import Door
from core.phone import Phone
from core.secret import Secret
from deploy.joins.bench import Bench, Joined
from deploy.joins.twilio_account import account_of
from deploy.providers import tell_sandbox
from deploy.settings import Settings

VOICE = "voice"


def places_calls(settings: Settings) -> bool:
    """Does anybody place calls for us?"""
    return bool(settings.voice_provider) or settings.sandboxes


def calls_of(bench: Bench) -> Calls:
    settings, house = bench.settings, bench.host.house
    folder, url = settings.voice_recordings, settings.voice_recordings_url
    return Calls(
        public_url=bench.public_url,
        digest_key=settings.digest_key,
        institution=house.name,
        care_number=house.care_number,
        number=number_of(bench),
        person=settings.voice_person,
        call_back=settings.voice_call_back,
        wallet=house.wallet,
        recordings=read_recordings(folder, url) if url else NO_RECORDINGS,
    )


def number_of(bench: Bench) -> str:
    return bench.settings.voice_number or (OURS if bench.stands_in(VOICE) else "")


def goodbye(door: Door) -> Callable[[Phone, str], Awaitable[None]]:
    """After silence or too many wrong keys, an SMS says how to go on."""

    async def say(phone: Phone, event: str) -> None:
        await door.perform(SayGoodbye(phone=phone, event=event), key=event, scope=VOICE)

    return say


def join(bench: Bench) -> Joined:
    """The calls that we place."""
    if not places_calls(bench.settings):
        return Joined()
    url = bench.found.url(VOICE, bench.settings)
    caller = _caller(bench, url)

    async def announce(here: str) -> None:
        token = bench.settings.africastalking_token.reveal()
        theirs = AFRICASTALKING_CALL.replace("{token}", token)
        where = {"africastalking": f"{here}{theirs}", "twilio": f"{here}{TWILIO_CALL}"}
        await tell_sandbox(url, "callbacks", where)

    return Joined(jobs=calling.jobs(caller), announce=announce if bench.stands_in(VOICE) else None)


def _caller(bench: Bench, url: str) -> Caller:
    settings = bench.settings
    if settings.voice_provider == "twilio":
        api = TwilioApi(account_of(bench, api_url=url))
        bench.stack.callback(api.close)
        return TwilioCaller(api, number=number_of(bench))
    caller = AfricasTalkingCaller(
        username=settings.africastalking_username,
        api_key=settings.africastalking_api_key or Secret("sandbox"),
        number=number_of(bench),
        base_url=url,
    )
    bench.stack.callback(caller.close)
    return caller
