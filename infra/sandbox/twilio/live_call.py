"""What only exists while a call is under way, and goes when it ends."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from infra.sandbox.ledger import Record
from infra.sandbox.people.people import AnswersAs
from infra.sandbox.twilio.gather import Gathering
from infra.sandbox.twilio.relay import RelaySession


@dataclass(slots=True)
class LiveCall:
    """One leg: a phone that rings or talks."""

    record: Record
    pick_up: asyncio.Future[AnswersAs]
    gone: asyncio.Event = field(default_factory=asyncio.Event)
    redirect: tuple[str, str, str] | None = None
    """TwiML, or a Url with its method, that our side put in place of what is being played."""
    answered_clock: float = 0.0
    """Of the clock on the wall, for what is measured in milliseconds."""
    talking: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once somebody could hear the first word, or nobody ever will."""
    founder: LiveCall | None = None
    """The phone that is rung for this call, or joined with it."""
    hung_up: bool = False
    """Whether a document ended it."""
    relay: RelaySession | Gathering | None = None
    """Who hears what this person says."""
    task: asyncio.Task[None] | None = None


async def first_of(*events: asyncio.Event) -> None:
    """Return as soon as one of them is set."""
    waiting = [asyncio.ensure_future(event.wait()) for event in events]
    await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    for each in waiting:
        each.cancel()
