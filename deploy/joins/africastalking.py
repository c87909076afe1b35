"""Joins Africa's Talking: USSD, SMS both ways, and calls."""

from __future__ import annotations

from channels import chat, gsm7
from channels.africastalking import Config as AfricasTalking
from channels.sms import africastalking_webhook as sms_webhook
from channels.sms import tell
from channels.sms.africastalking import AfricasTalkingSender
from channels.sms.render import accent as sms_accent
from channels.ussd import africastalking as ussd
from channels.voice import africastalking as voice
from deploy.apologies import slow, sorry
from deploy.joins.bench import Bench, Joined
from deploy.joins.calls import calls_of, goodbye
from deploy.providers import tell_sandbox
from deploy.settings import Settings
from dialogs.library import TONGUES
from dialogs.notices import Wording


def edge_of(settings: Settings) -> AfricasTalking:
    """What its webhooks must know, whichever channel they serve."""
    return AfricasTalking(
        tokens=(settings.africastalking_token, settings.africastalking_former_token),
        digest_key=settings.digest_key,
        blank_for_plus=settings.africastalking_blank_for_plus,
    )


def join(bench: Bench, sender: AfricasTalkingSender) -> Joined:
    settings, host = bench.settings, bench.host
    edge, calls = edge_of(settings), calls_of(bench)
    texts = chat.Line(sms_webhook.TEXTS, "sms", sms_webhook.read, sender, sms_accent, gsm7.segments)
    within, words = bench.budget.within, Wording(host.house, TONGUES, host.clock)

    async def announce(here: str) -> None:
        path = sms_webhook.DELIVERY.replace("{token}", settings.africastalking_token.reveal())
        await tell_sandbox(bench.found.sms_url, "callbacks", {"delivery": f"{here}{path}"})

    return Joined(
        routes=(
            *ussd.routes(host.turn, bench.door, edge, within=within, slow=slow(host, bench.overheard)),
            *sms_webhook.routes(bench.door, edge, host.masked),
            *voice.routes(
                host.turn,
                bench.door,
                edge,
                calls,
                within=within,
                slow=slow(host, bench.overheard),
                tongue=bench.tongue,
                goodbye=goodbye(bench.door),
            ),
        ),
        jobs={**tell.jobs(sender, words), **sms_webhook.jobs()},
        lines=(texts,),
        apologies={
            **ussd.apologies(edge, sorry(host, bench.overheard)),
            **voice.apologies(edge, calls, sorry(host, bench.overheard), bench.tongue),
        },
        announce=announce if "sms" in bench.found.sandboxes else None,
    )


def sender_of(bench: Bench) -> AfricasTalkingSender:
    settings, found = bench.settings, bench.found
    sender = AfricasTalkingSender(
        username=settings.africastalking_username,
        api_key=found.sms_key,
        sender_id=settings.africastalking_sender_id,
        base_url=found.sms_url,
    )
    bench.stack.callback(sender.close)
    return sender
