"""The founder's phone in a simulated world: rung for a caller, taken, or not.

What becomes of it goes to the product's own workflow; who talked is recorded as it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from functions.outreach.domain.conversation.effects import EffectKind
from functions.outreach.domain.conversation.events import (
    CallConnected,
    CallEnd,
    TransferEnded,
    TransferResult,
)
from functions.outreach.workflows.advance_conversation import TooContendedError
from functions.outreach.workflows.calls.transfer_call import end_transfer, founder_line, whisper
from functions.product.channels import Channel
from tests.outreach.approved import TENANT
from tests.simulation.doubles.faults import SimulatedCrashError
from tests.simulation.history import FounderJoined, FounderRung, Stepped

if TYPE_CHECKING:
    from tests.simulation.doubles.telephone import CallInProgress, Telephone

FATES = {
    "accepted": 35,
    "declined": 15,
    "busy": 15,
    "no_answer": 15,
    "hangs_up": 10,
    "stops": 10,
}
"""What happens while it rings, and how common: the last two are the customer's doing."""
MISSED = {"busy": TransferResult.BUSY, "no_answer": TransferResult.NO_ANSWER}


@dataclass
class FounderLine:
    """One founder's phone, which is rung for one call."""

    telephone: Telephone
    call: CallInProgress

    def rings(self) -> None:
        crowd, about = self.telephone.crowd, self.call.live.conversation
        if self.call.over:
            return
        line = founder_line(
            crowd.advance_ports, tenant=TENANT, conversation=about, call=self.call.call
        )
        if line is None:
            self._ends(TransferResult.FAILED)
            return
        if line.was_recorded:
            self.telephone.end_recording(self.call.call, about)
        crowd.history.add(FounderRung(crowd.timeline.now, about, self.call.call))
        luck = Random(f"{self.call.call}|{about}|fate")
        fate = luck.choices(list(FATES), weights=list(FATES.values()))[0]
        crowd.note(about, f"the founder's phone rings: {fate}")
        if fate == "hangs_up":
            crowd.soon(6, lambda: self.telephone._hangs_up(self.call))
            crowd.soon(6, lambda: self._ends(TransferResult.NO_ANSWER))
            return
        if fate == "stops":
            self.call.person.expressed.append("stop")
            self.call.person.gone_silent = True
            crowd.soon(
                3,
                lambda: crowd.writes(self.call.person, "stop", channel=Channel.SMS, about=about),
            )
        if fate in MISSED:
            crowd.soon(20, lambda: self._ends(MISSED[fate]))
            return
        crowd.soon(15, lambda: self._picks_up(takes=fate != "declined"))

    def _picks_up(self, *, takes: bool) -> None:
        """They hear who it is, and press 1 or do not. A customer who hung up stops the ringing."""
        crowd, about = self.telephone.crowd, self.call.live.conversation
        if self.call.over:
            self._ends(TransferResult.NO_ANSWER)
            return
        words = whisper(crowd.advance_ports, tenant=TENANT, conversation=about)
        if not words or not takes:
            self._ends(TransferResult.DECLINED)
            return
        crowd.history.add(FounderJoined(crowd.timeline.now, about, self.call.call))
        seconds = Random(f"{self.call.call}|talk").randrange(30, 500)
        crowd.soon(seconds, lambda: self._talked(seconds))

    def _talked(self, seconds: int) -> None:
        self._ends(TransferResult.TALKED)
        lasted = seconds + 20 * self.call.talked
        self.telephone._over(self.call, CallEnd.COMPLETED, human=True, seconds=lasted)

    def _ends(self, result: TransferResult) -> None:
        """The hook that is asked what the customer hears next. Where it dies, the call ends."""
        crowd, about = self.telephone.crowd, self.call.live.conversation
        event = TransferEnded(self.call.call, result=result)
        self.call.with_founder = False
        try:
            greeting = end_transfer(
                crowd.advance_ports, tenant=TENANT, conversation=about, event=event
            )
        except (SimulatedCrashError, TooContendedError) as died:
            crowd.note(about, f"died after the founder's phone: {died}")
            greeting = None
        if greeting is None or self.call.over:
            self.telephone._hangs_up(self.call)
            return
        self._goes_on(greeting.text)

    def _goes_on(self, text: str) -> None:
        """The agent speaks again, in the same call."""
        crowd = self.telephone.crowd
        step = next(
            entry.step
            for entry in reversed(crowd.history.entries)
            if isinstance(entry, Stepped) and entry.conversation == self.call.live.conversation
        )
        effect = next(one for one in step.effects if one.kind is EffectKind.SPEAK)
        self.call.closing = False
        self.telephone._hears(self.call, text, effect.pieces, effect.id)
        inbound = self.call.outgoing is None
        self.telephone._frame(self.call, CallConnected(self.call.call, inbound=inbound))
        parts = frozenset(piece.part for piece in effect.pieces if piece.part)
        crowd.soon(8, lambda: self.telephone._talks(self.call, parts))
