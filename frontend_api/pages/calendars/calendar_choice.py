"""Which of a founder's calendars and appointments keep them busy, and where bookings go."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from frontend_api.acts.audit_record import record_act
from frontend_api.http.forms import Entries, FieldRefusal, Form
from frontend_api.http.session import Session
from frontend_api.pages.frame import Frame, frame_for
from frontend_api.pages.render import page
from frontend_api.ports import Ports
from frontend_api.ports.founder_calendar import CalendarChoices, ChosenCalendars
from functions.outreach.domain.calendar.founder_calendar import BUILT_IN, Bandwidth
from tenancy.identity.audit import Action
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
    tenant = session.tenant.id
    known = ports.settings.load(tenant).bandwidth(session.founder.id)
    if known is None or known.calendar == BUILT_IN:
        return see_other("/bandwidth")
    chosen = ChosenCalendars(
        counted=request.all_typed("counted"),
        target=entries.text("target", "Choose where bookings are written.", longest=1000),
        all_day_busy=entries.ticked("all_day_busy"),
        tentative_busy=entries.ticked("tentative_busy"),
    )
    if not entries.errors:
        made = ports.own_calendars.choose(tenant, known, chosen)
        if not isinstance(made, FieldRefusal):
            label, asked = made.label, known.calendar

            def change(before: Bandwidth) -> Bandwidth:
                """A calendar that was exchanged while its provider was asked keeps its own."""
                same = before.calendar == asked
                return replace(before, calendar_label=label) if same else before

            ports.settings.edit_bandwidth(tenant, session.founder.id, change)
            record_act(session, ports, Action.CHANGED_SETTINGS, "calendars")
            return see_other("/bandwidth?done=calendars-chosen")
        entries.refuse(made.field, made.words)
    return _show(request, session, ports, entries.form())


def _show(request: HttpRequest, session: Session, ports: Ports, form: Form) -> HttpResponse:
    known = ports.settings.load(session.tenant.id).bandwidth(session.founder.id)
    found: CalendarChoices | FieldRefusal = CalendarChoices()
    if known is not None and known.calendar != BUILT_IN:
        found = ports.own_calendars.list_choices(session.tenant.id, session.founder.id)
    if isinstance(found, FieldRefusal):
        form = Form(form.values, {"form": found.words, **form.errors})
        found = CalendarChoices()
    frame = frame_for(session, "Your calendars", section="bandwidth", done=request.asked("done"))
    context = CalendarChoicePage(frame=frame, form=form, choices=found)
    return page(context, status=422 if form.errors else 200)
