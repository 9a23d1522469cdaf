"""What follows from a mail of the customer's calendar: it is never answered as a person's words.

Declining the invitation of a booked conversation calls it off, and another time that is proposed is
followed; everything else is only recorded.
"""

from __future__ import annotations

from datetime import UTC
from itertools import takewhile
from zoneinfo import ZoneInfo

from functions.outreach.domain.calendar.founder_calendar import make_slot
from functions.outreach.domain.conversation.events import (
    CalendarAnswer,
    CalendarMail,
    CalendarMailReceived,
    CustomerSaid,
)
from functions.outreach.domain.conversation.state import State, Turn, Who
from functions.outreach.domain.conversation.turns import is_automatic
from functions.outreach.domain.steps.draft import Draft, Unfinished
from functions.outreach.domain.steps.replies.reply import answer_customer
from functions.outreach.domain.understanding.acts import CODE, Act, ActKind, Reading
from functions.outreach.domain.understanding.time.values import TimeWindow
from functions.product.channels import Channel

COUNTERS_AT_MOST = 2
"""So many are followed one after the other; then the founder looks."""
_COUNTERS = frozenset({ActKind.RESCHEDULES, ActKind.CHOOSES_SLOT})
_NOT_OURS = frozenset({State.CLOSED, State.TAKEN_OVER})
_SETTLED = frozenset({CalendarAnswer.ACCEPTED, CalendarAnswer.TENTATIVE})


def calendar_mail_received(draft: Draft, event: CalendarMailReceived) -> Unfinished:
    """Calls the booking off if its own customer does, else records; a note is the founder's."""
    mail = event.mail
    act = _act_of(draft, event)
    text = "\n".join(words for words in (mail.subject, mail.comment) if words)
    reading = Reading((act or Act(ActKind.AUTOMATIC),), reader=CODE)
    if act is not None:
        # What a calendar answers counts without a word beside it, too.
        words = text if text.strip() else mail.answer.title()
        message = CustomerSaid(
            event.id, channel=Channel.EMAIL, text=words, reading=reading, address=event.address
        )
        return answer_customer(draft, message)
    draft.record_message(channel=Channel.EMAIL, text=text, reading=reading)
    if mail.comment or _needs_a_look(draft, event):
        draft.tell_founder("calendar_mail")
    return None


def _act_of(draft: Draft, event: CalendarMailReceived) -> Act | None:
    """What the customer does to their booking; None where it is not theirs or stays as it is."""
    booking, mail = draft.conversation.booking, event.mail
    if booking is None or booking.id != mail.booking or not _is_customers(draft, event):
        return None
    if mail.answer is CalendarAnswer.DECLINED:
        return Act(ActKind.CANCELS_BOOKING)
    if mail.answer is not CalendarAnswer.COUNTERED or _counters_in_a_row(draft) >= COUNTERS_AT_MOST:
        return None
    window = _window_of(draft, mail)
    if window is None or window.at is None or draft.conversation.state in _NOT_OURS:
        return Act(ActKind.RESCHEDULES, window=window)
    # An hour they name themself is chosen like one we offered: it is booked, or the nearest that
    # are free are offered and the booked one stays until they choose.
    start = window.at.replace(tzinfo=ZoneInfo(draft.conversation.time_zone)).astimezone(UTC)
    draft.change(offered=(make_slot(draft.context.bandwidth, start),))
    return Act(ActKind.CHOOSES_SLOT, slot=0, window=window)


def _counters_in_a_row(draft: Draft) -> int:
    """How many calendars' counter-proposals came since the customer's last own word: a program that
    answers every invitation with one would go on for ever."""
    own_turns = [
        turn
        for turn in draft.conversation.turns
        if turn.who is Who.CUSTOMER and not is_automatic(turn)
    ]
    return sum(1 for _ in takewhile(_is_counter, reversed(own_turns)))


def _is_counter(turn: Turn) -> bool:
    reading = turn.reading
    return (
        reading is not None
        and reading.reader == CODE
        and any(act.kind in _COUNTERS for act in reading.acts)
    )


def _is_customers(draft: Draft, event: CalendarMailReceived) -> bool:
    """Somebody the invitation was forwarded to declines for themselves alone."""
    address = draft.conversation.facts.email.casefold()
    return address in (event.mail.attendee, event.address.casefold())


def _needs_a_look(draft: Draft, event: CalendarMailReceived) -> bool:
    """A yes needs none, and neither does a no of the customer's to a time that fell away before."""
    mail = event.mail
    if mail.answer in _SETTLED:
        return False
    answers_us = bool(mail.booking) and mail.answer is not CalendarAnswer.OTHER
    if not (answers_us and _is_customers(draft, event)):
        return True
    # A counter-proposal to the booking that stands, and not followed: they went on and on.
    booking = draft.conversation.booking
    countered = mail.answer is CalendarAnswer.COUNTERED
    return countered and booking is not None and booking.id == mail.booking


def _window_of(draft: Draft, mail: CalendarMail) -> TimeWindow | None:
    """What is proposed on the customer's own clock, unless it is past."""
    zone = ZoneInfo(draft.conversation.time_zone)
    at = mail.proposed_at
    if at is not None:
        at = at.astimezone(zone).replace(tzinfo=None) if at.tzinfo else at
        past = at <= draft.now.astimezone(zone).replace(tzinfo=None)
        return None if past else TimeWindow(earliest=at.date(), latest=at.date(), at=at)
    if mail.proposed is None or mail.proposed < draft.now.astimezone(zone).date():
        return None
    return TimeWindow(earliest=mail.proposed, latest=mail.proposed)
