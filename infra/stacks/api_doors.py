"""What stands before an API on AWS: a firewall, throttling, an access log, and its own domain only.

The local platform has none of it: no firewall runs there, and its front door takes the part of the
domains. A log of access names no person: neither an address nor a path that holds a token.
"""

from __future__ import annotations

import json
from typing import Any

from infra.deployables import Deployable
from infra.stacks.cloudformation import (
    NOTHING,
    Node,
    arn,
    chosen,
    excepted,
    imported,
    physical_name,
    ref,
    sub,
)

LOGS_KEPT_DAYS = 30

# A founder's busiest minute is a few dozen requests; Twilio reports on each message.
_RATE_PER_S = 50
_BURST = 100
_SOCKET_RATE_PER_S = 200
_SOCKET_BURST = 400
# One source in five minutes: an office of founders behind one address, a household of customers.
_FROM_ONE_SOURCE = {"console": 2000, "outreach": 500}

_LOGGED = {
    "request": "$context.requestId",
    "at": "$context.requestTimeEpoch",
    "method": "$context.httpMethod",
    "resource": "$context.resourcePath",
    "status": "$context.status",
    "firewall": "$context.wafResponseCode",
    "took_ms": "$context.responseLatency",
}
_SOCKET_LOGGED = {
    "request": "$context.requestId",
    "at": "$context.requestTimeEpoch",
    "route": "$context.routeKey",
    "status": "$context.status",
}


REST_EXCEPTIONS = excepted(
    CKV_AWS_73="a trace would hold customers' paths, which are tokens",
    CKV_AWS_120="every answer is one person's; the rest is cached by browsers",
)


def door_resources(deployable: Deployable) -> dict[str, Any]:
    """The firewall of the REST API, and the groups of every log the deployable writes."""
    resources: dict[str, Any] = {
        f"{function.resource}Logs": _log_group(
            f"/aws/lambda/warmline-${{Stage}}-{deployable.name}-{function.name}"
        )
        for function in deployable.functions
    }
    if deployable.rest:
        resources["AccessLogs"] = _log_group(f"/warmline/${{Stage}}/{deployable.name}-access")
        resources["WebAcl"] = _web_acl(deployable)
        resources["WebAclOfRestApi"] = {
            "Type": "AWS::WAFv2::WebACLAssociation",
            "Condition": "OnAws",
            "Properties": {
                "ResourceArn": sub(
                    "arn:${AWS::Partition}:apigateway:${AWS::Region}::"
                    "/restapis/${RestAPI}/stages/${RestAPI.Stage}"
                ),
                "WebACLArn": arn("WebAcl"),
            },
        }
    if deployable.sockets:
        resources["SocketAccessLogs"] = _log_group("/warmline/${Stage}/socket-access")
    return resources


def rest_properties() -> Node:
    """What the REST API's own resource needs beside what Chalice writes."""
    return {
        "DisableExecuteApiEndpoint": chosen("HasRestDomain", then=True, otherwise=False),
        "AccessLogSetting": _on_aws(_access_log("AccessLogs", _LOGGED)),
        "MethodSettings": _on_aws(
            [
                {
                    "ResourcePath": "/*",
                    "HttpMethod": "*",
                    "ThrottlingRateLimit": _RATE_PER_S,
                    "ThrottlingBurstLimit": _BURST,
                }
            ]
        ),
    }


def socket_properties() -> Node:
    """The same of the voice socket."""
    return {"DisableExecuteApiEndpoint": chosen("HasSocketDomain", then=True, otherwise=False)}


def socket_stage_properties() -> Node:
    return {
        "AccessLogSettings": _on_aws(_access_log("SocketAccessLogs", _SOCKET_LOGGED)),
        "DefaultRouteSettings": _on_aws(
            {
                "ThrottlingRateLimit": _SOCKET_RATE_PER_S,
                "ThrottlingBurstLimit": _SOCKET_BURST,
            }
        ),
    }


def _on_aws(value: Any) -> Node:
    return chosen("OnAws", then=value, otherwise=NOTHING)


def _access_log(group: str, fields: dict[str, str]) -> Node:
    return {"DestinationArn": arn(group), "Format": json.dumps(fields)}


