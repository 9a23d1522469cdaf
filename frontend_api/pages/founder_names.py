"""Names of founders by their ids: the team's stand in the tenant's record, others are asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from frontend_api.http.session import Session
from frontend_api.ports import Ports
from tenancy.tenant import FounderId


def founder_names(
    session: Session, ports: Ports, named: Iterable[FounderId]
) -> Mapping[FounderId, str]:
    """Founder → name, for all of `named` who are still there; one request, or none."""
    known = {**dict(session.tenant.team), session.founder.id: session.founder.name}
    if known.keys() >= set(named):
        return {founder: name for founder, name in known.items() if name}
    return {one.id: one.name for one in ports.accounts.founders(session.tenant.id)}
