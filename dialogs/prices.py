"""What it costs: the price list, for everybody, without a PIN."""

from __future__ import annotations

from typing import Any

from core.lending import messages as lending
from dialogs.screen import Text
from dialogs.script import BACK_KEY, HOME_KEY, Dialog, Form

FREE = "Joining and saving are free. Taking out: {fee}."
FLAT = "{price.name} loan: {price.monthly_percent}% a month, fee {price.fee_percent}% and tax on the fee."
DECLINING = (
    "{price.name} loan: {price.monthly_percent}% a month of what is left, fee {price.fee_percent}% and tax on the fee."
)
LATE = "Late: {late}% a month of what is late. Complaints: {care}."
SENTENCES = (FREE, FLAT, DECLINING, LATE)


class PricesForm(Form):
    prices: tuple[lending.Price, ...]


def _list(facts: Any) -> tuple[Text, ...]:
    lines = [Text(FLAT if price.method == "flat" else DECLINING, {"price": price}) for price in facts.prices]
    late = max((price.late_percent for price in facts.prices), default=0)
    return (
        Text(FREE, {"fee": facts.house.withdrawal_fee}),
        *lines,
        Text(LATE, {"late": late, "care": facts.house.care_number}),
    )


talk = Dialog("prices", PricesForm, derived={"list": _list})
talk.do("prices", lending.PriceList)
talk.menu("all", "{list}", [], keys=(BACK_KEY, HOME_KEY))
