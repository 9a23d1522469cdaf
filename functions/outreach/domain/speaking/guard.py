"""The last check before anything is sent: every word approved, every slot true and in bounds.

It decides only pass or stop, with the rule's name. It never repairs an utterance.
"""

from __future__ import annotations

import re
from datetime import datetime

from functions.outreach.domain.conversation.context import StepContext
from functions.outreach.domain.conversation.effects import Effect, EffectKind
from functions.outreach.domain.conversation.state import Conversation, Outcome, UtterancePiece, Who
from functions.outreach.domain.conversation.turns import is_human_turn, only_asks_to_record
from functions.outreach.domain.permission.contact_facts import Purpose
from functions.outreach.domain.playbooks.disclosure_words import discloses
from functions.outreach.domain.playbooks.line_slots import MAY_BE_OUTDATED, fill_slot, slot_names
from functions.outreach.domain.playbooks.playbook import SELF_DISCLOSING, Line, LineStatus, Part
from functions.outreach.domain.speaking.slot_values import slot_facts_of
from functions.outreach.domain.speaking.utterance import approved_answer, text_of
from functions.outreach.domain.understanding.knowledge import AnswerId
from functions.product.channels import CHANNELS, Channel, Channels, ChannelSpec
from functions.product.money import Money, amounts
from functions.product.offers import PriceBand
from tenancy.values.lazy_dataclass import dataclass

OPENS: frozenset[Part | AnswerId] = frozenset(
    {Part.OPENER, Part.CONTINUE, Part.CALLBACK_RETURN, Part.VOICEMAIL}
)
"""Parts that open a contact, so the disclosure stands before them every time."""

LAST_WORDS = frozenset({Part.OPT_OUT, Part.WRONG_PERSON})
"""All that may still be sent to somebody who must not be contacted again."""

