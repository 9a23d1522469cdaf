"""Queue `mail`: replies that SES put into the bucket, and SES's own events about what we sent."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import unquote_plus

from functions.outreach import wiring
from functions.outreach.adapters.mail.delivery_reports import BouncedMail
from functions.outreach.adapters.mail.inbound import InboundMail, parse
from functions.outreach.domain.conversation.events import OptedOutByLink
from functions.outreach.domain.conversation.state import ConversationId, EffectId
from functions.outreach.handlers.queues.batch import Failures, each
from functions.outreach.ports import InboundMessage
from functions.outreach.workflows.receive_inbound import (
    NobodyHere,
    deliver,
    receive,
    report_bounce,
    report_delivery,
)
from functions.product.channels import Channel
from tenancy.tenant import TenantId, tenant_id

log = logging.getLogger(__name__)

QUEUED_CHARS_AT_MOST = 20_000
"""Of one mail's texts: a letter takes up to twelve bytes of the 256 KiB of an SQS message."""
MAIL_KEPT = timedelta(days=7)
"""As long as the bucket keeps a received mail."""
STATUS_OF = {"Delivery": "delivered", "Send": "sent", "Bounce": "bounced", "Reject": "failed"}


def handle(event: Mapping[str, Any]) -> Failures:
    return each(event, _one)


def _one(body: dict[str, Any]) -> None:
    if body.get("Event") == "s3:TestEvent":
        return
    failed: list[Exception] = []
    for record in body.get("Records", ()):
        try:
            _received(unquote_plus(record["s3"]["object"]["key"]))
        except Exception as error:  # noqa: BLE001 - one mail never costs its neighbours theirs
            failed.append(error)
    if failed:
        raise failed[0]
    # SES events come bare, or wrapped by EventBridge (`detail`) or SNS (`Message`).
    wrapped = body.get("detail") or body.get("Message")
    report = json.loads(wrapped) if isinstance(wrapped, str) else (wrapped or body)
    if "mail" in report:
        _reported(report)


def _received(key: str) -> None:
    mail = parse(wiring.mail_bucket().read(key), fallback_id=key)
    if mail is None:
        log.warning("mail_without_sender")
        return
    if mail.bounce is not None and (_bounced(mail, mail.bounce) or not mail.sender):
        return
    message = InboundMessage(
        id=mail.message_id,
        channel=Channel.EMAIL,
        text=mail.text,
        address=mail.sender,
        headers=mail.headers,
        body=_body(mail),
        calendar=mail.calendar,
    )
    addressed = wiring.reply_addresses().find(mail.recipients)
    if addressed is not None:
        tenant, conversation = addressed
        _note(tenant, mail, key)
        # Who only pretends to be the customer does not speak for them.
        deliver(
            wiring.receive_ports(),
            tenant=tenant,
            conversation=None if mail.forged else conversation,
            message=message,
        )
        return
    for tenant in _by_sender(mail, message):
        _note(tenant, mail, key)


def _note(tenant: TenantId, mail: InboundMail, key: str) -> None:
    """Where it lies, by who wrote it: an erasure of that person deletes it."""
    from functions.outreach.store.erasure.received_mail import note_mail

    expires_at = wiring.clock().now() + MAIL_KEPT
    note_mail(tenant, sender=mail.sender, key=key, expires_at=expires_at)


def _bounced(mail: InboundMail, bounce: BouncedMail) -> bool:
    """Whether the report is about a mail of ours, which then counts as never delivered."""
    ports, addressed = wiring.receive_ports(), wiring.reply_addresses().find(mail.recipients)
    found = [addressed] if addressed else _correspondents(mail.recipients, bounce.addresses)
    reported = [
        report_bounce(
            ports,
            tenant=tenant,
            conversation=conversation,
            addresses=bounce.addresses,
            returned_id=bounce.returned_id,
        )
        for tenant, conversation in found
    ]
    return any(reported)


def _correspondents(
    ours: tuple[str, ...], theirs: tuple[str, ...]
) -> list[tuple[TenantId, ConversationId]]:
    """Conversations with the addresses that failed, where ours names no conversation itself."""
    ports = wiring.receive_ports()
    tenants = [ports.directory.tenant_of(channel=Channel.EMAIL, address=own) for own in ours]
    return [
        (tenant, conversation)
        for tenant in tenants
        if tenant is not None
        for address in theirs
        if (
            conversation := ports.conversations.correspondent(
                tenant, channel=Channel.EMAIL, address=address
            )
        )
    ]


def _body(mail: InboundMail) -> str:
    """The whole text, where it says more than the words and a queue's message can carry both."""
    fits = len(mail.body) + len(mail.text) <= QUEUED_CHARS_AT_MOST
    return mail.body if fits and mail.body.strip() != mail.text else ""


def _by_sender(mail: InboundMail, message: InboundMessage) -> frozenset[TenantId]:
    """The tenants it was for."""
    ports = wiring.receive_ports()
    routed = [
        receive(ports, our_address=recipient, message=message, known_sender=not mail.forged)
        for recipient in mail.recipients
    ]
    if all(isinstance(one, NobodyHere) for one in routed):
        # It stays in the bucket; an operator sees that a mail came which no tenant was written at.
        log.warning("mail_for_no_tenant")
    return frozenset(one.tenant for one in routed if not isinstance(one, NobodyHere))


def _reported(report: Mapping[str, Any]) -> None:
    """A delivery, bounce or complaint about a mail that carries our tags."""
    tags = {name: values[0] for name, values in (report["mail"].get("tags") or {}).items()}
    if not {"tenant", "conversation", "effect"} <= tags.keys():
        return
    tenant: TenantId = tenant_id(tags["tenant"])
    conversation, effect = ConversationId(tags["conversation"]), EffectId(tags["effect"])
    kind = report.get("eventType") or report.get("notificationType") or ""
    if kind == "Complaint":
        wiring.postbox().reply(
            tenant=tenant,
            conversation=conversation,
            event=OptedOutByLink(f"complaint-{effect}", channel=Channel.EMAIL),
            dedupe=f"complaint-{effect}",
        )
    elif kind == "Bounce" and report["bounce"].get("bounceType") != "Permanent":
        log.info("soft_bounce")
    elif kind in STATUS_OF:
        report_delivery(
            wiring.receive_ports(),
            tenant=tenant,
            conversation=conversation,
            effect=effect,
            status=STATUS_OF[kind],
            error=kind.lower() if kind in {"Bounce", "Reject"} else "",
        )
