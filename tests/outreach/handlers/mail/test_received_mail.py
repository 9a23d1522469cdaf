"""Whole raw mails, from the bucket to what follows: a turn, an answer, a notice or nothing."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from urllib.parse import quote_plus

import boto3
import pytest

from functions.outreach import wiring
from functions.outreach.domain.conversation.effects import EffectKind
from functions.outreach.domain.conversation.events import BecameDue, SlotPicked
from functions.outreach.domain.conversation.state import (
    Booking,
    Conversation,
    ConversationId,
    Outcome,
    State,
    Turn,
    Who,
)
from functions.outreach.handlers.queues import mail, replies
from functions.outreach.store import bookings
from functions.outreach.store.bookings import BookingStatus
from functions.outreach.workflows.advance_conversation import Advanced, advance
from functions.product.channels import Channel
from tests.outreach.approved import TENANT, conversation
from tests.outreach.handlers.deployed import Deployed

pytestmark = pytest.mark.costly(first=3)

CALENDARS = Path(__file__).parents[2] / "adapters" / "mail" / "calendar_mails"
CORPUS = Path(__file__).parents[2] / "adapters" / "mail" / "received"
ADDRESS_IN_CORPUS = b"r-t_sample000001-c_abcdefgh234567@mail.example.com"


@dataclass(frozen=True)
class ByMail:
    """One conversation that is led by mail alone."""

    stage: Deployed
    id: ConversationId

    @property
    def now(self) -> Conversation:
        loaded = wiring.conversations().load(TENANT, self.id)
        assert loaded is not None
        return loaded.conversation

    @cached_property
    def address(self) -> str:
        """As a mail of ours carries it."""
        wiring.addresses().hand_out(self.now)
        return wiring.addresses().reply_to(self.now)

    @property
    def theirs(self) -> list[Turn]:
        return [turn for turn in self.now.turns if turn.who is Who.CUSTOMER]

    @property
    def notices(self) -> list[str]:
        effects = self.stage.load(self.now).effects
        kind = EffectKind.NOTIFY_FOUNDER
        return [record.effect.notice for record in effects if record.effect.kind is kind]

    @property
    def sent(self) -> int:
        effects = self.stage.load(self.now).effects
        return sum(record.effect.kind is EffectKind.CONTACT_CUSTOMER for record in effects)

    def arrives(self, raw: bytes, *, key: str = "mail/1") -> None:
        """Through the bucket, both queues and their handlers, as it is deployed."""
        raw = raw.replace(ADDRESS_IN_CORPUS, self.address.encode())
        boto3.client("s3").put_object(Bucket="warmline-test", Key=key, Body=raw)
        body = {"Records": [{"s3": {"object": {"key": quote_plus(key, safe="/")}}}]}
        assert failures(mail.handle, body) == []
        for message in self.stage.queued("replies"):
            assert failures(replies.handle, message) == []

    def writes(self, text: str, headers: str = "") -> None:
        self.arrives(
            f"From: Peter Sample <person1@example.com>\nTo: {self.address}\nSubject: Re: Hello\n"
            f"Message-ID: <{len(self.now.turns)}@example.com>\nMIME-Version: 1.0\n{headers}"
            f"Content-Type: text/plain; charset=utf-8\n\n{text}\n".encode()
        )

    def books(self) -> Booking:
        """A slot is chosen on the hosted page."""
        picked = SlotPicked("p1", start=datetime(2026, 11, 25, 15, 30, tzinfo=UTC))
        done = advance(wiring.advance_ports(), tenant=TENANT, conversation=self.id, event=picked)
        assert isinstance(done, Advanced)
        self.stage.queued("effects")
        booking = self.now.booking
        assert booking is not None
        return booking

    def answers_the_invitation(self, name: str) -> None:
        """With a raw mail of the corpus, about the booking there is and from its customer."""
        booking, raw = self.now.booking, (CALENDARS / f"{name}.eml").read_bytes()
        own = booking.id if booking else "b_gone"
        for part in raw.split(b"\r\n\r\n"):
            packed = part.split(b"\r\n--")[0]
            if packed.startswith(b"QkVHSU46VkNBTEVOREFS"):
                plain = base64.b64decode(packed)
                again = base64.encodebytes(self._about(plain, own)).replace(b"\n", b"\r\n")
                raw = raw.replace(packed, again.strip())
        self.arrives(self._about(raw, own))

    def _about(self, raw: bytes, booking: str) -> bytes:
        return raw.replace(b"b_sample", booking.encode()).replace(
            b"peter@example.com", self.now.facts.email.encode()
        )


def failures(
    handler: Callable[[dict[str, object]], dict[str, list[dict[str, str]]]], body: dict[str, object]
) -> list[dict[str, str]]:
    record = {"messageId": "m1", "body": json.dumps(body), "attributes": {}}
    return handler({"Records": [record]})["batchItemFailures"]


@pytest.fixture
def by_mail(stage: Deployed) -> ByMail:
    terms = replace(conversation(1).terms, channels=(Channel.EMAIL,))
    fresh = stage.open(
        id=wiring.fill_ports().ids.conversation(campaign="k", customer="c"), terms=terms
    )
    done = advance(wiring.advance_ports(), tenant=TENANT, conversation=fresh.id, event=BecameDue())
    talk = ByMail(stage, fresh.id)
    assert isinstance(done, Advanced)
    assert talk.sent == 1
    stage.queued("effects")
    return talk


def ours(talk: ByMail) -> str:
    """The opening as it was mailed, with its footer."""
    opening = next(turn.text for turn in talk.now.turns if turn.who is Who.AGENT)
    leave = wiring.addresses().unsubscribe(talk.now)
    return f"{opening}\n\n--\n1 Sample Street, Sampletown\n{leave}"


@pytest.mark.costly(first=1)
@pytest.mark.parametrize("own", ["no", "Yes, I would like that.", "Who are you?"])
@pytest.mark.parametrize(
    "quoting",
    [
        "{own}\n\n{ours}",
        "{ours}\n\n{own}",
        "Mitt: Sample Desk\n\n{ours}\n\n{own}",
        "From: Sample Desk <hello@sample.example.com>\nSent: Tuesday\nTo: Peter\n\n{ours}\n\n{own}",
    ],
    ids=["above", "below", "below an unknown mark", "below a head"],
)
def test_our_own_words_are_known_without_any_mark(by_mail: ByMail, quoting: str, own: str) -> None:
    by_mail.writes(quoting.format(own=own, ours=ours(by_mail)))
    (turn,) = by_mail.theirs
    assert turn.text.removeprefix("Mitt: Sample Desk").strip() == own
    assert by_mail.now.outcome is not Outcome.OPTED_OUT


@pytest.mark.slow
def test_a_stop_above_our_own_words_is_the_customers(by_mail: ByMail) -> None:
    by_mail.writes(f"STOP\n\n{ours(by_mail)}")
    assert by_mail.now.outcome is Outcome.OPTED_OUT


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["attachment_alone", "signature_alone", "forwarded_alone", "our_words_alone"]
)
def test_a_mail_without_words_of_its_own_is_for_the_founder_alone(
    by_mail: ByMail, name: str
) -> None:
    before = by_mail.now
    by_mail.arrives((CORPUS / f"{name}.eml").read_bytes())
    (turn,) = by_mail.theirs
    assert turn.text == ""
    assert by_mail.notices == ["no_words"]
    assert by_mail.sent == 1
    assert (by_mail.now.state, by_mail.now.reached) == (before.state, False)


@pytest.mark.costly(first=1)
@pytest.mark.parametrize(
    "name",
    [
        "exchange_away_by_subject",
        "exchange_away_de",
        "exchange_away_suppress",
        "away_lt_encoded",
        "gmail_away",
        "cpanel_away",
        "other_away",
        "newsletter",
        "no_reply_ticket",
        "null_return_path",
        "bounce_delayed",
        "read_receipt",
        "read_receipt_by_subject",
    ],
)
def test_a_machines_mail_is_recorded_and_nothing_follows(by_mail: ByMail, name: str) -> None:
    before = by_mail.now
    for number in (1, 2):
        raw = (CORPUS / f"{name}.eml").read_bytes()
        by_mail.arrives(raw.replace(b"Message-ID: <", f"Message-ID: <{number}".encode()))
    assert len(by_mail.theirs) == 2
    assert (by_mail.sent, by_mail.notices) == (1, [])
    now = by_mail.now
    assert (now.state, now.due_at, now.reached) == (State.OPENED, before.due_at, False)


def test_a_mail_without_an_id_is_read_once(by_mail: ByMail) -> None:
    raw = f"From: person1@example.com\nTo: {by_mail.address}\n\nSTOP\n".encode()
    by_mail.arrives(raw, key="mail/unnamed")
    by_mail.arrives(raw, key="mail/unnamed")
    assert len(by_mail.theirs) == 1
    assert by_mail.now.outcome is Outcome.OPTED_OUT


def test_a_letter_too_long_for_a_queue_is_read_at_its_front(by_mail: ByMail) -> None:
    by_mail.writes("STOP\n\n" + "\n".join(f"> ž{'😀' * 40}" for _ in range(1000)))
    assert by_mail.now.outcome is Outcome.OPTED_OUT


@pytest.mark.parametrize(
    "name",
    [
        "google_accepted",
        "google_maybe",
        "outlook_accepted_de",
        "answer_without_a_method_in_the_part",
    ],
)
def test_an_accepted_invitation_is_recorded_and_nothing_is_sent(by_mail: ByMail, name: str) -> None:
    booking = by_mail.books()
    before, turns = (by_mail.sent, by_mail.notices, by_mail.now.state), len(by_mail.now.turns)
    by_mail.answers_the_invitation(name)
    by_mail.answers_the_invitation(name)
    assert len(by_mail.now.turns) == turns + 1
    assert (by_mail.sent, by_mail.notices, by_mail.now.state) == before
    assert by_mail.now.booking == booking


@pytest.mark.parametrize(
    "name",
    ["google_declined_with_note", "outlook_declined_fr", "apple_declined"],
)
def test_a_declined_invitation_calls_the_conversation_off_and_the_founder_sees_it(
    by_mail: ByMail, name: str
) -> None:
    booking = by_mail.books()
    by_mail.answers_the_invitation(name)
    assert by_mail.now.booking is None
    assert by_mail.now.state is State.OFFERING
    assert by_mail.notices == ["booked", "cancelled"]
    assert by_mail.sent == 3
    row = bookings.find(TENANT, booking.id)
    assert row is not None
    assert (row.booking, row.status) == (booking, BookingStatus.CANCELLED)


def test_a_free_hour_that_a_calendar_proposes_instead_is_booked(by_mail: ByMail) -> None:
    booking = by_mail.books()
    by_mail.answers_the_invitation("outlook_new_time")
    moved = by_mail.now.booking
    assert moved is not None
    assert (moved.event, moved.moves) == (booking.id, 1)
    assert moved.slot.start == datetime(2026, 12, 3, 16, tzinfo=UTC)
    row = bookings.find(TENANT, booking.id)
    assert row is not None
    assert (row.booking, row.status) == (booking, BookingStatus.CANCELLED)


def test_a_stop_in_the_note_of_an_answer_is_obeyed(by_mail: ByMail) -> None:
    by_mail.books()
    raw = (CALENDARS / "outlook_declined_with_comment.eml").read_bytes()
    by_mail.arrives(raw.replace(b"Please ask me again next year.", b"Stop emailing me."))
    assert by_mail.now.outcome is Outcome.OPTED_OUT


def test_what_a_calendar_writes_about_its_own_notices_is_no_opt_out(by_mail: ByMail) -> None:
    by_mail.answers_the_invitation("google_accepted")
    assert by_mail.now.outcome is None
    assert by_mail.notices == []


@pytest.mark.parametrize("name", ["their_own_invitation", "broken_answer", "delegated"])
def test_any_other_mail_of_a_calendar_is_for_the_founder_alone(by_mail: ByMail, name: str) -> None:
    by_mail.answers_the_invitation(name)
    assert by_mail.sent == 1
    assert by_mail.notices == ["calendar_mail"]
    assert by_mail.now.reached is False


@pytest.mark.parametrize("name", ["bounce_failed", "bounce_exim"])
@pytest.mark.parametrize("to_the_sender", [False, True])
def test_a_returned_mail_ends_the_mail_rung_as_a_reported_bounce_does(
    by_mail: ByMail, name: str, to_the_sender: bool
) -> None:
    raw = (CORPUS / f"{name}.eml").read_bytes()
    raw = raw.replace(b"peter@example.com", by_mail.now.facts.email.encode())
    if to_the_sender:
        raw = raw.replace(ADDRESS_IN_CORPUS, b"hello@sample.example.com")
    for number in (1, 2):
        by_mail.arrives(raw, key=f"mail/{number}")
    (touch,) = by_mail.now.touches
    assert touch.failed == "bounce"
    assert by_mail.now.turns[0].undelivered == "bounce"
    assert by_mail.theirs == []
    assert by_mail.sent == 1


def test_a_report_about_another_address_says_nothing_of_this_one(by_mail: ByMail) -> None:
    by_mail.arrives((CORPUS / "bounce_failed.eml").read_bytes())
    (touch,) = by_mail.now.touches
    assert not touch.failed
    assert len(by_mail.theirs) == 1
    assert by_mail.sent == 1


def test_an_opt_out_in_the_subject_alone_is_obeyed(by_mail: ByMail) -> None:
    by_mail.arrives(
        f"From: person1@example.com\nTo: {by_mail.address}\nSubject: unsubscribe\n"
        "Message-ID: <s@example.com>\n\n\n".encode()
    )
    assert by_mail.now.outcome is Outcome.OPTED_OUT


def test_what_an_invitation_said_is_known_too(by_mail: ByMail) -> None:
    by_mail.books()
    loaded = by_mail.stage.load(by_mail.now)
    kind = EffectKind.INVITE_CUSTOMER
    (invited,) = [record.effect for record in loaded.effects if record.effect.kind is kind]
    text = "\n\n".join(piece.text for piece in invited.pieces)
    before = len(by_mail.theirs)
    by_mail.writes(f"{text}\n\nCan we talk at four instead?")
    assert [turn.text for turn in by_mail.theirs[before:]] == ["Can we talk at four instead?"]
