"""Where in a list an address stands. Knows no list."""

from __future__ import annotations

from tenancy.runtime.http import HttpRequest

_DIGITS_AT_MOST = 7


def place_in_list(request: HttpRequest, name: str = "offset") -> int:
    """Rows before the page that is asked for; 0 where the address says nothing readable."""
    asked = request.asked(name)
    # Digits of other scripts are decimals too, and no number of a page.
    readable = asked.isascii() and asked.isdecimal() and len(asked) <= _DIGITS_AT_MOST
    return int(asked) if readable else 0


def place_within(place: int, total: int, step: int) -> int:
    """The place itself, or that of the last page where the list ends before it.

    A list gets shorter while somebody leafs in it, and by what they do on its last page.
    """
    return place if place < total else max(0, total - 1) // step * step
