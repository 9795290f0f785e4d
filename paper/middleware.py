"""The paper's identity and the moment on every request: however many parts of a page ask, one answer."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from paper.identity import Site


class ThisPaper:
    """Put `request.paper` (read when first asked for) and `request.now` on every request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.paper = SimpleLazyObject(Site.objects.current)
        request.now = timezone.now()
        return self.get_response(request)
