"""One attestation of the soft opt-in, from the form to the permission table."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, date, datetime
from itertools import product

import pytest

from functions.customer_base.imports.records import ImportRecord, new_import
from functions.customer_base.segmentation.workflow import facts_beside
from functions.customer_base.store.snapshot_pointer import SnapshotPointer
from functions.product.channels import Channel
from functions.product.consent import SoftOptIn, SoftOptInAnswers

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("ticks", [*product((False, True), repeat=len(fields(SoftOptInAnswers)))])
def test_only_all_four_facts_are_an_attestation(ticks: tuple[bool, ...]) -> None:
    attested = SoftOptInAnswers(*ticks).attest(by="f_1", at=AT)
    assert attested == (SoftOptIn("f_1", AT) if all(ticks) else None)


def test_an_import_record_written_with_two_facts_is_read_as_the_same_value() -> None:
    attested = SoftOptIn(attested_by="f_1", attested_at=AT)
    record = new_import(
        tenant="t",
        import_id="i_1",
        file_names=("a.csv",),
        created_at=AT,
        attestation=attested,
    )
    stored = record.model_dump(mode="json")
    assert ImportRecord.model_validate_json(record.model_dump_json()) == record
    stored["attestation"] = {"attested_by": "f_1", "attested_at": "2026-11-23T09:00:00Z"}
    assert ImportRecord.model_validate(stored).attestation == attested


def test_a_run_says_which_import_was_attested() -> None:
    pointer = SnapshotPointer(
        snapshot="s_1",
        import_id="i_1",
        as_of=date(2026, 11, 23),
        rows=1,
        attestation=SoftOptIn("f_1", AT),
    )
    found = facts_beside(pointer).soft_opt_in
    assert found == SoftOptIn("f_1", AT, import_id="i_1", channels=(Channel.EMAIL,))
