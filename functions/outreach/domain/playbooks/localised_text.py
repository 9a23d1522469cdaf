"""Prices, dates and offered times worded for a customer's language and zone, by CLDR's data.

It is imported where such a slot is filled: the locale data is too much for a message without one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import (
    format_date,
    format_skeleton,
    format_time,
    get_day_names,
    get_timezone_location,
)
from babel.lists import format_list
from babel.numbers import format_currency

from functions.outreach.domain.permission.zone_words import repeated_hour, zone_words
from functions.product.offers import PriceBand

_TIME_OF = {"lt": "laikas", "ru": "время"}
"""What stands before a city, as "time" does in English."""
_DAY_IN_FULL = {"en": "EEEE, MMMM d", "lt": "EEEE, MMMM d 'd'.", "ru": "EEEE, d MMMM"}
"""Unabbreviated days; the locale data of other languages words them well by itself."""
_DAY_OF_YEAR = {
    "en": "EEEE, MMMM d, y",
    "lt": "EEEE, y 'm'. MMMM d 'd'.",
    "ru": "EEEE, d MMMM y 'г'.",
}
_MONTH = {"lt": "y 'm'. LLLL"}
_PER = {
    "month": {"en": "a month", "lt": "per mėnesį", "ru": "в месяц"},
    "year": {"en": "a year", "lt": "per metus", "ru": "в год"},
    "seat": {"en": "per seat", "lt": "už vietą", "ru": "за место"},
}
"""What a price is for. In other languages the founder's own line says it."""


def price_text(band: PriceBand, *, language: str) -> str:
    """The approved band and what it is paid for: the only amounts an utterance may contain."""
    locale = _locale_of(language)
    pattern = locale.currency_formats["standard"].pattern
    if band.floor_cents % 100 == 0 and band.ceiling_cents % 100 == 0:
        pattern = pattern.replace(".00", "")
    floor, ceiling = (
        _plain(
            format_currency(
                Decimal(cents) / 100, band.currency, pattern, locale, currency_digits=False
            )
        )
        for cents in (band.floor_cents, band.ceiling_cents)
    )
    amounts = floor if floor == ceiling else f"{floor} – {ceiling}"
    per = _PER.get(band.per, {}).get(locale.language, "")
    return f"{amounts} {per}".rstrip()


def date_text(day: date, *, language: str) -> str:
    """A date with its year."""
    return _plain(format_date(day, format="long", locale=_locale_of(language)))


def day_text(day: date, *, language: str) -> str:
    """A weekday with its date, without the year."""
    locale, pattern = _locale_of(language), _DAY_IN_FULL.get(language)
    if pattern:
        return _plain(format_date(day, pattern, locale))
    return _plain(format_skeleton("MMMMEEEEd", datetime.combine(day, time(12), UTC), locale=locale))


def month_text(day: date, *, language: str) -> str:
    """A month as it stands alone, with its year."""
    pattern = _MONTH.get(language, "LLLL y")
    return _plain(format_date(day, pattern, _locale_of(language))).capitalize()


def clock_text(moment: datetime, *, language: str, zone: str) -> str:
    """The time of day alone, in the customer's zone."""
    local = moment.astimezone(ZoneInfo(zone))
    clock = format_time(local.time(), format="short", locale=_locale_of(language))
    return _plain(clock + repeated_hour(local))


def week_of(language: str) -> tuple[int, tuple[tuple[str, str], ...]]:
    """The weekday a week begins with (0 = Monday), and short and whole names from there on."""
    locale = _locale_of(language)
    # A language alone names no country, and babel then says Monday except where the locale does.
    first = Locale.parse("en_US").first_week_day if language == "en" else locale.first_week_day
    short = get_day_names("abbreviated", "stand-alone", locale)
    whole = get_day_names("wide", "stand-alone", locale)
    order = [(first + at) % 7 for at in range(7)]
    return first, tuple((short[at], whole[at]) for at in order)


def moment_text(moment: datetime, *, language: str, zone: str, with_year: bool = False) -> str:
    """An instant in words, in the customer's zone: day, date, time and whose time it is."""
    words = _local_words(moment, language=language, zone=zone, with_year=with_year)
    return f"{words} {zone_text(zone, language)}"


def zone_text(zone: str, language: str) -> str:
    """Whose time it is, in words: "New York time"; brackets where a language would bend the city's
    name, which the locale data does not do."""
    english = zone_words(zone)
    if language == "en" or english == "UTC":
        return english
    city = get_timezone_location(zone, locale=_locale_of(language), return_city=True)
    return f"({_TIME_OF[language]}: {city})" if language in _TIME_OF else f"({city})"


def _local_words(moment: datetime, *, language: str, zone: str, with_year: bool = False) -> str:
    locale = _locale_of(language)
    local = moment.astimezone(ZoneInfo(zone))
    pattern = (_DAY_OF_YEAR if with_year else _DAY_IN_FULL).get(language)
    skeleton = "yMMMMEEEEd" if with_year else "MMMMEEEEd"
    day = (
        format_date(local.date(), pattern, locale)
        if pattern
        else format_skeleton(skeleton, local, locale=locale)
    )
    clock = format_time(local.time(), format="short", locale=locale) + repeated_hour(local)
    return f"{_plain(day)}, {_plain(clock)}"


def offered_text(starts: Sequence[datetime], *, language: str, zone: str, spoken: bool) -> str:
    """Two or three times as numbered options, or as a spoken "a, b or c"; whose time they are
    stands once, after the last."""
    words = [_local_words(start, language=language, zone=zone) for start in starts]
    whose = zone_text(zone, language)
    if spoken:
        return f"{_plain(format_list(words, style='or', locale=_locale_of(language)))}, {whose}"
    options = "; ".join(f"{number}) {word}" for number, word in enumerate(words, start=1))
    return f"{options}, {whose}"


def _locale_of(language: str) -> Locale:
    """Babel's locale, English where Babel has none."""
    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")


def _plain(text: str) -> str:
    """Narrow and no-break spaces as ordinary ones: SMS would switch its whole alphabet for them."""
    return text.replace("\u00a0", " ").replace("\u202f", " ").strip()
