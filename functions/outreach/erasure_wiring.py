"""The composition root of erasures: environment to ports. Decides nothing.

Apart from `wiring`, since only one function in a great while needs it.
"""

from __future__ import annotations

from collections.abc import Iterator

from functions.erasure.ask_base import ask_base_from_environment
from functions.erasure.stored_erasures import StoredErasures
from functions.outreach import calendar_wiring, wiring
from functions.outreach.adapters.calendar.person_events import ConnectedCalendarCopies
from functions.outreach.adapters.twilio.person_copies import TwilioCopies
from functions.outreach.store.erasure.stored_person import StoredPersonRecords
from functions.outreach.store.settings import load_bandwidth
from functions.outreach.workflows.erasure.erase_person import ErasePorts
from functions.product.channels import CHANNELS, ContactPoint
from tenancy.tenant import TenantId


def erase_ports() -> ErasePorts:
    """Made for each erasure; a key of before may count."""
    return ErasePorts(
        clock=wiring.clock(),
        log=StoredErasures(),
        records=StoredPersonRecords(hash_keys=wiring.secrets().suppression),
        provider=TwilioCopies(client=wiring.twilio_client, own_numbers=_own_numbers),
        mails=wiring.mail_bucket(),
        calendars=ConnectedCalendarCopies(calendar_wiring.calendars(), load_bandwidth),
        base=ask_base_from_environment(),
    )


def _own_numbers(tenant: TenantId) -> Iterator[str]:
    for sender in wiring.settings().load(tenant).senders:
        if CHANNELS[sender.channel].contact_point is ContactPoint.PHONE and sender.address:
            yield sender.address
