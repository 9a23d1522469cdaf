"""Connecting a Google calendar and choosing among its calendars, against the played Google."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from frontend_api import wiring
from frontend_api.gateways.connections.calendar_words import CHOSEN_MEANWHILE
from frontend_api.gateways.connections.founder_calendar import StoredOwnCalendars
from frontend_api.gateways.ids import RandomIds
from frontend_api.http.forms import FieldRefusal
from frontend_api.ports.founder_calendar import (
    CalDavDetails,
    CalendarChoices,
    CalendarConnected,
    ChosenCalendars,
    GoogleCode,
)
from functions.calendars.account import CalendarAccount, StoredAccounts
from functions.calendars.google.account import GoogleAccount
from functions.calendars.guarded_http import GuardedHttp
from functions.calendars.provider import CalendarChoice, CalendarProblem, CalendarTrouble, WatchHook
from functions.outreach.store.calendar import StoredSyncs
from tenancy.runtime.tenant_secrets import SecretGoing
from tests.calendars.google_server import (
    FAMILY,
    MATE,
    REDIRECT,
    USER,
    VERIFIER,
    Google,
    running_google,
)
from tests.calendars.radicale_server import PASSWORD, running_radicale
from tests.calendars.radicale_server import USER as RADICALE_USER
from tests.console.fakes import CODE
from tests.console.gateways.deployed_console import (
    CONSOLE,
    Browser,
    OpenPool,
    deployed_console,
)
from tests.console.pages.calendars.test_own_calendar import LIMITS
from tests.outreach.approved import FOUNDER, NOW, TENANT, bandwidth

OTHER = "ona@other.example.com"

pytestmark = pytest.mark.usefixtures("aws")


class Standing:
    def now(self) -> object:
        return NOW


@pytest.fixture
def google() -> Iterator[Google]:
    with running_google() as running:
        yield running


@pytest.fixture
def accounts() -> StoredAccounts:
    return StoredAccounts("test")


@pytest.fixture
def calendars(google: Google, accounts: StoredAccounts) -> StoredOwnCalendars:
    return own_calendars(google, accounts, ids=RandomIds())


def own_calendars(
    google: Google, accounts: StoredAccounts, *, ids: RandomIds
) -> StoredOwnCalendars:
    return StoredOwnCalendars(
        accounts=accounts,
        http=lambda: GuardedHttp(loopback_allowed=True),
        ids=ids,
        clock=Standing(),  # type: ignore[arg-type]
        google=lambda: google.client,
        google_redirect_uri=REDIRECT,
    )


def connect(
    calendars: StoredOwnCalendars,
    google: Google,
    *,
    granted: tuple[str, ...] = (),
    account: str = USER,
) -> CalendarConnected | FieldRefusal:
    code = google.allows(granted=granted, account=account)
    given = GoogleCode(code, VERIFIER, all_day_busy=True, tentative_busy=False)
    return calendars.connect_google(TENANT, bandwidth(), given)


def watch(google: Google, account: CalendarAccount) -> None:
    """What the next look at the calendar does besides."""
    calendar = account.google
    assert calendar is not None
    synced = StoredSyncs().load(TENANT, FOUNDER)
    assert synced is not None
    hook = WatchHook("https://hooks.example.com/hooks", "token-1")
    watches = google.opened(calendar).keep_watches(
        synced.watches, hook, connection=account.connection, now=NOW, within_s=10
    )
    StoredSyncs().save(TENANT, FOUNDER, replace(synced, watches=watches))


def channels(google: Google) -> list[tuple[str, str]]:
    """Which calendar is watched, and for which connection."""
    kept = google.world.ledger("google")["channels"]
    return [(one["calendar"], one["id"].split("-")[0]) for one in kept]


def kept(accounts: StoredAccounts) -> tuple[CalendarAccount, GoogleAccount]:
    account = accounts.load(TENANT, FOUNDER)
    assert account is not None
    assert account.google is not None
    return account, account.google


def test_what_a_founder_looks_at_counts_at_first_and_their_main_calendar_takes_bookings(
    google: Google, accounts: StoredAccounts, calendars: StoredOwnCalendars
) -> None:
    google.world.google(
        USER,
        calendars=[
            {"summary": "Ona"},
            {"id": FAMILY, "summary": "Family", "selected": False},
            {"id": MATE, "summary": "Mate", "accessRole": "freeBusyReader"},
        ],
    )
    day = {"start": {"date": "2026-11-25"}, "end": {"date": "2026-11-26"}}
    google.does("events", calendar=MATE, **day)
    assert connect(calendars, google) == CalendarConnected(
        f"{USER} at Google: 2 calendars count as busy, bookings go to “Ona”"
    )
    account, chosen = kept(accounts)
    assert (chosen.user, chosen.calendars, chosen.times_only) == (USER, (USER,), (MATE,))
    assert (account.all_day_busy, account.tentative_busy) == (True, False)
    assert chosen.refresh_token not in repr(account)
    synced = StoredSyncs().load(TENANT, FOUNDER)
    assert synced is not None
    assert (synced.connection, len(synced.busy), synced.asked_at) == (account.connection, 1, NOW)


def test_a_part_left_unticked_at_google_is_named_and_nothing_is_kept(
    google: Google, accounts: StoredAccounts, calendars: StoredOwnCalendars
) -> None:
    refused = connect(calendars, google, granted=("calendar.events",))
    assert isinstance(refused, FieldRefusal)
    assert "leave all three ticked" in refused.words
    assert accounts.load(TENANT, FOUNDER) is None
    spent = GoogleCode("4/spent", VERIFIER, all_day_busy=True, tentative_busy=True)
    again = calendars.connect_google(TENANT, bandwidth(), spent)
    assert isinstance(again, FieldRefusal)
    assert "does not let us in" in again.words


def test_a_choice_over_another_than_stands_is_refused_and_changes_nothing(
    google: Google, accounts: StoredAccounts, calendars: StoredOwnCalendars
) -> None:
    connect(calendars, google)
    opened = calendars.list_choices(TENANT, FOUNDER)
    assert isinstance(opened, CalendarChoices)
    theirs = ChosenCalendars((FAMILY, MATE), FAMILY, over=opened.version)
    assert isinstance(calendars.choose(TENANT, bandwidth(), theirs), CalendarConnected)
    stands = kept(accounts)
    mine = ChosenCalendars((), USER, over=opened.version)
    assert calendars.choose(TENANT, bandwidth(), mine) == CHOSEN_MEANWHILE
    assert kept(accounts) == stands
    fresh = calendars.list_choices(TENANT, FOUNDER)
    assert isinstance(fresh, CalendarChoices)
    again = replace(mine, over=fresh.version)
    assert isinstance(calendars.choose(TENANT, bandwidth(), again), CalendarConnected)


def test_of_two_choices_at_once_one_is_kept(
    google: Google, accounts: StoredAccounts, calendars: StoredOwnCalendars
) -> None:
    connect(calendars, google)

    class Overtaken(RandomIds):
        def new(self, prefix: str) -> str:
            theirs = ChosenCalendars((FAMILY, MATE), FAMILY)
            assert isinstance(calendars.choose(TENANT, bandwidth(), theirs), CalendarConnected)
            return super().new(prefix)

    slower = own_calendars(google, accounts, ids=Overtaken())
    assert slower.choose(TENANT, bandwidth(), ChosenCalendars((), USER)) == CHOSEN_MEANWHILE
    account, chosen = kept(accounts)
    assert chosen.target == FAMILY
    synced = StoredSyncs().load(TENANT, FOUNDER)
    assert synced is not None
    assert synced.connection == account.connection


def test_what_was_seen_of_the_connection_that_stands_outlives_a_choice_that_is_not_kept(
    google: Google, accounts: StoredAccounts, calendars: StoredOwnCalendars
) -> None:
    """What the founder deleted there since would never have been noticed."""
    connect(calendars, google)
    opened = calendars.list_choices(TENANT, FOUNDER)
    assert isinstance(opened, CalendarChoices)
    stands, seen = kept(accounts), StoredSyncs().load(TENANT, FOUNDER)
    assert seen is not None
    assert seen.asked_at == NOW

    class Going(StoredAccounts):
        def save(self, *_: object) -> None:
            raise SecretGoing

    failing = own_calendars(google, Going("test"), ids=RandomIds())
    mine = ChosenCalendars((), USER, over=opened.version)
    assert isinstance(failing.choose(TENANT, bandwidth(), mine), FieldRefusal)
    assert (kept(accounts), StoredSyncs().load(TENANT, FOUNDER)) == (stands, seen)


def test_a_founder_chooses_again_and_earlier_bookings_stay_where_they_are(
    google: Google, accounts: StoredAccounts, calendars: StoredOwnCalendars
) -> None:
    connect(calendars, google)
    before, _ = kept(accounts)
    listed = calendars.list_choices(TENANT, FOUNDER)
    assert isinstance(listed, CalendarChoices)
    assert [(one.name, one.is_counted, one.is_target) for one in listed.calendars] == [
        ("Ona", True, True),
        ("Family", True, False),
        ("Mate", True, False),
    ]
    chosen = ChosenCalendars((FAMILY, MATE), FAMILY)
    assert calendars.choose(TENANT, bandwidth(), chosen) == CalendarConnected(
        f"{USER} at Google: 2 calendars count as busy, bookings go to “Family”"
    )
    after, google_account = kept(accounts)
    assert after.connection != before.connection
    assert (google_account.calendars, google_account.times_only) == ((FAMILY,), (MATE,))
    assert (google_account.target, google_account.former) == (FAMILY, (USER,))
    back = ChosenCalendars((), USER, all_day_busy=False, tentative_busy=True)
    assert isinstance(calendars.choose(TENANT, bandwidth(), back), CalendarConnected)
    now, google_account = kept(accounts)
    assert google_account.former == (FAMILY,)
    assert (now.all_day_busy, now.tentative_busy) == (False, True)
    again = calendars.list_choices(TENANT, FOUNDER)
    assert isinstance(again, CalendarChoices)
    assert (again.all_day_busy, again.tentative_busy) == (False, True)


def test_who_connects_the_same_account_again_keeps_what_they_chose_and_where_bookings_are(
    google: Google, accounts: StoredAccounts, calendars: StoredOwnCalendars
) -> None:
    connect(calendars, google)
    calendars.choose(TENANT, bandwidth(), ChosenCalendars((FAMILY,), FAMILY))
    google.does("revoke")
    assert connect(calendars, google) == CalendarConnected(
        f"{USER} at Google: 1 calendar counts as busy, bookings go to “Family”"
    )
    _, again = kept(accounts)
    assert (again.calendars, again.times_only) == ((FAMILY,), ())
    assert (again.target, again.former) == (FAMILY, (USER,))
    # Since then the chosen calendar is gone: what is written there is still looked for.
    google.world.google(USER, calendars=[{"summary": "Ona"}])
    connect(calendars, google)
    _, without = kept(accounts)
    assert (without.calendars, without.target, without.former) == ((USER,), USER, (FAMILY,))


def test_who_disconnects_and_connects_the_same_account_keeps_what_they_chose(
    google: Google, accounts: StoredAccounts, calendars: StoredOwnCalendars
) -> None:
    connect(calendars, google)
    calendars.choose(TENANT, bandwidth(), ChosenCalendars((FAMILY, MATE), FAMILY))
    calendars.disconnect(TENANT, bandwidth())
    connect(calendars, google)
    _, again = kept(accounts)
    assert (again.calendars, again.times_only) == ((FAMILY,), (MATE,))
    assert (again.target, again.former) == (FAMILY, (USER,))


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        (ChosenCalendars((USER,), MATE), "cannot be written"),
        (ChosenCalendars(("nobody@example.com",), USER), "not there any more"),
    ],
)
def test_a_choice_that_cannot_be_changes_nothing(
    google: Google,
    accounts: StoredAccounts,
    calendars: StoredOwnCalendars,
    chosen: ChosenCalendars,
    words: str,
) -> None:
    connect(calendars, google)
    before = kept(accounts)
    refused = calendars.choose(TENANT, bandwidth(), chosen)
    assert isinstance(refused, FieldRefusal)
    assert words in refused.words
    assert kept(accounts) == before


def test_disconnecting_gives_our_right_back_to_google(
    google: Google, accounts: StoredAccounts, calendars: StoredOwnCalendars
) -> None:
    connect(calendars, google)
    _, chosen = kept(accounts)
    calendars.disconnect(TENANT, bandwidth())
    assert accounts.load(TENANT, FOUNDER) is None
    assert StoredSyncs().load(TENANT, FOUNDER) is None
    listed = google.opened(chosen).list_calendars(within_s=10)
    assert not isinstance(listed, tuple)


@pytest.mark.slow
def test_channels_of_a_connection_that_ended_are_stopped_with_it(
    google: Google, accounts: StoredAccounts, calendars: StoredOwnCalendars
) -> None:
    connect(calendars, google)
    first, _ = kept(accounts)
    watch(google, first)
    assert channels(google) == [(USER, first.connection), (FAMILY, first.connection)]
    calendars.choose(TENANT, bandwidth(), ChosenCalendars((FAMILY,), FAMILY))
    second, _ = kept(accounts)
    watch(google, second)
    assert channels(google) == [(FAMILY, second.connection)]
    google.does("revoke")
    connect(calendars, google)
    assert channels(google) == []
    third, _ = kept(accounts)
    watch(google, third)
    calendars.disconnect(TENANT, bandwidth())
    assert channels(google) == []


@pytest.mark.slow
def test_another_account_at_google_ends_our_right_to_the_one_before(
    google: Google, accounts: StoredAccounts, calendars: StoredOwnCalendars
) -> None:
    connect(calendars, google)
    calendars.choose(TENANT, bandwidth(), ChosenCalendars((FAMILY,), FAMILY))
    first, chosen = kept(accounts)
    watch(google, first)
    google.world.google(OTHER, calendars=[{"summary": "Work"}])
    assert isinstance(connect(calendars, google, account=OTHER), CalendarConnected)
    _, other = kept(accounts)
    assert (other.user, other.calendars, other.target, other.former) == (OTHER, (OTHER,), OTHER, ())
    assert channels(google) == []
    refused = CalendarProblem(CalendarTrouble.REFUSED)
    assert google.opened(chosen).list_calendars(within_s=10) == refused
    # A right to the same account stays: Google ends all of an account's with one.
    assert isinstance(connect(calendars, google, account=OTHER), CalendarConnected)
    _, again = kept(accounts)
    assert google.opened(again).list_calendars(within_s=10) == (
        CalendarChoice(OTHER, "Work", is_writable=True),
    )


def test_another_provider_ends_our_right_at_google_and_chooses_likewise(
    google: Google, accounts: StoredAccounts, calendars: StoredOwnCalendars
) -> None:
    connect(calendars, google)
    _, chosen = kept(accounts)
    with running_radicale() as server:
        details = CalDavDetails(
            server.url, RADICALE_USER, PASSWORD, all_day_busy=True, tentative_busy=True
        )
        assert isinstance(calendars.connect(TENANT, bandwidth(), details), CalendarConnected)
        assert not isinstance(google.opened(chosen).list_calendars(within_s=10), tuple)
        account = accounts.load(TENANT, FOUNDER)
        assert account is not None
        assert account.caldav is not None
        first = account.caldav.target
        other = next(one for one in account.caldav.calendars if one != first)
        made = calendars.choose(TENANT, bandwidth(), ChosenCalendars((other,), other))
        assert isinstance(made, CalendarConnected)
        assert "1 calendar counts as busy" in made.label
        after = accounts.load(TENANT, FOUNDER)
        assert after is not None
        assert after.caldav == replace(
            account.caldav, calendars=(other,), target=other, former=(first,)
        )


def test_without_a_registration_there_is_no_way_to_google(
    google: Google, accounts: StoredAccounts
) -> None:
    calendars = StoredOwnCalendars(
        accounts=accounts,
        http=lambda: GuardedHttp(loopback_allowed=True),
        ids=RandomIds(),
        clock=Standing(),  # type: ignore[arg-type]
        google=lambda: replace(google.client, secret=""),
        google_redirect_uri=REDIRECT,
    )
    assert calendars.google_origin() == ""


@pytest.mark.slow
def test_three_presses_connect_a_calendar_on_the_real_wiring(
    google: Google, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WARMLINE_SANDBOX_URL", google.url)
    with deployed_console(prefix="warmline-test-google"):
        founder = Browser(wiring.AwsPorts(OpenPool()))
        me = {"email": "founder@example.com", "password": "Sample-passw0rd-1"}
        about = {"name": "Ona", "business_name": "Sampleboard", "country": "LT"}
        zone = {"time_zone": "Europe/Vilnius"}
        founder.send("/sign-up", "/sign-up", **about, **zone, email=me["email"])
        founder.send("/confirm", "/confirm", **me, code=CODE)
        founder.send("/sign-in", "/sign-in", **me)
        founder.send("/bandwidth", "/bandwidth", **LIMITS)
        to_google = founder.send("/bandwidth", "/bandwidth/calendar/google", all_day_busy="on")
        back = google.presses(to_google.removeprefix("→"))
        assert back.startswith(f"{CONSOLE}/bandwidth/calendar/google?")
        assert founder.ask(back.removeprefix(CONSOLE)) == "→/bandwidth?done=calendar-connected"
        assert f"{USER} at Google: 3 calendars count as busy" in founder.ask("/bandwidth")
        chosen = {"counted": (USER,), "target": FAMILY}
        founder.send("/bandwidth/calendars", "/bandwidth/calendars", **chosen)
        assert "bookings go to “Family”" in founder.ask("/bandwidth")
