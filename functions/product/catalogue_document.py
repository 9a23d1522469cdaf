"""`settings` / `catalogue` as JSON: the console saves it, the base and outreach read it.

Decides how a catalogue is spelled. Must never read or write a table.
"""

from __future__ import annotations

from functions.product.offers import Catalogue
from tenancy.values.json_text import decode_json, encode_json


def encode_catalogue(catalogue: Catalogue) -> str:
    return encode_json(catalogue)


def decode_catalogue(document: str | bytes) -> Catalogue:
    """Raises pydantic.ValidationError where a document says what no catalogue can be."""
    return decode_json(Catalogue, document)
