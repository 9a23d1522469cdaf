"""One customer as a line of a dial-pool page: what the base writes and outreach reads.

Decides how facts are spelled as JSON, and which columns of the base hold them. Must never open a
page: each side does so with what it has.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from types import MappingProxyType
from typing import Any

from functions.product.customer_facts import CustomerFacts
from functions.product.motions import Motion
from tenancy.values.json_text import decode_json, encode_json

LINE_FIELDS = tuple(field.name for field in fields(CustomerFacts))
"""All that a line says, in the order of the type."""
OF_THE_SNAPSHOT = frozenset({"as_of", "soft_opt_in", "synced"})
"""They hold for all customers of a snapshot at once, so no column of a customer has them."""


def _unknown(field: Field[Any]) -> object:
    """What stands in a line where the base knows nothing; None where that is the type's own."""
    if field.default is not MISSING:
        return field.default
    return None if field.default_factory is MISSING else field.default_factory()


COLUMNS: Mapping[str, object] = MappingProxyType(
    {
        field.name: _unknown(field)
        for field in fields(CustomerFacts)
        if field.name not in {*OF_THE_SNAPSHOT, "trigger"}
    }
)
"""Column of a judged customer, which is named as its field → what stands where it is unknown.

The trigger is a value of several columns; the base makes it of its own.
"""


def page_name(motion: Motion | str, number: int) -> str:
    """The file of one page in the folder of its run, from 0."""
    return f"pool-{motion}-{number:05d}.jsonl.gz"


def encode_line(facts: CustomerFacts) -> str:
    """One line, without its end."""
    return encode_json(facts)


def decode_line(line: str | bytes) -> CustomerFacts:
    """Raises pydantic.ValidationError where a line says what no customer can be."""
    return decode_json(CustomerFacts, line)
