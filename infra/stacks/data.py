"""The data stack of one stage: tables, bucket, queues, people and keys, and who is alerted.

It outlives every deployable, so whatever holds a tenant's data is retained when a stack goes. It
never names a Lambda function: functions import what they need from here.
"""

from __future__ import annotations

from typing import Any

from infra.deployables import FIFO_QUEUES, QUEUES, queue_timeout_s
from infra.stacks.alarms import watch_resources
from infra.stacks.api_doors import access_log_account
from infra.stacks.cloudformation import (
    NOTHING,
    Node,
    arn,
    chosen,
    excepted,
    exported,
    only_by_tls,
    physical_name,
    ref,
    sub,
)
from infra.stacks.data_key import data_key, data_key_output, data_key_resources, on_aws
from infra.stacks.identity import identity_resources
from infra.stacks.inbound_mail import inbound_mail_resources, mail_queue_statement
from infra.stacks.secret_values import secret_parameters, secret_resources

# A reader may take six times its timeout before a message is shown again: AWS's advice for queues
# that feed Lambda. Five receipts, then the dead-letter queue keeps it for a week, and that is all
# the time there is to send it again: words of somebody who was erased meanwhile rest there too.
# In a standard queue the days it waited before count, so a week is longer than a queue keeps; in a
# FIFO queue the week begins when it failed, so that there the two add up to eleven days.
VISIBILITY_FACTOR = 6
MAX_RECEIVES = 5
QUEUED_S = 345_600
DEAD_LETTERS_S = 604_800

_KEYS = [
    {"AttributeName": "pk", "KeyType": "HASH"},
    {"AttributeName": "sk", "KeyType": "RANGE"},
]


def data_template() -> Node:
    """The whole template; the only input is its parameters."""
    resources: dict[str, Any] = {
        **_tables(),
        **_queues(),
        **_bucket(),
        **identity_resources(),
        **secret_resources(),
        **data_key_resources(),
        **access_log_account(),
        "MailIdentity": {
            "Type": "AWS::SES::EmailIdentity",
            # Without a set of its own, mail of this domain would tell us of no bounce.
            "Properties": {
                "EmailIdentity": ref("MailDomain"),
                "ConfigurationSetAttributes": chosen(
                    "IsAws",
                    then={"ConfigurationSetName": ref("SentMail")},
                    otherwise=NOTHING,
                ),
            },
        },
        **inbound_mail_resources(),
    }
    resources |= watch_resources(long_queued_s=QUEUED_S // 2)
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "Warmline: tables, bucket, queues, founders' sign-in and tenant credentials",
        "Parameters": {
            "Stage": {"Type": "String", "AllowedPattern": "[a-z][a-z0-9]{1,15}"},
            "Local": {"Type": "String", "AllowedValues": ["yes", "no"], "Default": "no"},
            "ConsoleUrl": {"Type": "String"},
            "MailDomain": {"Type": "String"},
            "AlarmEmail": {"Type": "String", "Default": ""},
            **secret_parameters(),
        },
        "Conditions": {
            "IsLocal": {"Fn::Equals": [ref("Local"), "yes"]},
            "IsAws": {"Fn::Equals": [ref("Local"), "no"]},
            "HasAlarmEmail": {"Fn::Not": [{"Fn::Equals": [ref("AlarmEmail"), ""]}]},
        },
        "Resources": resources,
        "Outputs": _outputs(),
    }


def queue_resource(queue: str) -> str:
    """The logical id of a queue; its dead-letter queue is the same with `Dead` after it."""
    return queue.capitalize()


def queue_name(queue: str, *, dead: bool = False) -> str:
    """`replies.fifo`, or `replies-dead.fifo` for its dead-letter queue."""
    return queue + ("-dead" if dead else "") + (".fifo" if queue in FIFO_QUEUES else "")


def _tables() -> dict[str, Any]:
    base: Node = {
        "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": _KEYS,
        "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True},
        "TimeToLiveSpecification": {"AttributeName": "expires_at_s", "Enabled": True},
        "SSESpecification": on_aws(
            {"SSEEnabled": True, "SSEType": "KMS", "KMSMasterKeyId": arn("DataKey")},
            otherwise={"SSEEnabled": True},
        ),
        "DeletionProtectionEnabled": chosen("IsLocal", then=False, otherwise=True),
    }
    control = base | {
        "TableName": physical_name("control"),
        "AttributeDefinitions": _strings("pk", "sk"),
        "ResourcePolicy": on_aws({"PolicyDocument": _audit_is_only_added_to()}),
    }
    workspace = base | {
        "TableName": physical_name("workspace"),
        "AttributeDefinitions": _strings(
            "pk", "sk", "due_shard", "due_at", "listing_pk", "listing_sk"
        ),
        "GlobalSecondaryIndexes": [
            # Keys only: the sweep that reads across tenants must not see what they own.
            _index("due", "due_shard", "due_at", projection="KEYS_ONLY"),
            _index("listing", "listing_pk", "listing_sk", projection="ALL"),
        ],
    }
    return {
        "ControlTable": _kept("AWS::DynamoDB::Table", control),
        "WorkspaceTable": _kept("AWS::DynamoDB::Table", workspace),
    }


