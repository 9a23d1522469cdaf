"""Values to JSON text and back, round trips being exact.

msgspec reads what we write. What it refuses is left to pydantic, which is more lenient with dates
and numbers that others wrote and has the last word, so that no stored record becomes unreadable.
Each is imported with the first value that needs it: a hook needs neither, a reply one.
"""

from __future__ import annotations

import functools
from collections.abc import Hashable
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    import msgspec
    from pydantic import TypeAdapter


@functools.cache
def _decoder(kind: Hashable) -> msgspec.json.Decoder[Any]:
    import msgspec

    return msgspec.json.Decoder(kind)


@functools.cache
def pydantic_adapter(kind: Hashable) -> TypeAdapter[Any]:
    """For what msgspec refused and for answers of the API."""
    from pydantic import TypeAdapter

    return TypeAdapter(cast(Any, kind))


def encode_json(value: object) -> str:
    """Encode one dataclass as JSON text."""
    import msgspec

    return msgspec.json.encode(value).decode()


def decode_json[T](kind: type[T], text: str | bytes) -> T:
    """Decode what `encode_json` wrote. Raises pydantic.ValidationError on what is no such value."""
    import msgspec

    decoded: T
    try:
        decoded = _decoder(cast(Hashable, kind)).decode(text)
    except msgspec.DecodeError:
        decoded = pydantic_adapter(cast(Hashable, kind)).validate_json(text)
    return decoded
