"""What the business is: its name, place, money and languages; one change of all of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from frontend_api.acts.audit_record import record_act
from frontend_api.http.forms import FieldRefusal
from frontend_api.http.session import Session
from frontend_api.ports import Ports
from frontend_api.wording.places import countries, zones
from functions.outreach.domain.playbooks.starter import LANGUAGES
from tenancy.identity.audit import Action
from tenancy.tenant import Tenant
from tenancy.values.lazy_dataclass import dataclass

LONGEST_NAME = 80
LONGEST_NUMBER = 30


@dataclass(frozen=True, slots=True)
class BusinessWanted:
    business_name: str
    time_zone: str
    country: str
    currency: str
    """ISO 4217, in capitals."""
    default_language: str
    languages: tuple[str, ...]
    callback_number: str


def business_languages(session: Session) -> frozenset[str]:
    """Those there are words in, and those it has."""
    return frozenset((*LANGUAGES, *session.tenant.languages))


def business_refusals(session: Session, wanted: BusinessWanted) -> tuple[FieldRefusal, ...]:
    """Each beside a field of `BusinessWanted`; empty if it can be kept."""
    known, found = business_languages(session), []
    choices = (
        ("time_zone", wanted.time_zone in zones()),
        ("country", wanted.country in {code for code, _ in countries()}),
        ("default_language", wanted.default_language in known),
        ("languages", set(wanted.languages) <= known),
    )
    found += [FieldRefusal(_ONE_OF, field) for field, holds in choices if not holds]
    if wanted.default_language not in wanted.languages:
        words = "The default is always in use: tick it as well."
        found.append(FieldRefusal(words, "default_language"))
    if len(wanted.currency) != 3 or not wanted.currency.isalpha():
        found.append(FieldRefusal("Please give a currency such as EUR.", "currency"))
    if len(wanted.business_name.strip().splitlines()) != 1:
        found.append(FieldRefusal("Your customers hear this name.", "business_name"))
    return tuple(found)


_ONE_OF = "Please choose one of the list."


def keep_business(
    session: Session, ports: Ports, wanted: BusinessWanted, *, sent: Collection[str] = ()
) -> Tenant | tuple[FieldRefusal, ...]:
    """Keep it whole, or the fields of `sent` alone: what another sets meanwhile stays."""
    refused = business_refusals(session, wanted)
    if refused:
        return refused
    named: dict[str, Any] = {
        _KEPT_AS.get(field, field): getattr(wanted, field) for field in (sent or wanted.__slots__)
    }
    kept = ports.accounts.edit_tenant(session.tenant.id, lambda before: replace(before, **named))
    record_act(session, ports, Action.CHANGED_SETTINGS, "business")
    return kept


_KEPT_AS = {
    "business_name": "business_name",
    "time_zone": "time_zone",
    "country": "default_country",
    "currency": "currency",
    "default_language": "default_language",
    "languages": "languages",
    "callback_number": "callback_number",
}
"""Field of `BusinessWanted` → of `Tenant`."""
