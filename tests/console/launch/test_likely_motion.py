"""Whom a page means where nobody named a motion."""

from __future__ import annotations

from dataclasses import replace

import pytest

from frontend_api.launch.checklist import checklist
from frontend_api.launch.likely_motion import find_likely_motion
from frontend_api.launch.next_step import next_step
from functions.customer_base.segmentation.records import RunRecord, RunStatus
from functions.outreach.domain.settings import TenantSettings
from functions.product.motions import Motion, OfferKind
from functions.product.offers import Offer, OfferId
from tests.console.fakes import NOON, TENANT, World
from tests.console.sample_world import ready_to_rehearse
from tests.console.visits import signed_in, text
from tests.outreach.approved import playbook

COUNTS = {"upsell": 34, "cross_sell": 22, "retention": 28}
RUN = RunRecord(id="r", snapshot="s", status=RunStatus.DONE, started_at=NOON, counts=COUNTS)
GROWTH = Offer(OfferId("growth"), OfferKind.TIER, "Growth", "Sampleboard")
BOTH = (playbook(Motion.CROSS_SELL), playbook(Motion.UPSELL))


@pytest.mark.parametrize(
    ("settings", "run", "likely"),
    [
        (TenantSettings(), None, Motion.UPSELL),
        (TenantSettings(), RUN, Motion.UPSELL),
        # Nobody could be introduced to anything yet: no reason to send the founder elsewhere.
        (TenantSettings(), RUN.model_copy(update={"counts": {"win_back": 9}}), Motion.WIN_BACK),
        (TenantSettings(playbooks=(playbook(Motion.RENEWAL),)), RUN, Motion.RENEWAL),
        # Lines of both are approved, and there is an offer for one of them.
        (TenantSettings(playbooks=BOTH, offers=(GROWTH,)), RUN, Motion.UPSELL),
        (TenantSettings(offers=(GROWTH,)), RUN, Motion.UPSELL),
        (
            TenantSettings(offers=(replace(GROWTH, kind=OfferKind.RETURN_OFFER),)),
            RUN.model_copy(update={"counts": {"upsell": 34, "win_back": 3}}),
            Motion.WIN_BACK,
        ),
    ],
)
def test_the_motion_begun_that_could_start_is_meant(
    settings: TenantSettings, run: RunRecord | None, likely: Motion
) -> None:
    assert find_likely_motion(settings, run) is likely


def test_checklist_and_rehearsal_mean_the_same_and_playbooks_list_it_in_the_usual_order() -> None:
    world = World()
    visit = signed_in(world)
    world.settings.settings = TenantSettings(playbooks=BOTH, offers=(GROWTH,))
    assert '<option value="upsell" selected>' in text(visit.get("/rehearsal"))
    assert "Upsell: " in text(visit.get("/"))
    page = text(visit.get("/playbooks"))
    places = [page.index(f'id="motion-{motion}"') for motion in ("upsell", "cross_sell", "renewal")]
    assert places == sorted(places)


def test_the_step_after_this_one_is_the_first_open_one_of_the_checklist() -> None:
    world = World()
    signed_in(world)
    session = world.accounts.accounts["ada@acme.example.com"].session
    ready_to_rehearse(world)
    whole = world.settings.settings
    for missing in (
        whole,
        replace(whole, bandwidths=()),
        replace(whole, bandwidths=(), answers=()),
        replace(whole, bandwidths=(), answers=(), playbooks=()),
        replace(whole, bandwidths=(), answers=(), playbooks=(), senders=()),
    ):
        world.settings.settings = missing
        steps = checklist(session, world.ports(), world.settings.load_all(TENANT), ())
        opened = next(step for step in steps if not step.done and step.href != "/customers")
        _, href = next_step(session, missing)
        assert opened.href.split("/")[1].split("?")[0] == href.split("/")[1].split("?")[0]
