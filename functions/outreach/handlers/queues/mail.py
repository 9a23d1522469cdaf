"""Queue `mail`: replies that SES put into the bucket, and SES's own events about what we sent."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import unquote_plus

from functions.erasure.record import PROMISED_WITHIN
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
    if mail.bounce is not None and (_bounced(mail, mail.bounce, key) or not mail.sender):
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
        # What names an erased person goes, once it has been read.
        is_erased = not _noted(tenant, mail.sender, key)
        # Who only pretends to be the customer does not speak for them.
        deliver(
            wiring.receive_ports(),
            tenant=tenant,
            conversation=None if mail.forged else conversation,
            message=message,
        )
    else:
        noted = [_noted(tenant, mail.sender, key) for tenant in _by_sender(mail, message)]
        is_erased = not all(noted)
    if is_erased:
        wiring.mail_bucket().delete(key)


def _noted(tenant: TenantId, address: str, key: str) -> bool:
    """Keep where it lies beside who wrote it, or whom it names: their erasure deletes it.

    False of somebody who was erased while it was under way: nothing will look for it again.
    """
    from functions.outreach.store.erasure.received_mail import note_mail

    now = wiring.clock().now()
    since = now - PROMISED_WITHIN
    if wiring.people().was_erased(tenant, channel=Channel.EMAIL, address=address, since=since):
        return False
    note_mail(tenant, address=address, key=key, expires_at=now + MAIL_KEPT)
    return True


def _bounced(mail: InboundMail, bounce: BouncedMail, key: str) -> bool:
    """Whether it is a report about a mail of ours, which then counts as never delivered, or about
    somebody who was erased. It holds the address, and what we wrote, of who did not write it."""
    ports, addressed = wiring.receive_ports(), wiring.reply_addresses().find(mail.recipients)
    tenants = [addressed[0]] if addressed else _written_to(mail.recipients)
    reported = [
        report_bounce(
            ports,
            tenant=tenant,
            conversation=conversation,
            addresses=bounce.addresses,
            returned_id=bounce.returned_id,
        )
        for tenant, conversation in (
            [addressed] if addressed else _correspondents(tenants, bounce.addresses)
        )
    ]
    noted = [_noted(tenant, one, key) for tenant in tenants for one in bounce.addresses]
    if not all(noted):
        wiring.mail_bucket().delete(key)
        return True
    return any(reported)


def _written_to(ours: tuple[str, ...]) -> list[TenantId]:
    directory = wiring.receive_ports().directory
    tenants = [directory.tenant_of(channel=Channel.EMAIL, address=own) for own in ours]
    return list(dict.fromkeys(tenant for tenant in tenants if tenant is not None))


def _correspondents(
    tenants: list[TenantId], theirs: tuple[str, ...]
) -> list[tuple[TenantId, ConversationId]]:
    """Conversations with the addresses that failed, where ours names no conversation itself."""
    conversations = wiring.conversations()
    return [
        (tenant, conversation)
        for tenant in tenants
        for address in theirs
        if (
            conversation := conversations.correspondent(
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
