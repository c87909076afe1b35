"""Two things that people say for each intent, in each language: what a program may show to whoever asks what to say."""

from __future__ import annotations

from collections.abc import Mapping

Sentences = Mapping[str, tuple[str, str]]

EXAMPLES: Mapping[str, Sentences] = {
    "balance_loan": {
        "en": ("how much do I still owe", "what is my loan balance"),
        "sw": ("nadaiwa kiasi gani", "deni langu la mkopo limebaki ngapi"),
    },
    "balance_savings": {
        "en": ("how much have I saved", "what is my account balance"),
        "sw": ("nina akiba ngapi", "naomba salio langu"),
    },
    "payment_due": {
        "en": ("when is my next instalment", "how much must I pay this month"),
        "sw": ("nalipa lini tena", "malipo yangu yajayo ni lini"),
    },
    "loan_apply": {
        "en": ("I want a loan of 5000", "I need to borrow some money"),
        "sw": ("nataka mkopo wa elfu tano", "naomba kukopa pesa"),
    },
    "loan_limit": {
        "en": ("how much may I borrow", "what is my loan limit"),
        "sw": ("naweza kukopa kiasi gani", "kiwango changu cha mkopo ni ngapi"),
    },
    "loan_status": {
        "en": ("has my loan been approved", "what is the status of my loan application"),
        "sw": ("ombi langu la mkopo limefika wapi", "mkopo wangu umekubaliwa"),
    },
    "repay": {
        "en": ("I want to pay my loan", "how do I repay my loan"),
        "sw": ("nataka kulipa mkopo wangu", "nalipa mkopo vipi"),
    },
    "deposit": {
        "en": ("I want to save 500", "deposit to my savings"),
        "sw": ("nataka kuweka akiba", "naweka akiba mia tano"),
    },
    "withdraw": {
        "en": ("I want to withdraw 2000", "take money out of my savings"),
        "sw": ("nataka kutoa pesa", "nitoe akiba yangu elfu mbili"),
    },
    "transfer": {
        "en": ("send 500 to Mary", "transfer money to another member"),
        "sw": ("tuma mia tano kwa Mary", "nataka kumtumia mwanachama mwingine pesa"),
    },
    "statement": {
        "en": ("send me my statement", "show my last transactions"),
        "sw": ("nitumie taarifa ya akaunti", "nionyeshe miamala yangu ya mwisho"),
    },
    "interest_rates": {
        "en": ("what is the interest rate", "how much does a loan cost"),
        "sw": ("riba ni asilimia ngapi", "gharama ya mkopo ni ngapi"),
    },
    "support": {
        "en": ("I want to talk to a person", "where is your office"),
        "sw": ("nataka kuongea na mtu", "ofisi yenu iko wapi"),
    },
    "register": {
        "en": ("I want to join", "how do I open an account"),
        "sw": ("nataka kujiunga", "nafungua akaunti vipi"),
    },
    "pin_change": {
        "en": ("I forgot my PIN", "I want to change my PIN"),
        "sw": ("nimesahau PIN yangu", "nataka kubadilisha PIN"),
    },
    "language_change": {
        "en": ("change the language to Swahili", "I want English"),
        "sw": ("badilisha lugha", "nataka Kiswahili"),
    },
    "inventory_price": {
        "en": ("how much is a bag of DAP", "what is the price of maize seed"),
        "sw": ("mbolea ni bei gani", "bei ya mbegu za mahindi ni ngapi"),
    },
    "order_input": {
        "en": ("I want to order two bags of DAP", "I want to buy maize seed"),
        "sw": ("nataka kuagiza mifuko miwili ya mbolea", "nataka kununua mbegu"),
    },
    "confirm_yes": {"en": ("yes", "I agree"), "sw": ("ndiyo", "nakubali")},
    "confirm_no": {"en": ("no", "no thanks"), "sw": ("hapana", "sikubali")},
    "cancel": {"en": ("cancel", "cancel my request"), "sw": ("ghairi", "ghairi ombi langu")},
    "menu_help": {"en": ("menu", "what can I do here"), "sw": ("menyu", "mnatoa huduma gani")},
    "greeting": {"en": ("hello", "good morning"), "sw": ("habari", "habari za asubuhi")},
    "stop_optout": {"en": ("STOP", "stop sending me messages"), "sw": ("SIMAMISHA", "acheni kunitumia ujumbe")},
    "start_optin": {"en": ("START", "send me your offers again"), "sw": ("ANZA", "nitumieni tena ujumbe wenu")},
    "report_fraud": {
        "en": ("my phone was stolen", "somebody took money from my account"),
        "sw": ("simu yangu imeibiwa", "mtu ametoa pesa kwenye akaunti yangu"),
    },
    "complaint": {
        "en": ("I paid but my loan did not go down", "I was charged wrongly"),
        "sw": ("nimelipa lakini malipo hayaonekani", "nina malalamiko kuhusu makato"),
    },
}
