"""Connects a founder's own calendar: tries it, keeps its credential as a secret, and looks once.

A password or token goes to the calendar's provider and to Secrets Manager and nowhere else.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

from frontend_api.gateways.connections.calendar_words import (
    CALCOM_REFUSALS,
    CALDAV_REFUSALS,
    CHOSEN_MEANWHILE,
    GOING,
    GONE,
    GOOGLE_REFUSALS,
    NOT_ALL_ALLOWED,
    NOT_OFFERED,
    NOT_WRITABLE,
    TOO_MANY,
    TOO_OFTEN,
    Refusals,
    describe_connection,
    refuse_with,
)
from frontend_api.gateways.connections.former_choices import (
    FormerChoices,
    keep_choices,
    recall_choices,
)
from frontend_api.gateways.ids import RandomIds
from frontend_api.http.forms import FieldRefusal
from frontend_api.ports.founder_calendar import (
    CalComConnections,
    CalDavDetails,
    CalendarChoices,
    CalendarConnected,
    ChosenCalendars,
    GoogleCode,
    ListedCalendar,
)
from functions.calendars.account import CalendarAccount, CalendarOpener, StoredAccounts
from functions.calendars.calcom.calendar import CalCom
from functions.calendars.caldav import CalDav, CalDavAccount
from functions.calendars.google.account import GoogleAccount
from functions.calendars.google.api import AccessTokens
from functions.calendars.google.calendar import GoogleCalendar
from functions.calendars.google.sign_in import GoogleClient, GoogleSignIn, authorization_url
from functions.calendars.guarded_http import GuardedHttp, same_provider
from functions.calendars.provider import (
    CalendarChoice,
    CalendarProblem,
    CalendarRules,
    CalendarTrouble,
    CalendarWatch,
)
from functions.outreach.domain.calendar.founder_calendar import Bandwidth
from functions.outreach.domain.calendar.synced_calendar import SyncedCalendar, after_connecting
from functions.outreach.store.calendar import StoredSyncs
from tenancy.identity.attempt_limits import AttemptKind, count_attempt
from tenancy.runtime.clock import Clock
from tenancy.runtime.tenant_secrets import SecretGoing
from tenancy.tenant import FounderId, TenantId

FOUND_WITHIN_S = 12.0
READ_WITHIN_S = 10.0
"""A founder waits for both, and API Gateway for no longer than half a minute."""
STOPPED_WITHIN_S = 3.0
REVOKED_WITHIN_S = 5.0
"""From the same moment on, and so for what is left of it at least."""
COUNTED_AT_MOST = 20
FORMER_AT_MOST = 5
"""Calendars in which bookings that were made before are still looked for."""


class StoredOwnCalendars:
    """The `OwnCalendars` port."""

    def __init__(
        self,
        *,
        accounts: StoredAccounts,
        http: Callable[[], GuardedHttp],
        ids: RandomIds,
        clock: Clock,
        google: Callable[[], GoogleClient],
        google_redirect_uri: str,
        sandbox_url: str = "",
    ) -> None:
        self.accounts = accounts
        self.http = http
        self.ids = ids
        self._clock = clock
        self._google = google
        self._redirect_uri = google_redirect_uri
        self.sandbox_url = sandbox_url

    @property
    def calcom(self) -> CalComConnections:
        from frontend_api.gateways.connections.calcom_connection import StoredCalCom

        return StoredCalCom(self)

    def may_try(self, tenant: TenantId, founder: FounderId) -> bool:
        """Count one more password or key that is tried at an address somebody typed."""
        return count_attempt(
            AttemptKind.CALENDAR_TRIED,
            address=f"{tenant}#{founder}",
            source=tenant,
            now=self._clock.now(),
        )

    @contextmanager
    def opening(self) -> Iterator[CalendarOpener]:
        http = self.http()
        try:
            yield CalendarOpener(http, self._clock, self._google, AccessTokens())
        finally:
            http.close()

    def connect(
        self, tenant: TenantId, bandwidth: Bandwidth, details: CalDavDetails
    ) -> CalendarConnected | FieldRefusal:
        if not self.may_try(tenant, bandwidth.founder):
            return TOO_OFTEN
        typed = CalDavAccount(details.address, details.user, details.app_password)
        with self.opening() as opener:
            found = CalDav(typed, http=opener.http, clock=self._clock).discover(
                within_s=FOUND_WITHIN_S
            )
            if isinstance(found, CalendarProblem):
                return refuse_with(CALDAV_REFUSALS, found.trouble)
            known = _with_choices(typed, self.accounts.load(tenant, bandwidth.founder))
            if not known.target and (was := self._recalled(tenant, bandwidth, typed.user, found)):
                known = replace(
                    known, calendars=was.calendars, target=was.target, former=was.former
                )
            target = _choose_target(found, known.target)
            if target is None:
                return refuse_with(CALDAV_REFUSALS, CalendarTrouble.READ_ONLY)
            counted = _choose_again(found, known.calendars, target) or list(found)
            signed_in = CalendarAccount(
                connection="",
                label="",
                caldav=known,
                all_day_busy=details.all_day_busy,
                tentative_busy=details.tentative_busy,
            )
            account = self._changed(signed_in, counted, target)
            return self.keep(tenant, bandwidth, account, opener=opener)

    def google_origin(self) -> str:
        client = self._google()
        if not client.is_registered:
            return ""
        parts = urlsplit(client.addresses.authorize)
        return f"{parts.scheme}://{parts.netloc}"

    def google_consent_url(self, *, state: str, verifier: str) -> str:
        return authorization_url(
            self._google(), redirect_uri=self._redirect_uri, state=state, verifier=verifier
        )

    def connect_google(
        self, tenant: TenantId, bandwidth: Bandwidth, given: GoogleCode
    ) -> CalendarConnected | FieldRefusal:
        with self.opening() as opener:
            granted = GoogleSignIn(self._google(), http=opener.http).exchange(
                given.code,
                verifier=given.verifier,
                redirect_uri=self._redirect_uri,
                until_s=time.monotonic() + FOUND_WITHIN_S / 2,
            )
            if isinstance(granted, CalendarProblem):
                return refuse_with(GOOGLE_REFUSALS, granted.trouble)
            if not granted.allows_all:
                return NOT_ALL_ALLOWED
            opener.tokens.keep(granted.refresh_token, granted.access)
            typed = GoogleAccount("", granted.refresh_token)
            found = self._google_calendar(typed, opener).list_calendars(within_s=FOUND_WITHIN_S / 2)
            if isinstance(found, CalendarProblem):
                return refuse_with(GOOGLE_REFUSALS, found.trouble)
            user = found[0].address if found else ""
            before = self.accounts.load(tenant, bandwidth.founder)
            known = _with_google_choices(replace(typed, user=user), before)
            if not known.target and (was := self._recalled(tenant, bandwidth, user, found)):
                known = replace(
                    known, calendars=was.calendars, target=was.target, former=was.former
                )
            target = _choose_target(found, known.target)
            if target is None:
                return refuse_with(GOOGLE_REFUSALS, CalendarTrouble.READ_ONLY)
            counted = _choose_again(found, (*known.calendars, *known.times_only), target)
            shown = [one for one in found if one.is_shown or one is target][:COUNTED_AT_MOST]
            signed_in = CalendarAccount(
                connection="",
                label="",
                google=known,
                all_day_busy=given.all_day_busy,
                tentative_busy=given.tentative_busy,
            )
            account = self._changed(signed_in, counted or shown, target)
            return self.keep(tenant, bandwidth, account, opener=opener)

    def list_choices(self, tenant: TenantId, founder: FounderId) -> CalendarChoices | FieldRefusal:
        account = self.accounts.load(tenant, founder)
        if account is None or not account.has_calendars or not account.is_connected:
            return GONE
        with self.opening() as opener:
            found = self._list(account, opener)
        if isinstance(found, CalendarProblem):
            return refuse_with(_words_for(account), found.trouble)
        counted, target = _counted(account)
        return CalendarChoices(
            tuple(
                ListedCalendar(
                    one.address,
                    one.name or one.address,
                    is_writable=one.is_writable,
                    shows_times_only=one.shows_times_only,
                    is_counted=one.address in counted,
                    is_target=one.address == target,
                )
                for one in found
            ),
            all_day_busy=account.all_day_busy,
            tentative_busy=account.tentative_busy,
            version=account.connection,
        )

    def choose(
        self, tenant: TenantId, bandwidth: Bandwidth, chosen: ChosenCalendars
    ) -> CalendarConnected | FieldRefusal:
        before = self.accounts.load(tenant, bandwidth.founder)
        if before is None or not before.has_calendars or not before.is_connected:
            return GONE
        if chosen.over and chosen.over != before.connection:
            return CHOSEN_MEANWHILE
        with self.opening() as opener:
            found = self._list(before, opener)
            if isinstance(found, CalendarProblem):
                return refuse_with(_words_for(before), found.trouble)
            listed = {one.address: one for one in found}
            wanted = {*chosen.counted, chosen.target}
            if not wanted <= listed.keys():
                return NOT_OFFERED
            if len(wanted) > COUNTED_AT_MOST:
                return TOO_MANY
            target = listed[chosen.target]
            if not target.is_writable:
                return NOT_WRITABLE
            counted = [one for one in found if one.address in wanted]
            before = replace(
                before, all_day_busy=chosen.all_day_busy, tentative_busy=chosen.tentative_busy
            )
            account = self._changed(before, counted, target)
            return self.keep(tenant, bandwidth, account, opener=opener, over=before.connection)

    def _changed(
        self, before: CalendarAccount, counted: list[CalendarChoice], target: CalendarChoice
    ) -> CalendarAccount:
        """A new connection of the same account, with these calendars."""
        connection = self.ids.new("calendar")
        if before.google is not None:
            google = _google_account(before.google, counted, target)
            label = _google_label(google, target.name)
            return replace(before, connection=connection, label=label, google=google)
        if before.caldav is None:
            raise LookupError("the connection names no calendar")
        caldav = replace(
            before.caldav,
            calendars=tuple(one.address for one in counted),
            target=target.address,
            former=_former(before.caldav.former, before.caldav.target, target.address),
        )
        label = _caldav_label(caldav, counted=len(counted), target=target.name)
        return replace(before, connection=connection, label=label, caldav=caldav)

    def _list(
        self, account: CalendarAccount, opener: CalendarOpener
    ) -> tuple[CalendarChoice, ...] | CalendarProblem:
        if account.google is not None:
            calendar = self._google_calendar(account.google, opener)
            return calendar.list_calendars(within_s=FOUND_WITHIN_S)
        if account.caldav is not None:
            caldav = CalDav(account.caldav, http=opener.http, clock=self._clock)
            return caldav.discover(within_s=FOUND_WITHIN_S)
        raise LookupError("the connection names no calendar")

    def _google_calendar(self, account: GoogleAccount, opener: CalendarOpener) -> GoogleCalendar:
        return GoogleCalendar(
            account, client=self._google(), http=opener.http, tokens=opener.tokens
        )

    def keep(
        self,
        tenant: TenantId,
        bandwidth: Bandwidth,
        account: CalendarAccount,
        *,
        opener: CalendarOpener,
        over: str = "",
    ) -> CalendarConnected | FieldRefusal:
        """Look once, and keep what works; of two at once in the place of the connection `over`,
        one. Without it, whatever is connected is replaced."""
        now = self._clock.now()
        looked = opener.open(account).read(
            since=now,
            until=now + timedelta(days=bandwidth.horizon_days + 1),
            rules=CalendarRules(
                bandwidth.time_zone,
                all_day_busy=account.all_day_busy,
                tentative_busy=account.tentative_busy,
            ),
            within_s=READ_WITHIN_S,
        )
        if isinstance(looked, CalendarProblem):
            return refuse_with(_words_for(account), looked.trouble)
        before = self.accounts.load(tenant, bandwidth.founder)
        # Before the connection is another one, with which any look begins the row afresh.
        watches = self._watches(tenant, bandwidth)
        # No secret is kept on a condition, so the row of looks decides.
        syncs = StoredSyncs()
        known = syncs.load(tenant, bandwidth.founder) if over else None
        claimed = SyncedCalendar(account.connection)
        if over and not syncs.start(tenant, bandwidth.founder, claimed, over=over):
            return CHOSEN_MEANWHILE
        saved = False
        try:
            self.accounts.save(tenant, bandwidth.founder, account)
            saved = True
        except SecretGoing:
            field = "form" if account.caldav is None else "app_password"
            return FieldRefusal(GOING, field)
        finally:
            # What was seen of the connection that stands tells later what was deleted there.
            if known is not None and not saved:
                syncs.start(tenant, bandwidth.founder, known, over=account.connection)
        # What was found is known at once, and what was wrong with the connection before is over.
        upcoming = StoredSyncs().upcoming(tenant, bandwidth.founder, now=now)
        fresh = after_connecting(
            account.connection,
            looked,
            [one.booked for one in upcoming],
            now=now,
            time_zone=bandwidth.time_zone,
        )
        StoredSyncs().start(tenant, bandwidth.founder, fresh)
        if before is not None:
            self._end(before, opener, watches=watches, follower=account)
        return CalendarConnected(account.label)

    def disconnect(self, tenant: TenantId, bandwidth: Bandwidth) -> None:
        known = self.accounts.load(tenant, bandwidth.founder)
        if known is not None:
            with self.opening() as opener:
                self._end(known, opener, watches=self._watches(tenant, bandwidth))
            keep_choices(tenant, bandwidth.founder, known, now=self._clock.now())
        self.accounts.forget(tenant, bandwidth.founder)
        StoredSyncs().forget(tenant, bandwidth.founder)

    def _recalled(
        self, tenant: TenantId, bandwidth: Bandwidth, user: str, found: Sequence[CalendarChoice]
    ) -> FormerChoices | None:
        now = self._clock.now()
        return recall_choices(tenant, bandwidth.founder, user=user, found=found, now=now)

    def _watches(self, tenant: TenantId, bandwidth: Bandwidth) -> tuple[CalendarWatch, ...]:
        synced = StoredSyncs().load(tenant, bandwidth.founder)
        return synced.watches if synced is not None else ()

    def _end(
        self,
        known: CalendarAccount,
        opener: CalendarOpener,
        *,
        watches: tuple[CalendarWatch, ...],
        follower: CalendarAccount | None = None,
    ) -> None:
        """Stop the channels of a connection, whose messages nobody follows any more, and end a
        right at Google that nothing uses any more.

        With one right Google ends all that the same account gave us, so it stays where that
        account is connected again. Where Google does not answer, our copy goes all the same; the
        founder sees us among the programs of their account and can end it there.
        """
        began_s = time.monotonic()
        if known.calcom is not None:
            stopped_by_s = began_s + STOPPED_WITHIN_S
            CalCom(known.calcom, http=opener.http).stop_watches(watches, until_s=stopped_by_s)
        if known.google is None:
            return
        following = follower.google if follower is not None else None
        if following is not None and following.user != known.google.user:
            following = None
        calendar = self._google_calendar(following or known.google, opener)
        stopped_by_s = began_s + STOPPED_WITHIN_S
        calendar.stop_watches(watches, now=self._clock.now(), until_s=stopped_by_s)
        if following is None:
            GoogleSignIn(self._google(), http=opener.http).revoke(
                known.google.refresh_token, until_s=began_s + REVOKED_WITHIN_S
            )


def _with_choices(typed: CalDavAccount, before: CalendarAccount | None) -> CalDavAccount:
    """With the calendars of the connection before, where the same person signs in at the same
    provider: bookings stand in them."""
    known = before.caldav if before is not None else None
    if known is None or known.user.casefold() != typed.user.casefold():
        return typed
    if not same_provider(known.address, typed.address):
        return typed
    return replace(typed, calendars=known.calendars, target=known.target, former=known.former)


def _with_google_choices(typed: GoogleAccount, before: CalendarAccount | None) -> GoogleAccount:
    """As `_with_choices`, at Google."""
    known = before.google if before is not None else None
    if known is None or known.user != typed.user:
        return typed
    return replace(known, refresh_token=typed.refresh_token)


def _choose_target(found: Sequence[CalendarChoice], wanted: str) -> CalendarChoice | None:
    """The calendar that took bookings before, or the first that can; None: none can."""
    writable = [one for one in found if one.is_writable]
    known = (one for one in writable if one.address == wanted)
    return next(known, next(iter(writable), None))


def _choose_again(
    found: Sequence[CalendarChoice], counted: Sequence[str], target: CalendarChoice
) -> list[CalendarChoice]:
    """The calendars that counted before, as far as they are there; empty: none of them is."""
    there = [one for one in found if one.address in counted]
    return [one for one in found if one in there or one is target] if there else []


def _google_account(
    known: GoogleAccount, counted: list[CalendarChoice], target: CalendarChoice
) -> GoogleAccount:
    former = _former(known.former, known.target, target.address)
    return replace(
        known,
        calendars=tuple(one.address for one in counted if not one.shows_times_only),
        times_only=tuple(one.address for one in counted if one.shows_times_only),
        target=target.address,
        former=former,
    )


def _former(known: tuple[str, ...], before: str, target: str) -> tuple[str, ...]:
    """Where bookings were written before, newest first."""
    listed = dict.fromkeys(one for one in (before, *known) if one and one != target)
    return tuple(listed)[:FORMER_AT_MOST]


def _counted(account: CalendarAccount) -> tuple[frozenset[str], str]:
    """The calendars that count as busy, and the one that bookings are written to."""
    if account.google is not None:
        google = account.google
        return frozenset({*google.calendars, *google.times_only}), google.target
    if account.caldav is not None:
        return frozenset(account.caldav.calendars), account.caldav.target
    return frozenset(), ""


def _words_for(account: CalendarAccount) -> Refusals:
    if account.calcom is not None:
        return CALCOM_REFUSALS
    return GOOGLE_REFUSALS if account.google is not None else CALDAV_REFUSALS


def _caldav_label(account: CalDavAccount, *, counted: int, target: str) -> str:
    host = urlsplit(account.address).hostname or ""
    return describe_connection(account.user, host, counted=counted, target=target)


def _google_label(account: GoogleAccount, target: str) -> str:
    counted = len(account.calendars) + len(account.times_only)
    return describe_connection(account.user, "Google", counted=counted, target=target)
