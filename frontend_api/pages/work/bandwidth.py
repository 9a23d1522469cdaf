"""Bandwidth: when one founder can take conversations, how many, and the calendar feed of them."""

# ruff: noqa: ARG001 - every page takes (request, who is asking, ports), needed or not.

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from typing import ClassVar

from frontend_api.acts.audit_record import record_feed_read
from frontend_api.acts.own_phone import own_phone_claim
from frontend_api.acts.settings import bandwidth as acts
from frontend_api.http.forms import Entries, Form, hold_to, opened_on
from frontend_api.http.session import Session, Visitor
from frontend_api.launch.next_step import following
from frontend_api.pages.error import not_found
from frontend_api.pages.frame import Frame, frame_for
from frontend_api.pages.render import page
from frontend_api.pages.work.calendar_feed import feed
from frontend_api.ports import Ports
from frontend_api.wording.places import zone_choices, zones
from functions.outreach.domain.calendar.calendar_check import (
    MEETING_LINK,
    WEEKDAYS,
    is_meeting_link,
)
from functions.outreach.domain.calendar.founder_calendar import (
    CALCOM,
    Bandwidth,
    WorkingHours,
)
from functions.outreach.domain.calendar.offered_slots import free_slots
from functions.outreach.domain.handoff import Handoff, build, handoff_lines
from functions.outreach.store.bookings import BookingRow
from tenancy.runtime.http import HttpRequest, HttpResponse, see_other
from tenancy.values.lazy_dataclass import dataclass

WINDOWS = 2
DAYS_OFF = 6

_NUMBERS: tuple[tuple[str, int, int], ...] = (
    ("talk_minutes", 1, 60),
    ("held_minutes", 5, 240),
    ("buffer_minutes", 0, 240),
    ("notice_minutes", 0, 20_160),
    ("horizon_days", 1, 60),
    ("per_day", 1, 50),
    ("per_week", 1, 200),
)


NEW_CONNECTION = Form({"all_day_busy": "on", "tentative_busy": "on", "provider": "icloud"})
_NO_NUMBER = Form()


@dataclass(frozen=True, slots=True)
class BandwidthPage:
    template: ClassVar[str] = "work/bandwidth.html"
    frame: Frame
    form: Form
    weekdays: tuple[str, ...]
    zones: tuple[tuple[str, str], ...]
    days_off: int
    feed_url: str
    is_set: bool
    next_slots: tuple[datetime, ...]
    calendar_form: Form
    calendar_label: str
    """Empty: the built-in calendar alone."""
    offers_google: bool
    """Whether this deployment is registered with Google."""
    is_paused: bool
    """The connected calendar refuses us, and nothing is offered."""
    unread: int
    """Appointments of the connected calendar that nobody could read, and that so are free."""
    is_calcom: bool
    has_calendars: bool
    """Its provider keeps several, which are chosen from."""
    event_type_minutes: int
    """How long bookings of the connected event type are, where that is not what is held; else 0."""
    own_phone: str
    """The founder's proved number; empty: none."""
    unproved_phone: str
    """A number of theirs that waits for its code; empty: none."""
    phone_to_prove: str
    """One that callers were put through to before numbers were proved; empty: none."""
    phone_form: Form


