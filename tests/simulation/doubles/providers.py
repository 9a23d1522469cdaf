"""The providers of a simulated world: they take, refuse, lose and doubt, and keep their own ledger.

The ledger says what customers really received; checkers believe it and nothing else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Protocol

from functions.outreach.domain.conversation.effects import Effect, EffectKind
from functions.outreach.domain.conversation.state import ConversationId, EffectId
from functions.outreach.ports import Delivery, InDoubt, NotSent, Outgoing, ProviderBusy, Sent
from functions.outreach.workflows.receive_inbound import Receive, report_delivery
from functions.product.channels import Channel
from tenancy.billing.usage import Period
from tests.simulation.doubles.faults import Faults, insist
from tests.simulation.history import Happened, History, Received
from tests.simulation.timeline import Timeline

REFUSALS = {
    Channel.SMS: (("refused_30003", "30003"), ("refused_21610", "21610")),
    Channel.WHATSAPP: (("refused_63024", "63024"),),
    Channel.VOICE: (("refused_30003", "13224"),),
    Channel.EMAIL: (("refused_30003", "MessageRejected"),),
}
LOST_BECAUSE = {
    Channel.SMS: ("undelivered", "30003"),
    Channel.WHATSAPP: ("undelivered", "63024"),
    Channel.EMAIL: ("bounced", "bounce"),
}


def _channel(effect: Effect) -> Channel | None:
    """The channel by which it reaches the customer; taking an event back is a mail too."""
    return Channel.EMAIL if effect.kind is EffectKind.CANCEL_EVENT else effect.channel


class Audience(Protocol):
    """Who is at the other end."""

    def gets(self, received: Received) -> None: ...

    def writes_first(
        self, about: ConversationId, channel: Channel, *, after: timedelta
    ) -> None: ...

    def rings(self, outgoing: Outgoing, *, call: str) -> None: ...

    def begin_recording(self, call: str, about: ConversationId) -> bool: ...

    def end_recording(self, call: str, about: ConversationId) -> None: ...

    def founder_gets(self, outgoing: Outgoing) -> None: ...


@dataclass
class Wire:
    """What all providers share: the faults, the ledger and the way back."""

    timeline: Timeline
    random: Random
    faults: Faults
    history: History
    audience: Audience
    receive: Receive
    perform_again: Callable[[ConversationId, EffectId], object]
    taken: dict[EffectId, list[str]] = field(default_factory=lambda: defaultdict(list))
    """Effect → provider ids: more than one means that the customer was bothered twice."""
    luck: Random = field(default_factory=lambda: Random("contradicted"))
    """Of its own, so that all other chance of the world stays as it is."""
    whims: Random = field(default_factory=lambda: Random("writes first"))

    def note(self, outgoing: Outgoing, what: str) -> None:
        self.history.add(Happened(self.timeline.now, outgoing.conversation, what))

    def accept(self, outgoing: Outgoing) -> Sent:
        sid = f"P{len(self.taken)}-{outgoing.effect.id}"
        self.taken[outgoing.effect.id].append(sid)
        return Sent(sid)

    def trouble(self, outgoing: Outgoing, take: Callable[[Outgoing], object]) -> Delivery | None:
        """What goes wrong before the provider takes it, or without saying whether it did."""
        effect = outgoing.effect
        self.faults.crash("crash_before_provider")
        if self.faults.hit("overlap"):
            self.perform_again(outgoing.conversation, effect.id)
        if self.faults.hit("busy_provider"):
            self.note(outgoing, f"provider busy: {effect.id}")
            return ProviderBusy("busy")
        for fault, code in REFUSALS.get(_channel(effect) or Channel.VOICE, ()):
            if _channel(effect) is not None and self.faults.hit(fault):
                self.note(outgoing, f"provider refused {code}: {effect.id}")
                self.unheard(outgoing)
                return NotSent(code)
        if self.faults.hit("doubt"):
            taken = self.faults.hit("doubt_taken")
            if taken:
                self.accept(outgoing)
                take(outgoing)
            self.note(outgoing, f"in doubt ({'taken' if taken else 'not taken'}): {effect.id}")
            return InDoubt("timeout")
        return None

    def unheard(self, outgoing: Outgoing) -> None:
        """Who got nothing of ours on a channel may be the first to write there."""
        channel = _channel(outgoing.effect)
        if channel in LOST_BECAUSE and self.faults.hit("writes_first", by=self.whims):
            after = timedelta(hours=self.whims.uniform(0.1, 40))
            self.audience.writes_first(outgoing.conversation, channel, after=after)

    def send(self, outgoing: Outgoing, take: Callable[[Outgoing], object]) -> Delivery:
        trouble = self.trouble(outgoing, take)
        if trouble is not None:
            return trouble
        sent = self.accept(outgoing)
        take(outgoing)
        self.faults.crash("crash_after_provider")
        return sent


@dataclass
class Messages:
    """SMS, WhatsApp and mail. `listed`: the provider has a list to look in."""

    wire: Wire
    listed: bool

    def send(self, outgoing: Outgoing) -> Delivery:
        return self.wire.send(outgoing, self._take)

    def find(self, outgoing: Outgoing) -> Sent | None:
        known = self.wire.taken.get(outgoing.effect.id)
        return Sent(known[0]) if self.listed and known else None

    def _take(self, outgoing: Outgoing) -> None:
        wire, effect = self.wire, outgoing.effect
        channel = _channel(effect)
        assert channel is not None
        received = Received(
            at=wire.timeline.now,
            conversation=outgoing.conversation,
            effect=effect.id,
            channel=channel,
            address=effect.to,
            text=outgoing.text,
            pieces=effect.pieces,
            purpose=effect.purpose,
            last_word=effect.confirms_opt_out,
            lost=wire.faults.hit("lost_on_the_way"),
            attached=outgoing.invitation,
        )
        wire.history.add(received)
        if received.lost:
            wire.unheard(outgoing)
            late = wire.faults.hit("late_report")
            status, error = LOST_BECAUSE[channel]
            wire.timeline.after(
                timedelta(hours=wire.random.uniform(1, 30) if late else 0.01),
                lambda: self._report(outgoing, status, error),
                "status",
            )
            return
        for status in ("sent", "delivered", "read"):
            wire.timeline.after(
                timedelta(seconds=wire.random.uniform(0.1, 20)),
                partial(self._report, outgoing, status, ""),
                "status",
            )
        if channel is not Channel.EMAIL and wire.faults.hit("contradicted", by=wire.luck):
            # The carrier says both, in any order.
            delay = timedelta(seconds=wire.luck.uniform(0.1, 120))
            wire.timeline.after(
                delay, lambda: self._report(outgoing, "undelivered", "30005"), "status"
            )
            wire.timeline.after(
                timedelta(seconds=wire.luck.uniform(0.1, 120)),
                lambda: self._report(outgoing, "delivered", ""),
                "status",
            )
        wire.audience.gets(received)

    def _report(self, outgoing: Outgoing, status: str, error: str) -> None:
        """Providers repeat a status until it is answered, so a crash here loses nothing."""
        for _ in range(2 if self.wire.faults.hit("duplicate") else 1):
            insist(
                self.wire.timeline,
                lambda: report_delivery(
                    self.wire.receive,
                    tenant=outgoing.tenant,
                    conversation=outgoing.conversation,
                    effect=outgoing.effect.id,
                    status=status,
                    error=error,
                ),
            )


@dataclass
class Calls:
    wire: Wire

    def send(self, outgoing: Outgoing) -> Delivery:
        return self.wire.send(outgoing, self._take)

    def find(self, outgoing: Outgoing) -> Sent | None:
        known = self.wire.taken.get(outgoing.effect.id)
        return Sent(known[0]) if known else None

    def _take(self, outgoing: Outgoing) -> None:
        wire, effect = self.wire, outgoing.effect
        wire.history.add(
            Received(
                at=wire.timeline.now,
                conversation=outgoing.conversation,
                effect=effect.id,
                channel=Channel.VOICE,
                address=effect.to,
                text=outgoing.text,
                pieces=effect.pieces,
                purpose=effect.purpose,
                ringing=True,
            )
        )
        wire.audience.rings(outgoing, call=wire.taken[effect.id][-1])


@dataclass
class FounderMail:
    """The founder's own mailbox and calendar; nothing here reaches a customer."""

    wire: Wire

    def send(self, outgoing: Outgoing) -> Delivery:
        return self.wire.send(outgoing, self._take)

    def find(self, outgoing: Outgoing) -> Sent | None:
        return None

    def _take(self, outgoing: Outgoing) -> None:
        self.wire.note(outgoing, f"founder: {outgoing.effect.kind} {outgoing.effect.notice}")
        self.wire.audience.founder_gets(outgoing)


