"""Which country and which language a cell names, by Unicode's CLDR data and a few words of our own.

A name that stands for two places, and a word nobody knows, is unknown; must never guess. CLDR is
read when the first cell asks, because loading a language of it takes milliseconds.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache

UNREADABLE = ""
"""What a cell names that holds something nobody can read. An import keeps it apart from NULL, an
empty cell, which alone the founder's default fills; a snapshot has NULL for both."""

_FIRST = ("en", "lt", "ru")
"""Languages whose names win where another language gives the same name to another place."""
_OTHERS = tuple(
    "bg cs da de el es et fi fr ga hr hu is it lv mt nb nl pl pt ro sk sl sv tr uk".split()  # noqa: SIM905
)
"""The other languages of the European Economic Area, Turkish and Ukrainian."""

_NO_COUNTRIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
"""Codes of two letters in CLDR that are groups, tests or the unknown country."""

_COUNTRY_CODES = {"uk": "GB", "el": "GR"}
"""Codes in use that are not ISO 3166: the United Kingdom's, and Greece's in the European Union."""

_COUNTRY_WORDS: dict[str, tuple[str, ...]] = {
    "US": ("america", "united states of america", "u.s.", "jav", "сша", "америка"),
    "GB": (
        *("u.k.", "great britain", "britain", "england", "scotland", "wales", "northern ireland"),
        *("didžioji britanija", "anglija", "англия"),
    ),
    "NL": ("holland", "olandija", "голландия"),
    "CZ": ("czech republic", "čekijos respublika"),
    "TR": ("turkey",),
    "RU": ("russian federation", "российская федерация", "рф"),
    "BY": ("белоруссия",),
    "LT": ("lietuvos respublika", "republic of lithuania"),
    "KR": ("republic of korea", "korea, republic of", "korea, south"),
    "KP": ("democratic people's republic of korea", "korea, democratic people's republic of"),
    "IR": ("iran, islamic republic of", "islamic republic of iran"),
    "SY": ("syrian arab republic",),
    "LA": ("lao people's democratic republic",),
    "MD": ("moldova, republic of", "republic of moldova"),
    "TZ": ("tanzania, united republic of", "united republic of tanzania"),
    "VE": ("venezuela, bolivarian republic of", "bolivarian republic of venezuela"),
    "BO": ("bolivia, plurinational state of", "plurinational state of bolivia"),
    "BN": ("brunei darussalam",),
    "VN": ("viet nam",),
    "TW": ("taiwan, province of china",),
    "HK": ("hong kong",),
    "MO": ("macao", "macau"),
    "CN": ("people's republic of china", "mainland china"),
    "PS": ("palestine", "state of palestine", "palestine, state of"),
    "CI": ("ivory coast",),
    "CV": ("cabo verde",),
    "SZ": ("swaziland",),
    "MK": ("macedonia",),
    "TL": ("east timor",),
    "VA": ("holy see", "vatican"),
    "CD": ("democratic republic of the congo", "congo, the democratic republic of the", "drc"),
    "CG": ("republic of the congo",),
    "FM": ("micronesia, federated states of",),
    "BQ": ("bonaire, sint eustatius and saba",),
}
"""Country → what exports and people call it besides its name in CLDR."""

_OF_TWO_COUNTRIES = ("congo", "kongo", "korea")

_LANGUAGE_WORDS: dict[str, tuple[str, ...]] = {
    "en": ("angliškai",),
    "lt": ("lietuviškai",),
    "ru": ("rusiškai",),
}

_LANGUAGE_TAG = re.compile(r"([a-z]{2,3})(?:[-_,;].*)?\Z", re.DOTALL)
_LANGUAGE_ITSELF = re.compile(r" (?:language|kalba|язык)\Z")
_DROPPED = re.compile(r"[.'’`]")
_APART = re.compile(r"[\W_]+")


