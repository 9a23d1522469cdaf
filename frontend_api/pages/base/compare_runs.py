"""Two finished runs side by side: counts then and now, who moved from where to where.

Shows what the runs left behind; judges nobody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import ClassVar
from urllib.parse import urlencode

from frontend_api.http.listing import place_in_list
from frontend_api.http.session import Session
from frontend_api.pages.frame import Frame, frame_for
from frontend_api.pages.render import page
from frontend_api.ports import Ports
from frontend_api.ports.customer_base import MovesWanted
from frontend_api.wording.formats import moment
from frontend_api.wording.reasons import reason_words
from functions.customer_base.console_queries.answers import MovedCustomer, NoAnswer, RunsCompared
from functions.customer_base.imports.records import ImportRecord
from functions.customer_base.segmentation.records import RunRecord
from functions.product.motions import MOTIONS
from tenancy.runtime.http import HttpRequest, HttpResponse
from tenancy.values.lazy_dataclass import dataclass

ROWS_A_PAGE = 6
ENDS = (*MOTIONS, "none", "new", "gone")


@dataclass(frozen=True, slots=True)
class CompareRunsPage:
    template: ClassVar[str] = "base/compare_runs.html"
    frame: Frame
    runs: tuple[RunRecord, ...]
    labels: Mapping[str, str]
    """Run → when it ended, no two of them alike."""
    files: Mapping[str, str]
    """Snapshot → the files it was made of."""
    was: RunRecord | None
    now: RunRecord | None
    wanted: MovesWanted
    compared: RunsCompared
    rows: tuple[MovedCustomer, ...]
    """Those of the compared who are listed."""
    reasons: Mapping[str, tuple[str, str]]
    """Customer id → why it was where it was, and why it is where it is, in words."""
    problem: str
    """Why customers cannot be named; empty if they can."""
    step: int
    query: str
    """The two runs as part of an address."""


def compare_runs(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    """Compare the two runs of the address; without any, the newest with the one before."""
    tenant = session.tenant.id
    runs = ports.base.finished_runs(tenant)
    was, now = _chosen(request, runs)
    wanted = MovesWanted(
        was=was.id if was else "",
        now=now.id if now else "",
        moved_from=_end(request.asked("from")),
        moved_to=_end(request.asked("to")),
        offset=place_in_list(request),
    )
    compared = _compared(ports, session, wanted)
    files = _files(ports.base.imports(tenant))
    context = CompareRunsPage(
        frame=frame_for(session, "Compare runs", section="segments"),
        runs=runs,
        labels=labels_of(runs, session.tenant.time_zone),
        files={run.snapshot: files.get(run.snapshot, "synced or older data") for run in runs},
        was=was,
        now=now,
        wanted=wanted,
        compared=RunsCompared() if isinstance(compared, NoAnswer) else compared,
        rows=() if isinstance(compared, NoAnswer) else compared.rows[:ROWS_A_PAGE],
        reasons={} if isinstance(compared, NoAnswer) else _reasons(compared),
        problem=compared.problem if isinstance(compared, NoAnswer) else "",
        step=ROWS_A_PAGE,
        query=urlencode({"was": wanted.was, "now": wanted.now}),
    )
    return page(context)


def labels_of(runs: Sequence[RunRecord], zone: str) -> dict[str, str]:
    """Run → when it ended: with seconds if two share a minute, numbered if they share a second."""
    ends = [run.finished_at or run.started_at for run in runs]
    minutes = Counter(moment(end, zone) for end in ends)
    labels = [
        moment(end, zone) if minutes[moment(end, zone)] == 1 else f"{moment(end, zone)}:{end:%S}"
        for end in ends
    ]
    same = Counter(labels)
    return {
        run.id: label if same[label] == 1 else f"{label} ({labels[place:].count(label)})"
        for place, (run, label) in enumerate(zip(runs, labels, strict=True))
    }


def _chosen(
    request: HttpRequest, runs: tuple[RunRecord, ...]
) -> tuple[RunRecord | None, RunRecord | None]:
    """The earlier and the later one, in whichever order they were picked."""
    by_id = {run.id: run for run in runs}
    newest = list(runs[:2])
    now = by_id.get(request.asked("now")) or (newest[0] if newest else None)
    was = by_id.get(request.asked("was")) or (newest[1] if len(newest) == 2 else None)
    if was and now and was.started_at > now.started_at:
        return now, was
    return was, now


def _compared(ports: Ports, session: Session, wanted: MovesWanted) -> RunsCompared | NoAnswer:
    if not wanted.was or not wanted.now:
        return NoAnswer(problem="There is only one finished run yet, so nothing to compare.")
    if wanted.was == wanted.now:
        return NoAnswer(problem="These are the same run. Choose two different ones.")
    return ports.base.compare_runs(session.tenant.id, wanted)


def _reasons(compared: RunsCompared) -> dict[str, tuple[str, str]]:
    return {
        row.id: (
            reason_words(row.reason_before, in_motion=row.moved_from != "none"),
            reason_words(row.reason_now, in_motion=row.moved_to != "none"),
        )
        for row in compared.rows
    }


def _end(asked: str) -> str:
    return asked if asked in ENDS else ""


def _files(imports: tuple[ImportRecord, ...]) -> dict[str, str]:
    """Snapshot → the names of the files it was made of."""
    return {
        record.snapshot: ", ".join(file.name for file in record.files)
        for record in imports
        if record.snapshot
    }
