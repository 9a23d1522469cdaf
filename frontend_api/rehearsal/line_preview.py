"""Lines as one customer would get them on one channel, before anybody approved them.

Filled with the customer's own facts by the rules that fill them when they are sent; the opening is
chosen by the engine itself. Nothing is sent from here, and a draft stays a draft.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from string import Formatter
from zoneinfo import ZoneInfo

from frontend_api.rehearsal.first_message import SAMPLE_CODE
from functions.outreach.domain.calendar.founder_calendar import Bandwidth, Slot
from functions.outreach.domain.conversation.context import StepContext
from functions.outreach.domain.conversation.state import (
    CampaignId,
    CampaignTerms,
    Conversation,
    ConversationId,
)
from functions.outreach.domain.permission.contact_facts import PersonHistory
from functions.outreach.domain.permission.zones import candidate_zones
from functions.outreach.domain.playbooks.line_lint import NOT_SENT
from functions.outreach.domain.playbooks.line_slots import fill_slots, slot_names
from functions.outreach.domain.playbooks.playbook import Approval, Line, Part, Playbook
from functions.outreach.domain.playbooks.sms_length import SmsLength, sms_length
from functions.outreach.domain.settings import TenantSettings
from functions.outreach.domain.speaking.mail_body import MailWords, text_body
from functions.outreach.domain.speaking.slot_values import slot_facts_of, utterance_values
from functions.outreach.domain.speaking.utterance import (
    MissingLine,
    compose,
    say_line,
    text_of,
)
from functions.product.channels import CHANNELS, Channel, ContactPoint
from functions.product.customer_facts import CustomerFacts
from functions.product.offers import Offer
from tenancy.tenant import Founder, Tenant
from tenancy.values.lazy_dataclass import dataclass

OPENING = (Part.DISCLOSURE, Part.OPENER, Part.QUESTION)
_FREE = ((1, time(10)), (1, time(14, 30)), (2, time(11)))
"""(days ahead, local time) of the times that stand for the founder's free ones."""
_LASTS = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class PreviewedPiece:
    """Words of a line; `slot` names the fact they are, `missing` one that is not on file."""

    text: str
    slot: str = ""
    missing: bool = False


@dataclass(frozen=True, slots=True)
class PreviewedLine:
    """One line on one channel, to one customer."""

    line: Line
    channel: Channel
    pieces: tuple[PreviewedPiece, ...]
    missing: tuple[str, ...]
    """Facts that are not on file: the line is left out for this customer."""
    sms: SmsLength | None
    """What it takes as a text message; None where it is none."""

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class PreviewedOpening:
    """What arrives first: the lines that open a conversation, joined as the channel joins them."""

    channel: Channel
    subject: str
    text: str
    sms: SmsLength | None
    missing: str
    """The part no line of which is true of this customer: then nothing opens there."""


