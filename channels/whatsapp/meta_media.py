"""Fetches a file that a member sent: from a host that we trust, not too long, what it says it is, and whole."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import urlsplit

from channels.whatsapp.meta_codes import code_of
from channels.whatsapp.meta_config import Meta
from channels.whatsapp.meta_graph import Answer, Graph, TooLong, Undelivered
from channels.whatsapp.meta_wire import Attachment, bare_type
from core.messages import ProviderError

MOST_BYTES = 5 * 1024 * 1024
#: It becomes part of an address.
ID = re.compile(r"[A-Za-z0-9_-]{1,200}")

#: Type -> how such a file begins: (offset, one of these). What is not listed is not taken.
BEGINNINGS: Mapping[str, tuple[int, tuple[bytes, ...]]] = {
    "image/jpeg": (0, (b"\xff\xd8\xff",)),
    "image/png": (0, (b"\x89PNG\r\n\x1a\n",)),
    "image/webp": (8, (b"WEBP",)),
    "application/pdf": (0, (b"%PDF-",)),
    "audio/ogg": (0, (b"OggS",)),
    "audio/mpeg": (0, (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")),
    "audio/mp4": (4, (b"ftyp",)),
    "audio/aac": (0, (b"\xff\xf1", b"\xff\xf9")),
    "audio/amr": (0, (b"#!AMR",)),
}
#: HTTP status of either call -> the file is not there (any more).
GONE = frozenset({404, 410})
#: error.code where the id is one that they do not know (any more).
NO_SUCH_ID = frozenset({100, 33})


class NotTaken(Exception):
    """We do not want this file, and never will; the text says why."""


@dataclass(frozen=True)
class Fetched:
    sha256: str
    type: str
    content: bytes


async def fetch(graph: Graph, wanted: Attachment) -> Fetched:
    """Raises NotTaken, or ProviderError where it may go better later."""
    _check(wanted.type, wanted.bytes)
    if not ID.fullmatch(wanted.id):
        raise NotTaken("an id that is none")
    try:
        where = await graph.get(graph.config.address(wanted.id))
        url, claims = _address(where, graph.config)
        answer = await graph.get(url, most_bytes=MOST_BYTES)
    except Undelivered as trouble:
        raise ProviderError(f"media_{trouble.code}", retryable=True) from trouble
    except TooLong:
        raise NotTaken("too long") from None
    _check_status(answer)
    found = sha256(answer.body).hexdigest()
    # The address is asked for anew each time, so a file that was cut off on the way may come whole.
    if any(hexed(claim) not in ("", found) for claim in (wanted.sha256, claims)):
        raise ProviderError("media_damaged", retryable=True)
    if not _begins_as(wanted.type, answer.body):
        raise NotTaken("not the type that it claims")
    return Fetched(found, wanted.type, answer.body)


def hexed(digest: str) -> str:
    """Webhooks write it in base64, the Graph API in hex; empty for neither."""
    if len(digest) == 64:
        return digest.lower()
    try:
        raw = base64.b64decode(digest, validate=True)
    except (binascii.Error, ValueError):
        return ""
    return raw.hex() if len(raw) == 32 else ""


def is_trusted(url: str, config: Meta) -> bool:
    """Our token goes there: to Meta's hosts over TLS, or to where the Graph API itself is."""
    try:
        there, home = urlsplit(url), urlsplit(config.base_url)
        if (there.scheme, there.hostname, there.port) == (home.scheme, home.hostname, home.port):
            return not there.username
        plain = there.scheme == "https" and there.port in (None, 443) and not there.username
    except ValueError:
        return False
    host = there.hostname or ""
    return plain and any(host.endswith(known) if known[0] == "." else host == known for known in config.media_hosts)


def _address(answer: Answer, config: Meta) -> tuple[str, str]:
    """Where the file lies, and the digest it should have."""
    error = answer.fields.get("error")
    code = code_of(error) if isinstance(error, dict) else None
    if code in NO_SUCH_ID:
        raise NotTaken("gone")
    if code is not None:
        raise ProviderError(str(code), retryable=True)
    _check_status(answer)
    url, size = answer.fields.get("url"), answer.fields.get("file_size")
    if not isinstance(url, str) or not is_trusted(url, config):
        raise NotTaken("at a host that we do not trust")
    _check(bare_type(str(answer.fields.get("mime_type", ""))), size if isinstance(size, int) else 0)
    return url, str(answer.fields.get("sha256", ""))


def _check(media_type: str, size: int) -> None:
    if media_type not in BEGINNINGS:
        raise NotTaken("a type that we do not take")
    if size > MOST_BYTES:
        raise NotTaken("too long")


def _check_status(answer: Answer) -> None:
    if answer.status in GONE:
        raise NotTaken("gone")
    if not 200 <= answer.status < 300:
        raise ProviderError(f"http_{answer.status}", retryable=True)


def _begins_as(media_type: str, content: bytes) -> bool:
    offset, beginnings = BEGINNINGS[media_type]
    return content[offset:].startswith(beginnings)
