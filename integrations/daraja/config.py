"""What we must know to deal with Daraja: addresses, keys, limits, and the callback addresses we hand out."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import quote

from core.secret import Secret

#: Daraja refuses every callback address that contains one of these, in any case, host included.
BANNED_WORDS = ("mpesa", "m-pesa", "safaricom", "exe", "exec", "cmd", "sql", "query")
_SAMPLE_TOKEN = "0" * 32

#: Whole shillings that one request may move.
LEAST_PROMPT, MOST_PROMPT = 1, 250_000
LEAST_PAYOUT, MOST_PAYOUT = 10, 250_000
MOST_ACCOUNT_REFERENCE = 12
MOST_DESCRIPTION = 13
LEAST_REMARKS, MOST_REMARKS = 2, 100


def banned_word(url: str) -> str:
    """The first word in `url` that Daraja does not take, or empty."""
    low = url.lower()
    return next((word for word in BANNED_WORDS if word in low), "")


@dataclass(frozen=True, kw_only=True)
class DarajaConfig:
    """Raises ValueError when Daraja would refuse the callback addresses that follow from it."""

    base_url: str
    consumer_key: Secret
    consumer_secret: Secret
    shortcode: str
    passkey: Secret
    initiator_name: str
    initiator_password: Secret
    certificate_pem: str
    callback_base_url: str
    path_token: Secret
    former_path_token: Secret = field(default_factory=lambda: Secret(""))
    """Still taken while the path token is being changed: Daraja knows registered addresses for weeks."""
    payout_shortcode: str = ""
    """The B2C shortcode where it is not the paybill."""
    currency: str = "KES"
    c2b_version: str = "v2"
    """v1 reports payers as SHA-256, v2 masked; which of the two a shortcode may use is Safaricom's choice."""
    when_silent: str = "Completed"
    """What Daraja does with a paybill payment when our validation does not answer: Completed | Cancelled."""
    refuse_unknown: bool = False
    """Turn away paybill money whose reference we do not know, instead of taking it into suspense."""
    absent_codes: frozenset[str] = frozenset()
    """Result codes of a TransactionStatus that prove there is no such transaction. The provider documents
    none: when empty, only a person or a statement decides. A code that only *might* mean it pays twice."""
    timeout_seconds: float = 20.0
    connect_seconds: float = 5.0
    token_seconds: float = 50 * 60.0
    """How long an access token is used; Daraja says 3599 seconds."""
    validation_seconds: float = 3.0
    """Daraja waits about eight seconds for a validation."""
    most_calls_at_once: int = 20
    calls_per_second: float = 0.0
    """Daraja publishes no rate; 5 is a careful start in production. 0: unpaced."""

    def __post_init__(self) -> None:
        word = banned_word(self.result_url(_SAMPLE_TOKEN)) or banned_word(self.prompt_url(_SAMPLE_TOKEN))
        if word:
            raise ValueError(f"Daraja refuses callback addresses with {word!r}: change the host or the token")
        if not self.path_token:
            raise ValueError("the callback addresses need a path token")
        if self.when_silent not in ("Completed", "Cancelled"):
            raise ValueError("when_silent is Completed or Cancelled, spelled so")

    @property
    def payer_shortcode(self) -> str:
        """The shortcode that payouts are taken from."""
        return self.payout_shortcode or self.shortcode

    @property
    def _root(self) -> str:
        token = quote(self.path_token.reveal(), safe="")
        return f"{self.callback_base_url.rstrip('/')}/payments/daraja/{token}"

    def prompt_url(self, attempt: str) -> str:
        return f"{self._root}/stk/{attempt}"

    def result_url(self, attempt: str) -> str:
        return f"{self._root}/result/{attempt}"

    def timeout_url(self, attempt: str) -> str:
        return f"{self._root}/timeout/{attempt}"

    def validation_url(self) -> str:
        return f"{self._root}/c2b/validation"

    def confirmation_url(self) -> str:
        return f"{self._root}/c2b/confirmation"

    def knows_token(self, token: str) -> bool:
        """Whether `token` is the path token or the former one; takes equally long either way."""
        now = self.path_token.matches(token)
        before = self.former_path_token.matches(token) and bool(self.former_path_token)
        return now or before
