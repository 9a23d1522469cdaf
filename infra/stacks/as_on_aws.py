"""A template as CloudFormation reads it on AWS: every choice made, what is not created left out.

For tools that read templates and cannot decide a condition. Parameters stay references.
"""

from __future__ import annotations

from typing import Any

from infra.stacks.cloudformation import NOTHING, Node

TRUE_ON_AWS = frozenset({"IsAws", "OnAws", "HasAlarmEmail", "HasRestDomain", "HasSocketDomain"})


def as_on_aws(template: Node) -> Node:
    """With custom domains and somebody who reads alarms."""
    resources = {
        name: resource
        for name, resource in template["Resources"].items()
        if resource.get("Condition", "IsAws") in TRUE_ON_AWS
    }
    chosen: Node = _resolved(template | {"Resources": resources})
    return chosen


def _resolved(node: Any) -> Any:
    if isinstance(node, list):
        return [value for each in node if (value := _resolved(each)) != NOTHING]
    if not isinstance(node, dict):
        return node
    if "Fn::If" in node:
        condition, on_aws, otherwise = node["Fn::If"]
        return _resolved(on_aws if condition in TRUE_ON_AWS else otherwise)
    return {key: value for key, each in node.items() if (value := _resolved(each)) != NOTHING}
