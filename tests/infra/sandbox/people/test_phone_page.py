"""The customer's phone in a real browser: every thing a person can do, by role and name."""

from __future__ import annotations

import re
import shutil
import smtplib
from collections.abc import Iterator
from email.message import EmailMessage

import pytest
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright
from twilio.rest import Client

from infra.sandbox.client import SandboxClient
from tests.infra.sandbox.conftest import ANN, OURS, OurSide, Served
from tests.infra.sandbox.twilio.test_calls import (
    GREETING,
    HANG_UP,
    answer_prompts,
    relay_twiml,
    ring,
)

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        # A Chromium of the system serves where Playwright's own was not installed.
        installed = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=installed, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def phone(browser: Browser, served: Served, world: SandboxClient) -> Iterator[Page]:
    world.set_person(ANN, name="Ann Sample", also=["ann@example.com"])
    page = browser.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.set_default_timeout(8000)
    page.goto(f"{served.url}/phone")
    page.get_by_role("navigation", name="People").get_by_role(
        "link", name=re.compile("Ann Sample")
    ).click()
    yield page
    assert problems == []
    page.close()


def test_a_text_arrives_live_and_is_answered(
    phone: Page, twilio: Client, world: SandboxClient, our_side: OurSide
) -> None:
    twilio.messages.create(to=ANN, from_=OURS, body="Hello <b>Ann</b>")
    expect(phone.get_by_role("log", name="Messages")).to_contain_text("Hello <b>Ann</b>")
    expect(phone.get_by_role("textbox", name="To number")).to_have_value(OURS)
    phone.get_by_role("textbox", name="Message").fill("Yes, please")
    phone.get_by_role("button", name="Send").click()
    expect(phone.get_by_role("log", name="Messages")).to_contain_text("Yes, please")
    world.settle()
    assert our_side.at("/hooks/twilio/messages")[0].params["Body"] == "Yes, please"


def test_what_is_being_typed_survives_an_arriving_message(
    phone: Page, twilio: Client, world: SandboxClient
) -> None:
    box = phone.get_by_role("textbox", name="Message")
    box.fill("I am still writ")
    twilio.messages.create(to=ANN, from_=OURS, body="Are you there?")
    expect(phone.get_by_role("log", name="Messages")).to_contain_text("Are you there?")
    expect(box).to_have_value("I am still writ")
    expect(box).to_be_focused()


def test_nothing_can_be_typed_into_the_tab_that_was_left(phone: Page) -> None:
    box = phone.get_by_role("textbox", name="Message")
    expect(box).to_be_visible()
    held: list[Route] = []
    released = False

    def hold(route: Route) -> None:
        if released:
            route.continue_()
        else:
            held.append(route)

    # The handler stays: taking it away continues what it holds, and no request is continued twice.
    phone.route("**/phone/api/person/**", hold)
    phone.get_by_role("tab", name="WhatsApp").click()
    expect(box).to_have_count(0)
    released = True
    for route in held:
        route.continue_()
    expect(box).to_be_visible()


def test_whatsapp_has_its_own_thread(phone: Page, world: SandboxClient) -> None:
    phone.get_by_role("tab", name="WhatsApp").click()
    phone.get_by_role("textbox", name="Message").fill("Labas")
    phone.get_by_role("textbox", name="To number").fill(OURS)
    phone.get_by_role("button", name="Send").click()
    expect(phone.get_by_role("log", name="Messages")).to_contain_text("Labas")
    assert [m["channel"] for m in world.messages(ANN)] == ["whatsapp"]


