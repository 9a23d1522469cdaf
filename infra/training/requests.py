"""The request in which the reader would see an exemplar, with the times it is shown beside.

It must need nothing that only training needs.
"""

from __future__ import annotations

from datetime import datetime

from functions.outreach.domain.conversation.request import ALWAYS
from functions.outreach.domain.understanding.acts import (
    MUST_NOT_MISS,
    ActKind,
    OpenQuestion,
    ReadingRequest,
)
from functions.product.channels import Channel
from infra.training.exemplars import Exemplar

NOW = datetime(2026, 11, 30, 9)  # noqa: DTZ001 - local wall time of the customer
OFFERED = (
    datetime(2026, 12, 1, 10),  # noqa: DTZ001
    datetime(2026, 12, 2, 14, 30),  # noqa: DTZ001
    datetime(2026, 12, 3, 16),  # noqa: DTZ001
)


def request_of(exemplar: Exemplar) -> ReadingRequest:
    """The request in which the reader would see this message."""
    asked = exemplar.situation if exemplar.situation in set(OpenQuestion) else None
    legal = [*MUST_NOT_MISS, *ALWAYS]
    if exemplar.situation == "slots":
        legal.append(ActKind.CHOOSES_SLOT)
    if exemplar.situation == "booked":
        legal += [ActKind.CANCELS_BOOKING, ActKind.RESCHEDULES]
    if asked is not None:
        legal.append(ActKind.ANSWERS)
    return ReadingRequest(
        text=exemplar.text,
        language=exemplar.language,
        channel=Channel(exemplar.channel),
        local_now=NOW,
        legal=tuple(dict.fromkeys(legal)),
        asked=OpenQuestion(asked) if asked else None,
        offered=OFFERED if exemplar.situation == "slots" else (),
    )
