"""The few things the sandbox does to the local cloud: inbound mail, mail events, due schedules.

Every method answers a sentence when it could not do its work, and never raises for it: a person
who writes a mail does not care that the platform is still starting.
"""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from infra.sandbox.ledger import iso

REGION = os.environ.get("AWS_DEFAULT_REGION", "us-east-1")
ACCOUNT = "000000000000"
DUE_ON_EVERY_MOVE = ("wake_due", "fill_dial_pools", "report_usage", "sync_calendars")
DUE_ON_A_NEW_DAY = ("nightly_segments", "reconcile_usage")
INVOKE_TIMEOUT_S = 300
DUE_SHARDS = 8
"""Partitions of the index of what is due, `due#0` to `due#7`."""


class Aws:
    """One local cloud. With an empty URL there is none, and every method says so."""

    def __init__(self, *, url: str, stage: str, bucket: str) -> None:
        self.url = url
        self._stage = stage
        self._bucket = bucket
        self._clients: dict[str, Any] = {}
        self._scheduled: dict[str, str] = {}
        """Schedule → deployed function: names do not change while a stage stands."""
        self._mail_queue = ""

    def _client(self, service: str) -> Any:
        if service not in self._clients:
            self._clients[service] = boto3.session.Session().client(
                service,  # type: ignore[call-overload]
                endpoint_url=self.url,
                region_name=REGION,
                aws_access_key_id=os.environ.get("AWS_ACCESS_KEY_ID", "test"),
                aws_secret_access_key=os.environ.get("AWS_SECRET_ACCESS_KEY", "test"),
                config=Config(
                    read_timeout=INVOKE_TIMEOUT_S,
                    retries={"max_attempts": 1},
                    s3={"addressing_style": "path"},
                ),
            )
        return self._clients[service]

    def put_mail(self, key: str, raw: bytes) -> str | None:
        """Put a received mail into the bucket."""
        if not self.url:
            return "There is no local cloud to receive mail."
        try:
            bucket = self._bucket or self._found_bucket()
            self._client("s3").put_object(Bucket=bucket, Key=key, Body=raw)
        except (BotoCoreError, ClientError, LookupError) as error:
            return f"The mail could not be put into the bucket: {error}"
        return None

    def _found_bucket(self) -> str:
        prefix = f"warmline-{self._stage}"
        names = [row["Name"] for row in self._client("s3").list_buckets()["Buckets"]]
        mine = sorted(name for name in names if name.startswith(prefix))
        if not mine:
            raise LookupError(f"no bucket begins with {prefix}")
        self._bucket = next((name for name in mine if name.endswith("bucket")), mine[0])
        return self._bucket

    def send_mail_event(self, body: str) -> str | None:
        """Put an SES event on our mail queue."""
        if not self.url:
            return "There is no local cloud to take mail events."
        try:
            sqs = self._client("sqs")
            if not self._mail_queue:
                name = f"warmline-{self._stage}-mail"
                self._mail_queue = sqs.get_queue_url(QueueName=name)["QueueUrl"]
            sqs.send_message(QueueUrl=self._mail_queue, MessageBody=body)
        except (BotoCoreError, ClientError) as error:
            return f"The mail event could not be queued: {error}"
        return None

    def is_idle(self) -> bool:
        """Whether no queue of the stage holds a message, waiting or being worked on; a dead letter
        is neither."""
        if not self.url:
            return True
        counted = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible")
        try:
            sqs = self._client("sqs")
            urls = sqs.list_queues(QueueNamePrefix=f"warmline-{self._stage}-").get("QueueUrls", [])
            living = [url for url in urls if not url.removesuffix(".fifo").endswith("-dead")]
            return not any(
                int(count)
                for url in living
                for count in sqs.get_queue_attributes(QueueUrl=url, AttributeNames=counted)[
                    "Attributes"
                ].values()
            )
        except (BotoCoreError, ClientError):
            # A platform that is starting or stopping has nothing to wait for.
            return True

    def next_due(self, after: datetime) -> datetime | None:
        """When the first row that is not due yet becomes due; None if none is known of."""
        if not self.url:
            return None
        since = after.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
        try:
            database = self._client("dynamodb")
            found = [
                row["due_at"]["S"]
                for shard in range(DUE_SHARDS)
                for row in database.query(
                    TableName=f"warmline-{self._stage}-workspace",
                    IndexName="due",
                    KeyConditionExpression="due_shard = :shard AND due_at > :since",
                    ExpressionAttributeValues={
                        ":shard": {"S": f"due#{shard}"},
                        ":since": {"S": since},
                    },
                    Limit=1,
                )["Items"]
            ]
        except (BotoCoreError, ClientError):
            return None
        return datetime.fromisoformat(min(found)) if found else None

    def run_due(self, now: datetime, *, new_day: bool) -> list[dict[str, Any]]:
        """Invoke the scheduled functions as EventBridge would at `now`: none waits for another."""
        if not self.url:
            return []
        wanted = DUE_ON_EVERY_MOVE + (DUE_ON_A_NEW_DAY if new_day else ())
        try:
            if not self._scheduled.keys() >= set(wanted):
                self._find_scheduled(wanted)
            client = self._client("lambda")
            known = [schedule for schedule in wanted if schedule in self._scheduled]
            with ThreadPoolExecutor(len(wanted)) as pool:
                return list(
                    pool.map(lambda one: _invoke(client, self._scheduled[one], one, now), known)
                )
        except (BotoCoreError, ClientError) as error:
            return [{"function": "", "error": str(error)}]

    def _find_scheduled(self, schedules: Sequence[str]) -> None:
        """Look up the deployed function of each schedule, in any spelling a stack may give it."""
        pages = self._client("lambda").get_paginator("list_functions").paginate()
        prefix = f"warmline{self._stage}"
        for name in (row["FunctionName"] for page in pages for row in page["Functions"]):
            plain = name.lower().replace("-", "").replace("_", "")
            for schedule in schedules:
                if plain.startswith(prefix) and schedule.replace("_", "") in plain:
                    self._scheduled.setdefault(schedule, name)


def _invoke(client: Any, function: str, schedule: str, now: datetime) -> dict[str, Any]:
    answer = client.invoke(
        FunctionName=function, Payload=json.dumps(schedule_event(schedule, now)).encode()
    )
    body = answer["Payload"].read().decode()
    failed = answer.get("FunctionError")
    return {"function": function, "error": body if failed else None}


def schedule_event(schedule: str, now: datetime) -> dict[str, Any]:
    """The full event a schedule rule sends; Chalice reads most of its fields."""
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": ACCOUNT,
        "time": iso(now.replace(microsecond=0)),
        "region": REGION,
        "resources": [f"arn:aws:events:{REGION}:{ACCOUNT}:rule/{schedule}"],
        "detail": {},
    }