def country_code(text: str) -> str:
    """ISO 3166-1 alpha-2 of the country a cell names, by code or by name; empty if unknown."""
    word = text.strip().casefold()
    if len(word) == 2 and word.isascii():
        code = _COUNTRY_CODES.get(word, word.upper())
        return code if code in _countries() else ""
    if len(word) == 3 and word.upper() in _three_letters():
        return _three_letters()[word.upper()]
    return _by_name(text, _country_names)


def language_code(text: str) -> str:
    """The language a cell names by code, tag (`en-US`, `lt_LT`) or name; empty if unknown."""
    word = text.strip().casefold()
    tag = _LANGUAGE_TAG.match(word)
    if tag and _known_language(tag[1]):
        return _known_language(tag[1])
    return _by_name(text, _language_names)


def _by_name(text: str, names: Callable[[tuple[str, ...]], dict[str, str]]) -> str:
    """By the whole name, or what stands before a bracket; the rarer languages are loaded last."""
    whole = folded(text)
    keys = (whole, _LANGUAGE_ITSELF.sub("", whole), folded(text.partition("(")[0]))
    for key in filter(None, keys):
        for languages in (_FIRST, _OTHERS):
            if key in names(languages):
                return names(languages)[key]
    return ""


def folded(name: str) -> str:
    """A name without case, accents and punctuation: `Bosnia & Herzegovina`, `Côte d’Ivoire`."""
    plain = unicodedata.normalize("NFKD", name.casefold().replace("&", " and "))
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    words = _APART.sub(" ", _DROPPED.sub("", bare)).split()
    words = ["saint" if word == "st" else word for word in words]
    return " ".join(words[1:] if words[:1] == ["the"] else words)


@cache
def _countries() -> frozenset[str]:
    from babel import Locale

    known = map(str, Locale("en").territories)
    codes = {code for code in known if len(code) == 2 and code.isalpha()}
    return frozenset(codes - _NO_COUNTRIES)


@cache
def _three_letters() -> dict[str, str]:
    """ISO 3166-1 alpha-3 → alpha-2, of codes that stand for one country of today."""
    from babel.core import get_global

    return {
        long: short[0]
        for long, short in get_global("territory_aliases").items()
        if len(long) == 3 and long.isalpha() and len(short) == 1 and short[0] in _countries()
    }


@cache
def _known_language(code: str) -> str:
    """A code of two or three letters as CLDR writes it today (`eng` → `en`); empty if unknown."""
    from babel import Locale
    from babel.core import get_global

    today = str(get_global("language_aliases").get(code, code))
    return today if today in Locale("en").languages else ""


@cache
def _country_names(languages: tuple[str, ...]) -> dict[str, str]:
    """Folded name → country, in some languages; empty for a name of two countries."""
    from babel import Locale

    named = [
        (code, name)
        for language in languages
        for code, name in Locale(language).territories.items()
        if code in _countries()
    ]
    return _by_folded_name(named, _COUNTRY_WORDS) | dict.fromkeys(_OF_TWO_COUNTRIES, "")


@cache
def _language_names(languages: tuple[str, ...]) -> dict[str, str]:
    """Folded name → language, in some languages; empty for a name of two of them."""
    from babel import Locale

    named = [
        (code, name)
        for language in languages
        for code, name in Locale(language).languages.items()
        if code.isalpha() and code != "und"
    ]
    return _by_folded_name(named, _LANGUAGE_WORDS)


def _by_folded_name(
    named: Iterable[tuple[str, str]], ours: dict[str, tuple[str, ...]]
) -> dict[str, str]:
    """Our own words win over CLDR's whole names, and those over parts such as `Burma` in
    `Myanmar (Burma)`; within each a name of two codes is empty."""
    own = [(code, word) for code, words in ours.items() for word in words]
    whole = list(named)
    parts = [(code, part) for code, name in whole for part in name.split("(")[:2] if "(" in name]
    return _unambiguous(parts) | _unambiguous(whole) | _unambiguous(own)


def _unambiguous(named: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for code, name in named:
        key = folded(name)
        found[key] = code if found.get(key, code) == code else ""
    return found
