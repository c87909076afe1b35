"""What both directions of Meta's Cloud API must know: our number, the keys, the addresses."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.messages import Origin
from core.secret import Secret

SCOPE = "meta"
PROVIDER = Origin(who=f"provider:{SCOPE}")
REAL = "https://graph.facebook.com"
VERSION = "v23.0"
#: Where files may lie; a leading dot means any host below.
MEDIA_HOSTS = ("lookaside.fbsbx.com", ".fbcdn.net", ".whatsapp.net")

#: Who reads what was kept: the job `arrived.<source>`.
CHAT, MEDIA, CHANGED_NUMBER, ASIDE = "meta.whatsapp", "meta.media", "meta.changed_number", "meta.aside"


def _none() -> Secret:
    return Secret("")


@dataclass(frozen=True, kw_only=True)
class Meta:
    """One WhatsApp number. `former_app_secret` is accepted as well while the secret is being changed."""

    phone_number_id: str
    access_token: Secret
    app_secret: Secret
    verify_token: Secret
    former_app_secret: Secret = field(default_factory=_none)
    base_url: str = REAL
    version: str = VERSION
    media_hosts: tuple[str, ...] = MEDIA_HOSTS

    def address(self, path: str) -> str:
        """Of something at the Graph API."""
        return f"{self.base_url.rstrip('/')}/{self.version}/{path}"
