"""Which record on file proves that a person agreed to be contacted on a channel.

Silence, a purchase or a phone number proves nothing here; a withdrawal outweighs all before it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from functions.outreach.domain.permission.table import Condition
from functions.product.channels import Channel
from functions.product.consent import Consent, SoftOptIn

_NEEDS_WORDING = frozenset({Condition.WRITTEN_AI_VOICE_CONSENT, Condition.CONSENT_WITH_WORDING})


def consent_proof(
    condition: Condition,
    *,
    channel: Channel,
    records: Iterable[Consent],
    soft_opt_in: SoftOptIn | None,
    now: datetime,
) -> str:
    """The evidence for one of the conditions a person gives; empty if there is none.

    It names the channel, the source and the time, never the person.
    """
    of_channel = tuple(record for record in records if record.channel is channel)
    withdrawn = _withdrawn_at(of_channel)
    for consent in _standing(of_channel, withdrawn=withdrawn, now=now):
        if _satisfies(consent, condition):
            return f"consent:{channel}:{consent.source}:{consent.granted_at.isoformat()}"
    if condition is not Condition.CONSENT_OR_SOFT_OPT_IN or soft_opt_in is None:
        return ""
    if channel in soft_opt_in.channels and soft_opt_in.attested_at <= now and withdrawn is None:
        return f"soft_opt_in:{soft_opt_in.import_id}:{soft_opt_in.attested_at.isoformat()}"
    return ""


def withdrawn_at(channel: Channel, records: Iterable[Consent], *, now: datetime) -> datetime | None:
    """When the person said no to this channel, if that is their last word on it."""
    of_channel = tuple(record for record in records if record.channel is channel)
    withdrawn = _withdrawn_at(of_channel)
    return None if _standing(of_channel, withdrawn=withdrawn, now=now) else withdrawn


def _satisfies(consent: Consent, condition: Condition) -> bool:
    if condition is Condition.WRITTEN_AI_VOICE_CONSENT and not consent.written:
        return False
    return bool(consent.wording.strip()) or condition not in _NEEDS_WORDING


def _standing(
    records: tuple[Consent, ...], *, withdrawn: datetime | None, now: datetime
) -> list[Consent]:
    """Newest first: those with a source, given by now and since the last withdrawal."""
    standing = [
        record
        for record in records
        if record.source.strip()
        and record.granted_at <= now
        and record.revoked_at is None
        and (withdrawn is None or record.granted_at > withdrawn)
    ]
    return sorted(standing, key=lambda record: record.granted_at, reverse=True)


def _withdrawn_at(records: tuple[Consent, ...]) -> datetime | None:
    """Withdrawing one consent withdraws all earlier ones, whichever record it was noted on."""
    return max((r.revoked_at for r in records if r.revoked_at is not None), default=None)
