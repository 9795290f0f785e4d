"""410 for stories that readers shall not look for any more; a story that never was is 404."""

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from articles.models import Article
from paper.caching import MINUTE, private, public

type View = Callable[..., HttpResponseBase]


class Gone(Exception):
    """Raised for the address of a story that was taken from readers; carries its id."""

    def __init__(self, pk: int) -> None:
        super().__init__(pk)
        self.pk = pk


def why_missing(pk: int, now: dt.datetime) -> Exception:
    """Return what to raise for a story that readers may not see: Gone when it was taken away, else Http404.

    One query, for such addresses alone. A story that is still written tells nobody that it exists.
    """
    return Gone(pk) if Article.objects.gone(now).filter(pk=pk).exists() else Http404()


def tells_of_gone(view: View) -> View:
    """Let a view that raises Gone answer 410 with a note that names nothing of the story."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except Gone as gone:
            return _note(request, gone.pk)

    return answer


def _note(request: HttpRequest, pk: int) -> HttpResponseBase:
    response: HttpResponse = render(request, "410.html", status=410)
    if request.method not in {"GET", "HEAD"}:
        return private(response)
    # The story's own key: when it comes back, the note goes.
    return public(request, response, keys=["site", f"article-{pk}"], lifetime=MINUTE)
