"""How each provider's channels become part of the process: one file a provider, and what answers in all chats."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from channels import chat, talking
from channels.voice.render import read_spoken
from channels.whatsapp.render import read_bubble
from channels.whatsapp.twilio import in_words
from deploy.joins import africastalking, calls, meta, twilio
from deploy.joins.bench import Bench, Joined
from dialogs.library import TONGUES
from dialogs.notices import Wording

#: Channels whose pages are no plain words, and how these are read from them.
READERS: Mapping[str, Callable[[str], str]] = {
    "whatsapp": lambda page: in_words(read_bubble(page)),
    "voice": lambda page: "\n".join(read_spoken(page).sentences),
}


def join(bench: Bench) -> list[Joined]:
    """Every channel that is set up, or has a sandbox."""
    sender = africastalking.sender_of(bench)
    joined = [africastalking.join(bench, sender)]
    if meta.is_used(bench):
        joined.append(meta.join(bench, sender))
    if twilio.is_used(bench):
        joined.append(twilio.join(bench, sender))
    lines = [line for each in joined for line in each.lines]
    words = Wording(bench.host.house, TONGUES, bench.host.clock)
    hears = chat.jobs(lines, bench.host.turn, bench.settings.digest_key)
    answers = Joined(jobs={**hears, **talking.jobs(lines, sender, words)})
    return [*joined, answers, calls.join(bench)]
