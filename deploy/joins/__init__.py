"""How each provider's channels become part of the process: one file a provider, and what answers in all chats."""

from __future__ import annotations

from channels import chat
from deploy.joins import africastalking, calls, meta, twilio
from deploy.joins.bench import Bench, Joined


def join(bench: Bench) -> list[Joined]:
    """Every channel that is set up, or has a sandbox."""
    sender = africastalking.sender_of(bench)
    joined = [africastalking.join(bench, sender)]
    if meta.is_used(bench):
        joined.append(meta.join(bench, sender))
    if twilio.is_used(bench):
        joined.append(twilio.join(bench, sender))
    lines = [line for each in joined for line in each.lines]
    answers = Joined(jobs=chat.jobs(lines, bench.host.turn, bench.settings.digest_key))
    return [*joined, answers, calls.join(bench)]
