"""The laws of a simulated world: safety after every event, liveness at the end.

Each law looks at what truly happened (`history`, the providers' ledger) beside what is stored, and
says in words what was broken and in which conversation. It shares no rule with the product.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from functions.outreach.domain.conversation.state import ConversationId
from tests.simulation.history import Entry, History
from tests.simulation.laws.bookings import BandwidthHeld, SpokenTimesAreReadBack
from tests.simulation.laws.calls import (
    AWishEndsARecording,
    NobodyElseIsOnARecording,
    NothingIsRecordedWithoutAYes,
    OneMessageOnAMachine,
)
from tests.simulation.laws.contact import (
    ANoIsQuietAtTheAddress,
    AtMostOnce,
    DisclosureFirst,
    NobodySpeaksToADeadLine,
    NoPitchOutsideThePerimeter,
    NothingAfterOptOut,
    OneOpenPerAddress,
    OnlyApprovedWords,
    PermittedHours,
    TouchesWithinCaps,
)
from tests.simulation.laws.ending import every_end
from tests.simulation.laws.listening import (
    NobodyAngryIsFreedUncleared,
    NoPitchInAnswerToTrouble,
    NothingButTheQuestion,
    every_doubt_ends,
)
from tests.simulation.laws.promises import APromiseNamesAPermittedMoment
from tests.simulation.laws.standing import NothingGoesOutOnceSettled
from tests.simulation.laws.transfers import (
    AFailedTransferLeadsToTimes,
    TheFounderIsRungForWhoWaits,
    TheFoundersTimeIsTakenWhileTheyTalk,
)
from tests.simulation.laws.usage import UsageIsWhatHappened

if TYPE_CHECKING:
    from tests.simulation.world import World


@dataclass(frozen=True, slots=True)
class Broken:
    law: str
    conversation: ConversationId | None
    what: str


class Law(Protocol):
    def sees(self, entry: Entry) -> Iterator[str]:
        """What this entry breaks, in words; nothing if it is fine."""
        ...


class Violated(Exception):  # noqa: N818  a law is violated; nothing erred
    """A law was broken; the message holds the conversation's whole trace."""

    def __init__(self, seed: int, broken: list[Broken], history: History) -> None:
        first = broken[0]
        lines = [f"seed {seed}: {len(broken)} broken"]
        lines += [f"  {b.law}: {b.what} [{b.conversation}]" for b in broken]
        super().__init__("\n".join([*lines, history.trace(first.conversation)]))
        self.broken = broken


class Checkers:
    """Feeds every new entry to every law once."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._usage = UsageIsWhatHappened()
        zones = {str(person.id): person.zone for person in world.people.values()}
        self._laws: tuple[Law, ...] = (
            DisclosureFirst(),
            NothingAfterOptOut(),
            NoPitchOutsideThePerimeter(),
            OneOpenPerAddress(),
            OnlyApprovedWords.of(world.settings),
            AtMostOnce(),
            PermittedHours(zones),
            APromiseNamesAPermittedMoment(zones),
            NobodySpeaksToADeadLine(),
            OneMessageOnAMachine(),
            NoPitchInAnswerToTrouble(),
            NothingButTheQuestion(),
            NobodyAngryIsFreedUncleared(),
            NothingGoesOutOnceSettled(),
            TouchesWithinCaps(per_week=world.settings.rules.per_week),
            ANoIsQuietAtTheAddress(),
            BandwidthHeld.of(world.settings),
            SpokenTimesAreReadBack(),
            TheFounderIsRungForWhoWaits(),
            TheFoundersTimeIsTakenWhileTheyTalk(),
            AFailedTransferLeadsToTimes(),
            NothingIsRecordedWithoutAYes(),
            AWishEndsARecording(),
            NobodyElseIsOnARecording(),
            self._usage,
        )
        self._read = 0

    def after_event(self) -> None:
        entries = self._world.history.entries
        broken: list[Broken] = []
        while self._read < len(entries):
            entry = entries[self._read]
            self._read += 1
            broken += [
                Broken(type(law).__name__, entry.conversation, what)
                for law in self._laws
                for what in law.sees(entry)
            ]
        if broken:
            raise Violated(self._world.seed, broken, self._world.history)

    def at_the_end(self) -> None:
        self.after_event()
        ends = (*every_end(self._world, self._usage), *every_doubt_ends(self._world))
        broken = [Broken(law, who, what) for law, who, what in ends]
        if broken:
            raise Violated(self._world.seed, broken, self._world.history)
