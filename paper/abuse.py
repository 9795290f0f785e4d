"""What a request says about its sender: address, prefix, keyed hash, origin."""

import hmac
import ipaddress
from hashlib import sha256
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """Return the sender's address; X-Forwarded-For counts only behind TRUSTED_PROXIES.

    The last hop that is not a trusted proxy is the sender. Broken values end the search,
    so the answer is always an address, "0.0.0.0" when the server names none.
    """
    address = _normal(request.META.get("REMOTE_ADDR", "")) or "0.0.0.0"  # noqa: S104
    trusted = set(settings.TRUSTED_PROXIES)
    hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    while address in trusted and hops:
        candidate = _normal(hops.pop())
        if candidate is None:
            break
        address = candidate
    return address


def _normal(text: str) -> str | None:
    try:
        address = ipaddress.ip_address(text.strip().strip("[]"))
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)
    return str(mapped or address)


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
    parts = urlsplit(origin)
    own = {urlsplit(settings.SITE_URL).netloc, request.get_host()}
    return parts.scheme in {"http", "https"} and parts.netloc in own