@dataclass
class BillingMeters:
    """Stripe's side of usage: what it has, by identifier."""

    faults: Faults
    events: dict[str, tuple[str, int, datetime]] = field(default_factory=dict)

    def take(self, identifier: str, meter: str, units: int, *, at: datetime) -> bool:
        if self.faults.hit("meter_down"):
            return False
        self.events.setdefault(identifier, (meter, units, at))
        # The answer may get lost after it was taken.
        return not self.faults.hit("meter_down")

    def total(self, meter: str, period: Period | None = None) -> int:
        return sum(
            units
            for name, units, at in self.events.values()
            if name == meter and (period is None or at in period)
        )


class WatchedCalls:
    """Calls that customers placed: the telephone of these worlds reports every end itself."""

    def send(self, outgoing: Outgoing) -> Delivery:
        return Sent(outgoing.effect.notice)

    def find(self, outgoing: Outgoing) -> Sent | None:
        return None


@dataclass
class RecordedCalls:
    """What is said in a call, kept by its provider from when it is asked to, until it is over."""

    wire: Wire
    may_record: Callable[[Outgoing], bool]

    def send(self, outgoing: Outgoing) -> Delivery:
        if not self.may_record(outgoing):
            return NotSent("not_agreed")
        return self.wire.send(outgoing, self._take)

    def find(self, outgoing: Outgoing) -> Sent | None:
        known = self.wire.taken.get(outgoing.effect.id)
        return Sent(known[0]) if known else None

    def _take(self, outgoing: Outgoing) -> None:
        call, about = outgoing.effect.notice, outgoing.conversation
        self.wire.audience.begin_recording(call, about)
        if not self.may_record(outgoing):
            self.wire.audience.end_recording(call, about)


@dataclass
class EndedRecordings:
    wire: Wire

    def send(self, outgoing: Outgoing) -> Delivery:
        self.wire.audience.end_recording(outgoing.effect.notice, outgoing.conversation)
        return Sent(outgoing.effect.notice)

    def find(self, outgoing: Outgoing) -> Sent | None:
        return None
