"""Who may be whom: founders' sign-in and the credentials of one tenant.

Isolation rests on the tenant role: its session carries the tag `tenant`, and every right it has is
confined to keys that begin with that tag's value. It never trusts a session without the tag.
"""

from __future__ import annotations

from typing import Any

from infra.stacks.cloudformation import Node, arn, chosen, joined, physical_name, ref, sub
from infra.stacks.data_key import on_aws

TENANT_PREFIX = "${aws:PrincipalTag/tenant}"

_ROW_ACTIONS = [
    "dynamodb:BatchGetItem",
    "dynamodb:BatchWriteItem",
    "dynamodb:ConditionCheckItem",
    "dynamodb:DeleteItem",
    "dynamodb:GetItem",
    "dynamodb:PutItem",
    "dynamodb:Query",
    "dynamodb:UpdateItem",
]


def identity_resources() -> dict[str, Any]:
    """The user pool and the tenant role."""
    return {
        "UserPool": _user_pool(),
        "UserPoolClient": _user_pool_client(),
        "TenantRole": _tenant_role(),
    }


def _user_pool() -> Node:
    return {
        "Type": "AWS::Cognito::UserPool",
        "DeletionPolicy": "Retain",
        "UpdateReplacePolicy": "Retain",
        "Properties": {
            "UserPoolName": physical_name("founders"),
            "DeletionProtection": chosen("IsLocal", then="INACTIVE", otherwise="ACTIVE"),
            # Cognito weighs where a sign-in comes from and refuses passwords known from leaks.
            "UserPoolTier": on_aws("PLUS"),
            "UserPoolAddOns": on_aws({"AdvancedSecurityMode": "ENFORCED"}),
            "MfaConfiguration": "OPTIONAL",
            "EnabledMfas": ["SOFTWARE_TOKEN_MFA"],
            "UsernameAttributes": ["email"],
            "AutoVerifiedAttributes": ["email"],
            "UsernameConfiguration": {"CaseSensitive": False},
            "Policies": {
                "PasswordPolicy": {
                    "MinimumLength": 10,
                    "RequireLowercase": False,
                    "RequireNumbers": False,
                    "RequireSymbols": False,
                    "RequireUppercase": False,
                }
            },
            # Also what a code for a new password comes with; the invitation is a mail of our own.
            "VerificationMessageTemplate": {
                "DefaultEmailOption": "CONFIRM_WITH_CODE",
                "EmailSubject": "Your Warmline code",
                "EmailMessage": (
                    "Your Warmline code is {####}.<br><br>Type it on the page that asked for it: it"
                    " confirms your address or lets you choose a password. If nobody near you asked"
                    " for it, do nothing."
                ),
            },
            "AccountRecoverySetting": {
                "RecoveryMechanisms": [{"Name": "verified_email", "Priority": 1}]
            },
        },
    }


def _user_pool_client() -> Node:
    return {
        "Type": "AWS::Cognito::UserPoolClient",
        "Properties": {
            "ClientName": physical_name("console"),
            "UserPoolId": ref("UserPool"),
            "GenerateSecret": False,
            "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
            # An attacker must not learn which addresses have an account.
            "PreventUserExistenceErrors": "ENABLED",
        },
    }


def _trusts_functions(condition: Node, *, actions: list[str]) -> Node:
    """Trust in this stage's own functions; their stacks come later, so by the shape of the name.

    AWS puts a role's own ARN into `aws:PrincipalArn`, the local platform the assumed role's.
    """
    own = [
        sub("arn:${AWS::Partition}:iam::${AWS::AccountId}:role/warmline-${Stage}-*"),
        sub("arn:${AWS::Partition}:sts::${AWS::AccountId}:assumed-role/warmline-${Stage}-*/*"),
    ]
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"AWS": sub("arn:${AWS::Partition}:iam::${AWS::AccountId}:root")},
                "Action": actions,
                "Condition": {"ArnLike": {"aws:PrincipalArn": own}} | condition,
            }
        ],
    }


def _tenant_role() -> Node:
    tagged = {
        "Null": {"aws:RequestTag/tenant": "false"},
        "ForAllValues:StringEquals": {"aws:TagKeys": ["tenant"]},
    }
    return {
        "Type": "AWS::IAM::Role",
        "Properties": {
            "RoleName": physical_name("tenant"),
            "MaxSessionDuration": 3600,
            "AssumeRolePolicyDocument": _trusts_functions(
                tagged, actions=["sts:AssumeRole", "sts:TagSession"]
            ),
            "Policies": [{"PolicyName": "one-tenant", "PolicyDocument": tenant_policy()}],
        },
    }


def _folders(tenant: str) -> list[str]:
    return [f"tenants/{tenant}/*", f"uploads/{tenant}/*"]


def tenant_policy() -> Node:
    """What one tenant's credentials may touch.

    `ForAllValues` over an empty set allows, so the `Null` condition demands that a key was named.
    The local platform knows no leading keys and would refuse everything by that second condition;
    it also fills in no variables, so that there the folders are held by `tenancy.data.boundary`
    alone.
    """
    table = arn("WorkspaceTable")
    own_keys = {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": [TENANT_PREFIX + "#*"]}}
    named_keys = own_keys | {"Null": {"dynamodb:LeadingKeys": "false"}}
    bucket = arn("Bucket")
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "OwnRows",
                "Effect": "Allow",
                "Action": _ROW_ACTIONS,
                "Resource": [table, joined(table, "/index/listing")],
                "Condition": chosen("IsLocal", then=own_keys, otherwise=named_keys),
            },
            {
                "Sid": "OwnFiles",
                "Effect": "Allow",
                "Action": [
                    "s3:AbortMultipartUpload",
                    "s3:DeleteObject",
                    # An erasure leaves no older version behind.
                    "s3:DeleteObjectVersion",
                    "s3:GetObject",
                    "s3:PutObject",
                ],
                "Resource": chosen(
                    "IsLocal",
                    then=[joined(bucket, f"/{folder}") for folder in _folders("*")],
                    otherwise=[joined(bucket, f"/{folder}") for folder in _folders(TENANT_PREFIX)],
                ),
            },
            {
                "Sid": "OwnListing",
                "Effect": "Allow",
                "Action": ["s3:ListBucket", "s3:ListBucketVersions"],
                "Resource": bucket,
                "Condition": {
                    "StringLike": {
                        "s3:prefix": chosen(
                            "IsLocal", then=_folders("*"), otherwise=_folders(TENANT_PREFIX)
                        )
                    }
                },
            },
        ],
    }
