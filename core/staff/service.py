"""Which handler answers which request about staff."""

from __future__ import annotations

from typing import Any

from core.messages import Request
from core.staff import colleagues, messages, own, passkeys, people, queries, refreshing, sessions
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
    messages.ProveSecondFactor: sessions.prove_second_factor,
    messages.SignInByPasskey: passkeys.sign_in,
    messages.SignOut: sessions.sign_out,
    messages.Refresh: refreshing.refresh,
    messages.MySessions: own.my_sessions,
    messages.MySignIn: own.my_sign_in,
    messages.ProveAgain: own.prove_again,
    messages.ChangePassword: own.change_password,
    messages.StartTotp: own.start_totp,
    messages.ConfirmTotp: own.confirm_totp,
    messages.NewRecoveryCodes: own.new_recovery_codes,
    messages.RemoveTotp: own.remove_totp,
    messages.KeepChallenge: passkeys.keep_challenge,
    messages.AddPasskey: passkeys.add,
    messages.RemovePasskey: passkeys.remove,
    messages.ChangeRoles: colleagues.change_roles,
    messages.SuspendStaff: colleagues.suspend,
    messages.ReinstateStaff: colleagues.reinstate,
    messages.StartPasswordReset: colleagues.start_reset,
    messages.ForgetSecondFactors: colleagues.forget_factors,
    messages.SessionsOf: colleagues.their_sessions,
    messages.EndSessions: colleagues.end_sessions,
}
