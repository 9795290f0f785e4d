"""The conversation page (cacheable) and the form's answer."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from articles.gone import tells_of_gone
from articles.models import Article
from comments.asking import asked_by, is_too_big, kept_until
from comments.context import conversation, parent_of
from comments.device import remember
from comments.findings import Verdict
from comments.forms import CommentForm
from comments.freshness import etag_of_thread
from comments.moderation import Outcome, submit
from comments.permissions import speaks_for_the_desk
from comments.stories import live_story
from comments.submission import Submission
from comments.thread import Page, first_page
from comments.wording import STATUS_CODES
from paper.abuse import is_foreign
from paper.caching import HOUR, private, public, unchanged


# No token: it would put a cookie on every cached page. Origin, Sec-Fetch-Site and limits do its work.
@method_decorator([csrf_exempt, tells_of_gone], name="dispatch")
class ThreadView(View):
    """GET shows the conversation of a story, for every reader the same; POST adds a comment."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest, article_id: int) -> HttpResponseBase:
        article, asked = live_story(article_id, request.now), asked_by(request)
        terms = {
            "keys": ["site", f"comments-{article.pk}", f"article-{article.pk}"],
            "lifetime": HOUR,
            "valid_until": kept_until(request, article),
            "etag": etag_of_thread(request, article, asked),
        }
        if (known := unchanged(request, **terms)) is not None:
            return known
        parent = parent_of(article, asked.answered) if asked.answered else None
        response = _show(request, article, page=asked.page(article), parent=parent)
        return public(request, response, **terms)

    def post(self, request: HttpRequest, article_id: int) -> HttpResponse:
        article = live_story(article_id, request.now)
        if is_too_big(request):
            return private(_show(request, article, is_too_big=True, status=413))
        form = CommentForm(request.POST)
        form.is_valid()
        submission = replace(form.submission(article, request), user=_desk(request, article))
        outcome = submit(submission)
        if outcome.comment is None:
            return _refuse(request, article, form, outcome.verdict)
        return _thank(article, submission, outcome)


def _desk(request: HttpRequest, article: Article) -> Any:
    """Return who of the desk is writing; None for readers, and for a form of which no browser says that it is ours.

    The session is read here alone: this page carries no token, so what a browser says of the form
    is what keeps another site from writing in the name of the desk.
    """
    if is_foreign(request) is not False:
        return None
    return request.user if speaks_for_the_desk(request.user, article) else None


def _thank(article: Article, submission: Submission, outcome: Outcome) -> HttpResponse:
    """Send the reader on to the own page, the desk to its comment; the answer is the same for held and for spam."""
    comment = outcome.comment
    if submission.user is not None:
        return private(HttpResponseRedirect(comment.get_absolute_url(), status=303))
    response = HttpResponseRedirect(reverse("comments:mine", args=[article.pk]), status=303)
    # A device that has earned trust is not handed out again to whoever repeats its words, nor is any
    # to whoever repeats what all can read: a neighbour behind the same address. A script's key is a secret.
    is_public = comment.is_visible and not submission.key
    is_trusted = comment.identity is None or comment.identity.approved_n > 0
    is_lent = outcome.is_replay and (is_trusted or is_public)
    if submission.device or not is_lent:
        remember(response, submission.device_token(comment.idempotency_key))
    return private(response)


def _refuse(
    request: HttpRequest, article: Article, form: CommentForm, verdict: Verdict
) -> HttpResponse:
    """Show the form again with everything typed, the faults in words, and the fitting status."""
    first = verdict.blocks[0]
    form.show_faults(verdict)
    parent = Submission(
        article=article, name="", body="", parent=form.cleaned_data["parent"]
    ).parent_id
    status = STATUS_CODES.get(first.code, 400)
    response = _show(
        request,
        article,
        form=form,
        parent=parent_of(article, parent, missing_ok=True),
        status=status,
    )
    if first.code == "too_fast":
        response.headers["Retry-After"] = first.detail
    return private(response)


def _show(
    request: HttpRequest,
    article: Article,
    *,
    page: Page | None = None,
    status: int = 200,
    **extra: Any,
) -> HttpResponse:
    context = conversation(
        article, page or first_page(article), now=request.now, staff_badge=request.paper.name
    )
    return render(request, "comments/page.html", {**context, **extra}, status=status)
