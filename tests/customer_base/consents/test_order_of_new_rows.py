"""New rows of the record are the same bytes each time they are written, also by two threads."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from functions.customer_base.consents.ledger import Ledger, note_consents
from functions.customer_base.sql.connection import connect

ROWS = 300_000
"""Customers, in several groups of rows, which two threads share."""


def _written(target: Path) -> bytes:
    con = connect()
    no = "CASE WHEN i % 2 = 0 THEN TIMESTAMP 'infinity' END"
    con.execute(
        "CREATE TEMP TABLE merged AS SELECT md5(i::VARCHAR) AS customer_id, "
        "NULL::VARCHAR AS email, NULL::VARCHAR AS phone, NULL::TIMESTAMP AS consent_email, "
        "NULL::VARCHAR AS consent_email_source, NULL::VARCHAR AS consent_email_wording, "
        f"NULL::BOOLEAN AS consent_email_written, {no} AS consent_email_revoked_at "
        f"FROM range({ROWS}) AS numbers(i)"
    )
    note_consents(
        con,
        Ledger(),
        meanings={"consent_email_revoked_at"},
        now=datetime(2026, 11, 23, tzinfo=UTC),
        previous=None,
        target=target,
        in_order=True,
    )
    con.close()
    return target.read_bytes()


@pytest.mark.slow
def test_refusals_without_a_day_are_written_in_one_order(tmp_path: Path) -> None:
    first, *others = (_written(tmp_path / f"{number}.parquet") for number in range(3))
    assert all(other == first for other in others)
