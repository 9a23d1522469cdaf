"""`make screenshots`: a picture of every page in build/screenshots, taken while the job is done.

Those that the guide shows are kept in docs/pictures too: the first screen of each, as WebP.

The job is the one the tests do; the pages are shown as a founder and a customer would see them
then, and once more as narrow as a phone where a founder is likely to look from one.
"""

from __future__ import annotations

import base64
import re
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page

from infra.local.local_platform import LocalPlatform
from infra.plain_error import PlainError
from tests.e2e import sample_people as people
from tests.e2e import whole_job as job
from tests.e2e.browsing import START, open_browser, own_page
from tests.e2e.customer_at_phone import CustomerAtPhone
from tests.e2e.founder_in_browser import FounderDetails, FounderInBrowser
from tests.e2e.preview_pictures import take_preview_pictures
from tests.machine.own_ports import own_ports

FOLDER = Path("build/screenshots")
GUIDE = Path("docs/pictures")
IN_GUIDE = (
    "home-first-day",
    "import-done",
    "segments",
    "who-may-be-contacted",
    "playbook-reading",
    "personas",
    "launch-gate",
    "home",
    "conversation",
    "bookings",
    "handoff",
)
"""In the order of the guide."""
_AS_WEBP = """async (png) => {
  const shown = new Image();
  shown.src = `data:image/png;base64,${png}`;
  await shown.decode();
  const canvas = new OffscreenCanvas(shown.width, shown.height);
  canvas.getContext("2d").drawImage(shown, 0, 0);
  const kept = await canvas.convertToBlob({type: "image/webp", quality: 0.8});
  return Array.from(new Uint8Array(await kept.arrayBuffer()));
}"""
NARROW = {"width": 390, "height": 844}
SECTIONS = (
    "Home",
    "Customers",
    "Segments",
    "Offers",
    "Playbooks",
    "Knowledge",
    "Rehearsal",
    "Bandwidth",
    "Channels",
    "Campaigns",
    "Conversations",
    "Bookings",
    "Usage & billing",
    "Settings",
)
VISITOR_PAGES = ("pricing", "sign-up", "sign-in", "confirm", "forgot", "reset")
LINKED = {
    "segment-thresholds": ("Segments", "Thresholds"),
    "who-may-be-contacted": ("Segments", "Who may be contacted"),
    "personas": ("Rehearsal", "Let twelve customers play"),
    "compare-runs": ("Segments", "Compare runs"),
    "customer-why": ("Segments", "Why Tara Sample-Text is here"),
    "stripe": ("Customers", "Connect Stripe"),
    "offer": ("Offers", "Edit Growth"),
    "playbook-reading": ("Playbooks", "Read and approve Upsell in English"),
    "campaign": ("Campaigns", "Sample upsell"),
    "campaign-new": ("Campaigns", "New campaign"),
    "handoff": ("Bookings", "Open handoff of Mia Sample-Mail"),
    "callbacks": ("Bookings", "Callbacks"),
    "opt-outs": ("Bookings", "Opt-outs"),
    "audit-log": ("Settings", "Audit log"),
}
"""Picture → the section it is reached from, and the link to press there."""
ON_A_PHONE = ("Home", "Conversations", "Bookings")


def picture(page: Page, name: str) -> None:
    page.wait_for_load_state("networkidle" if "/phone" not in page.url else "load")
    page.screenshot(path=FOLDER / f"{name}.png", full_page=True)
    print(f"  {FOLDER / name}.png", flush=True)
    if name in IN_GUIDE:
        _keep_for_guide(page, name)


def _keep_for_guide(page: Page, name: str) -> None:
    """The first screen, about 40 KB; made on an empty page, since ours lets no data in."""
    png = base64.b64encode(page.screenshot()).decode()
    beside = page.context.new_page()
    (GUIDE / f"{name}.webp").write_bytes(bytes(beside.evaluate(_AS_WEBP, png)))
    beside.close()


def before_signing_in(me: FounderInBrowser) -> None:
    for name in VISITOR_PAGES:
        me.open(f"/{name}")
        picture(me.page, name)


