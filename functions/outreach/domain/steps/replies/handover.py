"""Acts that are passed on: a short approved line, no pitch, and the founder goes on.

The agent contacts nobody new, asks nothing and offers nothing here.
"""

from __future__ import annotations

from types import MappingProxyType

from functions.outreach.domain.conversation.context import CalendarNeeded
from functions.outreach.domain.conversation.state import Outcome
from functions.outreach.domain.playbooks.playbook import Part
from functions.outreach.domain.steps.calls.transfer import may_ask_to_put_through, put_through
from functions.outreach.domain.steps.draft import Draft, Unfinished
from functions.outreach.domain.steps.replies.message import LONGEST_QUOTE, ReadMessage
from functions.outreach.domain.understanding.acts import ActKind
from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Handover:
    """What the customer hears, and why the founder goes on."""

    line: Part
    reason: str
    notice: str = "needs_founder"


HANDOVERS = MappingProxyType(
    {
        ActKind.HUMAN_WANTED: Handover(Part.HUMAN_HANDOVER, "asked for a person"),
        ActKind.HOSTILE: Handover(
            Part.HUMAN_HANDOVER,
            "angry or threatens; with no booking and no answer of yours in 14 days, an opt-out",
            "angry",
        ),
        ActKind.DISTRESS: Handover(Part.DISTRESS, "in distress", "complaint"),
        ActKind.COMPLAINT: Handover(Part.COMPLAINT, "has a problem that wants help", "complaint"),
        ActKind.REFERRAL: Handover(Part.REFERRAL, "names somebody else to talk to"),
        ActKind.LANGUAGE_WISH: Handover(Part.LANGUAGE_WISH, "wants another language"),
    }
)
"""Acts after which the conversation is the founder's."""

ENDINGS = MappingProxyType(
    {
        ActKind.ALREADY_DONE: Handover(Part.ALREADY_DONE, "says it is done already"),
        ActKind.MINOR: Handover(Part.MINOR, "a child writes"),
    }
)
"""Acts after which there is nothing left to talk about; the founder is notified."""


def hand_over(draft: Draft, message: ReadMessage) -> Unfinished:
    """The line, then the founder. A booking stays as it is."""
    handover = HANDOVERS[message.act.kind]
    if message.act.kind is ActKind.HUMAN_WANTED and may_ask_to_put_through(draft):
        through = put_through(draft)
        if isinstance(through, CalendarNeeded):
            return through
        if through:
            return None
    if message.act.kind is ActKind.COMPLAINT:
        _keep_blocker(draft, message.text)
    withheld = draft.reply([handover.line])
    draft.give_to_founder(handover.reason, notice=handover.notice)
    return withheld


def already_done(draft: Draft, message: ReadMessage) -> Unfinished:
    """Thanked for and over. With a booking the founder decides what becomes of it.

    It is no refusal, so no quiet days follow; that the facts are behind is for the founder to see.
    """
    ending = ENDINGS[message.act.kind]
    withheld = draft.reply([ending.line])
    if draft.conversation.booking is not None:
        draft.give_to_founder(ending.reason)
        return withheld
    draft.hang_up()
    draft.close(Outcome.NEEDS_FOUNDER, reason=ending.reason)
    draft.tell_founder("needs_founder")
    return withheld


def minor(draft: Draft, message: ReadMessage) -> Unfinished:
    """Over for this campaign, yet nobody is suppressed: the account has an owner."""
    ending = ENDINGS[message.act.kind]
    withheld = draft.reply([ending.line])
    draft.hang_up()
    draft.close(Outcome.NEEDS_FOUNDER, reason=ending.reason)
    draft.tell_founder("minor")
    return withheld


def _keep_blocker(draft: Draft, words: str) -> None:
    """Where a motion asks what is in the way, a complaint is the answer."""
    conversation = draft.conversation
    asks = draft.context.motions[conversation.terms.motion].ask == Part.BLOCKERS
    if asks and not conversation.blockers:
        draft.change(blockers=words[:LONGEST_QUOTE])
