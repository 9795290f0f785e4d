"""Lists of words that hold a comment back, and the stamp that tells every process that a list has changed."""

from typing import Any, Final
from uuid import uuid4

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from paper.fields import BanglaCharField

ENTRY_LENGTH: Final = 80
COUNTERS: Final = frozenset({"hits", "false_holds"})


class WordsStamp(models.Model):
    """One row (pk 1) that is another whenever a list or an entry is.

    Drawn anew and never counted up: a change that was rolled back leaves no stamp behind that a
    later one could meet again.
    """

    stamp = models.UUIDField(default=uuid4)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.stamp)

    @classmethod
    def renew(cls) -> None:
        """Say that the lists change; the first act of the change's own transaction.

        First, so that of two who change lists at once one waits here, with nothing locked yet.
        """
        cls.objects.bulk_create(
            [cls(pk=1, stamp=uuid4())],
            update_conflicts=True, unique_fields=["id"], update_fields=["stamp"],
        )  # fmt: skip


class ListedQuerySet[M: models.Model](models.QuerySet[M]):
    """Lists and entries: what changes them in bulk renews the stamp, what counts them does not."""

    def bulk_create(self, *args: Any, **kwargs: Any) -> list[M]:
        with transaction.atomic(using=self.db):
            WordsStamp.renew()
            return super().bulk_create(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        if kwargs.keys() <= COUNTERS:
            return super().update(**kwargs)
        with transaction.atomic(using=self.db):
            WordsStamp.renew()
            return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        with transaction.atomic(using=self.db):
            WordsStamp.renew()
            return super().delete()


class Listed(models.Model):
    """A row of which every process must know the newest state."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic():
            WordsStamp.renew()
            super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        with transaction.atomic():
            WordsStamp.renew()
            return super().delete(*args, **kwargs)


class WordList(Listed):
    """Words, and what becomes of a comment or a name that holds one of them."""

    class Action(models.TextChoices):
        REJECT = "reject", _("Reject")
        HOLD = "hold", _("Hold back")
        REPORT = "report", _("Publish and point out")
        SPAM = "spam", _("Spam")

    name = BanglaCharField(_("name"), max_length=60, unique=True)
    action = models.CharField(
        _("what happens"), max_length=6, choices=Action, default=Action.HOLD,
        help_text=_("Readers whose comment is held back, rejected or spam are all told that it waits for review."),
    )  # fmt: skip
    category = models.ForeignKey(
        "articles.Category", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("section"),
    )  # fmt: skip
    """The section whose stories it holds for, with those below it; none: the whole paper."""
    is_active = models.BooleanField(_("in use"), default=True)

    objects = ListedQuerySet["WordList"].as_manager()

    class Meta:
        verbose_name = _("word list")
        verbose_name_plural = _("word lists")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(action__in=["reject", "hold", "report", "spam"]),
                name="word_list_action_is_known",
            )
        ]

    def __str__(self) -> str:
        return self.name


class WordEntry(Listed):
    """One word or phrase of a list; the counts say in how many comments it was found, and how often in vain.

    `false_holds` counts the comments that were kept back for it and that a moderator approved.
    """

    class Match(models.TextChoices):
        STEM = "stem", _("with case endings")
        WORD = "word", _("this form alone")
        SUBSTRING = "substring", _("inside words as well")

    word_list = models.ForeignKey(
        WordList, on_delete=models.CASCADE, related_name="entries", db_index=False,
        verbose_name=_("word list"),
    )  # fmt: skip
    text = BanglaCharField(_("word or phrase"), max_length=ENTRY_LENGTH)
    match = models.CharField(
        _("how it counts"), max_length=9, choices=Match, default=Match.STEM,
        help_text=_("A phrase is several words; any spaces and signs may stand between them."),
    )  # fmt: skip
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False,
        related_name="+", verbose_name=_("added by"),
    )  # fmt: skip
    hits = models.PositiveIntegerField(_("found"), default=0, editable=False)
    false_holds = models.PositiveIntegerField(_("approved all the same"), default=0, editable=False)

    objects = ListedQuerySet["WordEntry"].as_manager()

    class Meta:
        verbose_name = _("listed word")
        verbose_name_plural = _("listed words")
        ordering = ["text"]
        constraints = [
            models.UniqueConstraint(fields=["word_list", "text"], name="word_is_listed_once"),
            models.CheckConstraint(
                condition=models.Q(match__in=["word", "stem", "substring"]),
                name="word_entry_match_is_known",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Leave the counts of a stored entry alone: comments may be counting at this moment."""
        if not self._state.adding and not args:
            names = {field.name for field in self._meta.concrete_fields if not field.primary_key}
            kwargs.setdefault("update_fields", names - COUNTERS)
        super().save(*args, **kwargs)

    @property
    def false_rate(self) -> int | None:
        """Of a hundred comments in which it was found, how many were approved; None before the first."""
        return round(100 * self.false_holds / self.hits) if self.hits else None
