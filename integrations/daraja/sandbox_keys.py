"""The sandbox's own certificate, made once and kept with its world, and what it opens."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID

from integrations.daraja.sandbox_store import Store

_FROM, _UNTIL = datetime(2020, 1, 1, tzinfo=UTC), datetime(2050, 1, 1, tzinfo=UTC)
_KEY_BITS = 2048


class Certificate:
    """The pair whose public half the institution encrypts its initiator password with."""

    def __init__(self, store: Store) -> None:
        kept = store.setting("key")
        key = _load(kept) if kept else rsa.generate_private_key(public_exponent=65537, key_size=_KEY_BITS)
        if not kept:
            store.set("key", _pem_of(key))
            store.set("certificate", _certificate(key))
        self._key = key
        self.pem = store.setting("certificate")

    def opens(self, credential: str) -> str:
        """The password inside, or empty."""
        try:
            return self._key.decrypt(base64.b64decode(credential, validate=True), padding.PKCS1v15()).decode()
        except ValueError:
            return ""


def _load(pem: str) -> rsa.RSAPrivateKey:
    key = serialization.load_pem_private_key(pem.encode(), password=None)
    assert isinstance(key, rsa.RSAPrivateKey)
    return key


def _pem_of(key: rsa.RSAPrivateKey) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


def _certificate(key: rsa.RSAPrivateKey) -> str:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Daraja sandbox")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_FROM)
        .not_valid_after(_UNTIL)
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.PEM).decode()
