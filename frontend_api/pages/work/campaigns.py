"""Campaigns: create, calculate the return, launch through the gate, pause, resume, stop.

What a press does stands in `acts`; a page must never launch by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from frontend_api.acts.campaigns import (
    MOVES,
    CampaignWanted,
    MoveRule,
    check_campaign,
    create_campaign,
    find_campaign,
    move_campaign,
)
from frontend_api.http.forms import Entries, Form
from frontend_api.http.session import Session
from frontend_api.launch.checklist import gate_with
from frontend_api.launch.gate import GateCondition
from frontend_api.launch.likely_motion import find_likely_motion
from frontend_api.pages.base.sorting import Sorting, load_sorting
from frontend_api.pages.error import not_found
from frontend_api.pages.founder_names import founder_names
from frontend_api.pages.frame import Frame, frame_for
from frontend_api.pages.render import page
from frontend_api.ports import Ports
from frontend_api.ports.settings import KeptSettings
from frontend_api.wording.terms import offer_needs, word
from functions.outreach.domain.campaigns.campaign import Campaign, CampaignCounts, CampaignStatus
from functions.outreach.domain.campaigns.motions import first_fitting
from functions.outreach.domain.campaigns.roi import (
    Assumptions,
    Measured,
    Outcomes,
    Projection,
    UnitPrices,
    measured,
    project,
)
from functions.product.motions import MOTIONS, Motion
from functions.product.offers import Offer, OfferId
from tenancy.billing.prices import price_table_at
from tenancy.billing.usage import Meter
from tenancy.runtime.http import HttpRequest, HttpResponse, see_other
from tenancy.tenant import FounderId
from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class CampaignsPage:
    template: ClassVar[str] = "work/campaigns.html"
    frame: Frame
    rows: tuple[tuple[Campaign, CampaignCounts], ...]
    folded: tuple[tuple[Campaign, CampaignCounts], ...]
    """Those behind the first `SHOWN_AT_ONCE`."""


@dataclass(frozen=True, slots=True)
class NewCampaignPage:
    template: ClassVar[str] = "work/campaign_new.html"
    frame: Frame
    form: Form
    motions: tuple[tuple[str, str, str], ...]
    """With the offer that each suggests; empty: none."""
    offers: tuple[tuple[str, str], ...]
    offer_hint: str
    founders: tuple[tuple[str, str], ...]
    languages: tuple[str, ...]
    sorting: Sorting


@dataclass(frozen=True, slots=True)
class CampaignPage:
    template: ClassVar[str] = "work/campaign.html"
    frame: Frame
    campaign: Campaign
    counts: CampaignCounts
    offer: Offer | None
    founder: str
    languages: tuple[str, ...]
    gate: tuple[GateCondition, ...]
    refused: bool
    projection: Projection
    measured: Measured | None
    form: Form
    currency: str
    price_currency: str
    sorting: Sorting
    """Of interest before the launch: the gate and the pool are the latest run's."""


LISTED = (
    CampaignStatus.RUNNING,
    CampaignStatus.PAUSED,
    CampaignStatus.DRAFT,
    CampaignStatus.EXHAUSTED,
    CampaignStatus.STOPPED,
)
"""What is at work stands before what is over; of one state, in the order they were made."""
SHOWN_AT_ONCE = 14
"""Campaigns of the list that are not folded: what one screen holds."""


