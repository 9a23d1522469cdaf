"""An empty AWS account in this process: both tables, the bucket and the tenant role."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import boto3
import pytest
from moto import mock_aws

from tenancy.data.table import table_shapes

ENVIRONMENT = {
    "AWS_DEFAULT_REGION": "eu-west-1",
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "WARMLINE_TENANT_ROLE_ARN": "arn:aws:iam::123456789012:role/warmline-test-tenant",
    "WARMLINE_CONTROL_TABLE": "warmline-test-control",
    "WARMLINE_WORKSPACE_TABLE": "warmline-test-workspace",
    "WARMLINE_BUCKET": "warmline-test",
}


@contextmanager
def cloud_account() -> Iterator[None]:
    """The account, with an environment in which our code finds it."""
    with pytest.MonkeyPatch.context() as patch, mock_aws():
        for name, value in ENVIRONMENT.items():
            patch.setenv(name, value)
        dynamodb = boto3.client("dynamodb")
        for table, shape in table_shapes().items():
            dynamodb.create_table(TableName=f"warmline-test-{table}", **shape)
        boto3.client("s3").create_bucket(
            Bucket="warmline-test", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
        )
        yield
