"""More: what a member needs less often. The numbers 2, 3, 4 and 6 are kept for dialogs to come."""

from __future__ import annotations

from dialogs.change_pin import talk as change_pin
from dialogs.offers import talk as offers
from dialogs.script import BACK_KEY, Dialog, Form, Item
from dialogs.statement import talk as statement


class MoreForm(Form):
    pass


talk = Dialog("more", MoreForm)
talk.menu(
    "what",
    "More",
    [
        Item("1", "Statement", statement),
        Item("5", "Change PIN", change_pin),
        Item("7", "Stop or get offers", offers),
    ],
    keys=(BACK_KEY,),
)
