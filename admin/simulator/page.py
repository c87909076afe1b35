"""The page and its parts, read once at the start and served under a policy that lets nothing in from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from core.messages import Arrival, Reply, Route

STATIC = Path(__file__).parent / "static"
TYPES: Mapping[str, str] = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-cache",
}
NOT_HERE = Reply(404, b"There is no such part of the simulator.")


def routes() -> list[Route]:
    parts = {path.name: _part(path) for path in sorted(STATIC.iterdir()) if path.suffix in TYPES}

    async def page(arrival: Arrival) -> Reply:
        return parts["index.html"]

    async def part(arrival: Arrival) -> Reply:
        return parts.get(arrival.path["name"], NOT_HERE)

    async def elsewhere(arrival: Arrival) -> Reply:
        return Reply(308, headers={"Location": "/simulator/"})

    return [
        ("GET", "/simulator", elsewhere),
        ("GET", "/simulator/", page),
        ("GET", "/simulator/static/{name}", part),
    ]


def _part(path: Path) -> Reply:
    return Reply(body=path.read_bytes(), content_type=TYPES[path.suffix], headers=HEADERS)
