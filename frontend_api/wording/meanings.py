"""What a customer's message was understood as, in words a founder reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from functions.outreach.domain.understanding.acts import Act

MEANINGS: dict[str, str] = {
    "interested": "is interested",
    "unsure": "is not sure yet",
    "answers": "answers the question",
    "not_now": "not now, later",
    "declined": "said no to this",
    "opt_out": "wants us to stop for good",
    "wrong_person": "is not the right person",
    "human_wanted": "wants a person",
    "complaint": "has a problem that needs help",
    "hostile": "is angry, or threatens",
    "distress": "is going through a hard time",
    "asks_price": "asks for the price",
    "asks_question": "asks a question",
    "negotiates": "wants a better price",
    "are_you_a_person": "asks who or what is writing",
    "chooses_slot": "chose a time",
    "other_times": "wants another time",
    "cancels_booking": "calls the booking off",
    "reschedules": "wants to move the booking",
    "chooses_channel": "wants another channel",
    "referral": "names somebody else to ask",
    "already_done": "has it, or did it already",
    "language_wish": "wants another language",
    "minor": "is a child",
    "opt_in": "says that it may go on",
    "automatic": "an automatic reply",
    "thanks": "says thanks",
    "unclear": "not understood",
}
"""What a founder can say a message meant; the usual ones first."""
_SUSPECTED = {
    "possible_opt_out": "may want us to stop",
    "possible_wrong_person": "may not be the right person",
}


def meaning_words(act: Act) -> str:
    """One act; a chosen time with its number in the list, a channel with its name."""
    words = MEANINGS.get(act.kind.value) or _SUSPECTED[act.kind.value]
    if act.kind.value == "chooses_slot" and act.slot is not None:
        return f"{words}: number {act.slot + 1}"
    return words
