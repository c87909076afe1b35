"""A QR code as a picture that stands in the page: nothing is fetched, and no style is needed."""

from __future__ import annotations

import segno
from markupsafe import Markup

MOST_CHARACTERS = 600


def drawn(text: str, *, says: str) -> Markup:
    """SVG with a title for whoever does not see it. Raises ValueError for a text that is too long."""
    if len(text) > MOST_CHARACTERS:
        raise ValueError("too long for a QR code that phones read")
    made = segno.make(text, error="m", micro=False)
    picture = made.svg_inline(scale=5, border=4, dark="#000", light="#fff", title=says, svgclass="qr", lineclass=None)
    return Markup(picture.replace("<svg ", '<svg role="img" ', 1))