def _audit_is_only_added_to() -> Node:
    """Nobody changes or deletes a row of the audit, not even an operator."""
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "AuditIsOnlyAddedTo",
                "Effect": "Deny",
                "Principal": "*",
                "Action": [
                    "dynamodb:BatchWriteItem",
                    "dynamodb:DeleteItem",
                    "dynamodb:PartiQLDelete",
                    "dynamodb:PartiQLUpdate",
                    "dynamodb:UpdateItem",
                ],
                "Resource": "*",
                "Condition": {"ForAnyValue:StringLike": {"dynamodb:LeadingKeys": ["audit#*"]}},
            }
        ],
    }


def _strings(*names: str) -> list[Node]:
    return [{"AttributeName": name, "AttributeType": "S"} for name in names]


def _index(name: str, hash_key: str, range_key: str, *, projection: str) -> Node:
    return {
        "IndexName": name,
        "KeySchema": [
            {"AttributeName": hash_key, "KeyType": "HASH"},
            {"AttributeName": range_key, "KeyType": "RANGE"},
        ],
        "Projection": {"ProjectionType": projection},
    }


def _kept(kind: str, properties: Node, **more: Any) -> Node:
    """A resource that holds a tenant's data: no template change may delete it."""
    return {
        "Type": kind,
        "DeletionPolicy": "Retain",
        "UpdateReplacePolicy": "Retain",
        "Properties": properties,
        **more,
    }


_FED_BY_THE_BUCKET = ("imports", "mail")
_ENCRYPTED: Node = {
    "KmsMasterKeyId": data_key(),
    "KmsDataKeyReusePeriodSeconds": on_aws(3600),
    "SqsManagedSseEnabled": on_aws(NOTHING, otherwise=True),
}


def _queues() -> dict[str, Any]:
    resources: dict[str, Any] = {}
    for queue in QUEUES:
        resource = queue_resource(queue)
        fifo: Node = {"FifoQueue": True} if queue in FIFO_QUEUES else {}
        resources[resource + "Dead"] = {
            "Type": "AWS::SQS::Queue",
            "Properties": fifo
            | {
                "QueueName": physical_name(queue_name(queue, dead=True)),
                "MessageRetentionPeriod": DEAD_LETTERS_S,
                **_ENCRYPTED,
            },
        }
        resources[resource] = {
            "Type": "AWS::SQS::Queue",
            "Properties": fifo
            | _high_throughput(queue)
            | {
                "QueueName": physical_name(queue_name(queue)),
                # Nobody at a laptop waits six minutes for a second try.
                "VisibilityTimeout": chosen(
                    "IsLocal",
                    then=queue_timeout_s(queue),
                    otherwise=VISIBILITY_FACTOR * queue_timeout_s(queue),
                ),
                "MessageRetentionPeriod": QUEUED_S,
                **_ENCRYPTED,
                "RedrivePolicy": {
                    "deadLetterTargetArn": arn(resource + "Dead"),
                    "maxReceiveCount": MAX_RECEIVES,
                },
            },
        }
    resources["UploadsMayQueue"] = _bucket_feeds(*_FED_BY_THE_BUCKET)
    for queue in QUEUES:
        dead = queue_resource(queue) + "Dead"
        alone = () if queue in _FED_BY_THE_BUCKET else (queue_resource(queue),)
        for resource in (dead, *alone):
            resources[f"{resource}ByTls"] = {
                "Type": "AWS::SQS::QueuePolicy",
                "Condition": "IsAws",
                "Properties": {
                    "Queues": [ref(resource)],
                    "PolicyDocument": {
                        "Version": "2012-10-17",
                        "Statement": [only_by_tls("sqs:*", arn(resource))],
                    },
                },
            }
    return resources


def _high_throughput(queue: str) -> Node:
    if queue not in FIFO_QUEUES:
        return {}
    return {
        "DeduplicationScope": "messageGroup",
        "FifoThroughputLimit": "perMessageGroupId",
        "ContentBasedDeduplication": False,
    }


