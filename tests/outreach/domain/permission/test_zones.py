"""The zones a person may be in are a set that never leaves one out."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers.geodata import GEOCODE_DATA

from functions.outreach.domain.permission.regions import (
    REGIONS_OF_AREA_CODE,
    US_STATE_ZONES,
    ZONES_OF_REGION,
)
from functions.outreach.domain.permission.zones import (
    candidate_zones,
    country_zones,
    is_zone,
    phone_place,
)
from functions.product.customer_facts import CustomerFacts, CustomerId


def facts(**known: str) -> CustomerFacts:
    return CustomerFacts(customer_id=CustomerId("c1"), as_of=date(2026, 9, 14), **known)  # type: ignore[arg-type]


def test_a_precise_address_decides_alone() -> None:
    assert candidate_zones(facts(country="US", region="NY", phone="+13105550123")) == (
        "America/New_York",
    )
    assert candidate_zones(facts(country="lt", phone="+13105550123")) == ("Europe/Vilnius",)


@pytest.mark.parametrize("region", ["KY", "ky", "US-KY", "us-ky", " KY "])
def test_a_state_on_a_zone_border_has_both_zones(region: str) -> None:
    assert candidate_zones(facts(country="US", region=region)) == (
        "America/Chicago",
        "America/New_York",
    )


def test_an_area_code_is_widened_with_the_zones_of_its_state() -> None:
    assert candidate_zones(facts(phone="+12705550123")) == ("America/Chicago", "America/New_York")
    assert candidate_zones(facts(country="US", phone="+12705550123")) == (
        "America/Chicago",
        "America/New_York",
    )


def test_an_area_code_nobody_has_may_be_anywhere_in_the_country() -> None:
    place = phone_place("+15555550123")
    assert place is not None
    assert place.country == "US"
    assert set(country_zones("US")) <= set(place.zones)


def test_a_canadian_area_code_is_widened_with_its_province() -> None:
    assert set(candidate_zones(facts(phone="+12505550123"))) >= {
        "America/Vancouver",
        "America/Edmonton",
    }


def test_a_mobile_number_of_a_wide_country_may_be_anywhere_in_it() -> None:
    found = candidate_zones(facts(phone="+61412345678"))
    assert {"Australia/Perth", "Australia/Sydney"} <= set(found)


def test_a_country_with_several_zones_and_a_foreign_phone_counts_both() -> None:
    found = candidate_zones(facts(country="US", phone="+4915112345678"))
    assert "Europe/Berlin" in found
    assert set(country_zones("US")) <= set(found)


def test_a_stated_zone_inside_the_country_is_as_good_as_an_address() -> None:
    assert candidate_zones(facts(country="AU", time_zone="Australia/Perth")) == ("Australia/Perth",)


def test_a_stated_zone_elsewhere_is_added_not_believed() -> None:
    assert candidate_zones(facts(country="DE", time_zone="Asia/Tokyo")) == (
        "Asia/Tokyo",
        "Europe/Berlin",
        "Europe/Busingen",
    )


def test_an_old_name_of_a_zone_is_still_in_its_country() -> None:
    assert candidate_zones(facts(country="IN", time_zone="Asia/Calcutta")) == ("Asia/Calcutta",)


@pytest.mark.parametrize("phone", ["+18005550123", "+19005550123", "+80012345678"])
def test_a_number_without_a_place_has_no_zone(phone: str) -> None:
    assert candidate_zones(facts(phone=phone)) == ()


def test_a_number_without_a_place_takes_nothing_from_the_address() -> None:
    assert candidate_zones(facts(country="US", region="NY", phone="+18005550123")) == (
        "America/New_York",
    )


@pytest.mark.parametrize(
    "known",
    [{}, {"time_zone": "Mars/Base"}, {"country": "XX"}, {"phone": "12"}, {"time_zone": "../etc"}],
)
def test_nothing_known_is_no_zone(known: dict[str, str]) -> None:
    assert candidate_zones(facts(**known)) == ()


def test_a_territory_of_the_us_has_its_own_zone() -> None:
    assert candidate_zones(facts(country="PR")) == ("America/Puerto_Rico",)
    assert candidate_zones(facts(phone="+17875550123")) == ("America/Puerto_Rico",)
    assert candidate_zones(facts(country="US", region="PR")) == ("America/Puerto_Rico",)


def test_every_zone_in_the_tables_exists() -> None:
    for table in ZONES_OF_REGION.values():
        assert all(is_zone(zone) for zones in table.values() for zone in zones)


def test_every_area_code_belongs_to_a_region_with_zones_and_to_one_country() -> None:
    for country, codes in REGIONS_OF_AREA_CODE.items():
        for regions in codes.values():
            assert all(region in ZONES_OF_REGION[country] for region in regions)
    assert not set(REGIONS_OF_AREA_CODE["US"]) & set(REGIONS_OF_AREA_CODE["CA"])
    covered = {region for regions in REGIONS_OF_AREA_CODE["US"].values() for region in regions}
    assert covered == set(US_STATE_ZONES)


def test_every_area_code_the_library_can_name_is_in_the_table() -> None:
    ours = set(REGIONS_OF_AREA_CODE["US"]) | set(REGIONS_OF_AREA_CODE["CA"])
    named = {code[1:4] for code in GEOCODE_DATA if code.startswith("1") and len(code) >= 4}
    elsewhere = {
        code
        for code in named
        if (place := phone_place(f"+1{code}5550123")) and place.country not in {"US", "CA"}
    }
    caribbean = {"242", "246", "264", "268", "284", "345", "441", "473", "649", "658", "664"}
    caribbean |= {"721", "758", "767", "784", "809", "829", "849", "868", "869", "876"}
    assert named - elsewhere - caribbean <= ours


@given(st.text(max_size=20), st.text(max_size=3), st.text(max_size=3), st.text(max_size=20))
def test_no_text_in_a_base_breaks_the_search(
    phone: str, country: str, region: str, zone: str
) -> None:
    found = candidate_zones(facts(phone=phone, country=country, region=region, time_zone=zone))
    assert all(is_zone(name) for name in found)
    assert list(found) == sorted(set(found))


@given(st.integers(200, 999), st.integers(2_000_000, 9_999_999))
def test_a_us_number_is_never_narrower_than_its_state(area: int, line: int) -> None:
    place = phone_place(f"+1{area}{line}")
    if place is not None and place.country == "US" and place.zones:
        for region in place.regions:
            assert set(US_STATE_ZONES[region]) <= set(place.zones)
        if not place.regions:
            assert set(country_zones("US")) <= set(place.zones)
