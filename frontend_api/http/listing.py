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
