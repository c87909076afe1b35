"""Which channels exist, through whom, and where their routes and jobs are: one line for each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Channel:
    """One kind of channel through one provider; `hears` and `sends` name the modules that `deploy` joins."""

    name: str
    provider: str
    hears: str = ""
    sends: str = ""
    sandbox: str = ""


CHANNELS = (
    Channel("ussd", "africastalking", hears="channels.ussd.africastalking"),
    Channel(
        "sms",
        "africastalking",
        hears="channels.sms.africastalking_webhook",
        sends="channels.sms.africastalking",
        sandbox="channels.sms.sandbox",
    ),
    Channel(
        "whatsapp",
        "meta",
        hears="channels.whatsapp.meta",
        sends="channels.whatsapp.meta_client",
        sandbox="channels.whatsapp.meta_sandbox",
    ),
    Channel(
        "voice",
        "africastalking",
        hears="channels.voice.africastalking",
        sends="channels.voice.africastalking_caller",
        sandbox="channels.voice.sandbox",
    ),
    Channel(
        "voice",
        "twilio",
        hears="channels.voice.twilio",
        sends="channels.voice.twilio_caller",
        sandbox="channels.voice.sandbox",
    ),
    Channel(
        "sms",
        "twilio",
        hears="channels.twilio_webhook",
        sends="channels.sms.twilio",
        sandbox="channels.twilio_sandbox",
    ),
    Channel(
        "whatsapp",
        "twilio",
        hears="channels.twilio_webhook",
        sends="channels.whatsapp.twilio",
        sandbox="channels.twilio_sandbox",
    ),
    Channel("terminal", "here", hears="channels.terminal.terminal"),
)
