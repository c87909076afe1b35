"""What staff do for a member from her page: each act a form of its own, which says who has to agree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, get_args

from admin.pages.page import Page, Show, Visit, act, view
from core.members.messages import (
    BlockAccount,
    ChangeDetails,
    ChangePhone,
    DocumentKind,
    JoinAtDesk,
    Joined,
    MemberOf,
    Profile,
    RecordDocument,
    RecordIdentity,
    ReinstateMember,
    StartPinReset,
    SuspendMember,
    UnblockMember,
)
from core.messages import Refusal, Reply, Request

HERE = "/admin/members"
LANGUAGES = (("sw", "Kiswahili"), ("en", "English"))
DOCUMENTS: tuple[str, ...] = get_args(DocumentKind)


def whose(visit: Visit) -> str:
    return visit.path["member"]


@dataclass(frozen=True)
class Act:
    """`name` is the last word of its address and of its template. `agreement` says who has to agree, if anybody."""

    name: str
    label: str
    request: type[Request[Any]]
    wish: Callable[[Visit], Request[Any]]
    says: str
    agreement: str = ""
    fits: Callable[[Profile], bool] = lambda profile: True


def _details(visit: Visit) -> ChangeDetails:
    form = visit.form
    born_on = form.day("born_on") if form.fields.get("born_on") else None
    language: Any = (
        form.one_of("language", tuple(code for code, _ in LANGUAGES)) if form.fields.get("language") else None
    )
    return ChangeDetails(
        member=whose(visit),
        full_name=form.text("full_name", needed=False, most=120) or None,
        id_number=form.text("id_number", needed=False, most=40) or None,
        born_on=born_on,
        language=language,
        reason=form.text("reason"),
    )


def _phone(visit: Visit) -> ChangePhone:
    phone: Any = visit.form.phone("phone", visit.institution.country_code)
    return ChangePhone(member=whose(visit), phone=phone, reason=visit.form.text("reason"))


def _because(request: Any) -> Callable[[Visit], Request[Any]]:
    """A request of a member and a reason."""
    return lambda visit: request(member=whose(visit), reason=visit.form.text("reason"))


def _document(visit: Visit) -> RecordDocument:
    form = visit.form
    kind: Any = form.one_of("kind", DOCUMENTS)
    expires_on = form.day("expires_on") if form.fields.get("expires_on") else None
    number = form.text("number", most=40)
    return RecordDocument(member=whose(visit), kind=kind, number=number, expires_on=expires_on)


def _identity(visit: Visit) -> RecordIdentity:
    tier = visit.form.number("tier", least=0, most=1)
    return RecordIdentity(member=whose(visit), tier=tier, reason=visit.form.text("reason"))


ACTS = (
    Act(
        "details", "Change details", ChangeDetails, _details, "Changed. She is told by SMS.",
        "Name, ID number and birth date say who she is: a second person has to agree. The language is changed at once.",
    ),
    Act(
        "phone", "Change phone", ChangePhone, _phone, "Her number is changed. Both numbers are told by SMS.",
        "A second person has to agree. The old number is told; for a day only little money goes out. With the number"
        " that she has, it says that a number in doubt is hers after all.",
    ),
    Act(
        "pin-reset", "New PIN", StartPinReset, _because(StartPinReset), "A code is on its way to her phone.",
        "A second person has to agree, unless she never chose a PIN. A code goes to her phone by SMS and holds for ten"
        " minutes: with it she chooses the PIN herself. Nobody here ever sees it.",
    ),
    Act("document", "A document was seen", RecordDocument, _document, "Noted."),
    Act("tier", "Identity checked, or in doubt", RecordIdentity, _identity, "Noted."),
    Act(
        "block", "Block", BlockAccount, _because(BlockAccount), "Blocked. She is told by SMS.",
        "At once and by you alone: money out stops, money in arrives. To lift it takes two people.",
        lambda profile: profile.blocked_at is None,
    ),
    Act(
        "unblock", "Lift the block", UnblockMember, _because(UnblockMember), "The block is lifted.",
        "A second person has to agree.",
        lambda profile: profile.blocked_at is not None,
    ),
    Act(
        "suspend", "Suspend", SuspendMember, _because(SuspendMember), "Suspended. She is told by SMS.",
        "At once: no loans and no withdrawals until two people reinstate her. She may pay in and look.",
        lambda profile: profile.suspended_at is None,
    ),
    Act(
        "reinstate", "Reinstate", ReinstateMember, _because(ReinstateMember), "Reinstated.",
        "A second person has to agree.",
        lambda profile: profile.suspended_at is not None,
    ),
)  # fmt: skip


def acts(visit: Visit, profile: Profile) -> list[Act]:
    """Those that she may do, and that fit how the member stands."""
    return [each for each in ACTS if visit.may(each.request) and each.fits(profile)]


def acting() -> tuple[Page, ...]:
    """For each act the page of its form, and what the form is posted to."""
    return tuple(
        page
        for each in ACTS
        for path in (f"{HERE}/{{member}}/{each.name}",)
        for page in (view(path, _form(each), each.request), act(path, _doing(each), each.request))
    )


def _form(each: Act) -> Show:
    async def show(visit: Visit) -> Reply:
        profile = await visit.ask(MemberOf(member=whose(visit)))
        return visit.page(
            "members/act.html", title=f"{each.label}: {profile.full_name}", act=each, profile=profile,
            languages=LANGUAGES, documents=DOCUMENTS, base=f"{HERE}/{profile.member}",
        )  # fmt: skip

    return show


def _doing(each: Act) -> Show:
    async def show(visit: Visit) -> Reply:
        wish = each.wish(visit)
        if visit.form.errors:
            return await _form(each)(visit)
        return await visit.do(wish, to=f"{HERE}/{whose(visit)}", says=each.says)

    return show


# Joining


async def join_form(visit: Visit) -> Reply:
    return visit.page(
        "members/join.html", title="Join at the desk", languages=LANGUAGES, documents=DOCUMENTS, wrong="",
    )  # fmt: skip


async def join(visit: Visit) -> Reply:
    form = visit.form
    phone: Any = form.phone("phone", visit.institution.country_code)
    language: Any = form.one_of("language", tuple(code for code, _ in LANGUAGES))
    document: Any = form.one_of("document", DOCUMENTS)
    facts = {
        "full_name": form.text("full_name", most=120), "id_number": form.text("id_number", most=40),
        "born_on": form.day("born_on"), "consents": form.is_on("consents"),
    }  # fmt: skip
    if form.errors:
        return await join_form(visit)
    joined = await visit.perform(JoinAtDesk(phone=phone, language=language, document=document, **facts))  # type: ignore[arg-type]
    if isinstance(joined, Refusal):
        return visit.page(
            "members/join.html", title="Join at the desk", languages=LANGUAGES, documents=DOCUMENTS,
            wrong=visit.shown.said(joined), status=409,
        )  # fmt: skip
    assert isinstance(joined, Joined)
    dials = visit.institution.ussd_code
    says = f"{joined.number} is a member. A code is on its way to her phone: she dials {dials}, 7, 4."
    return visit.goes_to(f"{HERE}/{joined.member}", says=says)


JOINING = (view(f"{HERE}/join", join_form, JoinAtDesk), act(f"{HERE}/join", join, JoinAtDesk))
