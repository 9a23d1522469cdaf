"""The whole job in a real browser: what a founder and their customers can see and press, no more.

Nothing here calls an address or reads a table: pages are opened, forms filled, buttons pressed, and
time passes by the buttons of the phone page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from infra.local.local_platform import LocalPlatform
from infra.local.samples.sample_stripe import write_stripe
from infra.sandbox.stripe import sample_account
from tests.calendars.radicale_server import running_radicale
from tests.e2e import sample_people as people
from tests.e2e import whole_job as job
from tests.e2e.browsing import expect
from tests.e2e.conftest import NewPage
from tests.e2e.customer_at_phone import CustomerAtPhone
from tests.e2e.founder_at_keyboard import FounderAtKeyboard, small_screen
from tests.e2e.founder_in_browser import FounderDetails, FounderInBrowser
from tests.e2e.own_diary import OwnCalCom, OwnDiary

pytestmark = [pytest.mark.platform, pytest.mark.browser]


@pytest.fixture
def phone(new_page: NewPage, stage: LocalPlatform) -> CustomerAtPhone:
    return CustomerAtPhone(new_page(), sandbox=stage.sandbox_url)


def founder(page: Page, stage: LocalPlatform, details: FounderDetails) -> FounderInBrowser:
    return FounderInBrowser(page, console=stage.console_url, details=details)


@pytest.mark.timeout(600)
def test_a_founder_does_the_whole_job_and_customers_answer_on_every_wire(
    new_page: NewPage, stage: LocalPlatform, phone: CustomerAtPhone, tmp_path: Path
) -> None:
    me = founder(new_page(), stage, FounderDetails())
    me.sign_up(phone)
    me.connect(phone, number=job.NUMBER, mail="hello@sampleboard.example.com")
    job.customers_are_sorted(me, people.write_base(tmp_path / "customers.csv", rows=60, seed=1))
    job.everything_is_approved_and_rehearsed(me)
    job.campaigns_start_once_the_gate_is_met(me)

    phone.be(people.TEXTED, tab="SMS")
    expect(phone.texts).to_have_count(0)
    phone.pass_time("Next business morning")
    phone.pass_time("+1 minute")
    job.books_by_text(phone)
    job.wants_no_more(phone)
    job.books_on_a_call(phone)
    job.books_behind_the_link_of_a_mail(phone)
    job.is_taken_over_and_handed_back(me, phone)

    job.the_founder_sees_what_was_said_booked_and_used(me)
    job.rehearses_over_the_own_phone(me, phone)


@pytest.fixture
def diary() -> Iterator[OwnDiary]:
    with running_radicale() as server:
        yield OwnDiary(server)


def test_the_most_common_founder_brings_what_stripe_exports_and_lives_in_their_own_calendar(
    new_page: NewPage,
    stage: LocalPlatform,
    phone: CustomerAtPhone,
    diary: OwnDiary,
    tmp_path: Path,
) -> None:
    customers, subscriptions = tmp_path / "customers.csv", tmp_path / "subscriptions.csv"
    write_stripe(customers, subscriptions, rows=80, seed=2, today=people.TODAY)
    details = FounderDetails("Stella Sample", "Stripely", "stella@example.com")
    me = founder(new_page(), stage, details)
    me.sign_up(phone)
    me.connect_mail(phone, "hello@stripely.example.com")

    me.upload(customers)
    me.import_is_done()
    me.choose("Segments")
    more = me.page.get_by_role("region", name="What one more file would change")
    for motion in ("Win-back", "Renewal"):
        would = rf"\d+ more may qualify for {motion} if you add subscriptions"
        expect(more).to_contain_text(re.compile(would))
    supports = me.page.get_by_role("region", name="What your file supports today")
    expect(supports).to_contain_text("No motion yet")

    me.add_file(subscriptions)
    me.import_is_done()
    me.sees("customers.csv")
    me.choose("Segments")
    expect(supports).to_contain_text(re.compile(r"Win-back with \d+ customers: by email \(all\)"))
    expect(supports).to_contain_text("no phone numbers, so no texts and no calls")
    for motion in ("Win-back", "Renewal"):
        figure = me.page.get_by_role("link", name=re.compile(rf"^[1-9]\d* ?{motion}$"))
        expect(figure).to_be_visible()
    me.add_offer("Welcome back", kind="Return offer", signal="Left, may return", worth="348")
    me.approve("Win-back")
    me.approve_needed_answers()
    me.keep_proposed_hours()
    job.appointments_are_never_offered(me, phone, diary)
    job.lines_of_an_own_calendar_are_asked_for(me, "Win-back")
    me.rehearse("Win-back")
    me.add_card()
    me.draft("Win-back", offer="Welcome back")
    me.launch()

    # Stripe does not say where in the US they live, so a mail waits until it is ten in all of it,
    # and the clock may stand there already.
    phone.wait_until_hour(21)
    phone.pass_time("+1 minute")
    phone.open_person("stripe0")
    mail = phone.mail(re.compile("Stripely|question"))
    job.books_on_the_page(phone.follow_link(mail, named="/c/"))
    me.choose("Bookings")
    me.page.get_by_role("link", name="Open handoff of").click()
    expect(me.page.get_by_role("region", name="Handoff")).to_contain_text("Welcome back")
    job.a_booking_moved_in_the_calendar_moves_for_the_customer(me, phone, diary)

    # The same day again with Cal.com in its place, and another customer.
    cal_com = OwnCalCom(stage.sandbox, details.email)
    job.appointments_are_never_offered(me, phone, cal_com)
    phone.open_person("stripe0", place=1)
    mail = phone.mail(re.compile("Stripely|question"))
    job.books_on_the_page(phone.follow_link(mail, named="/c/"))
    job.a_booking_moved_in_the_calendar_moves_for_the_customer(me, phone, cal_com)


def test_a_founder_connects_stripe_and_never_uploads_anything(
    new_page: NewPage, stage: LocalPlatform, phone: CustomerAtPhone
) -> None:
    me = founder(new_page(), stage, FounderDetails("Sol Sample", "Solstice", "sol@example.com"))
    me.sign_up(phone)
    me.choose("Customers")
    me.page.get_by_role("link", name="Connect Stripe").click()
    me.fill(Restricted_key="sk_test_sandbox")
    me.press("Connect Stripe")
    me.sees("This is a secret key")
    me.fill(Restricted_key=sample_account.KEY)
    me.press("Connect Stripe")
    connection = me.page.get_by_role("region", name="Connection")
    expect(connection).to_contain_text(re.compile(r"Newest import.*: done"))
    expect(connection).to_contain_text(f"Customers{sample_account.CUSTOMERS}")

    me.page.get_by_role("link", name=re.compile(r"^\w{3} \d")).click()
    me.import_is_done()
    me.choose("Segments")
    for motion in ("Win-back", "Renewal"):
        figure = me.page.get_by_role("link", name=re.compile(rf"^[1-9]\d* ?{motion}$"))
        expect(figure).to_be_visible()

    me.open("/customers/stripe")
    address = me.page.get_by_label("Address", exact=True).input_value()
    endpoint = {"url": address, "secret": "whsec_sample0000"}
    stage.sandbox.founder_account(sample_account.ACCOUNT, endpoint=endpoint)
    me.fill(Signing_secret="whsec_sample0000")
    me.press("Save signing secret")
    me.sees("arrive by webhook")
    person = {"id": "cus_sample0001", "email": "moved@example.com"}
    stage.sandbox.in_founder_account(sample_account.ACCOUNT, customers=[person])
    stage.sandbox.settle()
    (event,) = stage.sandbox.ledger("stripe")["account_events"]
    assert event["delivered"]

    me.page.get_by_text("Disconnect", exact=True).click()
    me.press("Disconnect Stripe")
    me.sees("The key is deleted")
    stage.sandbox.resend_founder_events(sample_account.ACCOUNT)
    stage.sandbox.settle()
    (event,) = stage.sandbox.ledger("stripe")["account_events"]
    assert not event["delivered"]


def test_two_founders_at_once_never_see_each_other(
    new_page: NewPage, stage: LocalPlatform, phone: CustomerAtPhone, tmp_path: Path
) -> None:
    ann = founder(new_page(), stage, FounderDetails("Ann Sample", "Annex", "ann@example.org"))
    bob = founder(new_page(), stage, FounderDetails("Bob Sample", "Bobbin", "bob@example.org"))
    for each in (ann, bob):
        each.sign_up(phone)
    ann.add_offer("Annual", kind="Return offer", signal="Left, may return", worth="100")
    bob.add_offer("Bobcat", kind="Return offer", signal="Left, may return", worth="200")
    ann.upload(people.write_base(tmp_path / "ann.csv", rows=20, seed=4))
    ann.import_is_done()
    theirs = ann.page.url

    for _ in range(3):
        for each, own, other in ((ann, "Annual", "Bobcat"), (bob, "Bobcat", "Annual")):
            each.choose("Offers")
            each.sees(own)
            expect(each.page.get_by_role("main")).not_to_contain_text(other)
            expect(each.page.get_by_role("banner")).to_contain_text(each.details.business)
    bob.choose("Customers")
    bob.sees("No imports yet")
    bob.choose("Segments")
    bob.sees("Nobody to sort yet")
    bob.page.goto(theirs)
    bob.sees("This import does not exist")


def test_a_file_that_cannot_be_used_is_refused_in_plain_words(
    new_page: NewPage, stage: LocalPlatform, phone: CustomerAtPhone, tmp_path: Path
) -> None:
    me = founder(new_page(), stage, FounderDetails("Nora Sample", "Nope", "nora@example.org"))
    me.sign_up(phone)

    def file(name: str, content: bytes) -> Path:
        (tmp_path / name).write_bytes(content)
        return tmp_path / name

    problem = me.page.locator("[data-upload-problem]")
    me.upload(file("notes.pdf", b"%PDF-1.7"))
    expect(problem).to_have_text(
        "“notes.pdf” is not a CSV file. Export it as CSV (comma, semicolon or tab) first."
    )
    me.upload(file("empty.csv", b""))
    expect(problem).to_have_text("“empty.csv” is empty. Export it again and look into it first.")
    me.upload(file("picture.csv", bytes(range(256)) * 40))
    me.sees("picture.csv: This file is not text, so it cannot be a CSV.")
    me.upload(file("shapes.csv", b"colour,shape\nred,round\nblue,square\n"))
    me.sees("no column that tells customers apart")
    me.press("Use these columns")
    me.sees("needs one column that tells customers apart: a customer id or an email")
    me.choose("Customers")
    me.sees("Failed")


MOST_PRESSES = 60
"""From nothing to a campaign that runs, on sample data (links, buttons, ticks, lists, and the
menu that a phone's width keeps closed)."""


@pytest.mark.parametrize("hand", ["mouse", "keyboard"])
def test_sample_data_is_launched_in_few_presses_with_either_hand(
    hand: str, new_page: NewPage, stage: LocalPlatform, phone: CustomerAtPhone
) -> None:
    """The mouse at 1280 by daylight; the keyboard alone on a phone's width in the dark."""
    page = new_page()
    details = FounderDetails(f"{hand.title()} Sample", hand.title(), f"{hand}@example.com")
    if hand == "mouse":
        me = founder(page, stage, details)
    else:
        page.emulate_media(color_scheme="dark")
        me = FounderAtKeyboard(small_screen(page), console=stage.console_url, details=details)
    job.sample_data_is_launched(me, phone)
    print(f"{hand}: {me.presses} presses, {len(me.lines_read)} lines read")
    assert me.presses <= MOST_PRESSES
    assert len(set(me.lines_read)) == len(me.lines_read), "a line was read twice"
