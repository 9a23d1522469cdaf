"""A founder's Cal.com: a key is tried, and one of its event types chosen.

The key is never shown again, and stands in no page.
"""

from __future__ import annotations

from typing import ClassVar

from frontend_api.acts.audit_record import record_act
from frontend_api.acts.own_calendar import keep_calendar
from frontend_api.http.forms import Entries, FieldRefusal, Form
from frontend_api.http.session import Session
from frontend_api.pages.frame import Frame, frame_for
from frontend_api.pages.render import page
from frontend_api.pages.work.bandwidth import show_bandwidth
from frontend_api.ports import Ports
from frontend_api.ports.founder_calendar import CalComKey, EventTypes
from functions.outreach.domain.calendar.founder_calendar import CALCOM
from tenancy.identity.audit import Action
from tenancy.runtime.http import HttpRequest, HttpResponse, see_other
from tenancy.values.lazy_dataclass import dataclass

LONGEST_KEY = 300


@dataclass(frozen=True, slots=True)
class EventTypePage:
    template: ClassVar[str] = "calendars/event_types.html"
    frame: Frame
    form: Form
    event_types: EventTypes
    held_minutes: int
    fits_any: bool


def begin(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    entries = Entries(request)
    tenant = session.tenant.id
    known = ports.settings.load(tenant).bandwidth(session.founder.id)
    given = CalComKey(request.typed("calcom_key"), request.typed("calcom_address"))
    if not _is_key(given.key):
        entries.refuse("calcom_key", "Paste the key here.")
    if len(given.address) > LONGEST_KEY:
        entries.refuse("calcom_address", "This address is too long.")
    if known is None:
        entries.refuse("form", "Save your weekly hours first: bookings need them.")
    if known is not None and not entries.errors:
        refused = ports.own_calendars.calcom.offer_key(tenant, known, given)
        if refused is None:
            return see_other("/bandwidth/calendar/event-types")
        entries.refuse(refused.field, refused.words)
    return show_bandwidth(request, session, ports, calendar_form=entries.form())


def choose_form(_request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    return _show(session, ports, Form())


def choose(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    entries = Entries(request)
    tenant, founder = session.tenant.id, session.founder.id
    known = ports.settings.load(tenant).bandwidth(founder)
    chosen = request.typed("event_type")
    if known is None:
        return see_other("/bandwidth")
    if not (chosen.isascii() and chosen.isdigit() and len(chosen) <= 15):
        entries.refuse("event_type", "Choose the event type that bookings go into.")
    else:
        made = ports.own_calendars.calcom.choose_event_type(tenant, known, int(chosen))
        if not isinstance(made, FieldRefusal):
            keep_calendar(
                ports, tenant, founder, calendar=CALCOM, label=made.label, minutes=made.minutes
            )
            record_act(session, ports, Action.CONNECTED, "calendar")
            return see_other("/bandwidth?done=calendar-connected")
        entries.refuse(made.field, made.words)
    return _show(session, ports, entries.form())


def _is_key(text: str) -> bool:
    """Whether it can go into a header at all."""
    return 0 < len(text) <= LONGEST_KEY and all("!" <= letter <= "~" for letter in text)


def _show(session: Session, ports: Ports, form: Form) -> HttpResponse:
    known = ports.settings.load(session.tenant.id).bandwidth(session.founder.id)
    found: EventTypes | FieldRefusal = EventTypes()
    if known is not None:
        found = ports.own_calendars.calcom.list_event_types(session.tenant.id, known)
    if isinstance(found, FieldRefusal):
        form = Form(form.values, {"form": found.words, **form.errors})
        found = EventTypes()
    context = EventTypePage(
        frame=frame_for(session, "Your event types", section="bandwidth"),
        form=form,
        event_types=found,
        held_minutes=known.held_minutes if known else 0,
        fits_any=any(not one.unfit for one in found.listed),
    )
    return page(context, status=422 if form.errors else 200)
