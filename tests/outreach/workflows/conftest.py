"""The in-process AWS account of the tenancy tests, for the stores of outreach."""

from tests.tenancy.conftest import aws, shared_aws

__all__ = ["aws", "shared_aws"]
