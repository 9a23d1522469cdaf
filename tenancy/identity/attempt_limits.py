"""How often somebody may try to come in, or have a code sent: for one address and for one source.

Counts before anything is tried, in windows that begin at fixed times. Keeps hashes, and those for
two windows at most. Must never tell whether an address has an account: an unknown one is counted
alike.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from tenancy.data.table import ControlItem
from tenancy.values.lazy_dataclass import dataclass


class AttemptKind(StrEnum):
    SIGN_IN = "sign_in"
    """A password, also one that is right."""
    CODE_TRIED = "code_tried"
    """A code of a mail or of an authenticator app."""
    CODE_SENT = "code_sent"
    """A mail to an address that may be a stranger's."""
    API_REQUEST = "api_request"
    """Whatever a program asks with a key."""
    PHONE_REHEARSAL = "phone_rehearsal"
    """A text or a call to a founder's own phone."""
    CALENDAR_TRIED = "calendar_tried"
    """A password or key at a calendar's provider, which may be somebody else's."""


@dataclass(frozen=True, slots=True)
class AttemptLimit:
    """The most in one window: for an address from wherever, and from a source for whomever."""

    window: timedelta
    to_an_address: int
    from_a_source: int


# An office shares a source, so a source may try more; a code of six digits is guessed by one in a
# hundred thousand who try ten.
LIMITS = {
    AttemptKind.SIGN_IN: AttemptLimit(timedelta(minutes=15), 15, 60),
    AttemptKind.CODE_TRIED: AttemptLimit(timedelta(minutes=15), 10, 40),
    AttemptKind.CODE_SENT: AttemptLimit(timedelta(hours=1), 5, 20),
    # Of one key: a program that lists everything stays below four requests a second.
    AttemptKind.API_REQUEST: AttemptLimit(timedelta(minutes=1), 240, 240),
    # Two for each of the six walks; more is no rehearsal of a day. For a founder, and for a tenant.
    AttemptKind.PHONE_REHEARSAL: AttemptLimit(timedelta(days=1), 12, 60),
    # Of a founder, and of a tenant: who copies an app password wrong needs a few.
    AttemptKind.CALENDAR_TRIED: AttemptLimit(timedelta(hours=1), 15, 60),
}


def count_attempt(kind: AttemptKind, *, address: str, source: str, now: datetime) -> bool:
    """Count one attempt; False if it is one too many. An attempt without a source counts as one.

    What a source may not do any more is not counted for the address, or one machine could keep its
    owner out for longer than its own attempts last.
    """
    limit = LIMITS[kind]
    return (
        count_in_window(kind, "source", source, now=now) <= limit.from_a_source
        and count_in_window(kind, "address", address, now=now) <= limit.to_an_address
    )


def count_in_window(kind: AttemptKind, of: str, subject: str, *, now: datetime) -> int:
    """Count one more of `subject` in the window that runs now; how many there were with it."""
    window = LIMITS[kind].window
    number = int(now.astimezone(UTC).timestamp() // window.total_seconds())
    hashed = hashlib.sha256(f"{of}\0{subject.strip().lower()}".encode()).hexdigest()
    row = ControlItem(f"attempt_limit#{kind}#{hashed}", str(number))
    row.update(actions=[ControlItem.counter.add(1), ControlItem.expires_at.set(now + 2 * window)])
    return int(row.counter or 0)
