"""What one tenant's credentials may do, by a simulator of the few conditions the policy uses.

The local platform does not know leading keys, so this is where the policy itself is proved. The
simulator follows the IAM reference: `ForAllValues` over no values is true, `Null` looks at whether
the key is there, a variable without a value matches nothing.
"""

from __future__ import annotations

import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from infra.stacks.data import data_template
from infra.stacks.identity import tenant_policy

TABLE = "arn:aws:dynamodb:us-east-1:111122223333:table/warmline-prod-workspace"
BUCKET = "arn:aws:s3:::warmline-prod"
ARNS = {"WorkspaceTable": TABLE, "Bucket": BUCKET}

TENANTS = st.from_regex(r"[a-z][a-z0-9]{2,11}", fullmatch=True)
Context = dict[str, list[str]]


def resolved(node: Any) -> Any:
    """The template's intrinsic functions, as CloudFormation would resolve them on AWS."""
    if isinstance(node, list):
        return [resolved(entry) for entry in node]
    if not isinstance(node, dict):
        return node
    if "Fn::If" in node:
        condition, local, aws = node["Fn::If"]
        assert condition == "IsLocal", local
        return resolved(aws)
    if "Fn::GetAtt" in node:
        return ARNS[node["Fn::GetAtt"][0]]
    if "Fn::Join" in node:
        return "".join(resolved(node["Fn::Join"][1]))
    return {key: resolved(value) for key, value in node.items()}


def matches(pattern: str, value: str, context: Context) -> bool:
    """`StringLike` with policy variables; the value of a variable is never a wildcard."""
    parts = []
    for text, variable in re.findall(r"([^$]+)|\$\{([^}]+)\}", pattern):
        if variable:
            known = context.get(variable)
            if known is None:
                return False
            parts.append(re.escape(known[0]))
        else:
            parts.append(re.escape(text).replace(r"\*", ".*").replace(r"\?", "."))
    return re.fullmatch("".join(parts), value, re.DOTALL) is not None


def holds(operator: str, keys: dict[str, Any], context: Context) -> bool:
    for key, wanted in keys.items():
        values = context.get(key)
        patterns = wanted if isinstance(wanted, list) else [wanted]
        match operator:
            case "Null":
                if (values is None) != (wanted == "true"):
                    return False
            case "ForAllValues:StringLike":
                if not all(any(matches(p, v, context) for p in patterns) for v in values or []):
                    return False
            case "StringLike":
                if values is None or not any(matches(p, values[0], context) for p in patterns):
                    return False
            case unknown:
                raise AssertionError(f"the simulator does not know {unknown}")
    return True


def allowed(action: str, resource: str, context: Context) -> bool:
    for statement in resolved(tenant_policy())["Statement"]:
        actions = statement["Action"]
        resources = statement["Resource"]
        conditions = statement.get("Condition", {})
        if (
            action in (actions if isinstance(actions, list) else [actions])
            and any(
                matches(pattern, resource, context)
                for pattern in (resources if isinstance(resources, list) else [resources])
            )
            and all(holds(operator, keys, context) for operator, keys in conditions.items())
        ):
            return True
    return False


def tagged(tenant: str, **keys: list[str]) -> Context:
    names = {"leading": "dynamodb:LeadingKeys", "prefix": "s3:prefix"}
    return {"aws:PrincipalTag/tenant": [tenant]} | {names[key]: keys[key] for key in keys}


def test_a_tenant_reads_and_writes_its_own_rows() -> None:
    context = tagged("acme", leading=["acme#conversation#c1", "acme#person#p1"])
    for action in ("GetItem", "Query", "PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem"):
        assert allowed(f"dynamodb:{action}", TABLE, context), action


def test_one_foreign_key_among_its_own_is_enough_for_a_refusal() -> None:
    context = tagged("acme", leading=["acme#conversation#c1", "bolt#conversation#c2"])
    assert not allowed("dynamodb:PutItem", TABLE, context)


def test_a_request_that_names_no_key_is_refused() -> None:
    assert not allowed("dynamodb:Query", TABLE, tagged("acme"))


def test_a_scan_is_refused_whatever_it_says() -> None:
    assert not allowed("dynamodb:Scan", TABLE, tagged("acme", leading=["acme#imports"]))


def test_a_session_without_the_tag_may_do_nothing() -> None:
    keys: Context = {"dynamodb:LeadingKeys": ["#x", "acme#x"]}
    assert not allowed("dynamodb:Query", TABLE, keys)
    assert not allowed("s3:GetObject", f"{BUCKET}/tenants//x", {})


def test_the_index_of_what_is_due_is_closed_to_a_tenant() -> None:
    context = tagged("acme", leading=["due#0"])
    assert not allowed("dynamodb:Query", f"{TABLE}/index/due", context)
    assert not allowed("dynamodb:Query", f"{TABLE}/index/due", tagged("acme", leading=["acme#x"]))


def test_the_index_of_conversations_shows_a_tenant_its_own() -> None:
    listing = f"{TABLE}/index/listing"
    assert allowed("dynamodb:Query", listing, tagged("acme", leading=["acme#conversations"]))
    assert not allowed("dynamodb:Query", listing, tagged("acme", leading=["bolt#conversations"]))


def test_listing_files_needs_the_tenants_own_prefix() -> None:
    assert allowed("s3:ListBucket", BUCKET, tagged("acme", prefix=["tenants/acme/runs/"]))
    assert not allowed("s3:ListBucket", BUCKET, tagged("acme", prefix=["tenants/bolt/"]))
    assert not allowed("s3:ListBucket", BUCKET, tagged("acme", prefix=[""]))
    assert not allowed("s3:ListBucket", BUCKET, tagged("acme"))


@given(mine=TENANTS, other=TENANTS, rest=st.text(max_size=20))
def test_no_key_outside_the_tenant_is_ever_allowed(mine: str, other: str, rest: str) -> None:
    context = tagged(mine, leading=[f"{other}#{rest}"])
    assert allowed("dynamodb:GetItem", TABLE, context) == (mine == other)
    for folder in ("tenants", "uploads"):
        path = f"{BUCKET}/{folder}/{other}/{rest}"
        assert allowed("s3:GetObject", path, tagged(mine)) == (mine == other)


@given(mine=TENANTS, tail=st.from_regex(r"[a-z0-9]{1,5}", fullmatch=True))
def test_a_tenant_whose_name_begins_like_another_is_another(mine: str, tail: str) -> None:
    context = tagged(mine, leading=[f"{mine}{tail}#imports"])
    assert not allowed("dynamodb:GetItem", TABLE, context)


def test_inbound_mail_is_not_a_tenants_file() -> None:
    assert not allowed("s3:GetObject", f"{BUCKET}/mail/abc", tagged("acme"))


def test_the_role_is_assumed_only_by_this_stages_functions_and_only_with_a_tag() -> None:
    role = data_template()["Resources"]["TenantRole"]["Properties"]
    (statement,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert statement["Condition"]["Null"] == {"aws:RequestTag/tenant": "false"}
    trusted = {entry["Fn::Sub"] for entry in statement["Condition"]["ArnLike"]["aws:PrincipalArn"]}
    own_account = "${AWS::AccountId}:"
    assert {shape.partition(own_account)[2] for shape in trusted} == {
        "role/warmline-${Stage}-*",
        "assumed-role/warmline-${Stage}-*/*",
    }
