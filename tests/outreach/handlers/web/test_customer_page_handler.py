"""The customer's page: times that can be booked, one booking a choice, and always a way out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from html import unescape
from urllib.parse import parse_qs, urlencode

import pytest
from icalendar import Calendar

from functions.outreach import wiring
from functions.outreach.domain.conversation.effects import Effect, EffectKind
from functions.outreach.domain.conversation.state import Conversation, ConversationId, State
from functions.outreach.handlers.web import customer_page
from functions.outreach.handlers.web.page_words import WORDS
from functions.outreach.store import bookings
from functions.outreach.workflows import customer_page as page
from functions.product.channels import CHANNELS, Channel
from tenancy.runtime.http import HttpRequest, HttpResponse
from tenancy.runtime.signed_links import sign_token
from tests.deployment_secrets import KEY
from tests.outreach.approved import NOW, TENANT, consent, customer
from tests.outreach.handlers.deployed import Deployed

pytestmark = pytest.mark.costly(first=2)


@dataclass(frozen=True)
class Standing:
    """A clock at one moment."""

    at: datetime

    def now(self) -> datetime:
        return self.at


@dataclass(frozen=True)
class Visitor:
    """A browser with one customer's link."""

    link: str

    def get(self, **asked: str) -> HttpResponse:
        return self.send("GET", asked)

    def post(self, **form: str) -> HttpResponse:
        return self.send("POST", **form)

    def send(
        self, method: str, asked: Mapping[str, str] | None = None, **form: str
    ) -> HttpResponse:
        path = "/" + self.link.split("/", 3)[3]
        return customer_page.handle(
            HttpRequest(
                method,
                path,
                query=asked or {},
                headers={"content-type": "application/x-www-form-urlencoded"},
                body=urlencode(form).encode(),
                values={"token": path.rpartition("/")[2]},
            )
        )

    def starts(self, **asked: str) -> list[str]:
        links = re.findall(r'href="\?([^"]*start=[^"]+)"', self.get(**asked).text)
        return [parse_qs(unescape(link))["start"][0] for link in links]

    def confirmed(self, start: str) -> dict[str, str]:
        """The hidden fields of the page that asks whether to book."""
        return visitor_form(self.get(start=start))

    def version(self) -> str:
        (first, *_) = re.findall(r'name="version" value="(\d+)"', self.get().text)
        return str(first)


def page_of(talk: Conversation) -> Visitor:
    wiring.addresses().hand_out(talk)
    return Visitor(wiring.addresses().page(talk))


def way_out_of(talk: Conversation) -> Visitor:
    wiring.addresses().hand_out(talk)
    return Visitor(wiring.addresses().unsubscribe(talk))


def kinds(stage: Deployed, talk: Conversation) -> list[EffectKind]:
    return [record.effect.kind for record in stage.load(talk).effects]


def test_the_page_shows_times_and_nothing_of_it_is_kept_or_framed(stage: Deployed) -> None:
    shown = page_of(stage.opened()).get()
    assert shown.status == 200
    assert "Sample Founder" in shown.text
    for words in ("About", "4 min", "New York time", "November 2026", "Look at this time"):
        assert words in shown.text
    assert shown.headers["Cache-Control"] == "no-store"
    assert shown.headers["Referrer-Policy"] == "no-referrer"
    assert shown.headers["X-Robots-Tag"] == "noindex"
    policy = shown.headers["Content-Security-Policy"]
    for rule in ("default-src 'none'", "form-action 'self'", "frame-ancestors 'none'"):
        assert rule in policy
    assert "<script" not in shown.text


@pytest.mark.slow
def test_choosing_a_time_books_it_and_the_page_says_so(stage: Deployed) -> None:
    talk = stage.opened()
    visitor = page_of(talk)
    form = visitor.confirmed(visitor.starts()[0])
    assert (form["action"], stage.load(talk).conversation.state) == ("pick", talk.state)
    answer = visitor.post(**form)
    assert (answer.status, answer.text) == (303, "")
    path, _, query = answer.headers["Location"].partition("?")
    assert path == f"/c/{visitor.link.rpartition('/')[2]}"
    assert parse_qs(query) == {"start": [form["start"]]}
    found = stage.load(talk).conversation
    assert found.state is State.BOOKED
    assert found.booking is not None
    assert found.booking.slot.start.isoformat() == form["start"]
    assert WORDS["en"]["gone"] not in visitor.get(start=form["start"]).text
    assert [row.booking.id for row in bookings.list_all(TENANT)] == [found.booking.id]
    assert "Booked:" in visitor.get().text
    assert visitor.starts() == []


