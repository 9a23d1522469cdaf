"""The column check shows columns in groups that teach, and asks about refusals before all else."""

from __future__ import annotations

import re

from frontend_api.pages.base.column_groups import group_of
from functions.customer_base.columns.canonical import BY_NAME
from functions.customer_base.imports.records import FileRecord, ImportRecord, ImportStatus
from functions.customer_base.parsing.refusing.questions import preview_questions
from tests.console.fakes import NOON, World
from tests.console.sample_world import fill
from tests.console.visits import Visit, signed_in, text

_MAP = "/customers/imports/im_x"
_HEADERS = ("Renews", "Plan", "E-mail", "Unsubscribed", "Email preference", "Logins", "Persona")
_MAPPING = {
    "Renews": "renews_on",
    "Plan": "plan",
    "E-mail": "email",
    "Unsubscribed": "do_not_contact",
    "Logins": "usage_30d",
}


def _visit(
    mapping: dict[str, str] | None = None, headers: tuple[str, ...] = _HEADERS
) -> tuple[World, Visit]:
    chosen = _MAPPING if mapping is None else mapping
    file = FileRecord(
        number=1,
        name="list.csv",
        key="k",
        arrived=True,
        inspected=True,
        headers=headers,
        mapping=chosen,
        questions=preview_questions(headers, chosen, {}, {"Email preference": ("yes", "no")}),
    )
    record = ImportRecord(
        id="im_x", status=ImportStatus.NEEDS_MAPPING, created_at=NOON, files=(file,)
    )
    world = World()
    visit = signed_in(world)
    fill(world)
    world.base.records = {record.id: record}
    return world, visit


def _places(page: str, *words: str) -> list[int]:
    return [page.index(word) for word in words]


def test_refusals_stand_first_and_unused_columns_last_and_folded() -> None:
    _, visit = _visit()
    page = text(visit.get(_MAP))
    titles = ("Refusals and consents: 2", "Who: 1", "Money: 1", "Dates: 1", "Usage: 1")
    places = _places(page, *titles, "Not used: 1 column")
    assert places == sorted(places)
    folded = page[places[-1] :].partition("</details>")[0]
    assert re.findall(r"<label[^>]*>([^<]*)</label>", folded) == ["Persona"]
    open_rows = page[: places[-1]]
    assert re.findall(r"<label[^>]*>([^<]*)</label>", open_rows)[-6:] == [
        "Unsubscribed",
        "Email preference",
        "E-mail",
        "Plan",
        "Renews",
        "Logins",
    ]


def test_each_group_says_what_it_unlocks() -> None:
    _, visit = _visit()
    page = text(visit.get(_MAP))
    for words in (
        "A no closes its channel for that person.",
        "Only customers who have paid are worked",
        "The day they left: win-back.",
        "Usage that falls: retention.",
        "Left out of the import.",
    ):
        assert words in page


def test_what_is_missing_is_said_first_with_why_it_matters() -> None:
    _, visit = _visit()
    page = text(visit.get(_MAP))
    missing, first_file = _places(page, "What is missing, and why it matters", "Columns of list")
    assert missing < first_file
    said = page[missing:first_file]
    assert "What was paid." in said
    assert "Only customers with a documented payment are worked." in said
    assert "Whether the subscription runs." in said
    assert "Who the customer is." not in said

    whole = _MAPPING | {"Persona": "status", "Logins": "mrr"}
    assert "What is missing" not in text(_visit(whole)[1].get(_MAP))


def test_a_question_about_refusals_must_be_answered_before_the_import_runs() -> None:
    world, visit = _visit()
    assert "may say who must not be contacted (Email)" in text(visit.get(_MAP))
    places = {header: place for place, header in enumerate(_HEADERS)}
    form = {f"column:1:{place}": _MAPPING.get(header, "") for header, place in places.items()}
    refused = visit.send(_MAP, f"{_MAP}/mapping", **form)
    assert refused.status == 422
    assert world.base.mappings == {}

    answered = visit.send(_MAP, f"{_MAP}/mapping", **form, **{"answer:1:0": "refuse_no"})
    assert answered.status == 303
    _, answers = world.base.mappings["im_x"]
    assert answers[1] == {"Email preference": "refuse_no"}


def test_several_columns_may_hold_one_refusal() -> None:
    headers = ("E-mail", "Unsubscribed from all email", "Hard bounce")
    refusals = dict.fromkeys(headers[1:], "consent_email_revoked_at")
    world, visit = _visit({"E-mail": "email"} | refusals, headers)
    form = {"column:1:0": "email", "column:1:1": "consent_email_revoked_at"}
    form["column:1:2"] = "consent_email_revoked_at"
    assert visit.send(_MAP, f"{_MAP}/mapping", **form).status == 303
    mapping, _ = world.base.mappings["im_x"]
    assert mapping[1] == {"E-mail": "email"} | refusals


def test_every_canonical_column_has_its_group() -> None:
    groups = {name: group_of(name) for name in BY_NAME}
    assert "unused" not in groups.values()
    assert groups["agrees_email"] == groups["consent_sms"] == "refusals"
    assert groups["feature_uses"] == group_of("feature_uses:Reports") == "usage"
    assert groups["paid_since"] == groups["churned_on"] == "dates"
    assert groups["mrr"] == groups["plan"] == groups["status"] == "money"


def _unfolded(page: str) -> list[str]:
    """Titles of the groups whose columns stand open."""
    return re.findall(r'<details class="more columns" open><summary>([^:]+):', page)


def test_a_file_of_forty_columns_unfolds_only_its_refusals() -> None:
    headers = (*_HEADERS, *(f"Property {number}" for number in range(40)))
    world, visit = _visit(headers=headers)
    page = text(visit.get(_MAP))
    assert "Not used: 41 columns" in page
    assert _unfolded(page) == ["Refusals and consents"]
    short = text(_visit()[1].get(_MAP))
    assert _unfolded(short) == ["Refusals and consents", "Who", "Money", "Dates", "Usage"]

    form = {f"column:1:{place}": _MAPPING.get(header, "") for place, header in enumerate(headers)}
    twice = form | {"column:1:8": "plan", "answer:1:0": "refuse_no"}
    refused = text(visit.send(_MAP, f"{_MAP}/mapping", **twice))
    assert _unfolded(refused) == ["Refusals and consents", "Money"]
    assert world.base.mappings == {}


def test_a_group_says_how_many_of_its_columns_are_to_be_checked() -> None:
    world, visit = _visit({})
    record = world.base.records["im_x"]
    (file,) = record.files
    suggested = file.model_copy(update={"suggestions": {"Plan": "plan", "E-mail": "email"}})
    world.base.records["im_x"] = record.model_copy(update={"files": (suggested,)})
    page = text(visit.get(_MAP))
    assert "Money: 1 column, 1 to check" in page
