"""The offer catalogue: what each plan found in the base is, and what the motions may introduce."""

from __future__ import annotations

from dataclasses import replace

from frontend_api.contexts import frame_for
from frontend_api.contexts_base import OfferPage, OffersPage
from frontend_api.edge import HttpRequest, HttpResponse, see_other
from frontend_api.error_page import not_found
from frontend_api.forms import Entries, Form
from frontend_api.ports import Ports
from frontend_api.render import page
from frontend_api.rows import Catalogue
from frontend_api.session import Session
from frontend_api.words import word
from functions.outreach.domain.customer import Motion
from functions.outreach.domain.motions import PLANS, offer_fits
from functions.outreach.domain.playbook import Offer, OfferId, OfferKind, PriceBand
from functions.outreach.domain.tenant_settings import PlanRole
from tenancy.audit import Action
from tenancy.tenant import TenantId

_KINDS = tuple((kind.value, word(kind.value)) for kind in OfferKind)
_TRIGGERS = (
    ("limit", "Near a plan limit"),
    ("feature", "Uses a feature"),
    ("support_ask", "Asked support about a feature"),
    ("seats", "The team has grown"),
    ("return", "Left, may return"),
)
_TRIGGERS_OF = {
    OfferKind.SEATS: ("seats",),
    OfferKind.RETURN_OFFER: ("return",),
}
_ROLES = ("base", "tier")


def _catalogue(ports: Ports, tenant: TenantId) -> Catalogue:
    settings = ports.settings.of(tenant)
    return Catalogue(settings.plans, settings.offers)


