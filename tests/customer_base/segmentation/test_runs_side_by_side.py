"""Two runs of one base at once: the latest is never judged by what was changed meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from functions.customer_base.segmentation.workflow import JUDGED_AT_MOST, segment
from functions.product.offers import Catalogue
from tenancy.tenant import TenantId
from tests.customer_base.fakes_base import CATALOGUE, NOW, TENANT, Base, FakeRows, new_base
from tests.customer_base.segmentation.test_changed_facts import ADA, sort_again, upload

pytestmark = pytest.mark.costly(first=1)


def priced(value: int) -> Catalogue:
    """The offers, the first of them worth so much."""
    first, *others = CATALOGUE.offers
    return replace(CATALOGUE, offers=(replace(first, yearly_value_cents=1_000 + value), *others))


@dataclass
class EditedRows(FakeRows):
    """The founder saves offers right after a run has read them, and that change is sorted first."""

    base: Base | None = None
    edits: int = 0

    def suppressed(self, tenant: TenantId) -> frozenset[str]:
        if self.edits and self.base is not None:
            self.edits -= 1
            self.catalogues[tenant] = priced(self.edits)
            message = self.base.queue.sent[-1]
            later = f"r_edit_{self.edits}"
            base, self.base = self.base, None
            segment(tenant, run=later, snapshot=message["snapshot"], ports=base.segments, now=NOW)
            self.base = base
        return super().suppressed(tenant)


def edited(tmp_path: Path, *, edits: int) -> tuple[Base, EditedRows]:
    base = new_base(tmp_path)
    upload(base, ADA)
    rows = EditedRows(**vars(base.rows), base=base, edits=edits)
    base.rows = rows
    message = base.queue.sent[-1] | {"run": "r_again"}
    base.queue.sent.append(message)
    return base, rows


@pytest.mark.parametrize("edits", [0, 1, 2])
def test_the_latest_run_judged_by_the_offers_that_stand(tmp_path: Path, edits: int) -> None:
    base, rows = edited(tmp_path, edits=edits)
    sort_again(base)
    latest = rows.latest[TENANT]
    assert latest.record is not None
    assert latest.run == "r_again"
    assert latest.record.catalogue == rows.catalogue(TENANT)
    assert latest.record == rows.runs[TENANT, "r_again"]


def test_offers_that_never_rest_end_a_run_all_the_same(tmp_path: Path) -> None:
    base, rows = edited(tmp_path, edits=10)
    ended = sort_again(base)
    assert rows.edits == 10 - JUDGED_AT_MOST
    assert ended.catalogue == priced(10 - JUDGED_AT_MOST + 1)
