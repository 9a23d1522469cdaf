"""Names as a program may send them: those of a table, such as the motions, and no other."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Annotated

from pydantic import AfterValidator, Field

from functions.product.channels import CHANNELS
from functions.product.motions import MOTIONS


def one_of(legal: Iterable[str]) -> Callable[[str], str]:
    """A check that raises ValueError for any other name."""
    known = tuple(legal)

    def check(name: str) -> str:
        if name not in known:
            raise ValueError("one of " + ", ".join(known))
        return name

    return check


_MOTIONS = tuple(str(motion) for motion in MOTIONS)
_CHANNELS = tuple(str(channel) for channel in CHANNELS)
MotionName = Annotated[
    str, AfterValidator(one_of(_MOTIONS)), Field(json_schema_extra={"enum": [*_MOTIONS]})
]
ChannelName = Annotated[
    str, AfterValidator(one_of(_CHANNELS)), Field(json_schema_extra={"enum": [*_CHANNELS]})
]
