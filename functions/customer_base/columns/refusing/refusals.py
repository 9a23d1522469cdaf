"""What a header or a cell says of whom must not be contacted, and on which channels.

Never inverts: a no to an agreement is a refusal, a yes to an agreement is none. A refusal closes
the channel it names: a mailing that was left closes e-mail alone. Without a channel's name it
closes all. "Do not call" closes calls alone: text messages go only to people who agreed to texts,
and that agreement stands until it is taken back. "No phone" closes all channels of the number.
What may mean either is `UNCLEAR` and must be asked about, never decided here.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType

from functions.customer_base.columns.column import Column, Kind, plain
from functions.customer_base.columns.refusing.words import (
    AGREED_WORDS,
    AGREEING_HEADERS,
    BESIDES_AGREEMENT,
    CHANNEL_WORDS,
    NEGATIONS,
    NOT_ABOUT_CONTACT,
    OTHER_CHANNELS,
    REFUSED_WORDS,
    REFUSING_HEADERS,
    REFUSING_VALUES,
    UNCLEAR_HEADERS,
    UNREFUSED,
    UNREFUSING_VALUES,
)
from functions.customer_base.columns.vocabulary import NO, YES
from functions.product.channels import CHANNELS, Channel, ContactPoint
from tenancy.values.lazy_dataclass import dataclass

ALL, PHONE = "all", "phone"
_OF_THE_NUMBER = tuple(
    row.channel for row in CHANNELS.rows if row.contact_point is ContactPoint.PHONE
)
SCOPES: Mapping[str, tuple[Channel, ...]] = MappingProxyType(
    {channel: (channel,) for channel in CHANNELS} | {PHONE: _OF_THE_NUMBER, ALL: tuple(CHANNELS)}
)
"""What a refusal is of → the channels it closes."""


class Polarity(StrEnum):
    """What a yes in a column means."""

    REFUSAL = "refusal"
    AGREEMENT = "agreement"
    UNCLEAR = "unclear"
    ANY = "any"
    """The founder does not know: nobody with a value there is contacted."""


@dataclass(frozen=True, slots=True)
class RefusalColumn:
    """A column that says of whom it is known whether they may be contacted."""

    scope: str
    polarity: Polarity


def _label(scope: str) -> str:
    if scope == ALL:
        return "contact"
    if scope == PHONE:
        return "contact by phone number"
    return next(row.words.in_a_column for row in CHANNELS.rows if row.channel == scope)


REFUSES_PHONE = "refuses_phone"
REFUSAL_COLUMNS: tuple[Column, ...] = (
    Column(REFUSES_PHONE, Kind.REFUSAL, "must not be called or texted"),
    *(
        Column(f"agrees_{scope}", Kind.AGREEMENT, f"agrees to {_label(scope)} (no is a refusal)")
        for scope in (ALL, *(scope for scope in SCOPES if scope != ALL))
    ),
)
"""Canonical columns beside those of consent: any number of headers may mean each of them."""

MEANINGS: Mapping[str, RefusalColumn] = MappingProxyType(
    {"do_not_contact": RefusalColumn(ALL, Polarity.REFUSAL)}
    | {REFUSES_PHONE: RefusalColumn(PHONE, Polarity.REFUSAL)}
    | {
        f"consent_{channel}_revoked_at": RefusalColumn(channel, Polarity.REFUSAL)
        for channel in CHANNELS
    }
    | {f"agrees_{scope}": RefusalColumn(scope, Polarity.AGREEMENT) for scope in SCOPES}
)
"""Canonical column → what its cells say; several headers of a file may mean the same one."""
_TARGETS = {found: meaning for meaning, found in MEANINGS.items()}


def meaning_of(found: RefusalColumn) -> str:
    """The canonical column; empty while only the founder knows what a yes means."""
    return _TARGETS.get(found, "")


def spaced(header: str) -> str:
    """`HasOptedOutOfEmail` → `has opted out of email`."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", header)
    return plain(apart)


def _lenient(pattern: str) -> str:
    """The pattern, which also finds words written without their accents."""
    found: list[str] = []
    for letter in pattern:
        bare = unicodedata.normalize("NFKD", letter)[0]
        found.append(f"[{letter}{bare}]" if bare != letter else letter)
    return "".join(found)


def _compile(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{_lenient(one)})" for one in patterns))


_REFUSING, _AGREEING = _compile(REFUSING_HEADERS), _compile(AGREEING_HEADERS)
_UNCLEAR, _NEGATIONS = _compile(UNCLEAR_HEADERS), _compile([NEGATIONS])
_YES_OR_NO = re.compile(r"\b(yes (or )?no|y n|ja nein|taip ne|да нет|oui non|si no)\b")
_NOT_ABOUT_CONTACT, _BESIDES = _compile([NOT_ABOUT_CONTACT]), _compile([BESIDES_AGREEMENT])
_OTHER_CHANNELS = _compile([OTHER_CHANNELS])
_CHANNELS = {scope: _compile(words) for scope, words in CHANNEL_WORDS.items()}


