"""Connecting a Stripe account: only a key that may do nothing but read, and it is never shown."""

from __future__ import annotations

from datetime import timedelta

import pytest

from functions.customer_base.imports.records import ImportStatus
from functions.stripe_source.link import StripeLink, Sync, SyncPhase
from tenancy.identity.audit import Action
from tests.console.fakes import FOUNDER, NOON, World
from tests.console.sample_world import fill
from tests.console.visits import Visit, location, signed_in, text

PAGE = "/customers/stripe"
KEY = "rk_live_51Sample0KeyWxYz"
_FACTS = {
    f"attest_{name}": "on"
    for name in ("in_sale", "similar_products", "opt_out_at_collection", "opt_out_in_each")
}


@pytest.fixture
def world() -> World:
    return World()


def connected(world: World, **changes: object) -> Visit:
    link = StripeLink(connected_at=NOON, connected_by=FOUNDER, key_ending="WxYz", live=True)
    world.stripe.kept = link.model_copy(update=changes)
    return signed_in(world)


def test_a_restricted_key_connects_and_is_never_shown(world: World) -> None:
    visit = signed_in(world)
    answer = visit.send(PAGE, PAGE, read_key=f" {KEY} ", default_country="LT", **_FACTS)
    assert location(answer) == "/customers/stripe?done=connected"
    (wanted,) = world.stripe.connections
    assert (wanted.key, wanted.default_country) == (KEY, "LT")
    assert wanted.attestation.complete
    assert KEY not in repr(wanted)
    assert [row.action for row in world.audit.kept] == [Action.CONNECTED, Action.ATTESTED]
    assert all(KEY not in row.detail for row in world.audit.kept)
    page = text(visit.get(PAGE))
    assert "ends in <code>WxYz</code>" in page
    assert KEY not in page


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("sk_live_51SampleSecret", "secret key"),
        ("sk_test_51SampleSecret", "Make a restricted key with read access to Customers"),
        ("pk_live_51Sample", "publishable"),
        ("whsec_51Sample", "signing secret"),
        ("rk_live_", "begins with rk_live_"),
        ("something else", "begins with rk_live_"),
        ("", "Paste the key here"),
        ("rk_test_unknown", "does not know this key"),
    ],
)
def test_any_other_key_is_refused_in_plain_words_and_not_shown_again(
    world: World, key: str, words: str
) -> None:
    page = signed_in(world).send(PAGE, PAGE, read_key=key, default_country="LT")
    assert page.status == 422
    assert words in text(page)
    assert not key or key.startswith("rk_live_") or key not in text(page)
    assert not world.stripe.connections
    assert not world.audit.kept


def test_three_of_the_four_facts_are_refused_here_too(world: World) -> None:
    facts = _FACTS | {"attest_in_sale": ""}
    page = signed_in(world).send(PAGE, PAGE, read_key=KEY, default_country="LT", **facts)
    assert "Tick all or none" in text(page)
    assert not world.stripe.connections
    assert KEY not in text(page)


def test_the_webhooks_address_is_shown_and_its_secret_is_kept(world: World) -> None:
    visit = connected(world)
    page = text(visit.get(PAGE))
    assert "/hooks/stripe/t_acmeacmeacme" in page
    assert "customer.subscription.updated" in page
    answer = visit.send(PAGE, f"{PAGE}/webhook", hook_secret="whsec_SampleSecret1234")
    assert answer.status == 303
    assert world.stripe.hook_secret == "whsec_SampleSecret1234"
    page = text(visit.get(PAGE))
    assert "ends in 1234" in page
    assert "whsec_SampleSecret" not in page


def test_a_wrong_signing_secret_is_refused(world: World) -> None:
    visit = connected(world)
    for secret in (KEY, "", "whsec_"):
        page = visit.send(PAGE, f"{PAGE}/webhook", hook_secret=secret)
        assert page.status == 422
        assert KEY not in text(page)
    assert not world.stripe.hook_secret


@pytest.mark.parametrize(
    ("phase", "words"),
    [
        (SyncPhase.PRODUCTS, "names of your products"),
        (SyncPhase.SUBSCRIPTIONS, "Reading subscriptions: 1,200 so far"),
        (SyncPhase.CUSTOMERS, "Reading customers: 3,400 so far"),
        (SyncPhase.ASSEMBLING, "Putting it together"),
    ],
)
def test_progress_is_polled_until_all_is_at_rest(
    world: World, phase: SyncPhase, words: str
) -> None:
    sync = Sync(
        id="s1",
        phase=phase,
        started_at=NOON,
        touched_at=NOON,
        subscriptions=1200,
        customers=3400,
        held_up=1,
    )
    visit = connected(world, sync=sync)
    assert words in text(visit.get(PAGE))
    fragment = visit.get(PAGE, hx_request="true")
    assert "hx-get" in text(fragment)
    assert "Stripe is busy" in text(fragment)
    assert "<html" not in text(fragment)
    world.stripe.kept = world.stripe.kept and world.stripe.kept.model_copy(update={"sync": None})
    assert dict(visit.get(PAGE, hx_request="true").headers)["HX-Refresh"] == "true"


def test_a_sync_that_waits_for_its_turn_says_so(world: World) -> None:
    visit = connected(world, asked_at=NOON)
    assert "Waiting for its turn" in text(visit.get(PAGE))


def test_the_import_that_follows_is_progress_too(world: World) -> None:
    visit = connected(world, import_id="im_run")
    fill(world)
    world.stripe.kept = world.stripe.kept and world.stripe.kept.model_copy(
        update={"import_id": "im_run"}
    )
    page = text(visit.get(PAGE))
    assert "Cleaning phone numbers" in page
    assert 'href="/customers/imports/im_run"' in page


def test_a_problem_is_shown_here_and_among_the_customers(world: World) -> None:
    problem = "Stripe no longer accepts the key you gave."
    visit = connected(world, problem=problem)
    for page in (PAGE, "/customers"):
        assert problem in text(visit.get(page))


def test_sync_now_asks_and_disconnect_ends(world: World) -> None:
    visit = connected(world)
    visit.send(PAGE, f"{PAGE}/sync")
    assert world.stripe.asked == 1
    visit.send(PAGE, f"{PAGE}/disconnect")
    assert world.stripe.kept is None
    assert [row.action for row in world.audit.kept] == [Action.DISCONNECTED]
    assert "Connect your account" in text(visit.get(PAGE))


def test_of_many_synced_imports_the_list_shows_the_newest(world: World) -> None:
    visit = signed_in(world)
    fill(world)
    uploads = len(world.base.records)
    for number in range(10):
        done = world.base.records["im_done"]
        world.base.records[f"im_s{number}"] = done.model_copy(
            update={
                "id": f"im_s{number}",
                "synced": True,
                "status": ImportStatus.DONE,
                "created_at": NOON + timedelta(hours=number),
            }
        )
    page = text(visit.get("/customers"))
    assert page.count('href="/customers/imports/') == uploads + 3
    assert "im_s9" in page
