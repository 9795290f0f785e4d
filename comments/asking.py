"""What a request to a conversation asks for: which part, in which order, which comment is answered; how long it is kept."""

import datetime as dt
import re
from dataclasses import dataclass

from django.http import Http404, HttpRequest

from articles.models import Article
from comments import policy
from comments.thread import Order, Page, branch_page, first_page, newer_page, older_page, page_of

_number = re.compile(r"[1-9][0-9]{0,17}")
_path = re.compile(r"(?:[0-9]{10}){1,6}")


@dataclass(frozen=True)
class Asked:
    """One part of a conversation; nothing given is its first page, newest first.

    `comment` is shown where it stands, of `branch` all replies from `path` on, else the roots before
    or after an id. `answered` is quoted above the form.
    """

    order: Order = Order.NEWEST
    comment: int | None = None
    branch: int | None = None
    path: str = ""
    before: int | None = None
    after: int | None = None
    answered: int | None = None

    def page(self, article: Article) -> Page:
        """Read what is asked for; raises Http404 for a comment that readers do not see here."""
        if self.comment is not None:
            page = page_of(article, self.comment)
        elif self.branch is not None:
            page = branch_page(article, self.branch, self.path)
        elif self.before is not None:
            page = older_page(article, self.before, self.order)
        elif self.after is not None:
            page = newer_page(article, self.after, self.order)
        else:
            page = first_page(article, self.order)
        if page is None:
            raise Http404
        return page


def asked_by(request: HttpRequest) -> Asked:
    """Return what an address asks for; raises Http404 for a senseless one."""
    branch = _number_of(request, "reply")
    path = request.GET.get("after", "") if branch is not None else ""
    if path and not _path.fullmatch(path):
        raise Http404
    try:
        order = Order(request.GET.get("sort", Order.NEWEST))
    except ValueError:
        raise Http404 from None
    return Asked(
        order=order,
        comment=_number_of(request, "c"),
        branch=branch,
        path=path,
        before=_number_of(request, "before"),
        after=_number_of(request, "after") if branch is None else None,
        answered=_number_of(request, "reply_to"),
    )


def kept_until(request: HttpRequest, article: Article) -> dt.datetime | None:
    """Return the moment past which no page of a conversation is kept: the story's end, the next publishing."""
    ends = filter(None, (article.live_until, request.paper.next_due_at))
    return min(ends, default=None)


def is_too_big(request: HttpRequest) -> bool:
    """Whether a form is longer than any comment, or does not say how long it is; it is refused unread."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return not length.isdecimal() or int(length[:19]) > policy.FORM_BYTES


def _number_of(request: HttpRequest, name: str) -> int | None:
    """Return a positive number from the address; anything else there is no page."""
    text = request.GET.get(name)
    if text is None:
        return None
    if not _number.fullmatch(text):
        raise Http404
    return int(text)