def the_first_day(me: FounderInBrowser, folder: Path) -> None:
    picture(me.page, "home-first-day")
    odd = folder / "own-headers.csv"
    odd.write_text("Who,Mailbox,Tarif\nAnn Sample,ann@example.com,Starter\n", encoding="utf-8")
    me.upload(odd)
    me.page.get_by_role("button", name="Use these columns").wait_for()
    picture(me.page, "import-column-check")
    job.customers_are_sorted(me, people.write_base(folder / "customers.csv", rows=60, seed=1))
    me.choose("Customers")
    imports = me.page.get_by_role("region", name="Imports")
    imports.get_by_role("row", name="customers.csv").get_by_role("link").click()
    me.page.get_by_role("heading", name="Where every row went").wait_for()
    picture(me.page, "import-done")
    me.draft("Upsell", offer="Growth")
    me.press("Launch")
    me.sees("Not launched.")
    picture(me.page, "launch-gate")


def customers(phone: CustomerAtPhone) -> None:
    job.books_by_text(phone)
    picture(phone.page, "phone-texts")
    job.wants_no_more(phone)
    phone.be(people.CALLED, tab="Calls")
    picture(phone.page, "phone-ringing")
    job.books_on_a_call(phone)
    picture(phone.page, "phone-call")
    phone.be(people.MAILED, tab="Mail")
    mail = phone.mail(re.compile("Sampleboard|question"))
    picture(phone.page, "phone-mail")
    page = phone.follow_link(mail, named="/c/")
    picture(page, "customer-page")
    page.set_viewport_size(NARROW)
    picture(page, "customer-page-narrow")
    page.close()
    opt_out = phone.follow_link(mail, named="/u/")
    picture(opt_out, "customer-opt-out")
    opt_out.close()
    page = phone.follow_link(mail, named="/c/")
    page.get_by_role("link", name=re.compile("^Look at this time: ")).first.click()
    picture(page, "customer-page-confirm")
    page.get_by_role("button", name="Book this time").click()
    page.get_by_role("status").wait_for()
    picture(page, "customer-page-booked")
    page.close()


def every_section(me: FounderInBrowser) -> None:
    for section in SECTIONS:
        me.choose(section)
        picture(me.page, section.split()[0].lower())
    for name, (section, link) in LINKED.items():
        me.choose(section)
        if name == "customer-why":
            me.page.get_by_label("Search name").fill("Tara")
            me.press("Show")
        me.page.get_by_role("link", name=link).first.click()
        picture(me.page, name)
    me.conversation_with("Tara Sample-Text")
    picture(me.page, "conversation")
    me.conversation_with("Toby Sample-Person")
    me.press("Take over")
    me.page.get_by_role("button", name="Send answer").wait_for()
    picture(me.page, "conversation-taken-over")
    me.page.set_viewport_size(NARROW)
    for section, path in zip(ON_A_PHONE, ("/", "/conversations", "/bookings"), strict=True):
        me.open(path)
        picture(me.page, f"{section.lower()}-narrow")


def main() -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    GUIDE.mkdir(parents=True, exist_ok=True)
    try:
        with (
            own_ports() as first,
            LocalPlatform(first, start_at=START, report=print) as stage,
            open_browser() as browser,
            own_page(browser) as page,
            own_page(browser) as other,
            tempfile.TemporaryDirectory(prefix="warmline-pictures-") as folder,
        ):
            for name in take_preview_pictures(browser, FOLDER / "pages"):
                print(f"  wider than its screen: {name}", flush=True)
            phone = CustomerAtPhone(other, sandbox=stage.sandbox_url)
            me = FounderInBrowser(page, console=stage.console_url, details=FounderDetails())
            before_signing_in(me)
            me.sign_up(phone)
            the_first_day(me, Path(folder))
            me.connect(phone, number=job.NUMBER, mail="hello@sampleboard.example.com")
            job.everything_is_approved_and_rehearsed(me)
            job.campaigns_start_once_the_gate_is_met(me)
            phone.be(people.TEXTED, tab="SMS")
            phone.pass_time("Next business morning")
            phone.pass_time("+1 minute")
            customers(phone)
            every_section(me)
    except PlainError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
