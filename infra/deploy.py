"""Deploys one stage through CloudFormation: data, then base, then outreach, then console.

The same code and templates serve AWS and the local platform; only the parameters differ. A stack
whose template and parameters are unchanged is left alone. A failed deploy is one clear sentence.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from botocore.exceptions import BotoCoreError, ClientError, WaiterError

from infra.deployables import ROOT
from infra.plain_error import PlainError
from infra.stacks.app import parameter_names
from infra.stacks.data import data_template
from infra.stacks.secret_values import parameter_of
from infra.stage import BUILD, Artifact, stage_all
from tenancy.runtime.secrets import SECRETS

if TYPE_CHECKING:
    import boto3.session

Parameters = Mapping[str, str]
Report = Callable[[str], None]

_DATA_PARAMETERS = frozenset(
    {"Stage", "Local", "ConsoleUrl", "MailDomain", "AlarmEmail", *map(parameter_of, SECRETS)}
)


@dataclass(frozen=True, slots=True)
class Cloud:
    """Where to deploy: AWS, or a local platform when there is an endpoint."""

    session: boto3.session.Session
    endpoint: str = ""
    poll_s: float = 5

    def client(self, service: str) -> Any:
        """A client of one service; the local platform needs path-style S3."""
        from botocore.config import Config

        where: dict[str, Any] = {"endpoint_url": self.endpoint} if self.endpoint else {}
        config = Config(s3={"addressing_style": "path"}) if self.endpoint else Config()
        return self.session.client(service, config=config, **where)  # type: ignore[call-overload]


@dataclass(frozen=True, slots=True)
class Stack:
    """One CloudFormation stack, as it should be."""

    name: str
    body: str
    parameters: Parameters

    @property
    def mark(self) -> str:
        """Names template and parameters together; kept as a tag to see that nothing changed."""
        whole = self.body + json.dumps(sorted(self.parameters.items()))
        return hashlib.sha256(whole.encode()).hexdigest()[:32]


def deploy(
    artifacts: tuple[Artifact, ...], *, parameters: Parameters, cloud: Cloud, report: Report
) -> dict[str, dict[str, str]]:
    """Bring every stack of a stage to its artefact; answers each stack's outputs by short name.

    Raises `PlainError` naming the stack and the first resource that failed.
    """
    try:
        return _deploy(artifacts, parameters=parameters, cloud=cloud, report=report)
    except (BotoCoreError, ClientError) as error:
        raise PlainError(
            f"The deploy of stage {parameters['Stage']} failed: {error}.",
            fix="Check the AWS credentials, the region and that the account may be reached.",
        ) from error


def _deploy(
    artifacts: tuple[Artifact, ...], *, parameters: Parameters, cloud: Cloud, report: Report
) -> dict[str, dict[str, str]]:
    stage = parameters["Stage"]
    bucket = _artifact_bucket(stage, cloud)
    data = Stack(
        name=f"warmline-{stage}-data",
        body=json.dumps(data_template()),
        parameters=_only(parameters, _DATA_PARAMETERS),
    )
    outputs = {"data": _apply(data, bucket=bucket, cloud=cloud, report=report)}
    for artifact in artifacts:
        name = artifact.deployable.name
        code_key = f"code/{name}-{artifact.code_digest}.zip"
        layer_key = f"layers/{name}-{artifact.layer_digest}.zip"
        _upload(artifact.code, key=code_key, bucket=bucket, cloud=cloud)
        _upload(artifact.layer, key=layer_key, bucket=bucket, cloud=cloud)
        zips = {"ArtifactBucket": bucket, "CodeKey": code_key, "LayerKey": layer_key}
        stack = Stack(
            name=f"warmline-{stage}-{name}",
            body=artifact.template.read_text(),
            parameters=_only(
                {**parameters, **zips, **_hosts(parameters, name)},
                parameter_names(artifact.deployable),
            ),
        )
        outputs[name] = _apply(stack, bucket=bucket, cloud=cloud, report=report)
    return outputs


def _only(parameters: Parameters, names: frozenset[str]) -> dict[str, str]:
    return {name: value for name, value in parameters.items() if name in names}


def _hosts(parameters: Parameters, deployable: str) -> dict[str, str]:
    """Custom domains come from the public URLs, so that the two cannot disagree."""
    url = parameters["ConsoleUrl" if deployable == "console" else "HooksUrl"]
    rest, socket = urlsplit(url).hostname, urlsplit(parameters["SocketUrl"]).hostname
    return {"RestHost": rest or "", "SocketHost": socket or ""}


def _artifact_bucket(stage: str, cloud: Cloud) -> str:
    account = cloud.client("sts").get_caller_identity()["Account"]
    s3 = cloud.client("s3")
    region = s3.meta.region_name
    bucket = f"artifacts-warmline-{stage}-{account}-{region}"
    try:
        s3.head_bucket(Bucket=bucket)
    except ClientError as error:
        if error.response["Error"]["Code"] not in {"404", "NoSuchBucket"}:
            raise
        elsewhere = {"CreateBucketConfiguration": {"LocationConstraint": region}}
        s3.create_bucket(Bucket=bucket, **({} if region == "us-east-1" else elsewhere))
    return bucket


def _upload(path: Path, *, key: str, bucket: str, cloud: Cloud) -> None:
    """Contents name the key, so what is there already is the same."""
    s3 = cloud.client("s3")
    try:
        s3.head_object(Bucket=bucket, Key=key)
    except ClientError as error:
        if error.response["Error"]["Code"] not in {"404", "NoSuchKey"}:
            raise
        s3.upload_file(str(path), bucket, key)


def _apply(stack: Stack, *, bucket: str, cloud: Cloud, report: Report) -> dict[str, str]:
    cloudformation = cloud.client("cloudformation")
    standing = _standing(stack.name, cloudformation)
    if standing is not None and _mark_of(standing) == stack.mark and _is_whole(standing):
        report(f"{stack.name}: unchanged")
        return _outputs_of(standing)
    if standing is not None and standing["StackStatus"] == "ROLLBACK_COMPLETE":
        cloudformation.delete_stack(StackName=stack.name)
        _wait(cloudformation, "stack_delete_complete", stack.name, cloud)
        standing = None
    verb = "create" if standing is None else "update"
    report(f"{stack.name}: {verb}")
    _change(stack, verb=verb, bucket=bucket, cloud=cloud)
    _wait(cloudformation, f"stack_{verb}_complete", stack.name, cloud)
    done = _standing(stack.name, cloudformation)
    if done is None:
        raise PlainError(f"The stack {stack.name} vanished while it was deployed.")
    return _outputs_of(done)


def _change(stack: Stack, *, verb: str, bucket: str, cloud: Cloud) -> None:
    cloudformation = cloud.client("cloudformation")
    key = f"templates/{stack.name}-{stack.mark}.json"
    s3 = cloud.client("s3")
    s3.put_object(Bucket=bucket, Key=key, Body=stack.body.encode())
    host = cloud.endpoint or f"https://s3.{s3.meta.region_name}.amazonaws.com"
    change = getattr(cloudformation, f"{verb}_stack")
    try:
        change(
            StackName=stack.name,
            TemplateURL=f"{host}/{bucket}/{key}",
            Parameters=[
                {"ParameterKey": name, "ParameterValue": value}
                for name, value in stack.parameters.items()
            ],
            Capabilities=["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"],
            Tags=[{"Key": "warmline-mark", "Value": stack.mark}],
        )
    except ClientError as error:
        if "No updates are to be performed" not in str(error):
            raise


def _wait(cloudformation: Any, waiter: str, name: str, cloud: Cloud) -> None:
    try:
        cloudformation.get_waiter(waiter).wait(
            StackName=name,
            WaiterConfig={"Delay": cloud.poll_s, "MaxAttempts": int(3600 / cloud.poll_s)},
        )
    except WaiterError as error:
        raise PlainError(
            f"The stack {name} failed: {_first_failure(cloudformation, name)}.",
            fix="Mend the template or the missing right, and deploy again.",
        ) from error


def _first_failure(cloudformation: Any, name: str) -> str:
    """The earliest failed resource: what failed after it was only cancelled."""
    events = cloudformation.describe_stack_events(StackName=name)["StackEvents"]
    for event in reversed(events):
        if event["ResourceStatus"].endswith("FAILED"):
            return f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason', '')}"
    return "no resource says why"


def _standing(name: str, cloudformation: Any) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = cloudformation.describe_stacks(StackName=name)["Stacks"][0]
    except ClientError as error:
        if "does not exist" in str(error):
            return None
        raise
    return None if found["StackStatus"] == "DELETE_COMPLETE" else found


def _is_whole(stack: dict[str, Any]) -> bool:
    return stack["StackStatus"] in {"CREATE_COMPLETE", "UPDATE_COMPLETE"}


def _mark_of(stack: dict[str, Any]) -> str:
    tags = {tag["Key"]: tag["Value"] for tag in stack.get("Tags", [])}
    return str(tags.get("warmline-mark", ""))


def _outputs_of(stack: dict[str, Any]) -> dict[str, str]:
    return {row["OutputKey"]: row["OutputValue"] for row in stack.get("Outputs", [])}


def stage_parameters(stage: str) -> dict[str, str]:
    """The parameters of an AWS stage, from `infra/stages/<stage>.json`."""
    path = ROOT / "infra" / "stages" / f"{stage}.json"
    if not path.exists():
        raise PlainError(
            f"The stage {stage} is not described.",
            fix=f"Copy infra/stages/example.json to {path.relative_to(ROOT)} and fill it in.",
        )
    described = json.loads(path.read_text())
    return {"Stage": stage, "Local": "no", **described}


def main() -> int:
    """`python -m infra.deploy --stage prod`: package everything and deploy it to AWS."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--stage", required=True)
    parser.add_argument("--region", default=None)
    chosen = parser.parse_args()
    try:
        import boto3.session

        parameters = stage_parameters(chosen.stage)
        artifacts = stage_all(local=False, build=BUILD)
        for artifact in artifacts:
            print(artifact.weight())
        cloud = Cloud(session=boto3.session.Session(region_name=chosen.region))
        deploy(artifacts, parameters=parameters, cloud=cloud, report=print)
    except PlainError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
