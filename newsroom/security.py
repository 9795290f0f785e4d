"""The response headers that keep pages harmless: one policy for the desk, one for readers."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.csp import CSP

from paper.abuse import is_of_a_proxy
from paper.addresses import DESK_PATHS

READER_POLICY = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "media-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
"""Cacheable pages: no nonce (a cached nonce protects nobody), nothing inline, nothing foreign."""

ADMIN_POLICY = {
    **READER_POLICY,
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF, CSP.NONCE],
    "img-src": [CSP.SELF, "data:", "blob:"],
    "media-src": [CSP.SELF, "blob:"],
}
"""The desk: scripts and styles by nonce; the editor shows pictures and takes posters of videos being uploaded (blob:)."""

FRAMING_POLICY = {**ADMIN_POLICY, "frame-src": [CSP.SELF]}
"""The page that shows a preview in a frame; what stands in it asks for its own (articles/preview.py)."""

PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer", "camera", "display-capture", "geolocation", "gyroscope",
        "magnetometer", "microphone", "midi", "payment", "usb",
    )
)  # fmt: skip


class SecurityHeaders:
    """Choose the content security policy by path and add what Django has no setting for.

    Stands just inside ContentSecurityPolicyMiddleware, which writes the header of our choice.
    A view that set a policy itself (uploads) keeps it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith(DESK_PATHS) and not hasattr(response, "_csp_config"):
            is_framing = request.path.endswith("/preview/")
            response._csp_config = FRAMING_POLICY if is_framing else ADMIN_POLICY
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("X-Frame-Options", "DENY")
        if response.headers.get("Cache-Control", "").startswith("public"):
            # Kept by a cache, a cookie would be everybody's. Django sets one to take away a
            # session cookie that is none.
            response.cookies.clear()
            _vary_by_no_cookie(response)
        return response


def _vary_by_no_cookie(response: HttpResponse) -> None:
    """Take Cookie out of Vary, where Django's session puts it beside that cookie: a cache would keep a page for each."""
    names = [name.strip() for name in response.headers.get("Vary", "").split(",")]
    kept = [name for name in names if name and name.lower() != "cookie"]
    if kept:
        response.headers["Vary"] = ", ".join(kept)
    else:
        response.headers.pop("Vary", None)


class OnlyProxiesTellTheScheme:
    """Forget X-Forwarded-Proto of whoever is no trusted proxy: a request is secure when they say so alone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_of_a_proxy(request):
            request.META.pop("HTTP_X_FORWARDED_PROTO", None)
        return self.get_response(request)
