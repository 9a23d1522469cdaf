"""How long things are kept, for the founder to shorten or lengthen within bounds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from frontend_api.acts.settings.retention import ChangedMeanwhile, change_seen_retention
from frontend_api.http.forms import Entries, Form
from frontend_api.http.session import Session
from frontend_api.pages.frame import Frame, frame_for
from frontend_api.pages.render import page
from frontend_api.ports import Ports
from functions.erasure.retention import FIXED, FLOORS, LONGEST
from tenancy.runtime.http import HttpRequest, HttpResponse, see_other
from tenancy.values.lazy_dataclass import dataclass

LONGEST_NUMBER = 9
LABELS: Mapping[str, str] = {
    "conversations": "Closed conversations and their bookings, after the last word",
    "recordings": "Recordings of calls, after the call",
    "snapshots": "Earlier customer bases, after their import",
    "runs": "Results of earlier segment runs",
}


@dataclass(frozen=True, slots=True)
class RetentionPage:
    template: ClassVar[str] = "tenant/retention.html"
    frame: Frame
    form: Form
    seen: Mapping[str, str]
    """What stood there when the form was drawn: what another owner changes meanwhile stays."""
    labels: Mapping[str, str]
    floors: Mapping[str, int]
    fixed: Mapping[str, str]


def retention(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    kept = ports.rights.retention(session.tenant.id)
    days = {name: str(getattr(kept, name)) for name in LABELS}
    return _retention_page(request, session, Form(days), days)


def _retention_page(
    request: HttpRequest, session: Session, form: Form, seen: Mapping[str, str]
) -> HttpResponse:
    frame = frame_for(
        session, "How long things are kept", section="settings", done=request.asked("done")
    )
    context = RetentionPage(frame, form, seen, LABELS, FLOORS, FIXED)
    return page(context, status=422 if form.errors else 200)


def save_retention(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    entries = Entries(request)
    days = {name: entries.whole(name, least=FLOORS[name], most=LONGEST) for name in LABELS}
    seen = {name: request.typed(f"seen-{name}")[:LONGEST_NUMBER] for name in LABELS}
    if not entries.errors:
        looked_at = {name: int(text) for name, text in seen.items() if text.isdecimal()}
        kept = change_seen_retention(session, ports, days, seen=looked_at)
        if not isinstance(kept, ChangedMeanwhile):
            return see_other("/settings/retention?done=saved")
        now = ports.rights.retention(session.tenant.id)
        seen = {name: str(getattr(now, name)) for name in LABELS}
        for name in kept.names:
            entries.refuse(name, f"Somebody set this to {seen[name]} meanwhile.")
    return _retention_page(request, session, entries.form(), seen)
