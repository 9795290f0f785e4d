"""What tests of saving share: what an open form sends by itself."""

from typing import Any

from articles.models import Article
from articles.tests.desk import LIST, typed

BEGIN, TOKEN = f"{LIST}autosave/", f"{LIST}token/"
TAB = "tab-1"


def fresh(article: Article) -> Article:
    """Return the story as it stands in the database, with its latest version."""
    return Article.objects.select_related("latest_revision").get(pk=article.pk)


def autosave(browser: Any, article: Article, *, tab: str = TAB, **changes: Any) -> Any:
    """Send a story's form as it saves itself."""
    sent = {**typed(fresh(article), **changes), "tab": tab}
    del sent["act"]
    return browser.post(f"{LIST}{article.pk}/autosave/", sent)


def present(browser: Any, article: Article, *, tab: str = TAB, **values: Any) -> Any:
    """Send a sign of life."""
    latest = fresh(article).latest_revision_id
    return browser.post(f"{LIST}{article.pk}/presence/", {"tab": tab, "based_on": latest, **values})
