"""Every SMS in both languages is one segment, with real values and with the widest ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any, get_type_hints
from zoneinfo import ZoneInfo

import pytest

from channels import gsm7
from core.institution import Institution
from core.lending import messages as lending
from core.members import messages as members
from core.messages import Notice
from core.money import Money
from core.payments import messages as payments
from core.savings import messages as savings
from dialogs import notices, statement
from dialogs.library import TONGUES
from dialogs.say import spell
from dialogs.screen import Text
from tests.widest import AT, NAME, widest

TODAY = date(2026, 11, 15)
NOTHING = Money.zero("KES")
NAIROBI = ZoneInfo("Africa/Nairobi")
LINES = tuple(savings.Line(date(2026, 11, 30), what, Money(-100_000_000, "KES"), "S00042") for what in statement.WHAT)


def words_of(notice: Notice, language: str, **more: Any) -> str:
    facts = {"name": NAME, "code": "123456", "lines": statement.lines_of(LINES[:5])} | more
    return spell(notices.sentence(notice, Institution(), facts), TONGUES[language], TODAY)


def every_notice() -> Iterator[Notice]:
    """One of each class, and one more for every sentence or reason it can have."""
    for kind in notices.SENTENCES:
        hints = get_type_hints(kind)
        plain = kind(**{name: widest(each, name) for name, each in hints.items() if name != "known"})
        yield plain
        yield from _others(plain)


def _others(plain: Any) -> Iterator[Notice]:
    match plain:
        case members.PinWasPaused():
            yield replace(plain, until=None)
        case lending.LoanFinished():
            yield from (replace(plain, over=over, limit=NOTHING) for over in (NOTHING, plain.over))
            yield replace(plain, over=NOTHING)
        case lending.RecoveryArrived():
            yield replace(plain, left=NOTHING)
        case lending.InstalmentDue():
            yield replace(plain, days=0)
        case lending.InstalmentLate():
            yield replace(plain, days=1)
        case lending.LoanDeclined():
            yield from (replace(plain, reason=reason) for reason in lending.REASONS)
        case payments.NotPaid():
            for reason in payments.REASONS:
                yield replace(plain, reason=reason)
                yield replace(plain, reason=reason, loan="")
        case payments.StillAsking():
            yield replace(plain, loan="")


@pytest.mark.parametrize("language", ["en", "sw"])
@pytest.mark.parametrize("notice", list(every_notice()), ids=lambda each: f"{type(each).__name__}")
def test_every_sms_is_one_segment(notice: Notice, language: str) -> None:
    words = words_of(notice, language)
    assert gsm7.fits(words)
    assert gsm7.septets(words) <= gsm7.SMS_SEPTETS, f"{gsm7.septets(words)}: {words}"


@pytest.mark.parametrize("language", ["en", "sw"])
def test_a_name_that_is_not_said_fits_too(language: str) -> None:
    for notice in every_notice():
        words = words_of(notice, language, name=Text("member"))
        assert gsm7.septets(words) <= gsm7.SMS_SEPTETS, f"{gsm7.septets(words)}: {words}"


def test_every_notice_of_core_has_its_sentence() -> None:
    ours = {kind for kind in Notice.__subclasses__() if kind.__module__.startswith("core.")}
    assert ours == set(notices.SENTENCES)


@pytest.mark.parametrize(
    ("notice", "english", "swahili"),
    [
        (
            savings.DepositArrived(Money(50_000, "KES"), "UKM61PQ3RS"),
            "Imarisha: your deposit of KES 500 is in your savings, receipt UKM61PQ3RS. Thank you, Amina."
            " Balance: *384*1*1#.",
            "Imarisha: akiba yako ya KES 500 imepokelewa, risiti UKM61PQ3RS. Asante Amina. Salio: *384*1*1#.",
        ),
        (
            payments.NotPaid(Money(174_200, "KES"), "cancelled", "LN-0017", "LN0017"),
            "Imarisha: KES 1,742 was not paid: the M-PESA prompt was cancelled. No money moved."
            " Pay: *384*1*3# or Paybill 600100, account LN0017.",
            "Imarisha: KES 1,742 haijalipwa: ombi la M-PESA lilighairiwa. Hakuna pesa iliyotoka."
            " Lipa: *384*1*3# au Paybill 600100, akaunti LN0017.",
        ),
        (
            members.PinWasPaused(datetime(2026, 11, 15, 14, 35, tzinfo=NAIROBI)),
            "Imarisha: a wrong PIN was typed 3 times on your account. PIN use is paused until 2:35pm."
            " Was it not you? Call 0700 000 000 now. Never share your PIN.",
            "Imarisha: PIN isiyo sahihi imeandikwa mara 3. PIN imesitishwa hadi saa 8:35 mchana."
            " Kama si wewe, piga 0700 000 000 sasa. Usimpe mtu PIN yako.",
        ),
    ],
)  # fmt: skip
def test_as_they_are_read(notice: Notice, english: str, swahili: str) -> None:
    assert words_of(notice, "en", name="Amina") == english
    assert words_of(notice, "sw", name="Amina") == swahili


@pytest.mark.parametrize("typed", ["X" * 40, "ANDÚ ŵÁ GŨCIARA", "{amount}", 'LN"42"X', ""])
def test_whatever_was_typed_at_the_paybill_fits(typed: str) -> None:
    words = words_of(payments.MoneyUnplaced(Money(100_000_000, "KES"), typed), "en")
    assert gsm7.fits(words)
    assert gsm7.septets(words) <= gsm7.SMS_SEPTETS


def test_a_loan_that_needed_a_person_tells_until_when() -> None:
    assert "by 30 Nov 4:58pm;" in words_of(lending.LoanReferred("LN-0042", AT), "en")
