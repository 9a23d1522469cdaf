"""Connecting Cal.com and choosing among its event types, against the played Cal.com."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from frontend_api.gateways.connections.calendar_words import GONE
from frontend_api.gateways.connections.founder_calendar import StoredOwnCalendars
from frontend_api.gateways.ids import RandomIds
from frontend_api.http.forms import FieldRefusal
from frontend_api.ports.founder_calendar import (
    CalComConnected,
    CalComKey,
    ChosenCalendars,
    EventTypes,
)
from functions.calendars.account import CalendarAccount, StoredAccounts
from functions.calendars.calcom.account import CalComAccount
from functions.calendars.google.sign_in import GoogleClient
from functions.calendars.guarded_http import GuardedHttp
from functions.calendars.provider import WatchHook
from functions.outreach.store.calendar import StoredSyncs
from tests.calendars.calcom_server import CHAT, KEY, TALK, USER, PlayedFounder, running_calcom
from tests.outreach.approved import FOUNDER, NOW, TENANT, bandwidth

pytestmark = pytest.mark.usefixtures("aws")
HOOK = WatchHook("https://hooks.example.com/hooks", "token-1")
GIVEN = CalComKey(KEY)


class Standing:
    def now(self) -> object:
        return NOW


@pytest.fixture
def played() -> Iterator[PlayedFounder]:
    with running_calcom() as running:
        yield running


@pytest.fixture
def accounts() -> StoredAccounts:
    return StoredAccounts("test")


@pytest.fixture
def calendars(played: PlayedFounder, accounts: StoredAccounts) -> StoredOwnCalendars:
    return StoredOwnCalendars(
        accounts=accounts,
        http=lambda: GuardedHttp(loopback_allowed=True),
        ids=RandomIds(),
        clock=Standing(),  # type: ignore[arg-type]
        google=lambda: GoogleClient("", ""),
        google_redirect_uri="https://app.example.com/bandwidth/calendar/google",
        sandbox_url=played.url,
    )


def stored(accounts: StoredAccounts) -> CalendarAccount:
    kept = accounts.load(TENANT, FOUNDER)
    assert kept is not None
    return kept


def calcom_of(accounts: StoredAccounts) -> CalComAccount:
    kept = stored(accounts).calcom
    assert kept is not None
    return kept


def connect(calendars: StoredOwnCalendars, event_type: int = CHAT) -> CalComConnected:
    assert calendars.calcom.offer_key(TENANT, bandwidth(), GIVEN) is None
    made = calendars.calcom.choose_event_type(TENANT, bandwidth(), event_type)
    assert isinstance(made, CalComConnected), made
    return made


def test_a_key_and_a_choice_connect_and_what_is_offered_is_known_at_once(
    calendars: StoredOwnCalendars, accounts: StoredAccounts
) -> None:
    made = connect(calendars)
    assert made.label == f"{USER} at Cal.com: bookings go into “Chat”, 15 minutes"
    assert made.minutes == 15
    kept = calcom_of(accounts)
    assert (kept.key, kept.user, kept.event_type, kept.minutes) == (KEY, USER, CHAT, 15)
    assert len(kept.secret) >= 25
    assert stored(accounts).offered_calcom is None
    synced = StoredSyncs().load(TENANT, FOUNDER)
    assert synced is not None
    assert synced.connection == stored(accounts).connection
    assert synced.offered


def test_until_the_choice_what_was_connected_stays(
    calendars: StoredOwnCalendars, accounts: StoredAccounts
) -> None:
    before = CalendarAccount("c0", "ona at Radicale", all_day_busy=False)
    accounts.save(TENANT, FOUNDER, before)
    assert calendars.calcom.offer_key(TENANT, bandwidth(), GIVEN) is None
    kept = stored(accounts)
    assert replace(kept, offered_calcom=None) == before
    assert kept.offered_calcom is not None
    assert kept.offered_calcom.key == KEY


def test_where_a_provider_has_no_calendars_none_can_be_chosen(
    calendars: StoredOwnCalendars, accounts: StoredAccounts
) -> None:
    accounts.save(TENANT, FOUNDER, CalendarAccount("c0", "a provider of one calendar"))
    assert calendars.list_choices(TENANT, FOUNDER) == GONE
    assert calendars.choose(TENANT, bandwidth(), ChosenCalendars((), "x")) == GONE


def test_event_types_are_listed_with_why_some_do_not_fit(
    calendars: StoredOwnCalendars, played: PlayedFounder
) -> None:
    assert calendars.calcom.offer_key(TENANT, bandwidth(), GIVEN) is None
    found = calendars.calcom.list_event_types(TENANT, bandwidth())
    assert isinstance(found, EventTypes)
    assert [(one.id, one.unfit) for one in found.listed] == [
        (CHAT, ""),
        (TALK, "30 minutes long, and you hold 15"),
    ]
    asked = bandwidth()
    played.does("change", id=CHAT, confirmationPolicy={"type": "always"})
    found = calendars.calcom.list_event_types(TENANT, replace(asked, held_minutes=30))
    assert isinstance(found, EventTypes)
    assert [one.unfit for one in found.listed] == ["you confirm each booking yourself", ""]


def test_an_event_type_that_does_not_fit_is_not_connected(
    calendars: StoredOwnCalendars, accounts: StoredAccounts
) -> None:
    assert calendars.calcom.offer_key(TENANT, bandwidth(), GIVEN) is None
    for number in (TALK, 999):
        refused = calendars.calcom.choose_event_type(TENANT, bandwidth(), number)
        assert refused == FieldRefusal("Choose one of the event types that fit.", "event_type")
    assert not stored(accounts).is_connected


@pytest.mark.parametrize(
    ("given", "words", "field"),
    [
        (CalComKey("cal_live_wrong"), "does not accept this key", "calcom_key"),
        (CalComKey(KEY, "ftp://cal.example.com"), "must begin with https", "calcom_address"),
        (CalComKey(KEY, "https://ona:pw@cal.example.com"), "must begin", "calcom_address"),
    ],
)
def test_a_wrong_key_or_address_is_refused_and_nothing_kept(
    calendars: StoredOwnCalendars,
    accounts: StoredAccounts,
    given: CalComKey,
    words: str,
    field: str,
) -> None:
    refused = calendars.calcom.offer_key(TENANT, bandwidth(), given)
    assert isinstance(refused, FieldRefusal)
    assert words in refused.words
    assert refused.field == field
    assert accounts.load(TENANT, FOUNDER) is None


def test_an_address_of_ones_own_leads_into_no_private_network(
    calendars: StoredOwnCalendars, accounts: StoredAccounts, played: PlayedFounder
) -> None:
    private = played.url.replace("http://", "https://") + "/calcom"
    refused = calendars.calcom.offer_key(TENANT, bandwidth(), CalComKey(KEY, private))
    assert isinstance(refused, FieldRefusal)
    assert refused.field == "calcom_address"
    assert accounts.load(TENANT, FOUNDER) is None
    assert played.kept("webhooks") == []
    # The stage of this machine alone may ask its sandbox.
    own = CalComKey(KEY, f"{played.url}/calcom/")
    assert calendars.calcom.offer_key(TENANT, bandwidth(), own) is None
    offered = stored(accounts).offered_calcom
    assert offered is not None
    assert offered.address == f"{played.url}/calcom/v2"


@pytest.mark.slow
def test_another_choice_stops_the_webhook_of_the_one_before_and_keeps_its_bookings_known(
    calendars: StoredOwnCalendars, accounts: StoredAccounts, played: PlayedFounder
) -> None:
    connect(calendars)
    first = stored(accounts)
    synced = StoredSyncs().load(TENANT, FOUNDER)
    assert synced is not None
    watches = played.opened(calcom_of(accounts)).keep_watches(
        (), HOOK, connection=first.connection, now=NOW, within_s=10
    )
    StoredSyncs().save(TENANT, FOUNDER, replace(synced, watches=watches))
    assert len(played.kept("webhooks")) == 1
    longer = replace(bandwidth(), held_minutes=30)
    made = calendars.calcom.choose_event_type(TENANT, longer, TALK)
    assert isinstance(made, CalComConnected)
    assert played.kept("webhooks") == []
    assert first.calcom is not None
    assert calcom_of(accounts).secret != first.calcom.secret
    assert (calcom_of(accounts).event_type, calcom_of(accounts).former_users) == (TALK, ())


@pytest.mark.slow
def test_an_account_whose_address_changed_is_still_asked_for_the_old_one(
    calendars: StoredOwnCalendars, accounts: StoredAccounts
) -> None:
    connect(calendars)
    before = stored(accounts)
    old = replace(calcom_of(accounts), user="ona@old.example.com")
    accounts.save(TENANT, FOUNDER, replace(before, calcom=old))
    connect(calendars)
    kept = calcom_of(accounts)
    assert (kept.user, kept.former_users) == (USER, ("ona@old.example.com",))


def test_disconnecting_forgets_the_key_and_takes_the_webhook_away(
    calendars: StoredOwnCalendars, accounts: StoredAccounts, played: PlayedFounder
) -> None:
    connect(calendars)
    synced = StoredSyncs().load(TENANT, FOUNDER)
    assert synced is not None
    watches = played.opened(calcom_of(accounts)).keep_watches(
        (), HOOK, connection=synced.connection, now=NOW, within_s=10
    )
    StoredSyncs().save(TENANT, FOUNDER, replace(synced, watches=watches))
    calendars.disconnect(TENANT, bandwidth())
    assert accounts.load(TENANT, FOUNDER) is None
    assert played.kept("webhooks") == []
    assert StoredSyncs().load(TENANT, FOUNDER) is None


def test_a_connected_event_type_is_no_list_of_calendars(calendars: StoredOwnCalendars) -> None:
    connect(calendars)
    assert isinstance(calendars.list_choices(TENANT, FOUNDER), FieldRefusal)


def test_without_a_key_nothing_is_listed_and_nothing_can_be_chosen(
    calendars: StoredOwnCalendars,
) -> None:
    assert calendars.calcom.list_event_types(TENANT, bandwidth()) == EventTypes()
    refused = calendars.calcom.choose_event_type(TENANT, bandwidth(), CHAT)
    assert isinstance(refused, FieldRefusal)
    assert "key" in refused.words
