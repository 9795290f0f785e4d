"""What every page knows: the paper, its sections, and the one moment the page is made at."""

from typing import Any

from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, Any]:
    """Add `paper`, `sections` (both read when first used) and `now`, as the middleware put them on the request."""
    return {"paper": request.paper, "sections": request.sections, "now": request.now}
