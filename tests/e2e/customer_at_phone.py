"""A customer with the sandbox's phone in hand: reads, writes, answers calls, opens mails.

The same page holds the clock, so whoever has it can let time pass.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

from playwright.sync_api import Locator, Page

from tests.e2e.browsing import expect


class CustomerAtPhone:
    """One phone page; `be` chooses whose phone it is."""

    def __init__(self, page: Page, *, sandbox: str) -> None:
        self.page = page
        page.goto(f"{sandbox}/phone")
        expect(self.clock).to_contain_text("UTC")

    @property
    def clock(self) -> Locator:
        return self.page.get_by_role("status", name="Clock")

    def now(self) -> datetime:
        """What the clock shows."""
        day, hour = self.clock.inner_text().split()[:2]
        return datetime.fromisoformat(f"{day} {hour[:5]}").replace(tzinfo=UTC)

    def pass_time(self, button: str) -> None:
        """Press a button of the clock and wait until what was due has run."""
        pressed = self.page.get_by_role("button", name=button, exact=True)
        before = self.clock.inner_text()
        pressed.click()
        if button != "Run what is due":
            expect(self.clock).not_to_have_text(before)
        expect(pressed).to_be_enabled()

    def wait_until_hour(self, hour: int) -> None:
        """Pass hours until the clock shows at least this one, of 24 and UTC."""
        while int(self.clock.inner_text().split()[1][:2]) < hour:
            self.pass_time("+1 hour")

    def be(self, address: str, *, tab: str) -> None:
        """Look at one person's phone."""
        self.page.get_by_role("textbox", name="New person's number or mail").fill(address)
        self.page.get_by_role("button", name="Add person").click()
        expect(self.page.get_by_role("heading", level=2)).to_contain_text(address)
        self.page.get_by_role("tab", name=tab).click()
        expect(self.page.get_by_role("tabpanel", name=tab)).to_be_visible()

    # Texts

    @property
    def texts(self) -> Locator:
        """What the agent wrote, oldest first."""
        return self.page.get_by_role("log", name="Messages").locator(".bubble:not(.mine)")

    def write(self, words: str) -> str:
        """Send a text and wait for the answer; returns it."""
        before = self.texts.count()
        self.page.get_by_role("textbox", name="Message").fill(words)
        self.page.get_by_role("button", name="Send", exact=True).click()
        expect(self.texts).to_have_count(before + 1)
        return self.texts.last.inner_text()

    # Calls

    @property
    def heard(self) -> Locator:
        return self.page.get_by_role("log", name="Transcript").last.locator(".bubble:not(.mine)")

    def answer(self) -> str:
        self.page.get_by_role("button", name="Answer", exact=True).click()
        expect(self.heard.first).to_be_visible()
        return self.heard.last.inner_text()

    def say(self, words: str) -> str:
        before = self.heard.count()
        self.page.get_by_role("textbox", name="Say", exact=True).fill(words)
        self.page.get_by_role("button", name="Speak").click()
        expect(self.heard.nth(before)).to_be_visible()
        return self.heard.last.inner_text()

    # Mail

    def mail(self, subject: str | re.Pattern[str]) -> Locator:
        card = self.page.get_by_role("article", name=subject).last
        expect(card).to_be_visible()
        return card

    def read(self, card: Locator) -> str:
        if card.locator("iframe").count():
            return card.frame_locator("iframe").locator("body").inner_text()
        return card.inner_text()

    def code_texted_to(self, number: str) -> str:
        self.be(number, tab="SMS")
        expect(self.texts.last).to_contain_text(re.compile(r"\b\d{6}\b"))
        return self.texts.last.inner_text().split()[0]

    def code_mailed_to(self, address: str) -> str:
        self.be(address, tab="Mail")
        found = re.search(r"\b\d{6}\b", self.read(self.mail(re.compile("."))))
        assert found, "the mail carries no code"
        return found[0]

    def follow_link(self, card: Locator, *, named: str) -> Page:
        """Open a link of a mail in a tab of its own."""
        links = card.get_by_role("list", name="Links in this mail").locator(f"a[href*='{named}']")
        with self.page.context.expect_page() as opened:
            links.first.click()
        opened.value.wait_for_load_state()
        return opened.value

    def open_person(self, named: str, *, place: int = 0) -> None:
        """Look at the mails of one of the people listed under this name."""
        self.page.get_by_role("searchbox", name="Search people").fill(named)
        people = self.page.get_by_role("navigation", name="People").get_by_role("link")
        people.nth(place).click()
        self.page.get_by_role("tab", name="Mail").click()
