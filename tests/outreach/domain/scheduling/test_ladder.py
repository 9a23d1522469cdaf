"""Which channel is next: in order, one at a time, and only where permission lets it be."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.outreach.domain.calendar.founder_calendar import Bandwidth, WorkingHours
from functions.outreach.domain.conversation.context import StepContext
from functions.outreach.domain.conversation.state import (
    CampaignId,
    CampaignTerms,
    Conversation,
    ConversationId,
    EffectId,
    State,
    Touch,
    Turn,
    Who,
)
from functions.outreach.domain.permission.contact_facts import (
    AddressHistory,
    ChannelRules,
    PersonHistory,
    Purpose,
)
from functions.outreach.domain.permission.decide import Allowed, decide
from functions.outreach.domain.playbooks.playbook import Playbook
from functions.outreach.domain.scheduling.contact import history
from functions.outreach.domain.scheduling.ladder import (
    Exhausted,
    TouchDue,
    next_touch,
)
from functions.product.channels import CHANNELS, Channel, ContactPoint
from functions.product.customer_facts import CustomerFacts, CustomerId
from functions.product.motions import Motion
from tenancy.tenant import FounderId, tenant_id
from tests.hypothesis_profiles import examples
from tests.outreach.domain.sample_playbook import consents

MONDAY = datetime(2026, 9, 14, 15, tzinfo=UTC)
"""11:00 in New York, 17:00 in Berlin."""
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
OPENING, FOLLOW_UP, REPLY = Purpose.OPENING, Purpose.FOLLOW_UP, Purpose.REPLY
WHATSAPP, SMS, VOICE, EMAIL = Channel.WHATSAPP, Channel.SMS, Channel.VOICE, Channel.EMAIL

AMERICAN = CustomerFacts(
    customer_id=CustomerId("c1"),
    as_of=date(2026, 9, 14),
    email="ada@example.com",
    phone="+12125550123",
    country="US",
    region="NY",
    paid=True,
    consents=consents(*Channel),
)
GERMAN = replace(AMERICAN, phone="+4915112345678", country="DE", region="", whatsapp=True)


def talk(facts: CustomerFacts, *touches: Touch, **changes: object) -> Conversation:
    conversation = Conversation(
        id=ConversationId("v1"),
        tenant=tenant_id("t_sample000001"),
        terms=CampaignTerms(
            id=CampaignId("g1"),
            motion=Motion.UPSELL,
            founder=FounderId("f1"),
            founder_name="Ana",
            business_name="Sample",
            offer=None,
            channels=tuple(Channel),
        ),
        facts=facts,
        language="en",
        time_zone="America/New_York",
        created_at=MONDAY,
        touches=touches,
        channel=touches[-1].channel if touches else None,
        state=State.OPENED if touches else State.WAITING,
    )
    return replace(conversation, **changes)  # type: ignore[arg-type]


def touch(channel: Channel, at: datetime, purpose: Purpose = OPENING, failed: str = "") -> Touch:
    return Touch(channel, purpose, at, EffectId(f"v1-{at.isoformat()}"), failed)


def wrote(channel: Channel, at: datetime, who: Who = Who.CUSTOMER) -> Turn:
    return Turn(number=1, who=who, channel=channel, at=at, text="Sample words")


def around(now: datetime, **rules: object) -> StepContext:
    tenant = ChannelRules(a2p_campaign="CM01", postal_address="1 Sample Street")
    return StepContext(
        now=now,
        playbook=Playbook(Motion.UPSELL, "en", ()),
        rules=replace(tenant, **rules),  # type: ignore[arg-type]
        person=PersonHistory(),
        bandwidth=Bandwidth(FounderId("f1"), "UTC", (WorkingHours(0, time(9), time(17)),)),
    )


def after(conversation: Conversation, now: datetime, **rules: object) -> TouchDue | Exhausted:
    return next_touch(conversation=conversation, context=around(now, **rules))


def test_a_european_with_whatsapp_is_opened_there_now() -> None:
    assert after(talk(GERMAN), MONDAY) == TouchDue(WHATSAPP, OPENING, MONDAY)


def test_an_american_starts_at_sms_even_with_whatsapp_verified() -> None:
    facts = replace(AMERICAN, whatsapp=True)
    assert after(talk(facts), MONDAY) == TouchDue(SMS, OPENING, MONDAY)


def test_unknown_whatsapp_is_skipped_unless_consent_exists() -> None:
    unknown = replace(GERMAN, whatsapp=None, consents=consents(VOICE, EMAIL))
    assert after(talk(unknown), MONDAY) == TouchDue(VOICE, OPENING, MONDAY)
    agreed = replace(unknown, consents=consents(WHATSAPP, VOICE))
    assert after(talk(agreed), MONDAY) == TouchDue(WHATSAPP, OPENING, MONDAY)
    not_there = replace(agreed, whatsapp=False)
    assert after(talk(not_there), MONDAY) == TouchDue(VOICE, OPENING, MONDAY)


def test_sms_outside_the_us_is_left_out_unless_turned_on() -> None:
    facts = replace(GERMAN, whatsapp=False)
    assert after(talk(facts), MONDAY) == TouchDue(VOICE, OPENING, MONDAY)
    assert after(talk(facts), MONDAY, sms_outside_us=True) == TouchDue(SMS, OPENING, MONDAY)


def test_outside_hours_the_first_channel_waits_for_its_hour() -> None:
    night = datetime(2026, 9, 14, 20, tzinfo=UTC)
    assert after(talk(GERMAN), night) == TouchDue(
        WHATSAPP, OPENING, datetime(2026, 9, 15, 8, tzinfo=UTC)
    )


def test_the_whole_ladder_of_a_silent_american() -> None:
    conversation, seen, now = talk(AMERICAN), [], MONDAY
    while isinstance(due := after(conversation, now), TouchDue):
        seen.append((due.channel, due.purpose))
        made = touch(due.channel, due.at, due.purpose)
        conversation = talk(AMERICAN, *conversation.touches, made)
        now = due.at
    assert seen == [
        (SMS, OPENING),
        (SMS, FOLLOW_UP),
        (VOICE, OPENING),
        (VOICE, FOLLOW_UP),
        (EMAIL, OPENING),
        (EMAIL, FOLLOW_UP),
    ]
    assert due == Exhausted("max_touches", conversation.touches[-1].at + timedelta(hours=72))


def test_the_follow_up_comes_after_a_day_and_the_next_channel_a_day_later() -> None:
    opened = talk(GERMAN, touch(WHATSAPP, MONDAY))
    assert after(opened, MONDAY + HOUR) == TouchDue(WHATSAPP, FOLLOW_UP, MONDAY + DAY)
    followed = talk(GERMAN, touch(WHATSAPP, MONDAY), touch(WHATSAPP, MONDAY + DAY, FOLLOW_UP))
    assert after(followed, MONDAY + DAY) == TouchDue(VOICE, OPENING, MONDAY + 2 * DAY)


@pytest.mark.parametrize("error", ["63024", "no_endpoint", "consent_missing"])
def test_a_failed_channel_is_skipped_at_once(error: str) -> None:
    failed = talk(GERMAN, touch(WHATSAPP, MONDAY, failed=error))
    assert after(failed, MONDAY + HOUR / 2) == TouchDue(VOICE, OPENING, MONDAY + HOUR / 2)


def test_a_touch_refused_only_for_its_hour_is_tried_again_on_its_channel() -> None:
    refused = talk(GERMAN, touch(WHATSAPP, MONDAY, failed="hours"))
    assert after(refused, MONDAY + HOUR / 2) == TouchDue(WHATSAPP, OPENING, MONDAY + HOUR / 2)


def test_slots_nobody_chose_are_followed_by_a_call_after_four_hours() -> None:
    morning = datetime(2026, 9, 15, 9, tzinfo=UTC)
    offering = talk(
        GERMAN,
        touch(WHATSAPP, morning - HOUR),
        state=State.OFFERING,
        turns=(wrote(WHATSAPP, morning), wrote(WHATSAPP, morning, Who.AGENT)),
    )
    assert after(offering, morning) == TouchDue(VOICE, OPENING, morning + 4 * HOUR)
    called = replace(offering, touches=(*offering.touches, touch(VOICE, morning + 4 * HOUR)))
    assert after(replace(called, channel=VOICE), morning + 5 * HOUR) == TouchDue(
        VOICE, FOLLOW_UP, morning + 28 * HOUR
    )


def test_without_a_permitted_call_unchosen_slots_are_followed_up_where_they_were_offered() -> None:
    morning = datetime(2026, 9, 15, 9, tzinfo=UTC)
    facts = replace(GERMAN, consents=consents(WHATSAPP, EMAIL))
    offering = talk(
        facts,
        touch(WHATSAPP, morning - DAY),
        touch(WHATSAPP, morning - HOUR, FOLLOW_UP),
        state=State.OFFERING,
        turns=(wrote(WHATSAPP, morning),),
    )
    assert after(offering, morning) == TouchDue(WHATSAPP, FOLLOW_UP, morning + 4 * HOUR)


def test_the_channel_a_customer_asked_for_goes_first_and_now() -> None:
    asked = talk(
        AMERICAN,
        touch(SMS, MONDAY - DAY),
        state=State.TALKING,
        turns=(wrote(SMS, MONDAY),),
        asked_channel=EMAIL,
    )
    assert after(asked, MONDAY) == TouchDue(EMAIL, OPENING, MONDAY)


def test_a_channel_asked_for_without_permission_is_passed_over() -> None:
    facts = replace(AMERICAN, consents=consents(SMS))
    asked = talk(
        facts,
        touch(SMS, MONDAY - DAY),
        state=State.TALKING,
        turns=(wrote(SMS, MONDAY),),
        asked_channel=VOICE,
    )
    assert after(asked, MONDAY) == TouchDue(SMS, FOLLOW_UP, MONDAY + DAY)


def test_text_gone_quiet_after_interest_is_followed_by_a_call() -> None:
    hot = talk(
        AMERICAN,
        touch(SMS, MONDAY - DAY),
        state=State.TALKING,
        turns=(wrote(SMS, MONDAY),),
        hot=True,
    )
    assert after(hot, MONDAY) == TouchDue(VOICE, OPENING, MONDAY + DAY)


def test_a_callback_is_kept_at_its_moment_on_the_channel_in_use() -> None:
    promised = datetime(2026, 10, 14, 15, tzinfo=UTC)
    waiting = talk(
        AMERICAN,
        touch(SMS, MONDAY - DAY),
        touch(SMS, MONDAY - HOUR, FOLLOW_UP),
        state=State.CALLBACK,
        callback_at=promised,
        turns=(wrote(SMS, MONDAY),),
    )
    assert after(waiting, MONDAY) == TouchDue(SMS, FOLLOW_UP, promised)
    kept = replace(waiting, touches=(*waiting.touches, touch(SMS, promised, FOLLOW_UP)))
    assert after(kept, promised) == TouchDue(VOICE, OPENING, promised + DAY)


def test_a_promised_return_takes_a_channel_given_up_where_no_other_is_permitted() -> None:
    promised = datetime(2026, 10, 14, 15, tzinfo=UTC)
    by_mail_alone = replace(AMERICAN, consents=consents(EMAIL))
    opened_by_mail = touch(EMAIL, MONDAY - DAY)
    answered = talk(
        by_mail_alone,
        opened_by_mail,
        channel=SMS,
        state=State.CALLBACK,
        callback_at=promised,
        turns=(wrote(SMS, MONDAY),),
    )
    assert after(answered, MONDAY) == TouchDue(EMAIL, FOLLOW_UP, promised)
    of_our_own_accord = replace(answered, state=State.TALKING, callback_at=None)
    assert isinstance(after(of_our_own_accord, MONDAY), Exhausted)
    both = replace(answered, facts=AMERICAN, hot=True, channel=EMAIL, turns=(wrote(EMAIL, MONDAY),))
    both = replace(both, touches=(touch(VOICE, MONDAY - 2 * DAY), opened_by_mail))
    due = after(both, MONDAY)
    assert isinstance(due, TouchDue)
    assert due.channel is EMAIL, "nobody is rung again who was left alone there"


def test_where_the_customer_wrote_since_a_failed_touch_the_channel_lives() -> None:
    """A mail in doubt, which its reader answered."""
    promised = datetime(2026, 10, 14, 15, tzinfo=UTC)
    doubted = talk(
        replace(AMERICAN, phone=""),
        touch(EMAIL, MONDAY - DAY, failed="unconfirmed"),
        state=State.CALLBACK,
        callback_at=promised,
        turns=(wrote(EMAIL, MONDAY),),
    )
    assert after(doubted, MONDAY) == TouchDue(EMAIL, FOLLOW_UP, promised)
    failed_since = replace(doubted, touches=(touch(EMAIL, MONDAY + HOUR, failed="bounced"),))
    assert isinstance(after(failed_since, MONDAY + HOUR), Exhausted)


@pytest.mark.parametrize("state", [State.BOOKED, State.TAKEN_OVER, State.CLOSED])
def test_nothing_is_tried_while_the_agent_must_be_silent(state: State) -> None:
    assert after(talk(AMERICAN, state=state), MONDAY) == Exhausted(state)


def test_only_channels_the_tenant_has_ready_are_tried() -> None:
    conversation = talk(AMERICAN)
    only_mail = replace(conversation, terms=replace(conversation.terms, channels=(EMAIL,)))
    assert after(only_mail, MONDAY) == TouchDue(EMAIL, OPENING, MONDAY)
    none = replace(conversation, terms=replace(conversation.terms, channels=()))
    assert after(none, MONDAY) == Exhausted("no_channel")


def test_a_person_nobody_may_touch_is_exhausted_with_the_reasons() -> None:
    refused = after(talk(replace(AMERICAN, do_not_contact=True)), MONDAY)
    assert isinstance(refused, Exhausted)
    assert "sms:do_not_contact" in refused.reason


def test_failed_touches_and_replies_count_for_no_cap() -> None:
    conversation = talk(
        AMERICAN,
        touch(SMS, MONDAY - 3 * HOUR),
        touch(VOICE, MONDAY - 2 * HOUR, failed="21211"),
        touch(SMS, MONDAY - HOUR, REPLY),
        prior=PersonHistory(touched_at=(MONDAY - 3 * DAY,)),
    )
    known = PersonHistory(touched_at=tuple(MONDAY - hours * HOUR for hours in (3, 2, 1)))
    assert history(conversation, known, point=ContactPoint.PHONE).touched_at == (
        MONDAY - 3 * DAY,
        MONDAY - 3 * HOUR,
    )


def test_what_forbids_a_person_is_kept_from_wherever_it_is_known() -> None:
    for person, prior in (
        (PersonHistory(suppressed=True), PersonHistory()),
        (PersonHistory(), PersonHistory(suppressed=True)),
    ):
        assert history(talk(AMERICAN, prior=prior), person, point=ContactPoint.PHONE).suppressed
    late, later = date(2026, 10, 1), date(2026, 10, 2)
    quiet = talk(AMERICAN, prior=PersonHistory(quiet_until=late), quiet_until=later)
    assert history(quiet, PersonHistory(), point=ContactPoint.EMAIL).quiet_until == later


@settings(max_examples=examples(60))
@given(data=st.data(), facts=st.sampled_from((AMERICAN, GERMAN)), start=st.integers(0, 24 * 14))
def test_a_silent_customer_is_tried_in_order_within_every_limit(
    data: st.DataObject, facts: CustomerFacts, start: int
) -> None:
    agreed = data.draw(st.sets(st.sampled_from(Channel)))
    ready = tuple(sorted(data.draw(st.sets(st.sampled_from(Channel)))))
    facts = replace(facts, consents=consents(*sorted(agreed)))
    now = MONDAY + start * HOUR
    blank = talk(facts)
    conversation = replace(blank, terms=replace(blank.terms, channels=ready))
    reached: list[Touch] = []
    for _ in range(20):
        due = after(conversation, now)
        if isinstance(due, Exhausted):
            break
        assert due.at >= now
        assert due.channel in ready
        assert after(conversation, due.at) == due, (
            "became_due at that moment, the answer is the same"
        )
        assert isinstance(
            decide(
                facts=facts,
                earned=(),
                channel=due.channel,
                purpose=due.purpose,
                now=due.at,
                rules=around(due.at).rules,
                person=history(
                    conversation,
                    PersonHistory(),
                    point=CHANNELS[due.channel].contact_point,
                ),
                customer_wrote_at=None,
            ),
            Allowed,
        )
        failed = data.draw(st.sampled_from(("", "", "30003")))
        made = touch(due.channel, due.at, due.purpose, failed)
        reached += [] if failed else [made]
        conversation = replace(
            conversation,
            touches=(*conversation.touches, made),
            channel=due.channel,
            state=State.OPENED,
        )
        now = due.at
    assert isinstance(due, Exhausted)
    assert len(conversation.touches) <= conversation.terms.max_touches
    order = [made.channel for made in conversation.touches]
    firsts = list(dict.fromkeys(order))
    assert firsts == [channel for channel in (WHATSAPP, SMS, VOICE, EMAIL) if channel in firsts]
    for channel in firsts:
        assert [made.purpose for made in reached if made.channel is channel] in (
            [],
            [OPENING],
            [OPENING, FOLLOW_UP],
        )
    assert order.count(VOICE) <= 2
    times = [made.at for made in reached]
    assert all(later - earlier >= DAY for earlier, later in pairwise(times))


def test_where_somebody_else_on_this_phone_said_no_the_person_s_mailbox_is_tried() -> None:
    quiet = AddressHistory(quiet_until=(MONDAY + 30 * DAY).date())
    shared = talk(AMERICAN, prior=PersonHistory(phone=quiet))
    due = after(shared, MONDAY)
    assert isinstance(due, TouchDue)
    assert (due.channel, due.at) == (EMAIL, MONDAY)
    alone = replace(shared, facts=replace(AMERICAN, email=""))
    waits = after(alone, MONDAY)
    assert isinstance(waits, TouchDue)
    assert waits.at > MONDAY + 29 * DAY


def test_a_touch_of_somebody_else_on_this_phone_counts_for_its_caps() -> None:
    touched = AddressHistory(touched_at=(MONDAY - 2 * HOUR,))
    shared = talk(replace(AMERICAN, email=""), prior=PersonHistory(phone=touched))
    due = after(shared, MONDAY)
    assert isinstance(due, TouchDue)
    assert due.at >= MONDAY + 22 * HOUR
