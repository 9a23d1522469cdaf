"""An empty AWS account in this process: both tables, the bucket and the tenant role."""

from __future__ import annotations

import copy
import functools
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws
from moto.core import DEFAULT_ACCOUNT_ID as ACCOUNT
from moto.dynamodb.models import dynamodb_backends
from moto.dynamodb.models.table import Table

from tenancy.data.table import table_shapes
from tenancy.runtime.aws_clients import new_session
from tests.aws_policies import judge_calls
from tests.quick_moto import OneClientEach, leave_others_out, quicken

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client

ENVIRONMENT = {
    "AWS_DEFAULT_REGION": "eu-west-1",
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "WARMLINE_TENANT_ROLE_ARN": "arn:aws:iam::123456789012:role/warmline-test-tenant",
    "WARMLINE_CONTROL_TABLE": "warmline-test-control",
    "WARMLINE_WORKSPACE_TABLE": "warmline-test-workspace",
    "WARMLINE_BUCKET": "warmline-test",
}


@functools.cache
def _default_session() -> boto3.Session:
    """What `boto3.client` uses in every account: the descriptions of AWS are parsed but once."""
    return OneClientEach(botocore_session=new_session())


@functools.cache
def dynamodb_client() -> DynamoDBClient:
    """For a test's own look at the tables; serves every account of the process."""
    return _default_session().client("dynamodb")


@functools.cache
def _s3_client() -> S3Client:
    return _default_session().client("s3")


_empty_tables: dict[str, Table] = {}


def _make_tables() -> None:
    """As the mock made them for the first account; making takes it longer than copying."""
    tables = dynamodb_backends[ACCOUNT][ENVIRONMENT["AWS_DEFAULT_REGION"]].tables
    if not _empty_tables:
        for table, shape in table_shapes().items():
            dynamodb_client().create_table(TableName=f"warmline-test-{table}", **shape)
        _empty_tables.update(tables)
    tables.update(copy.deepcopy(_empty_tables))


@contextmanager
def cloud_account() -> Iterator[None]:
    """The account, with an environment in which our code finds it."""
    judge_calls()
    with pytest.MonkeyPatch.context() as patch, ExitStack() as mocked:
        leave_others_out(patch)
        mocked.enter_context(mock_aws())
        for name, value in ENVIRONMENT.items():
            patch.setenv(name, value)
        quicken(patch)
        # The mock took away the default session, and puts back afterwards what was there before.
        patch.setattr(boto3, "DEFAULT_SESSION", _default_session())
        _make_tables()
        _s3_client().create_bucket(
            Bucket="warmline-test", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
        )
        yield
