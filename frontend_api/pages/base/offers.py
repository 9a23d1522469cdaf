"""The offer catalogue: what each plan found in the base is, and what the motions may introduce."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import ClassVar

from frontend_api.acts.settings import offers as acts
from frontend_api.http.forms import SEEN, Entries, Form, mark_of
from frontend_api.http.session import Session
from frontend_api.launch.next_step import following
from frontend_api.pages.error import not_found
from frontend_api.pages.frame import Frame, frame_for
from frontend_api.pages.render import page
from frontend_api.ports import Ports
from frontend_api.wording.terms import offer_needs, word
from functions.customer_base.console_queries.answers import PlanGuess
from functions.outreach.domain.campaigns.motions import offer_fits
from functions.product.motions import MOTIONS, OfferKind
from functions.product.offers import Catalogue, Offer, OfferId, PlanRole, PriceBand, Role
from tenancy.runtime.http import HttpRequest, HttpResponse, see_other
from tenancy.tenant import TenantId
from tenancy.values.lazy_dataclass import dataclass

_KINDS = tuple((kind.value, word(kind.value)) for kind in OfferKind)
_ROLES: Mapping[Role, str] = {"base": "Base plan", "tier": "Higher tier"}
PLANS_SHOWN = 200
_PLANS_READ_AT_MOST = 2 * PLANS_SHOWN


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan to decide about."""

    guess: PlanGuess
    decided: bool

    @property
    def plan(self) -> str:
        return self.guess.plan


@dataclass(frozen=True, slots=True)
class OffersPage:
    template: ClassVar[str] = "base/offers.html"
    frame: Frame
    catalogue: Catalogue
    rows: tuple[PlanRow, ...]
    form: Form
    roles: Mapping[Role, str]
    triggers: Mapping[str, str]
    cannot_start: tuple[tuple[str, str], ...]
    """(motion, kinds of offer it would need)."""
    start_without: str
    """Motions that need no offer."""
    nothing_saved: bool
    """The founder has not stated yet what any plan is: the form holds our guesses."""
    offerable: Collection[str]
    """Plans that no offer is named after yet."""
    shown_at_most: int


@dataclass(frozen=True, slots=True)
class OfferPage:
    template: ClassVar[str] = "base/offer.html"
    frame: Frame
    form: Form
    offer_id: str
    """Empty for a new one."""
    seen: str
    """The mark of the offer as it stood when the form was drawn; empty for a new one."""
    kinds: tuple[tuple[str, str], ...]
    triggers: tuple[tuple[str, str], ...]
    families: tuple[str, ...]


