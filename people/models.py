"""The user: whoever signs in to the desk, from day one our own model."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from paper.fields import BanglaCharField
from people.guesses import Tries
from people.two_step_rule import TwoStepRule

__all__ = ["Tries", "TwoStepRule", "User"]


class User(AbstractUser):
    """A member of staff. `display_name` is how the desk prints the name; `language` is a choice made by the person."""

    class Language(models.TextChoices):
        BANGLA = "bn", "বাংলা"
        ENGLISH = "en", "English"

    display_name = BanglaCharField(_("name on the desk"), max_length=80, blank=True)
    language = models.CharField(
        _("language of the desk"), max_length=2, choices=Language, default=Language.BANGLA
    )

    class Meta(AbstractUser.Meta):
        verbose_name = _("staff member")
        verbose_name_plural = _("staff")

    def __str__(self) -> str:
        return self.display_name or self.get_full_name() or self.username
