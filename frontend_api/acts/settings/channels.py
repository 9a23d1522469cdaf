"""Our address on each channel, and when people may be contacted.

An address belongs to the one business that proved it; until then nothing goes out from it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import phonenumbers

from frontend_api.acts.audit_record import record_act
from frontend_api.http.forms import FieldRefusal
from frontend_api.http.session import Session
from frontend_api.ports import Ports
from frontend_api.ports.address_proofs import CodeWay
from functions.outreach.domain.permission.contact_facts import ChannelRules
from functions.outreach.domain.settings import Sender
from functions.product.channels import CHANNELS, Channel, ContactPoint
from tenancy.data.edit_conflict import EditConflictError
from tenancy.identity.address_proofs import AddressClaim
from tenancy.identity.audit import Action

HOURS_START, HOURS_END = (8, 20), (9, 21)
"""The earliest and latest hour at which contact may begin and end, local to the customer."""
PER_DAY, PER_WEEK = (1, 3), (1, 7)
"""How often one person may be contacted."""
LONGEST_NAME = LONGEST_CAMPAIGN_ID = 60
NOTHING_WAITS = "No address waits for a code on this channel."
POSTAL_MISSING = "Every commercial mail must show where your business can be reached by post."

_REST_CHANGED = (
    "Somebody else changed what stands beside it meanwhile, which is as they left it: "
    "open the page again and look."
)
ADDRESS_KEPT = f"The address is saved. {_REST_CHANGED}"
CODE_IS_SENT = f"The code for the address is on its way. {_REST_CHANGED}"


def read_number(typed: str) -> str | FieldRefusal:
    """A phone number in E.164. Made-up test numbers count if they could exist."""
    try:
        parsed = phonenumbers.parse(typed.removeprefix("whatsapp:"), None)
    except phonenumbers.NumberParseException:
        return FieldRefusal("Write the number with + and its country code: +1 202 555 0123.")
    if not phonenumbers.is_possible_number(parsed):
        return FieldRefusal("This number has too few or too many digits.")
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def way_of(channel: Channel) -> CodeWay:
    """How a code reaches our own address on a channel."""
    spec = CHANNELS[channel]
    if spec.contact_point is ContactPoint.EMAIL:
        return CodeWay.MAIL
    return CodeWay.CALL if spec.spoken else CodeWay.TEXT


def claim_address(
    session: Session,
    ports: Ports,
    sender: Sender,
    *,
    change: Callable[[ChannelRules], ChannelRules],
    check: Callable[[Sender | None], None] | None = None,
) -> bool | FieldRefusal:
    """True once the address is the sender, False while a code is on its way to it.

    `change` is what the founder gave with the address that stands in the rules; it and `check`,
    which is shown the sender that is replaced, raise EditConflictError where that may not be. Of
    `check` that goes through; rules that somebody else changed meanwhile stay, the address does
    not wait for them, and the refusal says so.
    """
    tenant = session.tenant.id
    proved = ports.proofs.is_proved(tenant, sender.address)
    if proved:
        refused = ports.settings.save_sender(tenant, replace(sender, ready=True), check=check)
    else:
        claim = AddressClaim(sender.channel.value, sender.address, sender.name)
        way, now = way_of(sender.channel), ports.clock.now()
        refused = ports.proofs.send_code(tenant, claim, way=way, now=now)
    if refused is not None:
        return refused
    try:
        rules = ports.settings.edit_rules(tenant, change)
    except EditConflictError:
        _record(session, ports, f"channel {sender.channel}")
        return FieldRefusal(ADDRESS_KEPT if proved else CODE_IS_SENT)
    if sender.channel is Channel.EMAIL:
        ports.accounts.edit_tenant(
            tenant, lambda before: replace(before, postal_address=rules.postal_address)
        )
    _record(session, ports, f"channel {sender.channel}")
    return proved


def prove_address(
    session: Session, ports: Ports, channel: Channel, *, code: str
) -> Sender | FieldRefusal:
    """The sender, once the code that went to its address came back."""
    tenant = session.tenant.id
    checked = ports.proofs.check_code(tenant, channel, code=code, now=ports.clock.now())
    if isinstance(checked, FieldRefusal):
        return checked
    sender = Sender(channel, checked.address, checked.name, ready=True)
    if refused := ports.settings.save_sender(tenant, sender):
        return refused
    _record(session, ports, f"proved address on {channel}")
    return sender


def waiting_claim(session: Session, ports: Ports, channel: Channel) -> AddressClaim | None:
    """The address of a channel that waits for its code."""
    waiting = ports.proofs.pending(session.tenant.id, now=ports.clock.now())
    return next((proof.claim for proof in waiting if proof.claim.channel == channel), None)


def send_code_again(
    session: Session, ports: Ports, claim: AddressClaim, *, by_call: bool
) -> FieldRefusal | None:
    """A number may be called instead of texted."""
    way = way_of(Channel(claim.channel))
    if way is not CodeWay.MAIL and by_call:
        way = CodeWay.CALL
    now = ports.clock.now()
    return ports.proofs.send_code(session.tenant.id, claim, way=way, now=now)


def keep_contact_hours(
    session: Session, ports: Ports, change: Callable[[ChannelRules], ChannelRules]
) -> ChannelRules | tuple[FieldRefusal, ...]:
    """The rules kept, or why they are not, each beside a field of `ChannelRules`."""
    refused: tuple[FieldRefusal, ...] = ()

    def checked(before: ChannelRules) -> ChannelRules:
        nonlocal refused
        wanted = change(before)
        refused = _hours_refusals(wanted)
        return before if refused else wanted

    checked(ports.settings.load(session.tenant.id).rules)
    if refused:
        return refused
    kept = ports.settings.edit_rules(session.tenant.id, checked)
    if refused:
        return refused
    _record(session, ports, "contact hours")
    return kept


def _hours_refusals(rules: ChannelRules) -> tuple[FieldRefusal, ...]:
    found = []
    if rules.hours_start >= rules.hours_end:
        found.append(FieldRefusal("The hours end before they begin.", "hours_end"))
    if not rules.weekdays:
        found.append(FieldRefusal("Choose at least one day.", "weekdays"))
    return tuple(found)


def _record(session: Session, ports: Ports, detail: str) -> None:
    record_act(session, ports, Action.CHANGED_SETTINGS, detail)
