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


def openable(
    *,
    remaining: int,
    open_conversations: int,
    booked_so_far: int,
    finished_so_far: int,
    weight: float = 1.0,
) -> int:
    """How many more conversations may be opened now, 0 or more.

    `remaining` is what the founder's horizon still holds, `weight` this campaign's share of it
    (0..1); the other numbers are this campaign's own.
    """
    rate = booking_rate(booked_so_far=booked_so_far, finished_so_far=finished_so_far)
    served = math.floor(max(remaining, 0) * min(max(weight, 0.0), 1.0) / rate + 1e-9)
    return max(0, served - open_conversations)
