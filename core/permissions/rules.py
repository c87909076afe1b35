"""The one table of what staff may ask: the roles for each request, and the requests that need a second person.

What is not in it no member of staff may ask. Members, providers and the house itself are not in it: what they may do
is decided by what they can reach.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from core.cases import messages as cases
from core.closing import messages as closing
from core.conversations import messages as conversations
from core.history import messages as history
from core.imports import messages as imports
from core.jobs import messages as jobs
from core.ledger import messages as ledger
from core.lending import messages as lending
from core.members import messages as members
from core.messages import Query, Request
from core.notifications import messages as notifications
from core.payments import messages as payments
from core.permissions import messages as permissions
from core.providers import messages as providers
from core.reconciling import messages as reconciling
from core.savings import messages as savings
from core.staff import messages as staff
from core.talks import messages as talks
from core.terms import messages as terms
from core.tills import messages as tills
from core.today import messages as today
from core.trail import messages as trail

TELLER, OFFICER, APPROVER, COMPLIANCE = "teller", "loan_officer", "approver", "compliance"
MANAGER, AUDITOR, ADMINISTRATOR, INTEGRATOR = "manager", "auditor", "administrator", "integrator"

#: Every role, and what it is for.
ROLES: Mapping[str, str] = {
    TELLER: "serves members at the desk and keeps a till",
    OFFICER: "looks after loans, from the application to the last instalment",
    APPROVER: "is the second person for loans and money",
    COMPLIANCE: "checks identities, watches for laundering, looks after members' data",
    MANAGER: "runs the branch, and may do what tellers, officers and approvers may",
    AUDITOR: "reads everything and changes nothing",
    ADMINISTRATOR: "looks after staff, settings and jobs, and never touches money",
    INTEGRATOR: "is a program of a partner",
}

Roles = frozenset[str]
EVERYBODY: Roles = frozenset(ROLES)
PEOPLE: Roles = EVERYBODY - {INTEGRATOR}
#: Who meets members and their figures.
DESK: Roles = frozenset({TELLER, OFFICER, APPROVER, COMPLIANCE, MANAGER})
LOOKERS: Roles = DESK | {AUDITOR}
READERS: Roles = LOOKERS | {INTEGRATOR}
#: Who reads the books.
BOOKS: Roles = frozenset({APPROVER, COMPLIANCE, MANAGER, AUDITOR, INTEGRATOR})
#: Who looks over the shoulders of the others.
OVERSEERS: Roles = frozenset({COMPLIANCE, MANAGER, AUDITOR, ADMINISTRATOR})
#: Who brings files of members, balances, loans and check-offs.
IMPORTERS: Roles = frozenset({OFFICER, MANAGER, INTEGRATOR})


@dataclass(frozen=True)
class Rule:
    """`roles` may ask it. Where there are `checkers` it is done only after one of them, never the one who asked,
    has said yes: always, or when the question that `when` makes of the request is answered with yes.

    `audited`: a read of personal data leaves a record; commands always do.
    """

    roles: Roles
    checkers: Roles = frozenset()
    when: Callable[[Any], Query[bool]] | None = None
    audited: bool = True


def by(*roles: str) -> Roles:
    return frozenset(roles)


def quiet(roles: Roles) -> Rule:
    """A question about nobody in particular."""
    return Rule(roles, audited=False)


RULES: Mapping[type[Request[Any]], Rule] = {
    # permissions
    permissions.Approvals: Rule(PEOPLE),
    permissions.ApprovalOf: Rule(PEOPLE),
    permissions.DecideApproval: Rule(PEOPLE),
    permissions.AllRoles: quiet(PEOPLE),
    # staff
    staff.AddStaff: Rule(by(ADMINISTRATOR), checkers=by(ADMINISTRATOR, MANAGER)),
    staff.AllStaff: quiet(by(ADMINISTRATOR, MANAGER, AUDITOR)),
    staff.StaffOf: quiet(by(ADMINISTRATOR, MANAGER, AUDITOR)),
    staff.InvitationOf: Rule(by(ADMINISTRATOR)),
    staff.ChangeRoles: Rule(by(ADMINISTRATOR), checkers=by(ADMINISTRATOR, MANAGER)),
    staff.SuspendStaff: Rule(by(ADMINISTRATOR, MANAGER)),
    staff.ReinstateStaff: Rule(by(ADMINISTRATOR), checkers=by(ADMINISTRATOR, MANAGER)),
    staff.StartPasswordReset: Rule(by(ADMINISTRATOR), checkers=by(ADMINISTRATOR, MANAGER)),
    staff.ForgetSecondFactors: Rule(by(ADMINISTRATOR), checkers=by(ADMINISTRATOR, MANAGER)),
    staff.SessionsOf: Rule(by(ADMINISTRATOR)),
    staff.EndSessions: Rule(by(ADMINISTRATOR)),
    staff.StaySignedIn: Rule(EVERYBODY),
    staff.SignOut: Rule(EVERYBODY),
    staff.MySessions: quiet(EVERYBODY),
    staff.MySignIn: quiet(EVERYBODY),
    staff.ProveAgain: Rule(EVERYBODY),
    staff.ChangePassword: Rule(EVERYBODY),
    staff.StartTotp: Rule(EVERYBODY),
    staff.ConfirmTotp: Rule(EVERYBODY),
    staff.NewRecoveryCodes: Rule(EVERYBODY),
    staff.RemoveTotp: Rule(EVERYBODY),
    staff.KeepChallenge: Rule(EVERYBODY),
    staff.AddPasskey: Rule(EVERYBODY),
    staff.RemovePasskey: Rule(EVERYBODY),
    #
    # members
    members.ContactOf: Rule(READERS),
    members.FindMember: Rule(READERS),
    members.Members: Rule(READERS),
    members.MemberOf: Rule(READERS),
    members.RevealIdentity: Rule(LOOKERS),
    members.StandingOf: Rule(LOOKERS),
    members.JoinAtDesk: Rule(by(TELLER, OFFICER, MANAGER)),
    members.ChangeDetails: Rule(
        by(TELLER, OFFICER, COMPLIANCE, MANAGER),
        checkers=by(COMPLIANCE, MANAGER),
        when=members.details_need_two,
    ),
    members.ChangePhone: Rule(by(TELLER, OFFICER, COMPLIANCE, MANAGER), checkers=by(COMPLIANCE, MANAGER)),
    members.StartPinReset: Rule(
        by(TELLER, OFFICER, COMPLIANCE, MANAGER),
        checkers=by(TELLER, COMPLIANCE, MANAGER),
        when=members.reset_needs_two,
    ),
    members.RecordDocument: Rule(by(TELLER, OFFICER, COMPLIANCE, MANAGER)),
    members.RecordIdentity: Rule(by(COMPLIANCE, MANAGER)),
    members.BlockAccount: Rule(DESK),
    members.UnblockMember: Rule(by(TELLER, MANAGER), checkers=by(COMPLIANCE, MANAGER)),
    members.SuspendMember: Rule(by(COMPLIANCE, MANAGER)),
    members.ReinstateMember: Rule(by(COMPLIANCE, MANAGER), checkers=by(COMPLIANCE, MANAGER)),
    #
    history.TimelineOf: Rule(LOOKERS),
    history.StatementOf: Rule(READERS),
    #
    # savings
    savings.SavingsOf: Rule(READERS),
    #
    # lending
    lending.DecideApplication: Rule(
        by(OFFICER, APPROVER, MANAGER), checkers=by(APPROVER, MANAGER), when=lending.needs_second_person
    ),
    lending.PriceList: quiet(EVERYBODY),
    lending.QuoteSchedule: quiet(EVERYBODY),
    lending.LoanProducts: quiet(EVERYBODY),
    lending.SaveProduct: Rule(by(OFFICER, MANAGER), checkers=by(APPROVER, MANAGER)),
    lending.EndProduct: Rule(by(OFFICER, MANAGER), checkers=by(APPROVER, MANAGER)),
    lending.Loans: Rule(READERS),
    lending.LoanOf: Rule(READERS),
    lending.ScheduleOf: Rule(READERS),
    lending.RepaymentsOf: Rule(READERS),
    lending.PayOffOf: Rule(READERS),
    lending.ScoreOf: Rule(READERS),
    lending.Applications: Rule(LOOKERS),
    lending.ApplicationOf: Rule(LOOKERS),
    lending.EnterApplication: Rule(by(TELLER, OFFICER, MANAGER, INTEGRATOR)),
    lending.Disburse: Rule(
        by(OFFICER, APPROVER, MANAGER), checkers=by(APPROVER, MANAGER), when=lending.needs_second_person_again
    ),
    lending.ReceiveRepayment: Rule(by(TELLER, OFFICER, MANAGER), checkers=by(APPROVER, MANAGER)),
    lending.Reschedule: Rule(by(OFFICER, MANAGER), checkers=by(APPROVER, MANAGER)),
    lending.WriteOff: Rule(by(OFFICER, MANAGER), checkers=by(APPROVER, MANAGER)),
    lending.LateLoans: Rule(LOOKERS),
    lending.ContactsOf: Rule(LOOKERS),
    lending.RecordContact: Rule(by(TELLER, OFFICER, MANAGER)),
    lending.PromiseToPay: Rule(by(TELLER, OFFICER, MANAGER)),
    lending.PortfolioAtRisk: quiet(READERS),
    #
    # payments
    payments.Payments: Rule(READERS),
    payments.ReadPayment: Rule(READERS),
    payments.UnmatchedMoney: Rule(LOOKERS),
    payments.AllocateUnmatched: Rule(by(TELLER, OFFICER, MANAGER), checkers=by(APPROVER, MANAGER)),
    payments.ReversePayment: Rule(by(TELLER, OFFICER, MANAGER), checkers=by(APPROVER, MANAGER)),
    payments.Collect: Rule(by(TELLER, OFFICER, MANAGER, INTEGRATOR)),
    payments.CheckAgain: Rule(by(TELLER, OFFICER, MANAGER)),
    savings.PayOutSavings: Rule(by(TELLER, MANAGER), checkers=by(APPROVER, MANAGER)),
    reconciling.Reconcile: Rule(by(TELLER, OFFICER, MANAGER)),
    reconciling.Reconciliations: quiet(LOOKERS),
    reconciling.ReconciliationOf: quiet(LOOKERS),
    providers.Providers: quiet(LOOKERS | {ADMINISTRATOR}),
    providers.AskFloats: Rule(by(TELLER, MANAGER, ADMINISTRATOR)),
    providers.PauseProvider: Rule(by(MANAGER, ADMINISTRATOR)),
    providers.ResumeProvider: Rule(by(MANAGER, ADMINISTRATOR)),
    #
    # the cash desk
    tills.MakeTill: Rule(by(MANAGER)),
    tills.Tills: quiet(LOOKERS),
    tills.TillDayOf: quiet(LOOKERS),
    tills.MyTill: quiet(by(TELLER, MANAGER)),
    tills.OpenTill: Rule(by(TELLER, MANAGER), checkers=by(MANAGER), when=tills.large_float),
    tills.MoveFloat: Rule(by(TELLER, MANAGER), checkers=by(MANAGER), when=tills.large_float),
    tills.CountTill: Rule(by(TELLER, MANAGER)),
    tills.CloseTill: Rule(by(TELLER, MANAGER), checkers=by(MANAGER), when=tills.with_difference),
    tills.MemberAtDesk: Rule(by(TELLER, MANAGER)),
    tills.DepositCash: Rule(by(TELLER, MANAGER)),
    tills.RepayInCash: Rule(by(TELLER, MANAGER)),
    tills.WithdrawCash: Rule(by(TELLER, MANAGER), checkers=by(APPROVER, MANAGER), when=tills.large_withdrawal),
    tills.ReverseReceipt: Rule(by(TELLER, MANAGER), checkers=by(MANAGER)),
    tills.ReceiptOf: Rule(LOOKERS),
    tills.Receipts: Rule(LOOKERS),
    tills.VaultHolds: quiet(by(MANAGER, AUDITOR)),
    tills.MoveVault: Rule(by(MANAGER), checkers=by(APPROVER, MANAGER)),
    lending.AssessLate: Rule(by(MANAGER)),
    closing.ClosingChecks: quiet(by(MANAGER, AUDITOR)),
    closing.CloseDay: Rule(by(MANAGER)),
    closing.BusinessDays: quiet(LOOKERS),
    #
    # coming in
    imports.StageFile: Rule(IMPORTERS),
    imports.CheckedImport: Rule(IMPORTERS | by(APPROVER, AUDITOR)),
    imports.RunImport: Rule(IMPORTERS, checkers=by(APPROVER, MANAGER)),
    imports.Imports: quiet(IMPORTERS | by(APPROVER, AUDITOR)),
    imports.ImportOf: quiet(IMPORTERS | by(APPROVER, AUDITOR)),
    imports.TemplateOf: quiet(IMPORTERS | by(APPROVER, AUDITOR)),
    #
    # conversations, cases and notifications
    conversations.InteractionsOf: Rule(READERS),
    talks.LiveConversations: Rule(LOOKERS),
    talks.ConversationOf: Rule(LOOKERS),
    talks.TranscriptOf: Rule(LOOKERS),
    talks.TakeOver: Rule(DESK),
    talks.Reply: Rule(DESK),
    talks.GiveBack: Rule(DESK),
    talks.CloseConversation: Rule(DESK),
    cases.Cases: Rule(LOOKERS),
    cases.CaseOf: Rule(LOOKERS),
    cases.RaiseCase: Rule(DESK),
    cases.TakeCase: Rule(DESK),
    cases.NoteOnCase: Rule(DESK),
    cases.CloseCase: Rule(DESK),
    notifications.Notifications: Rule(LOOKERS),
    notifications.SendNotice: Rule(DESK),
    notifications.ResendNotification: Rule(DESK),
    #
    # the ledger, audit, jobs and the house
    jobs.Jobs: quiet(by(MANAGER, AUDITOR, ADMINISTRATOR)),
    jobs.Queues: quiet(by(MANAGER, AUDITOR, ADMINISTRATOR)),
    jobs.ArrivalsSetAside: quiet(by(MANAGER, AUDITOR, ADMINISTRATOR)),
    jobs.ReplayJob: Rule(by(MANAGER, ADMINISTRATOR)),
    ledger.TrialBalance: quiet(BOOKS),
    ledger.Entries: Rule(BOOKS),
    ledger.EntryOf: Rule(BOOKS),
    ledger.Accounts: Rule(BOOKS),
    ledger.AccountLines: Rule(BOOKS),
    ledger.PeriodOf: Rule(BOOKS),
    ledger.AccountStatement: Rule(BOOKS),
    ledger.ManualAccounts: quiet(BOOKS),
    ledger.PostManual: Rule(by(MANAGER, APPROVER), checkers=by(MANAGER, APPROVER)),
    ledger.ReverseEntry: Rule(by(MANAGER, APPROVER), checkers=by(MANAGER, APPROVER)),
    ledger.MovedByDay: quiet(LOOKERS),
    trail.AuditTrail: Rule(OVERSEERS),
    trail.VerifyAudit: quiet(OVERSEERS),
    trail.CopyAudit: Rule(OVERSEERS),
    today.TodayFigures: quiet(LOOKERS),
    terms.Terms: quiet(EVERYBODY),
    terms.TermHistory: quiet(PEOPLE),
    terms.ChangeTerm: Rule(by(MANAGER, COMPLIANCE), checkers=by(MANAGER, COMPLIANCE)),
    terms.SettingsInUse: Rule(by(MANAGER, AUDITOR, ADMINISTRATOR)),
    #
}


def may(roles: Roles, request: type[Request[Any]]) -> bool:
    """May somebody with these roles ask this?"""
    rule = RULES.get(request)
    return rule is not None and bool(rule.roles & roles)


def may_check(roles: Roles, request: type[Request[Any]]) -> bool:
    """May somebody with these roles be the second person for this?"""
    rule = RULES.get(request)
    return rule is not None and bool(rule.checkers & roles)


REQUESTS: Mapping[str, type[Request[Any]]] = {request.__name__: request for request in RULES}
"""By name, as approvals and the audit trail write them."""