@pytest.mark.slow
def test_a_double_click_is_one_booking(stage: Deployed) -> None:
    talk = stage.opened()
    visitor = page_of(talk)
    start, version = visitor.starts()[0], visitor.version()
    for _ in range(3):
        assert visitor.post(action="pick", start=start, version=version).status == 303
    assert len(bookings.list_all(TENANT)) == 1
    assert kinds(stage, talk).count(EffectKind.CREATE_EVENT) == 1


@pytest.mark.slow
def test_a_time_somebody_else_took_is_not_given_twice_and_others_are_shown(
    stage: Deployed,
) -> None:
    first, second = page_of(stage.opened(1)), page_of(stage.opened(2))
    start = first.starts()[0]
    assert start in second.starts()
    version = second.version()
    first.post(action="pick", start=start, version=first.version())
    assert second.post(action="pick", start=start, version=version).status == 303
    assert len(bookings.list_all(TENANT)) == 1
    assert WORDS["en"]["gone"] in second.get(start=start).text
    others = second.starts()
    assert others
    assert start not in others


def booked_on_the_page(stage: Deployed) -> tuple[Visitor, Conversation]:
    visitor = page_of(talk := stage.opened())
    visitor.post(**visitor.confirmed(visitor.starts()[0]))
    return visitor, stage.load(talk).conversation


@pytest.mark.slow
def test_a_booking_is_moved_on_the_page_and_comes_as_a_file(stage: Deployed) -> None:
    visitor, talk = booked_on_the_page(stage)
    assert talk.booking is not None
    event = Calendar.from_ical(visitor.get(file="ics").body).walk("VEVENT")[0]
    assert event["UID"] == f"{talk.booking.id}-customer@warmline"
    assert event["DTSTART"].dt == talk.booking.slot.start
    other = visitor.starts(change="1")[-1]
    form = visitor_form(visitor.get(change="1", start=other))
    assert form["action"] == "pick"
    assert visitor.post(**form).status == 303
    moved = stage.load(talk).conversation.booking
    assert moved is not None
    assert (moved.slot.start, moved.moves) == (datetime.fromisoformat(other), 1)
    assert [row.booking.id for row in upcoming()] == [moved.id]
    assert "Booked:" in visitor.get().text
    # A move to a time that another customer was faster with leaves the booking, and says so.
    assert WORDS["en"]["gone"] in visitor.get(start="2026-11-25T03:00Z").text


def test_a_booking_is_cancelled_on_the_page_once_it_is_confirmed(stage: Deployed) -> None:
    visitor, talk = booked_on_the_page(stage)
    form = visitor_form(visitor.get(cancel="1"))
    assert upcoming(), "a link alone cancels nothing"
    for _ in range(2):
        assert visitor.post(**form).status == 303
    assert upcoming() == []
    assert stage.load(talk).conversation.state is State.OFFERING
    assert visitor.starts()
    assert [n.notice for n in notices(stage, talk)] == ["booked", "cancelled"]


def test_who_opted_out_is_offered_to_cancel_and_nothing_else(stage: Deployed) -> None:
    visitor, talk = booked_on_the_page(stage)
    visitor.post(action="opt_out")
    ways = re.findall(r'class="way" href="([^"]+)"', visitor.get().text)
    assert ways == ["?file=ics", "?cancel=1"]
    assert "?change=1" not in visitor.get(cancel="1").text
    assert visitor.get(change="1").text == visitor.get().text
    assert visitor.post(**visitor_form(visitor.get(cancel="1"))).status == 303
    assert upcoming() == []
    assert "Booked:" not in visitor.get().text
    assert [n.notice for n in notices(stage, talk)] == ["booked", "opted_out", "cancelled"]


def test_a_talk_under_way_can_be_neither_moved_nor_cancelled(stage: Deployed) -> None:
    _, talk = booked_on_the_page(stage)
    assert talk.booking is not None
    begins = talk.booking.slot.start
    ports = replace(wiring.advance_ports(), clock=Standing(begins))
    shown = page.show(ports, tenant=TENANT, conversation=talk.id, changing=True)
    assert isinstance(shown, page.CustomerPage)
    assert shown.free == ()
    for asked in ({}, {"change": "1"}, {"cancel": "1"}):
        request = HttpRequest("GET", "/c/x", query=asked, headers={}, body=b"", values={})
        text = customer_page.view(request, shown, now=begins).text
        assert re.findall(r'class="way" href="([^"]+)"', text) == ["?file=ics"]


