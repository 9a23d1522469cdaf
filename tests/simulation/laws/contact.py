"""Laws about what reaches a person: disclosure, opt-out, words, hours, caps, and only once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from functions.outreach.domain.conversation.effects import EffectKind
from functions.outreach.domain.conversation.state import (
    Conversation,
    ConversationId,
    EffectId,
    Outcome,
    State,
    Who,
)
from functions.outreach.domain.permission.contact_facts import Purpose
from functions.outreach.domain.playbooks.playbook import Part
from functions.outreach.domain.settings import TenantSettings
from functions.product.channels import Channel
from functions.product.customer_facts import CustomerFacts
from tests.simulation.history import Created, Entry, Received, Stepped, Wrote

TOUCHES = (Purpose.OPENING, Purpose.FOLLOW_UP)
DISCLOSES = (Part.DISCLOSURE, Part.VOICEMAIL, Part.INBOUND)
"""Some lines say it in their own words, which the lint and the guard look at."""
SAME_WORDS_AFTER = timedelta(hours=20)
"""A follow-up the day after may begin with the same line."""


def addresses(facts: CustomerFacts) -> frozenset[str]:
    return frozenset(address for address in (facts.phone, facts.email) if address)


@dataclass
class DisclosureFirst:
    """The first words on a channel say that an assistant writes; every call begins with them.

    What was lost counts as heard until the conversation knows better.
    """

    heard_on: dict[tuple[ConversationId, Channel], set[EffectId]] = field(
        default_factory=lambda: defaultdict(set)
    )
    lost: set[EffectId] = field(default_factory=set)

    def sees(self, entry: Entry) -> Iterator[str]:
        match entry:
            case Stepped(step=step) if self.lost:
                for turn in step.conversation.turns:
                    if turn.undelivered and turn.effect in self.lost:
                        self.heard_on[entry.conversation, turn.channel].discard(turn.effect)
            case Received() if not entry.last_word:
                yield from self._received(entry)
            case _:
                pass

    def _received(self, entry: Received) -> Iterator[str]:
        discloses = (
            bool(entry.pieces)
            and entry.pieces[0].part in DISCLOSES
            and entry.text.startswith(entry.pieces[0].text)
        )
        place = (entry.conversation, entry.channel)
        opens = (
            entry.ringing
            or entry.greets
            or entry.purpose is Purpose.OPENING
            or not self.heard_on[place]
        )
        if opens and not discloses and entry.pieces != ():
            yield f"opened {entry.channel} without the disclosure: {entry.text!r}"
        if opens and not entry.pieces:
            yield f"opened {entry.channel} with no words at all"
        if not entry.ringing:
            self.heard_on[place].add(entry.effect)
        if entry.lost:
            self.lost.add(entry.effect)


@dataclass
class NothingAfterOptOut:
    """Once an opt-out is committed nothing reaches the person but one confirmation."""

    gone: dict[str, ConversationId] = field(default_factory=dict)
    confirmed: Counter[ConversationId] = field(default_factory=Counter)

    def sees(self, entry: Entry) -> Iterator[str]:
        match entry:
            case Stepped(step=step):
                people = addresses(step.conversation.facts)
                if step.suppress:
                    self.gone |= dict.fromkeys(people, entry.conversation)
                if step.resubscribe:
                    for address in people:
                        self.gone.pop(address, None)
            case Received() if entry.last_word:
                self.confirmed[entry.conversation] += not entry.lost
                if self.confirmed[entry.conversation] > 1:
                    yield "an opt-out was confirmed twice"
            case Received() if entry.address in self.gone:
                yield f"{entry.channel} reached {entry.address} after the opt-out: {entry.text!r}"
            case _:
                pass


@dataclass
class NoPitchOutsideThePerimeter:
    """Once a run said that somebody may not be worked, the agent does not write of its own."""

    def sees(self, entry: Entry) -> Iterator[str]:
        if not isinstance(entry, Stepped):
            return
        facts = entry.before.facts
        if not facts.do_not_contact and facts.reason != "not_in_base":
            return
        for effect in entry.step.effects:
            agents = any(piece.line is not None for piece in effect.pieces)
            if agents and effect.purpose in TOUCHES:
                yield f"{effect.purpose} decided for somebody who left: {facts.reason}"


@dataclass
class OneOpenPerAddress:
    """No two open conversations can reach the same address."""

    open: dict[ConversationId, Conversation] = field(default_factory=dict)

    def sees(self, entry: Entry) -> Iterator[str]:
        match entry:
            case Created(created=created):
                yield from self._others(created)
                self.open[created.id] = created
            case Stepped(step=step):
                after = step.conversation
                if after.state is State.CLOSED:
                    self.open.pop(after.id, None)
                else:
                    known = self.open.get(after.id)
                    if known is None:
                        yield "a closed conversation came back to life"
                    elif addresses(after.facts) != addresses(known.facts):
                        yield from self._others(after)
                    self.open[after.id] = after
            case _:
                pass

    def _others(self, conversation: Conversation) -> Iterator[str]:
        mine = addresses(conversation.facts)
        for other in self.open.values():
            shared = mine & addresses(other.facts)
            if other.id != conversation.id and shared:
                yield f"{sorted(shared)} is in the open conversation {other.id} as well"


@dataclass
class OnlyApprovedWords:
    """Every utterance is made of approved pieces, their slots filled, and of nothing else."""

    templates: Mapping[str, str]
    """Hash of each approved text → the text."""

    @staticmethod
    def of(settings: TenantSettings) -> OnlyApprovedWords:
        lines = {ln.sha256: ln.text for p in settings.playbooks for ln in p.lines}
        return OnlyApprovedWords(lines | {a.sha256: a.text for a in settings.answers})

    def sees(self, entry: Entry) -> Iterator[str]:
        if not isinstance(entry, Received):
            return
        joined = ("\n\n" if entry.channel is Channel.EMAIL else " ").join(
            piece.text for piece in entry.pieces
        )
        if joined != entry.text:
            yield f"{entry.text!r} is not what was decided: {joined!r}"
        for piece in entry.pieces:
            if piece is entry.pieces[-1] and self._ends_with_founders_own(entry):
                continue
            template = self.templates.get(piece.sha256)
            if template is None:
                yield f"never approved: {piece.text!r}"
            elif piece.answer is None and template.format(**dict(piece.slots)) != piece.text:
                yield f"{piece.text!r} is not the approved {template!r}"
            elif piece.answer is not None and template != piece.text:
                yield f"{piece.text!r} is not the approved answer"

    def _ends_with_founders_own(self, entry: Received) -> bool:
        """The founder's own words have no line; alone, or after the disclosure and nothing else."""
        *before, last = entry.pieces
        own = last.line is None and last.answer is None
        return own and [piece.part for piece in before] in ([], [Part.DISCLOSURE])


