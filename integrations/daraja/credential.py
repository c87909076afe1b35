"""The proofs a request carries besides its token: timestamped password, encrypted initiator password."""

from __future__ import annotations

import base64
from datetime import datetime
from zoneinfo import ZoneInfo

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from core.secret import Secret

#: Daraja reads timestamps as local time; a server clock in UTC yields "Wrong credentials".
NAIROBI = ZoneInfo("Africa/Nairobi")


def timestamp(now: datetime) -> str:
    """`YYYYMMDDHHmmss` in East Africa Time; `now` must be aware."""
    if now.tzinfo is None:
        raise ValueError("a timestamp needs a time with its zone")
    return now.astimezone(NAIROBI).strftime("%Y%m%d%H%M%S")


def password(*, shortcode: str, passkey: Secret, stamp: str) -> str:
    """Base64 of shortcode, passkey and timestamp, as STK push and STK query want it."""
    return base64.b64encode(f"{shortcode}{passkey.reveal()}{stamp}".encode()).decode()


def security_credential(initiator_password: Secret, certificate_pem: str) -> str:
    """The initiator's password under the portal certificate's RSA key (PKCS #1 v1.5), in base64."""
    key = x509.load_pem_x509_certificate(certificate_pem.encode()).public_key()
    if not isinstance(key, rsa.RSAPublicKey):
        raise ValueError("the certificate of Daraja's portal holds an RSA key")
    return base64.b64encode(key.encrypt(initiator_password.reveal().encode(), padding.PKCS1v15())).decode()
