"""The sandbox's Twilio against Twilio's own SDK: every field it reads is there, and a parameter it
does not know is refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
import requests
from twilio.rest import Client
from twilio.rest.api.v2010.account.call import CallInstance
from twilio.rest.api.v2010.account.message import MessageInstance

from infra.sandbox.settings import ACCOUNT_SID, AUTH_TOKEN
from tests.infra.sandbox.conftest import ANN, OURS, Served

SENT = {"To": ANN, "From": OURS, "Body": "Hello"}
PLACED = {"To": ANN, "From": OURS, "Twiml": "<Response/>"}


class ReadFields(dict[str, Any]):
    """Notes which fields the SDK asks an answer for."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def get(self, name: str, default: Any = None) -> Any:
        self.names.add(name)
        return default


def asked_for(kind: type[Any], twilio: Client) -> set[str]:
    fields = ReadFields()
    kind(twilio.api.v2010, fields, account_sid=ACCOUNT_SID)
    return fields.names


def post(served: Served, path: str, form: Mapping[str, str]) -> requests.Response:
    url = f"{served.url}/twilio/2010-04-01/Accounts/{ACCOUNT_SID}/{path}.json"
    return requests.post(url, data=form, auth=(ACCOUNT_SID, AUTH_TOKEN), timeout=5)


@pytest.mark.parametrize(
    ("path", "kind", "form"), [("Messages", MessageInstance, SENT), ("Calls", CallInstance, PLACED)]
)
def test_what_the_sdk_reads_is_there(
    served: Served, twilio: Client, path: str, kind: type[Any], form: dict[str, str]
) -> None:
    answer = post(served, path, form)
    assert answer.status_code == 201
    fields = asked_for(kind, twilio)
    assert {"sid", "status", "to", "from"} <= fields
    assert fields <= set(answer.json())


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
