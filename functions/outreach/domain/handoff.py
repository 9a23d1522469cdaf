"""What the founder gets with a booking or a needs-founder: complete, or an error instead.

"Not on file" is a value here; a missing part is not. Words of the customer are quoted, never
rewritten.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import datetime
from zoneinfo import ZoneInfo

from functions.outreach.domain.campaigns.motions import TALKING_POINTS, talking_point
from functions.outreach.domain.campaigns.motions.talking_points import TalkingPoint
from functions.outreach.domain.conversation.state import Booking, Conversation, Turn, Who
from functions.outreach.domain.conversation.turns import is_automatic, is_human_turn
from functions.outreach.domain.permission.zone_words import moment_words, zone_words
from functions.outreach.domain.response import Temperature, response, temperature
from functions.product.channels import CHANNELS, Channel
from functions.product.customer_facts import Trigger
from functions.product.motions import MOTIONS, Motion, Motions
from tenancy.values.lazy_dataclass import dataclass

NOT_ON_FILE = "not on file"
NO_WORDS_YET = "nothing said yet"
ONLY_PRESSED = "answered on the page, without words"


@dataclass(frozen=True, slots=True)
class Spoken:
    """One line of the transcript, as it reached the other side."""

    at: datetime
    channel: Channel
    who: Who
    text: str
    pressed: bool = False
    """On the customer's page: the text describes it and is no word of theirs."""


@dataclass(frozen=True, slots=True)
class Handoff:
    customer_name: str
    phone: str
    email: str
    crm_id: str
    plan: str
    motion: str
    offer: str
    """The offer introduced, or that the motion introduces none."""
    words: str
    """The customer's response in their own words."""
    temperature: Temperature
    why: tuple[str, str, str]
    transcript: tuple[Spoken, ...]
    talking_point: str
    booking: Booking | None
    reason: str
    """Why a founder is needed, where there is no booking."""
    leaving_reason: str
    blockers: str


@dataclass(frozen=True, slots=True)
class Incomplete:
    """A handoff that must not be sent: a defect to repair, not a mail."""

    missing: tuple[str, ...]


_MEASURED: dict[str, Callable[[Trigger], str]] = {
    "limit": lambda t: f"at {t.value:.0%} of the plan's limit",
    "feature": lambda t: f"used {t.fact} {t.value:g} times in 30 days",
    "support_ask": lambda t: f"asked support about {t.fact}",
    "seats": lambda t: f"a team of {t.value:g}",
    "return": lambda _: "left, and there is a return offer",
}
"""Trigger kind → what was measured, in the founder's words."""

_MAY_BE_EMPTY = {"booking", "reason", "leaving_reason", "blockers", "transcript"}


def build(
    conversation: Conversation,
    motions: Motions = MOTIONS,
    points: Mapping[Motion, tuple[TalkingPoint, ...]] = TALKING_POINTS,
) -> Handoff | Incomplete:
    """The whole package, from the conversation alone."""
    facts, offer = conversation.facts, conversation.terms.offer
    spoken = transcript(conversation)
    customers = [line for line in spoken if line.who is Who.CUSTOMER]
    texts = [line.text for line in customers if not line.pressed]
    wordless = ONLY_PRESSED if customers else NO_WORDS_YET
    words = conversation.customer_words or (texts[-1] if texts else wordless)
    made = Handoff(
        customer_name=facts.name or NOT_ON_FILE,
        phone=facts.phone or NOT_ON_FILE,
        email=facts.email or NOT_ON_FILE,
        crm_id=facts.customer_id,
        plan=facts.plan or NOT_ON_FILE,
        motion=conversation.terms.motion.value,
        offer=_offer(conversation),
        words=words,
        temperature=temperature(conversation),
        why=_why(conversation, words),
        transcript=spoken,
        talking_point=talking_point(conversation, points),
        booking=conversation.booking,
        reason=conversation.reason,
        leaving_reason=conversation.leaving_reason,
        blockers=conversation.blockers,
    )
    missing = [
        field.name
        for field in fields(made)
        if field.name not in _MAY_BE_EMPTY and not getattr(made, field.name)
    ]
    if offer is None and motions[conversation.terms.motion].needs_offer:
        missing.append("offer")
    if not customers and conversation.booking is not None:
        missing.append("words")
    if not spoken and conversation.booking is not None:
        missing.append("transcript")
    return Incomplete(tuple(missing)) if missing else made


