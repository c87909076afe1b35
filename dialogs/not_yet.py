"""What people ask for that we do not offer yet, said honestly; and joining, for who has joined."""

from __future__ import annotations

from dialogs.script import BACK_KEY, HOME, Dialog, Form, Item
from dialogs.withdraw import talk as withdraw_menu


class NotYetForm(Form):
    pass


transfer = Dialog("transfer", NotYetForm)
transfer.menu(
    "not_yet",
    "We cannot send money to other people yet. You can take it out to your own M-PESA and send it from there.",
    [Item("5", "Withdraw", withdraw_menu), Item("00", "Home", HOME)],
    keys=(BACK_KEY,),
)

shop = Dialog("shop", NotYetForm)
shop.menu(
    "not_yet",
    "The shop is not open yet. We will tell you when you can order here. Help: {house.care_number}.",
    [Item("00", "Home", HOME)],
)

already_member = Dialog("already_member", NotYetForm)
already_member.menu("is_one", "You are a member already: {number}.", [Item("00", "Home", HOME)])
