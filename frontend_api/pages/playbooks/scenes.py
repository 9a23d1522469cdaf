"""The parts of a playbook in the order in which a conversation meets them, for reading.

Words and order alone: which parts a motion needs is decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import batched
from math import ceil

from functions.outreach.domain.playbooks.playbook import Line, Part
from tenancy.values.lazy_dataclass import dataclass

LINES_A_PAGE = 6
"""As many as can be read with care at once, and as fit on three screens of a phone."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Part → when it is used."""

    title: str
    parts: Mapping[Part, str]


@dataclass(frozen=True, slots=True)
class ReadingPage:
    """Lines that are read together."""

    title: str
    lines: tuple[Line, ...]


SCENES: tuple[Scene, ...] = (
    Scene(
        "The first message",
        {
            Part.EMAIL_SUBJECT: "Above a mail",
            Part.DISCLOSURE: "Before everything else, each time somebody is contacted",
            Part.OPENER: "Next: why this customer, and why now",
            Part.QUESTION: "Then the one question",
        },
    ),
    Scene(
        "They do not answer",
        {
            Part.FOLLOW_UP: "A day of silence",
            Part.CONTINUE: "Silence on one channel: the next one goes on",
        },
    ),
    Scene(
        "They are interested",
        {
            Part.ACKNOWLEDGE: "They say something; this comes before the answer",
            Part.LEAVING_REASON: "They talk: what made them leave",
            Part.BLOCKERS: "They talk: what is in the way",
            Part.OFFER_AFTER_BLOCKERS: "They said what is in the way",
            Part.HANDOFF: "They say yes",
            Part.SLOT_OFFER: "They would like a time",
            Part.SLOT_READ_BACK: "In a call they choose a time",
            Part.SLOT_CONFIRM: "They chose a time",
            Part.CLOSING: "Everything is settled",
        },
    ),
    Scene(
        "A time does not work",
        {
            Part.NO_SLOTS: "You have no free time",
            Part.SLOT_TAKEN: "Somebody else just took the time",
            Part.SLOT_CHECK: "Your calendar cannot be asked just now",
            Part.SLOT_CONFLICT: "Something of yours lies over the time",
            Part.SLOT_MOVED: "You moved the conversation in your calendar",
            Part.BOOKING_CANCELLED: "The conversation is cancelled",
        },
    ),
    Scene(
        "Not now, or no",
        {
            Part.NOT_NOW: "They say “not now”",
            Part.CALLBACK_OFFER: "They may want to hear from us later",
            Part.CALLBACK_CONFIRM: "They named a time for that",
            Part.CALLBACK_RETURN: "That time has come",
            Part.DECLINE: "They say no",
            Part.ALREADY_DONE: "They did it already",
            Part.CONFIRM_OPT_OUT: "They may want it to stop",
            Part.OPT_OUT: "They want it to stop",
        },
    ),
    Scene(
        "They ask something",
        {
            Part.ARE_YOU_A_PERSON: "“Are you a person?”",
            Part.PRICE: "They ask for the price, and you gave a band",
            Part.PRICE_TO_FOUNDER: "They ask for the price, and it is yours to say",
            Part.UNKNOWN_ANSWER: "There is no approved answer",
            Part.UNCLEAR: "Nobody could make sense of it",
            Part.LANGUAGE_WISH: "They want another language",
        },
    ),
    Scene(
        "It is somebody else, or something is wrong",
        {
            Part.CONFIRM_WRONG_PERSON: "It may be the wrong person",
            Part.WRONG_PERSON: "It is the wrong person",
            Part.REFERRAL: "They name somebody else",
            Part.COMPLAINT: "They complain",
            Part.DISTRESS: "They are in distress",
            Part.MINOR: "A child writes",
            Part.HUMAN_HANDOVER: "It is handed to you",
        },
    ),
    Scene(
        "Calls",
        {
            Part.VOICEMAIL: "A machine takes the call",
            Part.RECORDING_CONSENT: "They are asked whether the call may be recorded",
            Part.RECORDING_OFF: "It is not recorded, or no longer",
            Part.SCREENING: "An assistant asks who is calling",
            Part.INBOUND: "A customer rings",
            Part.STRANGER_CALL: "Somebody rings whom nobody knows",
            Part.TRANSFER: "They are put through to you",
            Part.TRANSFER_FAILED: "You could not be reached",
        },
    ),
    Scene(
        "On the customer's page",
        {
            Part.TEXT_ME_CONSENT: "What they agree to with “text me”",
            Part.CALL_ME_CONSENT: "What they agree to with “have the AI call me”",
        },
    ),
)

OCCASIONS: Mapping[Part, str] = {
    part: when for scene in SCENES for part, when in scene.parts.items()
}


def reading_pages(lines: Sequence[Line]) -> tuple[ReadingPage, ...]:
    """The lines by scene, no more on a page than can be read at once; empty scenes are left out."""
    pages: list[ReadingPage] = []
    for scene in SCENES:
        found = [line for part in scene.parts for line in lines if line.part is part]
        count = ceil(len(found) / LINES_A_PAGE)
        if count:
            pages += (
                ReadingPage(scene.title, few)
                for few in batched(found, ceil(len(found) / count), strict=False)
            )
    return tuple(pages)
