"""How long things are kept: what an owner changes, within bounds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from frontend_api.acts.audit_record import record_act
from frontend_api.http.session import Session
from frontend_api.ports import Ports
from functions.erasure.retention import Retention
from tenancy.identity.audit import Action
from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class ChangedMeanwhile:
    """Somebody else set what was to be changed; nothing was."""

    names: tuple[str, ...]


def change_retention(
    session: Session,
    ports: Ports,
    wanted: Mapping[str, int],
    *,
    seen: Mapping[str, int] = MappingProxyType({}),
) -> Retention | ChangedMeanwhile:
    """Change what is wanted, and leave the rest as it stands by then.

    `wanted` is within its floors and `LONGEST`. Of what is among `seen`, as it was looked at, only
    what differs is meant, and refused where somebody changed just that meanwhile.
    """
    meant = {name: days for name, days in wanted.items() if seen.get(name) != days}
    overtaken: tuple[str, ...] = ()

    def changed(now: Retention) -> Retention:
        nonlocal overtaken
        overtaken = tuple(
            name
            for name, days in meant.items()
            if name in seen and getattr(now, name) not in {seen[name], days}
        )
        return now if overtaken else replace(now, **meant)

    kept = ports.rights.edit_retention(session.tenant.id, changed)
    if overtaken:
        return ChangedMeanwhile(overtaken)
    record_act(session, ports, Action.CHANGED_SETTINGS, "retention")
    return kept
