"""A founder's Stripe account in memory, and the base's ports around a sync of it."""

from __future__ import annotations

import copy
import csv
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from functions.customer_base.console_queries.dispatch import answer
from functions.customer_base.console_queries.opened import QueryPorts
from functions.customer_base.imports.records import ImportRecord, ImportStatus
from functions.customer_base.imports.workflow import file_arrived, parse_upload_key
from functions.customer_base.parsing.snapshot_table import relation
from functions.customer_base.segmentation.workflow import segment
from functions.customer_base.sql.connection import connect
from functions.customer_base.store.snapshot import LocalCopies, snapshot_key
from functions.customer_base.stripe.sync import SyncPorts, apply_changes, nightly_syncs, pull
from functions.stripe_source.account import (
    Busy,
    CursorGone,
    KeyRefused,
    ListAnswer,
    ListPosition,
    NotPermitted,
    ObjectAnswer,
    ObjectPage,
    OneObject,
)
from functions.stripe_source.change import Change, newest
from functions.stripe_source.link import StripeLink
from functions.stripe_source.rows import customer_row, subscription_row
from tenancy.tenant import TenantId
from tests.customer_base.fakes_base import NOW, TENANT, Base

DAY_S = 24 * 3600
TODAY_S = int(NOW.timestamp())
PAGE = 5


def customer(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "id": f"cus_{number:04d}",
        "object": "customer",
        "created": TODAY_S - 400 * DAY_S + number,
        "email": f"stripe{number:04d}@example.com",
        "name": f"Sample Person {number}",
        "phone": None,
        "address": {"country": "US", "state": "CA"},
        "delinquent": False,
        "preferred_locales": ["en"],
        **changes,
    }


def price(plan: str = "starter", cents: int = 2900, **changes: Any) -> dict[str, Any]:
    return {
        "id": f"price_{plan}",
        "object": "price",
        "created": TODAY_S - 900 * DAY_S,
        "currency": "usd",
        "nickname": None,
        "lookup_key": None,
        "product": f"prod_{plan}",
        "unit_amount": cents,
        "unit_amount_decimal": str(cents),
        "recurring": {"interval": "month", "interval_count": 1, "usage_type": "licensed"},
        **changes,
    }


def subscription(number: int, **changes: Any) -> dict[str, Any]:
    started = TODAY_S - 300 * DAY_S
    item = {
        "id": f"si_{number:04d}",
        "created": started,
        "quantity": 1,
        "price": changes.pop("price", price()),
        "current_period_end": TODAY_S + 10 * DAY_S,
    }
    return {
        "id": f"sub_{number:04d}",
        "object": "subscription",
        "created": started + number,
        "start_date": started,
        "currency": "usd",
        "customer": customer(number),
        "status": "active",
        "items": {"object": "list", "data": [item]},
        "discounts": [],
        "cancel_at_period_end": False,
        "trial_end": None,
        "canceled_at": None,
        "ended_at": None,
        **changes,
    }


@dataclass
class FakeAccount:
    """Lists as Stripe gives them: newest first, by cursor; `trouble` answers instead, in turn."""

    things: dict[str, list[dict[str, Any]]]
    trouble: list[ListAnswer] = field(default_factory=list)
    forbidden: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    read_again: list[str] = field(default_factory=list)
    busy_for_objects: list[ObjectAnswer] = field(default_factory=list)
    between: Callable[[int], None] = lambda _: None
    """Called before each answer with how many were asked for."""

    def put(self, kind: str, thing: dict[str, Any], *, deleted: bool = False) -> None:
        known = {one["id"]: one for one in self.things[kind]} | {thing["id"]: thing}
        if deleted:
            del known[thing["id"]]
        self.things[kind] = list(known.values())

    def subscriptions(self, where: ListPosition) -> ListAnswer:
        return self._list("subscriptions", where)

    def customers(self, where: ListPosition) -> ListAnswer:
        return self._list("customers", where)

    def products(self, where: ListPosition) -> ListAnswer:
        return self._list("products", where)

    def subscription(self, key: str) -> ObjectAnswer:
        return self._one("subscriptions", key)

    def customer(self, key: str) -> ObjectAnswer:
        return self._one("customers", key)

    def _one(self, kind: str, key: str) -> ObjectAnswer:
        self.read_again.append(key)
        if self.busy_for_objects:
            return self.busy_for_objects.pop(0)
        found = [one for one in self.things[kind] if one["id"] == key]
        return OneObject(found[0] if found else None)

    def _list(self, kind: str, where: ListPosition) -> ListAnswer:
        self.asked.append(kind)
        self.between(len(self.asked))
        if self.trouble:
            return self.trouble.pop(0)
        if kind in self.forbidden:
            return NotPermitted()
        rows = sorted(self.things[kind], key=lambda one: -one["created"])
        if where.created_until is not None:
            rows = [one for one in rows if one["created"] <= where.created_until]
        ids = [one["id"] for one in rows]
        if where.after and where.after not in ids:
            return CursorGone()
        begin = ids.index(where.after) + 1 if where.after else 0
        page = rows[begin : begin + PAGE]
        if kind == "subscriptions":
            page = [{**one, "customer": self._expanded(one["customer"])} for one in page]
        return ObjectPage(tuple(page), begin + PAGE < len(rows))

    def _expanded(self, given: Any) -> dict[str, Any]:
        """The customer as it is now, or that it is gone."""
        key = given["id"] if isinstance(given, dict) else given
        found = {one["id"]: one for one in self.things["customers"]}
        return found.get(key, {"id": key, "deleted": True})


