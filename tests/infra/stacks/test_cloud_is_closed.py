"""What the data stack refuses, protects and reports on AWS."""

from __future__ import annotations

from typing import Any

from infra.deployables import DEPLOYABLES
from infra.stacks.data import data_template

RESOURCES: dict[str, Any] = data_template()["Resources"]


def test_no_file_is_reached_without_tls() -> None:
    statements = RESOURCES["BucketTakesMail"]["Properties"]["PolicyDocument"]["Statement"]
    (denied,) = (statement for statement in statements if statement["Effect"] == "Deny")
    assert denied["Principal"] == "*"
    assert denied["Action"] == "s3:*"
    assert len(denied["Resource"]) == 2
    assert denied["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_founders_cannot_be_deleted_with_a_stack_or_by_a_slip() -> None:
    pool = RESOURCES["UserPool"]
    assert pool["DeletionPolicy"] == pool["UpdateReplacePolicy"] == "Retain"
    protection = pool["Properties"]["DeletionProtection"]
    assert protection == {"Fn::If": ["IsLocal", "INACTIVE", "ACTIVE"]}


def test_somebody_is_told_of_the_errors_of_every_function() -> None:
    watched = {
        alarm["Properties"]["Dimensions"][0]["Value"]["Fn::Sub"]
        for alarm in RESOURCES.values()
        if alarm["Type"] == "AWS::CloudWatch::Alarm"
        and alarm["Properties"]["MetricName"] == "Errors"
    }
    assert watched == {
        f"warmline-${{Stage}}-{deployable.name}-{function.name}"
        for deployable in DEPLOYABLES
        for function in deployable.functions
    }
