"""The mail to a founder whose own calendar cannot be used any more: what happened, what to press.

Goes to that founder alone and names nobody.
"""

from __future__ import annotations

import logging

from functions.calendars.provider import CalendarTrouble
from functions.outreach.domain.conversation.effects import Effect, EffectKind
from functions.outreach.domain.conversation.state import ConversationId, EffectId
from functions.outreach.ports import Delivery, Outgoing
from functions.outreach.workflows.effects.sender_test import SenderTests
from tenancy.tenant import FounderId, TenantId

_LOG = logging.getLogger(__name__)
CALENDAR_NOTICE = ConversationId("calendar_notice")
_WHY = {
    CalendarTrouble.REFUSED: (
        "Your calendar no longer lets us in: the password changed, or our right was taken away."
    ),
    CalendarTrouble.NO_CALENDAR: "The calendar we look at is no longer at its address.",
    CalendarTrouble.EMPTIED: (
        "All your bookings vanished from your calendar at once, so it may have been reset. None of"
        " them was called off: cancel those you do not want on the Bookings page."
    ),
    CalendarTrouble.OTHER_LENGTH: (
        "Bookings of your event type are not as long any more as the conversations you hold."
    ),
    CalendarTrouble.FORBIDDEN_ADDRESS: "Your calendar's address leads where we may not go.",
}
_WORDS = """{why}

Until it is connected again the agent offers your customers no times, so that nobody is booked \
over something else you have to do. Bookings that stand are not affected.

Connect it again, or go back to the built-in calendar:
{link}
"""


def send_calendar_notice(
    ports: SenderTests, *, tenant: TenantId, founder: FounderId, trouble: CalendarTrouble, link: str
) -> Delivery | None:
    """Send it once; None where the founder has left meanwhile."""
    try:
        card = ports.founders.card(tenant, founder)
    except LookupError:
        _LOG.info("calendar_notice_without_founder", extra={"tenant": tenant})
        return None
    effect = Effect(
        EffectId(f"{CALENDAR_NOTICE}-{founder}"),
        EffectKind.NOTIFY_FOUNDER,
        to=card.email,
        notice="calendar_trouble",
        subject="Your calendar is not connected any more",
    )
    return ports.mail.send(
        Outgoing(
            tenant=tenant,
            conversation=CALENDAR_NOTICE,
            effect=effect,
            text=_WORDS.format(why=_WHY[trouble], link=link),
            from_address=ports.addresses.system_sender(),
            from_name="Warmline",
            page_url=link,
            claimed_at=ports.now(),
            founder=founder,
        )
    )
