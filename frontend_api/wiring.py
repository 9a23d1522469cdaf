"""The console's composition root: environment to ports. Decides nothing; makes each thing once.

Each port is imported and made when a page first asks for it, so that no request pays for what
another needs. Nothing here can send anything to a customer.
"""

from __future__ import annotations

import functools
import os
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from frontend_api.gateways.ids import RandomIds
from frontend_api.ports import ConsoleAddresses, Ports
from tenancy.runtime.clock import Clock, SystemClock, clock_from_environment

if TYPE_CHECKING:
    from frontend_api.gateways.authoring.author import Author
    from frontend_api.gateways.base import StoredCustomerBase
    from frontend_api.gateways.queues import Queues
    from frontend_api.ports import Audit
    from frontend_api.ports.accounts import Accounts, OwnAccounts, Team
    from frontend_api.ports.address_proofs import AddressProofs
    from frontend_api.ports.authoring import Authoring
    from frontend_api.ports.billing import FounderBilling
    from frontend_api.ports.customer_base import CustomerBase, PoolRecords
    from frontend_api.ports.founder_calendar import OwnCalendars
    from frontend_api.ports.programs.api_access import ApiAccess
    from frontend_api.ports.programs.webhooks import Webhooks
    from frontend_api.ports.reading import RemoteReading
    from frontend_api.ports.rehearsals import PhoneRehearsals
    from frontend_api.ports.rights import PersonRights
    from frontend_api.ports.settings import Calendars, FounderSettings
    from frontend_api.ports.stripe_source import StripeSource
    from frontend_api.ports.work import (
        BookingRecords,
        CalendarFeed,
        CallRecordings,
        CampaignRecords,
        ConversationRecords,
        Inbox,
        ProgressRecords,
        ReplyQueue,
    )
    from functions.outreach.domain.understanding.understand import Reader
    from tenancy.identity.founder_pool import Passwords
    from tenancy.runtime.secrets import SecretsSource

_STRIPE_PAGES = ("https://checkout.stripe.com", "https://billing.stripe.com")
_NEEDED = (
    "WARMLINE_BUCKET",
    "WARMLINE_CONSOLE_URL",
    "WARMLINE_HOOKS_URL",
    "WARMLINE_IMPORTS_QUEUE_URL",
    "WARMLINE_QUERY_FUNCTION",
    "WARMLINE_REPLIES_QUEUE_URL",
    "WARMLINE_SECRETS_PREFIX",
    "WARMLINE_SEGMENTS_QUEUE_URL",
    "WARMLINE_SEND_CODE_FUNCTION",
    "WARMLINE_STAGE",
)
"""Looked at before the first request, so that a missing one is not found by a founder."""


@functools.cache
def _client(service: str) -> Any:
    from tenancy.runtime.aws_clients import make_client

    return make_client(service)


@functools.cache
def ports() -> Ports:
    """Everything a page may use, made once."""
    return ports_with()


def ports_with(pool: Passwords | None = None) -> Ports:
    """The ports over another pool of passwords. Raises KeyError naming a variable not set."""
    for name in _NEEDED:
        os.environ[name]
    return AwsPorts(pool)


