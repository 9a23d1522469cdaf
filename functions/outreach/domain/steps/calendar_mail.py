"""What follows from a mail of the customer's calendar: it is never answered as a person's words.

Declining the invitation of a booked conversation calls it off; everything else is only recorded.
"""

from __future__ import annotations

from functions.outreach.domain.conversation.events import (
    CalendarAnswer,
    CalendarMail,
    CalendarMailReceived,
    CustomerSaid,
)
from functions.outreach.domain.steps.draft import Draft, Unfinished
from functions.outreach.domain.steps.replies.reply import customer_said
from functions.outreach.domain.understanding.acts import CODE, Act, ActKind, Reading
from functions.outreach.domain.understanding.time.values import TimeWindow
from functions.product.channels import Channel

_SETTLED = frozenset({CalendarAnswer.ACCEPTED, CalendarAnswer.TENTATIVE})


def calendar_mail_received(draft: Draft, event: CalendarMailReceived) -> Unfinished:
    """Calls the booking off if its own customer does, else records; a note is the founder's."""
    mail = event.mail
    act = _act_of(draft, event)
    text = "\n".join(words for words in (mail.subject, mail.comment) if words)
    reading = Reading((act or Act(ActKind.AUTOMATIC),), reader=CODE)
    if act is not None:
        said = CustomerSaid(
            event.id, channel=Channel.EMAIL, text=text, reading=reading, address=event.address
        )
        return customer_said(draft, said)
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
    if mail.answer is CalendarAnswer.COUNTERED:
        return Act(ActKind.RESCHEDULES, window=_window_of(draft, mail))
    return None


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
    return not (answers_us and _is_customers(draft, event))


def _window_of(draft: Draft, mail: CalendarMail) -> TimeWindow | None:
    """The proposed day, unless it is past."""
    if mail.proposed is None or mail.proposed < draft.now.date():
        return None
    return TimeWindow(earliest=mail.proposed, latest=mail.proposed)
