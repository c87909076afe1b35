"""Which handler answers which request about members."""

from __future__ import annotations

from typing import Any

from core.members import (
    at_desk,
    choosing,
    contacts,
    happened,
    joining,
    messages,
    moving_in,
    profile,
    queries,
    resets,
    search,
    standing,
)
from core.messages import Request
from core.tx import Handler

HANDLERS: dict[type[Request[Any]], Handler] = {
    messages.WhoCalls: queries.who_calls,
    messages.ContactOf: queries.contact_of,
    messages.NamesOf: queries.names_of,
    messages.FindMember: queries.find_member,
    messages.MemberByPhoneHash: queries.by_phone_hash,
    messages.ProveNumber: contacts.prove,
    messages.DoubtNumber: contacts.doubt,
    messages.HeardFrom: contacts.heard_from,
    messages.ChooseLanguage: contacts.choose_language,
    messages.CheckNewcomer: queries.check_newcomer,
    messages.ProposePin: choosing.propose,
    messages.Join: joining.join,
    messages.RegisterMember: joining.register,
    messages.AskJuniorAccount: joining.ask_junior_account,
    messages.ReportNewNumber: joining.report_new_number,
    messages.PinUsable: queries.pin_usable,
    messages.AllowPinChange: choosing.allow_change,
    messages.ChangePin: choosing.change,
    messages.AskPinReset: resets.ask,
    messages.ResetPending: queries.reset_pending,
    messages.ResetCodeOf: resets.code_of,
    messages.UseResetCode: resets.use,
    messages.RecordSimCheck: resets.record_sim_check,
    messages.BlockMember: standing.block,
    messages.UnblockMember: standing.unblock,
    messages.RecordIdentity: standing.record_identity,
    messages.Members: search.members,
    messages.MemberOf: profile.profile,
    messages.RevealIdentity: profile.identity,
    messages.StandingOf: profile.standing,
    messages.HasPin: profile.has_pin,
    messages.JoinAtDesk: at_desk.join,
    messages.ChangeDetails: at_desk.change_details,
    messages.DetailsSayWho: at_desk.say_who,
    messages.ChangePhone: at_desk.change_phone,
    messages.StartPinReset: at_desk.start_reset,
    messages.RecordDocument: at_desk.record_document,
    messages.BlockAccount: standing.block_account,
    messages.SuspendMember: standing.suspend,
    messages.ReinstateMember: standing.reinstate,
    **happened.HANDLERS,
    messages.OffersOf: queries.offers_of,
    messages.SetOffers: standing.set_offers,
    **moving_in.HANDLERS,
}
