"""Two who change one part of the settings at the same time: neither undoes the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from functions.customer_base.store.workspace import WorkspaceFacts
from functions.outreach.domain.calendar.founder_calendar import Bandwidth
from functions.outreach.domain.permission.contact_facts import ChannelRules
from functions.outreach.domain.playbooks.playbook import Answer
from functions.outreach.domain.understanding.knowledge import AnswerId
from functions.outreach.store import settings
from functions.product.offers import Catalogue, PlanRole
from functions.product.thresholds import Thresholds
from tenancy.tenant import FounderId, tenant_id
from tests.cloud_account import cloud_account

TENANT = tenant_id("t_" + "e" * 16)


@pytest.fixture(autouse=True)
def account() -> Iterator[None]:
    with cloud_account():
        yield


def test_a_starter_never_replaces_an_answer_that_somebody_stored() -> None:
    starter = Answer(AnswerId("starter-en-obligation"), "en", ("Must I?",), "No.")
    worded = Answer(starter.id, "en", ("Must I?",), "Not at all.")
    settings.add_answer(TENANT, starter)
    assert settings.load(TENANT).answers == (starter,)
    settings.save_answer(TENANT, worded)
    settings.add_answer(TENANT, starter)
    assert settings.load(TENANT).answers == (worded,)


def overtaken[T](by: Callable[[], object], change: Callable[[T], T]) -> Callable[[T], T]:
    """`change`, before whose first result is saved another one has saved."""
    others = [by]

    def changed(before: T) -> T:
        while others:
            others.pop()()
        return change(before)

    return changed


def test_plans_of_two_at_the_same_time_are_both_kept() -> None:
    def add(plan: str) -> Callable[[Catalogue], Catalogue]:
        one = PlanRole(plan, "base", "")
        return lambda before: replace(before, plans=(*before.plans, one))

    def another() -> Catalogue:
        return settings.edit_catalogue(TENANT, add("Basic"))

    settings.edit_catalogue(TENANT, overtaken(another, add("Pro")))
    assert [one.plan for one in settings.load(TENANT).plans] == ["Basic", "Pro"]


def test_an_address_and_contact_hours_at_the_same_time_are_both_kept() -> None:
    def hours(before: ChannelRules) -> ChannelRules:
        return replace(before, hours_start=10)

    def address(before: ChannelRules) -> ChannelRules:
        return replace(before, postal_address="1 Main Street")

    settings.edit_rules(TENANT, overtaken(lambda: settings.edit_rules(TENANT, hours), address))
    kept = settings.load(TENANT).rules
    assert (kept.hours_start, kept.postal_address) == (10, "1 Main Street")


def test_two_numbers_changed_at_the_same_time_are_both_kept() -> None:
    def drop(before: Thresholds) -> Thresholds:
        return before.model_copy(update={"usage_drop": 0.25})

    def days(before: Thresholds) -> Thresholds:
        return before.model_copy(update={"renewal_days": 45})

    settings.edit_thresholds(
        TENANT, overtaken(lambda: settings.edit_thresholds(TENANT, days), drop)
    )
    kept = WorkspaceFacts().thresholds(TENANT)
    assert (kept.usage_drop, kept.renewal_days) == (0.25, 45)


def test_limits_are_changed_from_what_is_stored_and_begun_only_where_wanted() -> None:
    founder = FounderId("f_ona")
    unset = Bandwidth(founder, "Europe/Vilnius", ())

    def phone(before: Bandwidth) -> Bandwidth:
        return replace(before, own_phone="+12025550143")

    def fewer(before: Bandwidth) -> Bandwidth:
        return replace(before, per_day=1)

    assert settings.edit_bandwidth(TENANT, founder, fewer) is None
    assert settings.load_bandwidth(TENANT, founder) is None
    settings.edit_bandwidth(TENANT, founder, fewer, unset=unset)
    settings.edit_bandwidth(
        TENANT,
        founder,
        overtaken(lambda: settings.edit_bandwidth(TENANT, founder, fewer, unset=unset), phone),
    )
    assert settings.load_bandwidth(TENANT, founder) == phone(fewer(unset))
