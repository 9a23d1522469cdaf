"""The steps of the whole job, each with what must be seen when it is done.

Shared by the test that asserts the job and by the pictures taken of it.
"""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import Page

from tests.calendars.radicale_server import PASSWORD, USER
from tests.e2e import sample_people as people
from tests.e2e.browsing import expect
from tests.e2e.customer_at_phone import CustomerAtPhone
from tests.e2e.founder_in_browser import FounderInBrowser
from tests.e2e.own_diary import OwnCalCom, OwnDiary

NUMBER = "+12025550100"
OWN_PHONE = "+12025550166"


def customers_are_sorted(me: FounderInBrowser, file: Path) -> None:
    me.upload(file)
    expect(me.page.get_by_role("progressbar", name=re.compile("progress")).first).to_be_visible()
    me.import_is_done()
    me.sees(re.compile(r"65 rows in = \d+ accepted \+ \d+ merged duplicates \+ \d+ rejected"))
    me.say_what_plans_are(Starter="Base plan", Growth="Higher tier", Scale="Higher tier")
    me.add_offer("Growth", kind="Higher tier", signal="Near a plan limit", worth="600")
    me.add_offer("Welcome back", kind="Return offer", signal="Left, may return", worth="348")
    me.choose("Segments")
    reasons = me.page.get_by_role("region", name="Why customers are in no motion")
    expect(reasons.get_by_role("progressbar").first).to_be_visible()
    me.page.get_by_label("Search name").fill("Tara")
    me.press("Show")
    me.page.get_by_role("link", name="Why Tara Sample-Text is here").click()
    me.sees("In Upsell")
    me.sees("Every rule, for this customer")


def everything_is_approved_and_rehearsed(me: FounderInBrowser) -> None:
    me.approve("Upsell")
    me.approve("Win-back")
    me.approve_needed_answers()
    me.keep_proposed_hours()
    me.rehearse("Upsell")


def campaigns_start_once_the_gate_is_met(me: FounderInBrowser) -> None:
    me.draft("Upsell", offer="Growth")
    me.launch()
    me.draft("Win-back", offer="Welcome back")
    me.press("Launch")
    me.sees("Not launched.")
    me.rehearse("Win-back")
    me.add_card()
    me.choose("Campaigns")
    me.page.get_by_role("link", name="Sample win-back").click()
    me.launch()


def sample_data_is_launched(me: FounderInBrowser, phone: CustomerAtPhone) -> None:
    """The shortest honest way: everything that is proposed is looked at and taken."""
    me.sign_up(phone)
    me.choose("Customers")
    me.press("Use sample data")
    me.import_is_done()
    me.go_on("say what your plans are", section="Offers")
    me.press("Save plans")
    expect(me.page.get_by_role("status")).to_be_visible()
    me.add_offer("Growth", kind="Higher tier", signal="Near a plan limit", worth="600")
    me.connect_mail(phone, f"hello@{me.details.business.lower()}.example.com")
    me.approve("Upsell")
    me.approve_needed_answers()
    me.keep_proposed_hours()
    me.rehearse("Upsell")
    me.draft("Upsell", offer="Growth")
    me.launch()


def books_by_text(phone: CustomerAtPhone) -> None:
    expect(phone.texts).to_have_count(1)
    assert "AI assistant" in phone.texts.last.inner_text()
    offered = phone.write("Yes, that sounds good, tell me more")
    assert re.search(r"1\) .*2\) .*3\) ", offered)
    assert is_a_booking(phone.write("1"))


def is_a_booking(said: str) -> bool:
    """One time and no list of times."""
    return len(re.findall(r"\w+day, \w+ \d+, \d+:\d\d [AP]M", said)) == 1


def wants_no_more(phone: CustomerAtPhone) -> None:
    phone.be(people.STOPS, tab="SMS")
    expect(phone.texts).to_have_count(1)
    phone.write("Please stop, do not contact me again")
    expect(phone.texts.filter(has_text="will not contact you")).to_have_count(1)


def books_on_a_call(phone: CustomerAtPhone) -> None:
    phone.be(people.CALLED, tab="Calls")
    assert "AI assistant" in phone.answer()
    assert "Which one suits you?" in phone.say("Yes, that sounds good")
    read_back = phone.say("The first one, please")
    assert re.search(r"Shall I book it\?|Is that right\?", read_back)
    assert is_a_booking(phone.say("Yes, please"))
    expect(phone.page.get_by_role("article", name="Call completed")).to_be_visible()


def books_behind_the_link_of_a_mail(phone: CustomerAtPhone) -> None:
    phone.be(people.MAILED, tab="Mail")
    mail = phone.mail(re.compile("Sampleboard|question"))
    assert "AI assistant" in phone.read(mail)
    books_on_the_page(phone.follow_link(mail, named="/c/"))


def books_on_the_page(page: Page) -> None:
    """The first time shown on the customer's page."""
    page.get_by_role("link", name=re.compile("^Look at this time: ")).first.click()
    page.get_by_role("button", name="Book this time").click()
    expect(page.get_by_role("status")).to_contain_text("Booked: ")
    page.close()


