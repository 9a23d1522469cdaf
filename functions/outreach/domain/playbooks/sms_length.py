"""How many text messages a text becomes: what a phone network carries in one, and what is joined.

Source: 3GPP TS 23.038 (the 7-bit alphabet and its extension) and TS 23.040, 9.2.3.24.1 (joined
messages give up six of their 140 octets).
"""

from __future__ import annotations

from tenancy.values.lazy_dataclass import dataclass

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")
"""Each takes the room of two characters."""


@dataclass(frozen=True, slots=True)
class SmsLength:
    """What one text takes."""

    segments: int
    """Text messages it is sent, and paid for, as."""
    characters: int
    """Room it takes, in the characters of its alphabet."""
    widest: str
    """The first character that is not in the 7-bit alphabet; empty where all of them are."""


def sms_length(text: str) -> SmsLength:
    """160 characters in one message or 153 in each of several; 70 and 67 outside the 7-bit
    alphabet. No character is cut in two."""
    widest = next((one for one in text if one not in _BASIC | _EXTENDED), "")
    alone, joined = (70, 67) if widest else (160, 153)
    widths = [_units(one) if widest else 1 + (one in _EXTENDED) for one in text]
    taken = sum(widths)
    if taken <= alone:
        return SmsLength(1, taken, widest)
    segments, room = 1, joined
    for width in widths:
        if width > room:
            segments, room = segments + 1, joined
        room -= width
    return SmsLength(segments, taken, widest)


def _units(character: str) -> int:
    """UTF-16 code units."""
    return 2 if ord(character) > 0xFFFF else 1
