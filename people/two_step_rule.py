"""For which roles the paper asks a second step at sign-in, and how long it waits for it."""

import datetime as dt

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class TwoStepRule(models.Model):
    """One role's rule. It asks for the second step from `since` on, null while it does not."""

    GRACE_DAYS = 7
    LONGEST_GRACE = 60

    role = models.CharField(_("Role"), max_length=20, unique=True)
    since = models.DateTimeField(_("required since"), null=True)
    grace_days = models.PositiveSmallIntegerField(
        _("days of grace"), default=GRACE_DAYS, validators=[MaxValueValidator(LONGEST_GRACE)]
    )

    class Meta:
        verbose_name = _("rule of two-step sign-in")
        verbose_name_plural = _("rules of two-step sign-in")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(grace_days__lte=60), name="two_step_grace_is_60_days_at_most"
            )
        ]

    def __str__(self) -> str:
        return self.role

    def due_at(self, joined: dt.datetime) -> dt.datetime | None:
        """Return until when somebody who joined then has to have a second step."""
        if self.since is None:
            return None
        return max(self.since, joined) + dt.timedelta(days=self.grace_days)