@dataclass
class FakeLinks:
    kept: dict[TenantId, StripeLink] = field(default_factory=dict)
    told: dict[str, Change] = field(default_factory=dict)
    uncounted: int = 0
    """Changes told that were not kept."""

    def load(self, tenant: TenantId) -> StripeLink | None:
        return self.kept.get(tenant)

    def edit(
        self, tenant: TenantId, change: Callable[[StripeLink], StripeLink | None]
    ) -> StripeLink | None:
        before = self.kept.get(tenant)
        after = change(before) if before else None
        if after is not None:
            # What is stored is JSON, so what cannot be written must fail here too.
            self.kept[tenant] = StripeLink.model_validate_json(after.model_dump_json())
        return after

    def changes(self, tenant: TenantId) -> Iterator[Change]:
        yield from list(self.told.values())

    def count_change(self, tenant: TenantId) -> int:
        self.uncounted += 1
        return self.count_changes(tenant)

    def count_changes(self, tenant: TenantId) -> int:
        return len(self.told) + self.uncounted

    def keep_change(self, tenant: TenantId, reported: Change) -> bool:
        after = newest(self.told.get(reported.object_id), reported)
        if after is not None:
            self.told[reported.object_id] = after
        return after is not None

    def replace_change(self, tenant: TenantId, before: Change, after: Change) -> bool:
        unchanged = self.told.get(before.object_id) == before
        if unchanged:
            self.told[before.object_id] = after
        return unchanged

    def forget_changes(self, tenant: TenantId, *, received_before: datetime) -> None:
        self.told = {k: v for k, v in self.told.items() if v.received_at >= received_before}


@dataclass
class FakeMessages:
    sent: list[tuple[str, int]] = field(default_factory=list)
    """(sync id, or `changes`; seconds of delay)."""

    def pull(self, tenant: TenantId, *, sync: str, delay_s: int = 0) -> None:
        self.sent.append((sync, delay_s))

    def apply_changes(self, tenant: TenantId, *, delay_s: int) -> None:
        self.sent.append(("changes", delay_s))


