"""A person's calendar answers our invitation, and our side reads what it sends."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest

from functions.outreach.adapters.mail.inbound import parse
from functions.outreach.domain.conversation.events import CalendarAnswer
from infra.sandbox.client import SandboxClient, SandboxRefusedError
from infra.sandbox.mail.invitations import invitation_answer
from infra.sandbox.mail.text import parts_of
from tests.infra.sandbox.conftest import OurSide, Served
from tests.infra.sandbox.mail.test_mailboxes import EVE, a_mail, relay
from tests.outreach.adapters.calendar.test_invitations import BOOKING, INVITATIONS
from tests.outreach.approved import NOW, conversation, customer

OURS = "r-t_sample000001-c_abcdefgh234567@mail.example.com"


def invited(address: str = EVE) -> dict[str, Any]:
    talk = conversation(facts=customer(email=address))
    ical = INVITATIONS.customer(talk, BOOKING, now=NOW, cancelled=False)
    message = EmailMessage(policy=policy.SMTP)
    message["From"], message["To"] = OURS, EVE
    message.set_content("You are booked.")
    message.add_attachment(ical, maintype="text", subtype="calendar", params={"method": "REQUEST"})
    return parts_of(message_from_bytes(message.as_bytes(), policy=policy.default))


@pytest.mark.parametrize("answer", ["accepted", "tentative", "declined"])
def test_an_answer_says_whose_it_is_and_to_what(answer: str) -> None:
    eve = "eve.o'sample+calls@example.com"
    made = invitation_answer(invited(eve), answer=answer, note="Sorry, ill", sender=eve)
    assert isinstance(made, EmailMessage)
    made["Message-ID"] = "<a@example.com>"
    mail = parse(made.as_bytes())
    assert mail is not None
    said = mail.calendar
    assert said is not None
    assert said.answer == CalendarAnswer(answer)
    assert (said.booking, said.attendee) == (BOOKING.id, eve)
    assert said.comment == "Sorry, ill"


def test_a_mail_without_an_invitation_cannot_be_answered_so(
    served: Served, world: SandboxClient, our_side: OurSide
) -> None:
    relay(served, a_mail(our_side))
    with pytest.raises(SandboxRefusedError, match="invites nobody"):
        world.answer_invitation(f"m-{EVE}", "accepted")
    with pytest.raises(SandboxRefusedError, match="no such mail"):
        world.answer_invitation("m-none", "accepted")
    assert isinstance(invitation_answer(invited(), answer="eaten", note="", sender=EVE), str)
