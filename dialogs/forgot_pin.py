"""She forgot her PIN: the ID number first, then (by SMS) a code that opens the choice of a new one."""

from __future__ import annotations

from core.members import messages as members
from core.secret import Secret
from dialogs import accepts
from dialogs.new_pin import add_new_pin
from dialogs.script import Dialog, Form

ASKED = (
    "Thank you. If the number is right, an SMS comes within 10 minutes."
    " If none comes, call {house.care_number} or visit the office with your ID."
)


class ForgotForm(Form):
    pending: bool
    code: Secret
    fresh: Secret
    once_more: Secret
    id_number: str


talk = Dialog("forgot_pin", ForgotForm)
talk.do("pending", members.ResetPending)
talk.go("no_code", to="id_number", when=lambda form: not form.pending)
talk.ask("code", "Type the 6 digits of our SMS.", accepts.code, secret=True)
talk.do("opened", members.UseResetCode, code="code", no={members.WrongCode: "code"})
add_new_pin(talk)
talk.ask(
    "id_number",
    "To set a new PIN, type your ID card number. Then we check, and send you an SMS in a few minutes.",
    accepts.id_number,
)
talk.do("asked", members.AskPinReset)
talk.end("sent", ASKED)
