"""Which of a founder's calendars and appointments keep them busy, and where bookings go."""

from __future__ import annotations

from typing import ClassVar

from frontend_api.acts.settings import calendars as acts
from frontend_api.acts.settings.calendars import connected_calendar
from frontend_api.http.forms import Entries, FieldRefusal, Form
from frontend_api.http.session import Session
from frontend_api.pages.frame import Frame, frame_for
from frontend_api.pages.render import page
from frontend_api.ports import Ports
from frontend_api.ports.founder_calendar import CalendarChoices, ChosenCalendars
from tenancy.runtime.http import HttpRequest, HttpResponse, see_other
from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class CalendarChoicePage:
    template: ClassVar[str] = "calendars/calendar_choice.html"
    frame: Frame
    form: Form
    choices: CalendarChoices


def choose_form(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    return _show(request, session, ports, Form())


def choose_calendars(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    entries = Entries(request)
    known = connected_calendar(session, ports)
    if known is None:
        return see_other("/bandwidth")
    chosen = ChosenCalendars(
        counted=request.all_typed("counted"),
        target=entries.text("target", "Choose where bookings are written.", longest=1000),
        all_day_busy=entries.ticked("all_day_busy"),
        tentative_busy=entries.ticked("tentative_busy"),
        over=entries.seen,
    )
    if not entries.errors:
        refused = acts.choose_calendars(session, ports, known, chosen)
        if refused is None:
            return see_other("/bandwidth?done=calendars-chosen")
        entries.refuse(refused.field, refused.words)
    return _show(request, session, ports, entries.form())


def _show(request: HttpRequest, session: Session, ports: Ports, form: Form) -> HttpResponse:
    found: CalendarChoices | FieldRefusal = CalendarChoices()
    if connected_calendar(session, ports) is not None:
        found = ports.own_calendars.list_choices(session.tenant.id, session.founder.id)
    if isinstance(found, FieldRefusal):
        form = Form(form.values, {"form": found.words, **form.errors})
        found = CalendarChoices()
    frame = frame_for(session, "Your calendars", section="bandwidth", done=request.asked("done"))
    context = CalendarChoicePage(frame=frame, form=form, choices=found)
    return page(context, status=422 if form.errors else 200)
