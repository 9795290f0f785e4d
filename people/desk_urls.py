"""Addresses of one's own account on the desk."""

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from people import desk_views


def urls(wrap: Callable[[Any], Any]) -> list[URLPattern]:
    """Return the addresses, each wrapped as the desk's are."""
    return [
        path("me/", wrap(desk_views.me), name="me"),
        path("me/email/", wrap(desk_views.email), name="me_email"),
        path("me/sessions/others/", wrap(desk_views.end_others), name="me_end_others"),
        path("me/sessions/<int:pk>/", wrap(desk_views.end_session), name="me_end_session"),
    ]
