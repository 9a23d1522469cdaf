"""What a canonical column is: its name, how its cells are read, and how headers spell it.

Data only. Imports no DuckDB, so that the console can ship it.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

from tenancy.values.lazy_dataclass import dataclass


class Kind(StrEnum):
    """How the cells of a column are read."""

    TEXT = "text"
    ID = "id"
    EMAIL = "email"
    PHONE = "phone"
    COUNTRY = "country"
    LANGUAGE = "language"
    DATE = "date"
    MOMENT = "moment"
    WHOLE = "whole"
    MONEY = "money"
    CENTS = "cents"
    SHARE = "share"
    NUMBER = "number"
    YES_NO = "yes_no"
    STATUS = "status"
    OUTCOME = "outcome"
    INTERVAL = "interval"
    USES = "uses"
    LIST = "list"
    REFUSAL = "refusal"
    AGREEMENT = "agreement"


@dataclass(frozen=True, slots=True)
class Column:
    """One canonical column: its name in code, what a founder calls it, and how it is spelled."""

    name: str
    kind: Kind
    label: str
    synonyms: tuple[str, ...] = ()


def plain(header: str) -> str:
    """A header without case, punctuation and doubled spaces: `E-Mail (UTC)` → `e mail utc`."""
    folded = unicodedata.normalize("NFKC", header).casefold()
    return re.sub(r"[\W_]+", " ", folded).strip()
