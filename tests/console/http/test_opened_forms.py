"""Two tabs of one form: the second learns what the first saved, and overwrites it only knowingly.

Each of these forms saves a whole record. It is opened twice; the first copy is saved with a change,
the second with another change, and then once more as it came back.
"""

from __future__ import annotations

import html
from dataclasses import replace

import pytest

from frontend_api.acts.settings.channels import ADDRESS_KEPT, CODE_IS_SENT
from frontend_api.http.forms import OVERTAKEN, Entries, hold_to, mark_of, opened_on
from frontend_api.ports.reading import RemoteReadingState
from functions.product.channels import Channel
from functions.product.motions import Motion
from tenancy.data.edit_conflict import EditConflictError
from tenancy.runtime.http import HttpRequest
from tenancy.values.lazy_dataclass import dataclass
from tests.console.fakes import FOUNDER, TENANT, World
from tests.console.http.forms_on_a_page import form_on
from tests.console.sample_world import fill
from tests.console.visits import signed_in, text


@dataclass(frozen=True, slots=True)
class Case:
    page: str
    action: str
    field: str
    theirs: str
    mine: str
    says: str = ""
    """What stands beside the field; empty: what they saved, as it was typed."""
    press: str = ""


THRESHOLDS = "/segments/thresholds"
CASES = (
    Case("/bandwidth", "/bandwidth", "per_week", "7", "5"),
    Case("/bandwidth", "/bandwidth", "start:1:0", "10:00", "11:00"),
    Case("/bandwidth", "/bandwidth", "works_on_holidays", "on", "", says="Ticked meanwhile."),
    Case(THRESHOLDS, THRESHOLDS, "limit_used", "70", "90", press="save"),
    Case("/offers", "/offers/plans", "family:0", "Theirs", "Mine"),
    Case("/offers", "/offers/plans", "role:1", "base", "", says="Saved meanwhile: “Base plan”."),
    Case("/channels", "/channels/rules", "per_week", "4", "5"),
    Case("/channels", "/channels/email", "postal_address", "1 Their Street", "2 My Street"),
    Case("/settings", "/settings/reading", "monthly_limit", "14.00", "12.00"),
    Case(
        "/settings/notifications",
        "/settings/notifications",
        "bookings",
        "off",
        "daily",
        says="Saved meanwhile: “Not by mail”.",
    ),
)


@pytest.fixture
def world() -> World:
    made = World()
    fill(made)
    made.remote = RemoteReadingState(has_key=True, model="gpt-6-luna")
    return made


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.action}-{case.field}")
def test_a_second_tab_is_told_what_the_first_one_saved(case: Case, world: World) -> None:
    one = signed_in(world)
    opened = form_on(text(one.get(case.page)), case.action)
    others = {name: values for name, values in opened.items() if name not in {"form_token", "do"}}
    press = {"do": (case.press,)} if case.press else {}
    token = opened["form_token"][0]

    def stands() -> dict[str, tuple[str, ...]]:
        found = form_on(text(one.get(case.page)), case.action)
        return {name: each for name, each in found.items() if name != "form_token"}

    first = one.post(case.action, token, **{**others, **press, case.field: (case.theirs,)})
    assert first.status == 303, text(first)
    saved = stands()
    assert saved[case.field] == (case.theirs,)
    assert {**saved, "seen": opened["seen"], case.field: opened.get(case.field, ())} == {
        case.field: (),
        **others,
    }

    second = one.post(case.action, token, **{**others, **press, case.field: (case.mine,)})
    assert second.status == 422
    assert stands() == saved, "nothing is changed"
    shown = text(second)
    assert OVERTAKEN in shown
    assert (case.says or f"Saved meanwhile: “{case.theirs}”.") in shown
    again = form_on(shown, case.action)
    assert again.get(case.field, ("",)) == (case.mine,), "what was typed is still there"

    known = {name: values for name, values in again.items() if name != "form_token"}
    assert one.post(case.action, token, **{**known, **press}).status == 303
    assert stands().get(case.field, ("",)) == (case.mine,)


def test_a_second_tab_that_says_the_same_is_saved_without_a_word(world: World) -> None:
    one = signed_in(world)
    opened = form_on(text(one.get("/bandwidth")), "/bandwidth")
    token = opened.pop("form_token")[0]
    for _ in range(2):
        assert one.post("/bandwidth", token, **{**opened, "per_week": ("7",)}).status == 303
    known = world.settings.bandwidth(TENANT, FOUNDER)
    assert known is not None
    assert known.per_week == 7


CONDITION = {"column:0": "usage_30d", "is:0": "<", "value:0": "10"}


