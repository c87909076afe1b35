"""Members, for programs."""

from __future__ import annotations

from admin.api.endpoint import get, patch, post
from core.history import messages as history
from core.lending import messages as lending
from core.members import messages as members
from core.savings import messages as savings

ENDPOINTS = (
    get("/api/members", members.Members, "Members, found by beginnings of names, or by a number, phone or ID number"),
    post(
        "/api/members",
        members.JoinAtDesk,
        "She joins at the desk, with her papers seen; her PIN she chooses on her own phone",
        status=201,
    ),
    get("/api/members/{member}", members.MemberOf, "Her profile, with the end of her ID number"),
    patch(
        "/api/members/{member}",
        members.ChangeDetails,
        "Change what is given; a second person decides about name, ID number and birth date",
    ),
    get("/api/members/{member}/identity", members.RevealIdentity, "Her whole ID number and birth date; it is noted"),
    get("/api/members/{member}/standing", members.StandingOf, "What was decided about her, by whom and why"),
    get("/api/members/{member}/loans", lending.Loans, "Her loans, the newest first"),
    get("/api/members/{member}/savings", savings.SavingsOf, "Her savings accounts"),
    get("/api/members/{member}/statement", history.StatementOf, "Every line of her accounts and loans in a period"),
    get("/api/members/{member}/timeline", history.TimelineOf, "Everything that happened with her, the newest first"),
    post("/api/members/{member}/suspend", members.SuspendMember, "No loans and no withdrawals until she is reinstated"),
    post("/api/members/{member}/reinstate", members.ReinstateMember, "Lift a suspension; a second person decides"),
    post("/api/members/{member}/block", members.BlockAccount, "Stop money out at once"),
    post("/api/members/{member}/unblock", members.UnblockMember, "Lift a block; a second person decides"),
    post(
        "/api/members/{member}/pin-reset",
        members.StartPinReset,
        "Send her a code, with which she chooses a PIN herself; a second person decides unless she has none",
    ),
    post("/api/members/{member}/phone", members.ChangePhone, "Move her to another phone; a second person decides"),
    post("/api/members/{member}/identity", members.RecordIdentity, "Her identity was checked, or is in doubt again"),
    post("/api/members/{member}/documents", members.RecordDocument, "Facts of a document that was seen"),
)
