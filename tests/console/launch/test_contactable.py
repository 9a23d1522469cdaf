"""Who may be contacted before a launch is what the permission of every touch says."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from frontend_api.launch.contactable import (
    JudgedCustomer,
    first_week,
    judge,
    opens_on,
)
from frontend_api.wording.refusals import ground_words
from functions.outreach.domain.permission.contact_facts import ChannelRules
from functions.product.channels import CHANNELS, Channel
from functions.product.consent import Consent, SoftOptIn
from functions.product.customer_facts import CustomerFacts
from tests.console.doubles.sample_pool import pool_customer
from tests.console.fakes import NOON, World
from tests.console.sample_world import fill
from tests.console.visits import signed_in, text

RULES = ChannelRules(postal_address="1 Main St", a2p_campaign="CM1", tenant_time_zone="UTC")
GRACE = pool_customer(10)
TEN = NOON + timedelta(hours=3)
"""Ten in the morning where Grace lives, when the first mail or text of a day may go."""
EVENING = NOON + timedelta(hours=14)
"""Nine in the evening where Grace lives."""


def _answers(judged: JudgedCustomer) -> dict[Channel, bool]:
    return {answer.channel: answer.at is not None for answer in judged.answers}


def _judged(**changes: object) -> JudgedCustomer:
    facts = replace(GRACE, **changes)  # type: ignore[arg-type]
    return judge(facts, opted_out=False, rules=RULES, now=NOON)


def test_each_channel_answers_with_its_ground_or_the_rule_that_refuses() -> None:
    answers = {answer.channel: answer for answer in _judged().answers}
    assert answers[Channel.EMAIL].at == TEN
    assert "postal address" in answers[Channel.EMAIL].evidence
    assert answers[Channel.VOICE].rule == "written_ai_voice_consent_missing"
    assert tuple(answers) == tuple(CHANNELS)


def test_what_only_time_forbids_is_permitted_from_then_on() -> None:
    judged = judge(GRACE, opted_out=False, rules=RULES, now=EVENING)
    email = next(one for one in judged.answers if one.channel is Channel.SMS)
    assert email.rule == ""
    assert email.at == TEN + timedelta(days=1)


def test_who_opted_out_or_never_paid_is_permitted_nowhere() -> None:
    out = judge(GRACE, opted_out=True, rules=RULES, now=NOON)
    assert {answer.rule for answer in out.answers} == {"suppressed"}
    assert not any(_answers(_judged(paid=False)).values())


def test_the_first_channel_is_one_that_is_ready() -> None:
    first = _judged().first((Channel.EMAIL,))
    assert first is not None
    assert first.channel is Channel.EMAIL
    assert _judged().first((Channel.VOICE,)) is None


def _opens_on(
    facts: CustomerFacts, ready: Iterable[Channel], *, now: datetime = NOON
) -> tuple[Channel, datetime] | None:
    return opens_on(facts, opted_out=False, rules=RULES, now=now, ready=ready)


@pytest.mark.parametrize("now", [NOON, TEN, EVENING])
@pytest.mark.parametrize(
    "ready", [(), (Channel.EMAIL,), (Channel.VOICE, Channel.SMS), tuple(CHANNELS)]
)
def test_where_and_when_a_conversation_opens_is_what_all_channels_say(
    ready: tuple[Channel, ...], now: datetime
) -> None:
    for facts in map(pool_customer, range(40)):
        first = judge(facts, opted_out=False, rules=RULES, now=now).first(ready)
        assert _opens_on(facts, ready, now=now) == (first and (first.channel, first.at))


def test_no_channel_is_asked_behind_the_one_that_opens() -> None:
    """A page of the pool is asked at once, and each question takes a fifth of a millisecond."""
    channels = iter([Channel.VOICE, Channel.EMAIL, Channel.SMS])
    assert _opens_on(GRACE, channels) == (Channel.EMAIL, TEN)
    assert list(channels) == [Channel.SMS]


def test_the_first_week_opens_what_the_bandwidth_can_serve_and_no_more() -> None:
    openings = [_opens_on(pool_customer(n), [Channel.EMAIL]) for n in range(100)]
    week = first_week(openings, held=2, zone="UTC")
    assert week.opened == week.room < 20
    assert {channel for _, counts in week.days for channel, _ in counts} == {Channel.EMAIL}
    assert week.days[0][0] == date(2026, 11, 23)
    nothing = first_week(openings, held=0, zone="UTC")
    assert (nothing.room, nothing.opened, nothing.bookings) == (0, 0, 0)


@pytest.mark.parametrize(
    ("proof", "words"),
    [
        (
            "consent:email:sign-up form:2026-05-03T12:00:00+00:00",
            "consent of 3 May 2026, from sign-up form",
        ),
        (
            "consent:sms:customer_page:2026-05-03T12:00:00+00:00",
            "consent of 3 May 2026, from customer page",
        ),
        (
            "soft_opt_in:im_1:2026-05-03T12:00:00+00:00",
            "the soft opt-in you confirmed on 3 May 2026",
        ),
        ("a2p:CM1; postal address on file", "your A2P campaign and your postal address is on file"),
        ("", ""),
    ],
)
def test_a_ground_is_said_without_ids(proof: str, words: str) -> None:
    assert ground_words(proof) == words


def test_a_ground_that_a_decision_records_is_one_we_have_words_for() -> None:
    soft = SoftOptIn("f_ada", NOON, "im_1")
    voice = Consent(Channel.VOICE, NOON, "form: web", "Call me by AI.", written=True)
    judged = _judged(country="LT", soft_opt_in=soft, consents=(voice,))
    words = [ground_words(answer.evidence) for answer in judged.answers if answer.evidence]
    assert words
    assert all(words)


def _page(world: World, address: str) -> str:
    shown = text(signed_in(world).get(address)).partition("<main")[2]
    return " ".join(re.sub(r"<[^>]+>", " ", shown).split())


def test_the_page_counts_a_page_of_the_pool_and_says_why_not() -> None:
    world = World()
    signed_in(world)
    fill(world)
    shown = _page(world, "/segments/contact?motion=upsell")
    assert "Of the 30 customers that come first in dial order" in shown
    assert "They did not agree in writing to calls by an AI voice" in shown
    assert "Lithuanian: 10 customers, without an approved line" in shown
    week = _page(world, "/segments/contact/week?motion=upsell")
    assert "30 conversations open, of the" in week
    assert "23 Nov 2026 Email: 30" in week
    assert "The pool ends before this page" in _page(world, "/segments/contact?page=1")


def test_without_bandwidth_the_week_asks_for_it() -> None:
    world = World()
    signed_in(world)
    fill(world)
    world.settings.settings = replace(world.settings.settings, bandwidths=())
    assert "Set your hours to see" in _page(world, "/segments/contact/week")
