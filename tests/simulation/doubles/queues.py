"""The queues of a simulated world: FIFO groups with deduplication, and a standard queue without.

Deliveries are delayed and doubled; what fails comes back after the visibility timeout, and after
five attempts goes to the dead letters.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from random import Random

from functions.outreach.codec import event_from_plain, event_to_plain
from functions.outreach.domain.conversation.events import Event
from functions.outreach.domain.conversation.state import ConversationId, EffectId
from functions.outreach.ports import InboundMessage
from tenancy.tenant import TenantId
from tests.simulation.doubles.faults import Faults
from tests.simulation.timeline import Timeline

VISIBILITY = timedelta(minutes=3)
DEDUPE_WINDOW = timedelta(minutes=5)
RECEIVES_AT_MOST = 5


@dataclass
class Message:
    conversation: ConversationId
    work: Callable[[], object]
    label: str
    received: int = 0


@dataclass
class Queues:
    """`handle` runs one message and answers whether it succeeded."""

    timeline: Timeline
    random: Random
    faults: Faults
    handle: Callable[[Message], bool]
    groups: dict[tuple[str, str], deque[Message]] = field(
        default_factory=lambda: defaultdict(deque)
    )
    sent_at: dict[tuple[str, str], datetime] = field(default_factory=dict)
    dead: list[Message] = field(default_factory=list)
    in_flight: int = 0
    luck: Random = field(default_factory=lambda: Random("delivered again"))
    """Of its own, so that all other chance of the world stays as it is."""

    def first_in_first_out(self, queue: str, message: Message, *, dedupe: str) -> None:
        before = self.sent_at.get((queue, dedupe))
        if before is not None and self.timeline.now - before < DEDUPE_WINDOW:
            return
        self.sent_at[queue, dedupe] = self.timeline.now
        self.in_flight += 1
        waiting = self.groups[queue, message.conversation]
        waiting.append(message)
        if len(waiting) == 1:
            self._head_after(waiting, self._delay())

    def _head_after(self, waiting: deque[Message], delay: timedelta) -> None:
        self.timeline.after(delay, lambda: self._take_head(waiting), "queue")

    def _take_head(self, waiting: deque[Message]) -> None:
        message = waiting[0]
        if not self._attempt(message):
            self._head_after(waiting, VISIBILITY)
            return
        if self.faults.hit("delivered_again", by=self.luck):
            # It was handled, and the process died before the queue heard of it.
            self.handle(message)
        waiting.popleft()
        if waiting:
            self._head_after(waiting, self._delay())

    def standard(self, message: Message) -> None:
        """Delivered at least once, in any order."""
        copies = 2 if self.faults.hit("duplicate") else 1
        for _ in range(copies):
            copy = Message(message.conversation, message.work, message.label)
            self.in_flight += 1
            self.timeline.after(self._delay(), partial(self._take, copy), "effects")

    def _take(self, message: Message) -> None:
        if not self._attempt(message):
            self.timeline.after(VISIBILITY, lambda: self._take(message), "effects")

    def _attempt(self, message: Message) -> bool:
        """True when the queue is rid of it."""
        message.received += 1
        done = self.handle(message)
        if not done and message.received >= RECEIVES_AT_MOST:
            self.dead.append(message)
            done = True
        self.in_flight -= done
        return done

    def _delay(self) -> timedelta:
        slow = self.random.random() < 0.05
        return timedelta(seconds=self.random.uniform(5, 90) if slow else self.random.uniform(0, 2))


@dataclass
class SimulatedPostbox:
    """The `Postbox` port. The process may die in it, just after a commit."""

    queues: Queues
    faults: Faults
    advance: Callable[[ConversationId, Event | InboundMessage], object]
    perform_effect: Callable[[ConversationId, EffectId], object]
    became_due: Callable[[ConversationId], object]

    def reply(
        self,
        *,
        tenant: TenantId,
        conversation: ConversationId,
        event: Event | InboundMessage,
        dedupe: str,
    ) -> None:
        self.faults.crash("crash_before_telling")
        plain = event_to_plain(event)
        message = Message(
            conversation,
            lambda: self.advance(conversation, event_from_plain(plain)),
            type(event).__name__,
        )
        self.queues.first_in_first_out("replies", message, dedupe=dedupe)

    def wake(self, *, tenant: TenantId, conversation: ConversationId, due_at: str) -> None:
        self.faults.crash("crash_in_sweep")
        message = Message(conversation, lambda: self.became_due(conversation), "wake")
        self.queues.first_in_first_out("wakes", message, dedupe=f"{conversation}|{due_at}")

    def perform(self, *, tenant: TenantId, conversation: ConversationId, effect: EffectId) -> None:
        self.faults.crash("crash_before_hand_on")
        message = Message(
            conversation, lambda: self.perform_effect(conversation, effect), f"perform {effect}"
        )
        self.queues.standard(message)
