"""The story as readers see it, and `live()`, the one definition of what they may see."""

import datetime as dt
from typing import NamedTuple, Self
from urllib.parse import quote

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from articles.body import sanitise
from paper.fields import BanglaCharField, BanglaSlugField, BanglaTextField, BodyField

IS_DATED = Q(live_from__isnull=False)

UNFINISHED = ("draft", "sent_back", "in_review", "approved")
"""States in which the desk still waits for a story: after them it is on its way to readers, or over."""

OVERDUE_FOR = dt.timedelta(days=30)
"""As long the desk is told of a story that is not finished in time; then nobody waits for it any more."""


class Cursor(NamedTuple):
    """Where a page of a list ended: the time and id of its last story."""

    live_from: dt.datetime
    id: int


def older(cursor: Cursor | None, time: str, pk: str) -> Q:
    """Return what follows a cursor in a list sorted by `-time, -pk`; the first part bounds the index walk."""
    if cursor is None:
        return Q()
    earlier = Q(**{f"{time}__lt": cursor.live_from}) | Q(**{f"{pk}__lt": cursor.id})
    return Q(**{f"{time}__lte": cursor.live_from}) & earlier


def readable(now: dt.datetime, path: str = "") -> Q:
    """Return the condition that readers may see a story at a moment; `path` leads to it from another table."""
    # No IS_DATED here: the comparison implies it, and SQLite would take the two for a narrow
    # range, walk all stories by it and sort a tag's or an author's.
    stays = Q(**{f"{path}live_until__isnull": True}) | Q(**{f"{path}live_until__gt": now})
    return stays & Q(**{f"{path}live_from__lte": now})


def taken_away(now: dt.datetime, path: str = "") -> Q:
    """Return the condition that a story is withdrawn, or its time has ended and nobody has noted it yet."""
    return Q(**{f"{path}state": "withdrawn"}) | Q(**{f"{path}live_until__lte": now})


class ArticleQuerySet(models.QuerySet["Article"]):
    """Which stories: chains read as English, `Article.objects.live().newest_first()`.

    Every list takes the cursor of the page before (`before`) and is sorted newest first,
    the id deciding between equals, by an index of its own.
    """

    def live(self, now: dt.datetime | None = None) -> Self:
        """Stories readers may see at a moment: `live_from` has come and `live_until` has not."""
        return self.filter(readable(now or timezone.now()))

    def gone(self, now: dt.datetime | None = None) -> Self:
        """Stories that readers shall not look for any more: withdrawn, ended by time, killed."""
        return self.filter(taken_away(now or timezone.now()) | Q(state="killed"))

    def locked(self, pk: int) -> "Article":
        """One story, its row locked to the end of the transaction.

        The lock comes first, alone: to a row that it had to wait for PostgreSQL joins what the other
        tables held when it was asked, and the version saved meanwhile would be missing.
        """
        self.model._base_manager.select_for_update().only("pk").get(pk=pk)
        return self.get(pk=pk)

    def newest_first(self, before: Cursor | None = None) -> Self:
        """All stories."""
        return self.filter(older(before, "live_from", "id")).order_by("-live_from", "-id")

    def last_changed_first(self, before: Cursor | None = None) -> Self:
        """All stories as the desk lists them; the cursor holds the time of the last change."""
        return self.filter(older(before, "touched_at", "id")).order_by("-touched_at", "-id")

    def between(self, start: dt.datetime, end: dt.datetime) -> Self:
        """Stories published from `start` on and before `end`."""
        return self.filter(live_from__gte=start, live_from__lt=end)

    def overdue(self, now: dt.datetime | None = None) -> Self:
        """Stories whose time has passed in the last thirty days and which are not finished."""
        now = now or timezone.now()
        return self.filter(due_at__gte=now - OVERDUE_FOR, due_at__lt=now, state__in=UNFINISHED)

    def in_category(self, category: int, before: Cursor | None = None) -> Self:
        """Stories a section shows, those of its subsections included."""
        return self._filed(
            Q(category_filings__category=category), "category_filings", "article", before
        )

    def tagged(self, tag: int, before: Cursor | None = None) -> Self:
        """Stories with a tag."""
        return self._filed(Q(tag_filings__tag=tag), "tag_filings", "content_object", before)

    def by_author(self, author: int, before: Cursor | None = None) -> Self:
        """Stories signed by an author."""
        return self._filed(Q(bylines__author=author), "bylines", "article", before)

    def _filed(self, where: Q, join: str, pk: str, before: Cursor | None) -> Self:
        # One filter() call: a second one on a many-valued relation would join it anew.
        time, pk = f"{join}__live_from", f"{join}__{pk}"
        dated = Q(**{f"{time}__isnull": False})
        return self.filter(where & dated & older(before, time, pk)).order_by(f"-{time}", f"-{pk}")


