"""A person's calendar answers an invitation, as calendar programs do it (RFC 5546, RFC 6047).

It never answers for anybody but the person the mail was sent to.
"""

from __future__ import annotations

from email.message import EmailMessage
from typing import Any

from icalendar import Calendar

from infra.sandbox.ledger import Record

SUBJECTS = {
    "accepted": "Accepted",
    "tentative": "Tentatively accepted",
    "declined": "Declined",
}
"""Answer → how the subject of the mail that tells of it begins."""


def invitation_answer(mail: Record, *, answer: str, note: str, sender: str) -> EmailMessage | str:
    """The mail that goes to the organizer; a sentence if there is nothing to answer."""
    if answer not in SUBJECTS:
        return "A calendar accepts, accepts tentatively or declines."
    invited = _invitation_in(mail)
    if invited is None:
        return "This mail invites nobody."
    event = next(iter(invited.walk("VEVENT")))
    message = EmailMessage()
    message["From"] = sender
    message["To"] = str(event["ORGANIZER"]).removeprefix("mailto:").removeprefix("MAILTO:")
    message["Subject"] = f"{SUBJECTS[answer]}: {event.get('SUMMARY', '')}"
    message.set_content(note)
    reply = _reply(event, answer=answer, note=note)
    message.add_alternative(reply, subtype="calendar", params={"method": "REPLY"})
    return message


def _invitation_in(mail: Record) -> Any | None:
    for file in mail["attachments"]:
        if file["content_type"] == "text/calendar" and "METHOD:REQUEST" in file["text"]:
            return Calendar.from_ical(file["text"])
    return None


def _reply(event: Any, *, answer: str, note: str) -> str:
    attendee = event["ATTENDEE"]
    attendee.params["PARTSTAT"] = answer.upper()
    attendee.params.pop("RSVP", None)
    if note:
        event.add("comment", note)
    calendar = Calendar()
    calendar.add("prodid", "-//Sandbox calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "REPLY")
    calendar.add_component(event)
    text: str = calendar.to_ical().decode()
    return text
