"""The list of stories page by page: each begins after the last row of the one before, at the same cost however deep."""

from typing import Any

from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest

from articles.models.article import Cursor
from articles.paging import cursor_of, read_cursor

BEFORE = "before"


class KeysetChangeList(ChangeList):
    """Django's list without COUNT and OFFSET, last change first; its admin says by `rows_of` what a row shows.

    Which stories stand on a page is found on their own table, by an index; only theirs are then joined.
    """

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet:
        # Not a filter: links of filters lead to the first page.
        for given in (self.params, self.filter_params):
            given.pop(BEFORE, None)
        return super().get_queryset(request, exclude_parameters)

    def get_results(self, request: HttpRequest) -> None:
        """Read one page, and whether another one follows."""
        self.before = read_cursor(request)
        found = self.queryset.last_changed_first(self.before).select_related(None)
        page = found.values("pk")[: self.list_per_page + 1]
        rows = self.model_admin.rows_of(self.model.objects.filter(pk__in=page))
        self.result_list = list(rows.last_changed_first())
        self.older = ""
        if len(self.result_list) > self.list_per_page:
            self.result_list.pop()
            last = self.result_list[-1]
            self.older = cursor_of(Cursor(last.touched_at, last.pk))
        self.result_count = len(self.result_list)
        self.full_result_count = None
        self.show_full_result_count = self.can_show_all = self.multi_page = False
        self.show_admin_actions = True
        self.paginator = None
