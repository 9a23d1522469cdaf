"""Stripe's exports on a founder's first day: who is in which motion, and what one file more brings.

The files are `stripe-customers.csv` and `stripe-subscriptions.csv` of the corpus.
"""

from __future__ import annotations

import functools

import pytest

from tests.customer_base.awkward_files import CORPUS
from tests.customer_base.whole_runs import Whole, assert_lawful, csv_of, whole

pytestmark = pytest.mark.costly(first=1)

CUSTOMERS = (CORPUS / "stripe-customers.csv").read_bytes()
SUBSCRIPTIONS = (CORPUS / "stripe-subscriptions.csv").read_bytes()
USAGE = csv_of(
    [{"email": "nine@example.com", "usage_30d": "90", "usage_prev_30d": "80", "limit_used": "0.9"}],
    ("email", "usage_30d", "usage_prev_30d", "limit_used"),
)


@functools.cache
def imported(*files: bytes) -> Whole:
    return whole(*files)


def more(found: Whole) -> dict[tuple[str, str], int]:
    """(motion, file to add) → customers who could then qualify."""
    return {(one.motion, one.source): one.more for one in found.summary.missing}


def counts(found: Whole) -> dict[str, int]:
    return {motion: count for motion, count in found.summary.counts.items() if count}


@pytest.mark.slow
def test_customers_alone_sell_nothing_up_and_say_what_subscriptions_would_change() -> None:
    found = imported(CUSTOMERS)
    assert_lawful(found)
    assert found.sums == (8, 7, 0, 1)
    assert found.motions == {
        "cus_1": (None, "base_plan_long_enough"),
        "cus_2": ("retention", "billing_issue"),
        "cus_3": (None, "paid"),
        "cus_4": (None, "paid"),
        "cus_5": (None, "has_contact_point"),
        "cus_8": (None, "left_on_unknown"),
        "cus_9": (None, "base_plan_long_enough"),
    }
    assert counts(found) == {"retention": 1, "none": 6}
    assert more(found) == {("renewal", "subscriptions"): 2, ("win_back", "subscriptions"): 1}


@pytest.mark.slow
def test_subscriptions_alone_win_back_and_renew_and_say_what_usage_would_change() -> None:
    found = imported(SUBSCRIPTIONS)
    assert_lawful(found)
    assert found.sums == (9, 8, 1, 0)
    assert found.motions == {
        "cus_1": ("renewal", "renewal_near"),
        "cus_2": ("retention", "billing_issue"),
        "cus_3": (None, "paid"),
        "cus_5": (None, "has_contact_point"),
        "cus_6": ("retention", "cancellation_scheduled"),
        "cus_7": (None, "paid"),
        "cus_8": ("win_back", "has_left"),
        "cus_9": (None, "usage_shows_demand"),
    }
    assert more(found)["upsell", "usage"] == 1
    assert more(found)["cross_sell", "team"] == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    "files", [(CUSTOMERS, SUBSCRIPTIONS), (SUBSCRIPTIONS, CUSTOMERS)], ids=["as named", "reversed"]
)
def test_both_joined_hold_what_each_promised(files: tuple[bytes, bytes]) -> None:
    found = imported(*files)
    assert_lawful(found)
    assert found.sums == (17, 9, 7, 1)
    assert found.motions["cus_8"] == ("win_back", "has_left"), "as the customers alone foretold"
    assert found.motions["cus_1"] == ("renewal", "renewal_near"), "one of the two who might renew"
    assert found.motions["cus_4"] == (None, "paid")
    assert counts(found) == {"win_back": 1, "renewal": 1, "retention": 2, "none": 5}
    assert found.summary.reasons == {"paid": 3, "has_contact_point": 1, "usage_shows_demand": 1}
    assert found.summary.reach["win_back"]["email"] == 1
    assert {reach["phone"] for reach in found.summary.reach.values()} == {0}
    assert more(found)["upsell", "usage"] == 1


@pytest.mark.slow
def test_the_usage_that_was_asked_for_brings_the_upsell_that_was_promised() -> None:
    found = imported(CUSTOMERS, SUBSCRIPTIONS, USAGE)
    assert found.motions["cus_9"] == ("upsell", "usage_shows_demand")
    assert ("upsell", "usage") not in more(found)


@pytest.mark.slow
def test_a_file_that_was_just_given_is_not_asked_for_again() -> None:
    asked = more(imported(SUBSCRIPTIONS))
    assert not [source for _, source in asked if source == "subscriptions"]


def test_whom_only_an_unknown_payment_keeps_out_is_asked_for_payments() -> None:
    said = b"customer_id,email,status,churned_on\n1,one@example.com,canceled,2026-07-01\n"
    assert more(whole(said))["win_back", "payments"] == 1


def test_people_without_any_facts_are_asked_for_subscriptions_which_prove_payments_too() -> None:
    asked = {source for _, source in more(whole(b"customer_id,email\n1,one@example.com\n"))}
    assert "subscriptions" in asked
    assert "payments" not in asked
