"""A founder's own phone: a code goes to a number, and only what comes back makes it theirs.

The number is no address of the business: it is kept with the founder's limits and never registered.
"""

from __future__ import annotations

from dataclasses import replace

from frontend_api.acts.audit_record import record_act
from frontend_api.http.forms import FieldRefusal
from frontend_api.http.session import Session
from frontend_api.ports import Ports
from frontend_api.ports.address_proofs import CodeWay
from functions.outreach.domain.calendar.founder_calendar import Bandwidth
from tenancy.identity.address_proofs import AddressClaim, PendingProof, own_phone_name
from tenancy.identity.audit import Action

HOURS_FIRST = "Save your weekly hours first: your phone is kept with them."
_OF_THE_AGENT = "This is a number the agent uses. Give the number of your own phone."


def waiting_proofs(session: Session, ports: Ports) -> tuple[PendingProof, ...]:
    """Addresses of the tenant that wait for their code; where they came with the session, those."""
    if session.waiting is not None:
        return session.waiting
    return ports.proofs.pending(session.tenant.id, now=ports.clock.now())


def own_phone_claim(session: Session, ports: Ports) -> AddressClaim | None:
    """The founder's number that waits for its code; None if none does."""
    wanted, waiting = own_phone_name(session.founder.id), waiting_proofs(session, ports)
    return next((proof.claim for proof in waiting if proof.claim.channel == wanted), None)


def send_phone_code(
    session: Session, ports: Ports, *, number: str, way: CodeWay
) -> FieldRefusal | None:
    """Send a code to a number, E.164; the one proved before stays until another is proved."""
    tenant, now = session.tenant.id, ports.clock.now()
    if ports.proofs.is_proved(tenant, number):
        return FieldRefusal(_OF_THE_AGENT, "own_phone")
    claim = AddressClaim(own_phone_name(session.founder.id), number)
    refused = ports.proofs.send_code(tenant, claim, way=way, now=now)
    return FieldRefusal(refused.words, "own_phone") if refused else None


def keep_phone(session: Session, ports: Ports, *, code: str) -> FieldRefusal | None:
    """Keep the number whose code this is with the founder's limits.

    Callers are put through again to one that they were put through to before it was proved.
    """
    tenant, founder, now = session.tenant.id, session.founder.id, ports.clock.now()
    number = ports.proofs.check_own_code(tenant, own_phone_name(founder), code=code, now=now)
    if isinstance(number, FieldRefusal):
        return number

    def change(before: Bandwidth) -> Bandwidth:
        return replace(
            before,
            own_phone=number,
            phone_to_prove="",
            takes_calls=before.takes_calls or number == before.phone_to_prove,
        )

    if ports.settings.edit_bandwidth(tenant, founder, change) is None:
        return FieldRefusal(HOURS_FIRST, "code")
    record_act(session, ports, Action.CHANGED_SETTINGS, "proved own phone")
    return None


def remove_phone(session: Session, ports: Ports) -> None:
    """From now on nobody is put through to it and nothing is rehearsed over it."""
    tenant, founder = session.tenant.id, session.founder.id
    known = ports.settings.bandwidth(tenant, founder)
    if known is not None and (known.own_phone or known.phone_to_prove):

        def change(before: Bandwidth) -> Bandwidth:
            return replace(before, own_phone="", phone_to_prove="", takes_calls=False)

        ports.settings.edit_bandwidth(tenant, founder, change)
        record_act(session, ports, Action.CHANGED_SETTINGS, "removed own phone")
