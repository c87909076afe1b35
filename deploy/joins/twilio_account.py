"""The account at Twilio, as every channel of theirs needs it."""

from __future__ import annotations

from channels.twilio import Config
from channels.twilio_sandbox_desk import ACCOUNT_SID
from deploy.joins.bench import Bench

#: What our sandbox's phones see as sender.
SENDER = "+254711082000"


def account_of(bench: Bench, *, api_url: str) -> Config:
    settings = bench.settings
    return Config(
        account_sid=settings.twilio_account_sid or ACCOUNT_SID,
        auth_token=settings.twilio_auth_token,
        former_auth_token=settings.twilio_former_auth_token,
        public_url=bench.public_url,
        api_url=api_url,
        sms_sender=settings.twilio_sms_sender or SENDER,
        whatsapp_sender=settings.twilio_whatsapp_sender or SENDER,
        interactive=settings.twilio_interactive,
    )
