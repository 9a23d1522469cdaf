"""The switch every mail to a founder passes: sent at once, kept for the day's mail, or dropped.

A booking that begins before the day's mail could be read is not left to it.

What is no notice (a test of a sender, an invitation) was asked for by a press and is always sent.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from functions.notices.kinds import (
    KEPT_FOR_DIGEST,
    KIND_OF,
    TURNED_OFF,
    Delivery,
    delivery_of,
    is_too_soon,
    next_morning,
)
from functions.notices.stored import DigestLine, add_line
from functions.outreach.domain.conversation.state import ConversationId
from functions.outreach.ports import ChannelSender, InDoubt, Outgoing, Sent, SettingsStore
from functions.outreach.ports import Delivery as Handed

UNKNOWN_ZONE = "UTC"


class FounderMailSwitch:
    """A `ChannelSender` over the one that mails."""

    def __init__(
        self, mail: ChannelSender, *, settings: SettingsStore, now: Callable[[], datetime]
    ) -> None:
        self._mail = mail
        self._settings = settings
        self._now = now

    def send(self, outgoing: Outgoing) -> Handed:
        kind, founder = KIND_OF.get(outgoing.effect.notice), outgoing.founder
        if kind is None or founder is None:
            return self._mail.send(outgoing)
        settings = self._settings.load(outgoing.tenant)
        match delivery_of(settings.notice_choices(founder), kind):
            case Delivery.INSTANT:
                return self._mail.send(outgoing)
            case Delivery.OFF:
                return Sent(TURNED_OFF)
            case Delivery.DAILY:
                bandwidth, now = settings.bandwidth(founder), self._now()
                zone = bandwidth.time_zone if bandwidth else UNKNOWN_ZONE
                morning = next_morning(now, zone=zone)
                if is_too_soon(outgoing.begins, morning=morning):
                    return self._mail.send(outgoing)
                add_line(outgoing.tenant, founder, _line(outgoing, now=now), morning=morning)
                return Sent(KEPT_FOR_DIGEST)

    def find(self, outgoing: Outgoing) -> Sent | InDoubt | None:
        return self._mail.find(outgoing)


def _line(outgoing: Outgoing, *, now: datetime) -> DigestLine:
    """A notice of a conversation is worded when the mail is sent: nothing of a customer is kept."""
    named = not _is_of_conversation(outgoing.conversation)
    return DigestLine(
        outgoing.effect.id,
        outgoing.effect.notice,
        now,
        conversation="" if named else outgoing.conversation,
        text=outgoing.effect.subject if named else "",
        link=outgoing.page_url if named else "",
    )


def _is_of_conversation(conversation: ConversationId) -> bool:
    return conversation not in NO_CONVERSATIONS


NO_CONVERSATIONS = frozenset(
    ConversationId(name) for name in ("calendar_notice", "webhook_notice", "tenant_notice")
)
"""What stands where a mail is about no conversation."""
