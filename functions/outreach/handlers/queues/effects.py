"""Queue `effects`: decisions that wait to be performed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from functions.outreach import wiring
from functions.outreach.domain.conversation.state import ConversationId, EffectId
from functions.outreach.founder_wiring import sender_tests
from functions.outreach.handlers.queues.batch import Failures, each
from functions.outreach.workflows.effects.founder_invitation import send_invitation
from functions.outreach.workflows.effects.perform import perform
from functions.outreach.workflows.effects.sender_test import SenderTest, send_test
from tenancy.tenant import FounderId, TenantId, tenant_id


def handle(event: Mapping[str, Any]) -> Failures:
    began = datetime.now(UTC)
    ordered = {"Records": customers_first(event["Records"])}
    return each(ordered, lambda body: _perform(body, began))


def customers_first(records: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """A founder's other tool that hangs keeps no message to a customer waiting."""
    return sorted(records, key=lambda record: '"webhook_event"' in record["body"])


def _perform(body: dict[str, Any], began: datetime) -> None:
    if "sender_test" in body:
        send_test(sender_tests(), _asked(body))
        return
    if "erasure" in body:
        _erase(tenant_id(body["tenant"]), str(body["erasure"]))
        return
    if "webhook_event" in body:
        _deliver(tenant_id(body["tenant"]), str(body["webhook_event"]), began)
        return
    if "invitation" in body:
        asked = body["invitation"]
        send_invitation(
            sender_tests(),
            tenant=tenant_id(body["tenant"]),
            founder=FounderId(asked["founder"]),
            by=FounderId(asked["by"]),
            link=f"{wiring.environment().console_url}/reset",
        )
        return
    if "notice" in body:
        _tell_founders(tenant_id(body["tenant"]), str(body["notice"]))
        return
    if "calendar_trouble" in body:
        _tell_of_calendar(body)
        return
    perform(
        wiring.perform_ports(),
        tenant=tenant_id(body["tenant"]),
        conversation=ConversationId(body["conversation"]),
        effect=EffectId(body["effect"]),
    )


def _erase(tenant: TenantId, erasure: str) -> None:
    # Almost no event is one: what it needs is imported with the first.
    from functions.outreach.erasure_wiring import erase_ports
    from functions.outreach.workflows.erasure.erase_person import erase_person

    erase_person(erase_ports(), tenant=tenant, erasure=erasure)


def _deliver(tenant: TenantId, key: str, began: datetime) -> None:
    from functions.outreach.founder_wiring import deliver_ports
    from functions.outreach.workflows.effects.deliver_event import A_BATCH_TAKES, deliver_event

    deliver_event(deliver_ports(), tenant=tenant, key=key, until=began + A_BATCH_TAKES)


def _tell_founders(tenant: TenantId, key: str) -> None:
    from functions.outreach.founder_wiring import notice_ports
    from functions.outreach.workflows.notices.tell_founders import tell_founders

    tell_founders(notice_ports(), tenant=tenant, key=key)


def _tell_of_calendar(body: dict[str, Any]) -> None:
    # As rare, and imported with the first for the same reason.
    from functions.calendars.provider import CalendarTrouble
    from functions.outreach.workflows.calendar.founder_notice import send_calendar_notice

    asked = body["calendar_trouble"]
    send_calendar_notice(
        sender_tests(),
        tenant=tenant_id(body["tenant"]),
        founder=FounderId(asked["founder"]),
        trouble=CalendarTrouble(asked["trouble"]),
        link=f"{wiring.environment().console_url}/bandwidth",
    )


def _asked(body: dict[str, Any]) -> SenderTest:
    asked = body["sender_test"]
    return SenderTest(
        tenant=tenant_id(body["tenant"]),
        founder=FounderId(asked["founder"]),
        subject=str(asked["subject"]),
        text=str(asked["text"]),
        language=str(asked["language"]),
        business=str(asked["business"]),
        unsubscribe_url=str(asked["unsubscribe_url"]),
    )
