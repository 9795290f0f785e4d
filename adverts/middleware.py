"""Keeps the two host names apart: on that of the frames nothing but frames exists, on the paper's no frame does."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from adverts.frames import nothing_here
from adverts.origin import is_of_frames


class FrameHost:
    """Answer a request to the frames' host here, before any part of the paper sees it.

    No session, no desk, no upload, no static file. Stands inside ContentSecurityPolicyMiddleware, which
    writes the frame's own policy, and outside SecurityHeaders, which would forbid framing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_of_frames(request.headers.get("Host", "")):
            return self.get_response(request)
        try:
            found = resolve(request.path_info, "adverts.frame_urls")
        except Resolver404:
            return nothing_here(request)
        return found.func(request, *found.args, **found.kwargs)
