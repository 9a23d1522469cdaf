"""A tenant's files: keys, reading back, listing, and forms a browser posts with."""

from __future__ import annotations

from pathlib import Path

import pytest

from tenancy.data.boundary import OutsideTenant
from tenancy.data.bucket import TenantBucket, tenant_file, upload_file
from tenancy.data.credentials import acting_for
from tenancy.tenant import tenant_id

pytestmark = pytest.mark.usefixtures("aws")
A = tenant_id("t_aaaaaaaaaaaa")
B = tenant_id("t_bbbbbbbbbbbb")


@pytest.mark.slow
def test_what_was_put_is_read_back_listed_and_deleted(tmp_path: Path) -> None:
    key = tenant_file(A, "runs", "r1", "pool-upsell-00000.jsonl.gz")
    with acting_for(A):
        bucket = TenantBucket()
        assert bucket.get(key) is None
        assert bucket.size(key) is None
        bucket.write(key, b"page", content_type="application/gzip")
        assert bucket.get(key) == b"page"
        assert bucket.size(key) == 4
        bucket.download(key, tmp_path / "page")
        bucket.upload(tmp_path / "page", tenant_file(A, "runs", "r1", "copy"))
        assert list(bucket.keys(tenant_file(A, "runs", "r1"))) == [
            tenant_file(A, "runs", "r1", "copy"),
            key,
        ]
        bucket.delete(key)
        assert bucket.get(key) is None


def test_a_form_and_a_link_name_exactly_one_key() -> None:
    key = upload_file(A, "i1", 0)
    with acting_for(A):
        form = TenantBucket().upload_form(key, bytes_at_most=512 * 2**20, seconds=900)
        link = TenantBucket().download_link(key, seconds=60, file_name="rejects.csv")
    assert form.fields["key"] == f"uploads/{A}/i1/0.csv"
    assert f"uploads/{A}/i1/0.csv" in link


def test_a_key_of_another_tenant_is_refused_by_every_way_in() -> None:
    key = tenant_file(B, "x")
    with acting_for(A):
        bucket = TenantBucket()
        for attempt in (
            lambda: bucket.get(key),
            lambda: bucket.size(key),
            lambda: bucket.write(key, b""),
            lambda: bucket.delete(key),
            lambda: list(bucket.keys(key)),
            lambda: bucket.upload_form(key, bytes_at_most=1, seconds=1),
            lambda: bucket.download_link(key, seconds=1, file_name="x"),
        ):
            with pytest.raises(OutsideTenant):
                attempt()


@pytest.mark.parametrize("segment", ["", ".", "..", "a/b", f"../{B}"])
def test_a_part_of_a_key_is_one_plain_name(segment: str) -> None:
    with pytest.raises(ValueError, match="plain name"):
        tenant_file(A, segment)
