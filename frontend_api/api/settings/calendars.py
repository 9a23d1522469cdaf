"""Which calendars of the account of who made the key count, and where bookings are written.

The account itself is connected and ended on the page, by its founder.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from frontend_api.acts.settings import calendars as acts
from frontend_api.api.contract.endpoint import (
    ApiModel,
    AskedModel,
    Call,
    Nothing,
    endpoint,
    refused_fields,
)
from frontend_api.http.forms import FieldRefusal
from frontend_api.http.problems import ApiProblem
from frontend_api.ports.founder_calendar import CalendarChoices, ChosenCalendars


class CalendarListed(ApiModel):
    address: str
    name: str
    writable: bool
    shows_times_only: bool
    counted: bool
    target: bool
    """Whether bookings are written into it."""


class CalendarsShown(ApiModel):
    connected: bool
    calendars: tuple[CalendarListed, ...]
    all_day_busy: bool
    tentative_busy: bool


_Address = Annotated[str, Field(min_length=1, max_length=1000)]


class CalendarsChosen(AskedModel):
    """Calendars by their addresses."""

    counted: Annotated[tuple[_Address, ...], Field(max_length=200)]
    """Their appointments keep the founder busy."""
    target: _Address
    all_day_busy: bool = True
    tentative_busy: bool = True


class CalendarsKept(ApiModel):
    counted: int


@endpoint(
    "The calendars of who made the key",
    answer=CalendarsShown,
    body=Nothing,
    query=Nothing,
    problems=(409,),
)
def show_calendars(call: Call[Nothing, Nothing]) -> CalendarsShown | ApiProblem:
    session = call.session
    known = acts.connected_calendar(session, call.ports)
    found: CalendarChoices | FieldRefusal = CalendarChoices()
    if known is not None:
        found = call.ports.own_calendars.list_choices(session.tenant.id, session.founder.id)
    if isinstance(found, FieldRefusal):
        return ApiProblem(409, found.words)
    return CalendarsShown(
        connected=known is not None,
        calendars=tuple(
            CalendarListed(
                address=one.address,
                name=one.name,
                writable=one.is_writable,
                shows_times_only=one.shows_times_only,
                counted=one.is_counted,
                target=one.is_target,
            )
            for one in found.calendars
        ),
        all_day_busy=found.all_day_busy,
        tentative_busy=found.tentative_busy,
    )


@endpoint(
    "Choose the calendars that count, and where bookings are written",
    answer=CalendarsKept,
    body=CalendarsChosen,
    query=Nothing,
    problems=(409,),
)
def change_calendars(call: Call[CalendarsChosen, Nothing]) -> CalendarsKept | ApiProblem:
    known = acts.connected_calendar(call.session, call.ports)
    if known is None:
        return ApiProblem(409, "No calendar of your own is connected.")
    sent = call.body
    chosen = ChosenCalendars(sent.counted, sent.target, sent.all_day_busy, sent.tentative_busy)
    refused = acts.choose_calendars(call.session, call.ports, known, chosen)
    return (
        CalendarsKept(counted=len(sent.counted)) if refused is None else refused_fields((refused,))
    )
