"""The customer's page says one thing before and after a booking, in whole sentences."""

from __future__ import annotations

from dataclasses import replace

from functions.outreach.domain.calendar.founder_calendar import BookingId, Slot
from functions.outreach.domain.conversation.state import Booking, Turn, Who
from functions.outreach.domain.playbooks.playbook import Part
from functions.outreach.domain.speaking.utterance import UtterancePiece, say_line
from functions.outreach.handlers.web import customer_page
from functions.outreach.workflows.customer_page import CustomerPage, subject_of
from functions.outreach.workflows.step_context import build_step_context
from functions.product.channels import Channel
from functions.product.motions import Motion
from tenancy.runtime.http import HttpRequest
from tests.outreach.approved import NOW, conversation, settings


def test_the_page_is_about_the_same_thing_after_every_turn() -> None:
    """Equal subjects are taken in turn, so a booking changed what the page was about."""
    found = conversation()
    context = build_step_context(found, settings=settings(Motion.UPSELL), now=NOW)
    said = Turn(0, Who.CUSTOMER, Channel.EMAIL, NOW, "Yes")
    talks = [replace(found, turns=(said,) * count) for count in range(8)]
    mails = [
        say_line(Part.EMAIL_SUBJECT, conversation=talk, context=context, channel=Channel.EMAIL)
        for talk in talks
    ]
    headed = [mail.text for mail in mails if isinstance(mail, UtterancePiece)]
    assert len(headed) == len(talks)
    assert len(set(headed)) > 1
    assert {subject_of(talk, context) for talk in talks} == {headed[0]}


def test_a_sentence_that_ends_in_a_link_ends() -> None:
    slot = Slot(NOW, NOW)
    booked = CustomerPage(
        business="Acme Notes",
        founder="Ada Example",
        language="en",
        time_zone="America/New_York",
        subject="A question about your plan",
        minutes=4,
        slots=(),
        free=(),
        booking=Booking(BookingId("b1"), slot, "https://meet.example.com/ada"),
        closed=False,
        consents=(),
        next_contact=None,
        phone="",
        version=1,
    )
    shown = customer_page.view(HttpRequest("GET", "/c/sample"), booked, now=NOW).text
    assert ">https://meet.example.com/ada</a>. You will get an invitation" in shown
