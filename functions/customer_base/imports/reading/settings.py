"""What an import is given: its files on local disk, and what is known of the tenant."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field
from datetime import date, datetime
from pathlib import Path

from functions.customer_base.consents.ledger import Ledger
from functions.customer_base.imports.uploaded_facts import UploadedFacts
from tenancy.values.lazy_dataclass import dataclass

Progress = Callable[[str, int], None]
"""(what is happening, percent)."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One uploaded file, already on local disk."""

    number: int
    name: str
    path: Path
    mapping: dict[str, str]
    answers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ImportSettings:
    """What the import needs to know of the tenant and the founder's answers."""

    today: date
    now: datetime
    time_zone: str = "UTC"
    default_country: str = ""
    default_language: str = ""
    default_currency: str = ""
    """The founder's own, for a sign that may mean it."""
    ledger: Ledger = field(default_factory=Ledger)
    uploaded: UploadedFacts = field(default_factory=UploadedFacts)
