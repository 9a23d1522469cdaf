"""Who is in which motion and why: counts, search, and one customer's rules.

Shows and asks; the segment run itself belongs to the customer base.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import ClassVar

from frontend_api.http.listing import place_in_list
from frontend_api.http.session import Session
from frontend_api.pages.base.sorting import Sorting, load_sorting
from frontend_api.pages.error import not_found
from frontend_api.pages.frame import Frame, frame_for
from frontend_api.pages.people.saved_filters import FiltersView, load_filters
from frontend_api.pages.render import page
from frontend_api.ports import Ports
from frontend_api.ports.customer_base import CustomerSearch
from frontend_api.wording.currency import counted_in
from frontend_api.wording.facts import in_one_line, known_facts, remedy
from frontend_api.wording.reasons import SEVERAL_REASONS, reason_words, reasons_by_id
from frontend_api.wording.terms import MOTION_AIMS, moves_in_words, word
from functions.customer_base.console_queries.answers import (
    CustomersFound,
    CustomerWhy,
    ListedCustomer,
    Verdict,
)
from functions.customer_base.segmentation.records import RunRecord
from functions.product.motions import MOTIONS
from tenancy.runtime.http import HttpRequest, HttpResponse
from tenancy.values.lazy_dataclass import dataclass

ROWS_A_PAGE = 12
FIRST_LOOK = 5
"""Customers listed below the summary, before somebody looks for any."""
_GROUPS = (
    ("perimeter", "Whether we may work this customer at all"),
    *((row.motion.value, row.rules) for row in MOTIONS.as_decided),
)
"""Groups of rules in the order in which they decide."""


@dataclass(frozen=True, slots=True)
class SegmentsPage:
    template: ClassVar[str] = "base/segments.html"
    frame: Frame
    run: RunRecord | None
    aims: Mapping[str, str]
    reasons: tuple[tuple[str, str, int], ...]
    """(rule, what it says, customers)."""
    reason_choices: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    """Where customers are, and (rule, what it says) for each reason they can be there."""
    wanted: CustomerSearch
    found: CustomersFound
    rows: tuple[ListedCustomer, ...]
    """Those of the found that are listed."""
    looking: bool
    """Whether some customers are looked for: then the summary of all is folded."""
    found_reasons: Mapping[str, str]
    """Customer id → why it is where it is, in words."""
    step: int
    moves: tuple[tuple[str, int], ...]
    """(from which motion to which, customers) since the sorting before."""
    add_to: str
    """Where a file is added to those the base is made of."""
    supports: tuple[tuple[str, int, str], ...]
    """(motion, customers in it, how they can be reached)."""
    sorting: Sorting
    """By what was read or changed since `run`."""
    filters: FiltersView


@dataclass(frozen=True, slots=True)
class WhyPage:
    template: ClassVar[str] = "base/why.html"
    frame: Frame
    why: CustomerWhy
    reason: str
    """Why it is where it is, in words."""
    known: Mapping[str, str]
    """Rule → the facts that decided, in one line."""
    remedies: Mapping[str, str]
    """Rule that is unknown → what would answer it."""
    facts: tuple[tuple[str, str], ...]
    """(label, value) of every fact on file."""
    groups: tuple[tuple[str, str], ...]
    """(group of rules, its heading)."""
    files: tuple[str, ...]
    """Where the facts are from."""
    as_of: date | None
    sorting: Sorting


def segments(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    tenant = session.tenant.id
    kept = ports.settings.load_all(tenant)
    run, current = kept.run, kept.base
    wanted = CustomerSearch(
        text=request.asked("q"),
        motion=request.asked("motion"),
        reason=request.asked("reason"),
        offset=place_in_list(request),
    )
    found = ports.base.search(tenant, wanted) if run else CustomersFound()
    found = counted_in(found, kept.settings, session.tenant)
    looking = bool(wanted.text or wanted.motion or wanted.reason or wanted.offset)
    step = ROWS_A_PAGE if looking else FIRST_LOOK
    context = SegmentsPage(
        frame=frame_for(session, "Segments", section="segments", done=request.asked("done")),
        run=run,
        aims=MOTION_AIMS,
        reasons=_reasons(run),
        reason_choices=_reason_choices(run),
        wanted=wanted,
        found=found,
        rows=found.rows[:step],
        looking=looking,
        found_reasons=reasons_by_id(found.rows),
        step=step,
        moves=moves_in_words(run.moved) if run else (),
        add_to=f"/customers/imports/{current.import_id}#add-file" if current else "/customers",
        supports=_supports(run),
        sorting=load_sorting(ports.base, tenant, kept),
        filters=load_filters(
            session, ports, "customers", {"motion": wanted.motion, "reason": wanted.reason}
        ),
    )
    return page(context)


def _supports(run: RunRecord | None) -> tuple[tuple[str, int, str], ...]:
    """Every motion somebody is in, and by what these people can be reached as far as is known."""
    counts = run.counts if run else {}
    return tuple(
        (motion, counts[motion], _by(counts[motion], run.reach.get(motion, {})))
        for motion in MOTIONS
        if run and counts.get(motion)
    )


def _by(count: int, reach: Mapping[str, int]) -> str:
    """Addresses on file, not permission: that is judged for each person at each touch."""
    if not reach:
        return ""
    ways = [
        f"{words} ({'all' if number == count else f'{number:,}'})"
        for point, words in (("email", "by email"), ("phone", "by phone"))
        if (number := reach.get(point, 0))
    ]
    none = "" if reach.get("phone") else "no phone numbers, so no texts and no calls"
    return "; ".join(words for words in (", ".join(ways), none) if words)


def _reasons(run: RunRecord | None) -> tuple[tuple[str, str, int], ...]:
    counted = sorted((run.reasons if run else {}).items(), key=lambda pair: -pair[1])
    return tuple((rule, reason_words(rule, in_motion=False), count) for rule, count in counted)


def _reason_choices(
    run: RunRecord | None,
) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Reasons to filter by: those of the customers in no motion, and a motion's several ones."""
    outside = tuple((rule, words) for rule, words, _ in _reasons(run))
    inside = (
        (word(motion), tuple((rule, reason_words(rule, in_motion=True)) for rule in rules))
        for motion, rules in SEVERAL_REASONS.items()
    )
    return (("No motion", outside), *inside)


def why(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    found = ports.base.why(session.tenant.id, request.asked("id"))
    if found is None:
        return not_found(request, "This customer is not in your current customer base.")
    facts = found.customer
    kept = ports.settings.load_all(session.tenant.id)
    current = kept.base
    record = ports.base.load_import(session.tenant.id, current.import_id) if current else None
    title = str(facts.get("name") or facts.get("email") or facts["customer_id"])
    context = WhyPage(
        frame=frame_for(session, title, section="segments"),
        why=found,
        reason=reason_words(found.reason, in_motion=found.motion is not None),
        known={rule.name: in_one_line(rule.facts) for rule in found.rules},
        remedies={
            rule.name: remedy(rule.facts) for rule in found.rules if rule.verdict is Verdict.UNKNOWN
        },
        facts=known_facts(facts),
        groups=_GROUPS,
        files=tuple(file.name for file in record.files) if record else (),
        as_of=current.as_of if current else None,
        sorting=load_sorting(ports.base, session.tenant.id, kept),
    )
    return page(context)
