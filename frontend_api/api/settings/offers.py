"""Offers. What the agent says of one that a campaign introduces is for a founder's eyes alone."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from frontend_api.acts.settings import offers as acts
from frontend_api.api.contract.endpoint import (
    ApiModel,
    AskedModel,
    Call,
    Nothing,
    endpoint,
    refused_fields,
)
from frontend_api.http.forms import MOST_CENTS
from frontend_api.http.problems import ApiProblem, not_there
from functions.product.motions import OfferKind
from functions.product.offers import Offer, OfferId, PriceBand

_NO_OFFER = "This offer"
Cents = Annotated[int, Field(ge=0, le=MOST_CENTS)]
ShortText = Annotated[str, Field(max_length=80)]
Trigger = Literal["limit", "feature", "support_ask", "seats", "return"]


class OfferBand(ApiModel):
    """What the agent may say of the price, in minor units."""

    floor_cents: int
    ceiling_cents: int
    currency: str
    per: str


class OfferShown(ApiModel):
    id: str
    kind: str
    name: str
    product_family: str
    yearly_value_cents: int
    currency: str
    band: OfferBand | None
    trigger: str
    trigger_feature: str
    trigger_threshold: float


class OfferList(ApiModel):
    items: tuple[OfferShown, ...]


class OfferRemoved(ApiModel):
    id: str


class BandAsked(AskedModel):
    floor_cents: Cents
    ceiling_cents: Cents
    per: Literal["month", "year", "seat"] = "month"


class OfferAsked(AskedModel):
    """A whole offer. Without a band every question for the price is a founder's."""

    kind: OfferKind
    name: Annotated[str, Field(min_length=1, max_length=acts.LONGEST_NAME)]
    """As customers know it: the agent says it."""
    product_family: ShortText = ""
    yearly_value_cents: Annotated[int, Field(ge=1, le=MOST_CENTS)]
    """What one yes is worth in a year."""
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    band: BandAsked | None = None
    trigger: Trigger
    trigger_feature: ShortText = ""
    """As the customer base names it; needed for `feature` and `support_ask`."""
    trigger_threshold: Annotated[float, Field(ge=0, le=10_000, allow_inf_nan=False)] = 0
    """For `limit` a share, such as 0.8."""


def _shown(offer: Offer) -> OfferShown:
    band = offer.band
    priced = OfferBand.model_validate(band, from_attributes=True) if band else None
    return OfferShown(
        id=offer.id,
        kind=offer.kind,
        name=offer.name,
        product_family=offer.product_family,
        yearly_value_cents=offer.yearly_value_cents,
        currency=offer.currency,
        band=priced,
        trigger=offer.trigger,
        trigger_feature=offer.trigger_feature,
        trigger_threshold=offer.trigger_threshold,
    )


def _asked(sent: OfferAsked, identity: OfferId) -> Offer:
    band = sent.band and PriceBand(
        sent.band.floor_cents, sent.band.ceiling_cents, sent.currency, sent.band.per
    )
    plain = sent.model_dump(exclude={"band"})
    return Offer(**{**plain, "id": identity, "band": band, "name": sent.name.strip()})


@endpoint("List offers", answer=OfferList, body=Nothing, query=Nothing)
def list_offers(call: Call[Nothing, Nothing]) -> OfferList | ApiProblem:
    offers = call.ports.settings.load(call.session.tenant.id).offers
    return OfferList(items=tuple(_shown(offer) for offer in offers))


@endpoint("Add an offer", answer=OfferShown, body=OfferAsked, query=Nothing, status=201)
def add_offer(call: Call[OfferAsked, Nothing]) -> OfferShown | ApiProblem:
    offer = _asked(call.body, OfferId(call.ports.ids.new("offer")))
    refused = acts.keep_offer(call.session, call.ports, offer)
    return refused_fields(refused) if refused else _shown(offer)


@endpoint(
    "Change an offer; while a campaign introduces it, its worth, threshold and family alone",
    answer=OfferShown,
    body=OfferAsked,
    query=Nothing,
    problems=(404, 409),
)
def change_offer(call: Call[OfferAsked, Nothing]) -> OfferShown | ApiProblem:
    known = _known(call)
    if known is None:
        return not_there(_NO_OFFER)
    wanted = _asked(call.body, known.id)
    campaign = acts.campaign_with_offer(call.session, call.ports, known.id)
    if campaign is not None and _for_founders(wanted) != _for_founders(known):
        words = (
            f"The campaign “{campaign}” introduces this offer, so its kind, its name, its prices "
            "and what shows that a customer may want it are changed on the Offers page."
        )
        return ApiProblem(409, words)
    refused = acts.keep_offer(call.session, call.ports, wanted, over=known)
    if acts.CHANGED_MEANWHILE in refused:
        return ApiProblem(409, acts.CHANGED_MEANWHILE.words)
    return refused_fields(refused) if refused else _shown(wanted)


def _for_founders(offer: Offer) -> tuple[object, ...]:
    """What the agent says of an offer at work, and what chose the lines that it says."""
    return (offer.kind, offer.name, offer.band, offer.trigger, offer.trigger_feature)


@endpoint("Remove an offer", answer=OfferRemoved, body=Nothing, query=Nothing, problems=(404, 409))
def remove_offer(call: Call[Nothing, Nothing]) -> OfferRemoved | ApiProblem:
    known = _known(call)
    if known is None:
        return not_there(_NO_OFFER)
    refused = acts.remove_offer(call.session, call.ports, known.id)
    return ApiProblem(409, refused.words) if refused else OfferRemoved(id=known.id)


def _known(call: Call[OfferAsked, Nothing] | Call[Nothing, Nothing]) -> Offer | None:
    settings = call.ports.settings.load(call.session.tenant.id)
    return settings.offer(OfferId(call.values["offer_id"]))
