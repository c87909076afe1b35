"""Two telephone companies that carry a call: what each posts when it begins, when she answers, and when it is over."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from admin.simulator.stage import Stage
from core.phone import Phone

Form = dict[str, str]


@dataclass(frozen=True)
class Line:
    """One call."""

    session: str
    phone: Phone


class Operator(Protocol):
    @property
    def url(self) -> str:
        """Where a call begins."""
        ...

    def begins(self, line: Line) -> Form: ...

    def answers(self, line: Line, *, keys: str, speech: str) -> Form: ...

    def ends(self, line: Line, seconds: int) -> tuple[str, Form]:
        """Where the end is told, and how."""
        ...

    def headers(self, url: str, form: Form) -> Mapping[str, str]: ...


class AfricasTalking:
    """A token in the address, keys only."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self.url = f"{stage.here}/channels/africastalking/{stage.africastalking_token.reveal()}/voice"

    def begins(self, line: Line) -> Form:
        return self._form(line, active=True)

    def answers(self, line: Line, *, keys: str, speech: str) -> Form:
        form = self._form(line, active=True)
        return {**form, "dtmfDigits": keys} if keys else form

    def ends(self, line: Line, seconds: int) -> tuple[str, Form]:
        end = {
            "durationInSeconds": str(seconds), "currencyCode": "KES", "amount": "0", "status": "Success",
            "callSessionState": "Completed", "hangupCause": "NORMAL_CLEARING",
        }  # fmt: skip
        return self.url, {**self._form(line, active=False), **end}

    def headers(self, url: str, form: Form) -> Mapping[str, str]:
        return {}

    def _form(self, line: Line, *, active: bool) -> Form:
        return {
            "isActive": "1" if active else "0", "sessionId": f"ATVId_{line.session}", "direction": "Inbound",
            "callerNumber": line.phone.number, "destinationNumber": self._stage.voice_number,
            "callerCountryCode": "254", "callStartTime": f"{self._stage.clock():%Y-%m-%d+%H:%M:%S}",
        }  # fmt: skip


class Twilio:
    """A signature over address and form; it hears words, too, and writes them with a capital and a full stop."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self.url = f"{stage.here}/channels/twilio/voice"

    def begins(self, line: Line) -> Form:
        return self._form(line, status="ringing")

    def answers(self, line: Line, *, keys: str, speech: str) -> Form:
        form = self._form(line, status="in-progress")
        if speech:
            sentence = f"{speech[0].upper()}{speech[1:].rstrip('.')}."
            return {**form, "SpeechResult": sentence, "Confidence": "0.9", "Language": "sw-KE"}
        return {**form, "Digits": keys} if keys else form

    def ends(self, line: Line, seconds: int) -> tuple[str, Form]:
        form = self._form(line, status="completed")
        return self.url, {**form, "CallDuration": str(seconds)}

    def headers(self, url: str, form: Form) -> Mapping[str, str]:
        signed = url + "".join(f"{name}{form[name]}" for name in sorted(form))
        digest = hmac.digest(self._stage.twilio_token.reveal().encode(), signed.encode(), "sha1")
        return {"X-Twilio-Signature": base64.b64encode(digest).decode()}

    def _form(self, line: Line, *, status: str) -> Form:
        ours, theirs = self._stage.voice_number, line.phone.number
        return {
            "CallSid": f"CA{line.session}", "AccountSid": "AC00000000000000000000000000000000",
            "From": theirs, "Caller": theirs, "To": ours, "Called": ours, "CallStatus": status,
            "Direction": "inbound", "ApiVersion": "2010-04-01",
        }  # fmt: skip


def operators(stage: Stage) -> Mapping[str, Operator]:
    return {"africastalking": AfricasTalking(stage), "twilio": Twilio(stage)}