@dataclass
class AtMostOnce:
    """Nobody gets the same words twice at one address, whatever the effects are called.

    Who wrote since may be answered in the same words again; a founder's own words come once.
    """

    got: dict[tuple[str, Channel, str, bytes], datetime] = field(default_factory=dict)
    wrote: dict[ConversationId, datetime] = field(default_factory=dict)

    def sees(self, entry: Entry) -> Iterator[str]:
        match entry:
            case Stepped(step=step):
                new = step.conversation.turns[len(entry.before.turns) :]
                if any(turn.who is Who.CUSTOMER for turn in new):
                    self.wrote[entry.conversation] = entry.at
            case Received() if not entry.spoken:
                yield from self._received(entry)
            case _:
                pass

    def _received(self, entry: Received) -> Iterator[str]:
        place = (entry.address, entry.channel, entry.text, entry.attached)
        before = self.got.get(place)
        self.got[place] = entry.at
        if before is None:
            return
        wrote = self.wrote.get(entry.conversation)
        again = wrote is not None and wrote >= before and not _founders(entry)
        if not again and entry.at - before < SAME_WORDS_AFTER:
            yield f"{entry.address} got {entry.text!r} again after {entry.at - before}"


def _founders(entry: Received) -> bool:
    last = entry.pieces[-1] if entry.pieces else None
    return last is not None and last.line is None and last.answer is None


