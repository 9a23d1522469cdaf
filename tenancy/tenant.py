"""Identifiers and the tenant itself. Pure: ids and `now` are always passed in."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NewType

from tenancy.values.lazy_dataclass import dataclass

TenantId = NewType("TenantId", str)
FounderId = NewType("FounderId", str)

_TENANT_ID = re.compile(r"t_[a-z0-9]{12,26}\Z")


def tenant_id(text: str) -> TenantId:
    """Check and brand a tenant id (`t_` + 12 to 26 of a-z0-9).

    The id is the first segment of every key the tenant owns and the value of its session tag, so
    nothing that could widen a key pattern (`*`, `#`, `/`) may ever be in it. Raises ValueError.
    """
    if not _TENANT_ID.match(text):
        raise ValueError("not a tenant id")
    return TenantId(text)


@dataclass(frozen=True, slots=True)
class Tenant:
    """One founder's business: the unit of isolation, billing and limits."""

    id: TenantId
    business_name: str
    time_zone: str
    """IANA name; dates in rules (tenure, renewal) are this zone's dates."""
    default_language: str
    """BCP 47 primary tag, such as `en`."""
    languages: tuple[str, ...]
    default_country: str
    """ISO 3166-1 alpha-2, the fallback for a customer whose country is unknown."""
    currency: str
    """ISO 4217, upper case."""
    postal_address: str = ""
    """Printed in every commercial mail (US CAN-SPAM, 15 U.S.C. 7704(a)(5))."""
    callback_number: str = ""
    """E.164; spoken in the greeting where a call-back number is required."""
    launched: bool = False
    """Whether a campaign was ever launched. The first page after signing in goes by it."""
    team: tuple[tuple[FounderId, str], ...] = ()
    """Names of who signs in, so that a page need not ask for them; empty for who was removed.
    Who is not in it may be a founder nevertheless."""


class Role(StrEnum):
    """What a person may do for a tenant; each may do what those below may."""

    OWNER = "owner"
    """Everything, billing, people and keys too."""
    MEMBER = "member"
    """The work: customers, words, campaigns, conversations."""
    VIEWER = "viewer"
    """Looks, and changes nothing."""

    def covers(self, least: Role) -> bool:
        """Whether this role may do what asks for `least`."""
        order = tuple(Role)
        return order.index(self) <= order.index(least)


@dataclass(frozen=True, slots=True)
class Founder:
    """A person who signs in for a tenant."""

    id: FounderId
    tenant: TenantId
    name: str
    email: str
    phone: str = ""
    role: Role = Role.OWNER
    """Who signs up is an owner, and so is everybody invited before there were roles."""
    second_factor: bool = False
    """Whether signing in also asks for a code of an authenticator app."""
