"""/ads.txt: who may sell the paper's places."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from adverts.models import Setup
from paper.caching import DAY, public


@require_safe
def ads_txt(request: HttpRequest) -> HttpResponseBase:
    """Send the lines that the desk has written; 404 where it has written none: nobody is named, everybody may say so."""
    text = Setup.current().ads_txt
    if not text:
        raise Http404
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    return public(request, response, keys=["ads-txt"], lifetime=DAY)
