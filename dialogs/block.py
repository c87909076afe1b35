"""A phone is lost: money out is blocked at once, from her own phone or from any other."""

from __future__ import annotations

from core.members import messages as members
from dialogs import accepts
from dialogs.script import Dialog, Form

OWN_BLOCKED = (
    "Your account is blocked: no money goes out, money in still arrives."
    " Only a person can open it again. Call {house.care_number}."
)
#: The same words whether the two numbers were right or not.
BLOCKED = (
    "If that is right, money out is blocked now; money in still arrives."
    " Only a person can open it again. Call {house.care_number}."
)


class OwnForm(Form):
    pass


class AnyForm(Form):
    lost_number: str
    id_number: str


own = Dialog("block_own", OwnForm)
own.confirm("sure", "Block your account? Money out stops at once, money in still arrives.", no=("No", "kept"))
own.do("blocked", members.BlockMember, number=lambda facts: "", id_number=lambda facts: "")
own.end("done", OWN_BLOCKED)
own.end("kept")

other = Dialog("block_other", AnyForm)
other.ask("lost_number", "Your member number? Example: M-00021", accepts.number)
other.ask("id_number", "Your ID card number?", accepts.id_number)
other.confirm("sure", "Block this account? Money out stops at once, money in still arrives.", no=("No", "kept"))
other.do("blocked", members.BlockMember, member=lambda facts: "", number=lambda facts: facts.lost_number)
other.end("done", BLOCKED)
other.end("kept")