@functools.lru_cache(maxsize=4096)
def read_header(header: str) -> RefusalColumn | None:
    """What a header says of refusals by itself; None where it says nothing of them."""
    words = spaced(header)
    refusing, agreeing = _REFUSING.search(words), _AGREEING.search(words)
    unclear = _UNCLEAR.search(words)
    if not (refusing or agreeing or unclear) or _NOT_ABOUT_CONTACT.search(words):
        return None
    scope = _scope_of(_OTHER_CHANNELS.sub("", words))
    if not scope and _OTHER_CHANNELS.search(words):
        return None
    if unclear:
        return RefusalColumn(scope or ALL, Polarity.UNCLEAR)
    if refusing:
        return RefusalColumn(scope or ALL, Polarity.REFUSAL)
    if _BESIDES.search(words):
        return None
    negated = _NEGATIONS.search(_YES_OR_NO.sub("", words)) is not None
    return RefusalColumn(scope or ALL, Polarity.UNCLEAR if negated else Polarity.AGREEMENT)


def _scope_of(words: str) -> str:
    """The one scope that holds every channel that is named; empty where none is."""
    named = {scope for scope, pattern in _CHANNELS.items() if pattern.search(words)}
    if "voice" in named and "phone" in named:
        # "Phone calls" are calls.
        named.discard("phone")
    if len(named) > 1:
        return PHONE if all(scope in {*_OF_THE_NUMBER, PHONE} for scope in named) else ALL
    return next(iter(named), "")


def _separated(pattern: str) -> str:
    """For cells, which keep their marks: a space in the pattern is any separator."""
    return _lenient(pattern).replace(" ", "[ _-]")


VALUE_PATTERNS: Mapping[str, str] = MappingProxyType(
    {
        scope: "(?i)" + "|".join(f"(?:{_separated(one)})" for one in patterns)
        for scope, patterns in REFUSING_VALUES.items()
    }
)
"""Scope → what a cell of any column says, for Python and for DuckDB alike."""
EVERY_VALUE_PATTERN = "(?i)" + "|".join(
    f"(?:{_separated(one)})" for patterns in REFUSING_VALUES.values() for one in patterns
)
CELL_END = "\x1f"
_BEGINS, _ENDS = f'(?:^|{CELL_END})[\\s="]*', f'[\\s"]*(?:{CELL_END}|$)'
ROW_PATTERN = EVERY_VALUE_PATTERN.replace("^", _BEGINS).replace("$", _ENDS)
"""Finds a row one of whose cells may be such, where they are joined by `CELL_END`."""
UNREFUSING_PATTERN = "(?i)" + _separated(UNREFUSING_VALUES)


def scope_of_values(header: str) -> str:
    """The channel that a header names, for what is refused in its cells; empty if none."""
    return _scope_of(spaced(header))


def worded(cell: str) -> str:
    """A cell as words are compared: `NEVER_SUBSCRIBED` → `never subscribed`, `-` → nothing."""
    return cell.lower().translate(_SEPARATORS).strip()


_SEPARATORS = str.maketrans("_-", "  ")
NOTHING_REFUSED = frozenset(map(worded, UNREFUSED))
REFUSED = frozenset(map(worded, REFUSED_WORDS))
AGREED = frozenset(map(worded, AGREED_WORDS)) - REFUSED
_EITHER_WAY = frozenset(map(worded, (*YES, *NO)))


def is_understood(cell: str) -> bool:
    """Whether a cell of an agreement is a word we know, a day, a number, or nothing at all."""
    words = worded(cell)
    return not words or words in AGREED | REFUSED or words[0].isdigit() or is_refusing(cell)


def is_refusing(cell: str) -> bool:
    """Whether a cell says by itself that somebody refused, whatever its header is."""
    found = re.search(EVERY_VALUE_PATTERN, cell) and not re.search(UNREFUSING_PATTERN, cell)
    return bool(found)


def explains_itself(cell: str) -> bool:
    """Whether a cell says which way it is meant without its header; a bare yes or no does not."""
    words = worded(cell)
    return not words or words in (AGREED | REFUSED) - _EITHER_WAY or is_refusing(cell)


@dataclass(frozen=True, slots=True)
class ColumnSource:
    """How one column of a file is read for refusals."""

    header: str
    position: int
    scope: str
    polarity: Polarity
    answer: str = ""
    """The founder's, about words in it that are neither yes nor no."""


REFUSE_YES, REFUSE_NO, REFUSE_ANY, NOT_CONTACT = "refuse_yes", "refuse_no", "refuse_any", "none"
MAY_CONTACT = "agree"
_ANSWERS = {
    REFUSE_YES: Polarity.REFUSAL,
    REFUSE_NO: Polarity.AGREEMENT,
    REFUSE_ANY: Polarity.ANY,
}


def may_refuse(header: str, mapping: Mapping[str, str]) -> bool:
    """Whether a column says by its meaning or by its header who must not be contacted."""
    meaning = mapping.get(header, "")
    return meaning in MEANINGS or (not meaning and read_header(header) is not None)


def column_sources(
    headers: Sequence[str], mapping: Mapping[str, str], answers: Mapping[str, str]
) -> tuple[ColumnSource, ...]:
    """The columns that say who refused, by their meaning, the founder's answer, or their header.

    A column that smells of refusal and was neither given a meaning nor answered for is unclear,
    also where its header is clear: it must not be left out unasked.
    """
    found: list[ColumnSource] = []
    for position, header in enumerate(headers):
        meaning, answer = mapping.get(header, ""), answers.get(header, "")
        if meaning in MEANINGS:
            known = MEANINGS[meaning]
            found.append(ColumnSource(header, position, known.scope, known.polarity, answer))
            continue
        smell = None if meaning else read_header(header)
        if smell is not None and answer != NOT_CONTACT:
            polarity = _ANSWERS.get(answer, Polarity.UNCLEAR)
            found.append(ColumnSource(header, position, smell.scope, polarity, REFUSE_ANY))
    return tuple(found)
