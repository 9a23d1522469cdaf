"""A founder at the console, played by a script over HTTP: pages read, forms filled and sent.

It knows no table and no queue; what it cannot see on a page it does not know.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

import httpx
import requests

from infra.local.demo.page_forms import Page, read_page
from infra.plain_error import PlainError
from infra.sandbox.client import SandboxClient

TIMEOUT_S = 60
STORE_LIMIT_S = 300
PATIENCE_S = 120.0
POLL_S = 0.25
PAGES_READ_AT_MOST = 60

WALKS: tuple[tuple[str, ...], ...] = (
    ("Yes, that sounds good", "We left because our team got smaller", "The first one"),
    ("Not now, ask me in a month",),
    ("No thanks, I am not interested",),
    ("Please stop, never contact me again",),
    ("What does it cost?",),
    ("Does it integrate with my aunt's fax machine?",),
)
"""What a founder says as the customer, one row for each walk of a rehearsal."""

_IMPORT = "/customers/imports/"

OFFER_OF = {"upsell": "Growth", "win_back": "Welcome back"}
"""Words of the offer each motion introduces in the sample catalogue."""


@dataclass(frozen=True)
class FounderDetails:
    """Who signs up. Sample data."""

    name: str = "Sample Founder"
    business: str = "Sampleboard"
    email: str = "founder@example.com"
    password: str = "Sample-passw0rd-1"
    country: str = "US"
    time_zone: str = "America/New_York"


class ScriptedFounder:
    """One browser session. Methods are named for what a founder does."""

    def __init__(
        self,
        console_url: str,
        *,
        sandbox: SandboxClient,
        details: FounderDetails | None = None,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self._patience_s = patience_s
        self.details = details or FounderDetails()
        self._console = console_url
        self._sandbox = sandbox
        self._browser = requests.Session()
        self._browser.trust_env = False

    # Browsing

    def open(self, path: str) -> Page:
        """Read one page. Raises PlainError for anything but a page."""
        return self._page(self._browser.get(urljoin(self._console, path), timeout=TIMEOUT_S))

    def send(self, page: Page, action: str, **values: str | list[str]) -> Page:
        """Fill and send one form of a page; what comes back is the next page."""
        form = page.form(action)
        answer = self._browser.post(
            urljoin(page.url, form.action), data=form.filled(**values), timeout=TIMEOUT_S
        )
        after = self._page(answer)
        if "Not saved yet." in after.text:
            raise PlainError(f"{action} was not taken: {_complaints(answer.text)}.")
        return after

    def _page(self, answer: requests.Response) -> Page:
        if answer.status_code >= 400:
            raise PlainError(
                f"{urlsplit(answer.url).path} answered {answer.status_code}: "
                f"{_complaints(answer.text) or answer.text[:200]}"
            )
        return read_page(url=answer.url, status=answer.status_code, html=answer.text)

    def wait[T](self, look: Callable[[], T | None], *, what: str) -> T:
        """Look again until there is something to see, with a limit."""
        limit = time.monotonic() + self._patience_s
        while (seen := look()) is None:
            if time.monotonic() > limit:
                raise PlainError(f"Waited {self._patience_s:.0f} s for {what}; it did not come.")
            time.sleep(POLL_S)
        return seen

    # Coming in

    def sign_up(self) -> None:
        me = self.details
        page = self.open("/sign-up")
        page = self.send(
            page,
            "/sign-up",
            name=me.name,
            business_name=me.business,
            email=me.email,
            country=me.country,
            time_zone=me.time_zone,
        )
        code = self.wait(lambda: self._mailed(me.email), what="the mail with the code")
        page = self.open("/confirm")
        self.send(page, "/confirm", email=me.email, code=code, password=me.password)
        self.sign_in()

    def sign_in(self) -> None:
        page = self.open("/sign-in")
        self.send(page, "/sign-in", email=self.details.email, password=self.details.password)

    def _mailed(self, address: str) -> str | None:
        """The mails of the user pool are HTML alone."""
        mails = self._sandbox.mails(address)
        return _newest_code(mail.get("text") or mail.get("html", "") for mail in mails)

    def _texted(self, number: str) -> str | None:
        return _newest_code(text.get("body", "") for text in self._sandbox.messages(number))

    # Setting up

    def connect_channels(self, *, number: str, mail: str) -> None:
        page = self.open("/channels")
        page = self.send(
            page, "/channels/sms", address=number, a2p_campaign="CM" + "0" * 32, outside_us="on"
        )
        code = self.wait(lambda: self._texted(number), what="the text with the code")
        page = self.send(page, "/channels/sms/code", code=code)
        page = self.send(page, "/channels/whatsapp", address=number)
        self.send(page, "/channels/voice", address=number)
        self.connect_mail(mail)

    def connect_mail(self, mail: str) -> None:
        """The business writes from a mailbox the founder proves to read."""
        page = self.send(
            self.open("/channels"),
            "/channels/email",
            address=mail,
            name=self.details.business,
            postal_address="1 Sample Street, Sampletown, NY 10001",
        )
        code = self.wait(lambda: self._mailed(mail), what="the mail with the sender's code")
        self.send(page, "/channels/email/code", code=code)

    def connect_stripe(self, key: str) -> Page:
        """Let the base be read from the founder's own Stripe account; returns the first import."""
        self.send(self.open("/customers/stripe"), "/customers/stripe", read_key=key)

        def imported() -> str | None:
            addresses = (address for _, address in self.open("/customers/stripe").links)
            return next((each for each in addresses if each.startswith(_IMPORT)), None)

        return self.import_finished(self.wait(imported, what="the first reading of Stripe"))

    def upload(self, *files: Path, default_country: str = "US", attest: bool = False) -> str:
        """Send files straight to storage, as the page's script does; returns the import's path."""
        page = self.open("/customers")
        ticks = {
            f"attest_{fact}": "on"
            for fact in ("in_sale", "similar_products", "opt_out_at_collection", "opt_out_in_each")
            if attest
        }
        form = page.form("/customers/imports")
        asked = form.filled(default_country=default_country, **ticks)
        asked += [("file_name", file.name) for file in files]
        ticket: dict[str, Any] = self._browser.post(
            urljoin(page.url, form.action), data=asked, timeout=TIMEOUT_S
        ).json()
        for file, target in zip(files, ticket["uploads"], strict=True):
            _store(file, target)
        path = f"/customers/imports/{ticket['import']}"
        token = dict(form.fields)["form_token"]
        self._browser.post(
            urljoin(self._console, f"{path}/start"), data={"form_token": token}, timeout=TIMEOUT_S
        )
        return path

    def import_finished(self, path: str) -> Page:
        """The import's page once it is done; its columns are confirmed if it asks."""

        def look() -> Page | None:
            page = self.open(path)
            if page.has("/mapping"):
                self.send(page, "/mapping")
                return None
            return page if "rows in =" in page.text else None

        return self.wait(look, what="the import to finish")

    def segments_sorted(self) -> Page:
        """The segments page once it shows where every customer is."""

        def look() -> Page | None:
            page = self.open("/segments")
            return page if shows_segments(page.text) else None

        return self.wait(look, what="the segment run")

    def save_plans(self, roles: dict[str, tuple[str, str]]) -> None:
        """Plan → (role, family); each row of the page names its plan."""
        page = self.open("/offers")
        values: dict[str, str] = {}
        for name, plan in page.form("/offers/plans").fields:
            kind, _, number = name.partition(":")
            if kind == "plan" and plan in roles:
                role, family = roles[plan]
                values |= {f"role:{number}": role, f"family:{number}": family}
        self.send(page, "/offers/plans", **values)

    def add_offer(self, **values: str) -> None:
        self.send(self.open("/offers/new"), "/offers/new", **values)

    def approve_playbook(self, motion: str, language: str) -> None:
        """Read every line, page by page, then approve them all."""
        page = self.open(f"/playbooks/{motion}/{language}/read?all=1")
        for _ in range(PAGES_READ_AT_MOST):
            if page.has("/approve-all"):
                self.send(page, "/approve-all")
                return
            page = self.open(page.link("Next"))
        raise PlainError(f"{motion} in {language} has more than {PAGES_READ_AT_MOST} pages.")

    def approve_needed_answers(self, language: str) -> None:
        """What every customer may ask: the launch gate wants it approved."""
        self.send(self.open(f"/knowledge?language={language}"), "/knowledge/needed")

    def add_whatsapp_line(
        self, motion: str, language: str, *, part: str, words: str, content_sid: str
    ) -> None:
        """A wording for WhatsApp alone; the opener carries the id of the registered template."""
        path = f"/playbooks/{motion}/{language}"
        before = {form.action for form in self.open(path).forms}
        self.send(self.open(path), f"{path}/lines", part=part, channel="whatsapp", text=words)
        if content_sid:
            page = self.open(path)
            new = next(form.action for form in page.forms if form.action not in before)
            self.send(page, new, content_sid=content_sid, do="save")

    def set_bandwidth(self, **values: str | list[str]) -> None:
        self.send(self.open("/bandwidth"), "/bandwidth", **values)

    def rehearse(self, motion: str, language: str) -> None:
        """All six walks, played in the browser against the very same engine."""
        path = f"/rehearsal?motion={motion}&language={language}"
        for walk in WALKS:
            page = self.send(self.open(path), "/rehearsal/begin")
            for words in walk:
                page = self.send(page, "/rehearsal/say", text=words)
        self.must_show(path, "Complete", what=f"the {motion} rehearsal")

    def subscribe(self) -> None:
        """Add a card: the provider's own page is where it is typed."""
        page = self.send(self.open("/billing"), "/billing/checkout")
        answer = self._browser.post(page.url, data={"outcome": "pay"}, timeout=TIMEOUT_S)
        self._page(answer)

        def active() -> Page | None:
            billing = self.open("/billing")
            return billing if "Your card is on file" in billing.text else None

        self.wait(active, what="the subscription to be known")

    def set_spending_limit(self, amount: str) -> None:
        self.send(self.open("/billing"), "/billing/limit", limit=amount)

    def create_campaign(self, *, motion: str, name: str) -> str:
        """Create a draft with the first fitting offer; returns its path."""
        form = self.open("/campaigns/new").form("/campaigns/new")
        wanted = OFFER_OF.get(motion, "")
        offer = next((v for v, words in form.choices["offer"] if wanted and wanted in words), "")
        page = self.send(
            self.open("/campaigns/new"), "/campaigns/new", motion=motion, name=name, offer=offer
        )
        return urlsplit(page.url).path

    def launch(self, path: str) -> Page:
        """Launch; the server decides. Raises PlainError naming what the gate still wants."""

        def sorted_page() -> Page | None:
            page = self.open(path)
            return None if "Your customers are being sorted" in page.text else page

        page = self.wait(sorted_page, what="the customers to be sorted by what was changed")
        page = self.send(page, "/launch")
        if "Not launched." in page.text:
            raise PlainError(f"The launch gate refused {path}: {page.text}")
        return page

    def _conversation_with(self, name: str) -> str:
        return self.open(f"/conversations?{urlencode({'q': name})}").link(name)

    def take_over(self, name: str) -> None:
        """Take the conversation with this customer; the agent is silent from then on."""
        path = self._conversation_with(name)
        self.send(self.open(path), "/take-over")

        def taken() -> Page | None:
            page = self.open(path)
            return page if page.has("/answer") else None

        self.wait(taken, what=f"the conversation with {name} to be taken over")

    def answer(self, name: str, words: str) -> None:
        """Answer in one's own words, where the conversation was taken over."""
        path = self._conversation_with(name)
        self.send(self.open(path), "/answer", text=words)

    def must_show(self, path: str, words: str, *, what: str) -> Page:
        page = self.open(path)
        if words not in page.text:
            raise PlainError(f"{path} does not show {words!r} for {what}: {page.text[-1500:]}")
        return page


def shows_segments(words: str) -> bool:
    """Whether a segments page says where everybody is, and no newer sorting is on its way."""
    return "is in exactly one motion" in words and "are being sorted" not in words


def _newest_code(texts: Iterable[object]) -> str | None:
    codes = [found[1] for text in texts if (found := re.search(r"\b(\d{6})\b", str(text)))]
    return codes[-1] if codes else None


def _store(file: Path, target: dict[str, Any]) -> None:
    """Post one file to the bucket, piece by piece: it may be larger than memory."""
    with file.open("rb") as content, httpx.Client(trust_env=False, timeout=STORE_LIMIT_S) as client:
        client.post(
            target["url"], data=target["fields"], files={"file": (file.name, content)}
        ).raise_for_status()


def _complaints(html: str) -> str:
    """What a page says is wrong, in its own words."""
    found = re.findall(
        r'class="(?:wrong|banner bad|banner warn)"[^>]*>(.*?)</(?:p|div|ul)>', html, re.DOTALL
    )
    words = (re.sub(r"<[^>]+>", " ", text) for text in found)
    return "; ".join(dict.fromkeys(" ".join(text.split()) for text in words if text.strip()))
