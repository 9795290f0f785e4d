"""How often stories are read: one row a story and Dhaka day."""

from django.db import models
from django.db.models import F


class DayReads(models.Model):
    """Reads of one story on one Dhaka day, added up in batches (articles/readership.py)."""

    article = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="day_reads"
    )
    day = models.DateField()
    reads = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "day"], name="day_reads_once")]
        indexes = [models.Index(F("day"), F("reads").desc(), name="day_reads_most")]

    def __str__(self) -> str:
        return f"{self.article_id} {self.day} {self.reads}"
