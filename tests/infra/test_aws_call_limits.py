"""Every client of AWS that a function makes gives up before Lambda ends the function."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from infra.deployables import DEPLOYABLES, ROOT
from tenancy.data.credentials import acting_for
from tenancy.data.table import ControlItem, WorkspaceItem
from tenancy.runtime.aws_clients import make_client
from tenancy.runtime.aws_limits import limits_of
from tenancy.tenant import tenant_id
from tests.source_trees import parsed, source_text

SHIPPED = ("frontend_api", "functions", "tenancy")
MAKERS = {"tenancy/runtime/aws_clients.py", "tenancy/data/credentials.py"}
"""The only places that ask botocore for a client."""
SERVICE_OF = {"cognito-idp": "cognito-idp", "execute-api": "apigatewaymanagementapi"}
"""Where a policy calls a service by another name than botocore."""


def sources(word: str) -> Iterator[tuple[str, ast.Module]]:
    """Every file in which the word stands, which is seen sooner than it is parsed."""
    for folder in SHIPPED:
        for path in (ROOT / folder).rglob("*.py"):
            if word in source_text(path):
                yield str(path.relative_to(ROOT)), parsed(path)


@cache
def called_with_a_service() -> tuple[tuple[str, str, str], ...]:
    """File, function called, and the service where it is named."""
    return tuple(_calls())


def _calls() -> Iterator[tuple[str, str, str]]:
    for file, tree in sources("client"):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                named = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
                partly = name == "partial" and "_client" in ast.unparse(node)
                if name in {"create_client", "make_client", "client", "_client"} or partly:
                    yield file, name, str(named[0]) if named else ""


def shortest_wait_s(service: str) -> int:
    """The timeout of the function that is given the least time and may call the service."""
    least = []
    for deployable in DEPLOYABLES:
        for function in deployable.functions:
            statements = json.loads(deployable.policy(function).read_text())["Statement"]
            actions = {
                action.partition(":")[0]
                for statement in statements
                for action in (
                    [statement["Action"]]
                    if isinstance(statement["Action"], str)
                    else statement["Action"]
                )
            }
            # Who may become a tenant reaches the tenant's rows and files.
            services = {SERVICE_OF.get(action, action) for action in actions}
            if "sts" in services:
                services |= {"dynamodb", "s3"}
            if service in services:
                least.append(function.timeout_s)
    return min(least)


SERVICES = sorted(
    {service for _, _, service in called_with_a_service() if service} | {"dynamodb", "s3", "sts"}
)


def test_clients_are_made_in_one_place_that_knows_the_limits() -> None:
    makers = {file for file, name, _ in called_with_a_service() if name == "create_client"}
    assert makers == MAKERS
    assert not [file for file, tree in sources("boto3") if "boto3.client" in ast.unparse(tree)]


def configured(client: Any) -> tuple[float, float, int]:
    config = client.meta.config
    return config.connect_timeout, config.read_timeout, config.retries["total_max_attempts"]


def as_limited(service: str) -> tuple[float, float, int]:
    limits = limits_of(service)
    return limits.connect_s, limits.read_s, limits.attempts


@pytest.mark.parametrize("service", SERVICES)
def test_the_longest_a_call_can_take_is_less_than_its_function_has(service: str) -> None:
    assert limits_of(service).longest_s < shortest_wait_s(service)


@pytest.mark.usefixtures("shared_aws")
@pytest.mark.parametrize("service", SERVICES)
def test_a_client_has_the_limits_of_its_service(
    service: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI", "https://example.com")
    assert configured(make_client(service)) == as_limited(service)


@pytest.mark.usefixtures("shared_aws")
def test_the_clients_of_a_tenant_and_of_both_tables_have_them_too() -> None:
    with acting_for(tenant_id("t_aaaaaaaaaaaa")) as session:
        assert configured(session.s3_client()) == as_limited("s3")
        table = WorkspaceItem._get_connection()
        assert configured(table.connection.client) == as_limited("dynamodb")
    control = ControlItem._get_connection()
    assert configured(control.connection.client) == as_limited("dynamodb")


@pytest.mark.parametrize("service", ["ses", "lambda", "apigatewaymanagementapi"])
def test_what_must_not_happen_twice_is_asked_for_once(service: str) -> None:
    assert limits_of(service).attempts == 1
