"""How many conversations a campaign may open, so that what it books fits the founder's bandwidth.

It only sizes the pool: the transaction that reserves a slot is what makes a limit unbreakable.
"""

from __future__ import annotations

import math

PRIOR_BOOKED = 1.0
PRIOR_UNBOOKED = 9.0
"""Before anything is measured one conversation in ten is taken to book, a weak belief worth ten
conversations (a Beta(1, 9) prior)."""
LOWEST_RATE = 0.02
"""However few have booked, no more than 50 conversations are opened for each one that fits, so a
change of luck cannot flood the founder."""


def booking_rate(*, booked_so_far: int, finished_so_far: int) -> float:
    """A cautious (high) estimate of the share of conversations that book, 0 < rate <= 1.

    One standard deviation above the mean of the Beta posterior: the fewer have finished, the more
    caution.
    """
    booked = PRIOR_BOOKED + booked_so_far
    unbooked = PRIOR_UNBOOKED + max(finished_so_far - booked_so_far, 0)
    total = booked + unbooked
    spread = math.sqrt(booked * unbooked / (total * total * (total + 1)))
    return min(1.0, max(LOWEST_RATE, booked / total + spread))


def expected_bookings(
    *, open_conversations: int, booked_so_far: int, finished_so_far: int
) -> float:
    """How many places a campaign's open conversations will want, cautiously (high), 0 or more."""
    rate = booking_rate(booked_so_far=booked_so_far, finished_so_far=finished_so_far)
    return max(open_conversations, 0) * rate


def openable(
    *,
    remaining: int,
    open_conversations: int,
    booked_so_far: int,
    finished_so_far: int,
    weight: float = 1.0,
    wanted_by_resting: float = 0.0,
    wanted_by_rivals: float = 0.0,
) -> int:
    """How many more conversations may be opened now, 0 or more.

    `remaining` is what the founder's horizon still holds, `weight` this campaign's share (0..1)
    among those of the founder that open; `open_conversations`, `booked_so_far` and
    `finished_so_far` are its own. Places that the founder's other campaigns will want by
    `expected_bookings` are not given away twice: those of campaigns that open nothing now come off
    first, and those of rivals limit what a new share may take before theirs has shrunk.
    """
    rate = booking_rate(booked_so_far=booked_so_far, finished_so_far=finished_so_far)
    shared = max(remaining - max(wanted_by_resting, 0.0), 0.0)
    places = min(shared * min(max(weight, 0.0), 1.0), shared - max(wanted_by_rivals, 0.0))
    served = math.floor(max(places, 0.0) / rate + 1e-9)
    return max(0, served - open_conversations)
