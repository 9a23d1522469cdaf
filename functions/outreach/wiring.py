"""The composition root: environment to ports. Decides nothing; makes each thing once.

Each port is imported when it is first made, so that no function pays for what another needs.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from functions.outreach.environment import OutreachEnvironment, read_environment
from tenancy.runtime.clock import Clock, clock_from_environment
from tenancy.runtime.secrets import SecretsSource, remake_with_secrets, secrets_from_environment

if TYPE_CHECKING:
    from twilio.rest import Client

    from functions.language_model.connection import Connection
    from functions.outreach.adapters.addresses import ConversationAddresses
    from functions.outreach.adapters.base.queries import BaseQueries
    from functions.outreach.adapters.mail.addresses import ReplyAddresses
    from functions.outreach.adapters.mail.bucket import MailBucket
    from functions.outreach.adapters.mail.ses import SesMail
    from functions.outreach.adapters.sqs_postbox import SqsPostbox
    from functions.outreach.adapters.stripe.meters import StripeMeters
    from functions.outreach.adapters.twilio.calls import TwilioCalls
    from functions.outreach.adapters.twilio.relay_socket import RelaySocket
    from functions.outreach.domain.calendar.founder_calendar import BookingId
    from functions.outreach.domain.conversation.effects import EffectKind
    from functions.outreach.domain.conversation.state import Booking, Conversation
    from functions.outreach.ports import (
        ChannelSender,
        RemoteReaders,
    )
    from functions.outreach.store.conversations.conversations import StoredConversations
    from functions.outreach.store.conversations.people import StoredPeople
    from functions.outreach.store.settings import CachedSettings
    from functions.outreach.store.sockets import StoredSockets
    from functions.outreach.store.sweep import DueIndex
    from functions.outreach.workflows.advance_conversation import Advance
    from functions.outreach.workflows.check_model import CheckModel
    from functions.outreach.workflows.effects.compose import Composer, FounderCard
    from functions.outreach.workflows.effects.perform import Perform
    from functions.outreach.workflows.fill_dial_pool import Fill
    from functions.outreach.workflows.follow_stripe import FollowPorts
    from functions.outreach.workflows.receive_inbound import Receive
    from functions.outreach.workflows.report_usage import UsagePorts
    from functions.product.channels import Channel, Provider
    from functions.product.customer_facts import CustomerFacts, CustomerId
    from functions.stripe_source.link import StoredLinks
    from tenancy.billing.stripe import StripeBilling
    from tenancy.identity.customer_links import StoredCustomerLinks
    from tenancy.runtime.tenant_secrets import TenantSecrets
    from tenancy.tenant import FounderId, Tenant, TenantId

VOICE_TOKEN_LIVES = timedelta(minutes=15)


@functools.cache
def environment() -> OutreachEnvironment:
    """Raises KeyError naming the variable that is missing."""
    return read_environment()


def clock() -> Clock:
    return clock_from_environment()


def secrets() -> SecretsSource:
    return secrets_from_environment()


@functools.cache
def _client(service: str) -> Any:
    from tenancy.runtime.aws_clients import make_client

    return make_client(service)


@functools.cache
def postbox() -> SqsPostbox:
    from functions.outreach.adapters.sqs_postbox import SqsPostbox

    env = environment()
    return SqsPostbox(
        client=functools.partial(_client, "sqs"),
        replies_url=env.replies_url,
        wakes_url=env.wakes_url,
        effects_url=env.effects_url,
    )


@functools.cache
def tenant_secrets() -> TenantSecrets:
    from tenancy.runtime.tenant_secrets import tenant_secrets_from_environment

    return tenant_secrets_from_environment()


def stripe_links() -> StoredLinks:
    from functions.stripe_source.link import StoredLinks

    return StoredLinks()


@functools.cache
def follow_ports() -> FollowPorts:
    from functions.outreach.workflows.follow_stripe import FollowPorts
    from functions.stripe_source.queue import sync_queue_from_environment

    return FollowPorts(stripe_links(), sync_queue_from_environment())


def is_tenant(tenant: TenantId) -> bool:
    from tenancy.identity import accounts

    return accounts.load_tenant(tenant) is not None


@remake_with_secrets
def conversations() -> StoredConversations:
    from functions.outreach.store.conversations.conversations import StoredConversations

    return StoredConversations(hash_keys=secrets().suppression)


@functools.cache
def settings() -> CachedSettings:
    from functions.outreach.store.settings import CachedSettings

    return CachedSettings()


@remake_with_secrets
def people() -> StoredPeople:
    from functions.outreach.store.conversations.people import StoredPeople

    return StoredPeople(hash_keys=secrets().suppression)


@functools.cache
def sockets() -> StoredSockets:
    from functions.outreach.store.sockets import StoredSockets

    return StoredSockets()


def sweep() -> DueIndex:
    from functions.outreach.store.sweep import DueIndex

    return DueIndex()


@functools.cache
def reply_addresses() -> ReplyAddresses:
    from functions.outreach.adapters.mail.addresses import ReplyAddresses

    return ReplyAddresses(domain=environment().mail_domain, codes=customer_links())


@functools.cache
def customer_links() -> StoredCustomerLinks:
    from tenancy.identity.customer_links import StoredCustomerLinks

    return StoredCustomerLinks()


@remake_with_secrets
def addresses() -> ConversationAddresses:
    from functions.outreach.adapters.addresses import ConversationAddresses

    env = environment()
    return ConversationAddresses(
        hooks_url=env.hooks_url,
        console_url=env.console_url,
        mail_domain=env.mail_domain,
        token_key=secrets().signing.current,
        replies=reply_addresses(),
        links=customer_links(),
    )


class _NewestFacts:
    """Only a promised callback asks, so its client and its codec wait for one."""

    def load(self, tenant: TenantId, customer: CustomerId) -> CustomerFacts | None:
        return _base_queries().load(tenant, customer)


@functools.cache
def _base_queries() -> BaseQueries:
    from functions.outreach.adapters.base.queries import BaseQueries

    return BaseQueries(client=_client("lambda"), function=environment().query_function)


@remake_with_secrets
def advance_ports() -> Advance:
    from functions.outreach.calendar_wiring import calendar_query
    from functions.outreach.domain.understanding.embedded_readers import load_embedded_readers
    from functions.outreach.workflows.advance_conversation import Advance

    return Advance(
        clock=clock(),
        conversations=conversations(),
        settings=settings(),
        calendar=calendar_query(),
        readers=load_embedded_readers(),
        postbox=postbox(),
        links=addresses(),
        newest=_NewestFacts(),
        people=people(),
        remote_readers=remote_readers(),
    )


@remake_with_secrets
def _model_connection() -> Connection | None:
    """None without a key: then nothing of the SDK is ever loaded."""
    key = secrets().openai_key
    if not key:
        return None
    from functions.language_model.connection import Connection, account_from_environment

    return Connection(account_from_environment(key))


@remake_with_secrets
def remote_readers() -> RemoteReaders | None:
    connection = _model_connection()
    if connection is None:
        return None
    from functions.outreach.adapters.openai.reader import open_readers
    from functions.outreach.store.reading_allowance import StoredReadingAllowance

    return open_readers(connection, allowance=StoredReadingAllowance(clock()))


@remake_with_secrets
def check_model_ports() -> CheckModel | None:
    connection = _model_connection()
    if connection is None:
        return None
    from functions.outreach.adapters.openai.model_health import inspect_model
    from functions.outreach.store.model_health import save_model_health
    from functions.outreach.workflows.check_model import CheckModel

    return CheckModel(
        clock=clock(),
        inspect=lambda today: inspect_model(connection, today=today),
        save=save_model_health,
    )


@remake_with_secrets
def fill_ports() -> Fill:
    from functions.notices.stored import save_notice
    from functions.outreach.store.calendar import StoredCalendar
    from functions.outreach.store.campaigns import StoredCampaigns
    from functions.outreach.store.conversations.channel_health import StoredChannelHealth
    from functions.outreach.store.conversations.derived_ids import DerivedIds
    from functions.outreach.store.dial_pool import BucketDialPool
    from functions.outreach.workflows.fill_dial_pool import Fill

    return Fill(
        clock=clock(),
        campaigns=StoredCampaigns(),
        conversations=conversations(),
        settings=settings(),
        pool=BucketDialPool(),
        people=people(),
        # No customer waits: what the last sync left is enough.
        calendar=StoredCalendar(),
        # Of the keys the one that no change takes away: an id must come out the same again.
        ids=DerivedIds(secrets().suppression.oldest),
        health=StoredChannelHealth(),
        notify=save_notice,
    )


class _Directory:
    def tenant_of(self, *, channel: Channel, address: str) -> TenantId | None:
        from tenancy.identity import accounts, directory

        shared = reply_addresses().tenant_of_sender(address)
        if shared is not None:
            # Of a tenant that does not exist nothing is kept.
            return shared if accounts.load_tenant(shared) is not None else None
        return directory.tenant_at(channel=channel, address=address)


@remake_with_secrets
def receive_ports() -> Receive:
    from functions.outreach.store.conversations.whatsapp_users import StoredWhatsAppUsers
    from functions.outreach.store.inbox import StoredStrangers
    from functions.outreach.workflows.receive_inbound import Receive

    return Receive(
        clock=clock(),
        directory=_Directory(),
        conversations=conversations(),
        strangers=StoredStrangers(people=people(), clock=clock()),
        users=StoredWhatsAppUsers(hash_keys=secrets().suppression),
        postbox=postbox(),
    )


class FounderCards:
    """Where founders are written to."""

    def card(self, tenant: TenantId, founder: FounderId) -> FounderCard:
        from functions.outreach.workflows.effects.compose import FounderCard
        from tenancy.identity import accounts

        found, business = accounts.load_founder(tenant, founder), accounts.load_tenant(tenant)
        if found is None or business is None:
            raise LookupError("the campaign's founder is gone")
        return FounderCard(name=found.name, email=found.email, business=business.business_name)


def _organizer(conversation: Conversation) -> str:
    return addresses().reply_to(conversation)


def _booking(tenant: TenantId, booking: BookingId) -> Booking | None:
    from functions.outreach.store import bookings

    found = bookings.find(tenant, booking)
    return found.booking if found else None


@remake_with_secrets
def _composer() -> Composer:
    from functions.outreach.adapters.calendar.booking_invitations import BookingInvitations
    from functions.outreach.workflows.effects.compose import Composer

    return Composer(
        founders=FounderCards(),
        invitations=BookingInvitations(organizer_of=_organizer),
        addresses=addresses(),
        booking_of=_booking,
    )


@functools.cache
def mail() -> SesMail:
    from functions.outreach.adapters.mail.ses import SesMail

    return SesMail(client=_client("ses"))


def twilio_client() -> Client:
    from functions.outreach.adapters.twilio.connection import connect

    account = secrets().twilio
    return connect(
        account_sid=account.account_sid,
        auth_token=account.auth_token,
        base_url=environment().twilio_url,
    )


@remake_with_secrets
def placed_calls() -> TwilioCalls:
    from functions.outreach.adapters.twilio.calls import TwilioCalls

    return TwilioCalls(client=twilio_client(), hooks_url=environment().hooks_url)


@remake_with_secrets
def providers() -> dict[Provider, ChannelSender]:
    """The adapter behind each name that a row of the channels asks for."""
    from functions.outreach.adapters.twilio.messages import TwilioMessages
    from functions.product.channels import SES_MAIL, TWILIO_CALLS, TWILIO_MESSAGES

    hooks_url = environment().hooks_url
    return {
        TWILIO_MESSAGES: TwilioMessages(client=twilio_client(), hooks_url=hooks_url),
        TWILIO_CALLS: placed_calls(),
        SES_MAIL: mail(),
    }


@remake_with_secrets
def senders() -> dict[EffectKind, ChannelSender]:
    """Performs what goes over no channel."""
    from functions.outreach.adapters.calendar.chosen import ChosenCalendarEvents
    from functions.outreach.adapters.twilio.live_calls import TwilioWatchedCalls
    from functions.outreach.calendar_wiring import calendars
    from functions.outreach.domain.conversation.effects import EffectKind
    from functions.outreach.founder_wiring import founder_mail
    from functions.outreach.voice_wiring import recording_senders
    from functions.outreach.workflows.calls.limit_call import look_up_seconds

    mailed = (EffectKind.INVITE_CUSTOMER, EffectKind.CANCEL_EVENT)
    shown = (EffectKind.CREATE_EVENT, EffectKind.REMOVE_EVENT)
    return {
        **dict.fromkeys(mailed, mail()),
        EffectKind.NOTIFY_FOUNDER: founder_mail(),
        **dict.fromkeys(shown, ChosenCalendarEvents(calendars())),
        EffectKind.WATCH_CALL: TwilioWatchedCalls(
            twilio_client(), allowed=lambda outgoing: look_up_seconds(conversations(), outgoing)
        ),
        **recording_senders(),
    }


@remake_with_secrets
def perform_ports() -> Perform:
    from functions.outreach.voice_wiring import call_recordings
    from functions.outreach.workflows.effects.perform import Perform

    return Perform(
        clock=clock(),
        conversations=conversations(),
        settings=settings(),
        postbox=postbox(),
        providers=providers(),
        senders=senders(),
        compose=_composer().table(),
        calls=placed_calls(),
        recordings=call_recordings(),
    )


@remake_with_secrets
def stripe_billing() -> StripeBilling:
    from tenancy.billing.stripe import StripeBilling

    return StripeBilling(key=secrets().stripe.key, url=os.environ.get("WARMLINE_STRIPE_URL", ""))


@remake_with_secrets
def meters() -> StripeMeters:
    from functions.notices.stored import save_notice
    from functions.outreach.adapters.stripe.meters import StripeMeters
    from functions.outreach.store import usage_rows
    from functions.outreach.store.settings import Gate, save_gate

    return StripeMeters(
        clock=clock(),
        billing=stripe_billing(),
        rows_of=lambda tenant: tuple(usage.row for usage in usage_rows.list_all(tenant)),
        set_gate=lambda tenant, reason: save_gate(tenant, Gate(reason)),
        notify=save_notice,
    )


@remake_with_secrets
def usage_ports() -> UsagePorts:
    from functions.outreach.store.usage_rows import StoredUsageRows
    from functions.outreach.workflows.report_usage import UsagePorts

    return UsagePorts(clock=clock(), rows=StoredUsageRows(), meters=meters())


@functools.cache
def call_socket() -> RelaySocket:
    """The connection API; boto3 finds its endpoint by its own variable."""
    from functions.outreach.adapters.twilio.relay_socket import RelaySocket

    return RelaySocket(_client("apigatewaymanagementapi"))


@functools.cache
def mail_bucket() -> MailBucket:
    from functions.outreach.adapters.mail.bucket import MailBucket

    return MailBucket(client=_client("s3"), bucket=environment().bucket)


def tenants() -> Iterator[Tenant]:
    """Every tenant, for the schedules."""
    from tenancy.identity import accounts

    for tenant in accounts.tenants():
        found = accounts.load_tenant(tenant)
        if found is not None:
            yield found


def founder_names(tenant: TenantId) -> dict[str, str]:
    from tenancy.identity import accounts

    return {founder.id: founder.name for founder in accounts.founders(tenant)}


def name_mail_sender(tenant: TenantId) -> bool:
    from functions.outreach.store import settings as stored
    from tenancy.identity.shared_senders import claim_own_sender

    domain = environment().mail_domain
    return stored.name_mail_sender(tenant, lambda: claim_own_sender(tenant, domain=domain))
