"""Keeps the catalogue, if its offers can be introduced, and sorts the customers again.

Must never correct an offer: what is wrong with it is answered in the founder's words.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace

from frontend_api.acts.audit_record import record_act
from frontend_api.http.forms import FieldRefusal, hold_to
from frontend_api.http.session import Session
from frontend_api.ports import Ports
from frontend_api.wording.terms import word
from functions.product.motions import OfferKind
from functions.product.offers import Catalogue, Offer, OfferId, PlanRole
from tenancy.identity.audit import Action
from tenancy.tenant import TenantId

TRIGGERS = (
    ("limit", "Near a plan limit"),
    ("feature", "Uses a feature"),
    ("support_ask", "Asked support about a feature"),
    ("seats", "The team has grown"),
    ("return", "Left, may return"),
)
"""What shows that a customer may want an offer, and its words."""
PRICED_PER = ("month", "year", "seat")
LONGEST_NAME = 80
CHANGED_MEANWHILE = FieldRefusal("This offer was changed or removed meanwhile. Read it again.")
_TRIGGERS_OF = {
    OfferKind.SEATS: ("seats",),
    OfferKind.RETURN_OFFER: ("return",),
}


def load_catalogue(ports: Ports, tenant: TenantId) -> Catalogue:
    settings = ports.settings.load(tenant)
    return Catalogue(settings.plans, settings.offers)


def offer_refusals(offer: Offer) -> tuple[FieldRefusal, ...]:
    """Why an offer cannot be introduced, each beside a field of `Offer`; empty if it can."""
    found = []
    fitting = _TRIGGERS_OF.get(offer.kind)
    if fitting and offer.trigger not in fitting:
        words = f"{word(offer.kind)} is shown by: {word(fitting[0]).lower()}."
        found.append(FieldRefusal(words, "trigger"))
    if offer.trigger in {"feature", "support_ask"} and not offer.trigger_feature:
        words = "Name the feature exactly as your file names it."
        found.append(FieldRefusal(words, "trigger_feature"))
    if not offer.yearly_value_cents:
        words = "What is one yes worth to you in a year?"
        found.append(FieldRefusal(words, "yearly_value_cents"))
    if len(offer.currency) != 3 or not offer.currency.isalpha():
        found.append(FieldRefusal("Please give a currency such as EUR.", "currency"))
    if not offer.name:
        found.append(FieldRefusal("Name it as your customers know it.", "name"))
    if offer.band and offer.band.floor_cents > offer.band.ceiling_cents:
        words = "The lowest price is above the highest one."
        found.append(FieldRefusal(words, "band/floor_cents"))
    return tuple(found)


def mark_of(offer: Offer) -> str:
    """What a form remembers of the offer it was opened on, so that it takes no other's place."""
    return hashlib.sha256(repr(offer).encode()).hexdigest()[:16]


def keep_offer(
    session: Session, ports: Ports, offer: Offer, *, over: Offer | None = None
) -> tuple[FieldRefusal, ...]:
    """Why it is not kept; empty once it is, in the place of one with the same id.

    `over` is the one it was judged beside: it takes the place of no other.
    """
    refused = offer_refusals(offer)
    if refused:
        return refused
    kept = True

    def with_offer(before: Catalogue) -> Catalogue:
        nonlocal kept
        kept = over is None or over in before.offers
        if not kept:
            return before
        offers = {one.id: one for one in before.offers} | {offer.id: offer}
        return replace(before, offers=tuple(offers.values()))

    _change(session, ports, with_offer, action=Action.APPROVED_OFFER, detail=offer.id)
    return () if kept else (CHANGED_MEANWHILE,)


def campaign_with_offer(session: Session, ports: Ports, offer: OfferId) -> str | None:
    """The name of a campaign that introduces an offer."""
    rows = ports.campaigns.list_all(session.tenant.id)
    return next((campaign.name for campaign, _ in rows if campaign.offer == offer), None)


def remove_offer(session: Session, ports: Ports, offer: OfferId) -> FieldRefusal | None:
    """Why it stays; None once it is gone."""
    campaign = campaign_with_offer(session, ports, offer)
    if campaign is not None:
        return FieldRefusal(f"The campaign “{campaign}” introduces this offer, so it stays.")

    def without_offer(before: Catalogue) -> Catalogue:
        kept = tuple(other for other in before.offers if other.id != offer)
        return replace(before, offers=kept)

    _change(session, ports, without_offer, action=Action.CHANGED_SETTINGS, detail=offer)
    return None


def describe_plans(catalogue: Catalogue) -> dict[str, str]:
    """Plan → what is saved of it, for the mark of a form of all plans."""
    return {one.plan: f"{one.role}, {one.family}" for one in catalogue.plans}


def keep_plans(
    session: Session, ports: Ports, plans: tuple[PlanRole, ...], *, seen: str = ""
) -> bool:
    """What each plan is; one that is not among them is none that we sell. Whether any changed.

    `seen` is the mark of what they are judged beside: they take the place of nothing else.
    """

    def with_plans(before: Catalogue) -> Catalogue:
        hold_to(seen, describe_plans(before))
        return replace(before, plans=plans)

    return _change(session, ports, with_plans, action=Action.CHANGED_SETTINGS, detail="plans")


def _change(
    session: Session,
    ports: Ports,
    change: Callable[[Catalogue], Catalogue],
    *,
    action: Action,
    detail: str,
) -> bool:
    """Whether it changes anything. The catalogue decides motions, so customers are sorted again."""
    tenant, changed = session.tenant.id, False

    def noting(before: Catalogue) -> Catalogue:
        nonlocal changed
        after = change(before)
        changed = after != before
        return after

    noting(load_catalogue(ports, tenant))
    if changed:
        ports.settings.edit_catalogue(tenant, noting)
    if not changed:
        return False
    ports.base.segment_again(tenant)
    record_act(session, ports, action, detail)
    return True
