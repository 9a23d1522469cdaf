"""Two runs of one base at once: the latest is never judged by what was changed meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from functions.customer_base.segmentation.records import LatestRunPointer, RunStatus
from functions.customer_base.segmentation.workflow import JUDGED_AT_MOST, segment
from functions.product.motions import Motion
from functions.product.offers import Catalogue
from tenancy.tenant import TenantId
from tests.customer_base.fakes_base import CATALOGUE, NOW, TENANT, Base, FakeRows, new_base
from tests.customer_base.segmentation.test_changed_facts import (
    ADA,
    BEN,
    opened,
    pool,
    sort_again,
    upload,
)

pytestmark = pytest.mark.costly(first=1)


def priced(value: int) -> Catalogue:
    """The offers, the first of them worth so much."""
    first, *others = CATALOGUE.offers
    return replace(CATALOGUE, offers=(replace(first, yearly_value_cents=1_000 + value), *others))


@dataclass
class EditedRows(FakeRows):
    """The founder saves offers right after a run has read them, and that change is sorted first.

    Or, with `late`, between the run's end and its becoming the latest.
    """

    base: Base | None = None
    edits: int = 0
    late: bool = False

    def suppressed(self, tenant: TenantId) -> frozenset[str]:
        if not self.late:
            self._edit(tenant)
        return super().suppressed(tenant)

    def save_latest_run(self, tenant: TenantId, latest: LatestRunPointer) -> None:
        if self.late:
            self._edit(tenant)
        super().save_latest_run(tenant, latest)

    def _edit(self, tenant: TenantId) -> None:
        if self.edits and self.base is not None:
            self.edits -= 1
            self.catalogues[tenant] = priced(self.edits)
            message = self.base.queue.sent[-1]
            later = f"r_edit_{self.edits}"
            base, self.base = self.base, None
            segment(tenant, run=later, snapshot=message["snapshot"], ports=base.segments, now=NOW)
            self.base = base


def edited(tmp_path: Path, *, edits: int, late: bool = False) -> tuple[Base, EditedRows]:
    base = new_base(tmp_path)
    upload(base, ADA)
    rows = EditedRows(**vars(base.rows), base=base, edits=edits, late=late)
    base.rows = rows
    message = base.queue.sent[-1] | {"run": "r_again"}
    base.queue.sent.append(message)
    return base, rows


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("edits", [0, 1, 2])
def test_the_latest_run_judged_by_the_offers_that_stand(
    tmp_path: Path, edits: int, *, late: bool
) -> None:
    base, rows = edited(tmp_path, edits=edits, late=late)
    sort_again(base)
    latest = rows.latest[TENANT]
    assert latest.record is not None
    assert latest.record.catalogue == rows.catalogue(TENANT)
    assert latest.record == rows.runs[TENANT, latest.run]


def test_a_run_that_judged_again_is_another_run(tmp_path: Path) -> None:
    """Who reads a run keeps copies of its files: a finished run never changes."""
    base, rows = edited(tmp_path, edits=2)
    sort_again(base)
    own = sorted(run for _, run in rows.runs if run.startswith("r_again"))
    assert own == ["r_again", "r_again__2", "r_again__3"]
    judged_by = [rows.runs[TENANT, run].catalogue for run in own]
    assert judged_by == [CATALOGUE, priced(1), priced(0)]
    assert {run.status for run in rows.runs.values()} == {RunStatus.DONE}


def test_offers_that_never_rest_end_a_run_all_the_same(tmp_path: Path) -> None:
    base, rows = edited(tmp_path, edits=10)
    sort_again(base)
    assert rows.edits == 10 - JUDGED_AT_MOST


def test_a_run_delivered_again_is_followed_by_one_where_other_offers_hold(tmp_path: Path) -> None:
    """Its worker may have died before it saw that they were changed."""
    base, rows = edited(tmp_path, edits=0)
    sort_again(base)
    first = rows.runs[TENANT, "r_again"]
    sort_again(base)
    assert rows.latest[TENANT].run == "r_again"
    rows.catalogues[TENANT] = priced(5)
    sort_again(base)
    assert rows.runs[TENANT, "r_again"] is first
    assert rows.latest[TENANT].run == "r_again__2"
    assert rows.runs[TENANT, "r_again__2"].catalogue == priced(5)


@dataclass
class ReplacedRows(FakeRows):
    """A newer file is imported and sorted while a run of the older one judges."""

    base: Base | None = None

    def suppressed(self, tenant: TenantId) -> frozenset[str]:
        base, self.base = self.base, None
        if base is not None:
            upload(base, ADA, BEN | {"do_not_contact": "yes"}, number=2)
        return super().suppressed(tenant)


def test_a_run_of_an_older_file_never_takes_the_place_of_the_newer_ones(tmp_path: Path) -> None:
    """Who said no in the newer file would be in the pool again, and talks were told of before."""
    base = new_base(tmp_path)
    ended = upload(base, ADA, BEN)
    ada = next(one for one in pool(base, ended, Motion.UPSELL) if one.customer_id == "c1")
    rows = ReplacedRows(**vars(base.rows), base=base)
    rows.open = (opened(replace(ada, plan="Older plan")),)
    base.rows = rows
    base.queue.sent.append(base.queue.sent[-1] | {"run": "r_old"})
    sort_again(base)
    latest = rows.latest[TENANT].record
    assert latest is not None
    assert latest.id == rows.imports[TENANT, "i_2"].run
    assert {motion: count for motion, count in latest.counts.items() if count} == {
        "upsell": 1,
        "none": 1,
    }
    assert [run for _, _, run in base.replies.told] == [latest.id]


@dataclass
class BreakingRows(EditedRows):
    """Offers change while a run judges, and the run after it breaks for good."""

    def suppressed(self, tenant: TenantId) -> frozenset[str]:
        second = self.runs.get((tenant, "r_again__2"))
        if second is not None and second.status is RunStatus.RUNNING:
            raise ValueError("planted")
        return super().suppressed(tenant)


def test_of_the_run_that_stands_talks_are_told_though_the_one_after_it_breaks(
    tmp_path: Path,
) -> None:
    base = new_base(tmp_path)
    (ada,) = pool(base, upload(base, ADA), Motion.UPSELL)
    rows = BreakingRows(**vars(base.rows), base=base, edits=1, late=True)
    rows.open = (opened(replace(ada, plan="Older plan")),)
    base.rows = rows
    base.queue.sent.append(base.queue.sent[-1] | {"run": "r_again"})
    sort_again(base)
    assert rows.runs[TENANT, "r_again__2"].status is RunStatus.FAILED
    assert "r_again" in [run for _, _, run in base.replies.told]


def test_what_moved_is_counted_from_the_run_before_both(tmp_path: Path) -> None:
    base = new_base(tmp_path)
    upload(base, ADA, BEN)
    rows = EditedRows(**vars(base.rows), base=base, edits=1, late=True)
    rows.catalogues[TENANT] = Catalogue()
    base.rows = rows
    base.queue.sent.append(base.queue.sent[-1] | {"run": "r_again"})
    ended = sort_again(base)
    assert ended.moved == {"upsell>none": 2}
    assert rows.runs[TENANT, "r_again__2"].moved == {}
