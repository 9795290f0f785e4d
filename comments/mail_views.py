"""The pages that links in mails lead to: a look changes nothing, a button does; nobody else may keep them."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from comments import emails, subscriptions
from comments.commenters import of_device
from comments.device import key_of, new_token, remember, token_of
from comments.models import ReplySubscription
from paper.abuse import is_foreign
from paper.caching import private


# No token in the form: a link of the mail is one. A page of another site may send none of these
# forms, or it could join a reader's browser with somebody else's address.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show whose wish for mails a link confirms; POST confirms it and joins this browser with the address."""
    wish = subscriptions.by_confirm_token(token)
    if wish is None:
        return link_is_over(request)
    if request.method == "POST":
        if is_foreign(request) is not False:
            return _show_confirm(request, wish, status=403)
        device, fresh = token_of(request) or new_token(), new_token()
        subscriptions.confirm(wish, key_of(device), request.now, fresh=key_of(fresh))
        response = private(HttpResponseRedirect(request.path, status=303))
        remember(response, fresh)
        return response
    return _show_confirm(request, wish)


def _show_confirm(request: HttpRequest, wish: ReplySubscription, status: int = 200) -> HttpResponse:
    story = wish.comment.article
    context = {
        "wish": wish,
        "address": emails.masked(wish.email),
        "story": story if story.is_live(request.now) else None,
        "is_done": wish.confirmed_at is not None and _is_joined(request, wish),
        "is_refused": status == 403,
    }
    return private(render(request, "comments/confirm.html", context, status=status))


def _is_joined(request: HttpRequest, wish: ReplySubscription) -> bool:
    """Whether this browser belongs to the reader who has proven the address."""
    token = token_of(request)
    reader = of_device(key_of(token)) if token else None
    return reader is not None and reader.email_proven == emails.canonical(wish.email)


@csrf_exempt  # mail programs send it: without a cookie, from nowhere (RFC 8058)
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: UUID) -> HttpResponse:
    """Show a button that ends the mails about one comment, or all of the address; POST ends them at once.

    The answer is the same for an unknown token: there, too, no mail will come. It is never a
    redirect, which the RFC forbids.
    """
    context: dict[str, Any] = {"is_whole": "all" in request.GET, "is_ended": False}
    if request.method == "POST":
        whole = context["is_whole"] or "all" in request.POST
        subscriptions.end(token, whole_address=whole, now=request.now)
        context |= {"is_whole": whole, "is_ended": True}
    return private(render(request, "comments/unsubscribe.html", context))


def link_is_over(request: HttpRequest) -> HttpResponse:
    """Say that a link is too old, used up or none of ours."""
    return private(render(request, "comments/link_over.html", status=410))
