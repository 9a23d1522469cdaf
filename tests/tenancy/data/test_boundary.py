"""The boundary itself: what it lets through starts with the tenant, and nothing it cannot read."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenancy.data.boundary import Boundary, OutsideTenant
from tenancy.data.table import TenantKeys, tenant_of
from tenancy.tenant import tenant_id

OURS = tenant_id("t_aaaaaaaaaaaa")
OTHER = tenant_id("t_bbbbbbbbbbbb")
BOUNDARY = Boundary(OURS, "workspace", "bucket")
KEYS = st.one_of(
    st.text(max_size=30),
    st.builds("".join, st.lists(st.sampled_from([OURS, OTHER, "#", "/", "tenants", "..", "x"]))),
)


@given(KEYS)
def test_a_row_is_let_through_only_if_its_partition_starts_with_the_tenant(key: str) -> None:
    with contextlib.suppress(OutsideTenant):
        request = {"TableName": "workspace", "Key": {"pk": {"S": key}, "sk": {"S": "x"}}}
        BOUNDARY.check("dynamodb", "GetItem", request)
        assert tenant_of(key) == OURS


@given(KEYS)
def test_a_file_is_let_through_only_below_the_tenants_two_folders(key: str) -> None:
    with contextlib.suppress(OutsideTenant):
        BOUNDARY.check("s3", "GetObject", {"Bucket": "bucket", "Key": key})
        assert key.split("/", maxsplit=1)[0] in {"tenants", "uploads"}
        assert key.split("/")[1] == OURS
        assert ".." not in key.split("/")


@pytest.mark.parametrize(
    "value", [None, "t_aaaaaaaaaaaa#x", {"N": "1"}, {"S": None}, {"S": "a", "N": "1"}, {}]
)
def test_a_key_of_an_unknown_shape_is_refused(value: Any) -> None:
    with pytest.raises(OutsideTenant):
        BOUNDARY.check_partition(value)


def _update(expression: str) -> dict[str, Any]:
    return {
        "TableName": "workspace",
        "Key": {"pk": {"S": f"{OURS}#settings"}, "sk": {"S": "x"}},
        "UpdateExpression": expression,
        "ExpressionAttributeNames": {"#l": "listing_pk", "#d": "document"},
        "ExpressionAttributeValues": {
            ":ours": {"S": f"{OURS}#conversations"},
            ":theirs": {"S": f"{OTHER}#conversations"},
        },
    }


@pytest.mark.parametrize(
    "expression",
    [
        "SET listing_pk = :theirs",
        "SET #l = :theirs",
        "SET #d = :ours, #l = :theirs",
        "SET #l=:theirs REMOVE sk",
        "set #l = :theirs remove sk",
        "SET #l = if_not_exists(#l, :theirs)",
        "SET #l = #d",
        "SET #l = :missing",
        "SET #d = list_append(#d, :ours), #l = :theirs ADD x :ours",
    ],
)
def test_an_update_never_files_a_row_under_another_tenant(expression: str) -> None:
    with pytest.raises(OutsideTenant):
        BOUNDARY.check("dynamodb", "UpdateItem", _update(expression))


@pytest.mark.parametrize(
    "expression",
    [
        "SET #l = :ours",
        "SET #d = :theirs",
        "SET #d = :theirs, #l = :ours REMOVE x",
        "REMOVE #l",
        "ADD x :theirs",
    ],
)
def test_an_update_of_ones_own_row_is_let_through(expression: str) -> None:
    BOUNDARY.check("dynamodb", "UpdateItem", _update(expression))


@pytest.mark.parametrize(
    ("service", "operation"),
    [
        ("dynamodb", "Scan"),
        ("dynamodb", "ExecuteStatement"),
        ("dynamodb", "ExecuteTransaction"),
        ("dynamodb", "BatchExecuteStatement"),
        ("dynamodb", "ExportTableToPointInTime"),
        ("s3", "ListBuckets"),
        ("s3", "PutBucketPolicy"),
        ("s3", "SelectObjectContent"),
        ("sqs", "SendMessage"),
        ("sts", "AssumeRole"),
    ],
)
def test_what_the_boundary_was_not_taught_is_refused(service: str, operation: str) -> None:
    with pytest.raises(OutsideTenant):
        BOUNDARY.check(service, operation, {})


@given(st.text(max_size=20))
def test_every_key_that_can_be_built_belongs_to_its_tenant(part: str) -> None:
    built = [
        TenantKeys.conversation(OURS, part),
        TenantKeys.person(OURS, part),
        TenantKeys.address(OURS, "phone", part),
        TenantKeys.calendar(OURS, part),
        TenantKeys.usage(OURS),
        TenantKeys.conversations_listing(OURS),
    ]
    assert {tenant_of(key) for key in built} == {OURS}
