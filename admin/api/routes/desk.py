"""The cash desk and the close of day, for programs."""

from __future__ import annotations

from admin.api.endpoint import get, post
from core.closing import messages as closing
from core.lending import messages as lending
from core.tills import messages as tills

ENDPOINTS = (
    post(
        "/api/members/{member}/savings/deposits",
        tills.DepositCash,
        "Cash for her savings, into the till that the one who asks keeps",
        moves_money=True,
        status=201,
    ),
    post(
        "/api/members/{member}/savings/withdrawals",
        tills.WithdrawCash,
        "Cash out of her savings; above a limit a second person decides",
        moves_money=True,
        status=201,
    ),
    post("/api/loans/{loan}/cash-repayments", tills.RepayInCash, "Cash for a loan", moves_money=True, status=201),
    get("/api/tills", tills.Tills, "Tills, who keeps them and what they hold"),
    post("/api/tills", tills.MakeTill, "A new till of a branch", status=201),
    get("/api/tills/mine", tills.MyTill, "The day of the till that the one who asks keeps"),
    get("/api/members/{member}/at-desk", tills.MemberAtDesk, "Who stands at the desk, what she has and what she owes"),
    get("/api/tills/{till}", tills.TillDayOf, "The open day of a till, or its last one"),
    post("/api/tills/{till}/open", tills.OpenTill, "Take a till for today, with a float", moves_money=True),
    post("/api/tills/{till}/float", tills.MoveFloat, "Cash between the vault and a till", moves_money=True),
    post("/api/tills/{till}/count", tills.CountTill, "What was counted, against what the books expect"),
    post(
        "/api/tills/{till}/close",
        tills.CloseTill,
        "End its day as it was counted; a difference is booked by two people",
        moves_money=True,
    ),
    get("/api/receipts", tills.Receipts, "Movements of cash, the newest first"),
    get("/api/receipts/{receipt}", tills.ReceiptOf, "One receipt"),
    post(
        "/api/receipts/{receipt}/reverse",
        tills.ReverseReceipt,
        "Take back what was booked by mistake; a second person decides",
        moves_money=True,
    ),
    get("/api/vault", tills.VaultHolds, "Cash in the vault and in the tills"),
    post(
        "/api/vault/movements",
        tills.MoveVault,
        "Cash between the vault and the bank; a second person decides",
        moves_money=True,
        status=201,
    ),
    get("/api/business-days", closing.BusinessDays, "Days that are closed, each with its trial balance"),
    get("/api/business-days/checks", closing.ClosingChecks, "What has to hold before a day is closed"),
    post(
        "/api/business-days/{day}/assess-late",
        lending.AssessLate,
        "Look at the late loans of a day, some of them at a time: ask again until it answers zero",
        answers="loans",
        moves_money=True,
    ),
    post(
        "/api/business-days/close", closing.CloseDay, "Close a day; closing it again changes nothing", moves_money=True
    ),
)
