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


def change_retention(session: Session, ports: Ports, wanted: Mapping[str, int]) -> Retention:
    """Change what is wanted, and leave the rest as it stands by then.

    `wanted` is within its floors and `LONGEST`.
    """
    return _kept(session, ports, _Edit(wanted))


def change_seen_retention(
    session: Session, ports: Ports, wanted: Mapping[str, int], *, seen: Mapping[str, int]
) -> Retention | ChangedMeanwhile:
    """As `change_retention`; only what differs from `seen`, as it was looked at, is meant, and
    refused where somebody changed just that meanwhile."""
    meant = {name: days for name, days in wanted.items() if seen.get(name) != days}
    edit = _Edit(meant, seen)
    kept = _kept(session, ports, edit)
    return ChangedMeanwhile(edit.overtaken) if edit.overtaken else kept


@dataclass(slots=True)
class _Edit:
    """One change, tried on the latest version as often as others save meanwhile."""

    meant: Mapping[str, int]
    seen: Mapping[str, int] = MappingProxyType({})
    overtaken: tuple[str, ...] = ()
    done: tuple[str, ...] = ()
    """What differs by it, from what to what."""

    def __call__(self, now: Retention) -> Retention:
        was = {name: getattr(now, name) for name in self.meant}
        self.overtaken = tuple(
            name
            for name, days in self.meant.items()
            if name in self.seen and was[name] not in {self.seen[name], days}
        )
        differs = {} if self.overtaken else self.meant
        self.done = tuple(
            f"{name} from {was[name]} to {days} days"
            for name, days in differs.items()
            if was[name] != days
        )
        return replace(now, **differs)


def _kept(session: Session, ports: Ports, edit: _Edit) -> Retention:
    """In the audit with what was and what is, as it decides what is deleted; nothing where nothing
    differs."""
    kept = ports.rights.edit_retention(session.tenant.id, edit)
    if edit.done:
        detail = f"retention: {', '.join(edit.done)}"
        record_act(session, ports, Action.CHANGED_SETTINGS, detail)
    return kept
