"""Every outside service we deal with, one line each; each folder holds one provider's peculiarities."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Integration:
    """`folder` is a package beside this file; it offers a client, `webhook.routes`, `jobs.jobs` and a sandbox."""

    name: str
    folder: str
    wallet: str
    countries: tuple[str, ...]
    does: tuple[str, ...]
    """Names of jobs core may enqueue for it, without the provider's name: `prompt` is the job `<name>.prompt`."""


INTEGRATIONS: tuple[Integration, ...] = (
    Integration(
        name="daraja",
        folder="daraja",
        wallet="mpesa",
        countries=("254",),
        does=("prompt", "payout", "reversal", "ask", "confirm", "balance"),
    ),
)
