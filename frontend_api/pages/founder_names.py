"""Names of founders by their ids, asked for only where somebody else than who looks is named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from frontend_api.http.session import Session
from frontend_api.ports import Ports
from tenancy.tenant import FounderId


def founder_names(
    session: Session, ports: Ports, named: Iterable[FounderId]
) -> Mapping[FounderId, str]:
    """Founder → name, for all of `named` who are still there; one request, or none."""
    own = {session.founder.id: session.founder.name}
    if own.keys() >= set(named):
        return own
    return {one.id: one.name for one in ports.accounts.founders(session.tenant.id)}
