"""Chooses approved lines and fills their slots: the only place where words for a customer form.

It selects and joins, and never writes: a part without an eligible approved line is a `MissingLine`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from functions.outreach.domain.conversation.context import StepContext
from functions.outreach.domain.conversation.state import Conversation, UtterancePiece
from functions.outreach.domain.playbooks.line_slots import FACT_SLOTS, fill_slots, slot_names
from functions.outreach.domain.playbooks.playbook import Answer, Line, LineStatus, Part
from functions.outreach.domain.playbooks.recording_denials import untrue_in_recorded_calls
from functions.outreach.domain.speaking.slot_values import slot_facts_of
from functions.outreach.domain.understanding.knowledge import AnswerId
from functions.product.channels import Channel, ChannelSpec
from tenancy.values.lazy_dataclass import dataclass

_TRIGGER_SLOTS: dict[str, frozenset[str]] = {
    "limit": frozenset({"limit_percent"}),
    "feature": frozenset({"feature", "feature_uses"}),
    "support_ask": frozenset({"feature"}),
    "seats": frozenset({"team_size", "seats"}),
    "return": frozenset({"churned_months"}),
}
"""What was measured → the slots that speak of it: such openers go before others."""

TEMPLATE_PARTS = frozenset({Part.DISCLOSURE, Part.QUESTION})
"""On a channel of templates (WhatsApp) the first wording is used, not each in turn: a template that
was approved around an opener holds one of them, to the letter."""


@dataclass(frozen=True, slots=True)
class MissingLine:
    """No approved line of this part can be filled truthfully on this channel."""

    part: Part


@dataclass(frozen=True, slots=True)
class MissingAnswer:
    """The answer is not approved in this language (any more)."""

    answer: AnswerId


def text_of(pieces: Sequence[UtterancePiece], spec: ChannelSpec) -> str:
    """The utterance as the customer gets it: pieces joined for the channel."""
    return spec.between_pieces.join(piece.text for piece in pieces)


def compose(
    approved: Sequence[Part | AnswerId],
    *,
    conversation: Conversation,
    context: StepContext,
    channel: Channel,
    extra: Mapping[str, str] | None = None,
) -> tuple[UtterancePiece, ...] | MissingLine | MissingAnswer:
    """Turn parts and answers into approved text, in the given order.

    `extra` holds the slots of this utterance alone (`slots`, `slot`, `callback_time`).
    """
    pieces: list[UtterancePiece] = []
    for piece in approved:
        made = (
            say_line(
                piece,
                conversation=conversation,
                context=context,
                channel=channel,
                extra=extra,
            )
            if isinstance(piece, Part)
            else say_answer(piece, context=context, channel=channel)
        )
        if isinstance(made, MissingLine | MissingAnswer):
            return made
        pieces.append(made)
    return tuple(pieces)


def say_line(
    part: Part,
    *,
    conversation: Conversation,
    context: StepContext,
    channel: Channel,
    extra: Mapping[str, str] | None = None,
) -> UtterancePiece | MissingLine:
    """The line of this part for this turn; equal wordings are taken in turn by a hash."""
    facts = slot_facts_of(conversation, context, channel)
    lines = [line for line in context.playbook.lines if line.part is part]
    needed = {name for line in lines for name in slot_names(line.text)}
    known = {**fill_slots(needed, facts), **(extra or {})}
    eligible = eligible_lines(part, context=context, channel=channel, known=known)
    if part is Part.OPENER:
        eligible = _openers(eligible, conversation)
    if not eligible:
        return MissingLine(part)
    templates = context.channels[channel].takes_templates
    fixed = templates and part in TEMPLATE_PARTS
    seed = f"{conversation.id}|{len(conversation.turns)}|{part}"
    line = eligible[0] if fixed else _pick(eligible, seed)
    names = slot_names(line.text)
    return UtterancePiece(
        text=line.text.format(**{name: known[name] for name in names}),
        part=part,
        line=line.id,
        sha256=line.sha256,
        slots=tuple((name, known[name]) for name in names),
        content_sid=line.content_sid if templates else "",
    )


def say_answer(
    answer: AnswerId, *, context: StepContext, channel: Channel
) -> UtterancePiece | MissingAnswer:
    found = approved_answer(answer, context=context, channel=channel)
    if found is None:
        return MissingAnswer(answer)
    return UtterancePiece(text=found.text, answer=found.id, sha256=found.sha256)


def approved_answer(answer: AnswerId, *, context: StepContext, channel: Channel) -> Answer | None:
    """The approved answer of this id in the language of the conversation.

    In a call, one that says that calls are not recorded is none while they may be, unless the
    founder confirmed that it speaks of their product and it answers no question about this call.
    """
    language = context.playbook.language
    found = next(
        (a for a in context.answers if a.id == answer and a.approved and a.language == language),
        None,
    )
    if found is None or not (context.asks_to_record and context.channels[channel].spoken):
        return found
    return None if untrue_in_recorded_calls(found) else found


def eligible_lines(
    part: Part, *, context: StepContext, channel: Channel, known: Mapping[str, str]
) -> tuple[Line, ...]:
    """Approved lines whose every slot is known: the channel's own if there are any, else general.

    On a channel of templates an approved one goes before other lines, as nothing else opens a
    conversation there.
    """
    sayable = [
        line
        for line in context.playbook.lines
        if line.part is part
        and line.status is LineStatus.APPROVED
        and line.channel in (channel, None)
        and all(name in known for name in slot_names(line.text))
    ]
    own = [line for line in sayable if line.channel is channel]
    chosen = own or sayable
    takes_templates = context.channels[channel].takes_templates
    templates = [line for line in chosen if line.content_sid and takes_templates]
    return tuple(sorted(templates or chosen, key=lambda line: line.id))


def _openers(lines: Sequence[Line], conversation: Conversation) -> tuple[Line, ...]:
    """Openers that state a usage or tenure fact, those about the measured trigger first."""
    factual = [line for line in lines if FACT_SLOTS & set(slot_names(line.text))]
    trigger = conversation.facts.trigger
    wanted = _TRIGGER_SLOTS.get(trigger.kind, frozenset()) if trigger else frozenset()
    about = [line for line in factual if wanted & set(slot_names(line.text))]
    return tuple(about or factual)


def _pick(lines: Sequence[Line], seed: str) -> Line:
    digest = hashlib.sha256(seed.encode()).digest()
    return lines[int.from_bytes(digest[:4]) % len(lines)]


def question_in(pieces: tuple[UtterancePiece, ...]) -> str:
    """The hash of the question whether the call may be recorded; empty without one."""
    asks = (piece.sha256 for piece in pieces if piece.part is Part.RECORDING_CONSENT)
    return next(asks, "")


def heard_at_once(pieces: tuple[UtterancePiece, ...]) -> tuple[UtterancePiece, ...]:
    """What of a greeting is spoken before the customer's first word: all of it, or up to the
    question whether the call may be recorded."""
    asks = [number for number, piece in enumerate(pieces) if piece.part is Part.RECORDING_CONSENT]
    return pieces[: asks[0] + 1] if asks else pieces
