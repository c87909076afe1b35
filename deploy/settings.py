"""What can be set from outside: one table, read from the environment, written out as documentation."""

# ruff: noqa: RUF009 - the two functions below make fields, as dataclasses.field does.

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.secret import Secret

PREFIX = "IMARISHA_"
EMBEDDED = "imarisha.sqlite"
LOCAL = ("127.0.0.1", "localhost", "::1")
ENVIRONMENTS = ("development", "production")


#: Seconds, one after the other.
Waits = tuple[float, ...]


class WrongSetting(ValueError):
    """A setting cannot be read, or the whole is not safe to run; the text says what to do."""


def _says(default: Any, meaning: str) -> Any:
    return field(default=default, metadata={"meaning": meaning})


def _secret(meaning: str, *, made: bool = False) -> Any:
    """`made`: generated into DIR/secrets when it is missing, outside production."""
    return field(default_factory=lambda: Secret(""), metadata={"meaning": meaning, "made": made})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Every field is a setting: `database_url` is read from IMARISHA_DATABASE_URL."""

    environment: str = _says("development", "`development` or `production`, which refuses everything unsafe")
    data: Path = _says(Path("var"), "folder of the embedded database, secrets and sandboxes (`--data`)")
    demo: bool = _says(False, "demo data and demo secrets, open to everybody (`--demo`)")
    demo_in_public: bool = _says(False, "lets the demo be reached from other machines (`--demo-in-public`)")
    host: str = _says("127.0.0.1", "address to listen on (`--host`)")
    port: int = _says(8080, "port to listen on, 0 for any free one (`--port`)")
    public_url: str = _says("", "where providers reach us; empty: this machine")
    behind_proxy: bool = _says(False, "our own proxy stands before us: callers are known by its X-Forwarded-For")
    metrics_port: int = _says(
        9100, "port of `/metrics` and `/health` in production; elsewhere they are on the one port"
    )
    log_level: str = _says("info", "debug, info, warning or error")

    database_url: str = _says("", "`postgresql+asyncpg://...`; empty: SQLite in the data folder")
    redis_url: str = _says("", "`redis://...` keeps conversations and wakes workers; empty: the database does")
    pepper: Secret = _secret("mixed into every PIN before it is hashed; losing it loses all PINs", made=True)
    digest_key: Secret = _secret("keys the digests of USSD transcripts", made=True)
    token_key: Secret = _secret("signs the access tokens of the API", made=True)

    calls_a_minute: int = _says(1200, "most calls and pages a minute of one member of staff or one program")
    strangers_a_minute: int = _says(60, "most tries to sign in a minute from one address")
    api_token: Secret = _secret("bearer token of the JSON API, until staff sign in themselves", made=True)

    turn_seconds: float = _says(8.0, "how long one USSD hop may take before it answers that it is slow")
    drain_seconds: float = _says(10.0, "how long work under way may take to finish when the process stops")
    work_inside: bool = _says(True, "`serve` does the jobs too; no, where `imarisha work` runs")
    jobs_at_once: int = _says(16, "jobs one worker runs at the same time")
    poll_seconds: float = _says(0.5, "how often an idle worker looks for jobs nobody woke it for")
    most_lease_seconds: int = _says(0, "a worker that died keeps its jobs no longer; 0: as long as each kind says")

    institution: str = _says("Imarisha", "name of the institution")
    time_zone: str = _says("Africa/Nairobi", "time zone of the business day")
    ussd_code: str = _says("*384*1#", "what members dial")
    paybill: str = _says("600100", "the paybill, Daraja's shortcode")
    care_number: str = _says("0700 000 000", "whom members call for help")
    words_kept_days: int = _says(90, "how long the words of conversations are kept")
    prompt_after_seconds: float = _says(5.0, "a prompt leaves so long after END, if no end-of-session note comes")
    ask_after_seconds: Waits = _says(
        (10.0, 20.0, 40.0, 60.0, 120.0, 240.0, 480.0, 960.0, 1800.0, 3600.0),
        "when a provider is asked about a payment without an answer; the last wait repeats",
    )
    absent_after_seconds: float = _says(600.0, "only so long after a payout does `never seen` prove that none left")

    automatic_limit: int = _says(20_000, "loans above so many shillings are decided by a person")
    query_above: int = _says(50_000, "a prompt's callback above so many shillings is believed only after a question")

    sandboxes: bool = _says(True, "stand-ins for providers whose address is not set; never in production")
    africastalking_url: str = _says("", "address of a running SMS sandbox; empty: our own, in production the real one")
    africastalking_sandbox_port: int = _says(0, "port of our SMS sandbox; 0: any free one, remembered")
    africastalking_username: str = _says("sandbox", "user name at Africa's Talking")
    africastalking_api_key: Secret = _secret("API key at Africa's Talking")
    africastalking_sender_id: str = _says("", "sender of our SMS; empty: the shared one")
    africastalking_token: Secret = _secret("stands in the addresses Africa's Talking calls", made=True)
    africastalking_former_token: Secret = _secret("the token before, taken until the rotation is over")
    africastalking_blank_for_plus: bool = _says(False, "take ` 254...` for `+254...`, as some clients send it")

    meta_url: str = _says("", "address of a running WhatsApp sandbox; empty: our own, in production Meta's Graph API")
    meta_sandbox_port: int = _says(0, "port of our WhatsApp sandbox; 0: any free one, remembered")
    meta_phone_number_id: str = _says("", "id of our WhatsApp number at Meta; empty in production: no WhatsApp by Meta")
    meta_access_token: Secret = _secret("access token for sending by WhatsApp and fetching files")
    meta_app_secret: Secret = _secret("signs what Meta calls", made=True)
    meta_former_app_secret: Secret = _secret("the secret before, taken until the rotation is over")
    meta_verify_token: Secret = _secret("shown by Meta when it checks our address", made=True)

    twilio_url: str = _says("", "address of a running Twilio sandbox; empty: our own, in production the real one")
    twilio_sandbox_port: int = _says(0, "port of our Twilio sandbox; 0: any free one, remembered")
    twilio_account_sid: str = _says("", "account at Twilio; empty in production: nothing goes through Twilio")
    twilio_auth_token: Secret = _secret("signs what Twilio calls and proves who calls them", made=True)
    twilio_former_auth_token: Secret = _secret("the token before, taken until the rotation is over")
    twilio_sms_sender: str = _says("", "our number for SMS through Twilio, or a messaging service (MG...)")
    twilio_whatsapp_sender: str = _says("", "our number for WhatsApp through Twilio, or a messaging service")
    twilio_interactive: bool = _says(True, "WhatsApp by Twilio has buttons and lists; no: numbered text")

    voice_provider: str = _says("", "who places our calls: `africastalking` or `twilio`; empty in production: nobody")
    voice_number: str = _says("", "the number that members call, +254...")
    voice_person: str = _says("", "whom the key 0 puts a caller through to; empty: it is not offered")
    voice_call_back: bool = _says(False, "calls to us are not answered but called back, so that members pay nothing")
    voice_reminders: bool = _says(False, "members who are a week late with an instalment are called as well")
    voice_recordings: Path = _says(Path("recordings"), "folder of recorded phrases, <language>/<name>.mp3")
    voice_recordings_url: str = _says("", "where providers fetch the recordings; empty: the provider's voice reads")
    voice_url: str = _says("", "address of a running sandbox of calls; empty: our own, in production the real one")
    voice_sandbox_port: int = _says(0, "port of our sandbox of calls; 0: any free one, remembered")

    daraja_url: str = _says("", "address of Daraja, or of a running sandbox on this machine; empty: our own sandbox")
    daraja_sandbox_port: int = _says(0, "port of our Daraja sandbox; 0: any free one, remembered")
    daraja_consumer_key: Secret = _secret("consumer key at Daraja")
    daraja_consumer_secret: Secret = _secret("consumer secret at Daraja")
    daraja_passkey: Secret = _secret("passkey of the paybill for prompts")
    daraja_initiator_name: str = _says("", "initiator of payouts and questions")
    daraja_initiator_password: Secret = _secret("password of the initiator")
    daraja_certificate: str = _says("", "file with Daraja's certificate (PEM)")
    daraja_payout_shortcode: str = _says("", "shortcode of payouts, where it is not the paybill")
    daraja_token: Secret = _secret("stands in the addresses Daraja calls", made=True)
    daraja_former_token: Secret = _secret("the token before, taken until the rotation is over")
    daraja_calls_per_second: float = _says(0.0, "most calls a second to Daraja; 0: as many as there are")

    @property
    def database(self) -> str:
        """The URL of the database, the embedded one unless another is set."""
        return self.database_url or f"sqlite+aiosqlite:///{self.data.resolve()}/{EMBEDDED}"

    @property
    def production(self) -> bool:
        return self.environment == "production"


def _waits(words: str) -> Waits:
    return tuple(float(word) for word in words.split(","))


def _flag(words: str) -> bool:
    known = {"1": True, "yes": True, "true": True, "on": True, "0": False, "no": False, "false": False, "off": False}
    return known[words.strip().lower()]


READERS: Mapping[str, Callable[[str], Any]] = {
    "str": str, "int": int, "float": float, "bool": _flag, "Path": Path, "Secret": Secret,
    "Waits": _waits,
}  # fmt: skip
KINDS: Mapping[str, str] = {
    "str": "text", "int": "whole number", "float": "number", "bool": "yes or no", "Path": "folder", "Secret": "secret",
    "Waits": "numbers",
}  # fmt: skip
EXPECTED: Mapping[str, str] = {
    "int": "a whole number", "float": "a number", "bool": "yes or no", "Waits": "numbers with commas between them",
}  # fmt: skip


def read(environ: Mapping[str, str], **chosen: Any) -> Settings:
    """From the environment; `chosen` (of the command line) wins where it is not None. Raises WrongSetting."""
    values: dict[str, Any] = {}
    for each in dataclasses.fields(Settings):
        name = PREFIX + each.name.upper()
        if name not in environ:
            continue
        try:
            values[each.name] = READERS[str(each.type)](environ[name])
        except (ValueError, KeyError):
            raise WrongSetting(f"{name} must be {EXPECTED[str(each.type)]}") from None
    found = Settings(**values | {name: value for name, value in chosen.items() if value is not None})
    known = {PREFIX + each.name.upper() for each in dataclasses.fields(Settings)}
    unknown = sorted(name for name in environ if name.startswith(PREFIX) and name not in known)
    if unknown and found.production:
        # Elsewhere tests and tools have names of their own; here it is a slip of the pen that may cost money.
        raise WrongSetting(f"no such setting: {', '.join(unknown)}; `imarisha settings` lists them")
    return found


def table() -> str:
    """All settings as Markdown."""
    lines = [
        "# Settings",
        "",
        "Environment variables. With none set, everything runs on one laptop. Written by `imarisha settings`.",
        "",
        "| name | type | default | meaning |",
        "|---|---|---|---|",
    ]
    for each in dataclasses.fields(Settings):
        kind = KINDS[str(each.type)]
        made = "generated" if each.metadata.get("made") else ""
        default = made if kind == "secret" else _shown(each.default)
        lines.append(f"| `{PREFIX}{each.name.upper()}` | {kind} | {default} | {each.metadata['meaning']} |")
    return "\n".join(lines) + "\n"


def _shown(default: Any) -> str:
    if isinstance(default, bool):
        return "yes" if default else "no"
    if isinstance(default, tuple):
        default = ",".join(f"{each:g}" for each in default)
    return f"`{default}`" if str(default) else ""
