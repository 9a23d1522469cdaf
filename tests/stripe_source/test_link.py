"""The connected account and its changes: nobody overwrites another, the newest word stays."""

from __future__ import annotations

import itertools
import json
from datetime import UTC, datetime, timedelta

import boto3
import pytest

from functions.stripe_source.change import Change
from functions.stripe_source.link import StoredLinks, StripeLink
from functions.stripe_source.queue import SyncQueue
from tenancy.runtime.tenant_secrets import StripeSecrets, TenantSecrets, secret_name
from tenancy.tenant import tenant_id

pytestmark = pytest.mark.costly(first=1)

TENANT = tenant_id("t_sample000000000")
OTHER = tenant_id("t_other0000000000")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LINK = StripeLink(connected_at=NOW, connected_by="f_1", key_ending="wxyz", live=True)


def change(event: str, created: int, *, email: str | None = "a@example.com") -> Change:
    row = None if email is None else {"id": "cus_1", "Email": email}
    return Change(
        event=event,
        kind="customer",
        object_id="cus_1",
        created=created,
        received_at=NOW + timedelta(seconds=created),
        row=row,
    )


@pytest.mark.usefixtures("aws")
def test_two_workers_editing_one_link_lose_nothing() -> None:
    links = StoredLinks()
    links.connect(TENANT, lambda _: LINK)
    interrupted = []

    def edit(link: StripeLink) -> StripeLink:
        if not interrupted:
            interrupted.append(True)
            links.edit(TENANT, lambda one: one.model_copy(update={"rows": 7}))
        return link.model_copy(update={"problem": "second"})

    links.edit(TENANT, edit)
    found = links.load(TENANT)
    assert found is not None
    assert (found.rows, found.problem) == (7, "second")
    assert links.load(OTHER) is None
    assert links.edit(OTHER, lambda one: one) is None


@pytest.mark.usefixtures("aws")
def test_events_in_any_order_and_twice_leave_the_newest_word() -> None:
    links = StoredLinks()
    events = [change("evt_1", 1, email="1@x"), change("evt_2", 2, email="2@x"), change("evt_3", 3)]
    for order in itertools.islice(itertools.permutations(events * 2), 0, 720, 37):
        links.remove(TENANT)
        for one in order:
            links.keep_change(TENANT, one)
        (kept,) = links.changes(TENANT)
        assert kept == events[-1]


@pytest.mark.usefixtures("aws")
def test_the_same_event_is_kept_once_and_a_deletion_outlives_its_second() -> None:
    links = StoredLinks()
    assert links.keep_change(TENANT, change("evt_1", 1))
    assert not links.keep_change(TENANT, change("evt_1", 1))
    assert links.keep_change(TENANT, change("evt_2", 1, email="b@example.com"))
    assert links.keep_change(TENANT, change("evt_3", 1, email=None))
    assert not links.keep_change(TENANT, change("evt_4", 1))
    (kept,) = links.changes(TENANT)
    assert kept.row is None
    assert not list(links.changes(OTHER))


def of_subscription(event: str, created: int, status: str) -> Change:
    return change(event, created).model_copy(
        update={"kind": "subscription", "row": {"id": "cus_1", "Status": status}}
    )


@pytest.mark.usefixtures("aws")
def test_a_subscription_that_ended_is_never_active_again_in_whatever_order_it_is_reported() -> None:
    links = StoredLinks()
    events = [
        of_subscription("evt_1", 1, "active"),
        of_subscription("evt_2", 2, "canceled"),
        of_subscription("evt_3", 2, "active"),
        of_subscription("evt_4", 3, "past_due"),
    ]
    for order in itertools.permutations(events):
        links.remove(TENANT)
        for one in order:
            links.keep_change(TENANT, one)
        (kept,) = links.changes(TENANT)
        assert kept.row is not None
        assert kept.row["Status"] == "canceled"


@pytest.mark.usefixtures("aws")
def test_forgetting_spares_what_came_later() -> None:
    links = StoredLinks()
    links.connect(TENANT, lambda _: LINK)
    links.keep_change(TENANT, change("evt_1", 1))
    links.forget_changes(TENANT, received_before=NOW)
    assert len(list(links.changes(TENANT))) == 1
    links.forget_changes(TENANT, received_before=NOW + timedelta(minutes=1))
    assert not list(links.changes(TENANT))
    assert links.load(TENANT) == LINK
    links.remove(TENANT)
    assert links.load(TENANT) is None


@pytest.mark.usefixtures("aws")
def test_a_tenants_key_is_kept_apart_and_gone_once_it_is_disconnected() -> None:
    secrets = TenantSecrets("test")
    assert secrets.stripe(TENANT) == StripeSecrets()
    secrets.keep_read_key(TENANT, "rk_test_1")
    secrets.keep_hook_secret(TENANT, "whsec_1")
    secrets.keep_read_key(TENANT, "rk_test_2")
    assert secrets.stripe(TENANT) == StripeSecrets("rk_test_2", "whsec_1")
    assert secrets.stripe(OTHER) == StripeSecrets()
    assert secret_name("test", TENANT) == "warmline-test-tenant-t_sample000000000"
    assert "rk_test" not in repr(secrets.stripe(TENANT))
    secrets.forget(TENANT)
    secrets.forget(TENANT)
    assert secrets.stripe(TENANT) == StripeSecrets()


def test_a_secret_is_asked_for_again_after_a_minute(aws: None) -> None:
    now = [0.0]
    secrets = TenantSecrets("test", elapsed_s=lambda: now[0])
    assert secrets.recent_stripe(TENANT) == StripeSecrets()
    secrets.keep_hook_secret(TENANT, "whsec_1")
    assert secrets.recent_stripe(TENANT) == StripeSecrets()
    now[0] = 61.0
    assert secrets.recent_stripe(TENANT).hook_secret == "whsec_1"


def test_no_name_of_a_secret_reaches_another_tenants() -> None:
    for wrong in ("t_sample000000000*", "../t_sample000000000", "", "t_SAMPLE000000000"):
        with pytest.raises(ValueError, match="tenant id"):
            secret_name("test", wrong)  # type: ignore[arg-type]


@pytest.mark.usefixtures("aws")
def test_messages_are_the_tenants_and_wait_a_quarter_of_an_hour_at_most() -> None:
    sqs = boto3.client("sqs")
    url = sqs.create_queue(QueueName="imports")["QueueUrl"]
    SyncQueue(url).pull(TENANT, sync="s1")
    message = sqs.receive_message(QueueUrl=url)["Messages"][0]
    assert json.loads(message["Body"]) == {"kind": "sync", "tenant": TENANT, "sync": "s1"}
    SyncQueue(url).apply_changes(TENANT, delay_s=5000)
    counts = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    assert counts["ApproximateNumberOfMessagesDelayed"] == "1"
