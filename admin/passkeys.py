"""What a browser is asked to do with passkeys, and for which site: the same for pages and for programs."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from webauthn import generate_authentication_options, generate_registration_options, options_to_json
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from core.ids import new_id
from core.messages import Arrival, Door, Origin, Refusal
from core.secret import Secret
from core.staff.messages import KeepChallenge, MySignIn, Seat

WAIT_MILLISECONDS = 300_000
CHALLENGE_BYTES = 32


@dataclass(frozen=True)
class Place:
    """A passkey is made for one host, and its answers come from one address."""

    site: str
    origin: str


@dataclass(frozen=True)
class Passkeys:
    """`public_url` is where browsers reach us; empty, on one machine: whatever they say."""

    door: Door
    name: str
    public_url: str = ""

    def place(self, arrival: Arrival) -> Place:
        url = self.public_url.rstrip("/") or f"http://{arrival.headers.get('host', 'localhost')}"
        return Place(urlsplit(url).hostname or "localhost", url)

    async def to_add(self, arrival: Arrival, seat: Seat, by: Origin) -> dict[str, Any] | Refusal:
        """Options for `navigator.credentials.create`: a key that stays on the device, behind a finger or a PIN."""
        mine = await self.door.perform(MySignIn(), by=by)
        if isinstance(mine, Refusal):
            return mine
        challenge = secrets.token_bytes(CHALLENGE_BYTES)
        options: dict[str, Any] = json.loads(
            options_to_json(
                generate_registration_options(
                    rp_id=self.place(arrival).site,
                    rp_name=self.name,
                    user_id=seat.staff.encode(),
                    user_name=seat.username,
                    user_display_name=seat.name,
                    challenge=challenge,
                    timeout=WAIT_MILLISECONDS,
                    authenticator_selection=AuthenticatorSelectionCriteria(
                        resident_key=ResidentKeyRequirement.REQUIRED,
                        user_verification=UserVerificationRequirement.REQUIRED,
                    ),
                    exclude_credentials=[
                        PublicKeyCredentialDescriptor(id=base64url_to_bytes(each.credential)) for each in mine.passkeys
                    ],
                )
            )
        )
        return await self._kept(options, by)

    async def to_sign_in(self, arrival: Arrival, by: Origin) -> dict[str, Any] | Refusal:
        """Options for `navigator.credentials.get`: whichever key the device has for this site."""
        options: dict[str, Any] = json.loads(
            options_to_json(
                generate_authentication_options(
                    rp_id=self.place(arrival).site,
                    challenge=secrets.token_bytes(CHALLENGE_BYTES),
                    timeout=WAIT_MILLISECONDS,
                    user_verification=UserVerificationRequirement.REQUIRED,
                )
            )
        )
        return await self._kept(options, by)

    async def _kept(self, options: dict[str, Any], by: Origin) -> dict[str, Any] | Refusal:
        """With a challenge that is good once."""
        wish = KeepChallenge(challenge=Secret(options["challenge"]))
        answer = await self.door.perform(wish, key=new_id(), by=by)
        return answer if isinstance(answer, Refusal) else options
