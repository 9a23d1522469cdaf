"""An empty AWS account in this process: both tables, the bucket and the tenant role."""

from __future__ import annotations

from collections.abc import Iterator

import boto3
import pytest
from moto import mock_aws

from tenancy import credentials
from tenancy.table import ControlItem, table_shapes

ROLE = "arn:aws:iam::123456789012:role/warmline-test-tenant"


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name, value in {
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "WARMLINE_TENANT_ROLE_ARN": ROLE,
        "WARMLINE_CONTROL_TABLE": "warmline-test-control",
        "WARMLINE_WORKSPACE_TABLE": "warmline-test-workspace",
        "WARMLINE_BUCKET": "warmline-test",
    }.items():
        monkeypatch.setenv(name, value)
    with mock_aws():
        dynamodb = boto3.client("dynamodb")
        for table, shape in table_shapes().items():
            dynamodb.create_table(TableName=f"warmline-test-{table}", **shape)
        boto3.client("s3").create_bucket(
            Bucket="warmline-test", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
        )
        ControlItem._connection = None
        credentials._access_for.cache_clear()
        yield
