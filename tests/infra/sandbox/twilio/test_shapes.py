"""The sandbox's Twilio answers with every field that the SDK's own resources read.

It refuses every parameter that the SDK does not have.
"""

from __future__ import annotations

import inspect
import re

import pytest
import requests
from twilio.rest.api.v2010.account.call import CallInstance
from twilio.rest.api.v2010.account.message import MessageInstance

from infra.sandbox.client import SandboxClient
from infra.sandbox.settings import ACCOUNT_SID, AUTH_TOKEN
from tests.infra.sandbox.conftest import ANN, OURS, Served


def read_by(resource: type[object]) -> set[str]:
    """What the SDK looks for in an answer."""
    return set(re.findall(r'payload\.get\(\s*"(\w+)"', inspect.getsource(resource.__init__)))


@pytest.mark.parametrize(
    ("path", "form", "resource"),
    [
        ("Messages", {"Body": "Hello"}, MessageInstance),
        ("Calls", {"Twiml": "<Response/>"}, CallInstance),
    ],
)
def test_an_answer_has_every_field_of_the_sdks_resource(
    served: Served, world: SandboxClient, path: str, form: dict[str, str], resource: type[object]
) -> None:
    expected = read_by(resource)
    assert {"sid", "status", "date_created"} <= expected
    url = f"{served.url}/twilio/2010-04-01/Accounts/{ACCOUNT_SID}/{path}.json"
    sent = {"To": ANN, "From": OURS, **form}
    answered = requests.post(url, data=sent, auth=(ACCOUNT_SID, AUTH_TOKEN), timeout=5).json()
    assert expected <= answered.keys(), expected - answered.keys()
    listed = requests.get(url, auth=(ACCOUNT_SID, AUTH_TOKEN), timeout=5).json()
    assert expected <= listed[path.lower()][0].keys()


SENT = {"To": ANN, "From": OURS, "Body": "Hello"}
PLACED = {"To": ANN, "From": OURS, "Twiml": "<Response/>"}


def post(served: Served, path: str, form: dict[str, str]) -> requests.Response:
    url = f"{served.url}/twilio/2010-04-01/Accounts/{ACCOUNT_SID}/{path}.json"
    return requests.post(url, data=form, auth=(ACCOUNT_SID, AUTH_TOKEN), timeout=5)


@pytest.mark.parametrize(
    ("path", "form", "planted"),
    [
        ("Messages", SENT, "StatusCallbak"),
        ("Messages", SENT, "StatusCallbackEvent"),
        ("Calls", PLACED, "AsyncAMD"),
        ("Calls", PLACED, "Body"),
    ],
)
def test_a_parameter_twilio_does_not_have_is_refused(
    served: Served, path: str, form: dict[str, str], planted: str
) -> None:
    refused = post(served, path, {**form, planted: "true"})
    assert refused.status_code == 400
    assert refused.json()["message"] == f"Unknown parameter: {planted}"


def test_a_change_of_a_call_takes_only_what_twilio_has(served: Served) -> None:
    sid = post(served, "Calls", PLACED).json()["sid"]
    refused = post(served, f"Calls/{sid}", {"Status": "completed", "Reason": "over"})
    assert (refused.status_code, refused.json()["code"]) == (400, 20001)
