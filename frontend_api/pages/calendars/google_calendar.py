"""A founder's Google calendar: to Google's consent page, and back from it connected.

Coming back is a GET that connects: only a state that this very session was given a moment ago is
acted on.
"""

from __future__ import annotations

from frontend_api.acts.audit_record import record_act
from frontend_api.acts.google_consent import (
    ConsentAsked,
    code_verifier,
    read_state,
    sign_state,
)
from frontend_api.acts.own_calendar import keep_calendar
from frontend_api.http.forms import Entries, FieldRefusal, Form
from frontend_api.http.session import Session
from frontend_api.pages.work.bandwidth import NEW_CONNECTION, show_bandwidth
from frontend_api.ports import Ports
from frontend_api.ports.founder_calendar import GoogleCode
from functions.outreach.domain.calendar.founder_calendar import GOOGLE
from tenancy.identity.audit import Action
from tenancy.runtime.http import HttpRequest, HttpResponse, see_other

_STALE = (
    "That took too long, or began in another window. Press “Connect Google Calendar” once more."
)
_DENIED = "You did not allow it at Google, so nothing was connected."
_HOURS_FIRST = "Save your weekly hours first: bookings need them."


def begin_google(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    entries = Entries(request)
    if ports.settings.load(session.tenant.id).bandwidth(session.founder.id) is None:
        return _refused(request, session, ports, _HOURS_FIRST)
    asked = ConsentAsked(
        ports.ids.new("google"),
        all_day_busy=entries.ticked("all_day_busy"),
        tentative_busy=entries.ticked("tentative_busy"),
    )
    if not ports.own_calendars.google_origin():
        return _refused(request, session, ports, "Google Calendar is not set up here yet.")
    state = sign_state(asked, session=session.csrf, now=ports.clock.now())
    verifier = code_verifier(asked, session=session.csrf)
    return see_other(ports.own_calendars.google_consent_url(state=state, verifier=verifier))


def finish_google(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    asked = read_state(request.asked("state"), session=session.csrf, now=ports.clock.now())
    if asked is None:
        return _refused(request, session, ports, _STALE)
    if request.asked("error") or not request.asked("code"):
        return _refused(request, session, ports, _DENIED)
    tenant = session.tenant.id
    known = ports.settings.load(tenant).bandwidth(session.founder.id)
    if known is None:
        return _refused(request, session, ports, _HOURS_FIRST)
    given = GoogleCode(
        code=request.asked("code"),
        verifier=code_verifier(asked, session=session.csrf),
        all_day_busy=asked.all_day_busy,
        tentative_busy=asked.tentative_busy,
    )
    made = ports.own_calendars.connect_google(tenant, known, given)
    if isinstance(made, FieldRefusal):
        return _refused(request, session, ports, made.words)
    keep_calendar(ports, tenant, session.founder.id, calendar=GOOGLE, label=made.label)
    record_act(session, ports, Action.CONNECTED, "calendar")
    return see_other("/bandwidth?done=calendar-connected")


def _refused(request: HttpRequest, session: Session, ports: Ports, words: str) -> HttpResponse:
    form = Form(NEW_CONNECTION.values, {"form": words})
    return show_bandwidth(request, session, ports, calendar_form=form)
