"""Triggers, queues and policies agree, over the templates as they would be deployed."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

import pytest

from functions.erasure.retention import FIXED
from infra.deployables import DEPLOYABLES, FIFO_QUEUES, QUEUES, ROOT, Deployable, Function
from infra.stacks.data import VISIBILITY_FACTOR, data_template, queue_resource
from infra.stage import Artifact
from tests.aws_policies import listed

ReadTemplate = Callable[[str], dict[str, Any]]
Artifacts = Mapping[str, Artifact]

EVERY_FUNCTION = [
    pytest.param(deployable, function, id=f"{deployable.name}-{function.name}")
    for deployable in DEPLOYABLES
    for function in deployable.functions
]
EVERY_DEPLOYABLE = [pytest.param(deployable, id=deployable.name) for deployable in DEPLOYABLES]


def nodes(tree: object) -> Iterator[dict[str, Any]]:
    """Every mapping inside a template."""
    if isinstance(tree, dict):
        yield tree
        for value in tree.values():
            yield from nodes(value)
    if isinstance(tree, list):
        for value in tree:
            yield from nodes(value)


def imports(tree: object) -> set[str]:
    return {node["Fn::ImportValue"]["Fn::Sub"] for node in nodes(tree) if "Fn::ImportValue" in node}


def exports(template: dict[str, Any]) -> set[str]:
    outputs = template["Outputs"].values()
    return {output["Export"]["Name"]["Fn::Sub"] for output in outputs if "Export" in output}


def queue_arn(queue: str) -> str:
    return f"warmline-${{Stage}}-{queue}-queue-arn"


def lambdas(template: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        name: resource["Properties"]
        for name, resource in template["Resources"].items()
        if resource["Type"] == "AWS::Serverless::Function"
    }


def events_of(properties: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [e["Properties"] for e in properties.get("Events", {}).values() if e["Type"] == kind]


def policy_of(template: dict[str, Any], properties: dict[str, Any]) -> list[dict[str, Any]]:
    role = properties["Role"]["Fn::GetAtt"][0]
    document = template["Resources"][role]["Properties"]["Policies"][0]["PolicyDocument"]
    statements: list[dict[str, Any]] = document["Statement"]
    return statements


def resources_for(statements: list[dict[str, Any]], action: str) -> set[str]:
    return {
        imported
        for statement in statements
        if action in statement["Action"]
        for imported in imports(statement["Resource"])
    }


@pytest.mark.parametrize("deployable", EVERY_DEPLOYABLE)
def test_the_table_of_deployables_names_exactly_the_functions_of_the_triggers(
    deployable: Deployable, template: ReadTemplate
) -> None:
    declared = {function.resource for function in deployable.functions}
    assert set(lambdas(template(deployable.name))) == declared


@pytest.mark.parametrize("deployable", EVERY_DEPLOYABLE)
def test_every_handler_named_in_a_template_is_defined_in_the_packaged_app(
    deployable: Deployable, template: ReadTemplate, production: Artifacts
) -> None:
    with zipfile.ZipFile(production[deployable.name].code) as archive:
        app = archive.read("app.py").decode()
    for properties in lambdas(template(deployable.name)).values():
        module, _, handler = properties["Handler"].partition(".")
        assert module == "app"
        assert handler == "app" or f"def {handler}(" in app


@pytest.mark.parametrize(("deployable", "function"), EVERY_FUNCTION)
def test_a_function_reads_its_own_queue_and_may_receive_from_no_other(
    deployable: Deployable, function: Function, template: ReadTemplate
) -> None:
    whole = template(deployable.name)
    properties = lambdas(whole)[function.resource]
    read = [imports(source["Queue"]) for source in events_of(properties, "SQS")]
    expected = [{queue_arn(function.queue)}] if function.queue else []
    assert read == expected
    may_receive = resources_for(policy_of(whole, properties), "sqs:ReceiveMessage")
    assert [may_receive] == (expected or [set()])


@pytest.mark.parametrize(("deployable", "function"), EVERY_FUNCTION)
def test_every_queue_trigger_reports_failures_record_by_record(
    deployable: Deployable, function: Function, template: ReadTemplate
) -> None:
    for source in events_of(lambdas(template(deployable.name))[function.resource], "SQS"):
        assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


@pytest.mark.parametrize(("deployable", "function"), EVERY_FUNCTION)
def test_a_scheduled_function_can_be_halted_where_another_clock_runs(
    deployable: Deployable, function: Function, template: ReadTemplate
) -> None:
    schedules = events_of(lambdas(template(deployable.name))[function.resource], "Schedule")
    assert [schedule["State"] for schedule in schedules] == (
        [{"Ref": "ScheduleState"}] if function.scheduled else []
    )


def test_every_queue_is_read_by_exactly_one_function() -> None:
    readers = [f.queue for d in DEPLOYABLES for f in d.functions if f.queue]
    assert sorted(readers) == sorted(QUEUES)


@pytest.mark.parametrize(("deployable", "function"), EVERY_FUNCTION)
def test_every_function_has_a_role_of_its_own_with_its_hand_written_policy(
    deployable: Deployable, function: Function, template: ReadTemplate
) -> None:
    whole = template(deployable.name)
    roles = [properties["Role"]["Fn::GetAtt"][0] for properties in lambdas(whole).values()]
    assert len(roles) == len(set(roles))
    written = json.loads(deployable.policy(function).read_text())["Statement"]
    assert policy_of(whole, lambdas(whole)[function.resource]) == written


def test_there_is_no_policy_file_without_a_function() -> None:
    expected = {d.policy(f) for d in DEPLOYABLES for f in d.functions}
    assert set((ROOT / "infra" / "policies").glob("*.json")) == expected


@pytest.mark.parametrize(("deployable", "function"), EVERY_FUNCTION)
def test_no_function_may_touch_tenants_rows_or_files_by_its_own_credentials(
    deployable: Deployable, function: Function
) -> None:
    """Only by becoming one tenant. The exceptions: the sweep's keys-only index, and received mail,
    whose tenant nobody knows before it is read: one function reads it and deletes what names an
    erased person, another deletes what was kept."""
    for statement in json.loads(deployable.policy(function).read_text())["Statement"]:
        named = json.dumps(statement["Resource"])
        if "workspace-table" in named:
            assert function.name == "wake_due"
            assert statement["Action"] == "dynamodb:Query"
            assert named.endswith('"/index/due"]]}')
        if "bucket-arn" in named:
            assert (function.name, *listed(statement["Action"])) in {
                ("receive_mail", "s3:GetObject"),
                *(
                    (name, *actions)
                    for name in ("receive_mail", "perform_effects")
                    for actions in (
                        ("s3:DeleteObject", "s3:DeleteObjectVersion"),
                        ("s3:ListBucketVersions",),
                    )
                ),
            }
            if "s3:ListBucketVersions" in listed(statement["Action"]):
                assert statement["Condition"] == {"StringLike": {"s3:prefix": "mail/*"}}
                continue
            assert named.endswith('"/mail/*"]]}')


def test_only_outreach_may_send_to_customers() -> None:
    for deployable in DEPLOYABLES:
        for function in deployable.functions:
            policy = deployable.policy(function).read_text()
            if "ses:Send" in policy or "execute-api:ManageConnections" in policy:
                assert deployable.name == "outreach"


def test_who_sends_to_customers_keeps_their_links_and_no_other_row_without_a_tenant() -> None:
    """Without it no mail with a link would leave."""
    policy = json.loads((ROOT / "infra" / "policies" / "outreach-perform_effects.json").read_text())
    (writing,) = (
        statement
        for statement in policy["Statement"]
        if "control-table" in json.dumps(statement["Resource"])
        and re.search("PutItem|UpdateItem|DeleteItem", json.dumps(statement["Action"]))
    )
    assert writing["Action"] == "dynamodb:PutItem"
    _, *anywhere = writing["Condition"]["Fn::If"]
    (keys,) = {
        tuple(named["ForAllValues:StringLike"]["dynamodb:LeadingKeys"]) for named in anywhere
    }
    assert keys == ("link#*",)


def test_a_code_is_mailed_by_our_own_sender_alone_and_the_local_platform_can_judge_that() -> None:
    """The local cloud judges a mail without its sender and without an identity it is sent by: a
    statement that asks for either denies every mail there."""
    policy = json.loads((ROOT / "infra" / "policies" / "outreach-send_code.json").read_text())
    (mailing,) = (s for s in policy["Statement"] if "ses:SendRawEmail" in s["Action"])
    assert mailing["Resource"] == "*"
    assert mailing["Condition"] == {
        "StringEqualsIfExists": {"ses:FromAddress": {"Fn::Sub": "hello@${MailDomain}"}}
    }


def test_a_tenants_own_keys_are_read_by_three_functions_and_written_by_the_console() -> None:
    may: dict[str, set[str]] = {}
    for deployable in DEPLOYABLES:
        for function in deployable.functions:
            for statement in json.loads(deployable.policy(function).read_text())["Statement"]:
                if '-tenant-*"' in json.dumps(statement["Resource"]):
                    actions = statement["Action"]
                    listed = [actions] if isinstance(actions, str) else actions
                    may[f"{deployable.name}-{function.name}"] = set(listed)
    reads = {"secretsmanager:GetSecretValue"}
    writes = {f"secretsmanager:{verb}Secret" for verb in ("Create", "Delete")}
    assert may == {
        "base-import_customers": reads,
        "outreach-api_handler": reads,
        "console-api_handler": reads | writes | {"secretsmanager:PutSecretValue"},
    }


def may_read_secret(statements: list[dict[str, Any]], name: str) -> bool:
    """Whether a policy lets a function read a secret of the stage `prod`; a denial wins."""
    effects = {
        statement["Effect"]
        for statement in statements
        if "secretsmanager:GetSecretValue" in listed(statement["Action"])
        for resource in listed(statement["Resource"])
        if fnmatchcase(
            f"warmline-prod-{name}-abcdef",
            resource["Fn::Sub"].rpartition(":secret:")[2].replace("${Stage}", "prod"),
        )
    }
    return effects == {"Allow"}


@pytest.mark.parametrize(
    ("secret", "readers"),
    [
        (
            "tenant-t_one-calendar-f_one",
            {
                "outreach-advance_replies",
                "outreach-advance_wakes",
                # Cal.com's messages are verified, and a time is asked for on the customer's page.
                "outreach-api_handler",
                "outreach-perform_effects",
                "outreach-sync_calendars",
                "outreach-voice_message",
                "console-api_handler",
            },
        ),
        ("tenant-t_one", {"base-import_customers", "outreach-api_handler", "console-api_handler"}),
    ],
)
def test_a_founders_secret_is_read_by_what_needs_it_and_nothing_else(
    secret: str, readers: set[str]
) -> None:
    may = {
        f"{deployable.name}-{function.name}"
        for deployable in DEPLOYABLES
        for function in deployable.functions
        if may_read_secret(json.loads(deployable.policy(function).read_text())["Statement"], secret)
    }
    assert may == readers


def test_the_console_puts_events_on_queues_but_never_an_effect() -> None:
    console = (ROOT / "infra" / "policies" / "console-api_handler.json").read_text()
    assert "replies-queue-arn" in console
    assert "effects-queue-arn" not in console


def test_the_base_tells_conversations_what_changed_but_never_asks_for_an_effect() -> None:
    base = next(deployable for deployable in DEPLOYABLES if deployable.name == "base")
    told = {f.name: base.policy(f).read_text() for f in base.functions}
    assert [name for name in told if "replies-queue-arn" in told[name]] == ["segment_customers"]
    assert not any("effects-queue-arn" in policy for policy in told.values())


@pytest.mark.parametrize("deployable", EVERY_DEPLOYABLE)
def test_whatever_a_stack_imports_an_earlier_stack_exports(
    deployable: Deployable, template: ReadTemplate
) -> None:
    earlier = DEPLOYABLES[: DEPLOYABLES.index(deployable)]
    offered = exports(data_template()).union(*(exports(template(d.name)) for d in earlier))
    assert imports(template(deployable.name)) <= offered


@pytest.mark.parametrize("deployable", EVERY_DEPLOYABLE)
def test_a_deployable_is_given_the_variables_of_the_configuration_page(
    deployable: Deployable, template: ReadTemplate
) -> None:
    given = template(deployable.name)["Globals"]["Function"]["Environment"]["Variables"]
    for names, who in documented_variables():
        if deployable.name in who:
            assert names <= set(given)


def documented_variables() -> list[tuple[set[str], set[str]]]:
    """The rows of the configuration page: names, and the deployables they are for."""
    page = (ROOT / "docs" / "operations" / "configuration.md").read_text()
    rows = re.findall(r"^\| (`WARMLINE.*?) \| (.*?) \|", page, re.MULTILINE)
    everyone = {deployable.name for deployable in DEPLOYABLES}
    found = []
    for names, who in rows:
        full = set(re.findall(r"WARMLINE_\w+", names))
        full |= {f"WARMLINE_{middle}_QUEUE_URL" for middle in re.findall(r"`…_(\w+?)_…`", names)}
        found.append((full, everyone if who == "all" else set(who.split(", "))))
    assert len(found) > 8
    return found


@pytest.mark.parametrize("queue", QUEUES)
def test_every_queue_has_a_dead_letter_queue_an_alarm_and_time_enough(queue: str) -> None:
    resources = data_template()["Resources"]
    mine = resources[queue_resource(queue)]["Properties"]
    dead = resources[queue_resource(queue) + "Dead"]["Properties"]
    assert mine["RedrivePolicy"]["deadLetterTargetArn"] == {
        "Fn::GetAtt": [queue_resource(queue) + "Dead", "Arn"]
    }
    assert mine.get("FifoQueue") == dead.get("FifoQueue")
    assert alarmed_above(queue_resource(queue) + "Dead", "ApproximateNumberOfMessagesVisible") == [
        0
    ]
    reader = next(f for d in DEPLOYABLES for f in d.functions if f.queue == queue)
    condition, local, aws = mine["VisibilityTimeout"]["Fn::If"]
    assert (condition, local) == ("IsLocal", reader.timeout_s)
    assert aws == VISIBILITY_FACTOR * reader.timeout_s


def alarmed_above(resource: str, metric: str) -> list[int]:
    """The thresholds of the alarms on one metric of a queue."""
    return [
        alarm["Properties"]["Threshold"]
        for alarm in data_template()["Resources"].values()
        if alarm["Type"] == "AWS::CloudWatch::Alarm"
        and alarm["Properties"]["MetricName"] == metric
        and alarm["Properties"]["Dimensions"][0]["Value"] == {"Fn::GetAtt": [resource, "QueueName"]}
    ]


def days_kept(queue: str) -> tuple[int, int]:
    """Days in a queue, and in its dead-letter queue."""
    resources = data_template()["Resources"]
    mine, dead = (resources[queue_resource(queue) + end]["Properties"] for end in ("", "Dead"))
    return mine["MessageRetentionPeriod"] // 86_400, dead["MessageRetentionPeriod"] // 86_400


@pytest.mark.parametrize("queue", QUEUES)
def test_somebody_is_told_before_a_message_expires_unread(queue: str) -> None:
    """What a queue lets go by its age reaches no dead-letter queue, so no other alarm sees it."""
    waiting, _ = days_kept(queue)
    told = alarmed_above(queue_resource(queue), "ApproximateAgeOfOldestMessage")
    assert max(told) == waiting * 86_400 // 2


@pytest.mark.parametrize("queue", [queue for queue in QUEUES if queue not in FIFO_QUEUES])
def test_a_dead_letter_of_a_standard_queue_has_days_left_when_it_comes_there(queue: str) -> None:
    """Its age goes on counting from when it was first sent."""
    waiting, dead = days_kept(queue)
    assert waiting < dead


@pytest.mark.parametrize("queue", sorted(FIFO_QUEUES))
def test_how_old_a_dead_letter_of_a_fifo_queue_may_become_is_written_down(queue: str) -> None:
    """Its age counts anew when it fails: what both queues keep adds up."""
    waiting, dead = days_kept(queue)
    words = (ROOT / "docs" / "data-processing.md").read_text()
    said = re.search(
        r"^\| failed messages, .*\| dead-letter queues \| (.*) \|$", words, re.MULTILINE
    )
    assert said
    assert f"`{queue}`" in said[1]
    assert re.findall(r"\d+", said[1]) == [str(dead), str(waiting + dead)]
    runbook = (ROOT / "docs" / "operations" / "dead-letters.md").read_text()
    assert re.findall(r"(\d+) days", runbook) == [str(dead), str(waiting), str(waiting + dead)]


def test_founders_and_operators_read_how_long_messages_are_kept() -> None:
    ((waiting, dead),) = {days_kept(queue) for queue in QUEUES}
    assert FIXED["Messages that failed"] == f"{dead} days"
    restoring = (ROOT / "docs" / "operations" / "restoring.md").read_text()
    assert f"| queues | {waiting} days, dead letters {dead} |" in restoring
    assert f"within {waiting} days" in restoring


@pytest.mark.parametrize(
    ("resource", "memory_mb", "disk_mb", "seconds"),
    [
        ("ImportCustomers", 3008, 6144, 900),
        ("SegmentCustomers", 3008, 4096, 900),
        # The console waits for it, and API Gateway waits for the console 29 seconds.
        ("QueryCustomers", 1769, 2048, 28),
    ],
)
def test_what_opens_a_million_customers_is_given_memory_disk_and_time(
    template: ReadTemplate, resource: str, memory_mb: int, disk_mb: int, seconds: int
) -> None:
    given = lambdas(template("base"))[resource]
    assert given["MemorySize"] == memory_mb
    assert given["EphemeralStorage"] == {"Size": disk_mb}
    assert given["Timeout"] == seconds


def test_uploads_go_to_the_import_queue_and_mail_to_the_mail_queue() -> None:
    bucket = data_template()["Resources"]["Bucket"]
    told = {
        entry["Filter"]["S3Key"]["Rules"][0]["Value"]: entry["Queue"]["Fn::GetAtt"][0]
        for entry in bucket["Properties"]["NotificationConfiguration"]["QueueConfigurations"]
    }
    assert told == {"uploads/": "Imports", "mail/": "Mail"}
    assert bucket["DependsOn"] == ["UploadsMayQueue"]


def test_raw_uploads_expire_after_seven_days() -> None:
    rules = data_template()["Resources"]["Bucket"]["Properties"]["LifecycleConfiguration"]["Rules"]
    days = {rule.get("Prefix"): rule.get("ExpirationInDays") for rule in rules}
    assert days["uploads/"] == 7


def test_the_index_read_across_tenants_shows_keys_only() -> None:
    table = data_template()["Resources"]["WorkspaceTable"]["Properties"]
    shown = {
        index["IndexName"]: index["Projection"]["ProjectionType"]
        for index in table["GlobalSecondaryIndexes"]
    }
    assert shown == {"due": "KEYS_ONLY", "listing": "ALL"}
