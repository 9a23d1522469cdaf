"""The laws about promised returns are shown histories that break them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from functions.outreach.domain.conversation.effects import Effect, EffectKind
from functions.outreach.domain.conversation.state import (
    EffectId,
    State,
    Turn,
    Who,
)
from functions.outreach.domain.permission.contact_facts import Purpose
from functions.product.channels import Channel
from functions.product.limits import FACTS_STALE
from tests.outreach.approved import NOW
from tests.simulation.broken_histories import (
    DISCLOSURE,
    TALK,
    broken,
    ended,
    received,
    stepped,
)
from tests.simulation.history import Created
from tests.simulation.laws.promises import APromiseNamesAPermittedMoment
from tests.simulation.world import World


@pytest.mark.parametrize(
    ("promised", "forbidden"),
    [
        pytest.param(datetime(2026, 12, 20, 20, tzinfo=UTC), True, id="a Sunday"),
        pytest.param(datetime(2026, 12, 25, 16, tzinfo=UTC), True, id="a public holiday"),
        pytest.param(datetime(2026, 12, 15, 3, tzinfo=UTC), True, id="at night"),
        pytest.param(datetime(2026, 12, 14, 16, tzinfo=UTC), False, id="a working day"),
    ],
)
def test_a_promise_of_a_moment_that_is_not_permitted_is_seen(
    promised: datetime, forbidden: bool
) -> None:
    law = APromiseNamesAPermittedMoment({TALK.facts.customer_id: "America/New_York"})
    later = stepped(replace(TALK, state=State.CALLBACK, callback_at=promised))
    assert bool(broken(law, [Created(NOW, TALK.id, TALK), later])) is forbidden
    kept = later.step.conversation
    assert not broken(law, [stepped(kept, before=kept)]), "it was promised before"


def test_a_promise_forgotten_is_seen() -> None:
    world = World(0, size=0)
    promised = replace(TALK, state=State.CALLBACK, callback_at=NOW + timedelta(days=30))
    world.history.add(stepped(promised))
    assert ended(world) == {"PromisesAreKept"}


def test_a_promise_that_fails_on_old_facts_is_seen() -> None:
    world = World(0, size=0)
    promised = replace(TALK, state=State.CALLBACK, callback_at=NOW + timedelta(days=30))
    world.history.add(stepped(promised))
    given_up = replace(
        promised,
        version=1,
        state=State.TAKEN_OVER,
        callback_at=None,
        reason=f"callback due: {FACTS_STALE}",
    )
    before = replace(promised, version=1)
    world.history.add(stepped(given_up, at=NOW + timedelta(days=30), before=before))
    assert ended(world) == {"PromisesAreKept"}


@pytest.mark.parametrize(
    ("after", "kept"),
    [(timedelta(days=29), False), (timedelta(days=30), True), (timedelta(days=31), False)],
)
def test_a_return_that_comes_early_or_late_is_seen(after: timedelta, kept: bool) -> None:
    world = World(0, size=0)
    promised = replace(TALK, state=State.CALLBACK, callback_at=NOW + timedelta(days=30))
    world.history.add(stepped(promised))
    before = replace(promised, version=1)
    wrote = Turn(1, Who.AGENT, Channel.SMS, NOW + after, "I promised to come back")
    back = replace(before, state=State.TALKING, callback_at=None, turns=(wrote,))
    touch = Effect(EffectId("e-2-1"), EffectKind.CONTACT_CUSTOMER, purpose=Purpose.FOLLOW_UP)
    world.history.add(stepped(back, at=NOW + after, before=before, effects=(touch,)))
    world.history.add(received(DISCLOSURE, effect="e-2-1", ringing=True))
    assert ended(world) == (set() if kept else {"PromisesAreKept"})


@pytest.mark.parametrize("arrives", [True, False])
def test_a_return_that_is_decided_and_reaches_nobody_is_seen(arrives: bool) -> None:
    world = World(0, size=0)
    promised = replace(TALK, state=State.CALLBACK, callback_at=NOW + timedelta(days=30))
    world.history.add(stepped(promised))
    before = replace(promised, version=1)
    touch = Effect(EffectId("e-2-1"), EffectKind.CONTACT_CUSTOMER, purpose=Purpose.FOLLOW_UP)
    back = replace(before, state=State.TALKING, callback_at=None)
    world.history.add(stepped(back, at=NOW + timedelta(days=30), before=before, effects=(touch,)))
    if arrives:
        world.history.add(received(DISCLOSURE, effect=touch.id, ringing=True))
    assert ended(world) == (set() if arrives else {"PromisesAreKept"})


@pytest.mark.parametrize(
    ("reason", "told", "seen"),
    [
        ("callback due: moved to retention", False, True),
        ("callback due: moved to retention", True, False),
        ("taken over by f_1", False, False),
    ],
)
def test_a_promise_given_up_without_a_word_to_the_founder_is_seen(
    reason: str, told: bool, seen: bool
) -> None:
    """Whoever pressed to take over knows it."""
    world = World(0, size=0)
    promised = replace(TALK, state=State.CALLBACK, callback_at=NOW + timedelta(days=30))
    world.history.add(stepped(promised))
    before = replace(promised, version=1)
    given = replace(before, state=State.TAKEN_OVER, callback_at=None, reason=reason)
    notice = Effect(EffectId("e-2-1"), EffectKind.NOTIFY_FOUNDER, notice="facts_changed")
    effects = (notice,) if told else ()
    world.history.add(stepped(given, at=NOW + timedelta(days=30), before=before, effects=effects))
    assert ended(world) == ({"PromisesAreKept"} if seen else set())
