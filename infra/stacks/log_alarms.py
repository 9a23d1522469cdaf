"""Log lines that somebody must read: each is a metric, and an alarm on its first occurrence.

They are for what no queue and no failed invocation shows, such as money that does not add up.
"""

from __future__ import annotations

from typing import Any

from infra.deployables import Deployable
from infra.stacks.cloudformation import imported, physical_name, ref, sub

USAGE_ALARMS = {
    "usage_differs": "Our usage and Stripe's totals disagree: compare the difference with Stripe",
    "usage_rejected": "Stripe did not take a row of usage, or it is in doubt whether it did",
}
RECORDING_ALARMS = {
    "recording_left": "A recording stayed at Twilio and is not ours to keep: delete it by hand",
}
EFFECT_ALARMS = {
    "call_end_unknown": "Twilio does not tell how a call of ours ended: meter its minutes by hand",
    "notice_given_up": "An owner was not mailed what happened to their account: tell them by hand",
    "digest_given_up": "A founder's mail of the day was not taken: see why SES takes no mail",
    **RECORDING_ALARMS,
    "recordings_unknown": "Twilio does not tell what was recorded of a call: look it up there",
}
"""All: log line → what the mail says of it."""

_READ = {
    ("outreach", "report_usage"): USAGE_ALARMS,
    ("outreach", "reconcile_usage"): USAGE_ALARMS,
    ("outreach", "perform_effects"): EFFECT_ALARMS,
    ("outreach", "api_handler"): RECORDING_ALARMS,
}


def log_alarm_resources(deployable: Deployable) -> dict[str, Any]:
    """The metric filters of a deployable's logs and their alarms; the local cloud has none."""
    resources: dict[str, Any] = {}
    for function in deployable.functions:
        for line, says in _READ.get((deployable.name, function.name), {}).items():
            words = "".join(word.capitalize() for word in line.split("_"))
            namespace, metric = sub("Warmline/${Stage}"), f"{line}-{function.name}"
            resources[f"{function.resource}{words}Lines"] = {
                "Type": "AWS::Logs::MetricFilter",
                "Condition": "OnAws",
                "Properties": {
                    "LogGroupName": ref(f"{function.resource}Logs"),
                    "FilterPattern": f'"{line}"',
                    "MetricTransformations": [
                        {
                            "MetricName": metric,
                            "MetricNamespace": namespace,
                            "MetricValue": "1",
                        }
                    ],
                },
            }
            resources[f"{function.resource}{words}Alarm"] = {
                "Type": "AWS::CloudWatch::Alarm",
                "Condition": "OnAws",
                "Properties": {
                    "AlarmName": physical_name(f"{deployable.name}-{metric}"),
                    "AlarmDescription": says,
                    "Namespace": namespace,
                    "MetricName": metric,
                    "Statistic": "Sum",
                    "Period": 300,
                    "EvaluationPeriods": 1,
                    "ComparisonOperator": "GreaterThanThreshold",
                    "Threshold": 0,
                    "TreatMissingData": "notBreaching",
                    "AlarmActions": [imported("alarm-topic-arn")],
                },
            }
    return resources
