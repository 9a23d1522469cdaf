"""One small number per customer: the motion it is in, or none, and the reason.

A run keeps these numbers and nothing else of its judgement: every other verdict follows from the
customer's facts and the run's own criteria. Numbers are kept in files, so one that was given is
never given to something else.
"""

from __future__ import annotations

from functions.product.motions import MOTIONS

OPEN_CONVERSATION = 9
"""Last digit: the customer keeps its motion only because a conversation is open."""

MOTION_DIGITS = {row.motion.value: row.code for row in MOTIONS.as_decided}

NO_MOTION: dict[int, str] = {
    0: "paid",
    1: "not_suppressed",
    2: "may_be_contacted",
    3: "has_contact_point",
    10: "left_on_unknown",
    11: "left_long_enough_ago",
    12: "left_not_too_long_ago",
    20: "base_plan_long_enough",
    21: "usage_shows_demand",
    22: "healthy",
    23: "same_product_family",
    24: "outside_renewal",
}
"""Code → the first rule that did not pass."""

IN_MOTION: dict[int, tuple[str, str]] = {
    30: ("win_back", "has_left"),
    40: ("renewal", "renewal_near"),
    50: ("retention", "usage_fell"),
    51: ("retention", "escalation_open"),
    52: ("retention", "billing_issue"),
    53: ("retention", "cancellation_scheduled"),
    54: ("retention", "founder_calls_unhealthy"),
    60: ("cross_sell", "team_grown"),
    61: ("cross_sell", "asks_for_more_seats"),
    70: ("upsell", "usage_shows_demand"),
    **{
        digit * 10 + OPEN_CONVERSATION: (motion, "conversation_open")
        for motion, digit in MOTION_DIGITS.items()
    },
}
"""Code → motion and reason."""

VERDICTS: dict[int, tuple[str | None, str]] = {
    **{code: (None, reason) for code, reason in NO_MOTION.items()},
    **IN_MOTION,
}
CODES = {verdict: code for code, verdict in VERDICTS.items()}
FIRST_IN_MOTION = min(IN_MOTION)


def motion_sql() -> str:
    """The motion of a `code`, or NULL."""
    cases = " ".join(f"WHEN {digit} THEN '{motion}'" for motion, digit in MOTION_DIGITS.items())
    return f"CASE code // 10 {cases} END"


def pinned_sql() -> str:
    """The `code` of a customer whose conversation in `pinned_motion` is open, if there is one."""
    kept = " ".join(
        f"WHEN '{motion}' THEN {digit * 10 + OPEN_CONVERSATION}"
        for motion, digit in MOTION_DIGITS.items()
    )
    same = f"pinned_motion IS NULL OR pinned_motion IS NOT DISTINCT FROM {motion_sql()}"
    return f"CASE WHEN {same} THEN code ELSE CASE pinned_motion {kept} END END::UTINYINT"


def reason_sql() -> str:
    """The reason of a `code`."""
    cases = " ".join(f"WHEN {code} THEN '{reason}'" for code, (_, reason) in VERDICTS.items())
    return f"CASE code {cases} END"


def is_in(motion: str) -> str:
    """TRUE for a `code` of this motion."""
    first = MOTION_DIGITS[motion] * 10
    return f"code BETWEEN {first} AND {first + OPEN_CONVERSATION}"


def filter_sql(*, motion: str = "", reason: str = "") -> str:
    """Codes of a motion (`none` for nobody's, empty for all) and a reason, as a condition."""
    fitting = [
        code
        for code, (of, why) in VERDICTS.items()
        if (not motion or motion == (of or "none")) and (not reason or reason == why)
    ]
    if not motion and not reason:
        return "TRUE"
    if not reason and motion == "none":
        return f"code < {FIRST_IN_MOTION}"
    if not reason and motion in MOTION_DIGITS:
        return is_in(motion)
    return " OR ".join(f"code = {code}" for code in fitting) or "FALSE"
