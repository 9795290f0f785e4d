"""The tables of articles, each in the module of its noun."""

from articles.models.article import Article, ArticleQuerySet
from articles.models.byline import AuthorProfile, Byline
from articles.models.correction import Correction
from articles.models.desk import DeskNote, Notice, Presence, PreviewLink, SectionRight
from articles.models.readership import DayReads
from articles.models.revision import Revision
from articles.models.series import Series
from articles.models.source import Source
from articles.models.sponsor import Sponsor
from articles.models.taxonomy import ArticleCategory, ArticleTag, Category, Tag
from articles.models.use import PictureUse

__all__ = [
    "Article", "ArticleCategory", "ArticleQuerySet", "ArticleTag", "AuthorProfile", "Byline",
    "Category", "Correction", "DayReads", "DeskNote", "Notice", "PictureUse", "Presence",
    "PreviewLink", "Revision", "SectionRight", "Series", "Source", "Sponsor", "Tag",
]  # fmt: skip
