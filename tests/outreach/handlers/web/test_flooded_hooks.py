"""A form of more fields or bytes than any hook of ours is refused before it is parsed.

In a process of its own: the module of the triggers sets up the logs of the whole process.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[4]
ASK = """
import json
from functions.outreach.app import app
from tenancy.runtime.http import MOST_BODY_BYTES, MOST_FIELDS

def asked(path, body):
    event = {
        "httpMethod": "POST",
        "path": path,
        "requestContext": {
            "httpMethod": "POST",
            "resourcePath": path,
            "path": path,
            "identity": {"sourceIp": "192.0.2.1"},
        },
        "headers": {"content-type": "application/x-www-form-urlencoded"},
        "multiValueHeaders": {"content-type": ["application/x-www-form-urlencoded"]},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "pathParameters": {"token": "x", "tenant": "t_x"},
        "stageVariables": None,
        "body": body,
        "isBase64Encoded": False,
    }
    return app(event, None)["statusCode"]

floods = ("&" * MOST_FIELDS, "a=" + "x" * MOST_BODY_BYTES)
paths = [path for path, verbs in app.routes.items() if "POST" in verbs]
answered = {path: [asked(path, body) for body in floods] for path in paths}
print(json.dumps(answered))
"""


@pytest.mark.slow
def test_every_public_form_of_outreach_refuses_a_flood_before_it_is_parsed() -> None:
    done = subprocess.run(
        [sys.executable, "-c", ASK], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    answered = json.loads(done.stdout.splitlines()[-1])
    assert {"/hooks/twilio/messages", "/hooks/stripe", "/c/{token}"} <= answered.keys()
    assert {tuple(statuses) for statuses in answered.values()} == {(413, 413)}
