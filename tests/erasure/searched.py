"""Every place there is, in the open: what was overwritten or deleted too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import boto3

from infra.sandbox.client import SandboxClient, Wire
from tests.calendars.radicale_server import USER
from tests.cloud_account import dynamodb_client
from tests.customer_base.erasure.test_erasing_from_the_base import as_text
from tests.erasure.planted import EVERY_NEEDLE
from tests.outreach.handlers.calendars.connected_diaries import (
    CalComDiary,
    CalDavDiary,
    Diary,
    GoogleDiary,
)


@dataclass(frozen=True)
class Place:
    """One row, file or ledger: which store it belongs to, and what it says."""

    store: str
    text: str
    partition: str = ""

    @property
    def needles(self) -> tuple[str, ...]:
        text = self.text.casefold()
        return tuple(one for one in EVERY_NEEDLE if one.casefold() in text)


def rows() -> dict[str, Place]:
    """Rows of both tables; the store is the row's kind."""
    found = {}
    for table in ("control", "workspace"):
        pages = dynamodb_client().get_paginator("scan")
        for page in pages.paginate(TableName=f"warmline-test-{table}"):
            for item in page["Items"]:
                pk, sk = item["pk"]["S"], item["sk"]["S"]
                kind = item.get("kind", {}).get("S", "")
                partition = (
                    pk.split("#")[1] if table == "workspace" else f"control#{pk.split('#')[0]}"
                )
                found[f"{table} {pk} {sk}"] = Place(kind, str(item), partition)
    return found


def files(folder: Path) -> dict[str, Place]:
    """Every version of every file, unpacked."""
    s3 = boto3.client("s3")
    found = {}
    for page in s3.get_paginator("list_object_versions").paginate(Bucket="warmline-test"):
        for one in page.get("Versions", []):
            key = one["Key"]
            body = s3.get_object(Bucket="warmline-test", Key=key, VersionId=one["VersionId"])
            top, _, rest = key.partition("/")
            store = rest.split("/")[1] if top == "tenants" else top
            text = key + as_text(key, body["Body"].read(), folder)
            found[f"{one['VersionId']}/{key}"] = Place(store, text)
    return found


def ledgers(there: SandboxClient) -> dict[str, Place]:
    return {wire: Place(wire, str(there.ledger(wire))) for wire in get_args(Wire)}


@dataclass(frozen=True)
class Diaries:
    """A calendar of each kind, of one founder each."""

    caldav: CalDavDiary
    google: GoogleDiary
    calcom: CalComDiary

    @property
    def others(self) -> tuple[Diary, ...]:
        return self.google, self.calcom

    def places(self) -> dict[str, Place]:
        """What each founder's calendar says, without what lies in Google's bin, and every request
        that each provider was ever sent."""
        status, caldav = self.caldav.server.asks("GET", f"/{USER}/diary/")
        assert status == 200
        google, calcom = (
            one.world.ledger(wire)
            for one, wire in ((self.google.google, "google"), (self.calcom.calcom, "calcom"))
        )
        standing = [one for one in google["events"] if one["status"] != "cancelled"]
        said = {
            "caldav": caldav.decode().replace("\r\n ", ""),
            "google": str({**google, "events": standing}),
            "calcom": str(calcom),
        }
        return {name: Place(name, text) for name, text in said.items()}


def left_in_queues() -> dict[str, str]:
    """Queue → everything that waits in it."""
    sqs, found = boto3.client("sqs"), {}
    for url in sqs.list_queues().get("QueueUrls", []):
        name = url.rpartition("/")[2].removesuffix(".fifo")
        looked = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=0)
        got = looked.get("Messages", [])
        found[name] = str([message["Body"] for message in got])
    return found


def holding(places: Mapping[str, Place]) -> dict[str, tuple[str, ...]]:
    """Where a canary is, and which."""
    return {name: place.needles for name, place in places.items() if place.needles}


def stores_holding(places: Iterable[Place]) -> frozenset[str]:
    return frozenset(place.store for place in places if place.needles)


def partitions_holding(places: Iterable[Place]) -> frozenset[str]:
    return frozenset(
        place.partition
        for place in places
        if place.needles and not place.partition.startswith("control#")
    )
