"""The desk: Django's admin site arranged for journalists and moderators."""

from dataclasses import dataclass
from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth.views import LogoutView
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from articles import notices, panel
from articles.models import Article
from articles.permissions import editable_by
from bangla.dates import dhaka_day_bounds, to_dhaka
from bangla.digits import to_bangla
from comments.models import Comment
from comments.permissions import can_moderate
from paper.log import LogEntry
from paper.sentences import when_in_words, words_of
from people.models import User
from people.roles import ROLES

OURS = frozenset({"newsroom", "frontpage", "comments", "articles", "images", "people", "paper"})
"""Packages whose models the desk shows; other packages' admin pages stay out."""

MANY = 99
ROWS = 8
State = Article.State


@dataclass
class Line:
    """One story on the first page: where it stands and what to know about it."""

    story: Article
    headline: str
    note: str = ""
    when: str = ""

    @property
    def badge(self) -> str:
        return panel.badge(self.story)


@dataclass
class Work:
    """One list of the first page."""

    title: str
    lines: list[Line]
    empty: str
    link: str = ""


class Suggestions(AutocompleteJsonView):
    """What the story form suggests while somebody types; an admin may add to a row by `suggestion`."""

    paginate_by = 12

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
        wrap = self.admin_view
        own = [
            path("language/", wrap(self.choose_language), name="choose_language"),
            # In the words of Django's own pattern, which would answer whatever this one lets pass.
            path(
                "r/<path:content_type_id>/<path:object_id>/",
                wrap(self.see_on_site),
                name="view_on_site",
            ),
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
            links.append(
                ("admin:comments_comment_changelist", _("Comments"), True, waiting_comments())
            )
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
        return redirect(back if safe else "admin:index")


def role_of(user: Any) -> str:
    """Return the person's role in words."""
    if not user.is_authenticated:
        return ""
    names = set(user.groups.values_list("name", flat=True))
    return str(next((label for name, (label, _permissions) in ROLES.items() if name in names), ""))


def unseen_notices(user: Any) -> str | None:
    """Return how many notices a person has not seen, counted up to ৯৯; None for who gets none."""
    if not user.has_perm("articles.change_article"):
        return None
    number = len(notices.unseen_of(user))
    return to_bangla(f"{notices.MANY}+" if number > notices.MANY else number)


def waiting_comments() -> str:
    """Return how many comments wait, counted up to ৯৯."""
    number = Comment.objects.waiting()[: MANY + 1].count()
    return to_bangla(f"{MANY}+" if number > MANY else number)


def works_of(request: HttpRequest) -> list[Work]:
    """Return the lists of the first page: an editor's desk, and every writer's own stories."""
    user = request.user
    if not user.has_perm("articles.change_article"):
        return []
    stories = (
        editable_by(user)
        .select_related("latest_revision", "created_by")
        .defer("body", "latest_revision__content")
    )
    works = editors_works(request, stories) if user.has_perm("articles.publish_article") else []
    return [*works, *writers_works(request, stories.filter(created_by=user.pk))]


def editors_works(request: HttpRequest, stories: QuerySet[Article]) -> list[Work]:
    """Return what waits for an editor: review, the schedule, today's stories, corrections."""
    here = reverse("admin:articles_article_changelist")
    start, end = dhaka_day_bounds(to_dhaka(request.now).date())
    today = stories.filter(state=State.PUBLISHED, live_from__gte=start, live_from__lt=end).order_by(
        "-live_from", "-id"
    )
    return [
        Work(
            _("Stories to review"), lines_of(stories.filter(state=State.IN_REVIEW).order_by("touched_at"), "touched_at"),
            _("Nothing waits for review now."), f"{here}?state={State.IN_REVIEW}",
        ),
        Work(
            _("Scheduled next"), lines_of(stories.filter(state=State.SCHEDULED).order_by("live_from"), "live_from"),
            _("Nothing is scheduled."), f"{here}?state={State.SCHEDULED}",
        ),
        Work(_("Published today"), lines_of(today, "live_from"), _("Nothing has been published today yet."), f"{here}?state={State.PUBLISHED}"),
        corrections(stories),
    ]  # fmt: skip


def writers_works(request: HttpRequest, stories: QuerySet[Article]) -> list[Work]:
    """Return a writer's own stories: sent back with the note, and drafts."""
    back = lines_of(stories.filter(state=State.SENT_BACK).order_by("-touched_at"), "touched_at")
    notes = latest_notes([line.story.pk for line in back], "send_back")
    for line in back:
        line.note = notes.get(line.story.pk, "")
    drafts = lines_of(stories.filter(state=State.DRAFT).order_by("-touched_at"), "touched_at")
    works = [Work(_("Sent back to me"), back, "")] if back else []
    works.append(Work(_("My drafts"), drafts, _("You have no draft. Begin a new story.")))
    if not request.user.has_perm("articles.publish_article"):
        handed_in = stories.filter(state__in=[State.IN_REVIEW, State.SCHEDULED]).order_by(
            "-touched_at"
        )
        works.append(
            Work(
                _("Handed in"),
                lines_of(handed_in, "touched_at"),
                _("Nothing of yours waits for an editor."),
            )
        )
    return works


def corrections(stories: QuerySet[Article]) -> Work:
    """Return the latest corrections of the paper."""
    entries = list(_entries("correct").order_by("-id")[:ROWS])
    by_pk = {
        story.pk: story for story in stories.filter(pk__in=[entry.subject_id for entry in entries])
    }
    lines = [
        Line(by_pk[entry.subject_id], entry.label, words_of(entry), when_in_words(entry.at))
        for entry in entries
        if entry.subject_id in by_pk
    ]
    return Work(_("Latest corrections"), lines, _("No correction so far."))


def latest_notes(pks: list[int], act: str) -> dict[int, str]:
    """Return what was written with the latest act of a kind on each story."""
    entries = _entries(act).filter(subject_id__in=pks).order_by("id") if pks else []
    return {entry.subject_id: words_of(entry) for entry in entries}


def _entries(act: str) -> QuerySet[LogEntry]:
    return LogEntry.objects.filter(act=act, subject_type="articles.article")


def lines_of(stories: QuerySet[Article], time: str) -> list[Line]:
    """Return the first stories of a list; `time` names the moment that counts in it."""
    return [
        Line(story, str(story.latest_revision.headline if story.latest_revision else story.headline) or _("(no headline)"),
             when=when_in_words(getattr(story, time)))
        for story in stories[:ROWS]
    ]  # fmt: skip