def transcript(conversation: Conversation) -> tuple[Spoken, ...]:
    """Every channel in order: only what arrived, and of speech only what was heard."""
    return tuple(
        Spoken(turn.at, turn.channel, turn.who, heard, pressed=bool(turn.pressed))
        for turn in conversation.turns
        if (heard := _heard(turn)) and not is_automatic(turn)
    )


def _heard(turn: Turn) -> str:
    if turn.undelivered:
        return ""
    text = turn.text if turn.cut_at is None else turn.cut_at
    return " ".join(text.split()) if turn.channel is not Channel.EMAIL else text.strip()


def _offer(conversation: Conversation) -> str:
    offer = conversation.terms.offer
    return offer.name if offer else f"none ({conversation.terms.motion.value})"


def _why(conversation: Conversation, words: str) -> tuple[str, str, str]:
    """Three lines: why now, what they did, how it ended."""
    facts, trigger = conversation.facts, conversation.facts.trigger
    words_of = _MEASURED.get(trigger.kind) if trigger else None
    measured = words_of(trigger) if words_of and trigger else facts.reason.replace("_", " ")
    spoke_on = {turn.channel for turn in conversation.turns if is_human_turn(turn)}
    chosen = sorted(CHANNELS[channel].words.name for channel in spoke_on)
    quoted = "" if words in {NO_WORDS_YET, ONLY_PRESSED} else f"; “{words[:160]}”"
    if conversation.booking is not None:
        # When it is stands beside it, in the founder's own time.
        end = "booked"
    else:
        end = conversation.reason or conversation.state.value
    return (
        f"Why now: {measured or conversation.terms.motion.value}.",
        f"Response ({', '.join(chosen) or 'no channel'}): {response(conversation)}{quoted}.",
        f"Now: {end}.",
    )


def handoff_lines(handoff: Handoff, *, zone: str, says_when: bool = True) -> list[str]:
    """The handoff as text, every field on a line of its own. `zone` is the founder's.

    `says_when` is off for a calendar's event: it stands at its time, and may be moved there.
    """
    lines = [
        f"Customer: {handoff.customer_name}",
        f"Phone: {handoff.phone}",
        f"Email: {handoff.email}",
        f"CRM record id: {handoff.crm_id}",
        f"Current plan: {handoff.plan}",
        f"Motion: {handoff.motion}",
        f"Offer introduced: {handoff.offer}",
        f"In their own words: {handoff.words}",
        f"Temperature: {handoff.temperature.value}",
        *(f"  {line}" for line in handoff.why),
        f"Talking point: {handoff.talking_point}",
    ]
    optional = (
        ("Reason", handoff.reason),
        ("Left because", handoff.leaving_reason),
        ("In the way", handoff.blockers),
    )
    lines += [f"{label}: {text}" for label, text in optional if text]
    if handoff.booking is not None:
        if says_when:
            lines.append(f"When: {moment_words(handoff.booking.slot.start, zone=zone)}")
        lines.append(f"Where: {place_words(handoff.booking.place)}")
    lines += ["", f"Transcript ({zone_words(zone)})"]
    for spoken in handoff.transcript:
        at = spoken.at.astimezone(ZoneInfo(zone))
        who = f"{spoken.who} on the page" if spoken.pressed else str(spoken.who)
        lines.append(f"[{at:%d %b %H:%M} {spoken.channel}] {who}: {spoken.text}")
    return lines


def place_words(place: str) -> str:
    """Where a booking takes place, as the founder reads it."""
    kind, _, address = place.partition(":")
    begin = {"phone": "you ring", "mailto": "write to them first:"}.get(kind)
    return f"{begin} {address}" if begin else place
