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
    Channel("terminal", "here", hears="channels.terminal.terminal"),
)
