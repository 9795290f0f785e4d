"""A comment, its place in the thread and its status; `visible()` says what readers may see."""

from typing import Final, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models.commenter import Commenter
from paper.fields import BanglaCharField, BanglaTextField

MAX_DEPTH: Final = 6
STEP: Final = 10
"""Digits of one level of `path`: the id, zero-padded, so that text order is tree order."""


class Status(models.IntegerChoices):
    """Where a comment stands. The two that wait come first: one range is the queue."""

    PREMOD = 1, _("Waiting: reviewed first")
    WITHHELD = 2, _("Waiting: held back")
    PUBLISHED = 3, _("Published, not reviewed")
    APPROVED = 4, _("Approved")
    REJECTED = 5, _("Rejected")
    SPAM = 6, _("Spam")
    DELETED_AUTHOR = 7, _("Deleted by the reader")
    ERASED = 8, _("Erased")


VISIBLE: Final = frozenset({Status.PUBLISHED, Status.APPROVED})


class Severity(models.IntegerChoices):
    """What a finding asks for; the highest of all findings decides."""

    PASS = 0
    REPORT = 1
    HOLD_POLICY = 2
    HOLD_CONTENT = 3
    SPAM = 4
    REJECT = 5
    BLOCK = 6


class Source(models.TextChoices):
    """By which way a comment came."""

    WEB = "web", _("Web")
    API = "api", _("Programme")
    IMPORT = "import", _("Import")
    STAFF = "staff", _("Desk")


class Script(models.TextChoices):
    """In which letters a comment is written."""

    BANGLA = "bn", _("Bangla letters")
    LATIN = "latin", _("Latin letters")
    OTHER = "other", _("other letters")


class CommentQuerySet(models.QuerySet["Comment"]):
    """Which comments: chains read as English, `Comment.objects.visible().newest_first()`."""

    def visible(self) -> Self:
        """Comments that readers may see (the story's own state is the story's matter)."""
        return self.filter(published_at__isnull=False)

    def on_page(self) -> Self:
        """Visible comments and the tombstones that hold visible replies together."""
        return self.filter(is_shown=True)

    def waiting(self) -> Self:
        """Comments that wait for a moderator."""
        return self.filter(status__lte=Status.WITHHELD)

    def roots(self) -> Self:
        """Comments that answer no other."""
        return self.filter(root__isnull=True)

    def newest_first(self) -> Self:
        """Latest arrival first; ids are given in the order of arrival."""
        return self.order_by("-id")

    def latest_published(self) -> Self:
        """Latest appearance first: what a feed shows, for a held comment appears when it is approved."""
        return self.visible().order_by("-published_at", "-id")


