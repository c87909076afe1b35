"""Every screen of every dialog in both languages fits a page, or pages that lose no option, with the widest values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, get_args, get_origin, get_type_hints

import pytest

from channels import gsm7
from channels.ussd.render import PAGE_SEPTETS, accent
from core.institution import Institution
from core.lending import messages as lending
from core.members import messages as members
from core.messages import KeyReused, Refusal
from core.money import Money
from core.payments import messages as payments
from core.savings import messages as savings
from dialogs import apologies, refusals
from dialogs.accepts import Invalid
from dialogs.built import Built
from dialogs.library import LIBRARY, TONGUES
from dialogs.say import say, spell
from dialogs.screen import Said, Screen, Text
from dialogs.showing import show
from dialogs.stack import Stack
from dialogs.state import State
from dialogs.steps import Ask, Choose, Confirm, Do, End, Menu, Shown
from tests.widest import AT, MILLION, NAME, PHONE, widest

TODAY = date(2026, 11, 15)
HOUSE = Institution()
NOTHING = Money.zero("KES")

#: Dialog and step of the screens that may take more than one page: the price list of a house with several products,
#: and a balance of three accounts at a million each.
PAGED = {"prices.list", "prices.all", "balance.figures"}


def kes(shillings: int) -> Money:
    return Money(shillings * 100, "KES")


OFFERS = (
    lending.Offer("boost", "Boost", Money(50_000, "KES"), MILLION, (1, 2, 3)),
    lending.Offer("kilimo", "Kilimo", Money(50_000, "KES"), MILLION, (3, 6, 9, 12)),
)
#: A million over a year.
QUOTE = replace(
    widest(lending.Quote), net=kes(988_000), instalment=kes(95_334), total=kes(1_144_000), cost=kes(156_000),
    interest=kes(144_000), fee_and_tax=kes(12_000),
)  # fmt: skip
CHOICES = tuple(lending.Choice(months, kes(345_334)) for months in (3, 6, 9, 12))
ACCOUNTS = tuple(savings.Account(f"{letter}00042", kind, MILLION, MILLION) for letter, kind in (
    ("S", "ordinary"), ("D", "deposits"), ("C", "shares")
))  # fmt: skip
SUMMARY = widest(lending.LoanSummary)


@dataclass(frozen=True)
class Case:
    """One screen as a member may meet it."""

    name: str
    said: Said

    def __str__(self) -> str:
        return self.name


def spelled(text: Text, language: str) -> str:
    return spell(text, TONGUES[language], TODAY)


def stack_at(built: Built, step: str, language: str, **filled: Any) -> Stack:
    """Standing at a step, with everything before it answered as wide as it gets."""
    state = State(
        id="c", channel="ussd", session="s", wallet="mpesa", member="m", number="M-00042", first_name=NAME,
        language=language, tier=1, opened="ussd:s",
    )  # fmt: skip
    stack = Stack(LIBRARY, state, house=HOUSE, today=TODAY, context={"phone": PHONE})
    stack.enter(built.name)
    stack.frame.step = step
    hints = get_type_hints(built.shape)
    for name in built.shape.__struct_fields__:
        stack.put(name, filled[name] if name in filled else _value(name, hints[name]))
    return stack


def _value(name: str, kind: Any) -> Any:
    """Several where there may be several."""
    if name == "quote" and lending.Quote in get_args(kind):
        return QUOTE
    several: dict[str, Any] = {
        "offers": OFFERS,
        "choices": CHOICES,
        "accounts": ACCOUNTS,
        "loans": (SUMMARY,),
        "senses": SENSES,
    }
    is_several = any(get_origin(each) is tuple for each in get_args(kind))
    return several[name] if is_several and name in several else widest(kind, name)


SENSES = ("loan_status", "loan_limit", "report_fraud")


def variants(built: Built) -> Iterator[dict[str, Any]]:
    """Fillings that change what a screen shows."""
    yield {}
    if built.name == "balance":
        yield {"loans": None}
        yield {"loans": (SUMMARY, SUMMARY)}
        yield {"loans": (replace(SUMMARY, late=NOTHING),)}
        yield {"accounts": ACCOUNTS[:1]}
    if built.name == "repay":
        yield {"loans": (SUMMARY, SUMMARY)}
        yield {"other": None}
        yield {"other": None, "loan": replace(SUMMARY, late=NOTHING)}
    if built.name == "missing_payment":
        found = widest(payments.Whereabouts)
        yield from ({"found": replace(found, state=state)} for state in ("booked", "suspense", "unknown"))
    if built.name == "welcome_back":
        yield from ({"unfinished": title} for title in ("Borrow", "Withdraw", "Join"))
    if built.name == "offers":
        yield {"offers": members.Offers(wanted=False)}


def refusals_to(built: Built, name: str) -> list[type[Refusal]]:
    """Which refusals lead to this step."""
    found = [
        refusal
        for step in built.steps.values()
        if isinstance(step, Do)
        for refusal, to in step.no.items()
        if to == name and refusal is not KeyReused
    ]
    return list(dict.fromkeys(found))


def every_refusal(kind: type[Refusal]) -> Iterator[Refusal]:
    """One for each sentence of this class."""
    if kind is lending.NotYet:
        yield from (lending.NotYet(reason, 12, 12, AT.date()) for reason in lending.REASONS)
        yield lending.NotYet("months", 1, 12, AT.date())
        return
    plain = widest(kind)
    if kind is savings.OverDailyLimit:
        yield from (savings.OverDailyLimit(MILLION, why) for why in ("tier", "new_pin"))
    elif kind is savings.NotEnough:
        yield from (savings.NotEnough(most) for most in (MILLION, NOTHING))
    else:
        yield plain
        if hasattr(plain, "until"):
            yield replace(plain, until=None)


def notices_at(built: Built, step: Shown, language: str) -> Iterator[tuple[str, Text]]:
    """What may stand in the place of the question."""
    if isinstance(step, Ask):
        for words in ("?", "99999999999", "0", "5000.50"):
            facts = stack_at(built, step.name, language).facts()
            value = step.accepts(words, facts)
            if isinstance(value, Invalid):
                yield f"answer {words}", value.say
    for kind in refusals_to(built, step.name):
        order = built.order
        from_later = any(
            isinstance(each, Do) and kind in each.no and order.index(each.name) > order.index(step.name)
            for each in built.steps.values()
        )
        if from_later:
            yield from ((f"{kind.__name__}", refusals.sentence(no, HOUSE)) for no in every_refusal(kind))
    if isinstance(step, Choose):
        yield "not understood", Text("Please type a number from 1 to {most}.", {"most": 3})
    if isinstance(step, Menu):
        yield "not understood", Text("Please press one of the keys below.")


def every_screen(language: str) -> Iterator[Case]:
    for built in LIBRARY.values():
        for step in built.steps.values():
            if isinstance(step, Shown) or (isinstance(step, End) and step.text):
                yield from _screens(built, step, language)


def _screens(built: Built, step: Any, language: str) -> Iterator[Case]:
    name = f"{built.name}.{step.name}"
    for number, filled in enumerate(variants(built) if "{refusal}" not in step.text else ()):
        screen = show(stack_at(built, step.name, language, **filled), notice=None, telling_more=False)
        yield Case(f"{name}: {number}" if number else name, said(screen, language))
    if isinstance(step, Confirm) and step.more:
        screen = show(stack_at(built, step.name, language), notice=None, telling_more=True)
        yield Case(f"{name}: more", said(screen, language))
    for kind in refusals_to(built, step.name) if "{refusal}" in step.text else ():
        for number, no in enumerate(every_refusal(kind)):
            stack = stack_at(built, step.name, language)
            stack.frame.refused = spelled(refusals.sentence(no, HOUSE), language)
            screen = show(stack, notice=None, telling_more=False)
            yield Case(f"{name}: refused {kind.__name__} {number}", said(screen, language))
    if isinstance(step, Shown) and not step.text.startswith("{refusal}"):
        for why, notice in notices_at(built, step, language):
            screen = show(stack_at(built, step.name, language), notice=notice, telling_more=False)
            yield Case(f"{name}: {why}", said(screen, language))


def said(screen: Screen, language: str) -> Said:
    return say(screen, TONGUES[language], TODAY)


@pytest.mark.parametrize("language", ["en", "sw"])
def test_every_screen_fits_a_page_or_is_known_not_to(language: str) -> None:
    too_long = {}
    for case in every_screen(language):
        pages = accent()(case.said)
        if len(pages) > 1:
            whole = "\n".join((case.said.message, *(f"{k}. {v}" for k, v in case.said.options + case.said.keys)))
            too_long[case.name] = f"{gsm7.septets(whole)}: {whole}"
    unexpected = {name: words for name, words in too_long.items() if name.split(":")[0] not in PAGED}
    assert not unexpected, "\n\n".join(f"{name} {words}" for name, words in unexpected.items())


@pytest.mark.parametrize("language", ["en", "sw"])
def test_no_page_is_over_budget_and_no_option_is_lost(language: str) -> None:
    for case in every_screen(language):
        pages = accent()(case.said)
        for page in pages:
            assert gsm7.fits(page), case.name
            assert gsm7.septets(page) <= PAGE_SEPTETS, case.name
        shown = "\n".join(pages).split("\n")
        for key, label in (*case.said.options, *case.said.keys):
            assert f"{key}. {label}" in shown, f"{case.name} lost {key}. {label}"


@pytest.mark.parametrize("language", ["en", "sw"])
def test_the_apologies_fit(language: str) -> None:
    for text in (apologies.slow(HOUSE), apologies.sorry(HOUSE)):
        assert gsm7.septets(spelled(text, language)) <= PAGE_SEPTETS


def test_every_screen_that_says_no_locked_or_wait_leads_to_a_person() -> None:
    """The number, or a key that leads to one; where she is asked to type something else she is not stuck."""
    for case in every_screen("en"):
        if (
            "refused" in case.name
            and (case.said.ends or case.said.options)
            and not any(kind in case.name for kind in NO_NO)
        ):
            labels = {label for _, label in case.said.options}
            assert HOUSE.care_number in case.said.message or labels & TO_A_PERSON, f"{case.name}: {case.said.message}"


#: What is refused, but no bad news.
NO_NO = ("AlreadyApplied", "JustDone")
TO_A_PERSON = {"Ask a person to check", "Talk to us", "Help"}
