"""The customer's page: times that can be booked, one booking a choice, and always a way out."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from html import unescape
from urllib.parse import urlencode

import pytest

from functions.outreach import wiring
from functions.outreach.domain.conversation.effects import EffectKind
from functions.outreach.domain.conversation.state import Conversation, ConversationId, State
from functions.outreach.handlers.web import customer_page
from functions.outreach.handlers.web.page_words import WORDS
from functions.outreach.store import bookings
from functions.product.channels import Channel
from tenancy.runtime.http import HttpRequest, HttpResponse
from tenancy.runtime.signed_links import sign_token
from tests.deployment_secrets import KEY
from tests.outreach.approved import NOW, TENANT, consent, customer
from tests.outreach.handlers.deployed import Deployed

pytestmark = pytest.mark.costly(first=2)


@dataclass(frozen=True)
class Visitor:
    """A browser with one customer's link."""

    link: str

    def get(self) -> HttpResponse:
        return self.send("GET")

    def post(self, **form: str) -> HttpResponse:
        return self.send("POST", **form)

    def send(self, method: str, **form: str) -> HttpResponse:
        path = "/" + self.link.split("/", 3)[3]
        return customer_page.handle(
            HttpRequest(
                method,
                path,
                headers={"content-type": "application/x-www-form-urlencoded"},
                body=urlencode(form).encode(),
                values={"token": path.rpartition("/")[2]},
            )
        )

    def starts(self) -> list[str]:
        return re.findall(r'name="start" value="([^"]+)"', self.get().text)

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
    assert 'name="start"' in shown.text
    assert shown.headers["Cache-Control"] == "no-store"
    assert shown.headers["Referrer-Policy"] == "no-referrer"
    assert shown.headers["X-Robots-Tag"] == "noindex"
    policy = shown.headers["Content-Security-Policy"]
    for rule in ("default-src 'none'", "form-action 'self'", "frame-ancestors 'none'"):
        assert rule in policy
    assert "<script" not in shown.text


def test_choosing_a_time_books_it_and_the_page_says_so(stage: Deployed) -> None:
    talk = stage.opened()
    visitor = page_of(talk)
    start = visitor.starts()[0]
    answer = visitor.post(action="pick", start=start, version=visitor.version())
    assert (answer.status, answer.text) == (303, "")
    assert answer.headers["Location"] == f"/c/{visitor.link.rpartition('/')[2]}"
    found = stage.load(talk).conversation
    assert found.state is State.BOOKED
    assert found.booking is not None
    assert found.booking.slot.start.isoformat() == start
    assert [row.booking.id for row in bookings.list_all(TENANT)] == [found.booking.id]
    assert "Booked:" in visitor.get().text
    assert visitor.starts() == []


def test_a_double_click_is_one_booking(stage: Deployed) -> None:
    talk = stage.opened()
    visitor = page_of(talk)
    start, version = visitor.starts()[0], visitor.version()
    for _ in range(3):
        assert visitor.post(action="pick", start=start, version=version).status == 303
    assert len(bookings.list_all(TENANT)) == 1
    assert kinds(stage, talk).count(EffectKind.CREATE_EVENT) == 1


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
    others = second.starts()
    assert others
    assert start not in others


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


@pytest.mark.costly(first=len(WORDS))
@pytest.mark.parametrize("language", sorted(WORDS))
def test_every_language_has_every_word(language: str) -> None:
    assert WORDS[language].keys() == WORDS["en"].keys()


def test_names_from_files_are_shown_as_text(stage: Deployed) -> None:
    talk = stage.open()
    terms = replace(talk.terms, business_name="<b onload=x>Desk</b>")
    odd = stage.open(2, terms=terms)
    assert "<b onload" not in page_of(odd).get().text
