"""The texts WhatsApp must have approved before the agent may write there of its own accord.

Outside the day after a customer's own message WhatsApp takes templates only. What the agent says is
approved wordings joined, so the template is the same wordings joined, its variables their slots in
the order they stand. Nothing is written here.
"""

from __future__ import annotations

from collections.abc import Sequence
from string import Formatter

from functions.outreach.domain.playbooks.line_lint import SLOT_LENGTHS
from functions.outreach.domain.playbooks.line_slots import FACT_SLOTS, slot_names
from functions.outreach.domain.playbooks.playbook import Line, LineStatus, Part, Playbook
from functions.product.channels import CHANNELS, Channel
from tenancy.values.lazy_dataclass import dataclass

USES: tuple[tuple[Part, tuple[Part, ...]], ...] = (
    (Part.OPENER, (Part.DISCLOSURE, Part.OPENER, Part.QUESTION)),
    (Part.FOLLOW_UP, (Part.DISCLOSURE, Part.FOLLOW_UP)),
    (Part.CALLBACK_RETURN, (Part.DISCLOSURE, Part.CALLBACK_RETURN)),
)
"""The part whose line carries the template's ContentSid → everything the template says.

Only the first is needed to open a conversation; without the others the agent goes on elsewhere.
"""


@dataclass(frozen=True, slots=True)
class Template:
    """One text to be submitted, with the line its ContentSid belongs to."""

    line: Line
    text: str
    """With Twilio's numbered placeholders: `{{1}}`, `{{2}}`, …"""
    slots: tuple[str, ...]
    """What stands in `{{1}}`, `{{2}}`, …; a slot that stands twice is numbered twice."""
    too_long: bool = False
    """With every slot at its usual length it would not fit the body of a template."""


@dataclass(frozen=True, slots=True)
class Use:
    """What one kind of touch needs; `templates` has one for each equal wording of its part."""

    part: Part
    templates: tuple[Template, ...] = ()
    missing: tuple[Part, ...] = ()
    """Parts without an approved wording for WhatsApp."""


def templates_of(playbook: Playbook) -> tuple[Use, ...]:
    """For each kind of touch on WhatsApp the texts to submit, or what stands in the way."""
    return tuple(_use(playbook, carrier, parts) for carrier, parts in USES)


def _use(playbook: Playbook, carrier: Part, parts: Sequence[Part]) -> Use:
    lines = {part: _sayable(playbook, part) for part in parts}
    missing = tuple(part for part in parts if not lines[part])
    if missing:
        return Use(carrier, missing=missing)
    made = tuple(
        _template(line, [line if part is carrier else lines[part][0] for part in parts])
        for line in lines[carrier]
    )
    return Use(carrier, made)


def _sayable(playbook: Playbook, part: Part) -> tuple[Line, ...]:
    """WhatsApp's own approved wordings, else those for every channel; the first is used there."""
    fits = [
        line
        for line in playbook.lines
        if line.part is part
        and line.status is LineStatus.APPROVED
        and line.channel in (Channel.WHATSAPP, None)
        # An opener without a true fact of the customer opens nothing.
        and (part is not Part.OPENER or FACT_SLOTS & set(slot_names(line.text)))
    ]
    own = [line for line in fits if line.channel is Channel.WHATSAPP]
    return tuple(sorted(own or fits, key=lambda line: line.id))


def _template(carrier: Line, pieces: Sequence[Line]) -> Template:
    text, slots = "", list[str]()
    for piece in pieces:
        text += " " if text else ""
        for literal, slot, _, _ in Formatter().parse(piece.text):
            text += literal
            if slot is not None:
                slots.append(slot)
                text += f"{{{{{len(slots)}}}}}"
    placeholders = sum(len(f"{{{{{number}}}}}") for number in range(1, len(slots) + 1))
    filled = len(text) - placeholders + sum(SLOT_LENGTHS.get(slot, 20) for slot in slots)
    return Template(
        carrier, text, tuple(slots), too_long=filled > CHANNELS[Channel.WHATSAPP].longest_line
    )
