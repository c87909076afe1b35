"""The words of the papers of a loan, in the languages of members: an agreement and a statement to print."""

from __future__ import annotations

from collections.abc import Mapping

ENGLISH = {
    "agreement": "Loan agreement",
    "statement": "Loan statement",
    "between": "Between {house} (we) and {name}, member {number} (you).",
    "lend": "We lend you {amount}. {net} reaches you: {fee} fee and {excise} excise duty are taken off.",
    "repay": "You repay {months} times, {instalment} at a time, {total} in all. The days are below.",
    "cost": "All costs together: {cost}. The yearly rate is {yearly} %, {effective} % with interest on interest.",
    "late": "Late: {late} % of what is late for every 30 days. Interest and late charges never exceed the principal.",
    "early": "Pay early, pay less: interest of months that have not begun is not asked.",
    "trouble": "Trouble paying, a question or a complaint? Call {care}.",
    "shown": "What you saw when you signed",
    "consent": "How you agreed",
    "signed": "Signed on {at}, by {channel}. Terms {version}.",
    "for_us": "For {house}",
    "for_you": "Member",
    "schedule": "Schedule",
    "number": "No.", "due": "Due", "principal": "Principal", "interest": "Interest", "total": "Total",
    "balance": "Balance", "paid_on": "Paid on", "open": "Open",
    "lent": "Lent", "owed": "Principal owed", "charges": "Late charges", "pay_off": "Finishes it today",
    "next": "Next", "none": "Nothing",
    "repayments": "Repayments", "on": "Day", "amount": "Amount", "over": "To savings", "sum": "In all",
}  # fmt: skip
SWAHILI = {
    "agreement": "Mkataba wa mkopo",
    "statement": "Taarifa ya mkopo",
    "between": "Kati ya {house} (sisi) na {name}, mwanachama {number} (wewe).",
    "lend": "Tunakukopesha {amount}. Utapokea {net}: ada {fee} na ushuru {excise} zimekatwa.",
    "repay": "Utalipa mara {months}, kila mara {instalment}, jumla {total}. Tarehe ziko hapa chini.",
    "cost": "Gharama zote: {cost}. Riba ya mwaka ni {yearly} %, pamoja na riba juu ya riba {effective} %.",
    "late": "Ukichelewa: {late} % ya kilichochelewa kwa kila siku 30. Riba na faini hazizidi kamwe mkopo wenyewe.",
    "early": "Lipa mapema, lipa kidogo: riba ya miezi ambayo haijaanza haitozwi.",
    "trouble": "Una shida ya kulipa, swali au lalamiko? Piga {care}.",
    "shown": "Ulichokiona ulipotia sahihi",
    "consent": "Jinsi ulivyokubali",
    "signed": "Imetiwa sahihi {at}, kwa {channel}. Masharti {version}.",
    "for_us": "Kwa niaba ya {house}",
    "for_you": "Mwanachama",
    "schedule": "Ratiba ya malipo",
    "number": "Na.", "due": "Tarehe", "principal": "Mkopo", "interest": "Riba", "total": "Jumla",
    "balance": "Salio", "paid_on": "Imelipwa", "open": "Bado",
    "lent": "Mkopo", "owed": "Mkopo uliobaki", "charges": "Faini", "pay_off": "Ya kumaliza leo",
    "next": "Ijayo", "none": "Hakuna",
    "repayments": "Malipo", "on": "Siku", "amount": "Kiasi", "over": "Kwenye akiba", "sum": "Jumla yote",
}  # fmt: skip

PAPERS: Mapping[str, Mapping[str, str]] = {"en": ENGLISH, "sw": SWAHILI}
