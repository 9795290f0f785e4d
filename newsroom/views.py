"""Answers for machines and for accidents: health, robots.txt, the error pages."""

import sys

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from newsroom.middleware import away, is_away
from paper.caching import DAY, private, public


@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """Say that the process answers; asks nothing else."""
    return private(HttpResponse("ok\n", content_type="text/plain"))


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Say that pages can be served: the database answers. 503 otherwise (newsroom.middleware)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return private(JsonResponse({"database": "ok"}))


@require_safe
def robots(request: HttpRequest) -> HttpResponseBase:
    """Robots may read the paper, not the desk."""
    text = (
        "User-agent: *\nDisallow: /admin/\nDisallow: /accounts/\n"
        f"\nSitemap: {settings.SITE_URL}/sitemap.xml\n"
    )
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    return public(request, response, keys=["robots"], lifetime=DAY)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400 that reads nothing of the request: its host, its size or its form is what is wrong."""
    return private(HttpResponse(render_to_string("400.html"), status=400))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 in plain words."""
    return private(render(request, "403.html", {"reason": str(exception or "")}, status=403))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form of the desk whose token is missing or old."""
    return private(render(request, "403_csrf.html", status=403))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404 with a way back to the front page."""
    response = render(request, "404.html", status=404)
    response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """500 that needs nothing but its template; 503 when it is the database that failed."""
    error = sys.exception()  # Django calls this while it handles the error
    if error is not None and is_away(error):
        return away(request, error)
    return private(HttpResponse(render_to_string("500.html"), status=500))
