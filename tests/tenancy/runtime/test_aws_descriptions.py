"""Sessions read less of AWS than botocore does, and nothing else."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import botocore.session
import pytest
from botocore.loaders import Loader
from botocore.regions import EndpointResolver

from infra.aws_endpoints import prefixes, trimmed
from tenancy.runtime.aws_clients import new_session
from tenancy.runtime.aws_descriptions import ENDPOINTS, SERVICES, OurDescriptions

REGIONS = ("eu-west-1", "us-east-1", "cn-north-1", "us-gov-west-1", "mars-north-1")
KEYS = {"aws_access_key_id": "AKIATEST", "aws_secret_access_key": "test"}


@cache
def both_endpoints() -> tuple[Any, ...]:
    return tuple(loader.load_data("endpoints") for loader in (OurDescriptions(), Loader()))


@cache
def botocores_own() -> botocore.session.Session:
    """It reads the descriptions of all services, so it is made once."""
    return botocore.session.Session()


def test_the_endpoints_are_those_of_the_installed_botocore() -> None:
    written = json.loads(ENDPOINTS.read_text(encoding="utf-8"))
    assert written == trimmed(), "run python -m infra.aws_endpoints"


@pytest.mark.parametrize("prefix", sorted(prefixes()))
@pytest.mark.parametrize("region", REGIONS)
def test_an_endpoint_is_found_as_in_the_whole_list(prefix: str, region: str) -> None:
    found: list[Any] = [
        EndpointResolver(endpoints).construct_endpoint(prefix, region)
        for endpoints in both_endpoints()
    ]
    assert found[0] == found[1]


@pytest.mark.costly(first=1)
@pytest.mark.parametrize("service", sorted(SERVICES))
@pytest.mark.parametrize("region", REGIONS[:3])
def test_a_client_asks_where_and_how_botocores_own_would(
    service: str, region: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    ours, plain = (
        session.create_client(service, region, **KEYS)
        for session in (new_session(), botocores_own())
    )
    assert ours.meta.endpoint_url == plain.meta.endpoint_url
    assert ours.meta.config.signature_version == plain.meta.config.signature_version
    assert ours.meta.method_to_api_mapping == plain.meta.method_to_api_mapping


EVENTS = (
    "before-parameter-build",
    "before-endpoint-resolution",
    "before-call",
    "request-created",
    "choose-signer",
    "before-sign",
    "before-send",
    "before-parse",
    "needs-retry",
    "after-call",
    "after-call-error",
    "provide-client-params",
)


@pytest.mark.parametrize("service", sorted(SERVICES))
def test_an_event_of_a_call_is_heard_by_those_who_hear_it_at_botocores_own(service: str) -> None:
    def heard_by(session: botocore.session.Session) -> dict[str, list[Any]]:
        client = session.create_client(service, "eu-west-1", **KEYS)
        name = client.meta.service_model.service_id.hyphenize()
        operations = client.meta.service_model.operation_names
        emitter: Any = client.meta.events
        return {
            event: _listeners(emitter, event)
            for event in (
                *("choose-service-name", f"creating-client-class.{name}"),
                *(f"{event}.{name}.{operation}" for event in EVENTS for operation in operations),
            )
        }

    assert heard_by(new_session()) == heard_by(botocores_own())


def _listeners(emitter: Any, event: str) -> list[str]:
    """botocore's own: the tests listen too."""
    heard_by = emitter._emitter._handlers.prefix_search(event)
    return [
        handler.__qualname__ for handler in heard_by if handler.__module__.startswith("botocore.")
    ]


def test_a_link_to_a_file_is_signed_as_by_botocores_own() -> None:
    ours, plain = (
        session.create_client("s3", "eu-central-1", **KEYS).generate_presigned_url(
            "get_object", Params={"Bucket": "sample-bucket", "Key": "mail/1"}
        )
        for session in (new_session(), botocores_own())
    )
    assert ours.split("?")[0] == plain.split("?")[0]


def test_what_one_session_listens_to_no_other_hears() -> None:
    heard: list[str] = []

    def listen(**_: object) -> None:
        heard.append("one")

    one, other = new_session(), new_session()
    one.register("sample-event", listen)
    other.get_component("event_emitter").emit("sample-event")
    assert heard == []
    new_session().get_component("event_emitter").emit("sample-event")
    assert heard == []
    one.get_component("event_emitter").emit("sample-event")
    assert heard == ["one"]