def _log_group(name: str) -> Node:
    return {
        "Type": "AWS::Logs::LogGroup",
        "Condition": "OnAws",
        "DeletionPolicy": "Delete",
        "UpdateReplacePolicy": "Delete",
        "Properties": {
            "LogGroupName": sub(name),
            "RetentionInDays": LOGS_KEPT_DAYS,
            "KmsKeyId": imported("data-key-arn"),
        },
    }


def _web_acl(deployable: Deployable) -> Node:
    rules = [
        _managed("AWSManagedRulesAmazonIpReputationList", 1),
        _managed("AWSManagedRulesKnownBadInputsRuleSet", 2),
        # Long texts and addresses are what founders type; forms have limits of their own.
        _managed(
            "AWSManagedRulesCommonRuleSet",
            3,
            counted=("SizeRestrictions_BODY", "GenericRFI_BODY", "CrossSiteScripting_BODY"),
        ),
        _rate_rule(_FROM_ONE_SOURCE[deployable.name], 4),
    ]
    return {
        "Type": "AWS::WAFv2::WebACL",
        "Condition": "OnAws",
        "Properties": {
            "Name": physical_name(f"{deployable.name}-doors"),
            "Scope": "REGIONAL",
            "DefaultAction": {"Allow": {}},
            "VisibilityConfig": _visible(deployable.name),
            "Rules": rules,
        },
    }


# Providers call from few addresses, in bursts, and each of their requests is signed.
_NO_PROVIDER: Node = {
    "NotStatement": {
        "Statement": {
            "ByteMatchStatement": {
                "FieldToMatch": {"UriPath": {}},
                "PositionalConstraint": "CONTAINS",
                "SearchString": "/hooks/",
                "TextTransformations": [{"Priority": 0, "Type": "NONE"}],
            }
        }
    }
}


def _managed(name: str, priority: int, *, counted: tuple[str, ...] = ()) -> Node:
    overrides = [{"Name": rule, "ActionToUse": {"Count": {}}} for rule in counted]
    group: Node = {
        "VendorName": "AWS",
        "Name": name,
        "ScopeDownStatement": _NO_PROVIDER,
        **({"RuleActionOverrides": overrides} if overrides else {}),
    }
    return {
        "Name": name,
        "Priority": priority,
        "OverrideAction": {"None": {}},
        "Statement": {"ManagedRuleGroupStatement": group},
        "VisibilityConfig": _visible(name),
    }


def _rate_rule(limit: int, priority: int) -> Node:
    return {
        "Name": "one-source",
        "Priority": priority,
        "Action": {"Block": {}},
        "Statement": {
            "RateBasedStatement": {
                "AggregateKeyType": "IP",
                "Limit": limit,
                "ScopeDownStatement": _NO_PROVIDER,
            }
        },
        "VisibilityConfig": _visible("one-source"),
    }


def _visible(metric: str) -> Node:
    """Counted; no request is kept as a sample, as its path may hold a customer's token."""
    return {
        "CloudWatchMetricsEnabled": True,
        "SampledRequestsEnabled": False,
        "MetricName": metric,
    }


def access_log_account() -> dict[str, Any]:
    """API Gateway writes logs by one role of the whole account."""
    return {
        "ApiLogRole": {
            "Type": "AWS::IAM::Role",
            "Condition": "IsAws",
            "Properties": {
                "AssumeRolePolicyDocument": {
                    "Version": "2012-10-17",
                    "Statement": [
                        {
                            "Effect": "Allow",
                            "Principal": {"Service": "apigateway.amazonaws.com"},
                            "Action": "sts:AssumeRole",
                            "Condition": {
                                "StringEquals": {"aws:SourceAccount": ref("AWS::AccountId")}
                            },
                        }
                    ],
                },
                "ManagedPolicyArns": [
                    sub(
                        "arn:${AWS::Partition}:iam::aws:policy/service-role/"
                        "AmazonAPIGatewayPushToCloudWatchLogs"
                    )
                ],
            },
        },
        "ApiLogAccount": {
            "Type": "AWS::ApiGateway::Account",
            "Condition": "IsAws",
            "DeletionPolicy": "Retain",
            "UpdateReplacePolicy": "Retain",
            "Properties": {"CloudWatchRoleArn": arn("ApiLogRole")},
        },
    }
