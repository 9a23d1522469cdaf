"""The end for ever: an opt-out or a wrong person, confirmed at most once.

The person is suppressed whatever becomes of the confirmation.
"""

from __future__ import annotations

from functions.outreach.domain.conversation.events import OptOutUnattributed
from functions.outreach.domain.conversation.state import Conversation, MessageSender, Outcome, State
from functions.outreach.domain.playbooks.playbook import Part
from functions.outreach.domain.steps.booking import release_booking
from functions.outreach.domain.steps.draft import Draft
from functions.outreach.domain.steps.replies.message import LONGEST_QUOTE
from functions.product.channels import CHANNELS, Channel, ContactPoint
from functions.product.equal_forms import is_equal


def opt_out(draft: Draft, *, channel: Channel, evidence: str, confirm: bool = True) -> None:
    """For ever, on every channel, confirmed at most once in the conversation's life."""
    conversation = draft.conversation
    confirmed = any(
        piece.part is Part.OPT_OUT for turn in conversation.turns for piece in turn.pieces
    )
    if conversation.state is State.CLOSED:
        known = conversation.outcome in (Outcome.OPTED_OUT, Outcome.WRONG_PERSON)
        known = known or draft.context.person.suppressed
        if known:
            if any(not _is_own(conversation, sender) for sender in draft.senders):
                # The person is suppressed already; the mailbox this was written from is not.
                draft.suppress = evidence
            return
    draft.change(customer_words=evidence[:LONGEST_QUOTE])
    if confirm and not confirmed:
        # The customer is safe whatever became of the confirmation.
        draft.confirm_last_word(Part.OPT_OUT, channel)
    draft.hang_up()
    draft.suppress = evidence or "opted out"
    if conversation.state is not State.CLOSED:
        draft.close(Outcome.OPTED_OUT, reason="opted out")
    draft.tell_founder("opted_out")


def opt_out_unattributed(draft: Draft, event: OptOutUnattributed) -> None:
    """Somebody on this channel opted out who may be this customer: nothing goes out there any more.

    Nobody is suppressed on a guess; the founder is asked who it was.
    """
    conversation = draft.conversation
    if conversation.state is State.CLOSED or event.channel in conversation.doubted_channels:
        return
    draft.change(doubted_channels=(*conversation.doubted_channels, event.channel))
    if conversation.asked_channel is event.channel:
        draft.change(asked_channel=None)


def _is_own(conversation: Conversation, sender: MessageSender) -> bool:
    point = CHANNELS[sender.channel].contact_point
    facts = conversation.facts
    phones = (facts.phone, *facts.other_phones, *conversation.former_phones)
    own = phones if point is ContactPoint.PHONE else (facts.email, *facts.other_emails)
    return any(is_equal(point, address, sender.address) for address in own)


def wrong_person(draft: Draft, *, evidence: str, confirm: bool = True) -> None:
    """The person reached here is not the customer and is never contacted again."""
    if draft.conversation.booking is not None:
        release_booking(draft)
    if confirm:
        # The stranger is safe whatever became of the confirmation.
        draft.confirm_last_word(Part.WRONG_PERSON, draft.conversation.channel or Channel.EMAIL)
    draft.hang_up()
    draft.suppress = f"wrong person: {evidence}"
    draft.close(Outcome.WRONG_PERSON, reason="wrong person")
    draft.tell_founder("wrong_person")
