"""The table of onward processors names every host and service that the shipped code can reach.

A new adapter, a new host in a constant or a new service of AWS fails here until docs/
data-processing.md says who gets what of whom there.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from urllib.parse import urlsplit

import pytest
import stripe
from twilio.rest import Client

from infra.deployables import DEPLOYABLES, ROOT
from infra.stacks.app import merge_template
from infra.stacks.data import data_template

PAGE = ROOT / "docs" / "data-processing.md"
SHIPPED = ("functions", "tenancy", "frontend_api")
ONLY_CITED = "functions/customer_base/columns/presets"
"""Addresses of vendors' manuals, which say where headers were read."""
EXAMPLES = re.compile(r"(^|\.)example\.(com|org)$")
CONNECTS = {
    *("boto3", "botocore", "pynamodb", "twilio", "stripe", "openai", "requests", "urllib3"),
    *("http.client", "urllib.request", "httpx", "httpx2", "aiohttp", "smtplib", "socket"),
}
"""Modules by which a program reaches another machine."""
REACHED_FROM = {
    "functions/calendars/guarded_http.py": "the founder's own calendar provider",
    "functions/language_model/": "OpenAI",
    "functions/outreach/adapters/openai/": "OpenAI",
    "functions/outreach/adapters/twilio/": "Twilio",
    "functions/outreach/handlers/web/twiml.py": "Twilio",
    "functions/outreach/adapters/webhooks/": "the founder's other tools",
    "functions/stripe_source/": "Stripe, the founder's own account",
    "tenancy/billing/stripe.py": "Stripe, for our own bills",
}
"""Where code connects to whom; what is AWS's may stand anywhere."""
AWS = {"boto3", "botocore", "pynamodb"}
SERVICES = {
    "apigatewaymanagementapi": "API Gateway",
    "cognito-idp": "Cognito",
    "lambda": "Lambda",
    "s3": "S3",
    "secretsmanager": "Secrets Manager",
    "ses": "SES",
    "sqs": "SQS",
    "sts": "STS",
}
PROCESSORS = (
    "AWS",
    "Cal.com",
    "Google, as a sub-processor",
    "Meta",
    "OpenAI",
    "Stripe, for our own bills",
    "Stripe, the founder's own account",
    "Twilio",
    "the founder's other tools",
    "the founder's own calendar provider",
)
"""How the rows begin, one each."""
MADE_BY_TEMPLATES = {
    "ApiGateway": "API Gateway",
    "ApiGatewayV2": "API Gateway",
    "CloudWatch": "CloudWatch",
    "Cognito": "Cognito",
    "DynamoDB": "DynamoDB",
    "IAM": "STS",
    "KMS": "KMS",
    "Lambda": "Lambda",
    "Logs": "CloudWatch",
    "S3": "S3",
    "SES": "SES",
    "SNS": "SNS",
    "SQS": "SQS",
    "SecretsManager": "Secrets Manager",
    "WAFv2": "WAF",
}
"""Service of a resource's type, and its name in the table."""


def rows() -> dict[str, str]:
    """The table: who, and the whole row."""
    text = PAGE.read_text(encoding="utf-8").partition("## Onward processors")[2]
    lines = [line for line in text.partition("\n## ")[0].splitlines() if line.startswith("| ")]
    return {line.split("|")[1].strip(): line for line in lines[1:]}


@cache
def trees() -> tuple[tuple[str, ast.Module], ...]:
    sources = (path for name in SHIPPED for path in sorted((ROOT / name).rglob("*.py")))
    return tuple(
        (str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8")))
        for path in sources
    )


def texts(tree: ast.Module) -> Iterator[str]:
    """Every text of a module that is no docstring."""
    bare = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in bare:
            yield node.value


def hosts_in(text: str) -> set[str]:
    found = re.findall(r"https?://([a-z0-9-]+(?:\.[a-z0-9-]+)+)", text)
    return {host for host in found if not EXAMPLES.search(host)}


def reached_by_constants() -> set[str]:
    return {
        host
        for place, tree in trees()
        if not place.startswith(ONLY_CITED)
        for text in texts(tree)
        for host in hosts_in(text)
    }


def reached_by_sdks() -> set[str]:
    """Hosts of the SDKs that the code leaves at their default."""
    twilio = Client("AC" + "5" * 32, "none").api.base_url
    return {str(urlsplit(url).hostname) for url in (twilio, stripe.DEFAULT_API_BASE)}


def imported(tree: ast.AST) -> Iterator[str]:
    """Modules that are imported when the code runs."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        yield from imported(node)


def connecting(tree: ast.AST) -> set[str]:
    return {
        known
        for name in imported(tree)
        for known in CONNECTS
        if name == known or name.startswith(f"{known}.")
    }


@pytest.mark.slow
def test_every_host_in_the_code_is_in_the_table_and_no_other() -> None:
    named = {
        host
        for row in rows().values()
        for host in re.findall(r"`([a-z0-9-]+(?:\.[a-z0-9-]+)+)`", row)
    }
    assert named == reached_by_constants() | reached_by_sdks()


@pytest.mark.slow
def test_whoever_opens_a_connection_is_known_by_name() -> None:
    strangers = {
        place: sorted(connecting(tree) - AWS)
        for place, tree in trees()
        if connecting(tree) - AWS and not place.startswith(tuple(REACHED_FROM))
    }
    assert strangers == {}
    assert {
        who for who in REACHED_FROM.values() if not any(who in name for name in rows())
    } == set()


@pytest.mark.slow
def test_every_service_of_aws_that_is_called_is_named() -> None:
    called = {
        node.args[0].value
        for _, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).endswith("client")
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    }
    assert called == set(SERVICES)
    (aws,) = [name for name in rows() if name.startswith("AWS")]
    assert [name for name in (*SERVICES.values(), "DynamoDB") if name not in aws] == []


def test_every_service_that_a_template_makes_something_of_is_named() -> None:
    templates = [data_template(), *map(merge_template, DEPLOYABLES)]
    made = {
        str(resource.get("Type", "")).split("::")[1]
        for template in templates
        for resource in template["Resources"].values()
        if resource.get("Type")
    }
    (aws,) = [name for name in rows() if name.startswith("AWS")]
    assert made == set(MADE_BY_TEMPLATES)
    assert [name for name in MADE_BY_TEMPLATES.values() if name not in aws] == []


def test_every_row_says_what_leaves_where_and_what_ends_it() -> None:
    cells = {who: [cell.strip() for cell in row.split("|")[1:-1]] for who, row in rows().items()}
    named = [[who for who in PROCESSORS if row.startswith(who)] for row in sorted(cells)]
    assert named == [[who] for who in sorted(PROCESSORS)]
    assert {who for who, found in cells.items() if len(found) != 5 or not all(found)} == set()


def test_a_host_that_nobody_wrote_down_would_be_seen() -> None:
    planted = ast.parse('"""https://cited.vendor.io"""\nURL = "https://api.vendor.io/v1"\n')
    assert [hosts_in(text) for text in texts(planted)] == [{"api.vendor.io"}]
    code = "if TYPE_CHECKING:\n    import smtplib\ndef send():\n    import http.client\n"
    assert connecting(ast.parse(code)) == {"http.client"}
