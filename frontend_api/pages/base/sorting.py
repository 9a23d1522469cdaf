"""How far the sorting of the customers has come, for every page that shows what it found.

Reads what the runs left; asks for none.
"""

from __future__ import annotations

from frontend_api.ports.customer_base import CustomerBase
from frontend_api.ports.settings import KeptSettings
from functions.customer_base.segmentation.records import RunRecord, RunStatus
from functions.customer_base.store.snapshot_pointer import SnapshotPointer
from tenancy.tenant import TenantId
from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Sorting:
    """Whether the sorting of the customers goes on, or why it ended without a result."""

    running: bool = False
    problem: str = ""


def load_sorting(base: CustomerBase, tenant: TenantId, kept: KeptSettings) -> Sorting:
    """How far it has come by the customers, thresholds, plans and offers of now."""
    if not kept.sorting_due:
        return Sorting()
    of_import = load_sorting_of_import(base, tenant, kept.base, kept.run)
    if of_import != Sorting():
        return of_import
    last = base.last_begun_run(tenant)
    failed = last is not None and last.status is RunStatus.FAILED
    if last is not None and failed and kept.judges_by_what_holds(last):
        return Sorting(problem=last.problem)
    return Sorting(running=True)


def load_sorting_of_import(
    base: CustomerBase, tenant: TenantId, current: SnapshotPointer | None, run: RunRecord | None
) -> Sorting:
    """How far the customer base of now is sorted, where `run` is the newest that finished.

    What is current is the pointer's word: two imports of one moment have no newest.
    """
    if current is None or (run is not None and run.snapshot == current.snapshot):
        return Sorting()
    record = base.load_import(tenant, current.import_id)
    own = base.load_run(tenant, record.run) if record and record.run else None
    if own is not None and own.status is RunStatus.FAILED:
        return Sorting(problem=own.problem)
    # A run that finished since `run` was read is not on the page yet: the next look shows it.
    return Sorting(running=True)
