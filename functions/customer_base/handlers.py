"""AWS events to the workflows of the customer base. Decides nothing.

Each record of a batch stands alone: what fails goes back to the queue, the others are done.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import unquote_plus

from functions.customer_base.console_queries.dispatch import answer
from functions.customer_base.console_queries.opened import QueryPorts
from functions.customer_base.erasure.erase_person import erase_person
from functions.customer_base.erasure.expire_files import expire_files
from functions.customer_base.imports.restore import restore
from functions.customer_base.imports.workflow import (
    ImportPorts,
    file_arrived,
    parse_upload_key,
    start,
)
from functions.customer_base.segmentation.workflow import SegmentPorts, nightly, segment
from functions.customer_base.stripe.sync import apply_changes, nightly_syncs, pull
from functions.customer_base.wiring import (
    ControlTenants,
    WorkspaceRows,
    erase_ports,
    expire_ports,
    import_ports,
    query_ports,
    segment_ports,
    sync_ports,
)
from functions.erasure.ask_base import ask_base_from_environment
from functions.erasure.stored_erasures import replay_missing
from functions.stripe_source.link import StoredLinks
from functions.stripe_source.queue import sync_queue_from_environment
from tenancy.runtime.clock import clock_from_environment
from tenancy.tenant import tenant_id

log = logging.getLogger(__name__)

TRIES = 3
"""As the queue's redrive policy: after this many the message goes to the dead letters."""

Failures = dict[str, list[dict[str, str]]]


def _now() -> datetime:
    return clock_from_environment().now()


def _each(event: Mapping[str, Any], handle: Callable[[dict[str, Any], bool], None]) -> Failures:
    failed: list[dict[str, str]] = []
    for record in event["Records"]:
        received = int(record.get("attributes", {}).get("ApproximateReceiveCount", "1"))
        try:
            handle(json.loads(record["body"]), received >= TRIES)
        except Exception as error:  # noqa: BLE001  the boundary
            # The kind only: a message may quote a customer's cell.
            log.error(
                "record_failed",
                extra={"error": type(error).__name__, "message_id": record["messageId"]},
            )
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}


def import_customers(event: Mapping[str, Any], ports: ImportPorts | None = None) -> Failures:
    """S3 says that files arrived, the console says `start`, or Stripe is to be read."""
    chosen = ports or import_ports()
    return _each(event, lambda body, last: _imported(body, chosen, last_try=last))


def _imported(body: dict[str, Any], ports: ImportPorts, *, last_try: bool) -> None:
    now = _now()
    if body.get("kind") == "start":
        start(tenant_id(body["tenant"]), str(body["import"]), ports, now=now, last_try=last_try)
        return
    if body.get("kind") == "restore":
        restore(tenant_id(body["tenant"]), over=str(body["over"]), ports=ports, now=now)
        return
    if body.get("kind") == "expire":
        expire_files(expire_ports(), tenant=tenant_id(body["tenant"]), now=now)
        return
    if body.get("kind") == "erase":
        erase_person(
            erase_ports(), tenant=tenant_id(body["tenant"]), erasure=str(body["erasure"]), now=now
        )
        return
    if body.get("kind") == "sync":
        pull(tenant_id(body["tenant"]), str(body["sync"]), sync_ports(), now=now, last_try=last_try)
        return
    if body.get("kind") == "sync_changes":
        apply_changes(tenant_id(body["tenant"]), sync_ports(), now=now, last_try=last_try)
        return
    # The first message of a new bucket is a test event without records.
    for one in body.get("Records", ()):
        uploaded = parse_upload_key(unquote_plus(one["s3"]["object"]["key"]))
        if uploaded is not None:
            file_arrived(uploaded, ports, now=now, last_try=last_try)


def segment_customers(event: Mapping[str, Any], ports: SegmentPorts | None = None) -> Failures:
    """Someone asked for a segment run."""
    chosen = ports or segment_ports()
    return _each(event, lambda body, _: _segmented(body, chosen))


def _segmented(body: dict[str, Any], ports: SegmentPorts) -> None:
    segment(
        tenant_id(body["tenant"]),
        run=str(body["run"]),
        snapshot=str(body["snapshot"]),
        ports=ports,
        now=_now(),
    )


def nightly_segments(event: Mapping[str, Any]) -> dict[str, int]:  # noqa: ARG001  a schedule's
    """Ask for tonight's runs and for a full sync of every connected Stripe account, and begin
    again the erasures that a restored table does not know of."""
    now = _now()
    asked = nightly(segment_ports(), now=now)
    syncs = nightly_syncs(
        ControlTenants(), StoredLinks(), WorkspaceRows(), sync_queue_from_environment(), now=now
    )
    begun_again, to_base = 0, ask_base_from_environment()
    for tenant in ControlTenants().list_tenants():
        begun_again += replay_missing(tenant, now=now)
        to_base.expire(tenant)
    return {"asked": asked, "syncs": syncs, "erasures": begun_again}


def query_customers(event: Mapping[str, Any], ports: QueryPorts | None = None) -> dict[str, Any]:
    """The console asks."""
    return answer(dict(event), ports or query_ports(), now=_now())