@dataclass
class PermittedHours:
    """No touch outside Monday to Friday, 10 to 18 where the person truly is."""

    zones: Mapping[str, str]
    customers: dict[ConversationId, str] = field(default_factory=dict)

    def sees(self, entry: Entry) -> Iterator[str]:
        if isinstance(entry, Created):
            self.customers[entry.conversation] = entry.created.facts.customer_id
        if not isinstance(entry, Received) or entry.purpose not in TOUCHES or entry.spoken:
            return
        local = entry.at.astimezone(ZoneInfo(self.zones[self.customers[entry.conversation]]))
        if entry.channel is Channel.EMAIL:
            return
        if local.weekday() > 4 or not 10 <= local.hour < 18:
            yield f"{entry.purpose} on {entry.channel} at {local:%a %H:%M} local time"


@dataclass
class TouchesWithinCaps:
    """Openings and follow-ups that reached one person, or one address whoever else has it: one a
    day while silent, three in a talk, and the tenant's number a week. A call nobody answered
    reached nobody."""

    per_week: int
    touched: dict[str, list[datetime]] = field(default_factory=lambda: defaultdict(list))
    """Customer, and address → when."""
    wrote: dict[ConversationId, datetime] = field(default_factory=dict)
    decided: dict[EffectId, datetime] = field(default_factory=dict)
    customers: dict[ConversationId, str] = field(default_factory=dict)

    def sees(self, entry: Entry) -> Iterator[str]:
        match entry:
            case Created(created=created):
                self.customers[created.id] = created.facts.customer_id
            case Wrote(conversation=about) if about is not None:
                self.wrote[about] = entry.at
            case Stepped(step=step):
                self.decided |= {effect.id: entry.at for effect in step.effects}
                if any(turn.who is Who.CUSTOMER for turn in step.conversation.turns[-2:]):
                    self.wrote[entry.conversation] = entry.at
            case Received() if entry.purpose in TOUCHES and not (entry.ringing or entry.lost):
                for whom in (self.customers[entry.conversation], entry.address):
                    yield from self._touch(entry, whom)
            case _:
                pass

    def _touch(self, entry: Received, whom: str) -> Iterator[str]:
        at = self.decided[entry.effect]
        before = self.touched[whom]
        day = sum(at - other < timedelta(hours=24) for other in before)
        week = sum(at - other < timedelta(days=7) for other in before)
        wrote = self.wrote.get(entry.conversation)
        live = wrote is not None and at - wrote < timedelta(hours=24)
        before.append(at)
        if day >= (3 if live else 1):
            yield f"touch number {day + 1} of {whom} within 24 hours"
        if week >= self.per_week:
            yield f"touch number {week + 1} of {whom} within 7 days"


@dataclass
class ANoIsQuietAtTheAddress:
    """Where somebody said no, no touch arrives for thirty days, whoever else has the address."""

    quiet: dict[str, datetime] = field(default_factory=dict)

    def sees(self, entry: Entry) -> Iterator[str]:
        match entry:
            case Stepped(step=step) if step.unlock:
                if step.conversation.outcome is Outcome.DECLINED:
                    until = entry.at + timedelta(days=29)
                    self.quiet |= dict.fromkeys(addresses(step.conversation.facts), until)
            case Received() if entry.purpose in TOUCHES and not entry.last_word:
                if entry.at < self.quiet.get(entry.address, entry.at):
                    yield f"{entry.purpose} at {entry.address}, where somebody said no"
            case _:
                pass


@dataclass
class NobodySpeaksToADeadLine:
    """Who says something in a call hears an answer, or the call ends."""

    ended: set[tuple[ConversationId, str]] = field(default_factory=set)

    def sees(self, entry: Entry) -> Iterator[str]:
        if not isinstance(entry, Stepped):
            return
        after, kinds = entry.step.conversation, {effect.kind for effect in entry.step.effects}
        line = (after.id, entry.before.call)
        if EffectKind.HANG_UP in kinds:
            self.ended.add(line)
        spoke = any(
            turn.who is Who.CUSTOMER and turn.channel is Channel.VOICE
            for turn in after.turns[len(entry.before.turns) :]
        )
        # A founder who took over answers in person.
        theirs = entry.before.state is State.TAKEN_OVER
        answered = EffectKind.SPEAK in kinds or line in self.ended
        if spoke and entry.before.call and not answered and not theirs:
            yield f"spoke in call {entry.before.call} and nobody answered"
