"""What the founder reads about a conversation: subjects and bodies of notices, the handoff whole.

Plain text and never for the customer. An incomplete handoff is an error, not a mail.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from functions.outreach.domain.conversation.state import Conversation
from functions.outreach.domain.handoff import Handoff, Incomplete, build, handoff_lines
from functions.outreach.domain.permission.zone_words import moment_words, zone_words
from functions.outreach.domain.scheduling.callback import is_outdated_by

SUBJECTS: dict[str, str] = {
    "booked": "Booked: {name}, {when}",
    "moved": "Moved: {name}, {when}",
    "complaint": "Complains or is upset: {name}",
    "angry": "Angry or threatens, and may want us to stop: {name}",
    "needs_founder": "Needs you: {name}",
    "callback": "Callback promised: {name}",
    "callback_soon": "Callback in three days: {name}",
    "declined": "Said no: {name}",
    "opted_out": "Opted out for good: {name}",
    "wrong_person": "Wrong person: {name}",
    "possible_opt_out": "Perhaps wants no more messages: {name}",
    "possible_wrong_person": "Perhaps the wrong person: {name}",
    "minor": "A child writes: {name}",
    "unreachable": "Not reached: {name}",
    "expired": "Went quiet: {name}",
    "facts_changed": "Something changed: {name}",
    "unknown_question": "A question only you can answer: {name}",
    "late_message": "Wrote after the end: {name}",
    "calendar_mail": "A calendar mail to look at: {name}",
    "no_words": "Sent a mail without words of their own: {name}",
    "customer_replied": "Replied while you have the conversation: {name}",
    "cancelled": "Booking cancelled: {name}",
}


class IncompleteHandoffError(Exception):
    """A handoff lacks what it must have; the effect goes to the dead letters to be repaired."""


def subject_of(conversation: Conversation, notice: str, *, zone: str) -> str:
    """One line that says what happened and with whom. `zone` is the founder's."""
    return SUBJECTS[notice].format(
        name=conversation.facts.name or conversation.facts.customer_id,
        when=_when(conversation, zone),
    )


def body_of(conversation: Conversation, notice: str, *, zone: str, link: str) -> str:
    """The whole handoff. Raises IncompleteHandoffError."""
    made = _handoff(conversation)
    head = [subject_of(conversation, notice, zone=zone), link] if link else [notice]
    return "\n".join(
        [*head, *_upload_note(conversation, zone=zone), "", *handoff_lines(made, zone=zone)]
    )


def event_description(conversation: Conversation, *, zone: str, link: str) -> str:
    """The whole handoff, for the founder's own event. Raises IncompleteHandoffError.

    It names no time of the conversation: the founder may move the event, and it would name the one
    before.
    """
    lines = handoff_lines(_handoff(conversation), zone=zone, says_when=False)
    return "\n".join([link, "", *lines] if link else lines)


def _handoff(conversation: Conversation) -> Handoff:
    made = build(conversation)
    if isinstance(made, Incomplete):
        raise IncompleteHandoffError(", ".join(made.missing))
    return made


def _upload_note(conversation: Conversation, *, zone: str) -> list[str]:
    """What to upload before a promised return, where the facts will be too old to be stated."""
    promised, facts = conversation.callback_at, conversation.facts
    if promised is None or not is_outdated_by(facts, promised):
        return []
    at = moment_words(promised, zone=zone)
    return [
        "",
        f"The agent returns on {at} with what this conversation knows.",
        f"Its facts about the customer are of {facts.as_of:%d %B %Y}: too old to be stated then. If"
        " the agent should use fresh ones, upload a newer export of your customers (the same files"
        " with the same columns) before that day.",
    ]


def _when(conversation: Conversation, zone: str) -> str:
    if conversation.booking is None:
        return ""
    start = conversation.booking.slot.start.astimezone(ZoneInfo(zone))
    return f"{start:%a %d %b %H:%M} {zone_words(zone)}"