class Article(models.Model):
    """A story. Readers see this row; the desk edits a Revision; only `workflow.publish` copies."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_REVIEW = "in_review", _("In review")
        SENT_BACK = "sent_back", _("Sent back")
        APPROVED = "approved", _("Approved")
        SCHEDULED = "scheduled", _("Scheduled")
        PUBLISHED = "published", _("Published")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        KILLED = "killed", _("Killed")

    class Sponsorship(models.TextChoices):
        NONE = "", _("Own journalism")
        SPONSORED = "sponsored", _("Sponsored")
        PARTNER = "partner", _("With a partner")

    class CommentPolicy(models.TextChoices):
        OPEN = "open", _("Open")
        HELD = "held", _("Each comment reviewed first")
        CLOSED = "closed", _("Closed")

    class Language(models.TextChoices):
        BANGLA = "bn", "বাংলা"
        ENGLISH = "en", "English"

    # What readers read, copied from a revision by publish.
    kicker = BanglaCharField(_("kicker"), max_length=40, blank=True)
    headline = BanglaCharField(_("headline"), max_length=200, blank=True)
    standfirst = BanglaTextField(_("standfirst"), max_length=600, blank=True)
    body = BodyField(_("body"), cleaner=sanitise, blank=True)
    slug = BanglaSlugField(_("address"), blank=True)
    language = models.CharField(
        _("language"), max_length=2, choices=Language, default=Language.BANGLA
    )
    category = models.ForeignKey(
        "articles.Category", on_delete=models.PROTECT, null=True, related_name="+",
        verbose_name=_("section"),
    )  # fmt: skip
    categories = models.ManyToManyField(
        "articles.Category", through="articles.ArticleCategory", related_name="articles"
    )
    tags = TaggableManager(through="articles.ArticleTag", blank=True, verbose_name=_("tags"))
    source = models.ForeignKey(
        "articles.Source", on_delete=models.PROTECT, null=True, related_name="articles",
        verbose_name=_("source"),
    )  # fmt: skip
    dateline = BanglaCharField(_("dateline"), max_length=60, blank=True)
    picture = models.ForeignKey(
        "images.Picture", on_delete=models.PROTECT, null=True, related_name="articles",
        verbose_name=_("lead picture"),
    )  # fmt: skip
    picture_alt = BanglaCharField(_("description of the picture"), max_length=300, blank=True)
    picture_caption = BanglaCharField(_("caption"), max_length=300, blank=True)
    comment_policy = models.CharField(
        _("comments"), max_length=6, choices=CommentPolicy, default=CommentPolicy.OPEN
    )
    sponsor = models.ForeignKey(
        "articles.Sponsor", on_delete=models.PROTECT, null=True, related_name="articles",
        verbose_name=_("sponsor"),
    )  # fmt: skip
    sponsorship = models.CharField(
        _("kind of sponsoring"), max_length=9, choices=Sponsorship, blank=True, default=""
    )
    series = models.ForeignKey(
        "articles.Series", on_delete=models.PROTECT, null=True, related_name="articles",
        verbose_name=_("series"),
    )  # fmt: skip
    series_part = models.PositiveSmallIntegerField(_("part"), null=True)
    edition = models.OneToOneField(
        "self", on_delete=models.SET_NULL, null=True, related_name="+",
        verbose_name=_("edition in the other language"),
    )  # fmt: skip
    word_count = models.PositiveIntegerField(default=0)
    shown = models.JSONField(default=dict)
    """Lines ready for the page: bylines, tags, further sections, corrections (articles/shown.py)."""

    # Where it stands.
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    live_from = models.DateTimeField(_("readable from"), null=True)
    live_until = models.DateTimeField(_("readable until"), null=True)
    first_published_at = models.DateTimeField(_("first published"), null=True)
    updated_at = models.DateTimeField(_("updated"), null=True)
    comment_count = models.PositiveIntegerField(_("comments"), default=0)
    comments_version = models.PositiveIntegerField(default=0)

    latest_revision = models.ForeignKey(
        "articles.Revision", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    live_revision = models.ForeignKey(
        "articles.Revision", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    approved_revision = models.ForeignKey(
        "articles.Revision", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    update_revision = models.ForeignKey(
        "articles.Revision", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    """The version that takes the place of the one readers see, at `update_at`."""
    update_at = models.DateTimeField(_("update readable from"), null=True)
    embargo_until = models.DateTimeField(_("under embargo until"), null=True)

    # What the desk plans with it; no reader sees any of it.
    desk_category = models.ForeignKey(
        "articles.Category", on_delete=models.SET_NULL, null=True, related_name="+",
        verbose_name=_("section of the latest version"),
    )  # fmt: skip
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+",
        verbose_name=_("assigned to"),
    )  # fmt: skip
    due_at = models.DateTimeField(_("due"), null=True)
    overdue_noticed_at = models.DateTimeField(null=True)
    needs_legal = models.BooleanField(_("to be read by the lawyer"), default=False)
    legal_revision = models.ForeignKey(
        "articles.Revision", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    """The version that the lawyer has cleared."""
    client_key = models.UUIDField(null=True, unique=True, editable=False)
    """Made by the browser that began the story: a first save that is sent twice makes one story."""
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+",
        verbose_name=_("begun by"),
    )  # fmt: skip
    created_at = models.DateTimeField(_("begun"), default=timezone.now)
    touched_at = models.DateTimeField(_("last change"), default=timezone.now)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        permissions = [
            ("edit_any_article", "Can edit stories of others"),
            ("publish_article", "Can publish, schedule and send back"),
            ("withdraw_article", "Can withdraw a story from readers"),
            ("kill_article", "Can kill a story"),
            ("correct_article", "Can add a correction"),
            ("lift_embargo", "Can lift an embargo before its time"),
            ("override_gate", "Can publish what the gate holds back, with a reason"),
            ("clear_legal", "Can say that a story may be printed by law"),
            ("assign_article", "Can assign stories"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(live_from__isnull=True)
                | (~Q(headline="") & ~Q(slug="") & Q(category__isnull=False) & Q(first_published_at__isnull=False)),
                name="readable_story_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(live_from__isnull=True, state__in=["draft", "in_review", "sent_back", "approved", "withdrawn", "killed"])
                | Q(live_from__isnull=False, state__in=["scheduled", "published"]),
                name="readable_exactly_when_published",
            ),
            models.CheckConstraint(
                condition=Q(live_until__isnull=True) | Q(live_until__gt=F("live_from")),
                name="goes_after_it_came",
            ),
            models.CheckConstraint(
                condition=~Q(state="scheduled") | Q(embargo_until__isnull=True) | Q(live_from__gte=F("embargo_until")),
                name="schedule_heeds_embargo",
            ),
            models.CheckConstraint(
                condition=Q(update_at__isnull=True) | Q(state="published"),
                name="update_of_what_is_out",
            ),
            models.CheckConstraint(
                condition=Q(edition__isnull=True) | ~Q(edition=F("id")), name="edition_is_another_story"
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(F("live_from").desc(), F("id").desc(), condition=IS_DATED, name="live_newest"),
            models.Index(F("live_until"), condition=Q(live_until__isnull=False), name="live_going"),
            models.Index(F("live_from"), condition=Q(state="scheduled"), name="scheduled_next"),
            models.Index(F("state"), F("touched_at").desc(), name="desk_by_state"),
            models.Index(F("touched_at").desc(), name="desk_by_change"),
            models.Index(F("created_by"), F("touched_at").desc(), name="desk_by_author"),
            models.Index(F("assignee"), F("touched_at").desc(), name="desk_by_assignee"),
            models.Index(F("desk_category"), F("touched_at").desc(), name="desk_by_section"),
            models.Index(F("due_at"), condition=Q(due_at__isnull=False), name="desk_by_due"),
            models.Index(F("update_at"), condition=Q(update_at__isnull=False), name="update_next"),
            models.Index(F("series"), F("series_part"), condition=Q(series__isnull=False), name="parts_of_series"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.headline or (self.latest_revision.headline if self.latest_revision else "")

    def get_absolute_url(self) -> str:
        # What reverse("articles:detail") gives, at a tenth of its cost: a page asks three times.
        return f"/article/{self.pk}/{quote(self.slug)}/"

    def is_live(self, now: dt.datetime | None = None) -> bool:
        """The twin of `live()` for one row in hand."""
        now = now or timezone.now()
        if self.live_from is None or self.live_from > now:
            return False
        return self.live_until is None or self.live_until > now

    def is_overdue(self, now: dt.datetime | None = None) -> bool:
        """The twin of `overdue()` for one row in hand."""
        now = now or timezone.now()
        if self.due_at is None or self.state not in UNFINISHED:
            return False
        return now - OVERDUE_FOR <= self.due_at < now

    @property
    def has_private_changes(self) -> bool:
        """Whether the desk holds a version that readers do not see yet."""
        return self.live_from is not None and self.latest_revision_id != self.live_revision_id
