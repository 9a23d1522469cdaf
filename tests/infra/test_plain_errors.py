"""What stands in the way of a start or a deploy is one clear sentence and its fix."""

from __future__ import annotations

import json
import socket
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3.session
import pytest
from botocore.exceptions import ClientError, WaiterError

from infra.deploy import Cloud, deploy, stage_parameters
from infra.local.platform import require_free_port
from infra.local.run import first_port
from infra.plain_error import PlainError
from infra.third_party import build_layer


def test_a_busy_port_is_named_with_the_way_around_it() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PlainError) as caught:
            require_free_port(port, purpose="console")
    assert f"Port {port} (console) is in use" in str(caught.value)
    assert "WARMLINE_PORT" in str(caught.value)


@pytest.mark.parametrize("given", ["http", "80", "70000", "-1"])
def test_a_port_that_is_none_is_refused_in_words(given: str) -> None:
    with pytest.raises(PlainError, match="which is no port"):
        first_port(given)


def test_without_a_port_the_usual_one_is_used() -> None:
    assert (first_port(""), first_port("9400")) == (8400, 9400)


def test_a_stage_that_nobody_described_says_which_file_to_write() -> None:
    with pytest.raises(PlainError, match=r"infra/stages/nowhere\.json"):
        stage_parameters("nowhere")


@pytest.mark.slow
def test_packages_that_cannot_be_installed_are_named(tmp_path: Path) -> None:
    requirements = tmp_path / "odd.txt"
    requirements.write_text(f"no-such-package==1.0 --hash=sha256:{'0' * 64}\n")
    with pytest.raises(PlainError, match="could not be installed"):
        build_layer(requirements, cache=tmp_path / "cache", target="lambda")


@dataclass
class FakeCloudFormation:
    """A CloudFormation in which every stack fails, as boto3 shows it."""

    events: list[dict[str, str]]
    asked: list[str] = field(default_factory=list)

    def describe_stacks(self, **_: Any) -> Any:
        message = {"Code": "ValidationError", "Message": "Stack does not exist"}
        raise ClientError({"Error": message}, "DescribeStacks")

    def create_stack(self, **arguments: Any) -> None:
        self.asked.append(arguments["StackName"])

    def get_waiter(self, name: str) -> FakeCloudFormation:
        self.asked.append(name)
        return self

    def wait(self, **_: Any) -> None:
        raise WaiterError("StackCreateComplete", "terminal failure", {})

    def describe_stack_events(self, **_: Any) -> Any:
        return {"StackEvents": self.events}


class FakeS3:
    """Takes everything."""

    class meta:  # noqa: N801  boto3's own name.
        region_name = "eu-north-1"

    def head_bucket(self, **_: Any) -> None:
        return

    def put_object(self, **_: Any) -> None:
        return


class FakeSts:
    def get_caller_identity(self) -> dict[str, str]:
        return {"Account": "111122223333"}


@dataclass(frozen=True)
class FakeCloud(Cloud):
    clients: dict[str, Any] = field(default_factory=dict)

    def client(self, service: str) -> Any:
        return self.clients[service]


def test_a_failed_deploy_names_the_stack_and_the_first_resource_that_failed() -> None:
    formation = FakeCloudFormation(
        events=[
            {"LogicalResourceId": "Whole", "ResourceStatus": "ROLLBACK_IN_PROGRESS"},
            {
                "LogicalResourceId": "Mail",
                "ResourceStatus": "CREATE_FAILED",
                "ResourceStatusReason": "Resource creation cancelled",
            },
            {
                "LogicalResourceId": "Bucket",
                "ResourceStatus": "CREATE_FAILED",
                "ResourceStatusReason": "the name is taken",
            },
        ]
    )
    cloud = FakeCloud(
        session=boto3.session.Session(region_name="eu-north-1"),
        clients={"cloudformation": formation, "s3": FakeS3(), "sts": FakeSts()},
    )
    parameters = {"Stage": "prod", "Local": "no", "ConsoleUrl": "https://app.example.com"}
    with pytest.raises(PlainError) as caught:
        deploy((), parameters=parameters, cloud=cloud, report=lambda _: None)
    assert "warmline-prod-data failed: Bucket: the name is taken" in str(caught.value)


def test_the_example_stage_gives_every_parameter_without_a_default() -> None:
    from infra.deployables import ROOT
    from infra.stacks.data import data_template

    example = json.loads((ROOT / "infra" / "stages" / "example.json").read_text())
    parameters = data_template()["Parameters"]
    needed = {name for name, about in parameters.items() if "Default" not in about} - {"Stage"}
    assert needed <= set(example)
