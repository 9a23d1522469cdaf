"""Exactly what a customer will see: the sender, the subject, the words; and a test to the founder.

Must never send to anybody but the founder who asks, whose address outreach knows.
"""

from __future__ import annotations

from frontend_api.http.session import Session
from frontend_api.pages.error import not_found
from frontend_api.ports import Ports
from frontend_api.ports.work import SenderTestAsked
from frontend_api.rehearsal.first_message import SAMPLE_CODE, FirstMessage, first_message
from functions.outreach.domain.settings import Sender, TenantSettings
from functions.outreach.domain.speaking.mail_body import MailWords, text_body
from functions.product.channels import CHANNELS, Channel, ChannelSpec, ContactPoint
from tenancy.runtime.http import HttpRequest, HttpResponse, see_other
from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class SeenByCustomer:
    """One first message, as it arrives."""

    from_name: str
    from_address: str
    subject: str
    text: str
    of_starter: bool
    shared: bool
    """It comes from an address of the deployment's, since the founder's domain is not set up."""
    may_test: bool
    spoken: bool
    templated: bool
    """WhatsApp's approved text: the words alone, without a header and without buttons."""
    waits_for_approval: bool
    untested_because: str
    """Why no test goes to the founder; empty where one does."""


def seen_by_customer(
    session: Session, ports: Ports, settings: TenantSettings, sender: Sender
) -> SeenByCustomer | None:
    """None while the engine would open nothing on the channel."""
    message = _message(session, ports, settings, sender.channel)
    if message is None:
        return None
    mailed = CHANNELS[sender.channel].contact_point is ContactPoint.EMAIL
    words = _mail_words(session, ports, settings, message)
    spec = CHANNELS[sender.channel]
    return SeenByCustomer(
        from_name=(sender.name or session.tenant.business_name) if mailed else "",
        from_address=(sender.shared if mailed else sender.address),
        subject=message.subject,
        text=text_body(words) if mailed else message.text,
        of_starter=message.of_starter,
        shared=mailed,
        may_test=mailed and sender.ready,
        spoken=spec.spoken,
        templated=spec.takes_templates,
        waits_for_approval=message.waits_for_approval,
        untested_because="" if mailed else _no_number_of_yours(spec),
    )


def _no_number_of_yours(spec: ChannelSpec) -> str:
    """Only a founder's mailbox is known, and a template goes to nobody who did not agree to it."""
    kind = "rings" if spec.spoken else "goes to"
    return (
        f"A test from here {kind} nobody: we know your mailbox, and no phone of yours. "
        "Rehearse the whole conversation in the browser instead."
    )


def _message(
    session: Session, ports: Ports, settings: TenantSettings, channel: Channel
) -> FirstMessage | None:
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


def _mail_words(
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


def send_sender_test(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    """The first message, to the founder's own mailbox; one in a minute is enough."""
    settings = ports.settings.load(session.tenant.id)
    sender = settings.sender(Channel.EMAIL)
    message = _message(session, ports, settings, Channel.EMAIL) if sender else None
    if message is None:
        return not_found(request, "Connect email first: there is nothing to test yet.")
    words = _mail_words(session, ports, settings, message)
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
    return see_other("/channels?done=test-sent#email")
