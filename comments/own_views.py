"""A device's own comments: what waits, changing one for some minutes, deleting one. Private to the device, never stored by a cache."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from articles.gone import tells_of_gone
from articles.models import Article
from comments import moderation
from comments.asking import is_too_big
from comments.device import token_of
from comments.forms import EditForm
from comments.models import Comment
from comments.moderation import ForbiddenTransition, ModerationError, NotAllowed, Refused
from comments.own import Own, own_comment, own_comments, reader_of
from comments.stories import live_story
from comments.wording import FOR_READERS, STATUS_CODES
from paper.abuse import is_foreign
from paper.caching import private


@require_safe
@tells_of_gone
def mine(request: HttpRequest, article_id: int) -> HttpResponse:
    """Show this device what it has sent under the story; nobody else, and no cache, sees it."""
    article = live_story(article_id, request.now)
    own = own_comments(article, token_of(request), request.now)
    context = {
        "article": article,
        "waiting": [one for one in own if one.is_waiting],
        "published": [one for one in own if not one.is_waiting],
        "latest": own[0].comment if own and not own[0].is_waiting else None,
        "done": request.GET.get("done"),
    }
    return private(render(request, "comments/mine.html", context))


# No token: the page under the story shows links here without one. A browser that does not say
# that the form is ours is refused; the device's cookie says whose the comment is.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@tells_of_gone
def edit(request: HttpRequest, article_id: int, comment_id: int) -> HttpResponse:
    """Change the words of an own comment; a refused change keeps what was typed and says why."""
    article = live_story(article_id, request.now)
    own = own_comment(article, token_of(request), comment_id, request.now)
    if request.method != "POST":
        return _form(request, article, own, EditForm({"body": own.comment.body}))
    if is_too_big(request):
        return _form(request, article, own, EditForm(), status=413)
    form = EditForm(request.POST)
    form.is_valid()
    if is_foreign(request) is not False:
        form.add_error(None, str(FOR_READERS["foreign"]))
        return _form(request, article, own, form, status=403)
    try:
        moderation.edit(
            own.comment.pk,
            form.submission(own.comment, article, request),
            commenter=reader_of(token_of(request)),
            now=request.now,
        )
    except Refused as refused:
        form.show_faults(refused.verdict)
        status = STATUS_CODES.get(refused.verdict.blocks[0].code, 400)
        return _form(request, article, own, form, status=status)
    except ModerationError as error:
        form.add_error(None, str(error))
        return _form(request, article, own, form, status=403, is_over=True)
    return _back(article, "changed")


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@tells_of_gone
def delete(request: HttpRequest, article_id: int, comment_id: int) -> HttpResponse:
    """Ask first, then take an own comment away; sent twice it is deleted once."""
    article = live_story(article_id, request.now)
    token = token_of(request)
    if request.method != "POST":
        return _question(request, article, own_comment(article, token, comment_id, request.now))
    if is_foreign(request) is not False:
        own = own_comment(article, token, comment_id, request.now)
        return _question(request, article, own, status=403)
    reader = reader_of(token)
    if reader is None or not Comment.objects.filter(pk=comment_id, article=article).exists():
        raise Http404
    try:
        moderation.delete(comment_id, commenter=reader)
    except NotAllowed:
        raise Http404 from None
    except ForbiddenTransition:
        pass  # It is gone already: deleted by the first of two clicks, or rejected meanwhile.
    return _back(article, "deleted")


def _form(
    request: HttpRequest,
    article: Article,
    own: Own,
    form: EditForm,
    *,
    status: int = 200,
    **extra: Any,
) -> HttpResponse:
    is_over = own.edit_until is None
    context = {"article": article, "own": own, "form": form, "is_over": is_over, **extra}
    status = 403 if is_over and status == 200 else status
    context["is_too_big"] = status == 413
    return private(render(request, "comments/edit.html", context, status=status))


def _question(
    request: HttpRequest, article: Article, own: Own, *, status: int = 200
) -> HttpResponse:
    context = {"article": article, "own": own, "is_refused": status != 200}
    return private(render(request, "comments/delete.html", context, status=status))


def _back(article: Article, done: str) -> HttpResponse:
    address = reverse("comments:mine", args=[article.pk])
    return private(HttpResponseRedirect(f"{address}?done={done}", status=303))
