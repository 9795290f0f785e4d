"""What readers write through the contact form: stored first, then mailed to the paper."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from paper.fields import BanglaCharField, BanglaTextField


class ContactMessage(models.Model):
    """A reader's message to the paper."""

    name = BanglaCharField(_("name"), max_length=80)
    email = models.EmailField(_("e-mail"))
    subject = BanglaCharField(_("subject"), max_length=150)
    message = BanglaTextField(_("message"), max_length=5000)
    received_at = models.DateTimeField(_("received"), auto_now_add=True)
    handled = models.BooleanField(_("handled"), default=False)
    idempotency_key = models.CharField(max_length=64, unique=True, editable=False)
    address_prefix = models.CharField(max_length=24, blank=True, editable=False)

    class Meta:
        verbose_name = _("reader's message")
        verbose_name_plural = _("readers' messages")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["address_prefix", "-received_at"], name="contact_by_prefix")
        ]

    def __str__(self) -> str:
        return self.subject
