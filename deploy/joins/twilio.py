"""Joins Twilio: SMS, WhatsApp and calls over one account."""

from __future__ import annotations

from channels import chat, gsm7, twilio_webhook, twilio_wire
from channels.sent import Sender
from channels.sms.render import accent as sms_accent
from channels.sms.twilio import TwilioSms
from channels.twilio import SMS, WHATSAPP, signed_form
from channels.twilio_client import TwilioApi
from channels.voice import twilio as voice
from channels.whatsapp.render import read_bubble
from channels.whatsapp.twilio import TwilioWhatsApp, accent, in_words
from core.messages import Arrival
from deploy.apologies import slow, sorry
from deploy.joins.bench import Bench, Joined
from deploy.joins.calls import calls_of, goodbye
from deploy.joins.twilio_account import account_of
from deploy.providers import tell_sandbox


def is_used(bench: Bench) -> bool:
    return bool(bench.settings.twilio_account_sid) or bench.stands_in("twilio")


def join(bench: Bench, sender: Sender) -> Joined:
    host, url = bench.host, bench.found.url("twilio", bench.settings)
    config = account_of(bench, api_url=url)
    api, calls = TwilioApi(config), calls_of(bench)
    bench.stack.callback(api.close)
    texts = TwilioSms(api, twilio_webhook.stopper(bench.door, "sms"))
    bubbles = TwilioWhatsApp(api, twilio_webhook.stopper(bench.door, "whatsapp"))

    def is_signed(arrival: Arrival) -> bool:
        return signed_form(config, voice.CALL, arrival) is not None

    async def announce(here: str) -> None:
        paths = {"sms": SMS, "whatsapp": WHATSAPP}
        await tell_sandbox(url, "webhooks", {name: f"{here}{path}" for name, path in paths.items()})

    return Joined(
        routes=(
            *twilio_webhook.routes(bench.door, config, host.masked),
            *voice.routes(
                host.turn, bench.door, is_signed, calls,
                within=bench.budget.within, slow=slow(host, bench.overheard), tongue=bench.tongue,
                goodbye=goodbye(bench.door),
            ),
        ),
        jobs=twilio_webhook.jobs(),
        lines=(
            chat.Line(twilio_webhook.SMS_CHAT, "sms", twilio_wire.read, texts, sms_accent, gsm7.segments),
            chat.Line(
                twilio_webhook.WHATSAPP_CHAT, "whatsapp", twilio_wire.read, bubbles, accent,
                instead=sender, words=lambda page: in_words(read_bubble(page)),
            ),
        ),
        apologies=voice.apologies(is_signed, calls, sorry(host, bench.overheard), bench.tongue),
        announce=announce if bench.stands_in("twilio") else None,
    )  # fmt: skip
