"""Which handler answers which request about members."""

from __future__ import annotations

from typing import Any

from core.members import choosing, contacts, joining, messages, queries, resets, standing
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
    messages.OffersOf: queries.offers_of,
    messages.SetOffers: standing.set_offers,
}