def visitor_form(shown: HttpResponse) -> dict[str, str]:
    found = re.findall(r'name="(\w+)" value="([^"]*)"', shown.text)
    return {name: unescape(value) for name, value in found}


def upcoming() -> list[bookings.BookingRow]:
    rows = bookings.list_all(TENANT)
    return [row for row in rows if row.status is bookings.BookingStatus.UPCOMING]


def notices(stage: Deployed, talk: Conversation) -> list[Effect]:
    effects = [record.effect for record in stage.load(talk).effects]
    return [effect for effect in effects if effect.kind is EffectKind.NOTIFY_FOUNDER]


@pytest.mark.parametrize(
    "form",
    [
        {"action": "pick", "start": "tomorrow", "version": "1"},
        {"action": "pick", "start": "2026-11-25T15:00:00", "version": "1"},
        {"action": "pick", "start": "0001-01-01T00:00:00+14:00"},
        {"action": "pick"},
        {"action": "dance"},
        {},
    ],
)
def test_a_form_our_page_never_sends_is_refused_in_words(
    stage: Deployed, form: dict[str, str]
) -> None:
    talk = stage.opened()
    answer = page_of(talk).post(**form)
    assert answer.status == 400
    assert WORDS["en"]["choose_a_time"] in answer.text
    assert stage.load(talk).conversation.version == talk.version


@pytest.mark.parametrize("version", ["x", "-1", "9" * 5000, "٣", "", "1.5"])
def test_a_strange_version_is_no_error_page(stage: Deployed, version: str) -> None:
    visitor = page_of(stage.opened())
    answer = visitor.post(action="pick", start=visitor.starts()[0], version=version)
    assert answer.status == 303
    assert len(bookings.list_all(TENANT)) == 1


def without_consent(stage: Deployed) -> Conversation:
    facts = customer(1, consents=(consent(Channel.EMAIL),))
    return stage.open(1, facts=facts)


def test_a_permission_is_kept_with_the_words_that_were_shown(stage: Deployed) -> None:
    talk = without_consent(stage)
    visitor = page_of(talk)
    shown = unescape(visitor.get().text)
    answer = visitor.post(
        action="consent", channel="sms", agree="yes", phone="+1 212 555 0001", wording="Anything"
    )
    assert answer.status == 303
    (kept,) = stage.load(talk).conversation.earned
    assert (kept.channel, kept.granted_at, kept.source) == (Channel.SMS, NOW, "customer_page")
    assert kept.written
    assert kept.wording in shown
    assert "Sample Desk" in kept.wording


def test_a_permission_is_answered_with_what_happens_next(stage: Deployed) -> None:
    visitor = page_of(without_consent(stage))
    visitor.post(action="consent", channel="sms", agree="yes", phone="+1 212 555 0001")
    shown = unescape(visitor.get().text)
    assert "A text message to +12125550001 is on its way." in shown
    assert WORDS["en"]["next_more"] in shown


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"channel": "sms", "phone": "+12125550001"}, "tick_the_box"),
        ({"channel": "fax", "agree": "yes", "phone": "+12125550001"}, "tick_the_box"),
        ({"channel": "sms", "agree": "yes", "phone": "12"}, "phone_needed"),
        ({"channel": "sms", "agree": "yes", "phone": "<script>"}, "phone_needed"),
    ],
)
def test_half_a_permission_is_none(stage: Deployed, form: dict[str, str], words: str) -> None:
    talk = without_consent(stage)
    answer = page_of(talk).post(action="consent", **form)
    assert answer.status == 400
    assert WORDS["en"][words] in unescape(answer.text)
    assert stage.load(talk).conversation.earned == ()


def tokens(talk: Conversation) -> dict[str, str]:
    said = {"tenant": talk.tenant, "conversation": talk.id, "use": "page"}
    wiring.addresses().hand_out(talk)
    good = wiring.addresses().page(talk).rpartition("/")[2]
    never_sent = wiring.addresses().page(replace(talk, id=ConversationId("c_gone")))
    later = NOW + timedelta(days=1)
    return {
        "none": "",
        "cut off": good[:-2],
        "never handed out": never_sent.rpartition("/")[2],
        "another key": sign_token(b"x" * 32, said, expires_at=later),
        "of a call": sign_token(KEY, said | {"use": "voice"}, expires_at=later),
        "of a feed": sign_token(KEY, {"use": "calendar"}, expires_at=later),
        "of nobody": sign_token(KEY, said | {"conversation": "c_gone"}, expires_at=later),
    }


