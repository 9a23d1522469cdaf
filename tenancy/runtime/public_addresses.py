"""Whether an IP address is on the public internet: what founders type must lead nowhere else."""

from __future__ import annotations

import ipaddress

_CARRIERS = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("64:ff9b:1::/48"))
"""NAT64: an IPv4 address, public or private, written as an IPv6 one."""


def is_public_address(address: str) -> bool:
    """In whatever form it is written. Raises ValueError for what is no address."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return is_public_address(str(found.ipv4_mapped))
        # Addresses that carry another one inside are no way to name a server.
        if found.sixtofour is not None or found.teredo is not None:
            return False
        if any(found in network for network in _CARRIERS):
            return False
    return found.is_global and not found.is_multicast
