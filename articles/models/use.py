"""Which pictures a story uses: the answer to “where is this picture”, and the guard of those in use."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PictureUse(models.Model):
    """A story uses, or used in some version, a picture; no row is taken back while the story lives.

    `is_live`: in what readers see; `is_latest`: in the latest version of the desk. With neither, an
    older version has it and could be brought back. The key keeps a used picture in the library.
    """

    article = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="picture_uses"
    )
    picture = models.ForeignKey("images.Picture", on_delete=models.PROTECT, related_name="uses")
    is_live = models.BooleanField(default=False)
    is_latest = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("use of a picture")
        verbose_name_plural = _("uses of pictures")
        constraints = [
            models.UniqueConstraint(fields=["picture", "article"], name="picture_use_once")
        ]

    def __str__(self) -> str:
        return f"{self.picture_id} – {self.article_id}"
