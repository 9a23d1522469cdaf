"""What an API key may do, as four steps on the roles of people. Never more than its maker may."""

from __future__ import annotations

from enum import StrEnum

from tenancy.tenant import Role


class Scope(StrEnum):
    """Each may do what those before it may."""

    READ = "read"
    """Everything a viewer sees."""
    WRITE = "write"
    """Drafts, imports, outcomes, limits: a member's work that reaches no customer."""
    LAUNCH = "launch"
    """A member's work that reaches customers: launch, answer, cancel, and what decides whom the
    agent reaches, from where and with what: offers, thresholds, channels, contact hours."""
    MANAGE = "manage"
    """An owner's: where events are sent, how long things are kept. People, billing and keys are for
    no key."""

    def covers(self, least: Scope) -> bool:
        order = tuple(Scope)
        return order.index(self) >= order.index(least)

    @property
    def role(self) -> Role:
        """The role that a key of this scope acts as."""
        return _ROLES[self]


_ROLES = {
    Scope.READ: Role.VIEWER,
    Scope.WRITE: Role.MEMBER,
    Scope.LAUNCH: Role.MEMBER,
    Scope.MANAGE: Role.OWNER,
}
