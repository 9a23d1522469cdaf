"""Connecting a founder's own calendar: tried against a real server, kept as a secret."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from frontend_api.gateways.connections.calendar_words import TOO_OFTEN
from frontend_api.gateways.connections.former_choices import FormerChoices, recall_choices
from frontend_api.gateways.connections.founder_calendar import StoredOwnCalendars
from frontend_api.gateways.ids import RandomIds
from frontend_api.http.forms import FieldRefusal
from frontend_api.ports.founder_calendar import (
    CalComKey,
    CalDavDetails,
    CalendarConnected,
    ChosenCalendars,
)
from functions.calendars.account import StoredAccounts
from functions.calendars.google.sign_in import GoogleClient
from functions.calendars.guarded_http import GuardedHttp
from functions.calendars.provider import CalendarChoice
from functions.outreach.store.calendar import StoredSyncs
from tenancy.data.credentials import acting_for
from tenancy.data.table import TenantKeys, WorkspaceItem
from tenancy.identity.attempt_limits import LIMITS, AttemptKind
from tenancy.tenant import FounderId
from tests.calendars.radicale_server import PASSWORD, USER, Radicale, running_radicale
from tests.outreach.approved import FOUNDER, NOW, TENANT, bandwidth

pytestmark = pytest.mark.usefixtures("aws")


class Standing:
    def now(self) -> object:
        return NOW


@pytest.fixture
def server() -> Iterator[Radicale]:
    with running_radicale() as running:
        yield running


@pytest.fixture
def accounts() -> StoredAccounts:
    return StoredAccounts("test")


@pytest.fixture
def calendars(accounts: StoredAccounts) -> StoredOwnCalendars:
    return StoredOwnCalendars(
        accounts=accounts,
        http=lambda: GuardedHttp(loopback_allowed=True),
        ids=RandomIds(),
        clock=Standing(),  # type: ignore[arg-type]
        google=lambda: GoogleClient("", ""),
        google_redirect_uri="",
    )


def details(server: Radicale) -> CalDavDetails:
    return CalDavDetails(server.url, USER, PASSWORD, all_day_busy=True, tentative_busy=False)


def test_a_calendar_that_works_is_kept_and_known_at_once(
    server: Radicale, accounts: StoredAccounts, calendars: StoredOwnCalendars
) -> None:
    server.puts("fair", "DTSTART;VALUE=DATE:20261125", "DTEND;VALUE=DATE:20261126")
    made = calendars.connect(TENANT, bandwidth(), details(server))
    assert isinstance(made, CalendarConnected)
    assert "2 calendars count as busy" in made.label
    kept = accounts.load(TENANT, FOUNDER)
    assert kept is not None
    assert kept.caldav is not None
    assert kept.caldav.password == PASSWORD
    assert PASSWORD not in repr(kept)
    synced = StoredSyncs().load(TENANT, FOUNDER)
    assert synced is not None
    assert (synced.connection, len(synced.busy), synced.asked_at) == (kept.connection, 1, NOW)


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"app_password": "guess"}, "app_password"), ({"address": "http://127.0.0.1:9/"}, "address"),
     ({"address": "ftp://example.com/"}, "address")],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_kept(
    server: Radicale,
    accounts: StoredAccounts,
    calendars: StoredOwnCalendars,
    changed: dict[str, str],
    field: str,
) -> None:
    wrong = replace(details(server), **changed)  # type: ignore[arg-type]
    refused = calendars.connect(TENANT, bandwidth(), wrong)
    assert isinstance(refused, FieldRefusal)
    assert refused.field == field
    assert accounts.load(TENANT, FOUNDER) is None


def test_who_connects_the_same_account_again_keeps_what_they_chose_and_where_bookings_are(
    server: Radicale, accounts: StoredAccounts, calendars: StoredOwnCalendars
) -> None:
    calendars.connect(TENANT, bandwidth(), details(server))
    for target in (server.diary, server.home, server.diary):
        calendars.choose(TENANT, bandwidth(), ChosenCalendars((target,), target))
    before = accounts.load(TENANT, FOUNDER)
    server.changes_password("another")
    new = replace(details(server), app_password="another")
    assert isinstance(calendars.connect(TENANT, bandwidth(), new), CalendarConnected)
    again = accounts.load(TENANT, FOUNDER)
    assert before is not None
    assert before.caldav is not None
    assert again is not None
    assert again.caldav == replace(before.caldav, password="another")
    assert (again.caldav.target, again.caldav.former) == (server.diary, (server.home,))


def test_who_disconnects_and_connects_the_same_account_keeps_what_they_chose(
    server: Radicale, accounts: StoredAccounts, calendars: StoredOwnCalendars
) -> None:
    calendars.connect(TENANT, bandwidth(), details(server))
    for target in (server.diary, server.home):
        calendars.choose(TENANT, bandwidth(), ChosenCalendars((target,), target))
    before = accounts.load(TENANT, FOUNDER)
    calendars.disconnect(TENANT, bandwidth())
    with acting_for(TENANT):
        rows = [one.document for one in WorkspaceItem.query(TenantKeys.calendar(TENANT, FOUNDER))]
    assert len(rows) == 1
    for secret in (PASSWORD, USER, server.home, server.diary):
        assert secret not in (rows[0] or "")
    calendars.connect(TENANT, bandwidth(), details(server))
    again = accounts.load(TENANT, FOUNDER)
    assert before is not None
    assert again is not None
    assert again.caldav == before.caldav
    assert again.caldav is not None
    assert (again.caldav.calendars, again.caldav.former) == ((server.home,), (server.diary,))


def test_what_was_chosen_is_remembered_for_a_month_and_for_that_account_alone(
    server: Radicale, calendars: StoredOwnCalendars
) -> None:
    calendars.connect(TENANT, bandwidth(), details(server))
    calendars.choose(TENANT, bandwidth(), ChosenCalendars((server.home,), server.home))
    calendars.disconnect(TENANT, bandwidth())
    found = (CalendarChoice(server.home, "Home", is_writable=True),)

    def recalled(*, user: str = USER, days: int = 0) -> FormerChoices | None:
        now = NOW + timedelta(days=days)
        return recall_choices(TENANT, FOUNDER, user=user, found=found, now=now)

    assert recalled() == FormerChoices(USER, (server.home,), server.home, ())
    assert recalled(days=29) == recalled()
    assert recalled(days=30) is None
    assert recalled(user="another") is None


def test_a_connection_that_ends_leaves_no_credential_and_no_busy_times(
    server: Radicale, accounts: StoredAccounts, calendars: StoredOwnCalendars
) -> None:
    calendars.connect(TENANT, bandwidth(), details(server))
    calendars.disconnect(TENANT, bandwidth())
    assert accounts.load(TENANT, FOUNDER) is None
    assert StoredSyncs().load(TENANT, FOUNDER) is None


def test_passwords_are_not_guessed_through_us(
    server: Radicale, accounts: StoredAccounts, calendars: StoredOwnCalendars
) -> None:
    """Whoever signs up would have us try a stranger's password at their provider."""
    most = LIMITS[AttemptKind.CALENDAR_TRIED].to_an_address
    guess = replace(details(server), address="http://127.0.0.1:9/", app_password="guess")
    for _ in range(most):
        assert calendars.connect(TENANT, bandwidth(), guess) != TOO_OFTEN
    assert calendars.connect(TENANT, bandwidth(), details(server)) == TOO_OFTEN
    assert calendars.calcom.offer_key(TENANT, bandwidth(), CalComKey("cal_guess")) == TOO_OFTEN
    assert accounts.load(TENANT, FOUNDER) is None
    another = replace(bandwidth(), founder=FounderId("f_another000001"))
    assert isinstance(calendars.connect(TENANT, another, details(server)), CalendarConnected)
