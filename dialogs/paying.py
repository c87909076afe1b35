"""Paying in by an M-PESA prompt: what repaying and saving have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from core.members import messages as members
from core.payments import messages as payments
from dialogs import accepts
from dialogs.script import BACK, HOME, Dialog, Item

SENT = (
    "In a few seconds M-PESA asks for your M-PESA PIN to pay {collection.amount}."
    " No prompt? Paybill {house.paybill}, account {collection.account}. An SMS will confirm."
)
OPEN = "We sent you an M-PESA prompt for {open_prompt.amount} at {open_prompt.at}. We have no answer yet."
ASKING = "We are asking M-PESA about your {open_prompt.amount}. An SMS will tell you. Help: {house.care_number}."
WAIT = "M-PESA has not told us yet what became of the first prompt. Please wait a minute. Help: {house.care_number}."

Target = Callable[[Any], str]


def can_prompt(facts: Any) -> bool:
    """Can the phone that gets the prompt be paid from by M-PESA?"""
    return facts.wallet == facts.house.wallet or facts.other is not None


def add_wallet(talk: Dialog, *, account: str, after: str) -> None:
    """A line without M-PESA is offered another phone or the paybill; `after` is the step that follows.

    Key 2 is kept for another provider's wallet.
    """
    talk.go("has_wallet", to=after, when=can_prompt)
    talk.menu(
        "no_wallet",
        "This line has no M-PESA.",
        [
            Item("1", "Send the prompt to an M-PESA phone", "other"),
            Item("3", "Show the Paybill", "paybill"),
            Item("0", "Back", BACK),
        ],
    )
    talk.end(
        "paybill", "Paybill {house.paybill}, account " + account + ". An SMS will confirm. Help: {house.care_number}."
    )
    add_other_phone(talk, after=after)


def add_other_phone(talk: Dialog, *, after: str) -> None:
    """Which phone gets the prompt instead, repeated before it is believed."""
    talk.ask("other", "Which phone pays? Type its number, for example 0700000001.", accepts.phone)
    talk.confirm("other_right", "The prompt goes to {other}. Is that right?", no=("No", "other"), then=after)


def add_open_prompt(talk: Dialog, *, purpose: Literal["repay", "save"], target: Target, after: str) -> None:
    """Dialling again while a prompt is open: ask after it, or send a new one once the first is dead."""
    talk.do(
        "open_prompt",
        payments.OpenPrompt,
        purpose=lambda facts: purpose,
        target=target,
        no={payments.NoOpenPrompt: after},
    )
    talk.menu(
        "waiting",
        OPEN,
        [
            Item("1", "I paid: check again", "check"),
            Item("2", "Send a new prompt", after),
            Item("0", "Back", BACK),
        ],
    )
    talk.do("check", payments.CheckAgain, payment=lambda facts: facts.open_prompt.payment)
    talk.end("asking", ASKING)


def add_collect(
    talk: Dialog, *, purpose: Literal["repay", "save"], amount: Callable[[Any], Any], target: Target, again: str
) -> None:  # fmt: skip
    """The prompt itself; an amount that cannot be paid goes back to the step `again`."""
    talk.do(
        "collection",
        payments.Collect,
        purpose=lambda facts: purpose,
        amount=amount,
        phone=lambda facts: facts.other or facts.phone,
        target=target,
        no={
            payments.PromptOpen: "wait",
            payments.NotPayable: again,
            payments.OverTierLimit: "not_now",
            payments.TooManyPrompts: "not_now",
            payments.PromptsPaused: "not_now",
            members.NoSuchMember: "not_now",
        },
    )
    talk.end("sent", SENT)
    talk.menu("wait", WAIT, [Item("0", "Back", BACK), Item("00", "Home", HOME)])
    talk.menu("not_now", "{refusal}", [Item("0", "Back", BACK), Item("00", "Home", HOME)])
