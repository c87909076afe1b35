"""Loans, for programs: products, quotes, applications and decisions, repayments, and what staff change."""

from __future__ import annotations

from admin.api.endpoint import get, post
from core.lending import messages as lending

#: Before the loans themselves: their paths would be taken for the id of a loan.
ABOUT_LOANS = (
    get("/api/loans/products", lending.LoanProducts, "Products, with the versions in force and to come"),
    post(
        "/api/loans/products",
        lending.SaveProduct,
        "A product, or its next version from a day on; a second person decides",
    ),
    post("/api/loans/products/{code}/end", lending.EndProduct, "No new loans of it from a day on"),
    post("/api/loans/quote", lending.QuoteSchedule, "A schedule and its price; nothing is saved", any_currency=True),
    get("/api/loans/applications", lending.Applications, "Applications that wait for a person, the oldest first"),
    get("/api/loans/applications/{loan}", lending.ApplicationOf, "All that a person decides on"),
    get("/api/loans/late", lending.LateLoans, "Late loans, with the last word and the last promise"),
    get("/api/loans/at-risk", lending.PortfolioAtRisk, "The running loans, and how much of them is at risk"),
)

ENDPOINTS = (
    *ABOUT_LOANS,
    get("/api/loans", lending.Loans, "All loans, the newest first"),
    post(
        "/api/loans",
        lending.EnterApplication,
        "An application entered for a member; a person and a second one decide",
        moves_money=True,
        status=201,
    ),
    get("/api/members/{member}/loans", lending.Loans, "The loans of one member, the newest first"),
    get("/api/loans/{loan}", lending.LoanOf, "Everything of one loan"),
    get("/api/loans/{loan}/schedule", lending.ScheduleOf, "Its plan, and what is paid of each instalment"),
    get("/api/loans/{loan}/score", lending.ScoreOf, "Five factors from 0 to 100, with their reasons"),
    get("/api/loans/{loan}/pay-off", lending.PayOffOf, "What finishes it on a day"),
    get("/api/loans/{loan}/repayments", lending.RepaymentsOf, "Its repayments, the newest first"),
    post(
        "/api/loans/{loan}/repayments",
        lending.ReceiveRepayment,
        "A transfer that came to our bank; a second person decides",
        moves_money=True,
        status=201,
    ),
    post(
        "/api/loans/{loan}/approve",
        lending.DecideApplication,
        "Approve an application; above a limit a second person decides",
        fixed={"approve": True, "reason": ""},
        moves_money=True,
    ),
    post(
        "/api/loans/{loan}/reject",
        lending.DecideApplication,
        "Turn an application down, with the reason that she is told",
        fixed={"approve": False},
    ),
    post(
        "/api/loans/{loan}/disburse",
        lending.Disburse,
        "Send its money again, where it provably never left",
        answers="payment",
        moves_money=True,
    ),
    post(
        "/api/loans/{loan}/reschedule",
        lending.Reschedule,
        "Another plan for what is left; a second person decides",
        moves_money=True,
    ),
    post(
        "/api/loans/{loan}/write-off",
        lending.WriteOff,
        "Give it up; a second person decides",
        moves_money=True,
    ),
    get("/api/loans/{loan}/contacts", lending.ContactsOf, "What was said and promised about it"),
    post(
        "/api/loans/{loan}/contacts",
        lending.RecordContact,
        "Somebody spoke with her, or tried",
        answers="contact",
        status=201,
    ),
    post("/api/loans/{loan}/promises", lending.PromiseToPay, "What she says she will pay, and when", status=201),
)
