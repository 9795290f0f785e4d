"""The desk: Django's admin site arranged for journalists and moderators."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth.views import LogoutView
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from articles import notices
from bangla.digits import to_bangla
from comments import digest_views
from comments.permissions import can_moderate, moderated_by
from newsroom.backups import verdict
from newsroom.my_work import works_of
from people.models import User
from people.roles import ROLES

OURS = frozenset(
    {"newsroom", "frontpage", "comments", "articles", "adverts", "images", "people", "paper"}
)
"""Packages whose models the desk shows; other packages' admin pages stay out."""

MANY = 99


SUGGESTED = frozenset({
    ("byline", "author"), ("articletag", "tag"), ("article", "source"), ("article", "series"), ("article", "sponsor"),
    ("article", "picture"),
})  # fmt: skip
"""Model and field of `articles` that the story form asks for while somebody types."""


class Suggestions(AutocompleteJsonView):
    """What the story form suggests while somebody types; an admin may add to a row by `suggestion`."""

    paginate_by = 12

    def process_request(self, request: HttpRequest) -> Any:
        """Answer for the form's own fields alone: Django's view would for every relation of every model."""
        asked = (request.GET.get("model_name", ""), request.GET.get("field_name", ""))
        if request.GET.get("app_label") != "articles" or asked not in SUGGESTED:
            raise PermissionDenied
        return super().process_request(request)

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, Any]:
        more = getattr(self.model_admin, "suggestion", None)
        return {**super().serialize_result(obj, to_field_name), **(more(obj) if more else {})}


class Desk(AdminSite):
    """The site behind /admin/; people sign in through allauth."""

    site_title = gettext_lazy("Desk")
    site_header = gettext_lazy("Desk")
    index_title = gettext_lazy("My work")
    enable_nav_sidebar = False
    empty_value_display = "–"

    login = method_decorator(secure_admin_login)(AdminSite.login)

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Register what this project shows; other packages' own pages (groups, addresses, tags) stay out."""
        if admin_class is None or admin_class.__module__.partition(".")[0] in OURS:
            super().register(model_or_iterable, admin_class, **options)

    def get_urls(self) -> list:
        # Late: the pages of the desk ask for the site, which this module makes.
        from comments import desk_urls
        from newsroom.operations import board
        from people import desk_urls as own_account

        wrap = self.admin_view
        own = [
            path("language/", wrap(self.choose_language), name="choose_language"),
            path("operations/", wrap(board.page), name="operations"),
            path("operations/seen/", wrap(board.seen), name="operations_seen"),
            path("comments/digest/", wrap(digest_views.settings), name="comments_digest"),
            # In the words of Django's own pattern, which would answer whatever this one lets pass.
            path(
                "r/<path:content_type_id>/<path:object_id>/",
                wrap(self.see_on_site),
                name="view_on_site",
            ),
            *own_account.urls(wrap),
            *desk_urls.urls(wrap),
        ]
        return own + super().get_urls()

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        return {
            **super().each_context(request),
            "desk_nav": self.navigation(request),
            "unseen_notices": unseen_notices(request.user),
            "desk_role": role_of(request.user),
            "languages": User.Language.choices,
        }

    def navigation(self, request: HttpRequest) -> list[dict[str, Any]]:
        """Return the desk bar's links that this person may follow."""
        user, here = request.user, request.path
        links = [("admin:index", _("My work"), True, "")]
        writes = user.has_perm("articles.change_article")
        links.append(("admin:articles_article_changelist", _("Writing"), writes, ""))
        links.append(("admin:articles_article_plan", _("Plan"), writes, ""))
        if can_moderate(user):
            links.append(("admin:comments_desk", _("Comments"), True, waiting_comments(user)))
        links.append(
            (
                "admin:images_picture_changelist",
                _("Pictures"),
                user.has_perm("images.view_picture"),
                "",
            )
        )
        links.append(
            ("admin:paper_site_changelist", _("Site"), user.has_perm("paper.change_site"), "")
        )
        index = reverse("admin:index")
        found = [(reverse(name), label, count) for name, label, may, count in links if may]
        # Plan and notices lie below the stories: the longest address that fits is here.
        pages = [*(url for url, _label, _count in found), reverse("admin:articles_article_notices")]
        fitting = [url for url in pages if here.startswith(url)]
        nearest = max(fitting, key=len, default="")
        return [
            {
                "url": url,
                "label": label,
                "count": count,
                "is_here": url == nearest and (url != index or here == index),
            }
            for url, label, count in found
        ]

    def index(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """Answer “what do I do now?”, by role."""
        base = self.each_context(request)
        waiting = [way["count"] for way in base["desk_nav"] if way["count"]]
        context = {
            **base,
            "title": self.index_title,
            "subtitle": None,
            "works": works_of(request),
            "can_write": request.user.has_perm("articles.add_article"),
            "comments_waiting": waiting[0] if waiting else None,
            "app_list": base["available_apps"],
            "backup_news": backup_news(request.user),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/index.html", context)

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        return Suggestions.as_view(admin_site=self)(request)

    def logout(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        return LogoutView.as_view(next_page="account_login")(request)

    def password_change(
        self, request: HttpRequest, extra_context: dict | None = None
    ) -> HttpResponse:
        return redirect("account_change_password")

    def see_on_site(
        self, request: HttpRequest, content_type_id: str, object_id: str
    ) -> HttpResponse:
        """Go to an object's page, for those who may see it here: an address says a hidden story's headline."""
        known = {
            str(kind.pk): model
            for model, kind in ContentType.objects.get_for_models(*self._registry).items()
        }
        admin = self._registry.get(known.get(content_type_id))
        seen = admin.get_object(request, object_id) if admin and admin.view_on_site else None
        if seen is None or not admin.has_view_permission(request, seen):
            raise Http404
        return redirect(seen.get_absolute_url())

    @method_decorator(require_POST)
    def choose_language(self, request: HttpRequest) -> HttpResponse:
        """Keep the language a person chose for the desk, and go back to the page."""
        chosen = request.POST.get("language", "")
        if chosen in User.Language.values:
            User.objects.filter(pk=request.user.pk).update(language=chosen)
        back = request.POST.get("next", "")
        safe = url_has_allowed_host_and_scheme(
            back, {request.get_host()}, require_https=request.is_secure()
        )
        return HttpResponseRedirect(back if safe else reverse("admin:index"))


def role_of(user: Any) -> str:
    """Return the person's role in words."""
    if not user.is_authenticated:
        return ""
    names = set(user.groups.values_list("name", flat=True))
    return str(next((label for name, (label, _permissions) in ROLES.items() if name in names), ""))


def backup_news(user: Any) -> Any:
    """Return what there is to say of backups to those who look after them, None to others."""
    return verdict.news(timezone.now()) if user.has_perm("newsroom.view_backup") else None


def unseen_notices(user: Any) -> str | None:
    """Return how many notices a person has not seen, counted up to ৯৯; None for who gets none."""
    if not user.has_perm("articles.change_article"):
        return None
    number = len(notices.unseen_of(user))
    return to_bangla(f"{notices.MANY}+" if number > notices.MANY else number)


def waiting_comments(user: Any) -> str:
    """Return how many comments wait for a moderator, counted up to ৯৯."""
    number = moderated_by(user).waiting()[: MANY + 1].count()
    return to_bangla(f"{MANY}+" if number > MANY else number)
