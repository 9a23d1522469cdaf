"""A test of the first mail, to the founder who asks; outreach knows their address.

Must never send to anybody else.
"""

from __future__ import annotations

from frontend_api.http.session import Session
from frontend_api.ports import Ports
from frontend_api.ports.work import SenderTestAsked
from frontend_api.rehearsal.first_message import SAMPLE_CODE, FirstMessage, first_message
from functions.outreach.domain.settings import TenantSettings
from functions.outreach.domain.speaking.mail_body import MailWords
from functions.product.channels import Channel

NOTHING_TO_TEST = "Connect email first: there is nothing to test yet."


def message_on(
    session: Session, ports: Ports, settings: TenantSettings, channel: Channel
) -> FirstMessage | None:
    """The first message of a channel; None while the engine would open nothing on it."""
    return first_message(
        session.tenant,
        session.founder,
        channel,
        settings,
        hooks_url=ports.addresses.hooks_url,
        ask_calendar=lambda bandwidth, at: ports.calendars.state(
            session.tenant.id, bandwidth, now=at
        ),
        now=ports.clock.now(),
    )


def mail_words(
    session: Session, ports: Ports, settings: TenantSettings, message: FirstMessage
) -> MailWords:
    return MailWords(
        text=message.text,
        subject=message.subject,
        language=session.tenant.default_language,
        business=session.tenant.business_name,
        postal_address=settings.rules.postal_address,
        unsubscribe_url=f"{ports.addresses.hooks_url}/u/{SAMPLE_CODE}",
    )


def send_sender_test(session: Session, ports: Ports) -> bool:
    """One in a minute is enough; False while there is nothing to test."""
    settings = ports.settings.load(session.tenant.id)
    sender = settings.sender(Channel.EMAIL)
    message = message_on(session, ports, settings, Channel.EMAIL) if sender else None
    if message is None:
        return False
    words = mail_words(session, ports, settings, message)
    asked = SenderTestAsked(
        founder=session.founder.id,
        subject=words.subject,
        text=words.text,
        language=words.language,
        business=words.business,
        unsubscribe_url=words.unsubscribe_url,
    )
    minute = f"{ports.clock.now():%Y%m%d%H%M}"
    ports.replies.ask_sender_test(session.tenant.id, asked, dedupe=f"{session.founder.id}-{minute}")
    return True
