"""The one table of what staff may ask: the roles for each request, and the requests that need a second person.

What is not in it no member of staff may ask. Members, providers and the house itself are not in it: what they may do
is decided by what they can reach.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from core.cases import messages as cases
from core.lending import messages as lending
from core.members import messages as members
from core.messages import Query, Request
from core.notifications import messages as notifications
from core.permissions import messages as permissions
from core.talks import messages as talks

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
    # staff
    #
    # members
    members.ContactOf: Rule(READERS),
    members.FindMember: Rule(READERS),
    members.RecordIdentity: Rule(by(COMPLIANCE, MANAGER)),
    members.UnblockMember: Rule(by(TELLER, MANAGER), checkers=by(COMPLIANCE, MANAGER)),
    #
    # savings
    #
    # lending
    lending.DecideApplication: Rule(
        by(OFFICER, APPROVER, MANAGER), checkers=by(APPROVER, MANAGER), when=lending.needs_second_person
    ),
    lending.PriceList: quiet(EVERYBODY),
    #
    # payments
    #
    # the cash desk
    #
    # coming in
    #
    # conversations, cases and notifications
    talks.LiveConversations: Rule(LOOKERS),
    talks.ConversationOf: Rule(LOOKERS),
    talks.TranscriptOf: Rule(LOOKERS),
    talks.TakeOver: Rule(DESK),
    talks.Reply: Rule(DESK),
    talks.GiveBack: Rule(DESK),
    talks.CloseConversation: Rule(DESK),
    cases.Cases: Rule(LOOKERS),
    cases.CaseOf: Rule(LOOKERS),
    cases.OpenCase: Rule(DESK),
    cases.TakeCase: Rule(DESK),
    cases.NoteOnCase: Rule(DESK),
    cases.CloseCase: Rule(DESK),
    notifications.Notifications: Rule(LOOKERS),
    notifications.SendNotice: Rule(DESK),
    notifications.ResendNotification: Rule(DESK),
    #
    # the ledger, audit, jobs and the house
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
