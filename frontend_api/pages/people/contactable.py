"""Who of a motion's pool may be contacted, in dial order, and what a first week looks like.

Shows one page of the pool at a time; decides nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import ClassVar

from frontend_api.http.session import Session
from frontend_api.launch.channel_readiness import opening_channels
from frontend_api.launch.contactable import (
    FirstWeek,
    JudgedCustomer,
    first_week,
    judge,
    opens_on,
)
from frontend_api.pages.frame import Frame, frame_for
from frontend_api.pages.render import page
from frontend_api.ports import Ports
from frontend_api.wording.refusals import ground_words
from frontend_api.wording.terms import word
from functions.outreach.domain.calendar.founder_calendar import remaining
from functions.outreach.domain.settings import TenantSettings
from functions.product.channels import CHANNELS, Channel
from functions.product.motions import MOTIONS, Motion
from tenancy.runtime.http import HttpRequest, HttpResponse
from tenancy.values.lazy_dataclass import dataclass

LISTED = 10
"""People of a page that are named; the counts are of all of them."""
A_PAGE = 50
"""People judged for one answer, by all channels."""
SLICES = 4
"""Such pages in one page of the pool, which holds 200."""


@dataclass(frozen=True, slots=True)
class ChannelCount:
    channel: Channel
    ready: bool
    permitted: int
    refused: tuple[tuple[str, int], ...]
    """(why not, customers), the most frequent first."""


@dataclass(frozen=True, slots=True)
class PersonRow:
    name: str
    id: str
    answers: tuple[tuple[Channel, bool, str], ...]
    """(channel, permitted, on what ground or why not)."""


@dataclass(frozen=True, slots=True)
class ContactablePage:
    template: ClassVar[str] = "people/contactable.html"
    frame: Frame
    motion: str
    motions: tuple[str, ...]
    place: int
    """Which page of the pool, from 0."""
    looked_at: int
    anywhere: int
    """May be contacted on some channel that is ready."""
    channels: tuple[ChannelCount, ...]
    people: tuple[PersonRow, ...]
    languages: tuple[tuple[str, int, bool], ...]
    """(language, customers, whether its lines are approved)."""
    default_language: str
    a_page: int


@dataclass(frozen=True, slots=True)
class FirstWeekPage:
    template: ClassVar[str] = "people/first_week.html"
    frame: Frame
    motion: str
    looked_at: int
    week: FirstWeek | None
    """None while there is no bandwidth."""


def contactable(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    """Two requests: settings and opt-outs; and one page of the pool from the bucket."""
    tenant, now = session.tenant, ports.clock.now()
    motion = _motion(request)
    wanted = request.asked("page")
    place = int(wanted) if wanted.isdecimal() and len(wanted) < 5 else 0
    settings = ports.settings.load(tenant.id)
    page_of_pool, part = divmod(place, SLICES)
    pool = ports.pool.page(tenant.id, run=settings.latest_run, motion=motion, page=page_of_pool)
    judged = [
        judge(facts, opted_out=facts.customer_id in pool.opted_out, rules=settings.rules, now=now)
        for facts in pool.customers[part * A_PAGE : (part + 1) * A_PAGE]
    ]
    ready = opening_channels(settings)
    context = ContactablePage(
        frame=frame_for(session, "Who may be contacted", section="segments"),
        motion=motion,
        motions=tuple(MOTIONS),
        place=place,
        looked_at=len(judged),
        anywhere=sum(one.first(ready) is not None for one in judged),
        channels=tuple(_count(judged, channel, ready=channel in ready) for channel in CHANNELS),
        people=tuple(_row(one) for one in judged[:LISTED]),
        languages=_languages(judged, settings, motion),
        default_language=tenant.default_language,
        a_page=A_PAGE,
    )
    return page(context)


def week(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    """Three requests: settings, opt-outs, calendar; only channels that are ready are asked."""
    tenant, now = session.tenant, ports.clock.now()
    motion = _motion(request)
    settings = ports.settings.load(tenant.id)
    pool = ports.pool.page(tenant.id, run=settings.latest_run, motion=motion, page=0)
    ready = opening_channels(settings)
    bandwidth = settings.bandwidth(session.founder.id)
    found = None
    if bandwidth is not None:
        calendar = ports.calendars.state(tenant.id, bandwidth, now=now)
        found = first_week(
            (
                opens_on(
                    facts,
                    opted_out=facts.customer_id in pool.opted_out,
                    rules=settings.rules,
                    now=now,
                    ready=ready,
                )
                for facts in pool.customers
            ),
            held=min(bandwidth.per_week, remaining(bandwidth, calendar, now)),
            zone=tenant.time_zone,
        )
    context = FirstWeekPage(
        frame=frame_for(session, "The first week", section="segments"),
        motion=motion,
        looked_at=len(pool.customers),
        week=found,
    )
    return page(context)


def _motion(request: HttpRequest) -> Motion:
    asked = request.asked("motion")
    return Motion(asked) if asked in MOTIONS else Motion.UPSELL


def _count(judged: Sequence[JudgedCustomer], channel: Channel, *, ready: bool) -> ChannelCount:
    answers = [answer for one in judged for answer in one.answers if answer.channel is channel]
    refused = Counter(answer.rule for answer in answers if answer.at is None)
    return ChannelCount(
        channel,
        ready,
        sum(answer.at is not None for answer in answers),
        tuple((word(rule), count) for rule, count in refused.most_common()),
    )


def _row(one: JudgedCustomer) -> PersonRow:
    facts = one.facts
    return PersonRow(
        facts.name or facts.email or facts.phone or facts.customer_id,
        facts.customer_id,
        tuple(
            (
                answer.channel,
                answer.at is not None,
                word(answer.rule) if answer.rule else ground_words(answer.evidence),
            )
            for answer in one.answers
        ),
    )


def _languages(
    judged: Sequence[JudgedCustomer], settings: TenantSettings, motion: Motion
) -> tuple[tuple[str, int, bool], ...]:
    """As their file says; who has none is addressed in the tenant's own."""
    counts = Counter(one.facts.language for one in judged if one.facts.language)
    approved = {
        book.language
        for book in settings.playbooks
        if book.motion is motion and any(line.approval for line in book.lines)
    }
    return tuple((name, count, name in approved) for name, count in counts.most_common())
