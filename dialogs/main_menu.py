"""Home. The numbers are fixed for ever: members learn `3` is repay, and agents teach `*384*1*3#`."""

from __future__ import annotations

from dialogs.apply_for_loan import talk as apply_for_loan
from dialogs.balance import talk as balance
from dialogs.help import talk as help_menu
from dialogs.language import talk as language
from dialogs.more import talk as more
from dialogs.repay import talk as repay
from dialogs.save import talk as save
from dialogs.script import Dialog, Form, Item
from dialogs.withdraw import talk as withdraw


class HomeForm(Form):
    pass


talk = Dialog("home", HomeForm)
talk.menu(
    "what",
    "Imarisha. Hello {first_name}",
    [
        Item("1", "Balance", balance),
        Item("2", "Borrow", apply_for_loan),
        Item("3", "Repay", repay),
        Item("4", "Save", save),
        Item("5", "Withdraw", withdraw),
        Item("6", "More", more),
        Item("7", "Help", help_menu),
        Item("9", "Kiswahili", language, when=lambda facts: facts.language != "sw"),
        Item("9", "English", language, when=lambda facts: facts.language == "sw"),
    ],
)
