"""Exactly what a customer will see: the sender, the subject, the words; and a test to the founder.

Must never send to anybody but the founder who asks, whose address outreach knows.
"""

from __future__ import annotations

from frontend_api.acts.settings import sender_test as acts
from frontend_api.http.session import Session
from frontend_api.pages.error import not_found
from frontend_api.ports import Ports
from functions.outreach.domain.settings import Sender, TenantSettings
from functions.outreach.domain.speaking.mail_body import text_body
from functions.product.channels import CHANNELS, ChannelSpec, ContactPoint
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
    message = acts.message_on(session, ports, settings, sender.channel)
    if message is None:
        return None
    mailed = CHANNELS[sender.channel].contact_point is ContactPoint.EMAIL
    words = acts.mail_words(session, ports, settings, message)
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


def send_sender_test(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    """The first message, to the founder's own mailbox."""
    if not acts.send_sender_test(session, ports):
        return not_found(request, acts.NOTHING_TO_TEST)
    return see_other("/channels?done=test-sent#email")