_BOUNDS: dict[str, re.Pattern[str]] = {
    "tenure_months": re.compile(r"[1-9]\d{0,2}\Z"),
    "churned_months": re.compile(r"[1-9]\d{0,2}\Z"),
    "limit_percent": re.compile(r"[1-9]\d{0,3}\Z"),
    "feature_uses": re.compile(r"[1-9]\d{0,8}\Z"),
    "team_size": re.compile(r"[1-9]\d{0,5}\Z"),
    "seats": re.compile(r"[1-9]\d{0,5}\Z"),
    "minutes": re.compile(r"[1-9]\d{0,2}\Z"),
    "feature": re.compile(r"[^\n\r{}<>]{1,80}\Z"),
    "renewal_date": re.compile(r"[^\n\r{}<>]{4,60}\Z"),
    "slots": re.compile(r"[^\n\r{}<>]{4,400}\Z"),
    "slot": re.compile(r"[^\n\r{}<>]{4,120}\Z"),
    "callback_time": re.compile(r"[^\n\r{}<>]{4,120}\Z"),
}
_SAME_AS_KNOWN = frozenset(
    {
        "first_name",
        "business",
        "founder",
        "offer",
        "product",
        "plan",
        "price",
        "page_url",
        "opt_out_hint",
    }
)
_URL = re.compile(r"https?://\S+|www\.\S+", re.IGNORECASE)
_PAYMENT = re.compile(
    r"card number|credit card|debit card|\bcvv\b|\bcvc\b|\biban\b|pay (?:now|me|us|here)"
    r"|send (?:the )?(?:payment|money)|kortel[ėe]s (?:numer|duomen)|apmok[ėe]kite|sumok[ėe]kite"
    r"|номер карты|данные карты|оплатите|переведите деньги",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Passed:
    pass


@dataclass(frozen=True, slots=True)
class Stopped:
    rule: str
    """What was wrong: `not_approved`, `hash`, `text`, `slot:<name>`, `url`, `price`, `payment`,
    `length`, `disclosure`, `suppressed`, `subject`, `empty` or `template`."""


def check(effect: Effect, conversation: Conversation, context: StepContext) -> Passed | Stopped:
    """Check one effect against the conversation it belongs to (its own turn may be in there)."""
    if effect.channel is None:
        return Passed()
    spec = context.channels[effect.channel]
    if _suppressed(conversation, context) and not _is_last_word(effect):
        return Stopped("suppressed")
    if not effect.pieces:
        return Stopped("empty")
    if len(text_of(effect.pieces, spec)) > spec.longest_message:
        return Stopped("length")
    if _founders_own(effect, conversation):
        return Passed()
    if effect.confirms_opt_out and not _is_last_word(effect):
        return Stopped("suppressed")
    for piece in effect.pieces:
        rule = _wrong_with(piece, conversation, context, spec.channel)
        if rule:
            return Stopped(rule)
    if _needs_disclosure(effect, conversation, spec):
        return Stopped("disclosure")
    if _needs_template(effect, conversation, spec, now=context.now):
        return Stopped("template")
    if spec.has_subject and not _subject_approved(effect.subject, context):
        return Stopped("subject")
    return Passed()


def disclosed_on(conversation: Conversation, channel: Channel, *, besides: str = "") -> bool:
    """Whether the disclosure has reached the customer on this channel, as far as anybody knows."""
    doubted = {touch.effect for touch in conversation.touches if touch.doubted_at}
    return any(
        turn.who is Who.AGENT
        and turn.channel is channel
        and not turn.undelivered
        and turn.effect not in doubted
        and (not besides or turn.effect != besides)
        and any(
            piece.part is Part.DISCLOSURE or _says_who_speaks(piece, conversation)
            for piece in turn.pieces
        )
        for turn in conversation.turns
    )


def undisclosed(effect: Effect, conversation: Conversation, channels: Channels = CHANNELS) -> bool:
    """Whether these words would be the first on their channel and do not say who writes."""
    if effect.channel is None or not effect.pieces:
        return False
    if _founders_own(effect, conversation):
        # The first to write on a channel says who writes, a founder too.
        discloses = effect.pieces[0].part is Part.DISCLOSURE
        return not discloses and not disclosed_on(conversation, effect.channel, besides=effect.id)
    return _needs_disclosure(effect, conversation, channels[effect.channel])


def _suppressed(conversation: Conversation, context: StepContext) -> bool:
    gone = conversation.outcome in (Outcome.OPTED_OUT, Outcome.WRONG_PERSON)
    return gone or context.person.suppressed


def _is_last_word(effect: Effect) -> bool:
    return effect.confirms_opt_out and all(piece.part in LAST_WORDS for piece in effect.pieces)


def _founders_own(effect: Effect, conversation: Conversation) -> bool:
    """The founder's own words need no approval besides being the founder's."""
    return any(
        turn.effect == effect.id and turn.who is Who.FOUNDER and turn.pieces == effect.pieces
        for turn in conversation.turns
    )


def _needs_disclosure(effect: Effect, conversation: Conversation, spec: ChannelSpec) -> bool:
    if effect.confirms_opt_out or effect.pieces[0].part is Part.DISCLOSURE:
        return False
    if effect.kind is EffectKind.SPEAK and _goes_on_after_greeting(effect, conversation):
        return False
    if _says_who_speaks(effect.pieces[0], conversation):
        return False
    places_call = spec.spoken and effect.kind is EffectKind.CONTACT_CUSTOMER
    opens = effect.purpose is not Purpose.REPLY or places_call
    opens = opens or any(piece.part in OPENS for piece in effect.pieces if piece.part)
    return opens or not disclosed_on(conversation, spec.channel, besides=effect.id)


def _goes_on_after_greeting(effect: Effect, conversation: Conversation) -> bool:
    """Whether the agent disclosed in this call who speaks, then asked if it may be recorded: what
    the call is about follows the answer without a second disclosure."""
    recording = conversation.recording
    return recording is not None and any(
        turn.who is Who.AGENT
        and turn.effect != effect.id
        and turn.at == recording.asked_at
        and only_asks_to_record(turn)
        for turn in conversation.turns
    )


def _says_who_speaks(piece: UtterancePiece, conversation: Conversation) -> bool:
    """Some lines carry the disclosure in their own words."""
    return piece.part in SELF_DISCLOSING and discloses(
        piece.text,
        language=conversation.language,
        business_name=conversation.terms.business_name,
    )


def _needs_template(
    effect: Effect, conversation: Conversation, spec: ChannelSpec, *, now: datetime
) -> bool:
    """Outside the customer's window the provider takes approved templates alone (Twilio 63016)."""
    if spec.window is None or effect.confirms_opt_out:
        return False
    window_open = any(
        is_human_turn(turn) and turn.channel is spec.channel and now - turn.at < spec.window
        for turn in conversation.turns
    )
    return not window_open and not any(piece.content_sid for piece in effect.pieces)


def _wrong_with(
    piece: UtterancePiece, conversation: Conversation, context: StepContext, channel: Channel
) -> str:
    template = _approved_text(piece, context, channel)
    if template is None:
        return "not_approved"
    approved, sha256 = template
    if sha256 != piece.sha256:
        return "hash"
    slots = dict(piece.slots)
    if set(slots) != (set(slot_names(approved)) if piece.line else set()):
        return "text"
    if (approved.format(**slots) if piece.line else approved) != piece.text:
        return "text"
    facts = slot_facts_of(conversation, context, channel)
    for name, value in slots.items():
        if name in _BOUNDS:
            outdated = name in MAY_BE_OUTDATED and facts.outdated
            fits = _BOUNDS[name].match(value) is not None and not outdated
        else:
            fits = name in _SAME_AS_KNOWN and value != "" and fill_slot(name, facts) == value
        if not fits:
            return f"slot:{name}"
    ours = {context.page_url, context.unsubscribe_url}
    if any(url.rstrip(".,;:!?)") not in ours for url in _URL.findall(piece.text)):
        return "url"
    if _PAYMENT.search(piece.text):
        return "payment"
    offer = conversation.terms.offer
    if prices_outside(piece.text, offer.band if offer else None):
        return "price"
    return ""


def _approved_text(
    piece: UtterancePiece, context: StepContext, channel: Channel
) -> tuple[str, str] | None:
    """The approved template and its hash, if the piece really is that line or answer."""
    if piece.line is not None:
        line = _line(piece, context)
        fits = line is not None and line.part is piece.part and line.channel in (channel, None)
        return (line.text, line.sha256) if line is not None and fits else None
    if piece.answer is not None:
        answer = approved_answer(piece.answer, context=context, channel=channel)
        return (answer.text, answer.sha256) if answer else None
    return None


def _line(piece: UtterancePiece, context: StepContext) -> Line | None:
    return next(
        (
            line
            for line in context.playbook.lines
            if line.id == piece.line and line.status is LineStatus.APPROVED
        ),
        None,
    )


def prices_outside(text: str, band: PriceBand | None) -> tuple[str, ...]:
    """Amounts of money in the text that the band does not hold (all of them without a band)."""
    return tuple(money.words for money in amounts(text) if band is None or not _in(money, band))


def _in(money: Money, band: PriceBand) -> bool:
    same = money.currency in ("", band.currency)
    return same and band.floor_cents <= money.amount * 100 <= band.ceiling_cents


def _subject_approved(subject: str, context: StepContext) -> bool:
    """The subject is an approved subject line, its slots filled with something short."""
    for line in context.playbook.lines:
        if line.part is Part.EMAIL_SUBJECT and line.status is LineStatus.APPROVED:
            pattern = re.sub(r"\\\{\w+\\\}", r"[^\\n\\r{}<>]{1,80}", re.escape(line.text))
            if re.fullmatch(pattern, subject):
                return True
    return False
