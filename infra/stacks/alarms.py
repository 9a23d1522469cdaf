"""Who is alerted when something is wrong: an alarm on every queue, on every dead-letter queue and
on the errors of every function, and one dashboard.
"""

from __future__ import annotations

import json
from typing import Any

from infra.deployables import DEPLOYABLES, FIFO_QUEUES, QUEUES
from infra.stacks.cloudformation import Node, only_by_tls, physical_name, ref, sub
from infra.stacks.data_key import data_key

# Older than this in a FIFO queue, and a customer's reply is no longer answered at once.
_OLDEST_REPLY_S = 60


def watch_resources(*, long_queued_s: int) -> dict[str, Any]:
    """The alarm topic, its alarms and the dashboard.

    A message older than `long_queued_s` seconds raises an alarm while there is time: one that
    expires in its queue reaches no dead-letter queue.
    """
    resources: dict[str, Any] = {
        "AlarmTopic": {
            "Type": "AWS::SNS::Topic",
            "Properties": {"TopicName": physical_name("alarms"), "KmsMasterKeyId": data_key()},
        },
        "AlarmTopicPolicy": {
            "Type": "AWS::SNS::TopicPolicy",
            "Condition": "IsAws",
            "Properties": {
                "Topics": [ref("AlarmTopic")],
                "PolicyDocument": {
                    "Version": "2012-10-17",
                    "Statement": [
                        {
                            "Sid": "AlarmsOfThisAccount",
                            "Effect": "Allow",
                            "Principal": {"Service": "cloudwatch.amazonaws.com"},
                            "Action": "sns:Publish",
                            "Resource": ref("AlarmTopic"),
                            "Condition": {
                                "StringEquals": {"aws:SourceAccount": ref("AWS::AccountId")}
                            },
                        },
                        only_by_tls("sns:Publish", ref("AlarmTopic")),
                    ],
                },
            },
        },
        "AlarmMail": {
            "Type": "AWS::SNS::Subscription",
            "Condition": "HasAlarmEmail",
            "Properties": {
                "TopicArn": ref("AlarmTopic"),
                "Protocol": "email",
                "Endpoint": ref("AlarmEmail"),
            },
        },
        "Dashboard": {
            "Type": "AWS::CloudWatch::Dashboard",
            "Properties": {
                "DashboardName": physical_name("queues"),
                "DashboardBody": sub(json.dumps(_dashboard())),
            },
        },
    }
    for queue in QUEUES:
        resources[f"{queue.capitalize()}DeadAlarm"] = _alarm(
            f"{queue}-dead",
            "A message was given up on: look at it, mend the cause, redrive it",
            metric="ApproximateNumberOfMessagesVisible",
            queue_resource=f"{queue.capitalize()}Dead",
            threshold=0,
        )
        resources[f"{queue.capitalize()}OldAlarm"] = _alarm(
            f"{queue}-old",
            "A message waits for days and expires without a trace: see why nothing reads it",
            metric="ApproximateAgeOfOldestMessage",
            queue_resource=queue.capitalize(),
            threshold=long_queued_s,
        )
    resources["RepliesLateAlarm"] = _alarm(
        "replies-late",
        "Customers wait for an answer",
        metric="ApproximateAgeOfOldestMessage",
        queue_resource="Replies",
        threshold=_OLDEST_REPLY_S,
    )
    return resources | _error_alarms()


def _error_alarms() -> dict[str, Any]:
    """One for each function, by the name its own stack will give it; the local cloud has none."""
    alarms: dict[str, Any] = {}
    for deployable in DEPLOYABLES:
        for function in deployable.functions:
            name = f"{deployable.name}-{function.name}"
            resource = f"{deployable.name.capitalize()}{function.resource}Errors"
            alarms[resource] = {
                "Type": "AWS::CloudWatch::Alarm",
                "Condition": "IsAws",
                "Properties": {
                    "AlarmName": physical_name(f"{name}-errors"),
                    "AlarmDescription": "A function failed: look at its log",
                    "Namespace": "AWS/Lambda",
                    "MetricName": "Errors",
                    "Dimensions": [{"Name": "FunctionName", "Value": physical_name(name)}],
                    "Statistic": "Sum",
                    "Period": 300,
                    "EvaluationPeriods": 1,
                    "ComparisonOperator": "GreaterThanThreshold",
                    "Threshold": 0,
                    "TreatMissingData": "notBreaching",
                    "AlarmActions": [ref("AlarmTopic")],
                },
            }
    return alarms


def _alarm(
    name: str, description: str, *, metric: str, queue_resource: str, threshold: int
) -> Node:
    return {
        "Type": "AWS::CloudWatch::Alarm",
        "Properties": {
            "AlarmName": physical_name(name),
            "AlarmDescription": description,
            "Namespace": "AWS/SQS",
            "MetricName": metric,
            "Dimensions": [
                {
                    "Name": "QueueName",
                    "Value": {"Fn::GetAtt": [queue_resource, "QueueName"]},
                }
            ],
            "Statistic": "Maximum",
            "Period": 60,
            "EvaluationPeriods": 1,
            "ComparisonOperator": "GreaterThanThreshold",
            "Threshold": threshold,
            "TreatMissingData": "notBreaching",
            "AlarmActions": [ref("AlarmTopic")],
        },
    }


def _dashboard() -> dict[str, Any]:
    def graph(title: str, metric: str, *, dead: bool, row: int) -> dict[str, Any]:
        names = [
            f"warmline-${{Stage}}-{queue}{'-dead' if dead else ''}"
            + (".fifo" if queue in FIFO_QUEUES else "")
            for queue in QUEUES
        ]
        return {
            "type": "metric",
            "x": 0,
            "y": row,
            "width": 24,
            "height": 6,
            "properties": {
                "title": title,
                "region": "${AWS::Region}",
                "stat": "Maximum",
                "period": 60,
                "metrics": [["AWS/SQS", metric, "QueueName", name] for name in names],
            },
        }

    return {
        "widgets": [
            graph("Waiting", "ApproximateNumberOfMessagesVisible", dead=False, row=0),
            graph("Oldest, seconds", "ApproximateAgeOfOldestMessage", dead=False, row=6),
            graph("Given up on", "ApproximateNumberOfMessagesVisible", dead=True, row=12),
        ]
    }
