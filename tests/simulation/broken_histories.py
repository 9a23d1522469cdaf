"""Short histories that a law is shown, to see that it can be broken."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from functions.outreach.domain.conversation.context import Step
from functions.outreach.domain.conversation.effects import Effect, EffectKind
from functions.outreach.domain.conversation.state import (
    Conversation,
    EffectId,
    UtterancePiece,
)
from functions.outreach.domain.permission.contact_facts import Purpose
from functions.outreach.domain.playbooks.playbook import LineId, Part
from functions.product.channels import Channel
from tests.outreach.approved import NOW, conversation, settings
from tests.simulation.history import Entry, Received, Stepped
from tests.simulation.laws.checkers import Law
from tests.simulation.laws.ending import every_end
from tests.simulation.laws.usage import UsageIsWhatHappened
from tests.simulation.world import World

TALK = conversation(1)
PHONE = TALK.facts.phone
LINES = settings().playbooks[0].lines


def said(part: Part) -> UtterancePiece:
    line = next(ln for ln in LINES if ln.part is part and "{" not in ln.text)
    return UtterancePiece(text=line.text, part=part, line=line.id, sha256=line.sha256)


DISCLOSURE = UtterancePiece(
    text="Hello, I am an assistant.", part=Part.DISCLOSURE, line=LineId("d")
)
PLAIN = said(Part.FOLLOW_UP)


def received(*pieces: UtterancePiece, effect: str = "e-1-1", **changes: object) -> Received:
    fresh = Received(
        at=NOW,
        conversation=TALK.id,
        effect=EffectId(effect),
        channel=Channel.SMS,
        address=PHONE,
        text=" ".join(piece.text for piece in pieces),
        pieces=pieces,
        purpose=Purpose.OPENING,
    )
    return replace(fresh, **changes)  # type: ignore[arg-type]


def stepped(
    after: Conversation = TALK, *, at: datetime = NOW, before: Conversation = TALK, **of: object
) -> Stepped:
    return Stepped(at, after.id, before, replace(Step(after), **of))  # type: ignore[arg-type]


def decided(*effects: str) -> Stepped:
    made = tuple(
        Effect(EffectId(effect), EffectKind.CONTACT_CUSTOMER, channel=Channel.SMS)
        for effect in effects
    )
    return stepped(effects=made)


def broken(law: Law, entries: Iterable[Entry]) -> list[str]:
    return [what for entry in entries for what in law.sees(entry)]


def ended(world: World) -> set[str]:
    return {law for law, _, _ in every_end(world, UsageIsWhatHappened())}
