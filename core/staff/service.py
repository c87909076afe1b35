"""Which handler answers which request about staff."""

from __future__ import annotations

from typing import Any

from core.messages import Request
from core.staff import messages, people, queries, sessions
from core.tx import Handler

HANDLERS: dict[type[Request[Any]], Handler] = {
    messages.AddStaff: people.add,
    messages.AllStaff: queries.all_staff,
    messages.StaffOf: queries.staff_of,
    messages.StaffByUsername: queries.by_name,
    messages.InvitationOf: queries.invitation_of,
    messages.UseInvitation: people.use_invitation,
    messages.SessionOf: queries.session_of,
    messages.SessionById: queries.session_by_id,
    messages.StaySignedIn: sessions.stay,
    messages.SignIn: sessions.sign_in,
    messages.SignOut: sessions.sign_out,
}
