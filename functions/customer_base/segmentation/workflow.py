"""The segment run workflow: one snapshot judged, its pages and counts published.

A run that fails says so in its own record; the previous run stays the current one.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

import duckdb

from functions.customer_base.files.workplace import workplace
from functions.customer_base.ports import AddressHash, Files, Replies, SegmentQueue, Tenants
from functions.customer_base.segmentation.changed_facts import CurrentBase, notify_conversations
from functions.customer_base.segmentation.criteria_sql import Criteria
from functions.customer_base.segmentation.dial_pool import SnapshotFacts, write_pages
from functions.customer_base.segmentation.judge import Judged, judge, load_judged
from functions.customer_base.segmentation.ports import SegmentRows
from functions.customer_base.segmentation.records import RunRecord, RunStatus
from functions.customer_base.segmentation.summary import count_moves, summarise
from functions.customer_base.sql.connection import PERMANENT_FAILURES, connect, threads_for
from functions.customer_base.store.snapshot import LocalCopies, run_key, snapshot_key
from functions.customer_base.store.snapshot_pointer import SnapshotPointer
from tenancy.tenant import TenantId
from tenancy.values.lazy_dataclass import dataclass

log = logging.getLogger(__name__)

JUDGED_AT_MOST = 3
"""Runs that one message makes while thresholds or offers change under it; each such change asks for
a run of its own."""
_OUR_FAULT = (
    "Something went wrong on our side while sorting your customers. The earlier result still "
    "stands; please try again."
)


@dataclass(frozen=True, slots=True)
class SegmentPorts:
    """What the workflow works with."""

    rows: SegmentRows
    files: Files
    segments: SegmentQueue
    tenants: Tenants
    hasher: AddressHash
    replies: Replies
    work: Path


def segment(
    tenant: TenantId, *, run: str, snapshot: str, ports: SegmentPorts, now: datetime
) -> None:
    """Judge a snapshot. A message for an older snapshot than the current one is passed over."""
    pointer = ports.rows.snapshot(tenant)
    if pointer is None or pointer.snapshot != snapshot:
        _superseded(tenant, run, ports.rows, now)
        return
    with workplace(ports.work) as work:
        if _judge_by_what_holds(tenant, run, pointer, ports, work, now=now):
            _notify_open(tenant, run, pointer, ports, work, now=now)


def _judge_by_what_holds(
    tenant: TenantId,
    run: str,
    pointer: SnapshotPointer,
    ports: SegmentPorts,
    work: Path,
    *,
    now: datetime,
) -> bool:
    """Whether the run stands; one after it stands too where thresholds or offers were changed.

    The run of that change may have become the latest before this one did. They are looked at after
    this one is the latest: what is changed later has a run that becomes the latest later. Each time
    it is a run of its own, since a finished run and its files never change.
    """
    before = ports.rows.latest_record(tenant)
    for attempt in range(1, JUDGED_AT_MOST + 1):
        name = run if attempt == 1 else f"{run}__{attempt}"
        place = work / str(attempt)
        if not _finished(tenant, name, pointer, ports, place, before=before, now=now):
            return attempt > 1
        if not _latest_is_outdated(tenant, pointer, ports.rows):
            break
    return True


def _latest_is_outdated(tenant: TenantId, pointer: SnapshotPointer, rows: SegmentRows) -> bool:
    """Whether the latest run of a snapshot judged by other criteria than hold now."""
    run = rows.latest_record(tenant)
    if run is None or run.snapshot != pointer.snapshot:
        return False
    return not run.judged_by(rows.thresholds(tenant), rows.catalogue(tenant))


def _finished(
    tenant: TenantId,
    run: str,
    pointer: SnapshotPointer,
    ports: SegmentPorts,
    work: Path,
    *,
    before: RunRecord | None,
    now: datetime,
) -> bool:
    """Whether the run stands; one that is delivered again is not judged again."""
    existing = ports.rows.load_run(tenant, run)
    if existing is not None and existing.status is RunStatus.DONE:
        # The process may have ended between the two records; an older run of the same customers
        # must not take the place of a newer one.
        latest = ports.rows.latest_record(tenant)
        if latest is None or latest.snapshot != pointer.snapshot:
            return ports.rows.become_latest(tenant, existing)
        return True
    started = existing or RunRecord(
        id=run, snapshot=pointer.snapshot, status=RunStatus.RUNNING, started_at=now
    )
    ports.rows.save_run(tenant, started)
    try:
        criteria = criteria_of(tenant, ports, now=now, pinned=pinned_motions(tenant, ports.rows))
        # What it was to judge by is known also of a run that fails.
        by = {"thresholds": criteria.thresholds, "catalogue": criteria.catalogue}
        started = started.model_copy(update=by)
        finished = _judged(
            tenant,
            started,
            criteria,
            ports,
            work,
            before=before,
            facts=facts_beside(pointer),
            now=now,
        )
    except PERMANENT_FAILURES as error:
        log.error("segment_run_failed", extra={"run": run, "error": type(error).__name__})
        failed = started.model_copy(
            update={"status": RunStatus.FAILED, "finished_at": now, "problem": _OUR_FAULT}
        )
        ports.rows.save_run(tenant, failed)
        return False
    ports.rows.save_run(tenant, finished)
    # A newer customer base may have arrived while this one was judged: its own run follows.
    return ports.rows.become_latest(tenant, finished)


def _notify_open(
    tenant: TenantId,
    run: str,
    pointer: SnapshotPointer,
    ports: SegmentPorts,
    work: Path,
    *,
    now: datetime,
) -> None:
    found = ports.rows.open_conversations(tenant)
    if not found:
        return
    customers = LocalCopies(ports.files, work / "copies").snapshot(tenant, pointer.snapshot)
    base = CurrentBase(
        customers, criteria_of(tenant, ports, now=now), ports.hasher, facts_beside(pointer)
    )
    con = connect(threads=threads_for([customers]))
    try:
        notified = notify_conversations(con, base, tenant, found, ports.replies, run=run)
    finally:
        con.close()
    log.info(
        "open_conversations_notified", extra={"run": run, "open": len(found), "notified": notified}
    )


def _superseded(tenant: TenantId, run: str, rows: SegmentRows, now: datetime) -> None:
    existing = rows.load_run(tenant, run)
    if existing is not None and existing.status is RunStatus.RUNNING:
        rows.save_run(
            tenant,
            existing.model_copy(
                update={
                    "status": RunStatus.FAILED,
                    "finished_at": now,
                    "problem": "A newer customer base arrived before this run began.",
                }
            ),
        )


def criteria_of(
    tenant: TenantId,
    ports: SegmentPorts,
    *,
    now: datetime,
    pinned: Mapping[str, str] = MappingProxyType({}),
) -> Criteria:
    """What this tenant's customers are judged by now; dates are the tenant's own."""
    zone = ZoneInfo(ports.tenants.time_zone(tenant))
    return Criteria(
        today=now.astimezone(zone).date(),
        thresholds=ports.rows.thresholds(tenant),
        catalogue=ports.rows.catalogue(tenant),
        suppressed=ports.rows.suppressed(tenant),
        pinned=pinned,
    )


def pinned_motions(tenant: TenantId, rows: SegmentRows) -> Mapping[str, str]:
    """A run moves nobody with whom a conversation is open."""
    return {one.customer_id: one.motion for one in rows.open_conversations(tenant)}


def facts_beside(pointer: SnapshotPointer) -> SnapshotFacts:
    """What is true of a snapshot as a whole."""
    attested = pointer.attestation
    return SnapshotFacts(
        pointer.as_of,
        synced=pointer.synced,
        soft_opt_in=replace(attested, import_id=pointer.import_id) if attested else None,
    )


def _judged(
    tenant: TenantId,
    run: RunRecord,
    criteria: Criteria,
    ports: SegmentPorts,
    work: Path,
    *,
    before: RunRecord | None,
    facts: SnapshotFacts,
    now: datetime,
) -> RunRecord:
    copies = LocalCopies(ports.files, work / "copies")
    customers = copies.snapshot(tenant, run.snapshot)
    earlier = _previous(tenant, before, ports, copies)
    pages = work / "pages"
    pages.mkdir(parents=True)
    con = connect(threads=threads_for([customers]))
    try:
        verdicts = pages / "verdicts.parquet"
        judge(con, customers=customers, criteria=criteria, target=verdicts, hasher=ports.hasher)
        result = load_judged(con, customers=customers, verdicts=verdicts, criteria=criteria)
        summary = summarise(con, result)
        numbers, listed = write_pages(con, result, facts, pages)
        changes = count_moves(con, result, earlier(con)) if earlier else {}
    finally:
        con.close()
    for path in sorted(pages.iterdir()):
        ports.files.upload(tenant, path, run_key(tenant, run.id, path.name))
    return run.model_copy(
        update={
            "status": RunStatus.DONE,
            "today": criteria.today,
            "finished_at": now,
            "customers": summary.customers,
            "counts": summary.counts,
            "reasons": summary.reasons,
            "reach": summary.reach,
            "missing": summary.missing,
            "motions_without_offer": summary.motions_without_offer,
            "pages": numbers,
            "listed": listed,
            "moved": changes,
            "problem": "",
        }
    )


def _previous(
    tenant: TenantId, run: RunRecord | None, ports: SegmentPorts, copies: LocalCopies
) -> Callable[[duckdb.DuckDBPyConnection], Judged] | None:
    """How to open the latest run from before this one, if it is still there."""
    if run is None or not is_kept(tenant, run, ports.files):
        return None
    return functools.partial(judged_by, tenant, run, copies)


def is_kept(tenant: TenantId, run: RunRecord, files: Files) -> bool:
    """Whether the customers a run judged, and its verdicts, are both still there."""
    keys = (
        snapshot_key(tenant, run.snapshot, "customers.parquet"),
        run_key(tenant, run.id, "verdicts.parquet"),
    )
    return all(files.size(tenant, key) is not None for key in keys)


def judged_by(
    tenant: TenantId, run: RunRecord, copies: LocalCopies, con: duckdb.DuckDBPyConnection
) -> Judged:
    """A finished run with the customers it judged, by the criteria it judged by."""
    return load_judged(
        con,
        customers=copies.snapshot(tenant, run.snapshot),
        verdicts=copies.verdicts(tenant, run.id),
        criteria=Criteria(
            today=run.today or run.started_at.date(),
            thresholds=run.thresholds,
            catalogue=run.catalogue,
        ),
    )


def nightly(ports: SegmentPorts, *, now: datetime) -> int:
    """Ask for a run for every tenant that has a customer base; return how many."""
    asked = 0
    for tenant in ports.tenants.list_tenants():
        pointer = ports.rows.snapshot(tenant)
        if pointer is None:
            continue
        run = f"r_{now:%Y%m%d}_{pointer.import_id}"
        ports.segments.send(tenant, run=run, snapshot=pointer.snapshot)
        asked += 1
    return asked
