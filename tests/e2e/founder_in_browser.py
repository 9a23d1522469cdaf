"""A founder at the console, with a mouse and a keyboard: only what a page shows can be done.

Everything is found by its role and its name, as a screen reader would find it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page

from tests.e2e.browsing import expect
from tests.e2e.customer_at_phone import CustomerAtPhone

PASSWORD = "Sample-passw0rd-1"
WALKS = (
    ("Yes, that sounds good", "We left because our team got smaller", "The first one"),
    ("Not now, ask me in a month",),
    ("No thanks, I am not interested",),
    ("Please stop, never contact me again",),
    ("What does it cost?",),
    ("Does it integrate with my aunt's fax machine?",),
)
"""What is said in each walk of a rehearsal."""


@dataclass(frozen=True)
class FounderDetails:
    name: str = "Sample Founder"
    business: str = "Sampleboard"
    email: str = "founder@example.com"


class FounderInBrowser:
    """Methods are named for what a founder does."""

    def __init__(self, page: Page, *, console: str, details: FounderDetails) -> None:
        self.page = page
        self.details = details
        self.presses = 0
        """Links, buttons, ticks, and choices of a list; typing is none."""
        self.lines_read: list[str] = []
        self._console = console

    def open(self, path: str) -> None:
        self.page.goto(self._console + path)

    def choose(self, section: str) -> None:
        """A click in the main menu."""
        menu = self.page.get_by_role("navigation", name="Main")
        self.activate(menu.get_by_role("link", name=section, exact=True))

    def go_on(self, step: str, *, section: str) -> None:
        """By the link that says it comes next, where the page has it; else by the menu."""
        following = self.page.get_by_role("link", name=f"Next: {step}", exact=True)
        if following.is_visible():
            self.activate(following)
        else:
            self.choose(section)

    def sees(self, words: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_role("main")).to_contain_text(words)

    def press(self, name: str) -> None:
        self.activate(self.page.get_by_role("button", name=name, exact=True))

    # What a hand does, and nothing else of this file does

    def activate(self, what: Locator) -> None:
        self.presses += 1
        what.click()

    def put(self, field: Locator, words: str) -> None:
        field.fill(words)

    def pick(self, box: Locator, label: str) -> None:
        """The option that begins with these words."""
        self.presses += 1
        option = box.locator("option", has_text=re.compile(f"^\\s*{re.escape(label)}")).first
        box.select_option(option.get_attribute("value"))

    def tick(self, box: Locator) -> None:
        self.presses += 1
        box.check()

    def fill(self, **values: str) -> None:
        """Fields by the beginning of their label, with spaces as underscores."""
        for label, value in values.items():
            begin = re.compile(f"^{re.escape(label.replace('_', ' '))}")
            self.put(self.page.get_by_label(begin).first, value)

    # Coming in

    def sign_up(self, phone: CustomerAtPhone) -> None:
        me = self.details
        self.open("/sign-up")
        self.fill(Your_name=me.name, Business_name=me.business, Work_email=me.email)
        self.pick(self.page.get_by_label("Country"), "United States")
        self.pick(self.page.get_by_label("Time zone"), "America/New York")
        self.press("Create account")
        expect(self.page.get_by_role("heading", name="Confirm your email")).to_be_visible()
        self.fill(Code=phone.code_mailed_to(me.email), Password=PASSWORD)
        self.press("Confirm")
        self.sign_in()

    def sign_in(self) -> None:
        expect(self.page.get_by_role("heading", name="Sign in")).to_be_visible()
        self.fill(Work_email=self.details.email, Password=PASSWORD)
        self.press("Sign in")
        expect(
            self.page.get_by_role("heading", name="What stands between you and launch")
        ).to_be_visible()

    # Setting up

    def connect(self, phone: CustomerAtPhone, *, number: str, mail: str) -> None:
        self.choose("Channels")
        self._connect("SMS", Number_that_texts=number, A2P_campaign_id="CM" + "0" * 32)
        self._prove("SMS", lambda: phone.code_texted_to(number))
        for channel, label in (
            ("WhatsApp", "WhatsApp_sender_number"),
            ("Voice", "Number_that_calls"),
        ):
            self._connect(channel, **{label: number})
            self._is_connected(channel)
        self.connect_mail(phone, mail)

    def connect_mail(self, phone: CustomerAtPhone, mail: str) -> None:
        self.go_on("connect a channel", section="Channels")
        self._connect(
            "Email",
            Sender_address=mail,
            Sender_name=self.details.business,
            Postal_address="1 Sample Street, Sampletown, NY 10001",
        )
        self._prove("Email", lambda: phone.code_mailed_to(mail))

    def _connect(self, channel: str, **values: str) -> None:
        form = self.page.get_by_role("form", name=channel, exact=True)
        for label, value in values.items():
            self.put(form.get_by_label(re.compile(f"^{label.replace('_', ' ')}")), value)
        self.activate(form.get_by_role("button", name=f"Connect {channel}"))

    def _prove(self, channel: str, code: Callable[[], str]) -> None:
        form = self.page.get_by_role("form", name=f"Prove {channel}")
        expect(form).to_be_visible()
        self.put(form.get_by_label("Code"), code())
        self.activate(form.get_by_role("button", name=f"Prove {channel}"))
        self._is_connected(channel)

    def _is_connected(self, channel: str) -> None:
        expect(self.page.get_by_role("button", name=f"Save {channel}")).to_be_visible()

    def upload(self, *files: Path) -> None:
        self.choose("Customers")
        self.page.get_by_label("CSV files").set_input_files(list(files))
        self.press("Upload")

    def add_file(self, file: Path) -> None:
        """From what one more file would change to the one more file."""
        self.choose("Segments")
        self.activate(self.page.get_by_role("link", name="Add a file"))
        self.page.get_by_label("One more CSV file").set_input_files(file)
        for fact in self.page.get_by_role("checkbox").all():
            self.tick(fact)
        # The page it is added on shows an import that is done, too.
        with self.page.expect_navigation(url=re.compile("done=import-started")):
            self.press("Add to this base")

    def import_is_done(self) -> None:
        """Waits for the end of the import; a column check it asks for is confirmed as proposed."""
        settled = self.page.get_by_role(
            "heading", name=re.compile("^(Done|Needs your column check)$")
        )
        expect(settled).to_be_visible()
        use = self.page.get_by_role("button", name="Use these columns")
        if use.is_visible():
            self.activate(use)
        expect(self.page.get_by_role("heading", name="Where every row went")).to_be_visible()

    def say_what_plans_are(self, **roles: str) -> None:
        self.choose("Offers")
        for plan, role in roles.items():
            self.pick(self.page.get_by_label(f"What {plan} is"), role)
            self.put(self.page.get_by_label(f"Product family of {plan}"), "Sampleboard")
        self.press("Save plans")
        expect(self.page.get_by_role("status")).to_be_visible()

    def add_offer(self, name: str, *, kind: str, signal: str, worth: str) -> None:
        if not self.page.url.partition("?")[0].endswith("/offers"):
            self.choose("Offers")
        self.activate(
            self.page.get_by_role("link", name=re.compile("^(Next: a|A)dd an offer$")).first
        )
        self.put(self.page.get_by_label("Name", exact=True), name)
        self.pick(self.page.get_by_label("Kind"), kind)
        self.put(self.page.get_by_label("Product family"), "Sampleboard")
        self.fill(Worth_to_you=worth, Currency="USD")
        self.pick(self.page.get_by_label("Signal"), signal)
        self.press("Save offer")
        mine = self.page.get_by_role("region", name="Your offers")
        expect(mine.get_by_role("row", name=re.compile(f"^{name}"))).to_be_visible()

    def approve(self, motion: str) -> None:
        self.go_on("read and approve the lines", section="Playbooks")
        read = self.page.get_by_role("link", name=f"Read and approve {motion} in English")
        self.activate(read)
        reading = self.page.get_by_role("navigation", name="Lines")
        approve = self.page.get_by_role("button", name=re.compile(r"^Approve all \d+"))
        self._read()
        while not approve.is_visible():
            following = reading.get_by_role("link", name="Next")
            address = str(following.get_attribute("href"))
            self.activate(following)
            self.page.wait_for_url(re.compile(re.escape(address) + "$"))
            self._read()
        self.activate(approve)
        expect(self.page.get_by_role("status")).to_contain_text("Approved.")

    def _read(self) -> None:
        """The lines that this page shows."""
        expect(self.page.get_by_role("navigation", name="Lines")).to_be_visible()
        self.lines_read += self.page.locator(".read-line .say").all_inner_texts()

    def approve_needed_answers(self) -> None:
        self.go_on("approve the needed answers", section="Knowledge")
        self.press("Approve the needed answers")
        expect(self.page.get_by_role("status")).to_contain_text("Approved.")
        # Drafts stand before what is approved, of which some is folded away.
        every = self.page.get_by_role("form", include_hidden=True)
        needed = every.filter(has_text="Needed to launch")
        expect(needed.filter(has_text="Approved")).to_have_count(7)

    def keep_proposed_hours(self) -> None:
        self.go_on("set your bandwidth", section="Bandwidth")
        self.fill(Meeting_link="https://meet.example.com/sample")
        self.press("Save bandwidth")
        expect(self.page.get_by_role("status")).to_be_visible()

    def connect_calendar(self, address: str, *, user: str, password: str) -> None:
        """The choice, the details, one press."""
        self.choose("Bandwidth")
        self.page.get_by_role("heading", name="Your calendar").click()
        self.page.get_by_label("Where you keep it").select_option("other")
        self.fill(CalDAV_address=address, Name_or_email=user, App_password=password)
        self.press("Connect")
        self.sees("Your appointments are never offered")

    def connect_cal_com(self, key: str, *, event_type: str) -> None:
        """In the place of the calendar before: the key, one press, an event type, one press."""
        self.choose("Bandwidth")
        self.page.get_by_role("heading", name="Your calendar").click()
        self.page.get_by_text("Connect it again, or another one").click()
        self.fill(API_key=key)
        self.press("Connect Cal.com")
        self.page.get_by_label(event_type).check()
        self.press("Connect this event type")
        self.sees("Only times that Cal.com offers too are offered")

    def prove_own_phone(self, phone: CustomerAtPhone, number: str) -> None:
        self.choose("Bandwidth")
        self.page.get_by_role("heading", name="Your own phone").click()
        form = self.page.get_by_role("form", name="Your own phone")
        self.put(form.get_by_label("Your number"), number)
        self.press("Send a code")
        self.fill(Code=phone.code_texted_to(number))
        self.press("Prove your phone")
        self.sees("The agent rehearses with you over it")

    def rehearse(self, motion: str) -> None:
        """Plays the customer through all six walks."""
        self.go_on("rehearse", section="Rehearsal")
        box = self.page.get_by_label("Motion")
        if box.locator("option:checked").inner_text().strip() != motion:
            self.pick(box, motion)
            self.press("Choose")
        self.press("Start the conversation")
        for number, walk in enumerate(WALKS):
            if number:
                self.press("Start over")
            for words in walk:
                self.put(self.page.get_by_role("textbox", name="Say as the customer"), words)
                with self.page.expect_response("**/rehearsal/say"):
                    self.press("Send")
                log = self.page.get_by_role("log", name="Conversation")
                expect(log.get_by_text(words, exact=True)).to_be_visible()
        walks = self.page.get_by_role("region", name="Six walks to take")
        expect(walks.get_by_text("Complete", exact=True)).to_be_visible()

    def add_card(self) -> None:
        """The card is typed on the payment provider's page."""
        self.choose("Usage & billing")
        self.press("Add a card")
        self.press("Pay and subscribe")
        on_file = self.page.get_by_text("Your card is on file")
        for _ in range(20):
            self.choose("Usage & billing")
            expect(self.page.get_by_role("heading", name="Payment")).to_be_visible()
            if on_file.is_visible():
                break
        expect(on_file).to_be_visible()

    def draft(self, motion: str, *, offer: str) -> None:
        following = self.page.get_by_role("link", name="Next: start a campaign")
        if following.is_visible():
            self.activate(following)
        else:
            self.choose("Campaigns")
            self.activate(self.page.get_by_role("link", name="New campaign").first)
        for label, words in (("Motion", motion), ("Offer", offer)):
            self.pick(self.page.get_by_label(label), words)
        self.put(self.page.get_by_label("Name"), f"Sample {motion.lower()}")
        self.press("Create campaign")
        expect(self.page.get_by_role("heading", name="Launch gate")).to_be_visible()

    def launch(self) -> None:
        self.press("Launch")
        expect(self.page.get_by_role("button", name="Pause")).to_be_visible()

    def conversation_with(self, name: str) -> None:
        """A page of the list shows fifteen, so the name is searched for."""
        self.choose("Conversations")
        self.put(self.page.get_by_label("Search name, address or words"), name)
        self.press("Show")
        self.activate(self.page.get_by_role("link", name=name))
        expect(self.page.get_by_role("heading", name="Transcript")).to_be_visible()
