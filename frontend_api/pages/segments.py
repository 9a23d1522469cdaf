"""Who is in which motion and why: counts, search, one customer's rules, thresholds with a preview.

Shows and asks; the segment run itself belongs to the customer base.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pydantic import ValidationError

from frontend_api.contexts import frame_for
from frontend_api.contexts_base import SegmentsPage, ThresholdsPage, WhyPage
from frontend_api.edge import HttpRequest, HttpResponse, see_other
from frontend_api.error_page import not_found
from frontend_api.forms import Entries, Form
from frontend_api.ports import Ports
from frontend_api.render import page
from frontend_api.rows import CustomerSearch, CustomersFound
from frontend_api.session import Session
from frontend_api.words import MOTION_AIMS
from frontend_api.worth import counted_in
from functions.customer_base.records import ImportRecord, ImportStatus, RunRecord
from functions.customer_base.rules import REASON_TEXTS
from functions.customer_base.thresholds import Thresholds, founder_words
from functions.outreach.domain.customer import Motion
from tenancy.audit import Action

ROWS_A_PAGE = 25

_FIELDS: tuple[tuple[str, str, str], ...] = (
    ("win_back_from_days", "Win-back: left at least this long ago", "days"),
    ("win_back_to_days", "Win-back: left at most this long ago", "days"),
    ("renewal_days", "Renewal: annual contract renews within", "days"),
    ("usage_drop", "Retention: usage fell by at least", "% of before"),
    ("billing_issue_days", "Retention: a billing issue within the last", "days"),
    ("health_score_line", "Retention: your own health score is under (empty: not used)", ""),
    ("cross_sell_tenure_days", "Cross-sell: paying for more than", "days"),
    ("team_grown", "Cross-sell: team has grown to at least", "people"),
    ("upsell_tenure_days", "Upsell: on the base plan for more than", "days"),
    ("limit_used", "Upsell: near a limit from", "% of the limit"),
    ("feature_uses", "Upsell: uses the feature at least", "times in 30 days"),
)
_SHARES = frozenset({"usage_drop", "limit_used"})
"""Kept as 0..1, typed as per cent."""


def segments(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    tenant = session.tenant.id
    run = ports.base.latest_run(tenant)
    offset = request.asked("offset")
    wanted = CustomerSearch(
        text=request.asked("q"),
        motion=request.asked("motion"),
        reason=request.asked("reason"),
        offset=int(offset) if offset.isdecimal() and len(offset) < 8 else 0,
    )
    found = ports.base.search(tenant, wanted) if run else CustomersFound((), 0)
    current = ports.base.current_import(tenant)
    found = counted_in(found, ports.settings.of(tenant), session.tenant)
    context = SegmentsPage(
        frame=frame_for(session, "Segments", section="segments", done=request.asked("done")),
        run=run,
        aims=MOTION_AIMS,
        reasons=_reasons(run),
        wanted=wanted,
        found=found,
        step=ROWS_A_PAGE,
        add_to=f"/customers/imports/{current}#add-file" if current else "/customers",
        supports=_supports(run),
        sorting=_sorting(ports.base.imports(tenant), run),
    )
    return page(context)


def _supports(run: RunRecord | None) -> tuple[tuple[str, int, str], ...]:
    """Every motion somebody is in, and by what these people can be reached as far as is known."""
    counts = run.counts if run else {}
    return tuple(
        (motion, counts[motion], _by(counts[motion], run.reach.get(motion, {})))
        for motion in Motion
        if run and counts.get(motion)
    )


def _by(count: int, reach: Mapping[str, int]) -> str:
    """Addresses on file, not permission: that is judged for each person at each touch."""
    if not reach:
        return ""
    said = [
        f"{words} ({'all' if number == count else f'{number:,}'})"
        for point, words in (("email", "by email"), ("phone", "by phone"))
        if (number := reach.get(point, 0))
    ]
    none = "" if reach.get("phone") else "no phone numbers, so no texts and no calls"
    return "; ".join(words for words in (", ".join(said), none) if words)


def _sorting(imports: Sequence[ImportRecord], run: RunRecord | None) -> bool:
    """Whether the newest file that was read is one the shown run has not seen."""
    read = [record for record in imports if record.status is ImportStatus.DONE]
    newest = max(read, key=lambda record: record.created_at, default=None)
    return newest is not None and (run is None or newest.snapshot != run.snapshot)


def _reasons(run: RunRecord | None) -> tuple[tuple[str, str, int], ...]:
    counted = sorted((run.reasons if run else {}).items(), key=lambda pair: -pair[1])
    return tuple((rule, reason_words(rule), count) for rule, count in counted)


def reason_words(rule: str) -> str:
    """What a founder reads for the first rule that did not pass."""
    return REASON_TEXTS.get(rule, rule.replace("_", " "))


def why(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    found = ports.base.why(session.tenant.id, request.asked("id"))
    if found is None:
        return not_found(request, "This customer is not in your current customer base.")
    title = found.customer.name or found.customer.email or found.customer.id
    frame = frame_for(session, title, section="segments")
    return page(WhyPage(frame, found, reason_words(found.customer.reason)))


def thresholds_form(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    now = ports.settings.thresholds(session.tenant.id)
    return _thresholds_page(request, session, ports, Form(_shown(now)), after=None)


def _shown(thresholds: Thresholds) -> dict[str, str]:
    values = {}
    for name, _, _ in _FIELDS:
        value = getattr(thresholds, name)
        number = value * 100 if name in _SHARES else value
        values[name] = "" if value is None else f"{number:g}"
    return values


def _thresholds_page(
    request: HttpRequest, session: Session, ports: Ports, form: Form, *, after: RunRecord | None
) -> HttpResponse:
    context = ThresholdsPage(
        frame=frame_for(session, "Thresholds", section="segments", done=request.asked("done")),
        form=form,
        fields=_FIELDS,
        before=ports.base.latest_run(session.tenant.id),
        after=after,
    )
    return page(context, status=422 if form.errors else 200)


def thresholds(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    """Preview what the numbers would change, or save them and sort everybody again."""
    tenant = session.tenant.id
    entries = Entries(request)
    wanted = _wanted(entries, request, ports.settings.thresholds(tenant))
    if entries.errors or wanted is None:
        return _thresholds_page(request, session, ports, entries.form(), after=None)
    if request.typed("do") == "preview":
        after = ports.base.preview(tenant, wanted)
        return _thresholds_page(request, session, ports, entries.form(), after=after)
    ports.settings.save_thresholds(tenant, wanted)
    ports.base.segment_again(tenant)
    ports.audit.record(
        tenant,
        by=session.founder.id,
        action=Action.CHANGED_SETTINGS,
        detail="thresholds",
        now=ports.clock.now(),
    )
    return see_other("/segments?done=again")


def _wanted(entries: Entries, request: HttpRequest, now: Thresholds) -> Thresholds | None:
    values: dict[str, object] = now.model_dump(by_alias=True)
    for name, _, _ in _FIELDS:
        if name == "health_score_line" and not request.typed(name):
            values[name] = None
            continue
        number = entries.share(name, least=0, most=1_000_000)
        values[name] = number / 100 if name in _SHARES else number
    if entries.errors:
        return None
    try:
        return Thresholds.model_validate(values)
    except ValidationError as wrong:
        first = wrong.errors()[0]
        place = str(first["loc"][0]) if first["loc"] else "form"
        entries.refuse(place, founder_words([dict(first)]))
        return None
