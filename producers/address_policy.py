"""Which addresses may be connected to: the public internet, and what the configuration admits beyond it."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# ipaddress.is_global changes with the Python version; these are refused whatever it says (IANA special registries).
_RESERVED = tuple(
    ipaddress.ip_network(text)
    for text in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
        "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
        "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        "::/128", "::1/128", "100::/64", "2001::/23", "2001:db8::/32", "fc00::/7", "fe80::/10", "fec0::/10",
        "ff00::/8", "5f00::/16", "3fff::/20",
    )
)  # fmt: skip
# Networks of IPv6 that only wrap an IPv4 address; what they wrap is what would be reached.
_WRAPPERS = tuple(
    ipaddress.ip_network(text)
    for text in (
        "::/96", "::ffff:0:0/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32",
    )
)  # fmt: skip


_ISATAP = {0x00005EFE, 0x02005EFE}
"""Before the address of IPv4 in the last half of an ISATAP address, whatever network it is in."""


def _wraps(address: Address) -> bool:
    if address.version == 6 and int(address) >> 32 & 0xFFFFFFFF in _ISATAP:  # noqa: PLR2004 - of IP
        return True
    return any(address.version == network.version and address in network for network in _WRAPPERS)


def _reserved(address: Address) -> bool:
    if not address.is_global or address.is_multicast:
        return True
    return any(address.version == network.version and address in network for network in _RESERVED)


def forbidden(host: str, addresses: Sequence[str], allow_private: Sequence[str] = ()) -> str | None:
    """Return the first of ``addresses`` that must not be connected to, or None when all may be.

    Addresses of IPv6 that wrap one of IPv4 (mapped, compatible, translated, NAT64, 6to4, Teredo, ISATAP) are refused
    whatever they wrap: no public server has them.

    Args:
        host: The name that resolved to ``addresses``.
        addresses: IP literals, with or without an IPv6 zone.
        allow_private: Hosts and networks (CIDR or single addresses) that are admitted nevertheless.
    """
    names, networks = set(), []
    for item in allow_private:
        try:
            networks.append(ipaddress.ip_network(item, strict=False))
        except ValueError:
            names.add(item.lower())
    if host.lower() in names:
        return None
    for text in addresses:
        try:
            address = ipaddress.ip_address(text.partition("%")[0])
        except ValueError:
            return text
        if any(address.version == network.version and address in network for network in networks):
            continue
        if _reserved(address) or _wraps(address):
            return text
    return None
