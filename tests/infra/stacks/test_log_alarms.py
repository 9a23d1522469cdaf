"""Money that does not add up is read by somebody: its log lines raise alarms."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from infra.deployables import DEPLOYABLES
from infra.stacks.log_alarms import (
    EFFECT_ALARMS,
    RECORDING_ALARMS,
    USAGE_ALARMS,
    log_alarm_resources,
)

RESOURCES: dict[str, Any] = {
    name: resource
    for deployable in DEPLOYABLES
    for name, resource in log_alarm_resources(deployable).items()
}


def of_type(kind: str) -> list[dict[str, Any]]:
    return [one["Properties"] for one in RESOURCES.values() if one["Type"] == kind]


@pytest.mark.parametrize(
    ("function", "line"),
    [
        *itertools.product(("ReportUsage", "ReconcileUsage"), USAGE_ALARMS),
        *itertools.product(("PerformEffects",), EFFECT_ALARMS),
        *itertools.product(("APIHandler",), RECORDING_ALARMS),
    ],
)
def test_usage_that_differs_is_rejected_or_stays_unknown_raises_an_alarm(
    line: str, function: str
) -> None:
    (transformed,) = (
        properties["MetricTransformations"][0]
        for properties in of_type("AWS::Logs::MetricFilter")
        if properties["LogGroupName"] == {"Ref": f"{function}Logs"}
        and properties["FilterPattern"] == f'"{line}"'
    )
    (alarm,) = (
        properties
        for properties in of_type("AWS::CloudWatch::Alarm")
        if properties["MetricName"] == transformed["MetricName"]
    )
    assert alarm["Namespace"] == transformed["MetricNamespace"]
    assert alarm["AlarmActions"] == [
        {"Fn::ImportValue": {"Fn::Sub": "warmline-${Stage}-alarm-topic-arn"}}
    ]


def test_the_local_cloud_has_neither_metrics_nor_alarms_of_logs() -> None:
    assert {one["Condition"] for one in RESOURCES.values()} == {"OnAws"}