def test_a_call_is_answered_spoken_interrupted_and_ended(
    phone: Page, twilio: Client, world: SandboxClient, our_side: OurSide
) -> None:
    our_side.on_frame = answer_prompts
    our_side.answers["/answer"] = relay_twiml(our_side)
    our_side.answers["/ended"] = HANG_UP
    phone.get_by_role("tab", name="Calls").click()
    ring(twilio, our_side)
    phone.get_by_role("button", name="Answer", exact=True).click()
    transcript = phone.get_by_role("log", name="Transcript")
    expect(transcript).to_contain_text(GREETING)
    phone.get_by_role("textbox", name="Say").fill("Who is this?")
    phone.get_by_role("button", name="Speak").click()
    expect(transcript).to_contain_text("You said: Who is this?")
    phone.get_by_role("textbox", name="Heard until then").fill("You said")
    phone.get_by_role("button", name="Interrupt").click()
    expect(transcript).to_contain_text("heard only: “You said”")
    phone.get_by_role("button", name="Key 9").click()
    expect(phone.get_by_role("article", name="Call completed")).to_be_visible()
    expect(phone.get_by_role("button", name="Call this number")).to_be_visible()


@pytest.mark.parametrize(("name", "status"), [("Busy", "busy"), ("Do not answer", "no-answer")])
def test_a_call_can_be_left_ringing(
    phone: Page, twilio: Client, our_side: OurSide, name: str, status: str
) -> None:
    phone.get_by_role("tab", name="Calls").click()
    ring(twilio, our_side)
    phone.get_by_role("button", name=name).click()
    expect(phone.get_by_role("article", name=f"Call {status}")).to_be_visible()


def test_a_mail_shows_its_links_and_unsubscribes(
    phone: Page, served: Served, our_side: OurSide
) -> None:
    message = EmailMessage()
    message["From"], message["To"] = "founder@example.com", "ann@example.com"
    message["Subject"], message["Message-ID"] = "Your usage", "<m1@example.com>"
    message["List-Unsubscribe"] = f"<{our_side.url}/u/token>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(f"Choose a slot: {our_side.url}/c/abc")
    phone.get_by_role("tab", name="Mail").click()
    with smtplib.SMTP("127.0.0.1", served.sandbox.smtp_port or 0, timeout=5) as smtp:
        smtp.send_message(message)
    card = phone.get_by_role("article", name="Your usage")
    links = card.get_by_role("list", name="Links in this mail")
    expect(links.get_by_role("link")).to_have_attribute("href", f"{our_side.url}/c/abc")
    card.get_by_role("button", name="Unsubscribe").click()
    expect(card.get_by_role("button", name="Unsubscribed")).to_be_visible()
    assert our_side.at("/u/token")
    card.get_by_role("textbox", name="Reply").fill("Thanks")
    card.get_by_role("button", name="Send reply").click()
    expect(phone.get_by_role("alert")).to_contain_text("no local cloud")
    # Who opens this person now sees the mail, which is all that reached them.
    phone.reload()
    expect(phone.get_by_role("tab", name="Mail", selected=True)).to_be_visible()
    expect(card).to_be_visible()


def test_the_clock_moves_by_its_buttons(phone: Page) -> None:
    clock = phone.get_by_role("status", name="Clock")
    expect(clock).to_have_text("2027-03-01 15:00 UTC")
    phone.get_by_role("button", name="+1 hour").click()
    expect(clock).to_have_text("2027-03-01 16:00 UTC")
    # Ann's number is in New York's zone, or one like it: 10:00 there is 15:00 UTC in winter.
    phone.get_by_role("button", name="Next business morning").click()
    expect(clock).to_have_text("2027-03-02 15:00 UTC")
    phone.get_by_role("button", name="+1 month").click()
    # Some sixty steps, each after a look whether the work of the one before is done.
    expect(clock).to_have_text("2027-04-02 15:00 UTC", timeout=90_000)
    phone.get_by_role("button", name="Next business morning").click()
    expect(clock).to_have_text("2027-04-05 14:00 UTC")


def test_a_person_is_found_and_added(phone: Page, world: SandboxClient) -> None:
    world.set_person("+37061234567", name="Irena Example")
    phone.get_by_role("searchbox", name="Search people").fill("irena")
    people = phone.get_by_role("navigation", name="People")
    expect(people.get_by_role("link")).to_have_count(1)
    phone.get_by_role("searchbox", name="Search people").fill("")
    phone.get_by_role("textbox", name="New person's number or mail").fill("new@example.com")
    phone.get_by_role("button", name="Add person").click()
    expect(phone.get_by_role("heading", name="new@example.com")).to_be_visible()
