"""The desk's pages of articles, one module for each kind of thing."""

from articles.admin.author import AuthorProfileAdmin
from articles.admin.category import CategoryAdmin
from articles.admin.section_right import SectionRightAdmin
from articles.admin.series import SeriesAdmin
from articles.admin.source import SourceAdmin
from articles.admin.sponsor import SponsorAdmin
from articles.admin.story import ArticleAdmin
from articles.admin.tag import TagAdmin

__all__ = [
    "ArticleAdmin", "AuthorProfileAdmin", "CategoryAdmin", "SectionRightAdmin", "SeriesAdmin", "SourceAdmin",
    "SponsorAdmin", "TagAdmin",
]  # fmt: skip
