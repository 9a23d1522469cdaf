"""The business itself: its name, place, money and languages."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from frontend_api.acts.settings.business import (
    LONGEST_NAME,
    LONGEST_NUMBER,
    BusinessWanted,
    keep_business,
)
from frontend_api.api.contract.endpoint import (
    ApiModel,
    AskedModel,
    Call,
    Nothing,
    endpoint,
    refused_fields,
)
from frontend_api.http.problems import ApiProblem
from tenancy.tenant import Tenant


class BusinessShown(ApiModel):
    business_name: str
    time_zone: str
    country: str
    """ISO 3166-1, of numbers without a country code."""
    currency: str
    default_language: str
    languages: tuple[str, ...]
    callback_number: str


_Code = Annotated[str, Field(max_length=10)]


class BusinessAsked(AskedModel):
    """What is left out stays as it is."""

    business_name: (
        Annotated[str, Field(min_length=1, max_length=LONGEST_NAME, pattern=r"\S")] | None
    ) = None
    time_zone: Annotated[str, Field(max_length=80)] | None = None
    country: _Code | None = None
    currency: _Code | None = None
    default_language: _Code | None = None
    languages: Annotated[tuple[_Code, ...], Field(min_length=1, max_length=50)] | None = None
    callback_number: Annotated[str, Field(max_length=LONGEST_NUMBER)] | None = None


def _shown(tenant: Tenant) -> BusinessShown:
    return BusinessShown(
        business_name=tenant.business_name,
        time_zone=tenant.time_zone,
        country=tenant.default_country,
        currency=tenant.currency,
        default_language=tenant.default_language,
        languages=tenant.languages,
        callback_number=tenant.callback_number,
    )


@endpoint("The business", answer=BusinessShown, body=Nothing, query=Nothing)
def show_business(call: Call[Nothing, Nothing]) -> BusinessShown | ApiProblem:
    return _shown(call.session.tenant)


@endpoint("Change the business", answer=BusinessShown, body=BusinessAsked, query=Nothing)
def change_business(call: Call[BusinessAsked, Nothing]) -> BusinessShown | ApiProblem:
    before, sent = _shown(call.session.tenant), call.body
    changes = sent.model_dump(exclude_none=True)
    asked = {**dict(before), **changes}
    asked["currency"] = asked["currency"].upper()
    asked["languages"] = tuple(dict.fromkeys(asked["languages"]))
    if not changes:
        return before
    kept = keep_business(call.session, call.ports, BusinessWanted(**asked), sent=tuple(changes))
    return _shown(kept) if isinstance(kept, Tenant) else refused_fields(kept)
