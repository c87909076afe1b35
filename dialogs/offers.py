"""Offers and news by SMS: off until she says so, and off again with one key."""

from __future__ import annotations

from core.members import messages as members
from dialogs.script import BACK_KEY, HOME, Dialog, Form, Item


class OffersForm(Form):
    offers: members.Offers


talk = Dialog("offers", OffersForm)
talk.do("offers", members.OffersOf)
talk.menu(
    "choose_offers",
    "Offers and news by SMS. They are free, and you can stop them here.",
    [
        Item("1", "Send me offers", "start", when=lambda facts: not facts.offers.wanted),
        Item("2", "Stop offers", "stop", when=lambda facts: facts.offers.wanted),
    ],
    keys=(BACK_KEY,),
)
talk.do("start", members.SetOffers, wanted=lambda facts: True)
talk.menu("started", "You will get offers by SMS.", [Item("00", "Home", HOME)])
talk.do("stop", members.SetOffers, wanted=lambda facts: False)
talk.menu("stopped", "You will get no more offers.", [Item("00", "Home", HOME)])
