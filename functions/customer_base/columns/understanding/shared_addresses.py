"""Whether a column of addresses is that of many different people: the founder's own staff, perhaps.

Decided from the first rows, and always asked; must never say by itself whose addresses they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tenancy.values.lazy_dataclass import dataclass

WHOSE = "whose_address"
"""Kind of the question."""
CUSTOMERS, STAFF = "customers", "staff"
"""Its answers: the addresses are the customers', or of somebody else and left out."""
_PEOPLE_AT_LEAST, _TO_AN_ADDRESS = 4, 3
_TELL_APART = (("name",), ("first_name", "last_name"), ("phone",), ("customer_id",), ("user_id",))


@dataclass(frozen=True, slots=True)
class SharedAddresses:
    """A column of addresses that has few of them for many people."""

    header: str
    addresses: tuple[str, ...]
    people: int


def find_shared_addresses(
    headers: Sequence[str], mapping: Mapping[str, str], rows: Sequence[Sequence[str]]
) -> SharedAddresses | None:
    """The column of addresses, where different people share most of them."""
    places = {mapping[one]: place for place, one in enumerate(headers) if one in mapping}
    if "email" not in places:
        return None
    for meanings in _TELL_APART:
        if not set(meanings) <= places.keys():
            continue
        seen: dict[str, set[tuple[str, ...]]] = {}
        for row in rows:
            cells = [row[place] if place < len(row) else "" for place in places.values()]
            found = dict(zip(places, (cell.strip().casefold() for cell in cells), strict=True))
            person = tuple(found[one] for one in meanings)
            if found["email"] and any(person):
                seen.setdefault(found["email"], set()).add(person)
        people = len(set().union(*seen.values())) if seen else 0
        if people >= max(_PEOPLE_AT_LEAST, _TO_AN_ADDRESS * len(seen)):
            return SharedAddresses(headers[places["email"]], tuple(seen), people)
    return None


def without_staff(mapping: Mapping[str, str], answers: Mapping[str, str]) -> dict[str, str]:
    """The mapping without columns that are of somebody else, as the founder stated."""
    return {header: to for header, to in mapping.items() if answers.get(header, "") != STAFF}