def offers(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    catalogue = _catalogue(ports, session.tenant.id)
    found = _plans_found(ports, session.tenant.id)
    known = {plan.plan: plan for plan in catalogue.plans}
    values = {}
    for place, (plan, _) in enumerate(found):
        values[f"role:{place}"] = known[plan].role if plan in known else ""
        values[f"family:{place}"] = known[plan].family if plan in known else ""
    context = OffersPage(
        frame=frame_for(session, "Offers", section="offers", done=request.asked("done")),
        catalogue=catalogue,
        found=found,
        form=Form(values),
        cannot_start=_cannot_start(catalogue.offers),
    )
    return page(context)


def _plans_found(ports: Ports, tenant: TenantId) -> tuple[tuple[str, int], ...]:
    """Plans of the newest import that has any, then plans known from before."""
    newest = next((record.plans for record in ports.base.imports(tenant) if record.plans), ())
    names = {name for name, _ in newest}
    before = [(p.plan, 0) for p in ports.settings.of(tenant).plans if p.plan not in names]
    return (*newest, *before)[:200]


def _cannot_start(offers: tuple[Offer, ...]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (
            word(motion),
            " or ".join(sorted(word(kind).lower() for kind in PLANS[motion].offer_kinds)),
        )
        for motion in Motion
        if PLANS[motion].needs_offer and not any(offer_fits(motion, offer) for offer in offers)
    )


def save_plans(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    tenant = session.tenant.id
    plans = tuple(
        PlanRole(plan, request.typed(f"role:{place}"), request.typed(f"family:{place}")[:80])
        for place, (plan, _) in enumerate(_plans_found(ports, tenant))
        if request.typed(f"role:{place}") in _ROLES
    )
    ports.settings.save_catalogue(tenant, replace(_catalogue(ports, tenant), plans=plans))
    _changed(session, ports, Action.CHANGED_SETTINGS, "plans")
    return see_other("/offers?done=again")


def _changed(session: Session, ports: Ports, action: Action, detail: str) -> None:
    """Note the change, and sort the customers again: the catalogue decides motions."""
    tenant = session.tenant.id
    if ports.base.latest_run(tenant) is not None:
        ports.base.segment_again(tenant)
    ports.audit.record(
        tenant, by=session.founder.id, action=action, detail=detail, now=ports.clock.now()
    )


def new_offer(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    form = Form(
        {
            "kind": request.asked("kind") or OfferKind.ADD_ON,
            "trigger": "feature",
            "currency": session.tenant.currency,
            "per": "month",
        }
    )
    return _offer_page(session, ports, form, offer_id="")


def offer(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    wanted = OfferId(request.values["offer_id"])
    found = ports.settings.of(session.tenant.id).offer(wanted)
    if found is None:
        return not_found(request, "This offer does not exist.")
    return _offer_page(session, ports, Form(_shown(found)), offer_id=wanted)


def _shown(offer: Offer) -> dict[str, str]:
    band = offer.band
    threshold = offer.trigger_threshold * (100 if offer.trigger == "limit" else 1)
    return {
        "name": offer.name,
        "kind": offer.kind,
        "family": offer.product_family,
        "yearly_value": f"{offer.yearly_value_cents / 100:g}",
        "currency": offer.currency,
        "floor": f"{band.floor_cents / 100:g}" if band else "",
        "ceiling": f"{band.ceiling_cents / 100:g}" if band else "",
        "per": band.per if band else "month",
        "trigger": offer.trigger,
        "trigger_feature": offer.trigger_feature,
        "trigger_threshold": f"{threshold:g}" if threshold else "",
    }


def _offer_page(session: Session, ports: Ports, form: Form, *, offer_id: str) -> HttpResponse:
    plans = ports.settings.of(session.tenant.id).plans
    context = OfferPage(
        frame=frame_for(session, "Edit offer" if offer_id else "New offer", section="offers"),
        form=form,
        offer_id=offer_id,
        kinds=_KINDS,
        triggers=_TRIGGERS,
        families=tuple(sorted({plan.family for plan in plans if plan.family})),
    )
    return page(context, status=422 if form.errors else 200)


def save_offer(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    tenant = session.tenant.id
    known = request.values.get("offer_id", "")
    if known and ports.settings.of(tenant).offer(OfferId(known)) is None:
        return not_found(request, "This offer does not exist.")
    entries = Entries(request)
    typed = _typed_offer(entries, request, OfferId(known or ports.ids.new("offer")))
    if entries.errors:
        return _offer_page(session, ports, entries.form(), offer_id=known)
    before = _catalogue(ports, tenant)
    others = tuple(o for o in before.offers if o.id != typed.id)
    ports.settings.save_catalogue(tenant, replace(before, offers=(*others, typed)))
    _changed(session, ports, Action.APPROVED_OFFER, typed.id)
    return see_other("/offers?done=saved")


def _typed_offer(entries: Entries, request: HttpRequest, identity: OfferId) -> Offer:
    kind = OfferKind(entries.choice("kind", [value for value, _ in _KINDS]))
    trigger = entries.choice("trigger", [value for value, _ in _TRIGGERS])
    feature = entries.optional("trigger_feature", longest=80)
    fitting = _TRIGGERS_OF.get(kind)
    if fitting and trigger not in fitting:
        entries.refuse("trigger", f"{word(kind)} is shown by: {word(fitting[0]).lower()}.")
    if trigger in {"feature", "support_ask"} and not feature:
        entries.refuse("trigger_feature", "Name the feature exactly as your file names it.")
    value = entries.cents("yearly_value", required=True) or 0
    if not value and "yearly_value" not in entries.errors:
        entries.refuse("yearly_value", "What is one yes worth to you in a year?")
    currency = entries.text("currency", "Please give a currency such as EUR.").upper()
    if len(currency) != 3 or not currency.isalpha():
        entries.refuse("currency", "Please give a currency such as EUR.")
    typed_share = request.typed("trigger_threshold")
    share = entries.share("trigger_threshold", least=0, most=10_000) if typed_share else 0.0
    return Offer(
        id=identity,
        kind=kind,
        name=entries.text("name", "Name it as your customers know it.", longest=80),
        product_family=entries.optional("family", longest=80),
        yearly_value_cents=value,
        currency=currency,
        band=_band(entries, currency),
        trigger=trigger,
        trigger_feature=feature,
        trigger_threshold=share / 100 if trigger == "limit" else share,
    )


def _band(entries: Entries, currency: str) -> PriceBand | None:
    floor, ceiling = entries.cents("floor"), entries.cents("ceiling")
    per = entries.choice("per", ("month", "year", "seat"))
    if floor is None and ceiling is None:
        return None
    if floor is None or ceiling is None:
        entries.refuse("floor", "Give both prices, or neither: then every price question is yours.")
        return None
    if floor > ceiling:
        entries.refuse("floor", "The lowest price is above the highest one.")
    return PriceBand(floor, ceiling, currency, per)


def remove_offer(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    tenant = session.tenant.id
    wanted = request.values["offer_id"]
    used = [c.name for c, _ in ports.campaigns.every(tenant) if c.offer == wanted]
    if used:
        found = ports.settings.of(tenant).offer(OfferId(wanted))
        values = _shown(found) if found else {}
        errors = {"form": f"The campaign “{used[0]}” introduces this offer, so it stays."}
        return _offer_page(session, ports, Form(values, errors), offer_id=wanted)
    before = _catalogue(ports, tenant)
    kept = tuple(o for o in before.offers if o.id != wanted)
    ports.settings.save_catalogue(tenant, replace(before, offers=kept))
    _changed(session, ports, Action.CHANGED_SETTINGS, wanted)
    return see_other("/offers?done=removed")
