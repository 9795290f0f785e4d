"""The front page."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from adverts.running import kept_until
from frontpage.placement import place
from paper.caching import MINUTE, public


@require_safe
def home(request: HttpRequest) -> HttpResponseBase:
    """Lead, latest, a block a section; the first steps while the paper is empty."""
    front = place(request.sections, request.now)
    template = "frontpage/home.html" if front.lead else "frontpage/first_steps.html"
    response = render(request, template, {"front": front})
    keys = ["front", "latest", "site", *(key for card in front.shown for key in card.keys)]
    return public(
        request, response, keys=keys, lifetime=5 * MINUTE, valid_until=kept_until(request)
    )
