"""Which time zones a person may be in, and which country's rules their phone falls under.

The answer is a set to be satisfied as a whole, never a best guess: a zone left out could wake
somebody. A phone that says nothing about place (toll-free, satellite) yields no zone at all.
"""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from functions.outreach.domain.permission.phone_library import number_modules
from functions.outreach.domain.permission.regions import REGIONS_OF_AREA_CODE, ZONES_OF_REGION
from functions.outreach.domain.permission.table import US_COUNTRIES
from functions.product.customer_facts import CustomerFacts
from tenancy.values.lazy_dataclass import dataclass

_UNKNOWN_ZONE = "Etc/Unknown"


@dataclass(frozen=True, slots=True)
class PhonePlace:
    """What a number tells about where its owner may be."""

    country: str
    """ISO 3166-1 alpha-2; empty for a number of no country."""
    regions: tuple[str, ...]
    """States or provinces of a geographic area code (US and Canada)."""
    zones: tuple[str, ...]
    """Empty if the number is of a kind that has no place."""


@lru_cache(maxsize=4096)
def phone_place(phone: str) -> PhonePlace | None:
    """Read an E.164 number; None if it is not a possible number.

    phonenumbers over- and under-reports (+1 270 shows one zone of two), so its zones are widened
    with those of the state, and outside the US and Canada with those of the whole country.
    """
    # 40 ms: only the functions that judge a phone pay for it.
    phonenumbers, timezone = number_modules()
    try:
        number = phonenumbers.parse(phone)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    # An unassigned test number (such as 555-01xx in some areas) still belongs to its country.
    code = number.country_code or 0
    country = phonenumbers.region_code_for_number(number) or (
        phonenumbers.region_code_for_country_code(code)
    )
    if country in {"001", "ZZ"}:
        return PhonePlace(country="", regions=(), zones=())
    kind = phonenumbers.number_type(number)
    placed = {
        phonenumbers.PhoneNumberType.FIXED_LINE,
        phonenumbers.PhoneNumberType.MOBILE,
        phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,
        phonenumbers.PhoneNumberType.UNKNOWN,
    }
    if kind not in placed:
        return PhonePlace(country=country, regions=(), zones=())
    area = phonenumbers.national_significant_number(number)[:3] if code == 1 else ""
    regions = REGIONS_OF_AREA_CODE.get(country, {}).get(area, ())
    if country in US_COUNTRIES and country != "US":
        regions = (country,)
    registered = timezone.time_zones_for_number(number)
    widened = _region_zones(country, regions) or country_zones(country)
    return PhonePlace(country=country, regions=regions, zones=_known({*registered, *widened}))


@lru_cache(maxsize=512)
def country_of_zone(zone: str) -> str:
    """The country a zone belongs to by CLDR; empty for one of no country, such as UTC."""
    from babel.core import get_global

    territories = get_global("zone_territories")
    found = territories.get(zone) or territories.get(get_global("zone_aliases").get(zone) or "")
    return str(found) if found not in (None, "ZZ", "001") else ""


@lru_cache(maxsize=1)
def known_zones() -> tuple[str, ...]:
    """Every zone that belongs to a country, by name."""
    from babel.core import get_global

    found = {zone for zones in get_global("territory_zones").values() for zone in zones}
    return tuple(zone for zone in sorted(found) if "/" in zone and is_zone(zone))


@lru_cache(maxsize=512)
def country_zones(country: str) -> tuple[str, ...]:
    """All zones of a country by CLDR; empty if the code is unknown."""
    from babel.core import get_global

    return _known(set(get_global("territory_zones").get(country, ())))


@lru_cache(maxsize=1024)
def is_zone(name: str) -> bool:
    """Whether a name is a zone this machine knows."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return bool(name)


def country_of(facts: CustomerFacts) -> str:
    """The address's country as an upper-case code; empty if unknown."""
    return facts.country.strip().upper()


def region_of(facts: CustomerFacts) -> str:
    """The subdivision code without its country (`US-CA` and `ca` are both `CA`)."""
    return facts.region.strip().upper().removeprefix(f"{country_of(facts)}-")


def candidate_zones(facts: CustomerFacts) -> tuple[str, ...]:
    """Every zone the person may be in, sorted; empty if nothing is known.

    The address decides if it is precise: a country with one zone, a state or province, or a stated
    zone that lies in the country. Otherwise everything the phone and the country allow counts.
    """
    stated = facts.time_zone if facts.time_zone and is_zone(facts.time_zone) else ""
    named, country = {stated} - {""}, country_of(facts)
    of_region = _region_zones(country, (region_of(facts),))
    if of_region:
        return _known(named | set(of_region))
    of_country = set(country_zones(country))
    if stated and _canonical(stated) in {_canonical(zone) for zone in of_country}:
        return (stated,)
    if len(of_country) == 1:
        return _known(named | of_country)
    phone = phone_place(facts.phone) if facts.phone else None
    of_phone = set(phone.zones) if phone else set()
    if phone and of_phone and phone.country == country:
        return _known(named | of_phone)
    return _known(named | of_country | of_phone)


def _region_zones(country: str, regions: tuple[str, ...]) -> tuple[str, ...]:
    if country in US_COUNTRIES and country != "US":
        country, regions = "US", (country,)
    table = ZONES_OF_REGION.get(country, {})
    return tuple(zone for region in regions for zone in table.get(region, ()))


def _canonical(zone: str) -> str:
    from babel.core import get_global

    return str(get_global("zone_aliases").get(zone, zone))


def _known(zones: set[str]) -> tuple[str, ...]:
    return tuple(sorted(zone for zone in zones if zone != _UNKNOWN_ZONE and is_zone(zone)))