def is_taken_over_and_handed_back(me: FounderInBrowser, phone: CustomerAtPhone) -> None:
    phone.be(people.ASKS_FOR_A_PERSON, tab="SMS")
    asked = "Does it integrate with my aunt's fax machine?"
    phone.write(asked)
    me.conversation_with("Toby Sample-Person")
    me.sees(asked)
    me.press("Take over")
    me.fill(Your_answer="Sample Founder here: not yet, but soon.")
    me.press("Send answer")
    expect(phone.texts.last).to_contain_text("not yet, but soon")
    me.press("Hand back to the agent")
    expect(me.page.get_by_role("button", name="Take over")).to_be_visible()
    me.sees("Handed back by Sample Founder")
    assert is_a_booking(phone.write("Tuesday at ten works"))


def the_founder_sees_what_was_said_booked_and_used(me: FounderInBrowser) -> None:
    me.conversation_with("Tara Sample-Text")
    transcript = me.page.get_by_role("log", name="Transcript")
    expect(transcript).to_contain_text("Yes, that sounds good, tell me more")
    expect(transcript).to_contain_text("booking", ignore_case=True)
    me.choose("Bookings")
    for name in ("Tara Sample-Text", "Vera Sample-Voice", "Mia Sample-Mail", "Toby Sample-Person"):
        expect(me.page.get_by_role("link", name=f"Open handoff of {name}")).to_be_visible()
    upcoming = me.page.get_by_role("region", name="Upcoming").get_by_role("rowheader")
    times = upcoming.all_inner_texts()
    assert len(set(times)) == len(times) == 4, "one slot was given to two customers"
    me.page.get_by_role("link", name="Open handoff of Tara Sample-Text").click()
    handoff = me.page.get_by_role("region", name="Handoff")
    for words in (
        "One thing to say:",
        "Yes, that sounds good, tell me more",
        people.TEXTED,
        "cus_known001",
        "Starter",
        "Growth",
    ):
        expect(handoff).to_contain_text(words)
    me.choose("Bookings")
    me.page.get_by_role("link", name="Opt-outs").click()
    me.sees("Please stop, do not contact me again")
    me.choose("Usage & billing")
    usage = me.page.get_by_role("region", name="Usage this month")
    expect(usage.get_by_role("row", name=re.compile("Reached conversations 4"))).to_be_visible()


def appointments_are_never_offered(
    me: FounderInBrowser, phone: CustomerAtPhone, diary: OwnDiary | OwnCalCom
) -> None:
    """The founder connects their own calendar, and what stands in it is free no more."""
    me.choose("Bandwidth")
    free = me.page.get_by_role("region", name="Next free times").get_by_role("listitem")
    before = free.first.inner_text()
    if isinstance(diary, OwnCalCom):
        diary.begins()
        # Longer than what was in the calendar before, which counts no more.
        diary.is_busy_for_days(phone.now(), days=8)
        me.connect_cal_com(diary.key, event_type="Chat (15 minutes)")
    else:
        diary.is_busy_for_days(phone.now(), days=4)
        me.connect_calendar(diary.server.diary, user=USER, password=PASSWORD)
    phone.pass_time("+1 minute")
    me.choose("Bandwidth")
    expect(free.first).to_be_visible()
    assert before not in free.all_inner_texts()


def lines_of_an_own_calendar_are_asked_for(me: FounderInBrowser, motion: str) -> None:
    """What is said of a moved time is needed only now, and asked for."""
    me.choose("Playbooks")
    expect(me.page.get_by_role("main")).to_contain_text("2 lines to approve")
    me.approve(motion)


def a_booking_moved_in_the_calendar_moves_for_the_customer(
    me: FounderInBrowser, phone: CustomerAtPhone, diary: OwnDiary | OwnCalCom
) -> None:
    """Moved as soon as it is there: before anything looked at the calendar again."""
    phone.pass_time("+1 minute")
    (booking,) = diary.bookings()
    mails = phone.page.get_by_role("article")
    before = mails.count()
    moved_to = diary.moves(booking, by=timedelta(hours=2))
    phone.pass_time("+1 minute")
    # The old time is called off, the new one is an invitation, and words say why.
    expect(mails).to_have_count(before + 3)
    why = re.compile("the time we agreed no longer works|had to move our conversation")
    assert any(why.search(phone.read(mail)) for mail in mails.all())
    me.choose("Bookings")
    upcoming = me.page.get_by_role("region", name="Upcoming").get_by_role("rowheader")
    home = moved_to.astimezone(ZoneInfo("America/New_York"))
    expect(upcoming.filter(has_text=f"{home:%a %-d %b %Y, %H:%M}")).to_have_count(1)


def rehearses_over_the_own_phone(me: FounderInBrowser, phone: CustomerAtPhone) -> None:
    """The agent that rings customers rings the founder, who plays one."""
    # Of a US number it is not known where it is, so it must be ten in all of the country.
    phone.wait_until_hour(20)
    me.prove_own_phone(phone, OWN_PHONE)
    me.choose("Rehearsal")
    me.press("Call me")
    phone.be(OWN_PHONE, tab="Calls")
    assert "AI assistant" in phone.answer()
    assert "Which one suits you?" in phone.say("Yes, that sounds good")
    played = "No thank you, I do not need it"
    phone.say(played)
    expect(phone.page.get_by_role("article", name="Call completed")).to_be_visible()
    me.page.reload()
    said = me.page.get_by_role("log", name="Conversation")
    expect(said.get_by_text(played, exact=True)).to_be_visible()
    expect(me.page.get_by_role("button", name="End it")).to_have_count(0)
