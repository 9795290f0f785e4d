"""A paper of very many stories as its desk meets it, for tests of how the database reads the desk's lists."""

import datetime as dt
import json

from django.db import connection
from django.db.models import Field, JSONField
from django.utils import timezone

from articles.models import Article, Revision
from articles.tests.factories import person, section

EVERY = dt.timedelta(minutes=14)
"""About a hundred stories a day: a hundred thousand in two and a half years."""

PLACES = (
    "economy", "economy/a", "economy/b", "sports", "sports/a", "world", "life", "stock", "bank", "tech", "opinion", "trade",
)  # fmt: skip

STATES = ("draft", "in_review", "sent_back", "approved", "killed", "withdrawn")
"""States of every hundredth story, which is not out; 120 come out later, all others are out."""


class LargeDesk:
    """Stories of twelve sections and of one with few, all assigned with a time; and the people who look at them."""

    def __init__(self, stories: int) -> None:
        self.now = timezone.now().replace(microsecond=0)
        self.chief, self.reporter, self.limited = person(), person("reporter"), person("editor")
        self.writers = [self.reporter.pk, *(person("reporter").pk for _ in range(30))]
        self.sections = [section(path, path).pk for path in PLACES]
        self.rare = section("crime", "অপরাধ").pk
        numbers = f"WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {stories})"
        with connection.cursor() as cursor:
            for model, values in ((Article, self._story()), (Revision, self._version())):
                rest = {
                    field.column: _literal(field)
                    for field in model._meta.concrete_fields
                    if not field.null and field.column not in values
                }
                columns = {**rest, **values}
                names, made = ", ".join(columns), ", ".join(columns.values())
                cursor.execute(
                    f"INSERT INTO {model._meta.db_table} ({names}) {numbers} SELECT {made} FROM numbers"
                )
            cursor.execute(
                "UPDATE articles_article SET latest_revision_id = id, "
                "live_revision_id = CASE WHEN live_from IS NOT NULL THEN id END"
            )
            cursor.execute("ANALYZE")

    def _story(self) -> dict[str, str]:
        coming = "n <= 120"
        is_out = f"({coming} OR n % 100 <> 0)"
        at = self._at("120 - n")
        place = f"CASE WHEN n % 5000 = 0 THEN {self.rare} ELSE {self._one_of(self.sections)} END"
        states = " ".join(f"WHEN {number} THEN '{state}'" for number, state in enumerate(STATES))
        out = f"CASE WHEN {is_out} THEN "
        return {
            "id": "n", "headline": f"{out}'বন্দরে জট ' || n ELSE '' END", "slug": f"{out}'n-' || n ELSE '' END",
            "category_id": f"{out}{place} END", "desk_category_id": place,
            "state": f"CASE WHEN {coming} THEN 'scheduled' WHEN {is_out} THEN 'published' ELSE CASE n / 100 % 6 {states} END END",
            "live_from": f"{out}{at} END", "first_published_at": f"{out}{at} END",
            "created_by_id": self._one_of(self.writers), "assignee_id": self._one_of(self.writers),
            "due_at": self._at("115 - n"), "touched_at": f"CASE WHEN {coming} THEN {self._at('0')} ELSE {at} END",
            "created_at": at,
        }  # fmt: skip

    def _version(self) -> dict[str, str]:
        body = "বন্দরে কনটেইনারের জট কমেনি। " * 20
        return {
            "id": "n", "article_id": "n", "number": "1", "headline": "'বন্দরে জট ' || n", "created_at": self._at("120 - n"),
            "content": f"'{{\"headline\": \"বন্দরে জট\", \"bylines\": [], \"body\": \"{body}\"}}'",
            "created_by_id": self._one_of(self.writers), "category_id": self._one_of(self.sections),
        }  # fmt: skip

    def _at(self, steps: str) -> str:
        """Return in SQL the moment so many steps from now."""
        minutes = f"({steps}) * {EVERY.seconds // 60}"
        if connection.vendor == "sqlite":
            return f"strftime('%Y-%m-%d %H:%M:%S', {int(self.now.timestamp())} + {minutes} * 60, 'unixepoch')"
        return f"to_timestamp({int(self.now.timestamp())} + {minutes} * 60)"

    def _one_of(self, pks: list[int]) -> str:
        cases = " ".join(f"WHEN {number} THEN {pk}" for number, pk in enumerate(pks))
        return f"CASE n % {len(pks)} {cases} END"


def _literal(field: Field) -> str:
    """Return a field's default in SQL."""
    value = field.get_default()
    if isinstance(field, JSONField):
        return f"'{json.dumps(value)}'"
    if isinstance(value, bool):
        return str(value).upper()
    return str(value) if isinstance(value, int) else f"'{value or ''}'"
