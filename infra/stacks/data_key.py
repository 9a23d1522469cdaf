"""The key under which everything that holds personal data is kept on AWS.

Nobody is given the key itself: it serves through the services that keep the data, and their own
rights decide who reads a row, a file or a message. The local platform has none.
"""

from __future__ import annotations

from typing import Any

from infra.stacks.cloudformation import NOTHING, Node, arn, chosen, excepted, exported, ref, sub

_KEEPERS = ("dynamodb", "s3", "secretsmanager", "sns", "sqs")
_WRITERS = ("cloudwatch", "s3", "ses", "sns")
"""Services that put something encrypted somewhere by themselves."""


def data_key_resources() -> dict[str, Any]:
    return {
        "DataKey": {
            "Type": "AWS::KMS::Key",
            "Condition": "IsAws",
            "DeletionPolicy": "Retain",
            "UpdateReplacePolicy": "Retain",
            "Metadata": excepted(
                CKV_AWS_33="everybody of this account, but only through the services that keep "
                "the data: the shape of AWS's own keys for them"
            ),
            "Properties": {
                "Description": sub("Personal data of the stage ${Stage}"),
                "EnableKeyRotation": True,
                "KeyPolicy": {"Version": "2012-10-17", "Statement": _statements()},
            },
        }
    }


def data_key_output() -> Node:
    return {"Condition": "IsAws"} | exported("data-key-arn", arn("DataKey"))


def data_key() -> Node:
    """The key's ARN as a property of the data stack; no value on the local platform."""
    return on_aws(arn("DataKey"))


def on_aws(value: Any, *, otherwise: Any = NOTHING) -> Node:
    return chosen("IsAws", then=value, otherwise=otherwise)


def _statements() -> list[Node]:
    account = ref("AWS::AccountId")
    return [
        {
            "Sid": "TheAccountAdministersIt",
            "Effect": "Allow",
            "Principal": {"AWS": sub("arn:${AWS::Partition}:iam::${AWS::AccountId}:root")},
            "Action": "kms:*",
            "Resource": "*",
        },
        {
            "Sid": "ThroughWhatKeepsTheData",
            "Effect": "Allow",
            "Principal": {"AWS": "*"},
            "Action": [
                "kms:CreateGrant",
                "kms:Decrypt",
                "kms:DescribeKey",
                "kms:Encrypt",
                "kms:GenerateDataKey*",
                "kms:ReEncrypt*",
            ],
            "Resource": "*",
            "Condition": {
                "StringEquals": {
                    "kms:CallerAccount": account,
                    "kms:ViaService": [
                        sub(f"{keeper}.${{AWS::Region}}.amazonaws.com") for keeper in _KEEPERS
                    ],
                }
            },
        },
        {
            "Sid": "ServicesThatWriteByThemselves",
            "Effect": "Allow",
            "Principal": {"Service": [f"{writer}.amazonaws.com" for writer in _WRITERS]},
            "Action": ["kms:Decrypt", "kms:GenerateDataKey*"],
            "Resource": "*",
            "Condition": {"StringEquals": {"aws:SourceAccount": account}},
        },
        {
            "Sid": "LogsOfThisAccount",
            "Effect": "Allow",
            "Principal": {"Service": sub("logs.${AWS::Region}.amazonaws.com")},
            "Action": [
                "kms:Decrypt*",
                "kms:Describe*",
                "kms:Encrypt*",
                "kms:GenerateDataKey*",
                "kms:ReEncrypt*",
            ],
            "Resource": "*",
            "Condition": {
                "ArnLike": {
                    "kms:EncryptionContext:aws:logs:arn": sub(
                        "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:*"
                    )
                }
            },
        },
    ]
