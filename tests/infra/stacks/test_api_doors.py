"""What stands before an API on AWS, and that no door is left beside it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from infra.deployables import CONSOLE, DEPLOYABLES, OUTREACH, ROOT, Deployable
from infra.stacks.api_doors import LOGS_KEPT_DAYS
from infra.stacks.app import finished_template, merge_template
from infra.stacks.as_on_aws import as_on_aws

WITH_REST = [deployable for deployable in DEPLOYABLES if deployable.rest]


def on_aws(deployable: Deployable) -> dict[str, Any]:
    return as_on_aws(merge_template(deployable))["Resources"]


@pytest.mark.parametrize("deployable", WITH_REST, ids=lambda one: one.name)
def test_the_firewall_stands_before_the_rest_api(deployable: Deployable) -> None:
    resources = on_aws(deployable)
    association = resources["WebAclOfRestApi"]["Properties"]
    assert association["WebACLArn"] == {"Fn::GetAtt": ["WebAcl", "Arn"]}
    assert "restapis/${RestAPI}/stages/${RestAPI.Stage}" in association["ResourceArn"]["Fn::Sub"]
    rules = resources["WebAcl"]["Properties"]["Rules"]
    assert [rule["Priority"] for rule in rules] == [1, 2, 3, 4]
    (rate,) = (rule for rule in rules if "RateBasedStatement" in rule["Statement"])
    assert rate["Action"] == {"Block": {}}
    assert 100 <= rate["Statement"]["RateBasedStatement"]["Limit"] <= 2000


@pytest.mark.parametrize("deployable", WITH_REST, ids=lambda one: one.name)
def test_no_rule_ever_holds_up_a_provider_whose_requests_are_signed(
    deployable: Deployable,
) -> None:
    for rule in on_aws(deployable)["WebAcl"]["Properties"]["Rules"]:
        (statement,) = rule["Statement"].values()
        exempt = statement["ScopeDownStatement"]["NotStatement"]["Statement"]["ByteMatchStatement"]
        assert exempt["SearchString"] == "/hooks/"


@pytest.mark.parametrize("deployable", WITH_REST, ids=lambda one: one.name)
def test_every_method_is_throttled_and_only_the_domain_answers(deployable: Deployable) -> None:
    api = on_aws(deployable)["RestAPI"]["Properties"]
    (throttled,) = api["MethodSettings"]
    assert (throttled["ResourcePath"], throttled["HttpMethod"]) == ("/*", "*")
    assert 0 < throttled["ThrottlingRateLimit"] < throttled["ThrottlingBurstLimit"]
    assert api["DisableExecuteApiEndpoint"] is True


def test_the_socket_is_throttled_and_reached_back_by_its_domain() -> None:
    api = {"Properties": {"Name": "x"}}
    stage = {"Properties": {"DeploymentId": "x", "StageName": "api"}}
    merged = merge_template(OUTREACH)
    chalice = {"WebsocketAPIDeployment": {}, "WebsocketAPIStage": stage, "WebsocketAPI": api}
    whole = merged | {"Resources": merged["Resources"] | chalice}
    resources = as_on_aws(finished_template(whole, OUTREACH))["Resources"]
    settings = resources["WebsocketAPIStage"]["Properties"]["DefaultRouteSettings"]
    assert 0 < settings["ThrottlingRateLimit"] < settings["ThrottlingBurstLimit"]
    assert on_aws(OUTREACH)["WebsocketAPI"]["Properties"]["DisableExecuteApiEndpoint"] is True
    variables = as_on_aws(merged)["Globals"]["Function"]["Environment"]["Variables"]
    assert variables["AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI"] == {
        "Fn::Sub": "https://${SocketHost}/voice"
    }


@pytest.mark.parametrize("deployable", WITH_REST, ids=lambda one: one.name)
def test_a_log_of_access_names_nobody(deployable: Deployable) -> None:
    """A path of a customer's page is a token, and an address is a person's."""
    fields = json.loads(on_aws(deployable)["RestAPI"]["Properties"]["AccessLogSetting"]["Format"])
    told = set(fields.values())
    assert "$context.status" in told
    assert not [name for name in told if "identity" in name or name == "$context.path"]


@pytest.mark.parametrize("deployable", DEPLOYABLES, ids=lambda one: one.name)
def test_every_log_ends_and_is_encrypted(deployable: Deployable) -> None:
    groups = [
        resource["Properties"]
        for resource in on_aws(deployable).values()
        if resource.get("Type") == "AWS::Logs::LogGroup"
    ]
    named = {group["LogGroupName"]["Fn::Sub"] for group in groups}
    assert named >= {
        f"/aws/lambda/warmline-${{Stage}}-{deployable.name}-{function.name}"
        for function in deployable.functions
    }
    assert {group["RetentionInDays"] for group in groups} == {LOGS_KEPT_DAYS}
    assert all("data-key-arn" in json.dumps(group["KmsKeyId"]) for group in groups)


def test_imports_never_take_the_room_of_replies() -> None:
    """What is reserved is also the most a function may have."""
    room = {function.name: function.at_once for each in DEPLOYABLES for function in each.functions}
    for answering in ("advance_replies", "voice_message"):
        assert room[answering] >= 5 * (room["import_customers"] + room["segment_customers"])
    for deployable in DEPLOYABLES:
        resources = on_aws(deployable)
        for function in deployable.functions:
            properties = resources[function.resource]["Properties"]
            assert properties["ReservedConcurrentExecutions"] == function.at_once
            for source in properties.get("Events", {}).values():
                scaling = source["Properties"].get("ScalingConfig")
                assert scaling in (None, {"MaximumConcurrency": function.at_once})


def test_who_deploys_is_told_how_much_room_is_reserved() -> None:
    reserved = sum(function.at_once for each in DEPLOYABLES for function in each.functions)
    page = (ROOT / "docs" / "operations" / "deploy.md").read_text(encoding="utf-8")
    assert f"reserve {reserved} invocations" in page


def test_the_local_platform_is_given_none_of_it() -> None:
    resources = merge_template(CONSOLE)["Resources"]
    for name in ("WebAcl", "WebAclOfRestApi", "AccessLogs", "APIHandlerLogs"):
        assert resources[name]["Condition"] == "OnAws"
