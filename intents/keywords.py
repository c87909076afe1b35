"""Messages that are decided by the letter: leaving and joining the list, SMS keywords, a plain yes or no."""

from __future__ import annotations

from collections.abc import Mapping

from intents.labels import CANCEL, CONFIRM_NO, CONFIRM_YES, START_OPTIN, STOP_OPTOUT

#: The whole message, whatever its case and punctuation. "STOP 12345" and "acha nilipe kesho" are none of these.
OPT_OUT = frozenset({
    "stop", "stopall", "stop all", "unsubscribe", "end", "quit", "acha", "sitisha", "ondoa", "simamisha", "acha sms",
    "stop sms", "sitisha sms", "optout", "opt out", "revoke", "ondoa sms", "simamisha sms", "acheni sms",
})  # fmt: skip
OPT_IN = frozenset({"start", "anza", "jiunge sms", "unstop", "anza sms", "start sms", "rudisha sms", "optin", "opt in"})
#: With or without a sum behind it.
KEYWORDS: Mapping[str, str] = {
    **dict.fromkeys(("bal", "salio", "balance", "akiba", "savings", "shares", "hisa"), "balance_savings"),
    **dict.fromkeys(
        ("deni", "loan balance", "loan bal", "salio la mkopo", "bal ya loan", "salio mkopo"), "balance_loan"
    ),
    **dict.fromkeys(("loan", "mkopo", "kopa", "borrow", "loan please", "mkopo tafadhali"), "loan_apply"),
    **dict.fromkeys(("pay", "lipa", "repay", "lipa mkopo", "lipa loan", "pay loan"), "repay"),
    **dict.fromkeys(("save", "weka", "deposit", "weka akiba"), "deposit"),
    **dict.fromkeys(("toa", "withdraw", "toa pesa"), "withdraw"),
    **dict.fromkeys(("help", "msaada", "menu", "menyu", "info"), "menu_help"),
    **dict.fromkeys(("statement", "taarifa", "mini", "ministatement", "mini statement"), "statement"),
    **dict.fromkeys(("join", "jiunge", "register", "jisajili"), "register"),
    **dict.fromkeys(("pin", "forgot pin", "badili pin", "change pin", "nimesahau pin"), "pin_change"),
    **dict.fromkeys(("limit", "kikomo"), "loan_limit"),
    **dict.fromkeys(("riba", "rates", "interest"), "interest_rates"),
    **dict.fromkeys(("agent", "call me", "nipigie", "nipigie simu"), "support"),
    **dict.fromkeys(("cancel", "ghairi", "futa", "abort", "cancle"), CANCEL),
    **dict.fromkeys(("kiswahili", "swahili", "english", "kiingereza", "lugha", "language"), "language_change"),
    **dict.fromkeys(
        ("hi", "hello", "hey", "habari", "mambo", "jambo", "hujambo", "niaje", "sasa", "shikamoo"), "greeting"
    ),
    **dict.fromkeys(("bei", "price", "prices"), "inventory_price"),
}
TAKE_A_SUM = frozenset({"repay", "deposit", "withdraw", "loan_apply"})
YES = frozenset({
    "yes", "ndio", "ndiyo", "ndyo", "eeh", "ee", "naam", "sawa", "ok", "okay", "sure", "yeah", "yep", "yup", "y",
    "confirm", "nakubali", "sawa sawa", "sawasawa", "correct", "sahihi", "proceed", "endelea", "kubali",
    "thibitisha", "i agree",
    "ndio nakubali", "yes please", "i accept", "ok sawa", "sawa endelea", "fiti", "poa", "yap", "ndo", "ndio ndio",
    "k", "kk", "i confirm", "yes confirm", "go ahead", "nimekubali", "hewala", "barabara",
})  # fmt: skip
NO = frozenset({
    "no", "hapana", "la", "nope", "sitaki", "staki", "zii", "nah", "sikubali", "nakataa", "no thanks", "si sawa",
    "hapana asante", "hapana sitaki", "no thank you", "apana", "hapna", "i decline", "sio sawa", "siyo",
    "la hasha", "i disagree",
    "n", "kataa", "no please", "sikubaliani", "zi",
})  # fmt: skip
ANSWERS: Mapping[str, str] = {**dict.fromkeys(YES, CONFIRM_YES), **dict.fromkeys(NO, CONFIRM_NO)}
OPTING: Mapping[str, str] = {**dict.fromkeys(OPT_OUT, STOP_OPTOUT), **dict.fromkeys(OPT_IN, START_OPTIN)}


def decided(said: list[str], besides_sum: list[str] | None) -> str | None:
    """The intent by the letter; `besides_sum`: the words beside a sum of money, if that is all that is mentioned."""
    whole = " ".join(said)
    found = OPTING.get(whole) or ANSWERS.get(whole) or KEYWORDS.get(whole)
    if found or not besides_sum:
        return found
    with_sum = KEYWORDS.get(" ".join(besides_sum))
    return with_sum if with_sum in TAKE_A_SUM else None
