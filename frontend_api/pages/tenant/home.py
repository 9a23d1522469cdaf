"""The first page: what stands between the founder and the launch; after it, the day."""

from __future__ import annotations

from typing import ClassVar

from frontend_api.http.session import Session
from frontend_api.launch.checklist import ChecklistStep, checklist
from frontend_api.pages.frame import Frame, frame_for
from frontend_api.pages.render import page
from frontend_api.pages.today.day import day
from frontend_api.ports import Ports
from tenancy.runtime.http import HttpRequest, HttpResponse
from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class HomePage:
    template: ClassVar[str] = "tenant/home.html"
    frame: Frame
    steps: tuple[ChecklistStep, ...]


def home(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    """Two requests: the settings, and the bookings of a day or the campaigns of a checklist."""
    tenant, done = session.tenant, request.asked("done")
    kept = ports.settings.load_all(tenant.id)
    wants_day = request.asked("show") != "steps"
    if wants_day and tenant.launched:
        return day(session, ports, kept.settings, done=done)
    # Nobody makes a campaign before customers are sorted.
    campaigns = [one for one, _ in ports.campaigns.list_all(tenant.id)] if kept.run else []
    if wants_day and any(one.launched_at for one in campaigns):
        # Launched before a tenant's record kept it.
        return day(session, ports, kept.settings, done=done)
    steps = checklist(session, ports, kept, campaigns)
    title = "Launch checklist" if all(step.done for step in steps) else "Getting to launch"
    return page(HomePage(frame_for(session, title, section="home", done=done), steps))
