"""What a founder uploads beside a synced base outlives the next sync, as far as Stripe lacks it."""

from __future__ import annotations

from pathlib import Path

import pytest

from functions.customer_base.imports.records import (
    ImportRecord,
    ImportStatus,
    new_import,
    upload_key,
)
from functions.customer_base.imports.workflow import file_arrived, parse_upload_key
from tests.customer_base.fakes_base import TENANT, new_base
from tests.customer_base.stripe_world import (
    StripeWorld,
    customer,
    facts,
    stripe_world,
    subscription,
)

pytestmark = pytest.mark.costly(first=1)

PHONES = b"Customer ID,Phone,Country\ncus_0001,+12125550101,US\ncus_0002,+12125550102,US\n"
USAGE = b"email,logins last 30 days,usage previous 30 days\n"


@pytest.fixture(scope="module")
def synced(tmp_path_factory: pytest.TempPathFactory) -> StripeWorld:
    """A base as Stripe has it, beside which nothing is uploaded yet."""
    world = stripe_world(new_base(tmp_path_factory.mktemp("synced")))
    world.pull()
    world.arrive()
    return world


@pytest.fixture
def world(synced: StripeWorld, tmp_path: Path) -> StripeWorld:
    return synced.copy_to(tmp_path)


def add(
    world: StripeWorld, content: bytes, *, name: str = "phones.csv", alone: bool = False
) -> ImportRecord:
    """The founder adds a file to the newest import; every suggestion is accepted."""
    newest = world.base.rows.imports[TENANT, world.link.import_id]
    import_id = f"im_upload_{len(world.base.rows.imports)}"
    record = new_import(
        tenant=TENANT,
        import_id=import_id,
        file_names=(name,),
        created_at=world.now,
        default_country="US",
        earlier=() if alone else newest.files,
    )
    over = world.base.rows.pointers[TENANT].snapshot
    confirmed = record.model_copy(update={"confirmed": True, "accepted_over": over})
    world.base.rows.imports[TENANT, import_id] = confirmed
    number = len(record.files)
    key = upload_key(TENANT, import_id, number)
    world.base.files.put(TENANT, key, content)
    uploaded = parse_upload_key(key)
    assert uploaded is not None
    file_arrived(uploaded, world.base.imports, now=world.now)
    found = world.base.rows.imports[TENANT, import_id]
    assert found.status is ImportStatus.DONE, (found.problem, found.files[-1].questions)
    return found


def night(world: StripeWorld, **time: float) -> ImportRecord:
    world.later(**(time or {"days": 1}))
    world.pull(f"night_{world.now:%Y%m%d%H%M}")
    rows = world.base.rows
    # The founder agrees where many customers of an uploaded base are none of Stripe's.
    agreed = {"accepted_over": rows.pointers[TENANT].snapshot}
    rows.edit_import(TENANT, world.link.import_id, lambda one: one.model_copy(update=agreed))
    return world.arrive()


@pytest.mark.slow
def test_a_phone_of_an_uploaded_file_is_there_after_the_night(world: StripeWorld) -> None:
    add(world, PHONES)
    record = night(world)
    assert facts(world, "cus_0001")["phone"] == "+12125550101"
    assert facts(world, "cus_0003")["phone"] is None
    assert record.accounting is not None
    (kept,) = record.accounting.kept
    assert (kept.name, kept.customers) == ("phones.csv", 2)
    assert kept.as_of < world.now.date(), "the day of the upload, not of the sync"


@pytest.mark.slow
def test_it_is_there_after_what_a_webhook_reported(world: StripeWorld) -> None:
    add(world, PHONES)
    world.later(hours=2)
    world.tell("subscription", subscription(1, cancel_at_period_end=True))
    world.apply()
    world.arrive()
    known = facts(world, "cus_0001")
    assert (known["phone"], known["cancel_at_period_end"]) == ("+12125550101", True)


@pytest.mark.slow
def test_what_stripe_says_itself_goes_before_an_upload(world: StripeWorld) -> None:
    add(world, PHONES)
    world.account.put("customers", customer(1, phone="+12125550177"))
    night(world)
    assert facts(world, "cus_0001")["phone"] == "+12125550177"
    world.account.put("customers", customer(1, phone=None))
    night(world)
    assert facts(world, "cus_0001")["phone"] == "+12125550101"


@pytest.mark.slow
def test_a_number_that_was_only_in_stripe_goes_with_it(world: StripeWorld) -> None:
    world.account.put("customers", customer(3, phone="+12125550133"))
    night(world)
    add(world, PHONES)
    world.account.put("customers", customer(3, phone=None))
    night(world)
    assert facts(world, "cus_0003")["phone"] is None


@pytest.mark.slow
def test_a_newer_version_of_the_file_withdraws_what_the_older_said(world: StripeWorld) -> None:
    add(world, PHONES)
    night(world)
    add(world, PHONES.replace(b"cus_0001", b"cus_0004").replace(b"0102", b"0199"), name="new.csv")
    night(world)
    assert facts(world, "cus_0001")["phone"] is None
    assert facts(world, "cus_0002")["phone"] == "+12125550199"
    assert facts(world, "cus_0004")["phone"] == "+12125550101"


@pytest.mark.slow
def test_another_file_leaves_the_first_as_it_is(world: StripeWorld) -> None:
    add(world, PHONES)
    night(world)
    usage = USAGE + b"stripe0001@example.com,40,20\n"
    record = add(world, usage, name="usage.csv")
    assert record.accounting is not None
    assert [one.name for one in record.accounting.kept] == ["phones.csv"]
    night(world)
    known = facts(world, "cus_0001")
    assert (known["phone"], known["usage_prev_30d"]) == ("+12125550101", 20)


@pytest.mark.slow
def test_usage_is_unknown_once_it_is_as_old_as_facts_may_be(world: StripeWorld) -> None:
    add(world, USAGE + b"stripe0001@example.com,40,20\n", name="usage.csv")
    add(world, PHONES)
    night(world, days=14)
    assert facts(world, "cus_0001")["usage_prev_30d"] == 20
    night(world)
    known = facts(world, "cus_0001")
    assert (known["usage_prev_30d"], known["phone"]) == (None, "+12125550101")


@pytest.mark.slow
def test_a_file_uploaded_alone_is_found_by_its_addresses(world: StripeWorld) -> None:
    add(world, b"email,phone,country\nstripe0001@example.com,+12125550101,US\n", alone=True)
    night(world)
    assert facts(world, "cus_0001")["phone"] == "+12125550101"


def test_a_refusal_of_an_upload_is_not_forgotten_by_a_sync(world: StripeWorld) -> None:
    add(world, b"email,Do not contact\nstripe0001@example.com,yes\nstripe0002@example.com,no\n")
    night(world)
    assert facts(world, "cus_0001")["do_not_contact"] is True
    assert facts(world, "cus_0002")["do_not_contact"] is not True


def test_a_base_that_is_only_uploaded_takes_nothing_from_earlier_files(world: StripeWorld) -> None:
    add(world, PHONES)
    record = add(
        world,
        b"customer id,email,plan,status,mrr,first payment date\n"
        b"cus_0001,stripe0001@example.com,Pro,active,29,2024-01-01\n",
        name="base.csv",
        alone=True,
    )
    assert record.accounting is not None
    assert record.accounting.kept == ()
    assert facts(world, "cus_0001")["phone"] is None
