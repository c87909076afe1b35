"""A screen as a text message: numbered lines without the footer, two parts at most, `98` for more."""

from __future__ import annotations

from channels import gsm7
from channels.ussd.render import accent as pager
from dialogs.screen import Said

#: Two parts of a long message: 153 septets each, or 67 characters where one is outside the alphabet.
TWO_PARTS_SEPTETS, TWO_PARTS_CHARACTERS = 306, 134
UNPRINTED = ("0", "00")


def accent(said: Said) -> list[str]:
    """`0` goes back without being printed: the way back and home would cost a part."""
    keys = tuple(key for key in said.keys if key[0] not in UNPRINTED)
    bare = Said(said.message, said.options, keys, said.more, said.choose)
    text = gsm7.transliterate("\n".join((bare.message, *(label for _, label in (*bare.options, *bare.keys)))))
    # The pager counts a character outside the alphabet as two septets.
    return pager(TWO_PARTS_SEPTETS if gsm7.fits(text) else 2 * TWO_PARTS_CHARACTERS)(bare)
