"""The sample tenant's rows in the console's real stores, so that pages find what a founder's have.

Written as the stores keep them, for one founder who signed up through the pages.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from botocore.awsrequest import AWSResponse

from functions.customer_base.console_queries.answers import CustomersFound
from functions.customer_base.imports.stored_imports import StoredImports
from functions.customer_base.segmentation.stored_runs import StoredRuns
from functions.customer_base.store.snapshot_pointer import StoredSnapshots
from functions.outreach.codec import to_json
from functions.outreach.domain.campaigns.progress import Stage
from functions.outreach.domain.conversation.state import CampaignId, Conversation
from functions.outreach.store import bookings, campaigns, settings
from functions.outreach.store.conversations.progress import counter_key
from functions.outreach.store.conversations.step_writes import head_item
from functions.outreach.store.dynamo import time_text
from functions.outreach.store.inbox import to_row
from functions.product.channels import Channel
from functions.product.motions import Motion
from functions.product.offers import Catalogue
from functions.stripe_source.link import StoredLinks
from tenancy.data.credentials import acting_for
from tenancy.data.table import TenantKeys, WorkspaceItem
from tenancy.identity.accounts import edit_tenant, founder_row, with_teammate
from tenancy.tenant import Founder, FounderId, TenantId
from tests.console.fakes import FOUNDER, World
from tests.console.sample_world import fill

TEAMMATE = FounderId("f_teammate0000")
"""Who approved every answer and line, and whose campaigns these are."""


def fill_stores(tenant: TenantId, founder: FounderId, *, now: datetime) -> None:
    """All that `fill` puts behind the pages, as this tenant's; a teammate approved it."""
    world = World()
    world.with_founder()
    fill(world)
    founder_row(Founder(TEAMMATE, tenant, "Tom Teammate", "tom@example.com")).save()
    edit_tenant(
        tenant,
        lambda kept: with_teammate(replace(kept, launched=True), TEAMMATE, "Tom Teammate"),
    )
    _base(world, tenant)
    _settings(world, tenant, founder)
    for campaign in world.campaigns.rows.values():
        campaigns.save(tenant, replace(campaign, founder=TEAMMATE, version=0))
    with acting_for(tenant):
        for campaign_id, counts in world.campaigns.tallies.items():
            WorkspaceItem(
                TenantKeys.campaigns(tenant),
                campaigns.count_key(CampaignId(campaign_id), "finished"),
                counter=counts.finished,
            ).save()
        for loaded in world.conversations.whole.values():
            _conversation(replace(loaded.conversation, tenant=tenant), now=now)
        for booking in world.bookings.rows.values():
            bookings.to_row(tenant, replace(booking, founder=founder), version=1).save()
        for item in world.inbox.rows.values():
            to_row(tenant, item).save()
        key = counter_key(now, Motion.UPSELL, Stage.OPENED, Channel.SMS)
        WorkspaceItem(TenantKeys.progress(tenant), key).update(
            actions=[WorkspaceItem.counter.add(1)]
        )


def _base(world: World, tenant: TenantId) -> None:
    runs, pointer, link = StoredRuns(), world.base.current, world.stripe.kept
    for record in world.base.records.values():
        StoredImports().create_import(tenant, record)
    for run in world.base.runs:
        runs.save_run(tenant, run)
    latest = world.base.run
    assert latest is not None
    assert pointer is not None
    assert link is not None
    StoredSnapshots().save_snapshot(tenant, pointer)
    assert runs.become_latest(tenant, latest)
    StoredLinks().connect(tenant, lambda _: link)


def _settings(world: World, tenant: TenantId, founder: FounderId) -> None:
    kept = world.settings.settings
    settings.edit_catalogue(tenant, lambda _: Catalogue(kept.plans, kept.offers))
    settings.edit_rules(tenant, lambda _: kept.rules)
    key = TenantKeys.settings(tenant)
    rows = {
        **{f"playbook#{one.motion}#{one.language}": one for one in kept.playbooks},
        **{f"knowledge#{one.id}": one for one in kept.answers},
        **{f"channel#{one.channel}": one for one in kept.senders},
        **{f"bandwidth#{founder}": replace(one, founder=founder) for one in kept.bandwidths},
    }
    with acting_for(tenant):
        for sort_key, value in rows.items():
            document = to_json(value).replace(f'"{FOUNDER}"', f'"{TEAMMATE}"')
            if sort_key.startswith("bandwidth#"):
                document = to_json(value)
            kind = sort_key.partition("#")[0]
            WorkspaceItem(key, sort_key, kind=kind, version=1, document=document).save()


def _conversation(talk: Conversation, *, now: datetime) -> None:
    head = head_item(talk)
    head.listing_pk = TenantKeys.conversations_listing(talk.tenant)
    head.listing_sk = time_text(now - timedelta(minutes=1))
    head.save()


class AnsweringBase:
    """The query function, as far as the pages ask it: answered just before the wire."""

    def __init__(self) -> None:
        world = World()
        fill(world)
        found = CustomersFound(rows=world.base.found.rows, total=world.base.found.total)
        self._answers: Mapping[str, Any] = {
            "customers": found.model_dump(mode="json"),
            "why": world.base.whys["cus_1"].model_dump(mode="json"),
            "person": world.base.persons["cus_1"].model_dump(mode="json"),
            "compare_runs": world.base.compared.model_dump(mode="json"),
            "plans": {"plans": [one.model_dump(mode="json") for one in world.base.guesses]},
        }

    def answer(self, params: dict[str, Any], **_: object) -> tuple[AWSResponse, dict[str, Any]]:
        asked = json.loads(params["body"])
        found = self._answers.get(asked["query"], {"problem": "There is no such customer."})
        return AWSResponse("", 200, {}, None), {"Payload": io.BytesIO(json.dumps(found).encode())}
