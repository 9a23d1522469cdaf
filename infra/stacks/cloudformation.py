"""Words of CloudFormation as plain values, shared by every template written here."""

from __future__ import annotations

from typing import Any

Node = dict[str, Any]


def ref(name: str) -> Node:
    return {"Ref": name}


def arn(resource: str) -> Node:
    return {"Fn::GetAtt": [resource, "Arn"]}


def sub(text: str) -> Node:
    return {"Fn::Sub": text}


def physical_name(suffix: str) -> Node:
    """A physical name: `warmline-<stage>-<suffix>`."""
    return sub("warmline-${Stage}-" + suffix)


def imported(name: str) -> Node:
    """A value another stack of the same stage exports."""
    return {"Fn::ImportValue": physical_name(name)}


def exported(name: str, value: Any) -> Node:
    return {"Value": value, "Export": {"Name": physical_name(name)}}


def joined(*parts: Any) -> Node:
    return {"Fn::Join": ["", list(parts)]}


def chosen(condition: str, *, then: Any, otherwise: Any) -> Node:
    return {"Fn::If": [condition, then, otherwise]}


NOTHING: Node = {"Ref": "AWS::NoValue"}


def only_by_tls(actions: str, *resources: Any) -> Node:
    """Refuses everybody who comes without TLS."""
    return {
        "Sid": "OnlyByTls",
        "Effect": "Deny",
        "Principal": "*",
        "Action": actions,
        "Resource": list(resources),
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


def excepted(**reasons: str) -> Node:
    """Metadata of a resource: checks of checkov that it does not meet, and why."""
    skipped = [{"id": check, "comment": why} for check, why in reasons.items()]
    return {"checkov": {"skip": skipped}}
