"""Conversations, cases and notifications, for programs."""

from __future__ import annotations

from admin.api.endpoint import get, post
from core.cases import messages as cases
from core.notifications import messages as notifications
from core.talks import messages as talks

ENDPOINTS = (
    get("/api/conversations", talks.LiveConversations, "Conversations that are going on, and who waits for a person"),
    get("/api/conversations/{conversation}", talks.ConversationOf, "One conversation and the last that was said in it"),
    get(
        "/api/conversations/{conversation}/lines",
        talks.TranscriptOf,
        "What was said in it, without secrets, the last part first",
        fixed={"member": ""},
    ),
    get(
        "/api/members/{member}/lines",
        talks.TranscriptOf,
        "What was said with a member on every channel",
        fixed={"conversation": ""},
    ),
    post(
        "/api/conversations/{conversation}/take-over",
        talks.TakeOver,
        "A person answers in this chat from now on, and the dialog rests",
    ),
    post(
        "/api/conversations/{conversation}/reply",
        talks.Reply,
        "A person's words in this chat, or by SMS where it is no chat",
        answers="line",
        status=201,
    ),
    post(
        "/api/conversations/{conversation}/give-back",
        talks.GiveBack,
        "The dialog has the chat again and goes on where she stood",
    ),
    post(
        "/api/conversations/{conversation}/close",
        talks.CloseConversation,
        "There is no more to say; what she asked a person for is closed",
    ),
    get("/api/cases", cases.Cases, "Open cases as they are due, or closed ones"),
    post("/api/cases", cases.RaiseCase, "Open a case for a member; the same one where it is open already", status=201),
    get("/api/cases/{number}", cases.CaseOf, "One case and what was noted on it"),
    post("/api/cases/{number}/take", cases.TakeCase, "Whoever asks looks after it from now on"),
    post("/api/cases/{number}/notes", cases.NoteOnCase, "Note something for whoever looks at it next"),
    post("/api/cases/{number}/close", cases.CloseCase, "Close it, with what came of it"),
    get("/api/notifications", notifications.Notifications, "What members were told, and what became of it"),
    post("/api/notifications", notifications.SendNotice, "Send one of a few notices to one member"),
    post(
        "/api/notifications/{notification}/resend",
        notifications.ResendNotification,
        "Tell once more what did not arrive",
    ),
)
