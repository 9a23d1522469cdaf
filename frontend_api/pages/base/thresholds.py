"""The numbers of the rules and the founder's own health conditions, with the counts they make.

Nothing changes before it is saved: a preview only asks, and what is wrong stands beside its field.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar

from pydantic import ValidationError

from frontend_api.acts.settings.thresholds import keep_thresholds
from frontend_api.http.forms import SEEN, Entries, Form, hold_to, mark_of
from frontend_api.http.session import Session
from frontend_api.pages.frame import Frame, frame_for
from frontend_api.pages.render import page
from frontend_api.ports import Ports
from frontend_api.wording.health_conditions import (
    COMPARISONS,
    CONDITIONS_AT_MOST,
    HEALTH_CHOICES,
    ConditionRow,
    HealthColumn,
    condition_words,
    read_conditions,
    shown_rows,
    typed_rows,
)
from frontend_api.wording.threshold_numbers import FIELDS, SCORE, NumberField
from functions.customer_base.segmentation.records import RunRecord
from functions.product.thresholds import Thresholds, founder_words
from tenancy.runtime.http import HttpRequest, HttpResponse, see_other
from tenancy.values.lazy_dataclass import dataclass

_LABELS = {field.name: field.label for field in (*FIELDS, SCORE)}


@dataclass(frozen=True, slots=True)
class ThresholdsPage:
    template: ClassVar[str] = "base/thresholds.html"
    frame: Frame
    form: Form
    fields: tuple[NumberField, ...]
    score: NumberField
    rows: tuple[ConditionRow, ...]
    columns: tuple[HealthColumn, ...]
    comparisons: tuple[tuple[str, str], ...]
    rows_at_most: int
    new_row: int | None
    """The row that was just added, to type into."""
    before: RunRecord | None
    after: RunRecord | None
    problems: tuple[tuple[str, str, str], ...]
    nothing: bool


@dataclass(frozen=True, slots=True)
class ThresholdsPreview:
    """What other numbers would change: a part of the thresholds page, and by itself."""

    template: ClassVar[str] = "base/thresholds_preview.html"
    before: RunRecord | None
    after: RunRecord | None = None
    problems: tuple[tuple[str, str, str], ...] = ()
    """(field, what it is called, what is wrong)."""
    nothing: bool = False
    """There are no customers to count."""


def thresholds_form(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    now = ports.settings.thresholds(session.tenant.id)
    rows = shown_rows(now.health_conditions)
    form = Form({**_shown(now), SEEN: mark_of(_stands(now))})
    return _page(request, session, ports, form, rows)


def _shown(thresholds: Thresholds) -> dict[str, str]:
    values = {}
    for field in (*FIELDS, SCORE):
        value = getattr(thresholds, field.name)
        number = value * 100 if field.is_share else value
        values[field.name] = "" if value is None else f"{number:.10g}"
    return values


def _stands(now: Thresholds) -> dict[str, str]:
    """What the page saves whole, with all conditions as one."""
    return {**_shown(now), "conditions": condition_words(shown_rows(now.health_conditions))}


def _page(
    request: HttpRequest,
    session: Session,
    ports: Ports,
    form: Form,
    rows: tuple[ConditionRow, ...],
    *,
    preview: ThresholdsPreview | None = None,
    new_row: int | None = None,
) -> HttpResponse:
    shown = preview or ThresholdsPreview(_before(session, ports))
    context = ThresholdsPage(
        frame=frame_for(session, "Thresholds", section="segments", done=request.asked("done")),
        form=form,
        fields=FIELDS,
        score=SCORE,
        rows=rows,
        columns=HEALTH_CHOICES,
        comparisons=COMPARISONS,
        rows_at_most=CONDITIONS_AT_MOST,
        new_row=new_row,
        before=shown.before,
        after=shown.after,
        problems=shown.problems,
        nothing=shown.nothing,
    )
    return page(context, status=422 if form.errors else 200)


def _before(session: Session, ports: Ports) -> RunRecord | None:
    return ports.base.latest_run(session.tenant.id)


def thresholds(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    """Add or remove a condition, preview what the numbers would change, or save them."""
    wish, _, which = request.typed("do").partition(":")
    rows = typed_rows(request)
    if wish in {"add", "remove"}:
        return _edited(request, session, ports, rows, which if wish == "remove" else None)
    entries = Entries(request)
    now = ports.settings.thresholds(session.tenant.id)
    wanted = _wanted(entries, request, rows, now)
    if wanted is None:
        refused = ThresholdsPreview(_before(session, ports), problems=_problems(entries.errors))
        return _page(request, session, ports, entries.form(), rows, preview=refused)
    if wish != "save":
        preview = _counted(session, ports, wanted)
        return _page(request, session, ports, entries.form(), rows, preview=preview)
    entries.refuse_overtaken(_stands(now), typed={"conditions": condition_words(rows)})
    if entries.errors:
        return _page(request, session, ports, entries.form(), rows)
    return _saved(session, ports, wanted, seen=entries.seen)


def _edited(
    request: HttpRequest,
    session: Session,
    ports: Ports,
    rows: tuple[ConditionRow, ...],
    removed: str | None,
) -> HttpResponse:
    """The same page with one row more or less. Nothing is judged yet and nothing typed is lost."""
    form, new_row = Entries(request).form(), None
    if removed is not None:
        rows = tuple(row for place, row in enumerate(rows) if str(place) != removed)
    elif len(rows) < CONDITIONS_AT_MOST:
        rows, new_row = (*rows, ConditionRow()), len(rows)
    answer = _page(request, session, ports, form, rows, new_row=new_row)
    return replace(answer, headers={**answer.headers, "HX-Trigger": "conditions-changed"})


def _saved(session: Session, ports: Ports, wanted: Thresholds, *, seen: str) -> HttpResponse:
    def change(before: Thresholds) -> Thresholds:
        hold_to(seen, _stands(before))
        return wanted

    changed = keep_thresholds(session, ports, change)
    return see_other(f"/segments?done={'again' if changed is not None else 'saved'}")


def live_preview(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    """The counts alone, while the founder types. Always 200: htmx shows nothing else."""
    entries = Entries(request)
    rows = typed_rows(request)
    wanted = _wanted(entries, request, rows, ports.settings.thresholds(session.tenant.id))
    if wanted is None:
        return page(ThresholdsPreview(_before(session, ports), problems=_problems(entries.errors)))
    return page(_counted(session, ports, wanted))


def _counted(session: Session, ports: Ports, wanted: Thresholds) -> ThresholdsPreview:
    before = _before(session, ports)
    after = ports.base.preview(session.tenant.id, wanted)
    return ThresholdsPreview(before, after, nothing=after is None)


def _problems(errors: Mapping[str, str]) -> tuple[tuple[str, str, str], ...]:
    """(field, what it is called, what is wrong), for a page that cannot mark the fields itself."""

    def called(name: str) -> str:
        place = name.partition(":")[2]
        return f"Condition {int(place) + 1}" if place.isdecimal() else _LABELS.get(name, "")

    return tuple((name, called(name), words) for name, words in errors.items())


def _wanted(
    entries: Entries, request: HttpRequest, rows: tuple[ConditionRow, ...], now: Thresholds
) -> Thresholds | None:
    values: dict[str, object] = now.model_dump(by_alias=True)
    for field in (*FIELDS, SCORE):
        values[field.name] = _typed(entries, request, field)
    conditions = read_conditions(rows, entries)
    values["health_conditions"] = [one.model_dump(by_alias=True) for one in conditions]
    if entries.errors:
        return None
    try:
        return Thresholds.model_validate(values)
    except ValidationError as wrong:
        # Each number was in its own range, so what is left is how two of them go together.
        entries.refuse("win_back_to_days", founder_words([dict(wrong.errors()[0])]))
        return None


def _typed(entries: Entries, request: HttpRequest, field: NumberField) -> float | None:
    if field.optional and not request.typed(field.name):
        return None
    if field.whole:
        return entries.whole(field.name, least=int(field.least), most=int(field.most))
    number = entries.share(field.name, least=field.least, most=field.most)
    return number / 100 if field.is_share else number