def test_conditions_of_anothers_are_named_whole(world: World) -> None:
    one = signed_in(world)
    opened = form_on(text(one.get(THRESHOLDS)), THRESHOLDS)
    token = opened.pop("form_token")[0]
    sent = {**opened, **CONDITION, "do": "save"}
    assert one.post(THRESHOLDS, token, **sent).status == 303
    refused = text(one.post(THRESHOLDS, token, **{**sent, "value:0": "20"}))
    assert "is less than 10”." in refused
    assert form_on(refused, THRESHOLDS)["value:0"] == ("20",)


def test_an_edit_that_comes_between_looking_and_saving_is_a_conflict() -> None:
    request = HttpRequest(
        "POST",
        "/bandwidth",
        headers={"content-type": "application/x-www-form-urlencoded"},
        body=f"a=2&seen={mark_of({'a': '1'})}".encode(),
    )
    entries = Entries(request)
    entries.refuse_overtaken({"a": "1"})
    assert not entries.errors
    hold_to(entries.seen, {"a": "1", "b": ""})
    with pytest.raises(EditConflictError):
        hold_to(entries.seen, {"a": "3"})
    hold_to("", {"a": "3"})
    assert opened_on({"a": "1"}).value("seen") == entries.seen


@pytest.mark.parametrize("part", ["sender", "rules"])
def test_a_channel_that_is_saved_between_looking_and_saving_stays(part: str, world: World) -> None:
    one = signed_in(world)
    opened = form_on(text(one.get("/channels")), "/channels/email")
    token = opened.pop("form_token")[0]
    known = world.settings.settings
    sender = known.sender(Channel.EMAIL)
    assert sender is not None
    world.proofs.proved.add(sender.address)
    theirs = replace(sender, address="theirs@acme.example.com")
    rules = replace(known.rules, postal_address="1 Their Street")

    def save_theirs() -> None:
        if part == "rules":
            world.settings.save_rules(TENANT, rules)
        else:
            world.settings.save_sender(TENANT, theirs)

    world.settings.meanwhile = save_theirs
    mine = {**opened, "name": ("Mine",), "postal_address": ("2 My Street",)}
    recorded = len(world.audit.kept)
    refused = one.post("/channels/email", token, **mine)
    now = world.settings.settings
    kept = now.sender(Channel.EMAIL)
    if part == "sender":
        assert refused.status == 409
        assert (now.rules, kept) == (known.rules, theirs)
        assert len(world.audit.kept) == recorded
    else:
        assert refused.status == 422
        assert ADDRESS_KEPT in html.unescape(text(refused))
        assert kept is not None
        assert (now.rules, kept.name) == (rules, "Mine")
        assert len(world.audit.kept) == recorded + 1


def test_of_rules_that_a_teammate_changed_the_code_is_on_its_way_all_the_same(world: World) -> None:
    one = signed_in(world)
    opened = form_on(text(one.get("/channels")), "/channels/email")
    token = opened.pop("form_token")[0]
    theirs = replace(world.settings.settings.rules, postal_address="1 Their Street")
    world.settings.meanwhile = lambda: world.settings.save_rules(TENANT, theirs)
    mine = {**opened, "address": ("new@acme.example.com",), "postal_address": ("2 My Street",)}
    refused = one.post("/channels/email", token, **mine)
    assert refused.status == 422
    assert CODE_IS_SENT in html.unescape(text(refused))
    assert world.settings.settings.rules == theirs


LINES = "/playbooks/upsell/en"


@pytest.mark.parametrize("press", ["save", "approve", "remove"])
def test_a_line_that_a_teammate_changed_is_not_put_back_by_an_older_page(
    press: str, world: World
) -> None:
    one = signed_in(world)
    book = world.settings.settings.playbook(Motion.UPSELL, "en")
    assert book is not None
    line = book.lines[0]
    action = f"{LINES}/lines/{line.id}"
    opened = form_on(text(one.get(f"{LINES}?line={line.id}")), action)
    token = opened.pop("form_token")[0]

    def stands() -> tuple[str, ...]:
        kept = world.settings.settings.playbook(Motion.UPSELL, "en")
        assert kept is not None
        return tuple(each.text for each in kept.lines if each.id == line.id)

    theirs = f"{line.text} Theirs."
    assert one.post(action, token, **{**opened, "text": theirs, "do": "save"}).status == 303
    mine = {**opened, "text": f"{line.text} Mine.", "do": press}
    refused = one.post(action, token, **mine)
    assert refused.status == 422
    assert stands() == (theirs,)
    assert f"and now a draft: “{theirs}”" in html.unescape(text(refused))
    again = form_on(text(refused), action)
    assert again["text"] == (f"{line.text} Mine.",)
    known = {name: values for name, values in again.items() if name != "form_token"}
    assert one.post(action, token, **{**known, "do": press}).status == 303
    assert stands() == (() if press == "remove" else (f"{line.text} Mine.",))
