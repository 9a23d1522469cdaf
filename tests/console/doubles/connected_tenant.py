"""A tenant with everything connected and nothing chosen yet: what the sample world leaves off.

A Cal.com account that waits for the choice of an event type, calendars to choose from, every
channel, keys, a teammate with an app, a model outside, recording of calls.
"""

from __future__ import annotations

from frontend_api.ports.founder_calendar import CalComKey, CalendarChoices, ListedCalendar
from frontend_api.ports.founder_calendar import ListedEventType as EventType
from frontend_api.ports.reading import RemoteReadingState
from functions.outreach.domain.settings import RecordingRules, Sender
from functions.product.channels import Channel
from functions.webhooks.events import WebhookKind
from tenancy.api_access.scopes import Scope
from tests.console.fakes import FOUNDER, NOON, TENANT, World
from tests.console.sample_world import fill

_LONG = "Discovery call with somebody whose team asked for more than one plan at once"
_URL = "https://hooks.example.com/warmline"


def fill_connected(world: World) -> None:
    fill(world)
    calcom = world.own_calendars.calcom
    calcom.keys.append(CalComKey("cal_live_0a0a"))
    calcom.types = (
        EventType(501, "Chat", 15, unfit="", is_chosen=True),
        EventType(502, _LONG, 15, unfit="", is_chosen=False),
        EventType(503, "Talk", 30, unfit="30 minutes long, and you hold 15", is_chosen=False),
    )
    world.own_calendars.choices = CalendarChoices(
        tuple(
            ListedCalendar(
                f"https://cal.example.com/{place}",
                name,
                is_counted=place < 3,
                is_target=place == 0,
                is_writable=place < 2,
                shows_times_only=place == 3,
            )
            for place, name in enumerate(("Work", "Family", "Team holidays", "A colleague", _LONG))
        )
    )
    for channel in Channel:
        if channel is not Channel.EMAIL:
            world.settings.save_sender(TENANT, Sender(channel, "+12025550142", ready=True))
    world.settings.save_recording_rules(TENANT, RecordingRules(asks=True))
    world.remote = RemoteReadingState(has_key=True, model="gpt-6-luna", spent_cents=12.4)
    (account,) = world.accounts.accounts.values()
    for number, scope in enumerate(Scope):
        world.api_access.make_key(
            account.session.founder, name=f"Program {number}", scope=scope, now=NOON
        )
    world.webhooks.add(TENANT, url=_URL, kinds=tuple(WebhookKind), by=FOUNDER, now=NOON)
