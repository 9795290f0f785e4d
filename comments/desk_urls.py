"""Addresses of the moderation desk, below /admin/comments/desk/; `newsroom.desk` puts them into the site."""

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from comments import desk_sheets, desk_views


def urls(wrap: Callable[..., Any]) -> list[URLPattern]:
    """Return the patterns, each view wrapped by the site's own guard."""
    views = [
        ("", desk_views.desk_view, "comments_desk"),
        ("decide/", desk_views.decide_view, "comments_desk_decide"),
        ("act/", desk_views.act_view, "comments_desk_act"),
        ("undo/", desk_views.undo_view, "comments_desk_undo"),
        ("hold/", desk_views.hold_view, "comments_desk_hold"),
        ("<int:pk>/reply/", desk_sheets.reply_view, "comments_desk_reply"),
        ("<int:pk>/ban/", desk_sheets.ban_view, "comments_desk_ban"),
    ]
    return [path(f"comments/desk/{way}", wrap(view), name=name) for way, view, name in views]