def bandwidth_form(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    return show_bandwidth(request, session, ports)


def show_bandwidth(
    request: HttpRequest,
    session: Session,
    ports: Ports,
    *,
    calendar_form: Form = NEW_CONNECTION,
    phone_form: Form = _NO_NUMBER,
) -> HttpResponse:
    """The page with the limits as they are saved."""
    known = ports.settings.load(session.tenant.id).bandwidth(session.founder.id)
    form = opened_on(_shown(known or _usual(session)))
    return _bandwidth_page(
        request,
        session,
        ports,
        form,
        known,
        calendar_form=calendar_form,
        phone_form=phone_form,
    )


def _usual(session: Session) -> Bandwidth:
    """A start most founders keep: weekdays, ten to noon and two to five."""
    windows = ((time(10), time(12)), (time(14), time(17)))
    hours = tuple(WorkingHours(day, start, end) for day in range(5) for start, end in windows)
    return Bandwidth(session.founder.id, session.tenant.time_zone, hours)


def _shown(bandwidth: Bandwidth) -> dict[str, str]:
    values = {name: str(getattr(bandwidth, name)) for name, _, _ in _NUMBERS}
    values["time_zone"] = bandwidth.time_zone
    values["meeting_link"] = bandwidth.meeting_link
    values["takes_calls"] = "on" if bandwidth.takes_calls else ""
    values["works_on_holidays"] = "on" if bandwidth.works_on_holidays else ""
    for weekday in range(7):
        windows = [hours for hours in bandwidth.hours if hours.weekday == weekday]
        for place, hours in enumerate(windows[:WINDOWS]):
            values[f"start:{weekday}:{place}"] = f"{hours.start:%H:%M}"
            values[f"end:{weekday}:{place}"] = f"{hours.end:%H:%M}"
    for place, (first, last) in enumerate(bandwidth.time_off[:DAYS_OFF]):
        values[f"off_from:{place}"] = first.isoformat()
        values[f"off_to:{place}"] = last.isoformat()
    return values


def _bandwidth_page(
    request: HttpRequest,
    session: Session,
    ports: Ports,
    form: Form,
    known: Bandwidth | None,
    *,
    calendar_form: Form = NEW_CONNECTION,
    phone_form: Form = _NO_NUMBER,
) -> HttpResponse:
    now = ports.clock.now()
    claim = own_phone_claim(session, ports)
    to_prove = known.phone_to_prove if known else ""
    if to_prove and phone_form is _NO_NUMBER:
        phone_form = Form({"own_phone": to_prove})
    calendar = ports.calendars.state(session.tenant.id, known, now=now) if known else None
    slots = (
        free_slots(
            bandwidth=known,
            calendar=calendar,
            now=now,
            window=None,
            customer_zone=known.time_zone,
            count=6,
        )
        if known and calendar
        else ()
    )
    google = ports.own_calendars.google_origin()
    context = BandwidthPage(
        frame=frame_for(
            session,
            "Bandwidth",
            section="bandwidth",
            done=request.asked("done"),
            following=following(request, session, ports),
        ),
        form=form,
        weekdays=WEEKDAYS,
        zones=zone_choices(),
        days_off=DAYS_OFF,
        feed_url=ports.feed.url(session.tenant.id, session.founder.id),
        is_set=known is not None,
        next_slots=tuple(slot.start for slot in slots),
        calendar_form=calendar_form,
        calendar_label=known.calendar_label if known else "",
        offers_google=bool(google),
        is_paused=calendar is not None and calendar.paused,
        unread=calendar.unread if calendar is not None else 0,
        is_calcom=known is not None and known.calendar == CALCOM,
        has_calendars=known is not None and known.has_calendars,
        event_type_minutes=known.calendar_minutes if known and not known.fits_calendar else 0,
        own_phone=known.own_phone if known else "",
        unproved_phone=claim.address if claim else "",
        phone_to_prove=to_prove,
        phone_form=phone_form,
    )
    wrong = form.errors or calendar_form.errors or phone_form.errors
    status = 422 if wrong else 200
    return page(context, status=status, form_targets=(google,) if google else ())


def save_bandwidth(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    entries = Entries(request)
    numbers = {name: entries.whole(name, least=lo, most=hi) for name, lo, hi in _NUMBERS}
    tenant = session.tenant.id
    known = ports.settings.load(tenant).bandwidth(session.founder.id)
    zone = entries.choice("time_zone", zones())
    hours, time_off = _hours(entries), _time_off(entries)
    link = entries.checked("meeting_link", is_meeting_link, MEETING_LINK)

    def change(before: Bandwidth) -> Bandwidth:
        """What this page does not ask for stays as it is."""
        hold_to(entries.seen, _shown(before))
        return replace(
            before,
            time_zone=zone,
            hours=hours,
            time_off=time_off,
            works_on_holidays=entries.ticked("works_on_holidays"),
            meeting_link=link,
            takes_calls=bool(before.own_phone) and entries.ticked("takes_calls"),
            talk_minutes=numbers["talk_minutes"],
            held_minutes=numbers["held_minutes"],
            buffer_minutes=numbers["buffer_minutes"],
            notice_minutes=numbers["notice_minutes"],
            horizon_days=numbers["horizon_days"],
            per_day=numbers["per_day"],
            per_week=numbers["per_week"],
        )

    entries.refuse_overtaken(_shown(known or _usual(session)))
    if not entries.errors:
        kept = acts.save_bandwidth(session, ports, change, unset=_usual(session))
        if isinstance(kept, tuple):
            entries.refuse("form", " ".join(kept))
    if entries.errors:
        return _bandwidth_page(request, session, ports, entries.form(), known)
    return see_other("/bandwidth?done=saved")


def _hours(entries: Entries) -> tuple[WorkingHours, ...]:
    found = []
    for weekday in range(7):
        for place in range(WINDOWS):
            start = entries.clock_time(f"start:{weekday}:{place}")
            end = entries.clock_time(f"end:{weekday}:{place}")
            if start is not None and end is not None:
                found.append(WorkingHours(weekday, start, end))
            elif start is not None or end is not None:
                entries.refuse(f"start:{weekday}:{place}", "Give both a start and an end.")
    return tuple(found)


def _time_off(entries: Entries) -> tuple[tuple[date, date], ...]:
    found = []
    for place in range(DAYS_OFF):
        first = entries.calendar_day(f"off_from:{place}")
        last = entries.calendar_day(f"off_to:{place}")
        if first is not None:
            found.append((first, last or first))
        elif last is not None:
            entries.refuse(f"off_from:{place}", "Give the first day too.")
    return tuple(sorted(found))


def calendar(request: HttpRequest, visitor: Visitor, ports: Ports) -> HttpResponse:
    """The bookings for a calendar program, which has no session: the address is the secret."""
    owner = ports.feed.owner(request.values["token"], now=ports.clock.now())
    if owner is None:
        return not_found(request, "There is no calendar at this address.")
    tenant, founder = owner
    if founder not in {person.id for person in ports.accounts.founders(tenant)}:
        return not_found(request, "There is no calendar at this address.")
    rows = [row for row in ports.bookings.list_all(tenant) if row.founder == founder]
    limits = ports.settings.load(tenant).bandwidth(founder)
    zone = limits.time_zone if limits else "UTC"

    def handoff_of(row: BookingRow) -> list[str]:
        loaded = ports.conversations.load(tenant, row.conversation)
        made = build(loaded.conversation) if loaded else None
        return handoff_lines(made, zone=zone) if isinstance(made, Handoff) else []

    now = ports.clock.now()
    record_feed_read(tenant, founder, ports)
    return HttpResponse(
        body=feed(rows, console_url=ports.addresses.console_url, now=now, handoff_of=handoff_of),
        content_type="text/calendar; charset=utf-8",
    )