def test_a_link_we_do_not_honour_is_told_in_words(stage: Deployed) -> None:
    talk = stage.opened()
    for why, token in tokens(talk).items():
        for path in ("c", "u"):
            visitor = Visitor(f"https://hooks.example.com/{path}/{token}")
            answers = [visitor.get()]
            if path == "u":
                answers.append(visitor.post())
            for answer in answers:
                assert answer.status == 404, why
                assert WORDS["en"]["old_link"] in answer.text, why
    assert stage.load(talk).conversation.version == talk.version


@pytest.mark.parametrize("ends", [None, NOW - timedelta(days=280)])
def test_a_way_out_works_for_ever(stage: Deployed, ends: datetime | None) -> None:
    """A callback may lie 400 days ahead, and the mail of before is still in a mailbox then."""
    talk = stage.opened()
    said = {"tenant": talk.tenant, "conversation": talk.id, "use": "page"}
    token = sign_token(KEY, said, expires_at=ends)
    assert Visitor(f"https://hooks.example.com/c/{token}").get().status == 200
    done = Visitor(f"https://hooks.example.com/u/{token}").post()
    assert done.status == 200
    assert wiring.people().suppressed(TENANT, talk.facts)


def test_a_short_link_serves_one_purpose_only(stage: Deployed) -> None:
    talk = stage.opened()
    page, way_out = page_of(talk), way_out_of(talk)
    assert page.get().status == 200
    assert way_out.get().status == 200
    swapped = {
        Visitor(page.link.replace("/c/", "/u/")),
        Visitor(way_out.link.replace("/u/", "/c/")),
    }
    for visitor in swapped:
        assert visitor.get().status == 404
        assert visitor.post(action="opt_out").status == 404
    assert not wiring.people().suppressed(TENANT, talk.facts)


def test_following_the_way_out_only_asks(stage: Deployed) -> None:
    """A mail scanner follows every link (RFC 8058)."""
    talk = stage.opened()
    asked = way_out_of(talk).get()
    assert asked.status == 200
    assert '<form method="post">' in asked.text
    assert stage.load(talk).conversation.version == talk.version


def test_one_click_opts_out_for_good_and_again_changes_nothing(stage: Deployed) -> None:
    talk = stage.opened()
    visitor = way_out_of(talk)
    for _ in range(2):
        done = visitor.send("POST", **{"List-Unsubscribe": "One-Click"})
        assert done.status == 200
        assert WORDS["en"]["opted_out"] in done.text
    assert stage.load(talk).conversation.state is State.CLOSED
    assert wiring.people().suppressed(TENANT, talk.facts)
    closed = page_of(talk)
    assert WORDS["en"]["closed"] in closed.get().text
    assert closed.starts() == []


def test_the_pages_own_button_opts_out_too(stage: Deployed) -> None:
    talk = stage.opened()
    assert page_of(talk).post(action="opt_out").status == 303
    assert wiring.people().suppressed(TENANT, talk.facts)


def test_the_customer_changes_the_zone_of_the_times_on_the_page(stage: Deployed) -> None:
    talk = stage.opened()
    visitor = page_of(talk)
    assert "New York time" in visitor.get().text
    before = visitor.starts()
    chosen = visitor.post(action="zone", zone="Europe/Vilnius", version=visitor.version())
    assert chosen.status == 303
    shown = visitor.get().text
    assert "Vilnius time" in shown
    assert "New York time" not in shown
    assert set(visitor.starts()) & set(before), "the moments are the same"
    assert stage.load(talk).conversation.time_zone == "Europe/Vilnius"
    assert not stage.load(talk).conversation.reached
    for wrong in ("Mars/Olympus", "../etc/passwd", ""):
        assert visitor.post(action="zone", zone=wrong).status == 400


@pytest.mark.parametrize("channel", [row.channel for row in CHANNELS.rows if row.consent_line])
def test_every_channel_one_may_ask_for_is_announced(channel: Channel) -> None:
    assert {channel.value, f"next_{channel}", f"next_{channel}_at"} <= WORDS["en"].keys()


@pytest.mark.costly(first=len(WORDS))
@pytest.mark.parametrize("language", sorted(WORDS))
def test_every_language_has_every_word(language: str) -> None:
    assert WORDS[language].keys() == WORDS["en"].keys()


def test_names_from_files_are_shown_as_text(stage: Deployed) -> None:
    talk = stage.open()
    terms = replace(talk.terms, business_name="<b onload=x>Desk</b>")
    odd = stage.open(2, terms=terms)
    assert "<b onload" not in page_of(odd).get().text
