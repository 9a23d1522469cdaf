"""One message with the acts that count, as the moves see it. Decides nothing."""

from __future__ import annotations

from functions.outreach.domain.playbooks.playbook import Part
from functions.outreach.domain.understanding.acts import Act, ActKind
from functions.outreach.domain.understanding.counted_acts import act_of, first_of
from functions.outreach.domain.understanding.knowledge import AnswerId
from functions.outreach.domain.understanding.time.values import TimeWindow
from tenancy.values.lazy_dataclass import dataclass

LONGEST_QUOTE = 500

Pieces = list[Part | AnswerId]


@dataclass(frozen=True, slots=True)
class ReadMessage:
    """One message with its acts that count and what is already to be answered to it."""

    text: str
    acts: tuple[Act, ...]
    lead: tuple[Part | AnswerId, ...] = ()
    for_founder: str = ""
    """A question only the founder can answer."""

    def has(self, kind: ActKind) -> bool:
        return act_of(self.acts, kind) is not None

    @property
    def act(self) -> Act:
        """The one that decides where the conversation goes."""
        return first_of(self.acts) or Act(ActKind.UNCLEAR)

    @property
    def window(self) -> TimeWindow | None:
        return next((act.window for act in self.acts if act.window is not None), None)
