"""The sandbox's Twilio answers with every field that the SDK's own resources read."""

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