def campaigns(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    frame = frame_for(session, "Campaigns", section="campaigns", done=request.asked("done"))
    kept = ports.campaigns.list_all(session.tenant.id)
    rows = tuple(sorted(kept, key=lambda row: LISTED.index(row[0].status)))
    return page(CampaignsPage(frame, rows[:SHOWN_AT_ONCE], folded=rows[SHOWN_AT_ONCE:]))


def new_campaign(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    kept = ports.settings.load_all(session.tenant.id)
    asked = request.asked("motion")
    motion = Motion(asked) if asked in MOTIONS else find_likely_motion(kept.settings, kept.run)
    values = {
        "motion": motion,
        "offer": _suggested(motion, kept.settings.offers),
        "founder": str(session.founder.id),
        "weight": "1",
    }
    return _new_page(session, ports, kept, Form(values))


def _suggested(motion: Motion, offers: Sequence[Offer]) -> str:
    """The first that fits; a motion that may go without has one only where the founder says so."""
    fitting = first_fitting(motion, offers) if MOTIONS[motion].needs_offer else None
    return str(fitting.id) if fitting else ""


def _new_page(session: Session, ports: Ports, kept: KeptSettings, form: Form) -> HttpResponse:
    tenant = session.tenant
    counts = kept.run.counts if kept.run else {}
    offers = kept.settings.offers
    introduce, go_without = offer_needs()
    context = NewCampaignPage(
        frame=frame_for(session, "New campaign", section="campaigns"),
        form=form,
        motions=tuple(
            (m.value, f"{word(m)} ({counts.get(m, 0):,} customers)", _suggested(m, offers))
            for m in MOTIONS
        ),
        offers=(
            ("", "No offer"),
            *((str(o.id), f"{o.name} ({word(o.kind).lower()})") for o in offers),
        ),
        offer_hint=f"{introduce.capitalize()} introduce one; {go_without} can go without.",
        founders=tuple((str(f.id), f.name) for f in ports.accounts.founders(tenant.id)),
        languages=tenant.languages,
        sorting=load_sorting(ports.base, tenant.id, kept),
    )
    return page(context, status=422 if form.errors else 200)


def create(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    entries = Entries(request)
    founders = [str(f.id) for f in ports.accounts.founders(session.tenant.id)]
    wanted = CampaignWanted(
        motion=Motion(entries.choice("motion", tuple(MOTIONS))),
        offer=OfferId(request.typed("offer")) if request.typed("offer") else None,
        founder=FounderId(entries.choice("founder", founders)),
        name=entries.optional("name", longest=80),
        weight=entries.share("weight", least=0.1, most=10),
        meeting_place=request.typed("meeting_place"),
    )
    act = check_campaign if entries.errors else create_campaign
    made = act(session, ports, wanted)
    if isinstance(made, Campaign):
        return see_other(f"/campaigns/{made.id}")
    for refusal in made:
        entries.refuse(refusal.field, refusal.words)
    kept = ports.settings.load_all(session.tenant.id)
    return _new_page(session, ports, kept, entries.form())


def _find(
    request: HttpRequest, session: Session, ports: Ports
) -> tuple[Campaign, CampaignCounts] | None:
    return find_campaign(session, ports, request.values["campaign_id"])


def campaign(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    found = _find(request, session, ports)
    if found is None:
        return not_found(request, "This campaign does not exist.")
    return _campaign_page(request, session, ports, *found)


def _campaign_page(
    request: HttpRequest,
    session: Session,
    ports: Ports,
    campaign: Campaign,
    counts: CampaignCounts,
    *,
    refused: bool = False,
) -> HttpResponse:
    tenant = session.tenant
    kept = ports.settings.load_all(tenant.id)
    offer = kept.settings.offer(campaign.offer)
    pool = kept.run.counts.get(campaign.motion, 0) if kept.run else 0
    form = _assumed(request, offer.yearly_value_cents if offer else 0, pool)
    names = founder_names(session, ports, (campaign.founder,))
    # Whether there is money stands in the settings, where every opening looks too. A launch asks
    # usage and the payment state themselves, and a refused one says on the page what it found.
    may_spend = ports.billing.state(tenant).may_spend if refused else True
    prices = _prices(ports)
    waits_for_launch = refused or campaign.status is CampaignStatus.DRAFT
    context = CampaignPage(
        frame=frame_for(session, campaign.name, section="campaigns", done=request.asked("done")),
        campaign=campaign,
        counts=counts,
        offer=offer,
        founder=names.get(campaign.founder, "a founder"),
        languages=tenant.languages,
        gate=gate_with(session, kept, campaign, may_spend=may_spend),
        refused=refused,
        projection=project(
            pool=int(form.value("pool")),
            value_cents=int(float(form.value("value")) * 100),
            prices=prices,
            assumptions=Assumptions(
                reach_rate=float(form.value("reach")) / 100,
                upgrade_rate=float(form.value("upgrade")) / 100,
            ),
        ),
        measured=measured(outcomes=_outcomes(counts), prices=prices) if counts.finished else None,
        form=form,
        currency=offer.currency if offer else tenant.currency,
        price_currency=price_table_at(ports.clock.now()).currency,
        sorting=load_sorting(ports.base, tenant.id, kept) if waits_for_launch else Sorting(),
    )
    return page(context, status=409 if refused else 200)


def _assumed(request: HttpRequest, value_cents: int, pool: int) -> Form:
    """What the calculator counts with: typed in the address, else the offer's own value."""
    usual = {"pool": str(pool), "value": f"{value_cents / 100:g}", "reach": "30", "upgrade": "10"}
    limits = {"pool": 10_000_000.0, "value": 10_000_000.0, "reach": 100.0, "upgrade": 100.0}
    values = {}
    for name, default in usual.items():
        typed = request.asked(name).replace(",", "")
        fits = typed.replace(".", "", 1).isdecimal() and float(typed) <= limits[name]
        values[name] = typed if fits else default
    values["pool"] = str(int(float(values["pool"])))
    return Form(values)


def _prices(ports: Ports) -> UnitPrices:
    cents = price_table_at(ports.clock.now()).unit_cents
    return UnitPrices(
        reached_cents=cents[Meter.REACHED_CONVERSATIONS],
        voice_minute_cents=cents[Meter.VOICE_MINUTES],
        booked_cents=cents[Meter.BOOKED_CONVERSATIONS],
    )


def _outcomes(counts: CampaignCounts) -> Outcomes:
    return Outcomes(
        opened=counts.finished,
        reached=counts.reached,
        booked=counts.booked,
        voice_seconds=0,
        won=counts.won,
        won_cents=counts.won_cents,
        lost=counts.lost,
    )


def move(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    """Launch, pause, resume or stop. Whatever starts a campaign passes the gate."""
    found = _find(request, session, ports)
    wanted = MOVES.get(request.values["move"])
    if found is None or wanted is None:
        return not_found(request, "This campaign does not exist.")
    campaign, counts = found
    back = f"/campaigns/{campaign.id}"
    moved = move_campaign(session, ports, campaign, wanted)
    if isinstance(moved, Campaign):
        return see_other(f"{back}?done={wanted.done}")
    if moved.rule is MoveRule.GATE:
        return _campaign_page(request, session, ports, campaign, counts, refused=True)
    return see_other(back)