@dataclass(frozen=True, slots=True)
class Preview:
    """A playbook, every line as if approved, in front of one customer."""

    conversation: Conversation
    context: StepContext
    tenant: Tenant
    postal_address: str
    unsubscribe_url: str

    def line(self, line: Line, channel: Channel) -> PreviewedLine:
        """As the customer would get it; a variant for one channel on its own."""
        channel = line.channel or channel
        known = self._known(line, channel) if _readable(line) else {}
        pieces = tuple(_pieces(line.text, known))
        texted = channel is Channel.SMS and line.part not in NOT_SENT
        return PreviewedLine(
            line,
            channel,
            pieces,
            tuple(dict.fromkeys(piece.slot for piece in pieces if piece.missing)),
            sms_length("".join(piece.text for piece in pieces)) if texted else None,
        )

    def opening(self, channel: Channel) -> PreviewedOpening:
        """The first message, chosen as the engine chooses."""
        spec = CHANNELS[channel]
        made = compose(
            OPENING, conversation=self.conversation, context=self.context, channel=channel
        )
        if not isinstance(made, tuple):
            missing = made.part.value if isinstance(made, MissingLine) else made.answer
            return PreviewedOpening(channel, "", "", None, missing)
        text = text_of(made, spec)
        subject = self._subject() if spec.has_subject else ""
        if spec.contact_point is ContactPoint.EMAIL:
            text = text_body(
                MailWords(
                    text=text,
                    subject=subject,
                    language=self.conversation.language,
                    business=self.tenant.business_name,
                    postal_address=self.postal_address,
                    unsubscribe_url=self.unsubscribe_url,
                )
            )
        length = sms_length(text) if channel is Channel.SMS else None
        return PreviewedOpening(channel, subject, text, length, "")

    def _subject(self) -> str:
        subject = say_line(
            Part.EMAIL_SUBJECT,
            conversation=self.conversation,
            context=self.context,
            channel=Channel.EMAIL,
        )
        return "" if isinstance(subject, MissingLine) else subject.text

    def _known(self, line: Line, channel: Channel) -> Mapping[str, str]:
        facts = slot_facts_of(self.conversation, self.context, channel)
        today = self.context.now.astimezone(ZoneInfo(self.conversation.time_zone)).date()
        zone = ZoneInfo(self.conversation.time_zone)
        starts = [
            datetime.combine(today + timedelta(days=ahead), at, zone).astimezone(UTC)
            for ahead, at in _FREE
        ]
        free = tuple(Slot(start, start + _LASTS) for start in starts)
        names = slot_names(line.text)
        of_utterance = (
            utterance_values(
                self.conversation, channel, offered=free, slot=free[0], callback_at=starts[-1]
            )
            if {"slots", "slot", "callback_time"} & set(names)
            else {}
        )
        return {**fill_slots(names, facts), **of_utterance}


def preview_for(
    facts: CustomerFacts,
    playbook: Playbook,
    *,
    tenant: Tenant,
    founder: Founder,
    offer: Offer | None,
    settings: TenantSettings,
    hooks_url: str,
    now: datetime,
) -> Preview:
    """The playbook in front of this customer, spoken to in the playbook's language."""
    zones = candidate_zones(facts)
    conversation = Conversation(
        id=ConversationId("preview"),
        tenant=tenant.id,
        terms=CampaignTerms(
            id=CampaignId("preview"),
            motion=playbook.motion,
            founder=founder.id,
            founder_name=founder.name,
            business_name=tenant.business_name,
            offer=offer,
            channels=tuple(CHANNELS),
        ),
        facts=replace(facts, language=playbook.language),
        language=playbook.language,
        time_zone=zones[0] if zones else tenant.time_zone,
        created_at=now,
    )
    bandwidth = settings.bandwidth(founder.id) or Bandwidth(founder.id, tenant.time_zone, ())
    context = StepContext(
        now=now,
        playbook=_as_if_approved(playbook, founder, now),
        rules=settings.rules,
        person=PersonHistory(),
        bandwidth=bandwidth,
        page_url=f"{hooks_url}/c/{SAMPLE_CODE}",
    )
    return Preview(
        conversation,
        context,
        tenant,
        postal_address=settings.rules.postal_address,
        unsubscribe_url=f"{hooks_url}/u/{SAMPLE_CODE}",
    )


def _as_if_approved(playbook: Playbook, founder: Founder, now: datetime) -> Playbook:
    """A copy to compose from; it is stored nowhere."""
    lines = (
        replace(line, approval=Approval(founder.id, now, line.sha256))
        for line in playbook.lines
        if _readable(line)
    )
    return replace(playbook, lines=tuple(lines))


def _readable(line: Line) -> bool:
    """Whether its braces match: a draft may hold anything."""
    try:
        slot_names(line.text)
    except ValueError:
        return False
    return True


def _pieces(text: str, known: Mapping[str, str]) -> Iterator[PreviewedPiece]:
    try:
        parsed = list(Formatter().parse(text))
    except ValueError:
        yield PreviewedPiece(text)
        return
    for words, name, _, _ in parsed:
        if words:
            yield PreviewedPiece(words)
        if name is not None:
            value = known.get(name, "")
            yield PreviewedPiece(value or f"{{{name}}}", name, missing=not value)
