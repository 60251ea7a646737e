"""The network address of the one who asks: the real peer, unless a proxy that the operator named speaks for it."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def _is_trusted(address: str, trusted: tuple[str, ...]) -> bool:
    try:
        found = ip_address(address)
        return any(found in ip_network(one, strict=False) for one in trusted)
    except ValueError:
        return False


def address_of(peer: str, forwarded: str, trusted: tuple[str, ...]) -> str:
    """The client's address: the last one in ``forwarded`` (X-Forwarded-For) that no trusted proxy stands for.

    A header from a peer that is not trusted counts for nothing, so that nobody can choose an address of his own.
    """
    address = peer
    for hop in reversed([part.strip() for part in forwarded.split(",") if part.strip()]):
        if not _is_trusted(address, trusted):
            break
        try:
            address = str(ip_address(hop))
        except ValueError:
            break
    return address


def client_address(request: HttpRequest) -> str:
    """The address of this request's client; for a socket without one (a local file socket) ``127.0.0.1``."""
    peer = request.META.get("REMOTE_ADDR") or "127.0.0.1"
    return address_of(peer, request.META.get("HTTP_X_FORWARDED_FOR", ""), settings.ENV.trusted_proxies)
