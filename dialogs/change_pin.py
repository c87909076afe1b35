"""A member changes her PIN: the old one, then the new one twice."""

from __future__ import annotations

from core.members import messages as members
from core.secret import Secret
from dialogs import accepts
from dialogs.new_pin import add_new_pin
from dialogs.script import Dialog, Form
from dialogs.signing import PIN_KEYS, check_usable, end_unsigned, unsigned


class ChangeForm(Form):
    old: Secret
    fresh: Secret
    once_more: Secret


talk = Dialog("change_pin", ChangeForm)
check_usable(talk)
talk.ask("old", "Enter your old Imarisha PIN.", accepts.pin, secret=True, keys=PIN_KEYS)
talk.do("allowed", members.AllowPinChange, pin="old", no=unsigned("old"))
add_new_pin(talk)
end_unsigned(talk)
