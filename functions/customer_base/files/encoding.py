"""Finds the encoding of a text file: UTF-8, UTF-16 or Windows-1252, or a refusal with the way out.

Must never turn somebody's name into other letters in silence.
"""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from tenancy.values.lazy_dataclass import dataclass

_CHUNK = 4 * 1024 * 1024
_SAMPLE = 256 * 1024

NOT_TEXT = "This file is not text, so it cannot be a CSV. Export the customer list as CSV."
_WAY_OUT = "Open it where it was made, save it as 'CSV UTF-8' and upload that file."


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why the letters of a file cannot be read, in the founder's words."""

    problem: str


def encoding_of(path: Path, start: bytes, *, whole: bool = True) -> str | Unreadable:
    """Name of the codec; `start` is how the file begins. Streams the file once to prove UTF-8.

    Without `whole` a beginning in good UTF-8 speaks for the rest; reading the file proves it.
    """
    if start.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return Unreadable(f"This file is written in UTF-32, which we do not read. {_WAY_OUT}")
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    zeros = start.count(b"\x00")
    if zeros:
        # Latin text in UTF-16 without a mark is zero in every second byte.
        even, odd = start[0::2].count(b"\x00"), start[1::2].count(b"\x00")
        half = len(start) // 2
        if odd > half * 0.7 and even < half * 0.1:
            return "utf-16-le"
        if even > half * 0.7 and odd < half * 0.1:
            return "utf-16-be"
        return Unreadable(NOT_TEXT)
    if not whole and path.stat().st_size > len(start) and _is_utf8(start):
        return "utf-8-sig" if start.startswith(codecs.BOM_UTF8) else "utf-8"
    break_ = _first_not_utf8(path)
    if isinstance(break_, Unreadable):
        return break_
    if break_ is None:
        return "utf-8-sig" if start.startswith(codecs.BOM_UTF8) else "utf-8"
    control = sum(start.count(bytes([byte])) for byte in (*range(1, 9), *range(14, 32)))
    if control > len(start) * 0.01:
        return Unreadable(NOT_TEXT)
    with path.open("rb") as file:
        # From a little before, so that the word that broke off is seen whole.
        file.seek(max(0, break_.offset - 64))
        rest = file.read(_SAMPLE)
    if break_.utf8_before or _mostly_utf8(rest):
        return Unreadable(
            f"This file is UTF-8, but line {_line_of(path, break_.offset)} holds letters in "
            f"another encoding; files of two kinds were perhaps put together. {_WAY_OUT}"
        )
    foreign = _foreign(rest)
    if foreign:
        return Unreadable(f"The letters of this file are written in {foreign}. {_WAY_OUT}")
    return "cp1252"


def _is_utf8(start: bytes) -> bool:
    """Whether it is, but for a letter that is cut off at its end."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class _Break:
    """Where a file stops being UTF-8."""

    offset: int
    utf8_before: bool
    """Letters beyond ASCII came before, and they were good UTF-8."""


def _first_not_utf8(path: Path) -> _Break | Unreadable | None:
    decoder = codecs.getincrementaldecoder("utf-8")()
    offset, beyond_ascii = 0, False
    with path.open("rb") as file:
        while True:
            chunk = file.read(_CHUNK)
            if b"\x00" in chunk:
                return Unreadable(NOT_TEXT)
            pending, plain = decoder.getstate()[0], chunk.isascii()
            try:
                if pending or not plain:
                    decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                before = (pending + chunk)[: error.start]
                place = offset - len(pending) + error.start
                return _Break(place, beyond_ascii or not before.isascii())
            if not chunk:
                return None
            beyond_ascii = beyond_ascii or not plain
            offset += len(chunk)


def _line_of(path: Path, offset: int) -> int:
    """Physical line of a place in the file, from 1."""
    line = 1
    with path.open("rb") as file:
        while offset > 0 and (chunk := file.read(min(_CHUNK, offset))):
            line += chunk.count(b"\n")
            offset -= len(chunk)
    return line


_UTF8_LETTER = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_HIGH = re.compile(rb"[\x80-\xff]")


def _mostly_utf8(text: bytes) -> bool:
    """Whether most bytes beyond ASCII are letters of UTF-8, which no other text is by chance."""
    in_letters = sum(len(found) for found in _UTF8_LETTER.findall(text))
    return in_letters > len(_HIGH.findall(text)) / 2


# Windows-1252 leaves these five bytes free.
_NO_LETTER = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
# Whole words of letters beyond ASCII: no language of Western Europe has them.
_CYRILLIC_WORD = re.compile(rb"[\xa8\xb8\xc0-\xff]{3,}")
_DOS_WORD = re.compile(rb"(?=[\x80-\x9f]*[\xa0-\xaf\xe0-\xef])[\x80-\xaf\xe0-\xef]{3,}")
# þ and ð (ž, š) beside è ë ø û (č ė ų ū): Icelandic has the first, never the second.
_BALTIC = re.compile(rb"[\xd0\xde\xf0\xfe]"), re.compile(rb"[\xc8\xcb\xd8\xdb\xe8\xeb\xf8\xfb]")
_ICELANDIC = re.compile(rb"[\xed\xf3\xf6\xfa]")
# A sign such as ³ or ¿ amid a word is a letter of Polish (ł, ż) or of a neighbour's.
_SIGN_IN_WORD = re.compile(rb"[A-Za-z][\xb1\xb3\xb6\xb9\xbf][a-z]")


def _foreign(text: bytes) -> str:
    """What the letters seem to be if they are not Windows-1252, or empty.

    One odd letter, such as an apostrophe that became ¹, is no proof: a twentieth of them is.
    """
    high = len(_HIGH.findall(text))
    for whole_word in (_CYRILLIC_WORD, _DOS_WORD):
        if sum(len(word) for word in whole_word.findall(text)) > high / 2:
            return "a Cyrillic or Greek encoding (such as Windows-1251)"

    def many(letter: re.Pattern[bytes]) -> bool:
        return len(letter.findall(text)) > high / 20

    if all(map(many, _BALTIC)) and not _ICELANDIC.search(text):
        return "a Baltic encoding (such as Windows-1257)"
    if many(_SIGN_IN_WORD):
        return "a Central European encoding (such as Windows-1250)"
    return "an encoding we do not know" if many(_NO_LETTER) else ""
