"""The console's composition root: environment to ports. Decides nothing; makes each thing once.

Of outreach's adapters it uses the readers alone: the console cannot send anything to a customer.
"""

from __future__ import annotations

import functools
import os
from typing import Any
from urllib.parse import urlsplit

from frontend_api.gateways.accounts import FounderAccounts, RandomIds
from frontend_api.gateways.base import StoredCustomerBase
from frontend_api.gateways.money import StoredBillingState
from frontend_api.gateways.queues import Queues
from frontend_api.gateways.settings import StoredCalendars, StoredSettings
from frontend_api.gateways.stripe_sync import StoredStripeSource
from frontend_api.gateways.work import (
    SignedCalendarFeed,
    StoredAudit,
    StoredBookingRows,
    StoredCampaignRows,
    StoredConversationRows,
    StoredInbox,
)
from frontend_api.ports import Places, Ports
from functions.outreach.domain.understanding.rule_reader import RuleReader
from functions.stripe_source.account import StripeAccount
from functions.stripe_source.queue import SyncQueue
from tenancy.billing.stripe import StripeBilling
from tenancy.identity.founder_pool import FounderPool, Passwords
from tenancy.identity.signup import Signup
from tenancy.runtime.clock import clock_from_environment
from tenancy.runtime.secrets import secrets_from_environment
from tenancy.runtime.tenant_secrets import TenantSecrets

_STRIPE_PAGES = ("https://checkout.stripe.com", "https://billing.stripe.com")


@functools.cache
def _client(service: str) -> Any:
    import boto3

    return boto3.client(service)  # type: ignore[call-overload]


@functools.cache
def ports() -> Ports:
    """Everything a page may use, made once."""
    env = os.environ
    pool = FounderPool(
        _client("cognito-idp"),
        pool_id=env["WARMLINE_USER_POOL_ID"],
        client_id=env["WARMLINE_USER_POOL_CLIENT_ID"],
    )
    return ports_with(pool)


def ports_with(pool: Passwords) -> Ports:
    """Raises KeyError naming the variable that is missing."""
    env = os.environ
    clock, keys, ids = clock_from_environment(), secrets_from_environment(), RandomIds()
    console_url = env["WARMLINE_CONSOLE_URL"]
    stripe_url = env.get("WARMLINE_STRIPE_URL", "")
    queues = Queues(
        client=_client("sqs"),
        imports_url=env["WARMLINE_IMPORTS_QUEUE_URL"],
        segments_url=env["WARMLINE_SEGMENTS_QUEUE_URL"],
        replies_url=env["WARMLINE_REPLIES_QUEUE_URL"],
    )
    return Ports(
        accounts=FounderAccounts(signup=Signup(pool), ids=ids, clock=clock),
        base=StoredCustomerBase(
            queues=queues,
            ids=ids,
            lambda_client=_client("lambda"),
            query_function=env["WARMLINE_QUERY_FUNCTION"],
        ),
        stripe=StoredStripeSource(
            secrets=TenantSecrets(env["WARMLINE_STAGE"], client=_client("secretsmanager")),
            queue=SyncQueue(env["WARMLINE_IMPORTS_QUEUE_URL"], client=_client("sqs")),
            # A founder waits for the check, and API Gateway for no longer than half a minute.
            account=lambda key: StripeAccount(key=key, url=stripe_url, timeout_s=6),
            ids=ids,
            clock=clock,
            hooks_url=env["WARMLINE_HOOKS_URL"],
        ),
        settings=StoredSettings(),
        calendars=StoredCalendars(),
        campaigns=StoredCampaignRows(),
        conversations=StoredConversationRows(hash_key=keys.token_key),
        bookings=StoredBookingRows(),
        replies=queues,
        inbox=StoredInbox(),
        billing=StoredBillingState(
            stripe=StripeBilling(key=keys.stripe_key, url=stripe_url),
            clock=clock,
            console_url=console_url,
        ),
        audit=StoredAudit(ids=ids),
        readers=(RuleReader(),),
        clock=clock,
        ids=ids,
        feed=SignedCalendarFeed(console_url=console_url, key=keys.token_key),
        places=Places(
            console_url=console_url,
            upload_origins=_upload_origins(env["WARMLINE_BUCKET"]),
            payment_origins=(*_STRIPE_PAGES, *((_origin(stripe_url),) if stripe_url else ())),
        ),
    )


def _upload_origins(bucket: str) -> tuple[str, ...]:
    """Where a presigned form for the bucket points, read off one: it differs by stage."""
    signed = _client("s3").generate_presigned_post(bucket, "uploads/origin", ExpiresIn=60)
    return (_origin(signed["url"]),)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
