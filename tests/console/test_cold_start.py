"""What a fresh console loads before its first page: a founder waits for every import."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ANSWER = """
import json, sys
from frontend_api.app import app
event = {
    "httpMethod": "GET", "path": sys.argv[1], "resource": "/{proxy+}",
    "pathParameters": {"proxy": sys.argv[1][1:]}, "queryStringParameters": None,
    "multiValueQueryStringParameters": None, "headers": {}, "stageVariables": None,
    "requestContext": {"httpMethod": "GET", "resourcePath": "/{proxy+}", "identity": {}},
    "body": None, "isBase64Encoded": False,
}
status = app(event, None)["statusCode"]
print(json.dumps([status, sorted(sys.modules)]))
"""
ENVIRONMENT = {
    f"WARMLINE_{name}": "sample"
    for name in (
        "BUCKET",
        "CONSOLE_URL",
        "HOOKS_URL",
        "IMPORTS_QUEUE_URL",
        "QUERY_FUNCTION",
        "REPLIES_QUEUE_URL",
        "SECRETS_PREFIX",
        "SEGMENTS_QUEUE_URL",
        "SEND_CODE_FUNCTION",
        "STAGE",
    )
}
ALLOWED = {
    "chalice",
    "frontend_api",
    "functions",
    "functions.product",
    "jinja2",
    "markupsafe",
    "tenancy",
}


@pytest.mark.costly(first=1)
@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/sign-in", ALLOWED),
        ("/", ALLOWED),
        ("/static/nothing.css", ALLOWED),
        ("/sign-up", ALLOWED | {"babel", "tzdata"}),
    ],
)
def test_a_page_without_a_session_loads_no_sdk_and_no_page_but_its_own(
    path: str, allowed: set[str]
) -> None:
    answered = subprocess.run(
        [sys.executable, "-c", ANSWER, path],
        cwd=ROOT,
        env=ENVIRONMENT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    status, modules = json.loads(answered)
    assert status in {200, 303, 404}
    assert {package for name in modules if (package := _package(name))} <= allowed


def _package(module: str) -> str:
    """What a module is counted as: its distribution, or one of our packages; else empty."""
    first, _, rest = module.partition(".")
    if first in sys.stdlib_module_names or first.startswith("_"):
        return ""
    return f"{first}.{rest.partition('.')[0]}" if first == "functions" and rest else first
