"""Money from and to wallets, for programs: payments, unmatched money, statements, providers."""

from __future__ import annotations

from admin.api.endpoint import get, post
from core.payments import messages as payments
from core.providers import messages as providers
from core.reconciling import messages as reconciling
from core.savings import messages as savings

ENDPOINTS = (
    get("/api/payments", payments.Payments, "Payments, the newest first, by state, member, receipt, reference, days"),
    post(
        "/api/payments/collect",
        payments.Collect,
        "Ask a member's wallet for money, by a prompt on her phone",
        moves_money=True,
    ),
    post(
        "/api/payments/payout",
        savings.PayOutSavings,
        "Pay a member's savings out to her own number; a second person decides",
        moves_money=True,
    ),
    get(
        "/api/payments/unmatched",
        payments.UnmatchedMoney,
        "Money that nobody has found a place for, the oldest first; `suggest=true` says where it may belong",
    ),
    post(
        "/api/payments/unmatched/{item}/allocate",
        payments.AllocateUnmatched,
        "Say what it is for, by a reference; a second person decides",
        answers="placed",
        moves_money=True,
    ),
    get("/api/payments/providers", providers.Providers, "What lies with each provider, and what is paused"),
    post(
        "/api/payments/providers/floats",
        providers.AskFloats,
        "Have the providers asked what lies with them",
        answers="asked",
    ),
    post("/api/payments/providers/{provider}/pause", providers.PauseProvider, "Hold back payouts or prompts"),
    post("/api/payments/providers/{provider}/resume", providers.ResumeProvider, "Let them go on"),
    get("/api/payments/reconciliations", reconciling.Reconciliations, "Statements that were laid beside the books"),
    post(
        "/api/payments/reconciliations",
        reconciling.Reconcile,
        "Lay a provider's statement beside the books; money in that was not announced is booked",
        moves_money=True,
    ),
    get(
        "/api/payments/reconciliations/{reconciliation}",
        reconciling.ReconciliationOf,
        "One of them, finding by finding",
    ),
    get("/api/payments/{payment}", payments.ReadPayment, "A payment with its calls, entries and receipts"),
    post(
        "/api/payments/{payment}/reverse",
        payments.ReversePayment,
        "Send money that came in by mistake back to its payer; a second person decides",
        answers="reversal",
        moves_money=True,
    ),
)
