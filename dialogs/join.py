"""A stranger becomes a member: name, identity number, birth date, consent, and a PIN chosen twice."""

from __future__ import annotations

from datetime import date
from typing import Any

from core.members import messages as members
from core.secret import Secret
from dialogs import accepts
from dialogs.new_number import talk as new_number
from dialogs.new_pin import CHOOSE, ONCE_MORE
from dialogs.save import talk as save
from dialogs.script import HOME, Dialog, Form, Item, Key

CONSENT = (
    "We keep your name, ID and phone to run your account and to check who you are."
    " We do not sell them. Full text by SMS."
)
WELCOME = (
    "Welcome {joined.first_name}. Your member number is {joined.number}.\n"
    "To save: Paybill {house.paybill}, account {account}."
)


class JoinForm(Form):
    given_name: str
    full_name: str
    id_number: str
    born_on: date
    pin: Secret
    once_more: Secret
    joined: members.Joined
    junior: str


def _account(facts: Any) -> str:
    number: str = facts.joined.number if facts.joined else facts.number
    return number.replace("-", "")


def _first(facts: Any) -> str:
    first: str = (facts.given_name or facts.full_name or "").split(" ")[0]
    return first


def _whole_name(facts: Any) -> str:
    """One word is asked for once more, never refused twice; who then types all of it is not called so twice."""
    given, more = facts.given_name, facts.full_name or ""
    return more if more.startswith(f"{given} ") else f"{given} {more}".strip()


talk = Dialog("join", JoinForm, title="Join", derived={"account": _account, "first": _first})
talk.ask("given_name", "Your full name, as on your ID card?", accepts.full_name)
talk.go("has_two_names", to="id_number", when=lambda form: " " in form.given_name)
talk.ask("full_name", "And your other names?", accepts.full_name)
talk.ask("id_number", "Thank you {first}. Your ID card number?", accepts.id_number)
talk.ask("born_on", "Day, month and year you were born? Example: 25081990", accepts.birth_date)
talk.do("may_join", members.CheckNewcomer, no={members.AlreadyMember: "known", members.TooYoung: "junior"})
talk.confirm("consent", CONSENT, yes="I agree", no=("I do not agree", "no_consent"))
talk.ask("pin", CHOOSE, accepts.pin, secret=True)
talk.do("proposed", members.ProposePin, no={members.EasyPin: "pin"})
talk.ask("once_more", ONCE_MORE, accepts.pin, secret=True, keys=(Key("0", "Choose another", "pin"),))
talk.do(
    "joined",
    members.Join,
    pin="once_more",
    full_name=_whole_name,
    no={
        members.PinsDiffer: "pin",
        members.PinExpired: "pin",
        members.AlreadyMember: "known",
        members.TooYoung: "junior",
    },
    sets={
        "member": lambda facts: facts.joined.member,
        "number": lambda facts: facts.joined.number,
        "first_name": lambda facts: facts.joined.first_name,
    },
)
talk.menu("welcome", WELCOME, [Item("1", "Save now", save), Item("00", "Home", HOME)])
talk.menu("known", "{refusal}", [Item("1", "Talk to us", new_number), Item("00", "Home", HOME)])
talk.do("junior", members.AskJuniorAccount)
talk.end("too_young", "You can have a junior account with a guardian. We will call you. Help: {house.care_number}.")
talk.end(
    "no_consent", "That is all right. Nothing you typed was kept. You are welcome any time: dial {house.ussd_code}."
)
