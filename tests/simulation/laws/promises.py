"""Laws about what the agent promises: a moment named to a customer is one it may come at, and at
that moment the customer hears from it, or the founder reads why not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from functions.outreach.domain.conversation.effects import EffectKind
from functions.outreach.domain.conversation.state import ConversationId, State, Who
from functions.product.limits import FACTS_STALE
from tests.simulation.history import Created, Entry, Received, Stepped
from tests.simulation.laws.contact import TOUCHES

if TYPE_CHECKING:
    from tests.simulation.world import World

Ending = tuple[str, ConversationId | None, str]
"""A law, the conversation that broke it, and how."""

FREE_DAYS: Mapping[str, frozenset[date]] = {
    "US": frozenset(
        {date(2026, 11, 26), date(2026, 12, 25), date(2027, 1, 1), date(2027, 1, 18)},
    ),
    "GB": frozenset({date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1)}),
}
"""Public holidays of everybody in the country while a world lasts; written down by hand, as the
laws share no rule with the product."""


@dataclass
class APromiseNamesAPermittedMoment:
    """A promised return lies on a working day between 10 and 18 where the person truly is."""

    zones: Mapping[str, str]
    countries: dict[ConversationId, tuple[str, str]] = field(default_factory=dict)
    """Whose zone it is, and the country of their address."""

    def sees(self, entry: Entry) -> Iterator[str]:
        match entry:
            case Created(created=created):
                facts = created.facts
                self.countries[created.id] = (self.zones[facts.customer_id], facts.country)
            case Stepped(step=step):
                at = step.conversation.callback_at
                if at is None or at == entry.before.callback_at:
                    return
                zone, country = self.countries[entry.conversation]
                local = at.astimezone(ZoneInfo(zone))
                if local.weekday() > 4 or local.date() in FREE_DAYS.get(country, ()):
                    yield f"promised {local:%a %d %b}, which is no working day in {country}"
                elif not 10 <= local.hour < 18:
                    yield f"promised {local:%a %H:%M} local time"
            case _:
                pass


LATE_BY_MOST = timedelta(hours=1)
"""What a crash and the sweep after it may cost a promised return."""
OF_THE_FOUNDERS_OWN = "taken over by"
"""Begins the reason where the founder pressed: they need no telling."""


def every_promise_ends(world: World) -> Iterator[Ending]:
    """A promised return is carried out at its time, or the founder is informed of a reason.

    That the facts are old is none.
    """
    for entry in world.history.entries:
        if isinstance(entry, Stepped):
            at = entry.step.conversation.callback_at
            if at is not None and at != entry.before.callback_at:
                for what in _what_became_of(world, entry, at):
                    yield "PromisesAreKept", entry.conversation, what


def _what_became_of(world: World, promise: Stepped, at: datetime) -> Iterator[str]:
    later = [
        other
        for other in world.history.steps(promise.conversation)
        if other.before.version > promise.before.version
    ]
    over = next((n for n, o in enumerate(later) if o.step.conversation.callback_at != at), None)
    if over is None:
        yield "a promised return was forgotten"
        return
    end = later[over]
    after = end.step.conversation
    if after.state is State.TAKEN_OVER and FACTS_STALE in after.reason:
        yield "a promised return failed on old facts"
    touches = [effect.id for effect in end.step.effects if effect.purpose in TOUCHES]
    pressed = after.state is State.TAKEN_OVER and after.reason.startswith(OF_THE_FOUNDERS_OWN)
    if _wrote(end) or pressed:
        return
    if not touches and not _tells(end):
        yield "a promised return ended in silence"
    if touches and not any(
        _reached(world, touch) or any(_tells(one) or _wrote(one) for one in later[over:])
        for touch in touches
    ):
        yield "a promised return was decided, and neither the customer nor the founder heard of it"
    early = at - end.at
    if touches and early > timedelta(0):
        yield f"came back {early} too early"
    if touches and -early > LATE_BY_MOST:
        yield f"came back {-early} too late"


def _wrote(step: Stepped) -> bool:
    new = step.step.conversation.turns[len(step.before.turns) :]
    return any(turn.who is Who.CUSTOMER for turn in new)


def _tells(step: Stepped) -> bool:
    return any(effect.kind is EffectKind.NOTIFY_FOUNDER for effect in step.step.effects)


def _reached(world: World, touch: str) -> bool:
    """Whether a provider took it; that it was lost on its way is known to nobody yet."""
    return any(
        isinstance(entry, Received) and entry.effect == touch for entry in world.history.entries
    )
