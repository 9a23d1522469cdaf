"""How much of a founder's time there is: that of who made the key."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import Annotated

from pydantic import Field

from frontend_api.acts.settings.bandwidth import save_bandwidth
from frontend_api.api.contract.endpoint import ApiModel, AskedModel, Call, Nothing, endpoint
from frontend_api.http.problems import ApiProblem, FieldProblem
from frontend_api.wording.places import zones
from functions.outreach.domain.calendar.founder_calendar import Bandwidth, WorkingHours


class HoursShown(ApiModel):
    weekday: int
    """0 is Monday."""
    start: str
    """Such as 09:30, in the zone of the founder."""
    end: str


class TimeOff(ApiModel):
    first: date
    last: date


class BandwidthShown(ApiModel):
    """The limits of who made the key; `is_set` is false while nobody has set them."""

    founder_id: str
    is_set: bool
    time_zone: str
    hours: tuple[HoursShown, ...]
    time_off: tuple[TimeOff, ...]
    talk_minutes: int
    held_minutes: int
    buffer_minutes: int
    notice_minutes: int
    horizon_days: int
    per_day: int
    per_week: int
    works_on_holidays: bool
    meeting_link: str


_CLOCK = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"


class HoursAsked(AskedModel):
    weekday: Annotated[int, Field(ge=0, le=6)]
    start: Annotated[str, Field(pattern=_CLOCK)]
    end: Annotated[str, Field(pattern=_CLOCK)]


class TimeOffAsked(AskedModel):
    first: date
    last: date


class BandwidthAsked(AskedModel):
    """What is left out stays as it is."""

    time_zone: Annotated[str, Field(max_length=80)] | None = None
    hours: Annotated[tuple[HoursAsked, ...], Field(max_length=50)] | None = None
    time_off: Annotated[tuple[TimeOffAsked, ...], Field(max_length=50)] | None = None
    talk_minutes: Annotated[int, Field(ge=1, le=60)] | None = None
    held_minutes: Annotated[int, Field(ge=5, le=240)] | None = None
    buffer_minutes: Annotated[int, Field(ge=0, le=240)] | None = None
    notice_minutes: Annotated[int, Field(ge=0, le=20160)] | None = None
    horizon_days: Annotated[int, Field(ge=1, le=60)] | None = None
    per_day: Annotated[int, Field(ge=1, le=50)] | None = None
    per_week: Annotated[int, Field(ge=1, le=200)] | None = None
    works_on_holidays: bool | None = None
    meeting_link: Annotated[str, Field(max_length=300)] | None = None


@endpoint("The bandwidth of who made the key", answer=BandwidthShown, body=Nothing, query=Nothing)
def show_bandwidth(call: Call[Nothing, Nothing]) -> BandwidthShown | ApiProblem:
    founder = call.session.founder.id
    known = call.ports.settings.load(call.session.tenant.id).bandwidth(founder)
    unset = Bandwidth(founder, call.session.tenant.time_zone, ())
    return _limits(known or unset, is_set=known is not None)


def _limits(limits: Bandwidth, *, is_set: bool) -> BandwidthShown:
    return BandwidthShown(
        founder_id=limits.founder,
        is_set=is_set,
        time_zone=limits.time_zone,
        hours=tuple(
            HoursShown(weekday=each.weekday, start=f"{each.start:%H:%M}", end=f"{each.end:%H:%M}")
            for each in limits.hours
        ),
        time_off=tuple(TimeOff(first=first, last=last) for first, last in limits.time_off),
        talk_minutes=limits.talk_minutes,
        held_minutes=limits.held_minutes,
        buffer_minutes=limits.buffer_minutes,
        notice_minutes=limits.notice_minutes,
        horizon_days=limits.horizon_days,
        per_day=limits.per_day,
        per_week=limits.per_week,
        works_on_holidays=limits.works_on_holidays,
        meeting_link=limits.meeting_link,
    )


@endpoint(
    "Change the bandwidth of who made the key",
    answer=BandwidthShown,
    body=BandwidthAsked,
    query=Nothing,
)
def change_bandwidth(call: Call[BandwidthAsked, Nothing]) -> BandwidthShown | ApiProblem:
    sent, session = call.body, call.session
    founder = session.founder.id
    if sent.time_zone is not None and sent.time_zone not in zones():
        words = "This is no time zone we know."
        return ApiProblem(422, words, (FieldProblem("/time_zone", words),))
    plain = sent.model_dump(exclude_none=True, exclude={"hours", "time_off"})
    if sent.hours is not None:
        plain["hours"] = tuple(
            WorkingHours(each.weekday, time.fromisoformat(each.start), time.fromisoformat(each.end))
            for each in sent.hours
        )
    if sent.time_off is not None:
        plain["time_off"] = tuple(sorted((each.first, each.last) for each in sent.time_off))
    kept = save_bandwidth(
        session,
        call.ports,
        lambda before: replace(before, **plain),
        unset=Bandwidth(founder, session.tenant.time_zone, ()),
    )
    if isinstance(kept, tuple):
        return ApiProblem(422, " ".join(kept))
    return _limits(kept, is_set=True)