class AwsPorts:
    """The `Ports` of a deployed console."""

    def __init__(self, pool: Passwords | None = None) -> None:
        self._given_pool = pool
        self.clock: Clock = clock_from_environment()
        self.ids = RandomIds()
        self._stripe_url = os.environ.get("WARMLINE_STRIPE_URL", "")
        self.addresses = ConsoleAddresses(
            console_url=os.environ["WARMLINE_CONSOLE_URL"],
            hooks_url=os.environ["WARMLINE_HOOKS_URL"],
            payment_origins=(
                *_STRIPE_PAGES,
                *((_origin(self._stripe_url),) if self._stripe_url else ()),
            ),
        )

    @functools.cached_property
    def accounts(self) -> Accounts:
        from frontend_api.gateways.accounts import FounderAccounts
        from tenancy.identity.signup import Signup

        return FounderAccounts(
            signup=Signup(self._pool),
            ids=self.ids,
            clock=self.clock,
            session_clock=self._session_clock,
        )

    @functools.cached_property
    def own_accounts(self) -> OwnAccounts:
        from frontend_api.gateways.own_accounts import FounderOwnAccounts

        return FounderOwnAccounts(self._pool, self._session_clock or self.clock)

    @functools.cached_property
    def team(self) -> Team:
        from frontend_api.gateways.own_accounts import StoredTeam

        return StoredTeam(self._pool, self.ids)

    @functools.cached_property
    def api_access(self) -> ApiAccess:
        from frontend_api.gateways.programs.api_access import StoredApiAccess

        return StoredApiAccess(
            ids=self.ids,
            hash_keys=lambda: _secrets().suppression,
            clock=self._session_clock or self.clock,
        )

    @property
    def _session_clock(self) -> Clock | None:
        """A named clock is one that somebody may move, as on the local platform."""
        return SystemClock() if os.environ.get("WARMLINE_CLOCK") else None

    @functools.cached_property
    def _pool(self) -> Passwords:
        from tenancy.identity.founder_pool import FounderPool

        return self._given_pool or FounderPool(
            _client("cognito-idp"),
            pool_id=os.environ["WARMLINE_USER_POOL_ID"],
            client_id=os.environ["WARMLINE_USER_POOL_CLIENT_ID"],
        )

    @property
    def base(self) -> CustomerBase:
        return self._stored_base

    @functools.cached_property
    def _stored_base(self) -> StoredCustomerBase:
        from frontend_api.gateways.base import StoredCustomerBase

        return StoredCustomerBase(
            queues=self._queues,
            ids=self.ids,
            lambda_client=_client("lambda"),
            query_function=os.environ["WARMLINE_QUERY_FUNCTION"],
        )

    @property
    def pool(self) -> PoolRecords:
        from frontend_api.gateways.work import StoredPool

        return StoredPool(hash_keys=_secrets().suppression)

    @functools.cached_property
    def upload_origins(self) -> tuple[str, ...]:
        """Where a presigned form for the bucket points, read off one: it differs by stage."""
        signed = _client("s3").generate_presigned_post(
            os.environ["WARMLINE_BUCKET"], "uploads/origin", ExpiresIn=60
        )
        return (_origin(signed["url"]),)

    @functools.cached_property
    def stripe(self) -> StripeSource:
        from frontend_api.gateways.connections.stripe_sync import StoredStripeSource
        from functions.stripe_source.account import StripeAccount
        from functions.stripe_source.queue import SyncQueue
        from tenancy.runtime.tenant_secrets import TenantSecrets

        return StoredStripeSource(
            secrets=TenantSecrets(os.environ["WARMLINE_STAGE"], client=_client("secretsmanager")),
            queue=SyncQueue(os.environ["WARMLINE_IMPORTS_QUEUE_URL"], client=_client("sqs")),
            # A founder waits for the check, and API Gateway for no longer than half a minute.
            account=lambda key: StripeAccount(key=key, url=self._stripe_url, timeout_s=6),
            ids=self.ids,
            clock=self.clock,
            hooks_url=os.environ["WARMLINE_HOOKS_URL"],
        )

    @functools.cached_property
    def settings(self) -> FounderSettings:
        from frontend_api.gateways.settings import StoredSettings

        return StoredSettings(mail_domain=os.environ["WARMLINE_MAIL_DOMAIN"])

    @functools.cached_property
    def proofs(self) -> AddressProofs:
        from frontend_api.gateways.address_proofs import LambdaCodes, StoredAddressProofs
        from frontend_api.gateways.ids import new_code

        return StoredAddressProofs(
            mail_domain=os.environ["WARMLINE_MAIL_DOMAIN"],
            keys=lambda: _secrets().signing,
            codes=LambdaCodes(_client("lambda"), os.environ["WARMLINE_SEND_CODE_FUNCTION"]),
            new_code=new_code,
        )

    @functools.cached_property
    def calendars(self) -> Calendars:
        from frontend_api.gateways.settings import StoredCalendars

        return StoredCalendars()

    @functools.cached_property
    def own_calendars(self) -> OwnCalendars:
        from frontend_api.gateways.connections.founder_calendar import StoredOwnCalendars
        from functions.calendars.account import StoredAccounts
        from functions.calendars.google.sign_in import registered_client
        from functions.calendars.guarded_http import GuardedHttp

        # The local stage alone has a sandbox, and may have a calendar on the same machine.
        sandbox_url = os.environ.get("WARMLINE_SANDBOX_URL", "")
        return StoredOwnCalendars(
            accounts=StoredAccounts(os.environ["WARMLINE_STAGE"], client=_client("secretsmanager")),
            http=lambda: GuardedHttp(loopback_allowed=bool(sandbox_url)),
            ids=self.ids,
            clock=self.clock,
            google=lambda: registered_client(_secrets().google, sandbox_url=sandbox_url),
            google_redirect_uri=f"{self.addresses.console_url}/bandwidth/calendar/google",
            sandbox_url=sandbox_url,
        )

    @functools.cached_property
    def campaigns(self) -> CampaignRecords:
        from frontend_api.gateways.work import StoredCampaignRows

        return StoredCampaignRows()

    @functools.cached_property
    def progress(self) -> ProgressRecords:
        from frontend_api.gateways.work import StoredProgress

        return StoredProgress()

    @property
    def conversations(self) -> ConversationRecords:
        from frontend_api.gateways.work import StoredConversationRows

        return StoredConversationRows(hash_keys=_secrets().suppression)

    @functools.cached_property
    def recordings(self) -> CallRecordings:
        from frontend_api.gateways.work import StoredCallRecordings

        return StoredCallRecordings()

    @functools.cached_property
    def bookings(self) -> BookingRecords:
        from frontend_api.gateways.work import StoredBookingRows

        return StoredBookingRows()

    @property
    def replies(self) -> ReplyQueue:
        return self._queues

    @functools.cached_property
    def _queues(self) -> Queues:
        from frontend_api.gateways.queues import Queues

        return Queues(
            client=_client("sqs"),
            imports_url=os.environ["WARMLINE_IMPORTS_QUEUE_URL"],
            segments_url=os.environ["WARMLINE_SEGMENTS_QUEUE_URL"],
            replies_url=os.environ["WARMLINE_REPLIES_QUEUE_URL"],
        )

    @property
    def rehearsals(self) -> PhoneRehearsals:
        from frontend_api.gateways.rehearsals import StoredRehearsals

        return StoredRehearsals(queues=self._queues, hash_keys=_secrets().suppression)

    @functools.cached_property
    def inbox(self) -> Inbox:
        from frontend_api.gateways.work import StoredInbox

        return StoredInbox()

    @property
    def rights(self) -> PersonRights:
        from frontend_api.gateways.rights import StoredPersonRights

        return StoredPersonRights(
            keys=_secrets().suppression, ids=self.ids, ask_base=self._stored_base.person
        )

    @property
    def billing(self) -> FounderBilling:
        from frontend_api.gateways.money import StoredBillingState
        from tenancy.billing.stripe import StripeBilling

        return StoredBillingState(
            stripe=StripeBilling(key=_secrets().stripe.key, url=self._stripe_url),
            clock=self.clock,
            console_url=self.addresses.console_url,
        )

    @functools.cached_property
    def webhooks(self) -> Webhooks:
        from frontend_api.gateways.programs.webhooks import StoredWebhooks

        return StoredWebhooks(
            ids=self.ids,
            keys=lambda: _secrets().suppression,
            http_allowed=bool(self._stripe_url),
        )

    @functools.cached_property
    def audit(self) -> Audit:
        from frontend_api.gateways.work import StoredAudit

        return StoredAudit(ids=self.ids)

    @functools.cached_property
    def readers(self) -> tuple[Reader, ...]:
        from functions.outreach.domain.understanding.embedded_readers import load_embedded_readers

        return load_embedded_readers()

    @functools.cached_property
    def remote_reading(self) -> RemoteReading:
        from frontend_api.gateways.reading import StoredRemoteReading

        return StoredRemoteReading(
            has_key=lambda: bool(_openai_key()),
            model=os.environ.get("WARMLINE_OPENAI_MODEL") or "gpt-6-luna",
        )

    @functools.cached_property
    def authoring(self) -> Authoring:
        from frontend_api.gateways.authoring.drafts import ModelAuthoring

        return ModelAuthoring(author=self._author, has_key=lambda: bool(_openai_key()))

    def _author(self) -> Author | None:
        """Made when a founder asks for drafts; the SDK is loaded by the first of them."""
        key = _openai_key()
        if not key:
            return None
        from frontend_api.gateways.authoring.author import Author
        from functions.language_model.connection import (
            Connection,
            account_from_environment,
        )
        from functions.outreach.store.reading_allowance import StoredReadingAllowance

        connection = Connection(account_from_environment(key))
        return Author(connection, StoredReadingAllowance(self.clock))

    @property
    def feed(self) -> CalendarFeed:
        from frontend_api.gateways.work import SignedCalendarFeed

        return SignedCalendarFeed(console_url=self.addresses.console_url, keys=_secrets().signing)


def _secrets() -> SecretsSource:
    """Asked each time, and never kept: a changed one counts soon."""
    from tenancy.runtime.secrets import secrets_from_environment

    return secrets_from_environment()


def _openai_key() -> str:
    return _secrets().openai_key


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