def offers(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    catalogue = acts.load_catalogue(ports, session.tenant.id)
    rows = _plan_rows(ports, session.tenant.id, catalogue)
    form = Form({**_plan_values(rows, catalogue), SEEN: mark_of(acts.describe_plans(catalogue))})
    return _offers_page(request, session, ports, catalogue, rows=rows, form=form)


def _offers_page(
    request: HttpRequest,
    session: Session,
    ports: Ports,
    catalogue: Catalogue,
    *,
    rows: tuple[PlanRow, ...],
    form: Form,
) -> HttpResponse:
    offered = {offer.name.casefold() for offer in catalogue.offers}
    context = OffersPage(
        frame=frame_for(
            session,
            "Offers",
            section="offers",
            done=request.asked("done"),
            following=following(request, session, ports),
        ),
        catalogue=catalogue,
        rows=rows,
        form=form,
        roles=_ROLES,
        triggers=dict(acts.TRIGGERS),
        cannot_start=_cannot_start(catalogue.offers),
        start_without=offer_needs()[1].capitalize(),
        nothing_saved=not catalogue.plans,
        offerable={row.plan for row in rows if _offer_name(row).casefold() not in offered},
        shown_at_most=PLANS_SHOWN,
    )
    return page(context, status=422 if form.errors else 200)


def _plan_rows(ports: Ports, tenant: TenantId, catalogue: Catalogue) -> tuple[PlanRow, ...]:
    """Plans of the current customer base, then plans known from before."""
    found = ports.base.plans(tenant)
    decided = {plan.plan for plan in catalogue.plans}
    names = {guess.plan for guess in found}
    before = (
        PlanGuess(plan=item.plan, role=item.role, family=item.family) for item in catalogue.plans
    )
    gone = [guess for guess in before if guess.plan not in names]
    rows = (*found[:PLANS_SHOWN], *gone)[:_PLANS_READ_AT_MOST]
    return tuple(PlanRow(guess, decided=guess.plan in decided) for guess in rows)


def _plan_values(rows: tuple[PlanRow, ...], catalogue: Catalogue) -> dict[str, str]:
    """What was saved; our guesses fill the form only while nothing was, since a plan that is not
    saved may be one the founder left out."""
    saved = {plan.plan: plan for plan in catalogue.plans}
    values = {}
    for place, row in enumerate(rows):
        known = saved.get(row.plan)
        role, family = ("", "") if saved else (row.guess.role, row.guess.family)
        values[f"role:{place}"] = known.role if known else role
        values[f"family:{place}"] = known.family if known else family
    return values


def _cannot_start(offers: tuple[Offer, ...]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (
            word(motion),
            " or ".join(sorted(word(kind).lower() for kind in MOTIONS[motion].offer_kinds)),
        )
        for motion in MOTIONS
        if MOTIONS[motion].needs_offer and not any(offer_fits(motion, offer) for offer in offers)
    )


def save_plans(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    tenant = session.tenant.id
    catalogue = acts.load_catalogue(ports, tenant)
    rows = _plan_rows(ports, tenant, catalogue)
    entries = Entries(request)
    plans = _typed_plans(entries, request, {row.plan for row in rows})
    sent = _in_order_sent(request, rows)
    entries.refuse_overtaken(
        _plan_values(sent, catalogue),
        mark=mark_of(acts.describe_plans(catalogue)),
        words={str(role): text for role, text in _ROLES.items()},
    )
    if entries.errors:
        return _offers_page(request, session, ports, catalogue, rows=sent, form=entries.form())
    changed = acts.keep_plans(session, ports, plans, seen=entries.seen)
    return see_other(f"/offers?done={'again' if changed else 'saved'}")


def _typed_plans(entries: Entries, request: HttpRequest, known: set[str]) -> tuple[PlanRole, ...]:
    """Each row names its plan itself: the list may have changed since the page was opened."""
    typed: dict[str, PlanRole] = {}
    for place in range(_PLANS_READ_AT_MOST):
        plan, chosen = request.typed(f"plan:{place}"), request.typed(f"role:{place}")
        family = entries.optional(f"family:{place}", longest=80)
        role = next((role for role in _ROLES if role == chosen), None)
        if plan in known and role:
            typed[plan] = PlanRole(plan, role, family)
    return tuple(typed.values())


def _in_order_sent(request: HttpRequest, rows: tuple[PlanRow, ...]) -> tuple[PlanRow, ...]:
    by_plan = {row.plan: row for row in rows}
    sent = (request.typed(f"plan:{place}") for place in range(_PLANS_READ_AT_MOST))
    return tuple(by_plan[plan] for plan in sent if plan in by_plan)


def new_offer(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    values = {
        "kind": request.asked("kind") or OfferKind.ADD_ON,
        "trigger": "feature",
        "currency": session.tenant.currency,
        "per": "month",
    }
    if plan := request.asked("plan"):
        values |= _offer_of_plan(ports, session.tenant.id, plan)
    return _offer_page(session, ports, Form(values), offer_id="")


def _offer_of_plan(ports: Ports, tenant: TenantId, plan: str) -> dict[str, str]:
    """A form begun with what is known of a tier; the founder writes the offer."""
    catalogue = acts.load_catalogue(ports, tenant)
    rows = _plan_rows(ports, tenant, catalogue)
    row = next((row for row in rows if row.plan == plan), None)
    if row is None:
        return {}
    roles = {item.plan: item for item in catalogue.plans}
    family = roles[plan].family if plan in roles else row.guess.family
    bases = [
        one.guess.monthly_cents
        for one in rows
        if one.guess.monthly_cents
        and one.guess.currency == row.guess.currency
        and one.plan in roles
        and (roles[one.plan].role, roles[one.plan].family) == ("base", family)
    ]
    more = (row.guess.monthly_cents or 0) - min(bases, default=0)
    return {
        "kind": OfferKind.TIER,
        "trigger": "limit",
        "name": _offer_name(row),
        "family": family,
        "yearly_value": _amount(12 * more) if bases and more > 0 else "",
        **({"currency": row.guess.currency} if row.guess.currency else {}),
    }


def _offer_name(row: PlanRow) -> str:
    """What a customer knows the plan as: an id of Stripe's is nobody's name for it."""
    is_an_id = row.plan.startswith(("price_", "plan_"))
    return row.guess.product if is_an_id and row.guess.product else row.plan


def offer(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    wanted = OfferId(request.values["offer_id"])
    found = ports.settings.load(session.tenant.id).offer(wanted)
    if found is None:
        return not_found(request, "This offer does not exist.")
    return _offer_page(session, ports, Form(_shown(found)), offer_id=wanted)


def _amount(cents: int) -> str:
    return f"{cents / 100:.2f}".removesuffix(".00")


def _shown(offer: Offer) -> dict[str, str]:
    band = offer.band
    threshold = offer.trigger_threshold * (100 if offer.trigger == "limit" else 1)
    return {
        "name": offer.name,
        "kind": offer.kind,
        "family": offer.product_family,
        "yearly_value": _amount(offer.yearly_value_cents),
        "currency": offer.currency,
        "floor": _amount(band.floor_cents) if band else "",
        "ceiling": _amount(band.ceiling_cents) if band else "",
        "per": band.per if band else "month",
        "trigger": offer.trigger,
        "trigger_feature": offer.trigger_feature,
        "trigger_threshold": f"{threshold:g}" if threshold else "",
    }


def _offer_page(session: Session, ports: Ports, form: Form, *, offer_id: str) -> HttpResponse:
    stored = ports.settings.load(session.tenant.id)
    plans = stored.plans
    known = stored.offer(OfferId(offer_id)) if offer_id else None
    context = OfferPage(
        frame=frame_for(session, "Edit offer" if offer_id else "New offer", section="offers"),
        form=form,
        offer_id=offer_id,
        seen=acts.mark_of(known) if known else "",
        kinds=_KINDS,
        triggers=acts.TRIGGERS,
        families=tuple(sorted({plan.family for plan in plans if plan.family})),
    )
    return page(context, status=422 if form.errors else 200)


def save_offer(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    tenant = session.tenant.id
    known = request.values.get("offer_id", "")
    before = ports.settings.load(tenant).offer(OfferId(known)) if known else None
    if known and before is None:
        return not_found(request, "This offer does not exist.")
    entries = Entries(request)
    typed = _typed_offer(entries, request, OfferId(known or ports.ids.new("offer")))
    if before is not None and request.typed("seen") != acts.mark_of(before):
        _refuse_overtaken(entries, typed, before)
    refused = (
        acts.offer_refusals(typed)
        if entries.errors
        else acts.keep_offer(session, ports, typed, over=before)
    )
    for refusal in refused:
        entries.refuse(_TYPED_AS.get(refusal.field, refusal.field), refusal.words)
    if entries.errors:
        return _offer_page(session, ports, entries.form(), offer_id=known)
    return see_other("/offers?done=saved")


def _refuse_overtaken(entries: Entries, typed: Offer, now: Offer) -> None:
    """Says beside each field what somebody else saved there after this form was opened."""
    names = dict(_KINDS) | dict(acts.TRIGGERS)
    stands, wanted = _shown(now), _shown(typed)
    differs = [field for field in stands if stands[field] != wanted[field]]
    for field in differs:
        value = names.get(stands[field], stands[field])
        entries.refuse(field, f"Saved meanwhile: “{value}”." if value else "Emptied meanwhile.")
    if differs:
        entries.refuse("form", OVERTAKEN)


OVERTAKEN = (
    "This offer was saved elsewhere after you opened it. What it says now stands beside each field "
    "that differs; change what you like, and save again to put yours in its place."
)
_TYPED_AS = {"": "form", "yearly_value_cents": "yearly_value", "band/floor_cents": "floor"}
"""Fields of an offer by the names they have in the form."""


def _typed_offer(entries: Entries, request: HttpRequest, identity: OfferId) -> Offer:
    trigger = entries.choice("trigger", [value for value, _ in acts.TRIGGERS])
    currency = entries.optional("currency").upper()
    typed_share = request.typed("trigger_threshold")
    share = entries.share("trigger_threshold", least=0, most=10_000) if typed_share else 0.0
    return Offer(
        id=identity,
        kind=OfferKind(entries.choice("kind", [value for value, _ in _KINDS])),
        name=entries.optional("name", longest=acts.LONGEST_NAME),
        product_family=entries.optional("family", longest=80),
        yearly_value_cents=entries.cents("yearly_value", required=True) or 0,
        currency=currency,
        band=_band(entries, currency),
        trigger=trigger,
        trigger_feature=entries.optional("trigger_feature", longest=80),
        trigger_threshold=share / 100 if trigger == "limit" else share,
    )


def _band(entries: Entries, currency: str) -> PriceBand | None:
    floor, ceiling = entries.cents("floor"), entries.cents("ceiling")
    per = entries.choice("per", acts.PRICED_PER)
    if floor is None and ceiling is None:
        return None
    if floor is None or ceiling is None:
        entries.refuse("floor", "Give both prices, or neither: then every price question is yours.")
        return None
    return PriceBand(floor, ceiling, currency, per)


def remove_offer(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    wanted = OfferId(request.values["offer_id"])
    refused = acts.remove_offer(session, ports, wanted)
    if refused is not None:
        found = ports.settings.load(session.tenant.id).offer(wanted)
        values = _shown(found) if found else {}
        form = Form(values, {"form": refused.words})
        return _offer_page(session, ports, form, offer_id=wanted)
    return see_other("/offers?done=removed")
