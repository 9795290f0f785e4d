"""What a request says about its sender: address, prefix, keyed hash, origin."""

import hmac
import ipaddress
from functools import lru_cache
from hashlib import sha256
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

type Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def client_address(request: HttpRequest) -> str:
    """Return the sender's address; X-Forwarded-For counts only behind TRUSTED_PROXIES.

    The last hop that is not a trusted proxy is the sender. Broken values end the search,
    so the answer is always an address, "0.0.0.0" when the server names none.
    """
    address = _parsed(request.META.get("REMOTE_ADDR", "")) or ipaddress.IPv4Address(0)
    trusted = _networks(tuple(settings.TRUSTED_PROXIES))
    hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    while hops and any(address in network for network in trusted):
        candidate = _parsed(hops.pop())
        if candidate is None:
            break
        address = candidate
    return str(address)


def is_of_a_proxy(request: HttpRequest) -> bool:
    """Whether the request was handed on by one of TRUSTED_PROXIES, whose headers are believed."""
    address = _parsed(request.META.get("REMOTE_ADDR", ""))
    trusted = _networks(tuple(settings.TRUSTED_PROXIES))
    return address is not None and any(address in network for network in trusted)


def is_loopback(text: str) -> bool:
    """Whether a text is an address of this machine to itself."""
    address = _parsed(text)
    return address is not None and address.is_loopback


def _parsed(text: str) -> Address | None:
    """Return an address without brackets and zone; an IPv4 address in IPv6 dress is IPv4."""
    try:
        address = ipaddress.ip_address(text.strip().strip("[]").partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


@lru_cache(maxsize=8)
def _networks(texts: tuple[str, ...]) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    return [ipaddress.ip_network(text) for text in texts]


def address_prefix(address: str) -> str:
    """Return the network an address belongs to: /24 of IPv4, /48 of IPv6."""
    length = 24 if ipaddress.ip_address(address).version == 4 else 48
    return str(ipaddress.ip_network(f"{address}/{length}", strict=False))


def keyed_hash(value: str) -> bytes:
    """Return 16 bytes of HMAC-SHA256 with the site's key: comparable, not reversible."""
    key = f"newsroom.abuse:{settings.SECRET_KEY}".encode()
    return hmac.new(key, value.encode("utf-8", "surrogatepass"), sha256).digest()[:16]


def is_foreign(request: HttpRequest) -> bool | None:
    """Tell whether a browser says the request comes from another site; None when it says nothing."""
    site = request.META.get("HTTP_SEC_FETCH_SITE", "").lower()
    origin = request.META.get("HTTP_ORIGIN", "")
    if not site and not origin:
        return None
    if site and site not in {"same-origin", "none"}:
        return True
    return bool(origin) and not _is_own(origin, request)


def _is_own(origin: str, request: HttpRequest) -> bool:
    scheme, _colon, host = origin.lower().partition("://")
    own = {urlsplit(settings.SITE_URL).netloc.lower(), request.get_host().lower()}
    return scheme in {"http", "https"} and host in own
