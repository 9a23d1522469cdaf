"""What the data stack refuses, protects and reports on AWS."""

from __future__ import annotations

import json
import re
from typing import Any

from functions.erasure.retention import FIXED
from infra.deployables import DEPLOYABLES, QUEUES, ROOT
from infra.stacks.api_doors import LOGS_KEPT_DAYS
from infra.stacks.as_on_aws import as_on_aws
from infra.stacks.data import data_template, queue_resource
from infra.stacks.log_alarms import log_alarm_resources

RESOURCES: dict[str, Any] = data_template()["Resources"]
ON_AWS: dict[str, Any] = as_on_aws(data_template())["Resources"]
KEY = {"Fn::GetAtt": ["DataKey", "Arn"]}


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


def test_no_queue_is_reached_without_tls() -> None:
    denied = {
        json.dumps(statement["Resource"])
        for resource in ON_AWS.values()
        if resource["Type"] == "AWS::SQS::QueuePolicy"
        for statement in resource["Properties"]["PolicyDocument"]["Statement"]
        if statement["Effect"] == "Deny"
        and statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    }
    assert denied == {
        json.dumps([{"Fn::GetAtt": [queue_resource(queue) + dead, "Arn"]}])
        for queue in QUEUES
        for dead in ("", "Dead")
    }


def test_what_holds_personal_data_is_kept_under_our_own_key() -> None:
    for table in ("ControlTable", "WorkspaceTable"):
        sse = ON_AWS[table]["Properties"]["SSESpecification"]
        assert (sse["SSEType"], sse["KMSMasterKeyId"]) == ("KMS", KEY)
    (rule,) = ON_AWS["Bucket"]["Properties"]["BucketEncryption"][
        "ServerSideEncryptionConfiguration"
    ]
    assert rule["ServerSideEncryptionByDefault"]["KMSMasterKeyID"] == KEY
    for name, resource in ON_AWS.items():
        if resource["Type"] in {"AWS::SQS::Queue", "AWS::SNS::Topic"}:
            assert resource["Properties"]["KmsMasterKeyId"] == KEY, name
        if resource["Type"] == "AWS::SecretsManager::Secret":
            assert resource["Properties"]["KmsKeyId"] == KEY, name
    assert ON_AWS["DataKey"]["Properties"]["EnableKeyRotation"] is True
    assert ON_AWS["DataKey"]["DeletionPolicy"] == "Retain"


def test_the_key_serves_people_only_through_what_keeps_the_data() -> None:
    statements = ON_AWS["DataKey"]["Properties"]["KeyPolicy"]["Statement"]
    (anybody,) = (one for one in statements if one["Principal"] == {"AWS": "*"})
    named = anybody["Condition"]["StringEquals"]
    assert named["kms:CallerAccount"] == {"Ref": "AWS::AccountId"}
    assert {via["Fn::Sub"].partition(".")[0] for via in named["kms:ViaService"]} == {
        "dynamodb",
        "s3",
        "secretsmanager",
        "sns",
        "sqs",
    }
    for statement in statements:
        if "Service" in statement["Principal"]:
            assert statement["Condition"], statement["Sid"]


def test_a_file_deleted_by_mistake_is_there_for_a_day_and_no_longer() -> None:
    bucket = ON_AWS["Bucket"]["Properties"]
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    rules = bucket["LifecycleConfiguration"]["Rules"]
    older = [rule["NoncurrentVersionExpiration"] for rule in rules if "Noncurrent" in str(rule)]
    assert older == [{"NoncurrentDays": 1}]


def test_what_the_console_says_is_kept_so_long_is_kept_so_long() -> None:
    rules = ON_AWS["Bucket"]["Properties"]["LifecycleConfiguration"]["Rules"]
    received = {rule["ExpirationInDays"] for rule in rules if "ExpirationInDays" in rule}
    dead = {
        ON_AWS[queue_resource(queue) + "Dead"]["Properties"]["MessageRetentionPeriod"]
        for queue in QUEUES
    }
    backups = {
        table: ON_AWS[table]["Properties"]["PointInTimeRecoverySpecification"]
        for table in ("ControlTable", "WorkspaceTable")
    }
    # Without a number of its own, a table can be had back for 35 days.
    assert {str(one) for one in backups.values()} == {"{'PointInTimeRecoveryEnabled': True}"}
    kept = {
        "Uploaded files and received mail": received,
        "Messages that failed": {seconds // 86_400 for seconds in dead},
        "Logs, which hold ids alone": {LOGS_KEPT_DAYS},
        "Backups of the tables": {35},
    }
    said = {what: {f"{days} days" for days in every} for what, every in kept.items()}
    assert {what: {words} for what, words in FIXED.items()} == said | {
        "Deleted or overwritten files": {"a day or two"}
    }


def test_every_alarm_is_on_the_page_of_alarms_and_no_other() -> None:
    every = [data_template()["Resources"], *map(log_alarm_resources, DEPLOYABLES)]
    made = {
        resource["Properties"]["AlarmName"]["Fn::Sub"].removeprefix("warmline-${Stage}-")
        for resources in every
        for resource in resources.values()
        if resource["Type"] == "AWS::CloudWatch::Alarm"
    }
    page = (ROOT / "docs" / "operations" / "alarms.md").read_text(encoding="utf-8")
    written = re.findall(r"^\| `…-(.+?)` \|", page, re.MULTILINE)
    # `…-usage_differs-…` stands for one alarm of each function whose log is read.
    patterns = [
        re.compile("(.+-)?" + re.sub("…|<[a-z]+>", ".+", re.escape(name))) for name in written
    ]
    assert [name for name in sorted(made) if not any(one.fullmatch(name) for one in patterns)] == []
    assert [one.pattern for one in patterns if not any(map(one.fullmatch, made))] == []


def test_no_row_of_the_audit_is_changed_or_deleted_whoever_asks() -> None:
    policy = ON_AWS["ControlTable"]["Properties"]["ResourcePolicy"]["PolicyDocument"]
    (denied,) = policy["Statement"]
    assert (denied["Effect"], denied["Principal"]) == ("Deny", "*")
    assert set(denied["Action"]) >= {"dynamodb:UpdateItem", "dynamodb:DeleteItem"}
    assert denied["Condition"] == {"ForAnyValue:StringLike": {"dynamodb:LeadingKeys": ["audit#*"]}}


def test_cognito_weighs_sign_ins_and_tells_nobody_who_has_an_account() -> None:
    pool = ON_AWS["UserPool"]["Properties"]
    assert pool["UserPoolTier"] == "PLUS"
    assert pool["UserPoolAddOns"] == {"AdvancedSecurityMode": "ENFORCED"}
    client = ON_AWS["UserPoolClient"]["Properties"]
    assert client["PreventUserExistenceErrors"] == "ENABLED"