def _bucket_feeds(*queues: str) -> Node:
    """One policy for all queues fed from outside: a queue has only one, and the last one wins."""
    statements: list[Node] = [
        {
            "Effect": "Allow",
            "Principal": {"Service": "s3.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": arn(queue_resource(queue)),
            "Condition": {
                "StringEquals": {"aws:SourceAccount": ref("AWS::AccountId")},
                "ArnLike": {"aws:SourceArn": sub("arn:${AWS::Partition}:s3:::warmline-*")},
            },
        }
        for queue in queues
    ]
    statements.append(mail_queue_statement())
    statements += [on_aws(only_by_tls("sqs:*", arn(queue_resource(queue)))) for queue in queues]
    return {
        "Type": "AWS::SQS::QueuePolicy",
        "Properties": {
            "Queues": [ref(queue_resource(queue)) for queue in queues],
            "PolicyDocument": {"Version": "2012-10-17", "Statement": statements},
        },
    }


def _bucket() -> dict[str, Any]:
    properties: Node = {
        "BucketName": sub("warmline-${Stage}-${AWS::AccountId}-${AWS::Region}"),
        "BucketEncryption": {
            "ServerSideEncryptionConfiguration": [
                {
                    "BucketKeyEnabled": on_aws(True),
                    "ServerSideEncryptionByDefault": on_aws(
                        {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": arn("DataKey")},
                        otherwise={"SSEAlgorithm": "AES256"},
                    ),
                }
            ]
        },
        # What was overwritten or deleted by mistake can be had back for a day; who is erased is
        # gone for good after it.
        "VersioningConfiguration": on_aws({"Status": "Enabled"}),
        "PublicAccessBlockConfiguration": {
            "BlockPublicAcls": True,
            "BlockPublicPolicy": True,
            "IgnorePublicAcls": True,
            "RestrictPublicBuckets": True,
        },
        # The browser posts a presigned form straight to the bucket.
        "CorsConfiguration": {
            "CorsRules": [
                {
                    "AllowedOrigins": [ref("ConsoleUrl")],
                    "AllowedMethods": ["POST", "PUT", "GET"],
                    "AllowedHeaders": ["*"],
                    "ExposedHeaders": ["ETag"],
                    "MaxAge": 3000,
                }
            ]
        },
        "LifecycleConfiguration": {
            "Rules": [
                _expiry("raw-uploads", "uploads/", days=7),
                _expiry("inbound-mail", "mail/", days=7),
                {
                    "Id": "older-versions",
                    "Status": "Enabled",
                    "NoncurrentVersionExpiration": {"NoncurrentDays": 1},
                },
                {
                    "Id": "abandoned-parts",
                    "Status": "Enabled",
                    "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 1},
                },
            ]
        },
        "NotificationConfiguration": {
            "QueueConfigurations": [
                _notification("imports", prefix="uploads/"),
                _notification("mail", prefix="mail/"),
            ]
        },
    }
    unlogged = excepted(
        CKV_AWS_18="only our functions reach it, and each leaves its own log; a log of accesses "
        "would need a bucket of its own and hold tenants' file names"
    )
    kept = _kept("AWS::S3::Bucket", properties, DependsOn=["UploadsMayQueue"], Metadata=unlogged)
    return {"Bucket": kept}


def _expiry(rule: str, prefix: str, *, days: int) -> Node:
    return {"Id": rule, "Status": "Enabled", "Prefix": prefix, "ExpirationInDays": days}


def _notification(queue: str, *, prefix: str) -> Node:
    return {
        "Event": "s3:ObjectCreated:*",
        "Queue": arn(queue_resource(queue)),
        "Filter": {"S3Key": {"Rules": [{"Name": "prefix", "Value": prefix}]}},
    }


def _outputs() -> dict[str, Any]:
    outputs: dict[str, Any] = {
        "ControlTable": exported("control-table", ref("ControlTable")),
        "ControlTableArn": exported("control-table-arn", arn("ControlTable")),
        "WorkspaceTable": exported("workspace-table", ref("WorkspaceTable")),
        "WorkspaceTableArn": exported("workspace-table-arn", arn("WorkspaceTable")),
        "Bucket": exported("bucket", ref("Bucket")),
        "BucketArn": exported("bucket-arn", arn("Bucket")),
        "TenantRoleArn": exported("tenant-role-arn", arn("TenantRole")),
        "UserPoolId": exported("user-pool-id", ref("UserPool")),
        "UserPoolArn": exported("user-pool-arn", arn("UserPool")),
        "UserPoolClientId": exported("user-pool-client-id", ref("UserPoolClient")),
        "AlarmTopicArn": exported("alarm-topic-arn", ref("AlarmTopic")),
        "DataKeyArn": data_key_output(),
    }
    for queue in QUEUES:
        resource = queue_resource(queue)
        outputs[resource + "QueueUrl"] = exported(f"{queue}-queue-url", ref(resource))
        outputs[resource + "QueueArn"] = exported(f"{queue}-queue-arn", arn(resource))
        outputs[resource + "DeadQueueUrl"] = exported(
            f"{queue}-dead-queue-url", ref(resource + "Dead")
        )
    return outputs
