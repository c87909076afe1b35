"""What a provider says of one of our requests, and what is made of it: a table of answers by direction and state."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sqlalchemy import update

from core.cases.messages import OpenCase
from core.members.messages import ContactOf
from core.payments import asking, attempts, confirming, queries, records, rules, settling
from core.payments.messages import REASONS, ReportResult, Result
from core.payments.queries import ASKS, REVERSAL, SENDS, Stored, Tried
from core.payments.states import PAID, UNDER_WAY
from core.payments.tables import AttemptRow
from core.tx import Tx


@dataclass(frozen=True)
class Said:
    """A result beside what it is about. `sent` is the prompt or payout; `believed`: signed, or the answer to our own
    question, whose token nobody can guess."""

    payment: Stored
    sent: Tried
    is_latest: bool
    result: Result
    believed: bool


async def report(tx: Tx, request: ReportResult) -> str:
    found = await queries.locked_attempt(tx, token=request.token, provider_id=request.provider_id)
    if found is None:
        return "unknown"
    payment, attempt = found
    await _note(tx, attempt, request)
    if attempt.kind == "confirm":
        return await confirming.answered(tx, payment, request.result)
    sends = [each for each in await queries.attempts(tx, payment.id) if each.kind in SENDS]
    sent = next(each for each in sends if each.token in (attempt.token, attempt.asked))
    said = Said(
        payment=payment,
        sent=sent,
        is_latest=sent == sends[-1],
        result=request.result,
        believed=request.trusted or attempt.kind in ASKS,
    )
    return await ANSWERS[payment.direction, request.result.state](tx, said)


async def _note(tx: Tx, attempt: Tried, request: ReportResult) -> None:
    """Keep the answer; and where the acknowledgement was lost, the id by which the provider can be asked."""
    if attempt.state == "succeeded":
        return
    known_as = attempt.provider_id or request.provider_id[:80]
    values = {"state": request.result.state, "code": request.result.code[:40], "provider_id": known_as}
    await tx.execute(update(AttemptRow).where(AttemptRow.token == attempt.token).values(**values))


def _reason(result: Result) -> str:
    return result.reason if result.reason in REASONS else "other"


async def _collected(tx: Tx, said: Said) -> str:
    payment, result = said.payment, said.result
    paid = result.amount or payment.amount
    large = max(paid, payment.amount) > tx.institution.query_above
    if not said.believed and (large or not result.amount):
        return await _ask(tx, payment)
    if payment.state in PAID:
        return await _collected_again(tx, said)
    if result.receipt and not await _claim(tx, said):
        # Its money was booked under this receipt before: nothing is left to book, but why is for a person to see.
        settled = await records.move(tx, payment, "succeed", open_key=None, settled_at=tx.now, confirmed=True)
        return await _alarm(tx, settled, "receipt_elsewhere")
    settled = await settling.book(tx, payment, paid, receipt=result.receipt, confirmed=True)
    why = _contradiction(payment, result)
    return await _alarm(tx, settled, why) if why else "settled"


async def _collected_again(tx: Tx, said: Said) -> str:
    payment, result = said.payment, said.result
    if not result.receipt or result.receipt == payment.receipt:
        await settling.confirm(tx, payment)
        return "known"
    if not payment.receipt:
        if not await _claim(tx, said):
            return await _alarm(tx, payment, "receipt_elsewhere")
        filled = await records.change(tx, payment, receipt=result.receipt)
        differs = result.amount is not None and result.amount != payment.paid
        return await _alarm(tx, filled, "amount") if differs else "known"
    paid = result.amount or payment.amount
    extra = await settling.book_again(tx, payment, paid, receipt=result.receipt, confirmed=True)
    return "known" if extra is None else "settled"


async def _claim(tx: Tx, said: Said) -> bool:
    payment = said.payment
    return await records.claim(tx, provider=payment.provider, receipt=said.result.receipt, payment=payment.id)


def _contradiction(payment: Stored, result: Result) -> str:
    """What differs from our request, if something does."""
    ours = payment.phone.removeprefix("+")
    digits = result.phone_digits if payment.direction == "in" else result.receiver_digits
    if result.amount is not None and result.amount != payment.amount:
        return "amount"
    return "" if rules.digits_agree(digits, ours) else "phone"


async def _gone_wrong(tx: Tx, payment: Stored, result: Result) -> str:
    """Who is paid back is the provider's own business: of a reversal we know the amount only."""
    if payment.purpose == REVERSAL:
        return "amount" if result.amount not in (None, payment.amount) else ""
    return _contradiction(payment, result) or await _stranger(tx, payment, result)


