"""How ready a channel is: one answer for its own page, the first page and the launch gate.

Must never call a channel ready that cannot open a conversation.
"""

from __future__ import annotations

from collections.abc import Sequence

from frontend_api.wording.formats import joined
from frontend_api.wording.terms import word
from functions.outreach.domain.settings import TenantSettings
from functions.product.channels import CHANNELS, Channel
from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class ChannelReadiness:
    """`state` is `ready`, `pending` (partly ready) or `missing`."""

    state: str
    words: str
    opens: bool
    """It may open conversations with somebody."""


def channel_readiness(channel: Channel, settings: TenantSettings) -> ChannelReadiness:
    """What the founder reads of a channel, and whether it opens anything yet."""
    words = CHANNELS[channel].words
    sender = next((one for one in settings.senders if one.channel is channel), None)
    if sender is None:
        return ChannelReadiness("missing", words.connect, opens=False)
    if not sender.ready:
        return ChannelReadiness("missing", sender.missing, opens=False)
    if channel is Channel.SMS and not settings.rules.a2p_campaign:
        note = "Connected. Texts to the US wait for your A2P campaign id; nothing else does."
        return ChannelReadiness("pending", note, opens=settings.rules.sms_outside_us)
    if CHANNELS[channel].takes_templates and not _has_template(settings, channel):
        note = "Connected for replies. Opening a conversation waits for an approved template."
        return ChannelReadiness("pending", note, opens=False)
    return ChannelReadiness("ready", words.ready, opens=True)


def opening_channels(settings: TenantSettings) -> tuple[Channel, ...]:
    """Those that may open a conversation with somebody."""
    return tuple(one for one in CHANNELS if channel_readiness(one, settings).opens)


def readiness_words(settings: TenantSettings) -> str:
    """`Ready: Email. Partly ready: WhatsApp.`; empty while none is connected."""
    states = {one: channel_readiness(one, settings).state for one in CHANNELS}
    ready = [one for one, state in states.items() if state == "ready"]
    partly = [one for one, state in states.items() if state == "pending"]
    parts = (("Ready", ready), ("Partly ready", partly))
    return " ".join(f"{name}: {_names(found)}." for name, found in parts if found)


def setup_words() -> str:
    """What to connect first, while nothing is connected."""
    by_order = sorted(CHANNELS.rows, key=lambda row: row.setup_order)
    quickest, *others = (row.words.name for row in by_order)
    return f"{quickest} is quickest. {joined(others)} join when they are approved."


def _names(channels: Sequence[Channel]) -> str:
    return ", ".join(word(channel) for channel in channels)


def _has_template(settings: TenantSettings, channel: Channel) -> bool:
    return any(
        line.content_sid and line.channel in (channel, None)
        for book in settings.playbooks
        for line in book.lines
    )
