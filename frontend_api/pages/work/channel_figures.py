"""How a channel does: what share of its touches is answered, who speaks in its calls, and what one
call may cost."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from functions.outreach.domain.campaigns.channel_health import (
    ChannelShare,
    HourCount,
    hour_of,
    shares,
)
from functions.outreach.domain.speaking.voices import VOICES
from functions.outreach.domain.steps.calls.call_limits import (
    LONGEST_CALL_SECONDS,
    LONGEST_PUT_THROUGH_SECONDS,
    LONGEST_RUNG_SECONDS,
)
from functions.product.channels import CHANNELS, Channel
from tenancy.billing.prices import price_table_at
from tenancy.billing.usage import Meter
from tenancy.values.lazy_dataclass import dataclass

SPAN = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class VoiceRow:
    """Of one language, in the founder's words but for the names of voices."""

    language: str
    voice: str
    heard_by: str


@dataclass(frozen=True, slots=True)
class CallLimit:
    """Of one call, in either direction: the provider ends it then."""

    minutes: int
    cents: int
    """All its minutes together, by the prices in force."""
    currency: str


@dataclass(frozen=True, slots=True)
class ChannelFigures:
    tried: int
    failed: int
    answered: int
    answered_percent: int | None
    """Of the last fourteen days; None while nothing was tried."""
    before_percent: int | None
    """Of the fourteen days before those."""
    voices: tuple[VoiceRow, ...] = ()
    with_agent: CallLimit | None = None
    rung: CallLimit | None = None
    """In which the founder was rung and did not come."""
    put_through: CallLimit | None = None
    """From its answer on, with the founder."""


def channel_figures(
    channel: Channel, counts: Iterable[HourCount], *, now: datetime
) -> ChannelFigures:
    """The figures of one channel from the counters of the last twice `SPAN`."""
    split = hour_of(now) - SPAN
    own = [count for count in counts if count.channel is channel]
    lately = _share(channel, [count for count in own if count.hour >= split])
    before = _share(channel, [count for count in own if count.hour < split])
    return ChannelFigures(
        tried=lately.tried,
        failed=lately.failed,
        answered=lately.answered,
        answered_percent=_percent(lately),
        before_percent=_percent(before),
        voices=_voices() if CHANNELS[channel].spoken else (),
        with_agent=_limit(channel, LONGEST_CALL_SECONDS, now=now),
        rung=_limit(channel, LONGEST_RUNG_SECONDS, now=now),
        put_through=_limit(channel, LONGEST_PUT_THROUGH_SECONDS, now=now),
    )


def _limit(channel: Channel, seconds: int, *, now: datetime) -> CallLimit | None:
    if not CHANNELS[channel].spoken:
        return None
    prices = price_table_at(now)
    minutes = -(-seconds // 60)
    return CallLimit(minutes, minutes * prices.unit_cents[Meter.VOICE_MINUTES], prices.currency)


def _share(channel: Channel, counts: list[HourCount]) -> ChannelShare:
    first = min((count.hour for count in counts), default=None)
    found = shares(counts, since=first) if first is not None else ()
    return found[0] if found else ChannelShare(channel, tried=0, failed=0, answered=0)


def _percent(share: ChannelShare) -> int | None:
    return None if share.answered_share is None else round(100 * share.answered_share)


def _voices() -> tuple[VoiceRow, ...]:
    return tuple(
        VoiceRow(language, f"{voice.name} ({voice.provider})", voice.transcription)
        for language, voice in VOICES.items()
    )
