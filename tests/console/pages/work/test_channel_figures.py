"""The Channels page shows how a number does over time, and who speaks in its calls."""

from __future__ import annotations

import html
from datetime import timedelta

from functions.outreach.domain.campaigns.channel_health import HourCount, TouchResult, hour_of
from functions.outreach.domain.speaking.voices import VOICES
from functions.outreach.domain.steps.calls.call_limits import (
    LONGEST_CALL_SECONDS,
    LONGEST_PUT_THROUGH_SECONDS,
    LONGEST_RUNG_SECONDS,
)
from functions.product.channels import Channel
from tenancy.billing.prices import price_table_at
from tenancy.billing.usage import Meter
from tests.console.fakes import NOON, World
from tests.console.visits import signed_in, text


def counted(days_ago: int, *, tried: int, answered: int, failed: int = 0) -> tuple[HourCount, ...]:
    hour = hour_of(NOON) - timedelta(days=days_ago)
    results = {
        TouchResult.TRIED: tried,
        TouchResult.ANSWERED: answered,
        TouchResult.FAILED: failed,
    }
    return tuple(HourCount(hour, Channel.VOICE, result, n) for result, n in results.items())


def shown(*counts: HourCount) -> str:
    world = World()
    visit = signed_in(world)
    world.progress.hours = counts
    return html.unescape(text(visit.get("/channels")))


def test_the_answered_share_is_shown_beside_the_one_before() -> None:
    lately = (*counted(1, tried=30, answered=9, failed=2), *counted(14, tried=10, answered=3))
    page = shown(*lately, *counted(15, tried=20, answered=10))
    assert "12 of 40 calls were answered (30%), after 50% in the 14 days before; 2 failed." in page


def test_a_number_that_was_never_used_has_no_share() -> None:
    assert "were answered" not in shown()


def test_the_voice_of_every_language_is_named_from_the_one_table() -> None:
    page = shown()
    for voice in VOICES.values():
        assert voice.name in page
    assert "Lithuanian" in page


def test_what_one_call_may_cost_is_told_by_the_limits_that_are_set_and_the_price_in_force() -> None:
    page = " ".join(shown().split())
    cents = price_table_at(NOON).unit_cents[Meter.VOICE_MINUTES]
    set_limits = (LONGEST_CALL_SECONDS, LONGEST_RUNG_SECONDS, LONGEST_PUT_THROUGH_SECONDS)
    assert (set_limits, cents) == ((600, 1_200, 7_200), 20)
    assert "after 10 minutes, no matter who rang: at most €2 of minutes" in page
    assert "with the agent, 20 minutes in all: at most €4." in page
    assert "may last 120 minutes in all: at most €24." in page
    assert page.count("A call ends by itself") == 1, "of the phone alone"
