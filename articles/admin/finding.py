"""The answer to who looks for a story to link to, or to name in a card."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse

from articles.finding import described, find_stories
from paper.caching import private


def stories_view(request: HttpRequest) -> JsonResponse:
    """Return the stories that match `q`, of those that readers can see."""
    if not request.user.has_perm("articles.change_article"):
        raise PermissionDenied
    found = find_stories(request.GET.get("q", ""), now=request.now)
    return private(JsonResponse({"stories": [described(card) for card in found]}))
