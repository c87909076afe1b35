"""Every dialog there is, built and checked; and the catalogue of each language."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polib

from dialogs import (
    apply_for_loan,
    balance,
    block,
    call_me,
    change_pin,
    did_you_mean,
    first_contact,
    forgot_pin,
    fraud,
    help,
    join,
    language,
    loan_limit,
    loan_status,
    main_menu,
    missing_payment,
    more,
    new_number,
    not_yet,
    offers,
    open_reading,
    opt_out,
    payment_due,
    prices,
    prove_number,
    repay,
    save,
    statement,
    talk_to_us,
    welcome_back,
    withdraw,
)  # fmt: skip
from dialogs.built import Built, build
from dialogs.say import Tongue

DIALOGS = (
    main_menu.talk, first_contact.talk, prove_number.talk, join.talk, new_number.talk, open_reading.talk,
    welcome_back.talk,
    balance.talk, statement.talk, apply_for_loan.talk, repay.talk, save.talk, withdraw.talk, more.talk,
    change_pin.talk, forgot_pin.talk, language.talk, offers.talk, prices.talk, help.talk, missing_payment.talk,
    block.own, block.other, talk_to_us.call_back, talk_to_us.complaint, fraud.talk,
    loan_limit.talk, loan_status.talk, payment_due.talk, did_you_mean.talk, call_me.talk,
    not_yet.transfer, not_yet.shop, not_yet.already_member, opt_out.out, opt_out.into, opt_out.stranger_out,
)  # fmt: skip

LIBRARY: Mapping[str, Built] = {talk.name: build(talk) for talk in DIALOGS}


def read_tongue(code: str) -> Tongue:
    """The catalogue of one language; English needs none."""
    path = Path(__file__).with_name("locale") / code / "dialogs.po"
    entries = polib.pofile(str(path)) if path.exists() else []
    return Tongue(
        code,
        {entry.msgid: entry.msgstr for entry in entries if not entry.msgid_plural and entry.msgstr},
        {
            entry.msgid: tuple(entry.msgstr_plural[n] for n in sorted(entry.msgstr_plural))
            for entry in entries
            if entry.msgid_plural
        },
    )


TONGUES: Mapping[str, Tongue] = {code: read_tongue(code) for code in ("en", "sw")}
