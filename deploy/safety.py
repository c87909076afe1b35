"""What may run where: secrets are generated on a laptop, the word `demo` in the demo, and real in production."""

from __future__ import annotations

import dataclasses
import os
import re
import secrets
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from core.secret import Secret
from deploy.settings import ENVIRONMENTS, LOCAL, PREFIX, Settings, WrongSetting

DEMO = "demo"
LEAST_BITS = 128
SECRETS_FILE = "secrets"
#: Ours, which stand in provider addresses or sign what providers call.
PATH_TOKENS = ("africastalking_token", "daraja_token", "meta_app_secret", "meta_verify_token", "twilio_auth_token")
#: The demo makes them the word `demo`. The pepper is never one of them.
DEMO_WORDS = (*PATH_TOKENS, "api_token")
FORMER_TOKENS = (
    "africastalking_former_token",
    "daraja_former_token",
    "meta_former_app_secret",
    "twilio_former_auth_token",
)
#: Asked for only where the provider is used: its secrets, by the setting that says so.
OPTIONAL = {
    "meta_phone_number_id": ("meta_app_secret", "meta_verify_token", "meta_access_token"),
    "twilio_account_sid": ("twilio_auth_token",),
}
OURS = ("pepper", "digest_key", "token_key", *DEMO_WORDS)
FROM_PROVIDERS = (
    "africastalking_api_key", "daraja_consumer_key", "daraja_consumer_secret", "daraja_passkey",
    "daraja_initiator_password", "meta_access_token",
)  # fmt: skip
VOICE_PROVIDERS = ("", "africastalking", "twilio")
NEEDED = ("public_url", "daraja_url", "daraja_initiator_name", "daraja_certificate")


def ready(settings: Settings) -> Settings:
    """The settings with every secret in place. Raises WrongSetting with all that is wrong."""
    if settings.environment not in ENVIRONMENTS:
        raise WrongSetting(f"{PREFIX}ENVIRONMENT is {' or '.join(ENVIRONMENTS)}")
    if settings.production:
        wrong = list(_wrong_in_production(settings))
    else:
        settings = _with_secrets(settings)
        wrong = list(_wrong_in_demo(settings)) if settings.demo else []
    if wrong:
        raise WrongSetting("\n".join(wrong))
    return settings


def bits(secret: Secret) -> int:
    """At most how many bits of chance are in it, by its length and alphabet."""
    text = secret.reveal()
    each = 4 if re.fullmatch(r"[0-9a-fA-F]*", text) else 6
    return each * len(text)


def is_local(url: str) -> bool:
    return urlsplit(url).hostname in LOCAL


def _wrong_in_demo(settings: Settings) -> Iterator[str]:
    if settings.demo_in_public:
        return
    if settings.host not in LOCAL:
        yield "the demo's secrets are public: listen on 127.0.0.1, or say --demo-in-public"
    if settings.public_url and not is_local(settings.public_url):
        yield f"the demo's secrets are public: {PREFIX}PUBLIC_URL must be local, or say --demo-in-public"


def _wrong_in_production(settings: Settings) -> Iterator[str]:
    if settings.demo or settings.demo_in_public:
        yield "production takes no --demo"
    if settings.sandboxes:
        yield f"production has no sandboxes: set {PREFIX}SANDBOXES=no"
    for name in NEEDED:
        if not getattr(settings, name):
            yield f"set {PREFIX}{name.upper()}"
    for name in ("daraja_url", "africastalking_url", "meta_url", "twilio_url", "voice_url"):
        if getattr(settings, name) and is_local(getattr(settings, name)):
            yield f"{PREFIX}{name.upper()} is a sandbox on this machine"
    if settings.voice_provider not in VOICE_PROVIDERS:
        yield f"{PREFIX}VOICE_PROVIDER is one of {', '.join(filter(None, VOICE_PROVIDERS))}, or empty"
    if settings.twilio_account_sid and not (settings.twilio_sms_sender and settings.twilio_whatsapp_sender):
        yield f"set {PREFIX}TWILIO_SMS_SENDER and {PREFIX}TWILIO_WHATSAPP_SENDER: the sandbox's number is nobody's"
    if settings.voice_provider and not settings.voice_number:
        yield f"set {PREFIX}VOICE_NUMBER: calls are placed from it"
    if settings.public_url and not settings.public_url.startswith("https://"):
        yield f"{PREFIX}PUBLIC_URL must begin with https://"
    yield from _wrong_secrets(settings)


def _wrong_secrets(settings: Settings) -> Iterator[str]:
    unused = {name for used, names in OPTIONAL.items() if not getattr(settings, used) for name in names}
    for name in (*OURS, *FROM_PROVIDERS, *FORMER_TOKENS):
        if name in unused:
            continue
        secret: Secret = getattr(settings, name)
        shown = PREFIX + name.upper()
        if not secret:
            if name not in FORMER_TOKENS:
                yield f"set {shown}"
        elif DEMO in secret.reveal().lower().split("-") or secret.reveal().lower().startswith("sandbox"):
            yield f"{shown} is a demo secret"
        elif name not in FROM_PROVIDERS and bits(secret) < LEAST_BITS:
            yield f"{shown} is shorter than {LEAST_BITS} bits: take 32 random hex digits or more"


def _with_secrets(settings: Settings) -> Settings:
    """Demo words or generated ones where none is set; a generated secret stays the same for the data folder."""
    if settings.demo:
        demo: dict[str, Any] = {name: Secret(DEMO) for name in DEMO_WORDS}
        settings = replace(settings, **demo)
    missing = [
        each.name
        for each in dataclasses.fields(settings)
        if each.metadata.get("made") and not getattr(settings, each.name)
    ]
    return replace(settings, **_generated(settings.data, missing)) if missing else settings


def _generated(data: Path, names: list[str]) -> dict[str, Any]:
    path = data / SECRETS_FILE
    known = _read(path)
    new = {name: secrets.token_hex(LEAST_BITS // 4) for name in names if name not in known}
    if new:
        data.mkdir(parents=True, exist_ok=True)
        # Appended in one write: two commands that start together lose nothing, and the first line of a name counts.
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write("".join(f"{PREFIX}{name.upper()}={value}\n" for name, value in new.items()))
        path.chmod(0o600)
        known = _read(path)
    return {name: Secret(known[name]) for name in names}


def _read(path: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in path.read_text().splitlines() if path.exists() else ():
        name, _, value = line.partition("=")
        found.setdefault(name.removeprefix(PREFIX).lower(), value)
    return found
