"""What the open story form asks by itself: saving, who else has the story open, a fresh token after signing in again."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from articles import permissions, presence
from articles.draft_form import DraftForm, Refused
from articles.drafting import EMPTY
from articles.keeping import Kept, Outcome, keep
from articles.models import Article, Revision
from paper.caching import private
from paper.sentences import when_in_words

_name = re.compile(r"[0-9A-Za-z-]{1,36}")


def urls() -> list[URLPattern]:
    """Return the addresses below the stories'."""
    return [
        path("autosave/", begin, name="articles_article_begin"),
        path("token/", token, name="articles_article_token"),
        path("<int:pk>/autosave/", autosave, name="articles_article_autosave"),
        path("<int:pk>/presence/", present, name="articles_article_presence"),
    ]


def for_the_form(view: Callable[..., JsonResponse]) -> Callable[..., HttpResponse]:
    """Answer a script: refusals are JSON with a sentence, never the way to the door or a page."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return _refusal(401, _("You are signed out."))
        # Sent from a form that somebody else opened in this browser: nothing of it is theirs.
        if request.POST.get("writer", str(request.user.pk)) != str(request.user.pk):
            return _refusal(403, _("Somebody else has signed in here."), reason="other")
        try:
            _require(admin.site.has_permission(request))
            return private(view(request, *args, **kwargs))
        except PermissionDenied as refused:
            return _refusal(403, str(refused) or _("You have no right to do this."))
        except Http404:
            return _refusal(404, _("This story is not there (any more)."))

    return answer


def _require(is_allowed: bool) -> None:
    if not is_allowed:
        raise PermissionDenied


def _refusal(status: int, error: str, **more: Any) -> HttpResponse:
    return private(JsonResponse({"error": error, **more}, status=status))


@require_GET
@for_the_form
def token(request: HttpRequest) -> JsonResponse:
    """Give the token of this session: signing in in another tab makes the form's own one worthless."""
    _require(request.user.has_perm("articles.change_article"))
    return JsonResponse({"user": request.user.pk, "token": get_token(request)})


@require_POST
@for_the_form
def begin(request: HttpRequest) -> JsonResponse:
    """Save a story that has no address yet; `client_key` makes a repeated request find what the first one made."""
    _require(request.user.has_perm("articles.add_article"))
    key = key_of(request.POST.get("client_key", ""))
    if key is None:
        return JsonResponse({"error": _("The form is not whole. Open it again.")}, status=422)
    return _save(request, None, key)


@require_POST
@for_the_form
def autosave(request: HttpRequest, pk: int) -> JsonResponse:
    """Save what stands in an open form; state and what readers see stay as they are."""
    return _save(request, permissions.get_for_editor(request.user, pk))


@require_POST
@for_the_form
def present(request: HttpRequest, pk: int) -> JsonResponse:
    """Note that a tab has the story open, or has left it; say who else has, and whether there is a newer version."""
    article = permissions.get_for_editor(request.user, pk)
    tab, by = tab_of(request), request.user
    if not tab:
        return JsonResponse({"error": _("The form is not whole. Open it again.")}, status=422)
    if request.POST.get("left"):
        presence.left(article, by=by, tab=tab)
        return JsonResponse({})
    presence.seen(article, by=by, tab=tab, is_typing=bool(request.POST.get("typing")))
    latest = article.latest_revision
    is_known = latest is None or latest.pk == number_of(request.POST.get("based_on"))
    return JsonResponse({
        "others": _others(article, by, tab),
        "newer": None if is_known else _told(latest, by),
    })  # fmt: skip


def _save(request: HttpRequest, article: Article | None, key: UUID | None = None) -> JsonResponse:
    based_on = number_of(request.POST.get("based_on"))
    form = DraftForm(
        request.POST, user=request.user, sections=request.sections,
        content=_content(article, based_on),
    )  # fmt: skip
    values, refused = form.storable()
    kept = keep(
        article, values, by=request.user, based_on=based_on, kind=Revision.Kind.AUTOSAVED,
        tab=tab_of(request), client_key=key,
    )  # fmt: skip
    return _answer(request, kept, refused)


def _content(article: Article | None, based_on: int) -> dict[str, Any]:
    """Return the version that the form began from: what it refuses stays as it was there."""
    if article is None or article.latest_revision is None:
        return EMPTY
    if article.latest_revision_id == based_on:
        return article.latest_revision.content
    base = article.revisions.filter(pk=based_on).first() or article.latest_revision
    return base.content


def _answer(request: HttpRequest, kept: Kept, refused: list[Refused]) -> JsonResponse:
    article, latest = kept.article, kept.latest
    said = {
        "pk": article.pk, **_told(latest, request.user), "outcome": kept.outcome,
        "refused": [field._asdict() for field in refused],
        "others": _others(article, request.user, tab_of(request)),
        "change_url": reverse("admin:articles_article_change", args=[article.pk]),
    }  # fmt: skip
    if kept.outcome == Outcome.SAVED:
        return JsonResponse(said)
    if kept.aside is not None:
        address = reverse("admin:articles_article_conflict", args=[article.pk, kept.aside.pk])
        said |= {"aside": kept.aside.pk, "conflict_url": address}
    return JsonResponse({**said, "latest": latest.pk}, status=409)


def _told(revision: Revision, by: Any) -> dict[str, Any]:
    """Return what the form says of a version."""
    return {
        "revision": revision.pk, "number": revision.number, "at": when_in_words(revision.created_at),
        "who": str(revision.created_by or ""), "is_own": revision.created_by_id == by.pk,
    }  # fmt: skip


def _others(article: Article, by: Any, tab: str) -> list[dict[str, Any]]:
    found = presence.others(article, by=by, tab=tab)
    return [
        {
            "name": other.name,
            "typing": other.is_typing,
            "own": other.is_own,
            "sentence": other.sentence,
        }
        for other in found
    ]


def tab_of(request: HttpRequest) -> str:
    """Return the name of the open form, "" for one without scripts."""
    return tab if _name.fullmatch(tab := request.POST.get("tab", "")) else ""


def key_of(text: str) -> UUID | None:
    """Return the key of a new story that a browser made, None for what is no key."""
    try:
        return UUID(text)
    except ValueError:
        return None


def number_of(text: str | None) -> int:
    """Return a posted id; anything else is 0, which is no version: nothing is saved over unseen work."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else 0
