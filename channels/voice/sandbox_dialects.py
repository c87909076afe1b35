"""How each fake voice provider words the events of a call, and what it would not take in an answer."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from xml.etree import ElementTree

from twilio.request_validator import RequestValidator

from channels.voice.sandbox_phone import Call, Form

Clock = Callable[[], datetime]

#: How a call ended -> hangupCause, and whether it lasted.
CAUSES: Mapping[str, tuple[str, bool]] = {
    "completed": ("NORMAL_CLEARING", True),
    "hung up": ("NORMAL_CLEARING", True),
    "cut": ("NORMAL_CLEARING", True),
    "rejected": ("CALL_REJECTED", False),
    "busy": ("USER_BUSY", False),
    "no": ("NO_ANSWER", False),
    "failed": ("UNSPECIFIED", False),
}
#: The same in Twilio's words.
STATUSES: Mapping[str, str] = {
    "completed": "completed", "hung up": "completed", "cut": "completed", "rejected": "busy", "busy": "busy",
    "no": "no-answer", "failed": "failed",
}  # fmt: skip
LASTED_SECONDS = "37"


@dataclass(frozen=True)
class AfricasTalking:
    clock: Clock
    gather = "GetDigits"

    def live(self, call: Call, brings: Form) -> Form:
        return {**self._common(call), "isActive": "1", **brings}

    def over(self, call: Call, state: str) -> Form:
        """The real one repeats the last keys here, PINs too."""
        cause, lasted = CAUSES[state]
        form = {
            **self._common(call), "isActive": "0", "status": "Success" if lasted else "Failed",
            "durationInSeconds": LASTED_SECONDS if lasted else "0", "currencyCode": "KES", "amount": "1.5",
            "callSessionState": "Completed", "hangupCause": cause,
        }  # fmt: skip
        return {**form, "dtmfDigits": call.pressed} if call.pressed else form

    def _common(self, call: Call) -> dict[str, str]:
        form = {
            "sessionId": call.id,
            "direction": "Outbound" if call.outbound else "Inbound",
            "callerNumber": call.ours if call.outbound else call.phone,
            "destinationNumber": call.phone if call.outbound else call.ours,
            "callerCountryCode": "254",
            "callerCarrierName": "Sandbox",
            "callStartTime": f"{self.clock():%Y-%m-%d+%H:%M:%S}",
        }
        return {**form, "clientRequestId": call.tag} if call.tag else form

    def headers(self, url: str, form: Form) -> Mapping[str, str]:
        return {}

    def address_in(self, verb: ElementTree.Element) -> str:
        return verb.get("callbackUrl", "")

    def keys(self, digits: str) -> Form:
        return {"dtmfDigits": digits}

    def speech(self, verb: ElementTree.Element, words: str, confidence: str) -> Form | None:
        return None

    def complaints(self, verb: ElementTree.Element) -> list[str]:
        missing = [name for name in ("numDigits", "finishOnKey", "timeout", "callbackUrl") if not verb.get(name)]
        found = [f"GetDigits without {name}" for name in missing]
        return found if len(verb) == 1 else [*found, f"GetDigits with {len(verb)} voices"]


@dataclass(frozen=True)
class Twilio:
    account: str
    auth_token: str = field(repr=False)
    gather = "Gather"

    @property
    def basic(self) -> str:
        """How who places a call proves that the account is its own."""
        return f"Basic {b64encode(f'{self.account}:{self.auth_token}'.encode()).decode()}"

    def live(self, call: Call, brings: Form) -> Form:
        first = "in-progress" if call.outbound or call.heard else "ringing"
        form = {**self._common(call), "CallStatus": first, **brings}
        if call.outbound:
            form["AnsweredBy"] = "machine_start" if call.machine else "human"
        return form

    def over(self, call: Call, state: str) -> Form:
        status = STATUSES[state]
        lasted = LASTED_SECONDS if status == "completed" else "0"
        return {**self._common(call), "CallStatus": status, "CallDuration": lasted, "SequenceNumber": "0"}

    def _common(self, call: Call) -> dict[str, str]:
        caller, called = (call.ours, call.phone) if call.outbound else (call.phone, call.ours)
        return {
            "CallSid": call.id, "AccountSid": self.account, "ApiVersion": "2010-04-01",
            "Direction": "outbound-api" if call.outbound else "inbound",
            "From": caller, "Caller": caller, "To": called, "Called": called, "FromCity": "", "FromCountry": "KE",
        }  # fmt: skip

    def headers(self, url: str, form: Form) -> Mapping[str, str]:
        return {"X-Twilio-Signature": RequestValidator(self.auth_token).compute_signature(url, dict(form))}

    def address_in(self, verb: ElementTree.Element) -> str:
        return verb.get("action", "")

    def keys(self, digits: str) -> Form:
        return {"Digits": digits}

    def speech(self, verb: ElementTree.Element, words: str, confidence: str) -> Form | None:
        """It begins with a capital and ends with a full stop, as the real one writes."""
        if "speech" not in verb.get("input", "dtmf").split():
            return None
        form = {"SpeechResult": f"{words[:1].upper()}{words[1:]}.", "Language": verb.get("language", "en-US")}
        return {**form, "Confidence": confidence} if confidence else form

    def complaints(self, verb: ElementTree.Element) -> list[str]:
        if not set(verb.get("input", "dtmf").split()) <= {"dtmf", "speech"}:
            return ["Gather for an unknown input"]
        return [] if verb.get("action") else ["Gather without an action"]
