"""The thread as HTML, built in Python: a template include per comment is the dearest thing on a page (performance.md 1)."""

import datetime as dt
from html import escape

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bangla.dates import to_dhaka
from bangla.digits import to_bangla
from comments.thread import Page, Row
from comments.wording import removed


class ThreadWriter:
    """Writes the comments of one page; words and addresses are looked up once."""

    def __init__(self, article_id: int, *, is_open: bool, staff_badge: str) -> None:
        self.url = reverse("comments:thread", args=[article_id])
        self.is_open = is_open
        self.badge = f' <span class="badge badge-staff">{escape(staff_badge)}</span>'
        self.reply = escape(_("Reply"))
        self.link = escape(_("Link"))
        self.removed = escape(removed())
        self.to = escape(_("@%(name)s"))

    def write(self, page: Page) -> SafeString:
        """Return the list of a page: `body_html` was made safe when it was stored, all else is escaped here."""
        items = "".join(self._root(page, root) for root in page.roots)
        return mark_safe(f'<ol class="thread">{items}</ol>') if items else SafeString()  # noqa: S308

    def _root(self, page: Page, root: Row) -> str:
        replies = page.replies.get(root.id, ())
        inner = "".join(f"{self._comment(row)}</li>" for row in replies)
        below = f'<ol class="comment-replies">{inner}</ol>' if inner else ""
        return f"{self._comment(root)}{below}{self._more(page, root)}</li>"

    def _comment(self, row: Row) -> str:
        if not row.is_visible:
            return (
                f'<li class="comment tombstone" id="comment-{row.id}">'
                f'<p class="comment-meta">{self.removed}{self._time(row.created_at)}</p>'
            )
        badge = self.badge if row.is_staff_reply else ""
        return (
            f'<li class="comment" id="comment-{row.id}"><p class="comment-meta">'
            f'<b class="comment-author">{escape(row.author_name)}</b>{badge}{self._time(row.created_at)}</p>'
            f'<div class="comment-body">{self._answers(row)}{row.body_html}</div>{self._acts(row)}'
        )

    def _answers(self, row: Row) -> str:
        if not row.answers:
            return ""
        name = self.to % {"name": escape(row.answers)}
        return f'<a class="comment-to" href="#comment-{row.parent_id}">{name}</a>'

    def _acts(self, row: Row) -> str:
        reply = (
            f'<a class="comment-reply" href="{self.url}?reply_to={row.id}#respond" rel="nofollow">{self.reply}</a> '
            if self.is_open
            else ""
        )
        link = f'<a class="comment-link" href="{self.url}?reply={row.id}#comment-{row.id}">{self.link}</a>'
        return f'<p class="comment-acts">{reply}{link}</p>'

    def _time(self, moment: dt.datetime) -> str:
        here = to_dhaka(moment)
        shown = to_bangla(
            f"{here.day:02}/{here.month:02}/{here.year}, {here.hour:02}:{here.minute:02}"
        )
        return f' <time class="ago comment-time" datetime="{here.isoformat(timespec="seconds")}">{shown}</time>'

    def _more(self, page: Page, root: Row) -> str:
        if page.after:
            href, label = f"{self.url}?reply={root.id}&amp;after={page.after}", _("Next replies")
        elif (left := page.left(root)) > 0:
            href = f"{self.url}?reply={root.id}#comment-{root.id}"
            label = ngettext("%(n)s more reply", "%(n)s more replies", left) % {
                "n": to_bangla(left)
            }
        else:
            return ""
        return f'<p class="more-replies"><a href="{href}">{escape(label)}</a></p>'
