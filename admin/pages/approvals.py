"""What waits for a second person: the list, one of them with all its facts, yes and no."""

from __future__ import annotations

from admin.pages.page import Link, Visit, act, view
from core.messages import Reply
from core.permissions.messages import STATES, ApprovalOf, Approvals, DecideApproval

HERE = "/admin/approvals"


async def waiting(visit: Visit) -> Reply:
    state = visit.query.get("state", "waiting")
    if state not in STATES:
        state = "waiting"
    found = await visit.ask(Approvals(state=state, cursor=visit.query.get("cursor", "")))
    return visit.page("approvals/list.html", title="Approvals", found=found, state=state, states=STATES)


async def one(visit: Visit) -> Reply:
    approval = await visit.ask(ApprovalOf(approval=visit.path["approval"]))
    return visit.page("approvals/one.html", title="Approval", approval=approval)


async def decide(visit: Visit) -> Reply:
    approve = visit.form.fields.get("answer") == "yes"
    wish = DecideApproval(
        approval=visit.path["approval"], approve=approve, reason=visit.form.text("reason", needed=False)
    )  # fmt: skip
    says = "Done. You were the second person." if approve else "Turned down."
    return await visit.do(wish, to=HERE, says=says)


PAGES = (
    view(HERE, waiting, Approvals),
    view(f"{HERE}/{{approval}}", one, ApprovalOf),
    act(f"{HERE}/{{approval}}", decide, DecideApproval),
)
LINKS = (Link("Today", "Approvals", HERE, Approvals),)
