"""Conversations, bookings, money, limits, channels and settings."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import time, timedelta

import pytest

from frontend_api.wording.meanings import MEANINGS, meaning_words
from functions.outreach.domain.calendar.founder_calendar import WorkingHours
from functions.outreach.domain.conversation.effects import Effect, EffectKind
from functions.outreach.domain.conversation.events import (
    BookingCancelled,
    FounderAnswered,
    FounderHandedBack,
    FounderSettled,
    FounderTookOver,
    OptedOutByLink,
)
from functions.outreach.domain.conversation.state import (
    Clarification,
    ClarificationKind,
    EffectId,
    State,
)
from functions.outreach.domain.understanding.acts import Act, ActKind, Correction
from functions.outreach.ports import EffectRecord, EffectStatus
from functions.outreach.store.bookings import BookingStatus
from functions.product.channels import Channel
from tenancy.identity.audit import Action
from tests.console.fakes import FOUNDER, NOON, TENANT, World
from tests.console.sample_world import conversation, fill
from tests.console.visits import Visit, location, signed_in, text


def _visit() -> tuple[World, Visit]:
    world = World()
    visit = signed_in(world)
    fill(world)
    return world, visit


def _in_state(world: World, state: State) -> None:
    kept = world.conversations.whole["c_1"]
    world.conversations.whole["c_1"] = replace(kept, conversation=conversation(state))


def test_taking_over_is_an_event_for_outreach() -> None:
    world, visit = _visit()
    visit.send("/conversations/c_1", "/conversations/c_1/take-over")
    assert world.replies.events[0][:2] == ("c_1", FounderTookOver(FOUNDER))
    assert world.audit.kept[-1].action is Action.TOOK_OVER


def test_a_double_click_is_one_event() -> None:
    world, visit = _visit()
    for _ in range(2):
        visit.send("/conversations/c_1", "/conversations/c_1/take-over")
    assert len({dedupe for _, _, dedupe in world.replies.events}) == 1
    _in_state(world, State.TAKEN_OVER)
    for words in ("Hello", "Hello", "And one more thing"):
        visit.send("/conversations/c_1", "/conversations/c_1/answer", text=words)
    assert len({dedupe for _, _, dedupe in world.replies.events}) == 3


def test_a_founder_answers_and_hands_back_while_it_is_theirs() -> None:
    world, visit = _visit()
    _in_state(world, State.TAKEN_OVER)
    visit.send("/conversations/c_1", "/conversations/c_1/answer", text="Ada here.")
    visit.send("/conversations/c_1", "/conversations/c_1/hand-back")
    (_, answered, dedupe), (_, handed_back, _) = world.replies.events
    assert answered == FounderAnswered(dedupe, FOUNDER, "Ada here.")
    assert handed_back == FounderHandedBack(FOUNDER)


def test_a_founder_marks_as_settled_what_stood_on_the_page() -> None:
    world, visit = _visit()
    assert "Mark as settled" not in text(visit.get("/conversations/c_1"))
    _in_state(world, State.TAKEN_OVER)
    visit.send("/conversations/c_1", "/conversations/c_1/settle", version="0", turns="2")
    visit.send("/conversations/c_1", "/conversations/c_1/settle", version="0", turns="99")
    events = [event for _, event, _ in world.replies.events]
    assert events == [FounderSettled(FOUNDER, 2), FounderSettled(FOUNDER, 3)]
    assert world.audit.kept[-1].action is Action.SETTLED
    kept = world.conversations.whole["c_1"]
    done = replace(kept.conversation, settled_at=NOON)
    world.conversations.whole["c_1"] = replace(kept, conversation=done)
    page = text(visit.get("/conversations/c_1"))
    assert "Settled 23 Nov 2026" in page
    assert "Mark as settled" not in page
    assert "Needs you 0" in text(visit.get("/conversations"))
    assert "Nobody waits for you" not in text(visit.get("/today/needs-you"))


def test_an_answer_pressed_twice_is_one_even_if_the_customer_wrote_in_between() -> None:
    world, visit = _visit()
    _in_state(world, State.TAKEN_OVER)
    kept = world.conversations.whole["c_1"]
    page = text(visit.get("/conversations/c_1"))
    assert f'name="version" value="{kept.conversation.version}"' in page
    for step in (0, 1):
        moved = replace(kept.conversation, version=kept.conversation.version + step)
        world.conversations.whole["c_1"] = replace(kept, conversation=moved)
        version = str(kept.conversation.version)
        visit.send("/conversations/c_1", "/conversations/c_1/answer", text="Hi", version=version)
    ids = {event.id for _, event, _ in world.replies.events if isinstance(event, FounderAnswered)}
    assert len(ids) == 1


def test_nobody_answers_in_a_conversation_that_is_the_agents() -> None:
    world, visit = _visit()
    visit.send("/conversations/c_1", "/conversations/c_1/answer", text="Ada here.")
    assert not world.replies.events


def test_conversations_are_filtered_by_state_outcome_and_channel() -> None:
    _, visit = _visit()
    assert "Grace Sample" in text(visit.get("/conversations?outcome=booked&channel=sms"))
    assert "Nothing fits these filters" in text(visit.get("/conversations?channel=voice"))


def test_the_handoff_is_whole() -> None:
    _, visit = _visit()
    page = text(visit.get("/bookings/b_1"))
    for part in ("Grace Sample", "+12125550123", "cus_1", "Starter", "Reports Plus", "Hot"):
        assert part in page


def test_a_win_needs_its_amount() -> None:
    world, visit = _visit()
    refused = visit.send("/bookings/b_1", "/bookings/b_1/outcome", outcome="won", amount="")
    assert refused.status == 422
    visit.send("/bookings/b_1", "/bookings/b_1/outcome", outcome="won", amount="1,250")
    row = world.bookings.rows["b_1"]
    assert (row.status, row.amount_cents) == (BookingStatus.WON, 125000)


def test_cancelling_a_booking_is_left_to_outreach() -> None:
    world, visit = _visit()
    visit.send("/bookings/b_1", "/bookings/b_1/cancel")
    booking = world.bookings.rows["b_1"].booking.id
    assert world.replies.events[0][1] == BookingCancelled(booking)
    assert world.bookings.rows["b_1"].status is BookingStatus.UPCOMING


def test_the_calendar_feed_names_each_booking_once_and_needs_its_secret() -> None:
    world, _ = _visit()
    feed = Visit(world.ports()).get("/calendar/f_ada.ics")
    assert feed.content_type.startswith("text/calendar")
    assert text(feed).count("BEGIN:VEVENT") == 1
    assert "UID:b_1@warmline" in text(feed)
    assert Visit(world.ports()).get("/calendar/guess.ics").status == 404


def test_the_calendar_feed_carries_the_whole_handoff() -> None:
    world, _ = _visit()
    row = world.bookings.rows["b_1"]
    talk = world.conversations.whole[row.conversation].conversation
    event = text(Visit(world.ports()).get("/calendar/f_ada.ics")).replace("\r\n ", "")
    assert "Temperature:" in event
    assert "In their own words:" in event
    assert talk.facts.customer_id in event
    assert "CLASS:PRIVATE" in event


def test_bandwidth_is_saved_as_typed() -> None:
    world = World()
    visit = signed_in(world)
    numbers = {
        "talk_minutes": "4",
        "held_minutes": "15",
        "buffer_minutes": "5",
        "notice_minutes": "60",
        "horizon_days": "10",
        "per_day": "3",
        "per_week": "9",
        "time_zone": "Europe/Vilnius",
        "meeting_link": "https://meet.example.com/ada",
        "start:1:0": "09:30",
        "end:1:0": "12:00",
        "off_from:0": "2026-12-24",
    }
    assert visit.send("/bandwidth", "/bandwidth", **numbers).status == 303
    saved = world.settings.load(TENANT).bandwidth(FOUNDER)
    assert saved
    assert saved.hours == (WorkingHours(1, time(9, 30), time(12)),)
    assert saved.per_week == 9
    assert saved.meeting_link == "https://meet.example.com/ada"
    assert 'value="https://meet.example.com/ada"' in text(visit.get("/bandwidth"))
    assert saved.time_off[0][0] == saved.time_off[0][1]
    assert not saved.works_on_holidays
    visit.send("/bandwidth", "/bandwidth", **numbers, works_on_holidays="on")
    ticked = world.settings.load(TENANT).bandwidth(FOUNDER)
    assert ticked is not None
    assert ticked.works_on_holidays
    crossed = numbers | {"end:1:0": "09:00"}
    refused = visit.send("/bandwidth", "/bandwidth", **crossed)
    assert refused.status == 422
    assert "ends before it starts" in text(refused)
    nowhere = visit.send("/bandwidth", "/bandwidth", **numbers | {"meeting_link": "http://meet"})
    assert nowhere.status == 422
    assert "A meeting link is a whole address" in text(nowhere)


def test_email_needs_a_postal_address() -> None:
    world = World()
    page = signed_in(world).send("/channels", "/channels/email", address="ada@acme.example.com")
    assert page.status == 422
    assert "reached by post" in text(page)


def test_a_teammate_is_invited_once() -> None:
    world = World()
    visit = signed_in(world)
    bob = {"name": "Bob", "email": "bob@acme.example.com", "role": "member"}
    visit.send("/settings", "/settings/invite", **bob)
    assert world.accounts.invited == ["bob@acme.example.com"]
    ada = {"name": "Ada", "email": "ada@acme.example.com", "role": "member"}
    again = visit.send("/settings", "/settings/invite", **ada)
    assert "signs in here already" in text(again)


def test_the_default_language_is_always_in_use() -> None:
    form = {
        "business_name": "Acme",
        "country": "LT",
        "currency": "EUR",
        "time_zone": "UTC",
        "default_language": "lt",
    }
    world = World()
    visit = signed_in(world)
    assert visit.send("/settings", "/settings", languages=("en",), **form).status == 422
    assert visit.send("/settings", "/settings", languages=("en", "lt"), **form).status == 303
    account = world.accounts.accounts["ada@acme.example.com"]
    assert account.session.tenant.languages == ("en", "lt")


def test_paying_leads_to_the_payment_provider() -> None:
    world, visit = _visit()
    assert location(visit.send("/billing", "/billing/checkout")).startswith("https://checkout.")
    visit.send("/billing", "/billing/limit", limit="75.50")
    assert world.billing.now.spending_limit_cents == 7550


def test_the_api_lists_what_the_pages_list() -> None:
    _, visit = _visit()
    bookings = json.loads(visit.get("/api/v1/bookings").body)
    assert bookings["items"][0]["start"] == "2026-11-24T12:00:00Z"
    whole = json.loads(visit.get("/api/v1/bookings/b_1").body)
    assert whole["handoff"]["crm_id"] == "cus_1"
    assert json.loads(visit.get("/api/v1/bookings/none").body)["title"] == "Not found"


def test_an_open_question_whether_to_stop_is_shown_in_words() -> None:
    world, visit = _visit()
    kept = world.conversations.whole["c_1"]
    for kind, words in (
        (ClarificationKind.OPT_OUT, "Asked whether to stop"),
        (ClarificationKind.WRONG_PERSON, "Asked whether this is the wrong person"),
    ):
        asked = replace(conversation(State.TALKING), clarification=Clarification(kind, NOON))
        world.conversations.whole["c_1"] = replace(kept, conversation=asked)
        shown = text(visit.get("/conversations/c_1"))
        assert words in shown
        assert "Without an answer within 24 hours this counts as a yes." in shown


def test_a_promise_on_old_facts_shows_what_to_upload() -> None:
    world, visit = _visit()
    kept = world.conversations.whole["c_1"]
    for days, shown in ((5, False), (60, True)):
        promised = replace(conversation(State.CALLBACK), callback_at=NOON + timedelta(days=days))
        promised = replace(promised, facts=replace(promised.facts, as_of=NOON.date()))
        world.conversations.whole["c_1"] = replace(kept, conversation=promised)
        words = text(visit.get("/conversations/c_1"))
        assert ("upload a newer export of your customers" in words) is shown


def test_a_founder_reads_in_plain_words_what_was_understood_and_puts_it_right() -> None:
    world, visit = _visit()
    page = text(visit.get("/conversations/c_1"))
    assert "understood: is interested<" in page
    assert "embedded)" not in page
    answer = visit.send("/conversations/c_1", "/conversations/c_1/turns/2", meaning="asks_question")
    assert location(answer) == "/conversations/c_1?done=corrected"
    assert world.settings.settings.corrections == (
        Correction(
            conversation="c_1",
            turn=2,
            text="Yes please! <script>alert(1)</script>",
            language="en",
            channel="sms",
            situation="other",
            act=ActKind.ASKS_QUESTION,
            read_as=(ActKind.INTERESTED,),
            by=FOUNDER,
            at=world.clock.now(),
        ),
    )
    assert "You put right: asks a question" in text(visit.get("/conversations/c_1?done=corrected"))
    assert world.replies.events == []
    kept = world.audit.kept[-1]
    assert (kept.action, kept.detail) == (Action.CORRECTED_READING, "c_1 2 asks_question")


def test_what_a_correction_does_not_change_is_said() -> None:
    _, visit = _visit()
    answer = visit.send("/conversations/c_1", "/conversations/c_1/turns/2", meaning="declined")
    assert location(answer) == "/conversations/c_1?done=kept"
    assert "The agent does not go by it alone" in text(visit.get(location(answer)))


def test_a_second_correction_takes_the_place_of_the_first() -> None:
    world, visit = _visit()
    for meaning in ("asks_question", "not_now"):
        visit.send("/conversations/c_1", "/conversations/c_1/turns/2", meaning=meaning)
    assert [each.act for each in world.settings.settings.corrections] == [ActKind.NOT_NOW]


@pytest.mark.parametrize("meaning", ["opt_out", "wrong_person"])
def test_what_ends_contact_for_good_ends_it_at_once(meaning: str) -> None:
    world, visit = _visit()
    visit.send("/conversations/c_1", "/conversations/c_1/turns/2", meaning=meaning)
    event = OptedOutByLink(f"founder-{FOUNDER}-2", channel=Channel.SMS)
    assert [sent[:2] for sent in world.replies.events] == [("c_1", event)]


@pytest.mark.parametrize(("turn", "meaning"), [("1", "declined"), ("9", "declined"), ("2", "x")])
def test_only_a_customers_message_can_be_put_right_and_only_as_something_known(
    turn: str, meaning: str
) -> None:
    world, visit = _visit()
    answer = visit.send("/conversations/c_1", f"/conversations/c_1/turns/{turn}", meaning=meaning)
    assert answer.status == 404
    assert world.settings.settings.corrections == ()


def test_corrections_are_taken_home_in_the_columns_of_exemplars() -> None:
    _, visit = _visit()
    visit.send("/conversations/c_1", "/conversations/c_1/turns/2", meaning="not_now")
    assert text(visit.get("/corrections.tsv?language=lt")).count("\n") == 1
    answer = visit.get("/corrections.tsv")
    assert text(answer).splitlines() == [
        "language\tact\ttext\tsituation\tchannel\tread as",
        "en\tnot_now\tYes please! <script>alert(1)</script>\tother\tsms\tinterested",
    ]
    assert answer.content_type.startswith("text/tab-separated-values")


def test_every_act_has_words_a_founder_reads() -> None:
    suspected = {ActKind.POSSIBLE_OPT_OUT, ActKind.POSSIBLE_WRONG_PERSON}
    assert set(MEANINGS) == set(ActKind) - suspected
    assert all(meaning_words(Act(kind)) for kind in ActKind)


def test_why_something_was_withdrawn_is_said_in_words() -> None:
    world, visit = _visit()
    kept = world.conversations.whole["c_1"]
    effect = Effect(EffectId("e-9"), EffectKind.CONTACT_CUSTOMER, channel=Channel.SMS)
    withdrawn = EffectRecord(effect, EffectStatus.REFUSED, error="withdrawn:booked")
    world.conversations.whole["c_1"] = replace(kept, effects=(withdrawn,))
    shown = text(visit.get("/conversations/c_1"))
    assert "Not sent any more: booked by then" in shown
    assert "withdrawn:" not in shown
