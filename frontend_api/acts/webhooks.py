"""Sets up where events are sent, and sends an event of the log once more.

Only an owner may change where events go. Must never send an event itself.
"""

from __future__ import annotations

from frontend_api.acts.audit_record import record_act
from frontend_api.http.forms import FieldRefusal
from frontend_api.http.session import Session
from frontend_api.ports import Ports
from functions.webhooks.endpoints import WebhookEndpoint
from functions.webhooks.events import WebhookKind
from tenancy.identity.audit import Action


def add_endpoint(
    session: Session, ports: Ports, *, url: str, kinds: tuple[WebhookKind, ...]
) -> WebhookEndpoint | FieldRefusal:
    made = ports.webhooks.add(
        session.tenant.id,
        url=url,
        kinds=kinds,
        by=session.founder.id,
        now=ports.clock.now(),
    )
    if isinstance(made, WebhookEndpoint):
        record_act(session, ports, Action.CONNECTED, made.id)
    return made


def remove_endpoint(session: Session, ports: Ports, endpoint: str) -> bool:
    removed = ports.webhooks.remove(session.tenant.id, endpoint)
    if removed:
        record_act(session, ports, Action.DISCONNECTED, endpoint)
    return removed


def roll_secret(session: Session, ports: Ports, endpoint: str) -> WebhookEndpoint | None:
    found = ports.webhooks.roll_secret(session.tenant.id, endpoint, now=ports.clock.now())
    if found is not None:
        record_act(session, ports, Action.CHANGED_SETTINGS, f"secret of {endpoint}")
    return found


def turn_endpoint(
    session: Session, ports: Ports, endpoint: str, *, on: bool
) -> WebhookEndpoint | None:
    found = ports.webhooks.turn(session.tenant.id, endpoint, on=on)
    if found is not None:
        word = "on" if on else "off"
        record_act(session, ports, Action.CHANGED_SETTINGS, f"{endpoint} turned {word}")
    return found


def replay_event(session: Session, ports: Ports, *, key: str, endpoint: str) -> bool:
    """The sweep finds it within a minute."""
    return ports.webhooks.replay(session.tenant.id, key, endpoint, now=ports.clock.now())
