"""The founder's own calendar on the Bandwidth page: choose a provider, enter details, connect.

A connection is tried before it is kept; the password is never shown again.
"""

from __future__ import annotations

from frontend_api.acts.audit_record import record_act
from frontend_api.acts.own_calendar import end_calendar_connection, keep_calendar
from frontend_api.http.forms import Entries, FieldRefusal
from frontend_api.http.session import Session
from frontend_api.pages.work.bandwidth import show_bandwidth
from frontend_api.ports import Ports
from frontend_api.ports.founder_calendar import CalDavDetails
from functions.outreach.domain.calendar.founder_calendar import CALDAV
from tenancy.identity.audit import Action
from tenancy.runtime.http import HttpRequest, HttpResponse, see_other

PROVIDER_ADDRESSES = {
    "icloud": "https://caldav.icloud.com/",
    "fastmail": "https://caldav.fastmail.com/",
    "other": "",
}
"""CalDAV addresses that founders need not look up, as their providers publish them."""
_OTHER = "other"


def connect_calendar(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    entries = Entries(request)
    tenant = session.tenant.id
    known = ports.settings.load(tenant).bandwidth(session.founder.id)
    provider = entries.choice("provider", PROVIDER_ADDRESSES)
    address = PROVIDER_ADDRESSES[provider]
    if provider == _OTHER:
        address = entries.text("address", "Give the CalDAV address of your calendar.", longest=300)
    details = CalDavDetails(
        address=address,
        user=entries.text("user", "Give the name you sign in to your calendar with."),
        app_password=request.secret("app_password"),
        all_day_busy=entries.ticked("all_day_busy"),
        tentative_busy=entries.ticked("tentative_busy"),
    )
    if not details.app_password or len(details.app_password) > 300:
        entries.refuse("app_password", "Paste the app password here.")
    if known is None:
        entries.refuse("form", "Save your weekly hours first: bookings need them.")
    if known is not None and not entries.errors:
        made = ports.own_calendars.connect(tenant, known, details)
        if isinstance(made, FieldRefusal):
            entries.refuse(made.field, made.words)
        else:
            keep_calendar(ports, tenant, session.founder.id, calendar=CALDAV, label=made.label)
            record_act(session, ports, Action.CONNECTED, "calendar")
            return see_other("/bandwidth?done=calendar-connected")
    return show_bandwidth(request, session, ports, calendar_form=entries.form())


def disconnect_calendar(_request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    if end_calendar_connection(ports, session.tenant.id, session.founder.id):
        record_act(session, ports, Action.DISCONNECTED, "calendar")
    return see_other("/bandwidth?done=calendar-disconnected")
