"""Whatever breaks a sync off, and however often: in the end each object is there exactly once."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from functions.customer_base.stripe.sync import STALE
from functions.stripe_source.account import Busy
from tests.customer_base.fakes_base import new_base
from tests.customer_base.stripe_world import (
    StripeWorld,
    everybody,
    ids,
    leftovers,
    stripe_world,
    subscription,
)
from tests.hypothesis_profiles import examples

CRASH, LOST_WORKER, BUSY, LONG_BUSY, OLD, DELETED, NEW = range(7)
TROUBLES = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 14)), max_size=6
)  # (what happens, at which upload or request of that run)


class WorkerDied(BaseException):
    """A function that ends without a word, as Lambda ends one."""


def run(world: StripeWorld, trouble: int, at: int) -> None:
    """One run of the function under one trouble; what it leaves is for the next one."""
    world.base.files.uploads_left = at if trouble == CRASH else None
    world.elapsed = [0.0] * at + [700.0] if trouble == OLD else []
    begun = len(world.account.asked)

    def between(asked: int) -> None:
        if asked - begun != at:
            return
        match trouble:
            case _ if trouble == LOST_WORKER:
                raise WorkerDied
            case _ if trouble == BUSY:
                world.account.trouble = [Busy(wait_s=1.0)]
            case _ if trouble == LONG_BUSY:
                world.account.trouble = [Busy(wait_s=300.0)]
            case _ if trouble == DELETED:
                world.account.things["customers"].pop(len(world.account.things["customers"]) // 2)
            case _ if trouble == NEW:
                world.account.things["subscriptions"].append(subscription(500 + asked))

    world.account.between = between
    with contextlib.suppress(ConnectionError, WorkerDied):
        world.pull()
    world.base.files.uploads_left, world.elapsed = None, []
    world.account.between, world.account.trouble = lambda _: None, []
    world.later(minutes=16)


@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.too_slow])
@given(TROUBLES)
def test_a_sync_that_is_broken_off_again_and_again_ends_complete(
    troubles: list[tuple[int, int]],
) -> None:
    folder = Path(tempfile.mkdtemp(prefix="sync-"))
    try:
        world = stripe_world(new_base(folder), customers=33, subscribed=21)
        customers, subscriptions = everybody(world)
        for trouble, at in troubles:
            run(world, trouble, at)
        world.pull()
        assert world.link.sync is None
        assert world.link.problem == ""
        found, sold = ids(world, 1), ids(world, 2)
        assert set(found.values()) == set(sold.values()) == {1}
        # Who was deleted meanwhile may be there or not; nobody else is missing.
        assert set(found) >= set(everybody(world)[0])
        assert set(sold) >= set(subscriptions)
        assert set(found) - {f"cus_05{number:02d}" for number in range(100)} <= set(customers)
        assert leftovers(world) == []
        assert world.now - world.link.applied_at < STALE  # type: ignore[operator]
    finally:
        shutil.rmtree(folder)
