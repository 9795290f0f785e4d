"""The thread as HTML, built in Python: a template include per comment is the dearest thing on a page (performance.md 1)."""

import datetime as dt
from html import escape

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bangla.dates import to_dhaka
from bangla.digits import to_bangla
from comments.rows import Row
from comments.thread import Page
from comments.wording import removed


class ThreadWriter:
    """Writes the comments of one page; words and addresses are looked up once."""

    def __init__(self, article_id: int, *, is_open: bool, staff_badge: str) -> None:
        self.url = reverse("comments:thread", args=[article_id])
        self.is_open = is_open
        self.staff = _badge("staff", staff_badge)
        self.best = _badge("best", _("Featured comment"))
        self.edited = f' <span class="comment-edited">{escape(_("edited"))}</span>'
        self.reply = escape(_("Reply"))
        self.link = escape(_("Link"))
        self.report = escape(_("Report"))
        self.in_thread = escape(_("In the conversation"))
        self.earlier = escape(_("Earlier replies"))
        self.removed = escape(removed())
        self.to = escape(_("@%(name)s"))
        self.here: frozenset[int] = frozenset()
        self.asked: int | None = None

    def write(self, page: Page) -> SafeString:
        """Return the list of a page: `body_html` was made safe when it was stored, all else is escaped here."""
        self._look_over(page)
        items = "".join(self._root(page, root) for root in page.roots)
        return _list("thread", items)

    def write_best(self, page: Page) -> SafeString:
        """Return the best comments as they stand above the list, each with its way into the thread."""
        self._look_over(page)
        items = "".join(self._best(row) for row in page.featured)
        return _list("thread-best", items)

    def _look_over(self, page: Page) -> None:
        rows = [*page.roots, *(row for rows in page.replies.values() for row in rows)]
        self.here, self.asked = frozenset(row.id for row in rows), page.asked

    def _root(self, page: Page, root: Row) -> str:
        replies = page.replies.get(root.id, ())
        inner = "".join(f"{self._comment(row)}</li>" for row in replies)
        below = f'<ol class="comment-replies">{inner}</ol>' if inner else ""
        return (
            f"{self._comment(root)}{self._before(page, root)}{below}{self._more(page, root)}</li>"
        )

    def _comment(self, row: Row) -> str:
        asked = " comment-asked" if row.id == self.asked else ""
        if not row.is_visible:
            return (
                f'<li class="comment tombstone{asked}" id="comment-{row.id}">'
                f'<p class="comment-meta">{self.removed}</p>'
            )
        return (
            f'<li class="comment{asked}" id="comment-{row.id}">'
            f"{self._meta(row)}{self._body(row)}{self._acts(row)}"
        )

    def _best(self, row: Row) -> str:
        acts = f'<a class="comment-link" href="{self._address(row.id)}">{self.in_thread}</a>'
        return (
            f'<li class="comment">{self._meta(row)}{self._body(row)}'
            f'<p class="comment-acts">{acts}</p></li>'
        )

    def _meta(self, row: Row) -> str:
        badges = f"{self.staff if row.is_staff_reply else ''}{self.best if row.featured_at else ''}"
        edited = self.edited if row.is_edited else ""
        return (
            f'<p class="comment-meta"><b class="comment-author">{escape(row.author_name)}</b>'
            f"{badges}{self._time(row.created_at)}{edited}</p>"
        )

    def _body(self, row: Row) -> str:
        return f'<div class="comment-body">{self._answers(row)}{row.body_html}</div>'

    def _answers(self, row: Row) -> str:
        if not row.answers or row.parent_id is None:
            return ""
        name = self.to % {"name": escape(row.answers)}
        return f'<a class="comment-to" href="{self._address(row.parent_id)}">{name}</a>'

    def _acts(self, row: Row) -> str:
        reply = (
            f'<a class="comment-reply" href="{self.url}?reply_to={row.id}#respond" rel="nofollow">{self.reply}</a> '
            if self.is_open
            else ""
        )
        link = f'<a class="comment-link" href="{self._permalink(row.id)}">{self.link}</a>'
        report = f'<a class="comment-report" href="{self.url}report/{row.id}/" rel="nofollow">{self.report}</a>'
        return f'<p class="comment-acts">{reply}{link} {report}</p>'

    def _address(self, comment_id: int) -> str:
        """Return the way to a comment: on this page where it stands here."""
        return f"#comment-{comment_id}" if comment_id in self.here else self._permalink(comment_id)

    def _permalink(self, comment_id: int) -> str:
        return f"{self.url}?c={comment_id}#comment-{comment_id}"

    def _time(self, moment: dt.datetime) -> str:
        here = to_dhaka(moment)
        shown = to_bangla(
            f"{here.day:02}/{here.month:02}/{here.year}, {here.hour:02}:{here.minute:02}"
        )
        return f' <time class="ago comment-time" datetime="{here.isoformat(timespec="seconds")}">{shown}</time>'

    def _before(self, page: Page, root: Row) -> str:
        if root.id != page.opened or not page.has_earlier:
            return ""
        href = f"{self.url}?reply={root.id}#comment-{root.id}"
        return f'<p class="more-replies"><a href="{href}" rel="nofollow">{self.earlier}</a></p>'

    def _more(self, page: Page, root: Row) -> str:
        if root.id == page.opened:
            if not page.after:
                return ""
            href, label = f"{self.url}?reply={root.id}&amp;after={page.after}", _("Next replies")
        elif (left := page.left(root)) > 0:
            href = f"{self.url}?reply={root.id}#comment-{root.id}"
            label = ngettext("%(n)s more reply", "%(n)s more replies", left) % {
                "n": to_bangla(left)
            }
        else:
            return ""
        return f'<p class="more-replies" data-more><a href="{href}" rel="nofollow">{escape(label)}</a></p>'


def _badge(kind: str, words: str) -> str:
    return f' <span class="badge badge-{kind}">{escape(words)}</span>'


def _list(name: str, items: str) -> SafeString:
    return mark_safe(f'<ol class="{name}">{items}</ol>') if items else SafeString()  # noqa: S308