@dataclass
class StripeWorld:
    """One connected tenant; time passes only where a test says so."""

    base: Base
    account: FakeAccount
    links: FakeLinks = field(default_factory=FakeLinks)
    messages: FakeMessages = field(default_factory=FakeMessages)
    now: datetime = NOW
    elapsed: list[float] = field(default_factory=list)
    """How long the function has run, look by look; the last one stays."""
    paused: list[float] = field(default_factory=list)
    key: bool = True

    def copy_to(self, folder: Path) -> StripeWorld:
        """The same world for one test of many, which may go on with it: nothing is shared."""
        found = copy.deepcopy(self)
        found.base = self.base.copy_to(folder)
        return found

    def ports(self) -> SyncPorts:
        return SyncPorts(
            links=self.links,
            rows=self.base.rows,
            files=self.base.files,
            messages=self.messages,
            account=lambda _: self.account if self.key else None,
            pause=self.paused.append,
            elapsed_s=self._elapsed_s,
            work=self.base.work,
        )

    def _elapsed_s(self) -> float:
        if len(self.elapsed) > 1:
            return self.elapsed.pop(0)
        return self.elapsed[0] if self.elapsed else 0.0

    def pull(self, sync: str = "s1", *, last_try: bool = False) -> None:
        pull(TENANT, sync, self.ports(), now=self.now, last_try=last_try)

    def apply(self) -> None:
        apply_changes(TENANT, self.ports(), now=self.now)

    def night(self) -> int:
        return nightly_syncs(
            self.base.tenants, self.links, self.base.rows, self.messages, now=self.now
        )

    def later(self, **time: float) -> None:
        self.now += timedelta(**time)

    @property
    def link(self) -> StripeLink:
        return self.links.kept[TENANT]

    def arrive(self) -> ImportRecord:
        """The bucket tells of the newest import's files, as S3 does."""
        import_id = self.link.import_id
        for number in (1, 2):
            key = f"uploads/{TENANT}/{import_id}/{number}.csv"
            if self.base.files.size(TENANT, key) is not None:
                uploaded = parse_upload_key(key)
                assert uploaded is not None
                file_arrived(uploaded, self.base.imports, now=self.now)
        record = self.base.rows.imports[TENANT, import_id]
        assert record.status is ImportStatus.DONE, record.problem
        return record

    def settle(self) -> None:
        """The newest import is done, without its rows being read."""
        key = TENANT, self.link.import_id
        record = self.base.rows.imports[key]
        self.base.rows.imports[key] = record.model_copy(update={"status": ImportStatus.DONE})

    def tell(
        self,
        kind: str,
        thing: dict[str, Any],
        *,
        deleted: bool = False,
        happened: datetime | None = None,
        is_so: bool = True,
    ) -> None:
        """What the webhook handler keeps of an event.

        One that happened earlier is out of date; any other is true of the account, if it `is_so`.
        """
        if happened is None and is_so:
            self.account.put(f"{kind}s", thing, deleted=deleted)
        row = customer_row(thing) if kind == "customer" else subscription_row(thing)
        created = int((happened or self.now).timestamp())
        self.links.told[thing["id"]] = Change(
            event=f"evt_{created}_{thing['id']}",
            kind=kind,
            object_id=thing["id"],
            created=created,
            received_at=self.now,
            row=None if deleted else row,
        )
        self.links.edit(
            TENANT,
            lambda link: link.model_copy(
                update={"changes_due_at": link.changes_due_at or self.now + timedelta(minutes=5)}
            ),
        )


def stripe_world(base: Base, *, customers: int = 12, subscribed: int = 8) -> StripeWorld:
    things = {
        "customers": [customer(number) for number in range(customers)],
        "subscriptions": [subscription(number) for number in range(subscribed)],
        "products": [{"id": "prod_starter", "name": "Starter", "created": 1}],
    }
    world = StripeWorld(base, FakeAccount(things))
    world.links.kept[TENANT] = StripeLink(
        connected_at=NOW, connected_by="f_1", key_ending="wxyz", live=False, default_country="US"
    )
    return world


TOO_MANY_REQUESTS = Busy(wait_s=1.0)
REFUSED = KeyRefused()


def rows(world: StripeWorld, number: int) -> list[dict[str, str]]:
    key = f"uploads/{TENANT}/{world.link.import_id}/{number}.csv"
    with (world.base.files.folder / key).open(newline="") as file:
        return list(csv.DictReader(file))


def ids(world: StripeWorld, number: int) -> Counter[str]:
    return Counter(row["id"] for row in rows(world, number))


def everybody(world: StripeWorld) -> tuple[Counter[str], Counter[str]]:
    things = world.account.things
    return (
        Counter(one["id"] for one in things["customers"]),
        Counter(one["id"] for one in things["subscriptions"]),
    )


def leftovers(world: StripeWorld) -> list[str]:
    folder = world.base.files.folder / f"uploads/{TENANT}"
    return [path.name for path in folder.rglob("part-*.csv")]


def facts(world: StripeWorld, customer_id: str) -> dict[str, Any]:
    """What the newest base says of a customer, before anybody is sorted."""
    snapshot = world.base.rows.pointers[TENANT].snapshot
    path = world.base.files.folder / snapshot_key(TENANT, snapshot, "customers.parquet")
    con = connect(threads=1)
    try:
        cursor = con.execute(
            f"SELECT * FROM {relation(con, path)} WHERE customer_id = ?", [customer_id]
        )
        names = [column[0] for column in cursor.description or ()]
        (row,) = cursor.fetchall()
    finally:
        con.close()
    return dict(zip(names, row, strict=True))


def why(world: StripeWorld, customer_id: str) -> dict[str, object]:
    base = world.base
    message = base.queue.sent[-1]
    segment(
        TENANT, run=message["run"], snapshot=message["snapshot"], ports=base.segments, now=world.now
    )
    ports = QueryPorts(base.segments, LocalCopies(base.files, base.work / "copies"))
    return answer(
        {"tenant": TENANT, "query": "why", "customer_id": customer_id}, ports, now=world.now
    )
