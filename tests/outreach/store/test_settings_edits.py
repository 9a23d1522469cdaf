"""Two who change one part of the settings at the same time: neither undoes the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from functions.customer_base.store.workspace import WorkspaceFacts
from functions.notices.kinds import NoticeChoices
from functions.outreach.domain.calendar.founder_calendar import Bandwidth
from functions.outreach.domain.permission.contact_facts import ChannelRules
from functions.outreach.domain.playbooks.playbook import Answer
from functions.outreach.domain.settings import ReadingRules, Sender
from functions.outreach.domain.understanding.knowledge import AnswerId
from functions.outreach.store import settings
from functions.product.channels import Channel
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
    assert settings.keep_answer(TENANT, worded, over=starter)
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


def test_an_answer_takes_the_place_of_the_one_it_was_judged_beside_and_of_no_other() -> None:
    first = Answer(AnswerId("a_1"), "en", ("Must I?",), "No.")
    theirs, mine = replace(first, text="Never."), replace(first, text="Perhaps.")
    settings.add_answer(TENANT, first)
    assert settings.keep_answer(TENANT, theirs, over=first)
    assert not settings.keep_answer(TENANT, mine, over=first)
    assert not settings.remove_answer(TENANT, first)
    assert settings.load(TENANT).answers == (theirs,)
    assert settings.remove_answer(TENANT, theirs)
    assert not settings.keep_answer(TENANT, mine, over=theirs)
    assert settings.load(TENANT).answers == ()


def test_two_choices_of_mail_at_the_same_time_are_both_kept() -> None:
    founder = FounderId("f_ona")

    def choose(kind: str) -> Callable[[NoticeChoices], NoticeChoices]:
        return lambda before: replace(before, chosen={**before.chosen, kind: "off"})

    def another() -> NoticeChoices:
        return settings.edit_notice_choices(TENANT, founder, choose("booked"))

    settings.edit_notice_choices(TENANT, founder, overtaken(another, choose("replied")))
    kept = settings.load_notice_choices(TENANT, founder)
    assert kept == NoticeChoices(founder, {"booked": "off", "replied": "off"})


def test_a_limit_and_a_switch_of_reading_at_the_same_time_are_both_kept() -> None:
    def limit(before: ReadingRules) -> ReadingRules:
        return replace(before, monthly_cents=5)

    def switch(before: ReadingRules) -> ReadingRules:
        return replace(before, openai=False)

    settings.edit_reading_rules(
        TENANT, overtaken(lambda: settings.edit_reading_rules(TENANT, limit), switch)
    )
    assert settings.load(TENANT).reading == ReadingRules(openai=False, monthly_cents=5)


def test_a_readable_sender_named_meanwhile_outlives_another_address() -> None:
    first = Sender(Channel.EMAIL, "ona@example.com", ready=True)
    settings.edit_sender(TENANT, Channel.EMAIL, lambda _: first)

    def name(before: Sender | None) -> Sender:
        return replace(before or first, shared="ona.acme@mail.example.com")

    def address(before: Sender | None) -> Sender:
        return replace(before or first, address="ada@example.com")

    def another() -> Sender:
        return settings.edit_sender(TENANT, Channel.EMAIL, name)

    settings.edit_sender(TENANT, Channel.EMAIL, overtaken(another, address))
    (kept,) = settings.load(TENANT).senders
    assert (kept.address, kept.shared) == ("ada@example.com", "ona.acme@mail.example.com")


def test_a_description_takes_the_place_of_the_one_that_was_seen_and_of_no_other() -> None:
    first, second = (settings.ProductDescription(text) for text in ("For teams.", "For schools."))
    unset = settings.ProductDescription("").mark
    assert settings.keep_product(TENANT, first, seen=unset)
    assert not settings.keep_product(TENANT, second, seen=unset)
    assert settings.load(TENANT).product == "For teams."
    assert settings.keep_product(TENANT, first, seen="never"), "the same words are no loss"
    assert settings.keep_product(TENANT, second, seen=first.mark)
    assert settings.load(TENANT).product == "For schools."
