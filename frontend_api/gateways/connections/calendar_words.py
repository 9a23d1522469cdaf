"""What a founder reads when their own calendar cannot be connected, and of one that is.

Words alone; decides nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from frontend_api.http.forms import FieldRefusal
from functions.calendars.provider import CalendarTrouble

Refusals = Mapping[CalendarTrouble, tuple[str, str]]
"""Words and the field they stand beside, for every trouble."""
CALDAV_REFUSALS: Refusals = {
    CalendarTrouble.REFUSED: (
        "Your calendar does not accept this name and password. Most providers want an app "
        "password that you make for Warmline, not the one you sign in with.",
        "app_password",
    ),
    CalendarTrouble.NO_CALENDAR: (
        "There is no calendar at this address. Use the CalDAV address of your provider.",
        "address",
    ),
    CalendarTrouble.FORBIDDEN_ADDRESS: (
        "This address must begin with https:// and lead to a server on the public internet.",
        "address",
    ),
    CalendarTrouble.UNREACHABLE: (
        "Your calendar did not answer just now. Look at the address, and try again in a minute.",
        "address",
    ),
    CalendarTrouble.UNREADABLE: (
        "The server answered with something that is no calendar, or far too much of it.",
        "address",
    ),
    CalendarTrouble.EMPTIED: ("Your calendar was emptied. Connect it once more.", "address"),
    CalendarTrouble.OTHER_LENGTH: ("Its bookings have another length.", "address"),
    CalendarTrouble.TAKEN: ("That time is taken there.", "address"),
    CalendarTrouble.READ_ONLY: (
        "We may read your calendars and write into none of them: bookings would not show there.",
        "user",
    ),
}
_PASSING = "Google did not answer just now. Nothing was changed; try again in a minute."
GOOGLE_REFUSALS: Refusals = {
    CalendarTrouble.REFUSED: (
        "Google does not let us in (any more). Press “Connect Google Calendar” once more.",
        "form",
    ),
    CalendarTrouble.NO_CALENDAR: (
        "One of your calendars is not at Google any more. Connect once more.",
        "form",
    ),
    CalendarTrouble.FORBIDDEN_ADDRESS: (_PASSING, "form"),
    CalendarTrouble.UNREACHABLE: (_PASSING, "form"),
    CalendarTrouble.UNREADABLE: (
        "Google answered with something we cannot read, or far too much of it.",
        "form",
    ),
    CalendarTrouble.EMPTIED: ("Your calendar was emptied. Connect it once more.", "form"),
    CalendarTrouble.OTHER_LENGTH: ("Its bookings have another length.", "form"),
    CalendarTrouble.TAKEN: ("That time is taken there.", "form"),
    CalendarTrouble.READ_ONLY: (
        "We may read your calendars and write into none of them: bookings would not show there.",
        "form",
    ),
}
_KEY_AT = "In Cal.com it is made under Settings, Developer, API keys."
CALCOM_REFUSALS: Refusals = {
    CalendarTrouble.REFUSED: (
        f"Cal.com does not accept this key (any more). {_KEY_AT}",
        "calcom_key",
    ),
    CalendarTrouble.NO_CALENDAR: (
        "Cal.com does not have what we asked for: the address is not of its API, or the event type "
        "is gone.",
        "calcom_address",
    ),
    CalendarTrouble.FORBIDDEN_ADDRESS: (
        "This address must begin with https:// and lead to a server on the public internet.",
        "calcom_address",
    ),
    CalendarTrouble.UNREACHABLE: (
        "Cal.com did not answer just now. Nothing was changed; try again in a minute.",
        "form",
    ),
    CalendarTrouble.UNREADABLE: (
        "What answered there is not Cal.com’s API, version 2.",
        "calcom_address",
    ),
    CalendarTrouble.EMPTIED: ("Your calendar was emptied. Connect it once more.", "form"),
    CalendarTrouble.READ_ONLY: ("This key may not book. Make another one.", "calcom_key"),
    CalendarTrouble.OTHER_LENGTH: (
        "The bookings of this event type have changed their length meanwhile. Choose again.",
        "event_type",
    ),
    CalendarTrouble.TAKEN: ("That time is taken there.", "form"),
}
NO_KEY = FieldRefusal("Give your Cal.com key on the Bandwidth page first.", "form")
NO_EVENT_TYPES = FieldRefusal(
    "There is no event type in this account. Make one in Cal.com, and come back.", "calcom_key"
)
NOT_FITTING = FieldRefusal("Choose one of the event types that fit.", "event_type")
NOT_ALL_ALLOWED = FieldRefusal(
    "You left a part of what Warmline needs unticked at Google: the list of your calendars, when "
    "you are busy, and writing bookings. Press “Connect Google Calendar” once more and leave all "
    "three ticked.",
    "form",
)
GOING = "You disconnected a moment ago. Try again in a minute."
GONE = FieldRefusal("Your calendar is not connected any more. Connect it once more.", "form")
CHOSEN_MEANWHILE = FieldRefusal(
    "Your calendars were chosen elsewhere after you opened this page. What counts now is ticked "
    "here; choose once more what you want changed.",
    "form",
)
NOT_OFFERED = FieldRefusal(
    "A calendar you chose is not there any more. Look at the list again.", "form"
)
NOT_WRITABLE = FieldRefusal("Bookings cannot be written into this calendar.", "target")
TOO_OFTEN = FieldRefusal("That were enough tries for one hour. Try again later.", "form")
TOO_MANY = FieldRefusal("At most 20 calendars can count.", "form")


def refuse_with(words: Refusals, trouble: CalendarTrouble) -> FieldRefusal:
    text, field = words[trouble]
    return FieldRefusal(text, field)


def describe_connection(user: str, provider: str, *, counted: int, target: str) -> str:
    """What the founder recognises a connection by; no secret."""
    calendars = "1 calendar counts" if counted == 1 else f"{counted} calendars count"
    named = target or "the first calendar"
    return f"{user} at {provider}: {calendars} as busy, bookings go to “{named}”"
