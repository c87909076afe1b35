"""A screen as a text message: numbered lines without the footer, two parts at most, `98` for more."""

from __future__ import annotations

from channels import gsm7
from channels.ussd.render import accent as pager
from dialogs.screen import Said

#: Two parts of a long message: 153 septets each, or 67 characters where one is outside the alphabet.
TWO_PARTS_SEPTETS, TWO_PARTS_CHARACTERS = 306, 134


def accent(said: Said) -> list[str]:
    """`0` goes back without being printed: the footer would cost a part. Its keys stay where they are all there is."""
    bare = Said(said.message, said.options, said.keys if _leads_on(said) else (), said.more, said.choose)
    text = gsm7.transliterate("\n".join((bare.message, *(label for _, label in (*bare.options, *bare.keys)))))
    # The pager counts a character outside the alphabet as two septets.
    return pager(TWO_PARTS_SEPTETS if gsm7.fits(text) else 2 * TWO_PARTS_CHARACTERS)(bare)


def _leads_on(said: Said) -> bool:
    """More than going back or home stands in the footer, and nothing above it."""
    return not said.options and any(key not in ("0", "00") for key, _ in said.keys)
