"""`settings` / `catalogue` as JSON: the console saves it, the base and outreach read it.

Decides how a catalogue is spelled. Must never read or write a table.
"""

from __future__ import annotations

from pydantic import TypeAdapter

from functions.product.offers import Catalogue

_CATALOGUE = TypeAdapter(Catalogue)


def encode_catalogue(catalogue: Catalogue) -> str:
    return _CATALOGUE.dump_json(catalogue).decode()


def decode_catalogue(document: str | bytes) -> Catalogue:
    """Raises pydantic.ValidationError where a document says what no catalogue can be."""
    return _CATALOGUE.validate_json(document)
