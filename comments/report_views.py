"""Reporting a comment: a page with reasons that caches may keep, and what becomes of it when it is sent."""

from contextlib import suppress
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from articles.gone import tells_of_gone
from articles.models import Article
from comments import moderation, trust
from comments.asking import is_too_big, kept_until
from comments.device import key_of, token_of
from comments.evidence import record_of
from comments.forms import ReportForm
from comments.models import Comment
from comments.moderation import TooManyReports
from comments.own import reader_of
from comments.stories import live_story
from comments.wording import FOR_READERS
from paper.abuse import address_prefix, client_address, is_foreign, keyed_hash
from paper.caching import HOUR, private, public

TRUSTED_WEIGHT = 2


# No token: the page is cacheable. Origin, Sec-Fetch-Site, the trap and the pace do its work.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@tells_of_gone
def report(request: HttpRequest, article_id: int, comment_id: int) -> HttpResponseBase:
    """GET asks for the reason; POST stores it once a reader. Who reports is told nothing of what follows."""
    article = live_story(article_id, request.now)
    comment = Comment.objects.visible().filter(article=article, pk=comment_id).first()
    if request.method == "POST":
        return private(_receive(request, article, comment))
    if comment is None:
        raise Http404
    return public(
        request, _show(request, article, comment, ReportForm()),
        keys=["site", f"comments-{article.pk}", f"article-{article.pk}"],
        lifetime=HOUR, valid_until=kept_until(request, article),
    )  # fmt: skip


def _receive(request: HttpRequest, article: Article, comment: Comment | None) -> HttpResponse:
    if is_too_big(request):
        return _show(request, article, comment, ReportForm(), status=413)
    form = ReportForm(request.POST)
    if is_foreign(request):
        form.is_valid()
        form.add_error(None, str(FOR_READERS["foreign"]))
        return _show(request, article, comment, form, status=403)
    if not form.is_valid():
        return _show(request, article, comment, form, status=400)
    if comment is not None and not form.is_trap_sprung:
        try:
            _store(request, comment, form)
        except TooManyReports as too_many:
            form.add_error(None, str(FOR_READERS["reports_too_fast"]))
            answer = _show(request, article, comment, form, status=429)
            answer.headers["Retry-After"] = str(too_many.wait)
            return answer
    return render(request, "comments/reported.html", {"article": article})


def _store(request: HttpRequest, comment: Comment, form: ReportForm) -> None:
    token, address = token_of(request), client_address(request)
    # Taken away at this moment, perhaps for the reports before: the reader is thanked all the same.
    with suppress(Comment.DoesNotExist):
        moderation.report(
            comment.pk,
            reporter=key_of(token) if token else keyed_hash(f"reporter:{address}"),
            network=address_prefix(address),
            reason=form.cleaned_data["reason"],
            note=form.cleaned_data["note"],
            weight=_weight(request, token),
            now=request.now,
        )


def _weight(request: HttpRequest, token: str) -> int:
    """Return how much a report counts: that of a reader whom the moderators have come to trust, double."""
    reader = reader_of(token)
    if reader is None:
        return 1
    level = trust.level(reader, record_of(reader, request.now), request.now)
    return TRUSTED_WEIGHT if level == trust.Level.TRUSTED else 1


def _show(
    request: HttpRequest,
    article: Article,
    comment: Comment | None,
    form: ReportForm,
    *,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "article": article,
        "comment": comment,
        "form": form,
        "is_too_big": status == 413,
    }
    return render(request, "comments/report.html", context, status=status)