async def _stranger(tx: Tx, payment: Stored, result: Result) -> str:
    """The wallet that was paid bears another name than the member: her number may be somebody else's by now."""
    contact = await tx.must(ContactOf(member=payment.member))
    return "" if rules.names_agree(result.receiver_name, contact.full_name) else "name"


async def _alarm(tx: Tx, payment: Stored, why: str) -> str:
    await records.alarm(tx, payment, why)
    return "alarm"


async def _ask(tx: Tx, payment: Stored) -> str:
    """Believed only after a query."""
    if payment.state not in UNDER_WAY:
        return "known"
    await asking.ask_now(tx, payment)
    return "asked"


async def _not_collected(tx: Tx, said: Said) -> str:
    if said.payment.state not in UNDER_WAY:
        return "known"
    if not said.is_latest:
        return "kept"
    await settling.not_paid(tx, said.payment, "fail", _reason(said.result))
    if said.result.reason == "ours":
        await _our_trouble(tx, "prompts", said)
    return "settled"


async def _our_trouble(tx: Tx, what: str, said: Said) -> None:
    """One case for all payments that the same trouble stops."""
    await tx.must(OpenCase(kind="alarm", about=f"{what}:{said.payment.provider}:{said.result.code[:40]}"))


async def _expired(tx: Tx, said: Said) -> str:
    """Time-outs are said of prompts that were paid, too: ask once before she is told."""
    if not said.believed:
        return await _ask(tx, said.payment)
    if said.payment.state not in UNDER_WAY:
        return "known"
    if not said.is_latest:
        return "kept"
    await settling.not_paid(tx, said.payment, "expire", said.result.reason or "no_answer")
    return "settled"


async def _paid_out(tx: Tx, said: Said) -> str:
    payment, result = said.payment, said.result
    if payment.state in PAID:
        return "known"
    if result.receipt and not await _claim(tx, said):
        return await _alarm(tx, payment, "receipt_elsewhere")
    if payment.state in ("failed", "expired"):
        # The reserve was released on a proof that now proves wrong: the money is gone, and only a person can mend it.
        return await _alarm(tx, payment, "paid_after_release")
    settled = await settling.paid_out(tx, payment, result.receipt)
    why = await _gone_wrong(tx, payment, result) or ("" if said.is_latest else "earlier_attempt")
    return await _alarm(tx, settled, why) if why else "settled"


async def _not_paid_out(tx: Tx, said: Said) -> str:
    payment, result = said.payment, said.result
    if payment.state not in UNDER_WAY:
        return "known"
    if not said.is_latest:
        return "kept"
    if result.reason != "ours":
        await settling.not_paid(tx, payment, "fail", _reason(result))
        return "settled"
    # Our float, our password, our limit: she is not to suffer for it.
    await _our_trouble(tx, "payouts", said)
    await attempts.not_done(tx, payment, said.sent, again=True, reason="ours")
    return "alarm"


async def _payout_expired(tx: Tx, said: Said) -> str:
    """A time-out proves nothing; only an expiry that a status query names is final."""
    if said.believed:
        return await _not_paid_out(tx, said)
    await _not_known(tx, said)
    return await _ask(tx, said.payment)


async def _pending(tx: Tx, said: Said) -> str:
    if said.is_latest:
        await records.move(tx, said.payment, "accept")
    return "kept"


async def _not_known(tx: Tx, said: Said) -> str:
    if said.is_latest:
        await records.move(tx, said.payment, "lose")
    return "kept"


async def _absent(tx: Tx, said: Said) -> str:
    """The provider never saw it.

    Said to two questions, the last one long after the call, this proves that nothing left: a request that were still
    on its way then would be older than the provider's queues keep anything.
    """
    payment = said.payment
    if payment.state not in UNDER_WAY:
        return "known"
    tried = await queries.attempts(tx, payment.id)
    absences = [each for each in tried if each.asked == said.sent.token and each.state == "absent"]
    is_old = tx.now - said.sent.begun_at >= tx.institution.absent_after
    if not (said.believed and said.is_latest and is_old and len(absences) >= rules.ABSENCES_THAT_PROVE):
        return "kept"
    await settling.not_paid(tx, payment, "fail", "ours")
    return "settled"


Answer = Callable[[Tx, Said], Awaitable[str]]
ANSWERS: dict[tuple[str, str], Answer] = {
    ("in", "succeeded"): _collected,
    ("in", "failed"): _not_collected,
    ("in", "expired"): _expired,
    ("in", "pending"): _pending,
    ("in", "unknown"): _not_known,
    ("in", "absent"): _absent,
    ("out", "succeeded"): _paid_out,
    ("out", "failed"): _not_paid_out,
    ("out", "expired"): _payout_expired,
    ("out", "pending"): _pending,
    ("out", "unknown"): _not_known,
    ("out", "absent"): _absent,
}

HANDLERS = {ReportResult: report}