class Comment(models.Model):
    """One reader's words under one story. `path` keeps the tree: the ids of the ancestors and its own.

    `published_at` is set exactly while readers may see the comment. `reply_count` and
    `visible_reply_count` count the replies below it by path or directly to it. Rows change
    status only through `comments.moderation`. An answered comment cannot be deleted alone
    (RESTRICT), but a story takes its whole conversation with it.
    """

    article = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="comments", db_index=False,
        verbose_name=_("story"),
    )  # fmt: skip
    parent = models.ForeignKey("self", on_delete=models.RESTRICT, null=True, related_name="replies")
    root = models.ForeignKey(
        "self", on_delete=models.RESTRICT, null=True, related_name="thread", db_index=False
    )
    path = models.CharField(max_length=MAX_DEPTH * STEP)
    depth = models.PositiveSmallIntegerField(default=1)

    status = models.PositiveSmallIntegerField(_("state"), choices=Status)
    initial_status = models.PositiveSmallIntegerField(choices=Status)
    severity = models.PositiveSmallIntegerField(choices=Severity, default=Severity.PASS)
    reasons = models.JSONField(default=list)

    author_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    identity = models.ForeignKey(
        Commenter, on_delete=models.SET_NULL, null=True, related_name="comments", db_index=False
    )
    author_name = BanglaCharField(_("name"), max_length=240)
    email = models.EmailField(_("e-mail"), blank=True)
    email_key = models.BinaryField(max_length=16, null=True, editable=False)
    body = BanglaTextField(_("comment"))
    body_html = models.TextField(editable=False)
    dup_hash = models.BinaryField(max_length=16, editable=False)
    link_count = models.PositiveSmallIntegerField(default=0)
    script = models.CharField(_("script"), max_length=5, choices=Script, default=Script.BANGLA)
    is_staff_reply = models.BooleanField(default=False)
    featured_at = models.DateTimeField(null=True)
    featured_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    reply_count = models.PositiveIntegerField(default=0)
    visible_reply_count = models.PositiveIntegerField(default=0)
    report_count = models.PositiveIntegerField(default=0)
    is_shown = models.GeneratedField(
        expression=Q(published_at__isnull=False) | Q(visible_reply_count__gt=0),
        output_field=models.BooleanField(),
        db_persist=True,
    )

    revision = models.PositiveIntegerField(default=1)
    version = models.PositiveIntegerField(default=1)
    idempotency_key = models.UUIDField(null=True, editable=False)
    created_at = models.DateTimeField(_("time"), default=timezone.now)
    published_at = models.DateTimeField(null=True)
    edited_at = models.DateTimeField(null=True)
    status_at = models.DateTimeField(default=timezone.now)

    ip_hash = models.BinaryField(max_length=16, null=True, editable=False)
    ip_prefix = models.CharField(max_length=20, null=True, editable=False)
    source = models.CharField(max_length=6, choices=Source, default=Source.WEB)
    legacy_id = models.PositiveBigIntegerField(null=True, editable=False)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        default_permissions = ("view",)
        permissions = [("moderate_comment", "Can review and answer comments")]
        constraints = [
            # Partial: an imported paper has a million rows without a key, and after ANALYZE
            # SQLite would rather read the table than an index full of NULL.
            models.UniqueConstraint(
                fields=["idempotency_key"],
                condition=Q(idempotency_key__isnull=False),
                name="comment_sent_once",
            ),
            models.UniqueConstraint(
                fields=["legacy_id"],
                condition=Q(legacy_id__isnull=False),
                name="comment_imported_once",
            ),
            models.CheckConstraint(
                condition=Q(depth__gte=1, depth__lte=MAX_DEPTH), name="comment_depth_is_1_to_6"
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True, root__isnull=True)
                | Q(parent__isnull=False, root__isnull=False),
                name="comment_has_root_exactly_when_reply",
            ),
            models.CheckConstraint(
                condition=Q(status__in=sorted(VISIBLE), published_at__isnull=False)
                | (~Q(status__in=sorted(VISIBLE)) & Q(published_at__isnull=True)),
                name="comment_published_exactly_when_visible",
            ),
            models.CheckConstraint(
                condition=Q(status__gte=Status.PREMOD, status__lte=Status.ERASED),
                name="comment_status_is_known",
            ),
            models.CheckConstraint(
                condition=Q(visible_reply_count__lte=F("reply_count")),
                name="comment_visible_replies_are_replies",
            ),
            models.UniqueConstraint(fields=["article", "path"], name="comment_path_is_unique"),
        ]
        indexes = [
            models.Index(
                F("article"), F("id").desc(), name="comment_roots",
                condition=Q(root__isnull=True, is_shown=True),
            ),
            models.Index(
                F("root"), F("path"), name="comment_replies_shown",
                condition=Q(root__isnull=False, is_shown=True),
            ),
            # Without the condition SQLite takes this index for `root IS NULL`, every root of the paper.
            models.Index(
                F("root"), F("path"), name="comment_replies", condition=Q(root__isnull=False)
            ),
            models.Index(
                F("published_at").desc(), F("id").desc(), name="comment_newest",
                condition=Q(published_at__isnull=False),
            ),
            models.Index(
                F("created_at"), F("id"), name="comment_queue",
                condition=Q(status__lte=Status.WITHHELD),
            ),
            models.Index(F("id"), name="comment_unreviewed", condition=Q(status=Status.PUBLISHED)),
            models.Index(
                F("identity"), F("created_at").desc(), name="comment_by_device",
                condition=Q(identity__isnull=False),
            ),
            models.Index(
                F("ip_prefix"), F("created_at").desc(), name="comment_by_prefix",
                condition=Q(ip_prefix__isnull=False),
            ),
            models.Index(
                F("email_key"), F("created_at").desc(), name="comment_by_email",
                condition=Q(email_key__isnull=False),
            ),
            models.Index(F("dup_hash"), F("created_at").desc(), name="comment_by_text"),
            models.Index(F("created_at"), name="comment_by_time"),
            models.Index(
                F("report_count").desc(), F("id"), name="comment_reported",
                condition=Q(report_count__gt=0, published_at__isnull=False),
            ),
            models.Index(
                F("status"), F("status_at").desc(), F("id").desc(), name="comment_turned_down",
                condition=Q(status__gte=Status.REJECTED),
            ),
            models.Index(
                F("article"), F("featured_at").desc(), name="comment_featured",
                condition=Q(featured_at__isnull=False, status=Status.APPROVED),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.author_name} #{self.pk}"

    def get_absolute_url(self) -> str:
        """The comment in its thread, wherever it has moved to; works without JavaScript."""
        return f"{reverse('comments:thread', args=[self.article_id])}?c={self.pk}#comment-{self.pk}"

    @property
    def is_visible(self) -> bool:
        """The twin of `visible()` for one row in hand."""
        return self.published_at is not None

    @property
    def is_waiting(self) -> bool:
        """The twin of `waiting()` for one row in hand."""
        return self.status <= Status.WITHHELD

    @property
    def ancestor_ids(self) -> list[int]:
        """Comments whose counters a change of this one moves: those of its path, and its true parent."""
        steps = {int(self.path[at : at + STEP]) for at in range(0, len(self.path) - STEP, STEP)}
        return sorted(steps | ({self.parent_id} if self.parent_id else set()))


class CommentRevision(models.Model):
    """The text of a comment as it stood: a moderator approves a revision, not a comment."""

    comment = models.ForeignKey(
        Comment, on_delete=models.CASCADE, related_name="revisions", db_index=False
    )
    n = models.PositiveIntegerField()
    body = BanglaTextField()
    verdict = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("revision of a comment")
        verbose_name_plural = _("revisions of a comment")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["comment", "n"], name="comment_revision_is_numbered_once"
            )
        ]

    def __str__(self) -> str:
        return f"#{self.comment_id}/{self.n}"
