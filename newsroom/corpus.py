"""Loads a benchmark corpus (JSON Lines) in bulk: 100,000 stories and a million comments in minutes.

Rows go to the database without model instances, in the columns' own order; text passes the
same cleaning as its field (a test compares). Counters, paths and the lines kept ready on
the story are worked out here, once, exactly as the workflow and moderation leave them.
"""

import datetime as dt
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import batched, groupby
from pathlib import Path
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models, transaction

from articles.body import sanitise
from articles.drafting import EMPTY
from articles.models import (
    Article,
    ArticleCategory,
    ArticleTag,
    AuthorProfile,
    Byline,
    Category,
    PictureUse,
    Revision,
    Source,
    Tag,
)
from articles.models.taxonomy import tag_key
from comments.models import MAX_DEPTH, STEP, VISIBLE, Comment, Status
from comments.models import Source as Way
from comments.phases.duplicates import fingerprint
from comments.rendering import render
from images.models import Picture
from newsroom.contents import first_content
from paper.abuse import address_prefix, keyed_hash
from paper.fields import clean_line, clean_text
from paper.identity import Site

STORIES_A_TRANSACTION = 5_000
COMMENTS_A_TRANSACTION = 100_000
SQLITE_CACHE_KIB = 400_000
STATUS = {"approved": Status.APPROVED, "pending": Status.PREMOD, "spam": Status.SPAM}


class BadCorpus(Exception):
    """Raised for a corpus that cannot be loaded here; the message is one sentence."""


class Table:
    """Inserts rows given as dictionaries; fields left out take the model's default."""

    def __init__(self, model: type[models.Model], *names: str) -> None:
        self.model = model
        fields = [
            field
            for field in model._meta.concrete_fields
            if not field.generated and (not field.primary_key or "id" in names)
        ]
        self.names = [field.attname for field in fields]
        if unknown := set(names) - set(self.names):
            raise LookupError(f"{model.__name__} has no {', '.join(sorted(unknown))}.")
        self.given = [name if name in names else None for name in self.names]
        self.defaults = [
            field.get_db_prep_save(field.get_default(), connection) for field in fields
        ]
        self.adapters = [_adapter(field) for field in fields]
        quoted = ", ".join(connection.ops.quote_name(field.column) for field in fields)
        self.target = f"{connection.ops.quote_name(model._meta.db_table)} ({quoted})"
        self.marks = ", ".join(["%s"] * len(fields))

    def insert(self, rows: Iterable[dict[str, Any]]) -> None:
        """Insert the rows: COPY on PostgreSQL, one prepared statement on SQLite."""
        prepared = (self._prepare(row) for row in rows)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {self.target} FROM STDIN") as copy:
                    for row in prepared:
                        copy.write_row(row)
            else:
                # The names are the models' own.
                cursor.executemany(f"INSERT INTO {self.target} VALUES ({self.marks})", prepared)  # noqa: S608

    def _prepare(self, row: dict[str, Any]) -> tuple[Any, ...]:
        return tuple(
            default if name is None else adapt(row[name])
            for name, default, adapt in zip(self.given, self.defaults, self.adapters, strict=True)
        )


def _adapter(field: models.Field) -> Callable[[Any], Any]:
    if isinstance(field, models.DateTimeField):
        return connection.ops.adapt_datetimefield_value
    if isinstance(field, models.JSONField):
        return lambda value: connection.ops.adapt_json_value(value, None)
    return lambda value: value


def load(folder: Path, say: Callable[[str], None] = lambda _: None) -> None:
    """Load a corpus folder into an empty database; raises BadCorpus.

    Each transaction holds some thousand stories with all that belongs to them, or a run of
    comments. Ends with the planner's statistics.
    """
    if found := first_content():
        raise BadCorpus(
            f"The database is not empty, it has {found}: a corpus goes into an empty one only."
        )
    if not (folder / "manifest.json").is_file():
        raise BadCorpus(f"{folder} holds no corpus: there is no manifest.json in it.")
    Site.objects.current()
    with _hurry():
        _load(folder, say)


def _load(folder: Path, say: Callable[[str], None]) -> None:
    corpus = Corpus(folder)
    corpus.load_names()
    for number, total in corpus.load_stories():
        say(f"{number:,} of {total:,} stories")
    for number, total in corpus.load_comments():
        say(f"{number:,} of {total:,} comments")
    _reset_sequences()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@contextmanager
def _hurry() -> Iterator[None]:
    """Let SQLite keep indexes in memory and leave writing to the system: a load that breaks off starts anew anyway.

    It takes neither setting inside a transaction, which is where tests load.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=OFF")
        cursor.execute(f"PRAGMA cache_size=-{SQLITE_CACHE_KIB}")
    try:
        yield
    finally:
        connection.close()  # the next one has the settings' own pragmas


class Corpus:
    """One corpus and what of it later rows need."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        self.tags: dict[int, dict[str, str]] = {}
        self.authors: dict[int, dict[str, str]] = {}
        self.sources: dict[str, int] = {}

    def read(self, name: str) -> Iterator[dict[str, Any]]:
        """Return the rows of one file."""
        with (self.folder / f"{name}.jsonl").open(encoding="utf-8") as file:
            yield from map(json.loads, file)

    @transaction.atomic
    def load_names(self) -> None:
        """Load sections, tags, authors and pictures, through their models."""
        Category.objects.bulk_create(
            Category(
                pk=row["id"], slug=row["slug"], path=row["slug"], name=row["name"], order=order
            )
            for order, row in enumerate(self.read("categories"))
        )
        Tag.objects.bulk_create(
            Tag(pk=row["id"], slug=row["slug"], name=row["name"], key=tag_key(row["name"]))
            for row in self.read("tags")
        )
        AuthorProfile.objects.bulk_create(
            AuthorProfile(pk=row["id"], slug=row["username"], name=row["name"], bio=row["bio"])
            for row in self.read("authors")
        )
        Picture.objects.bulk_create(
            Picture(
                pk=row["id"], file=f"corpus/{row['file']}", width=row["width"], height=row["height"],
                alt=row["alt"], key=f"{row['id']:020x}", made=Picture.Made.ALL, colour="#8a8f99",
            )
            for row in self.read("images")
        )  # fmt: skip
        self.tags = {tag.pk: {"name": tag.name, "slug": tag.slug} for tag in Tag.objects.all()}
        self.authors = {
            author.pk: {"name": author.name, "role": author.role, "slug": author.slug}
            for author in AuthorProfile.objects.all()
        }

    def load_stories(self) -> Iterator[tuple[int, int]]:
        """Load the stories, each published, with version, filings and byline; yields the progress."""
        shown = Counter(
            row["article"] for row in self.read("comments") if STATUS[row["status"]] in VISIBLE
        )
        articles = Table(Article, *STORY)
        revisions = Table(Revision, *VERSION)
        filings = Table(ArticleCategory, "category_id", "article_id", "is_own", "live_from")
        tags = Table(ArticleTag, "tag_id", "content_object_id", "position", "live_from")
        uses = Table(PictureUse, "article_id", "picture_id", "is_live", "is_latest")
        bylines = Table(Byline, "article_id", "author_id", "position", "name", "role", "live_from")
        done = 0
        for rows in batched(self.read("articles"), STORIES_A_TRANSACTION):
            with transaction.atomic():
                contents = [self._content(row) for row in rows]
                stories = [
                    self._story(row, content, shown[row["id"]])
                    for row, content in zip(rows, contents, strict=True)
                ]
                articles.insert(stories)
                revisions.insert(map(_version, stories, contents))
                filings.insert(map(_filing, stories))
                tags.insert(
                    tag
                    for row, story in zip(rows, stories, strict=True)
                    for tag in _tags(row, story)
                )
                uses.insert(_use(story) for story in stories if story["picture_id"])
                bylines.insert(map(_byline, stories, contents))
            done += len(rows)
            yield done, self.manifest["articles"]["rows"]

    def _content(self, row: dict[str, Any]) -> dict[str, Any]:
        author = self.authors[row["author"]]
        return {
            **EMPTY,
            "headline": clean_line(row["title"]),
            "standfirst": clean_text(row["summary"]),
            "body": sanitise("".join(f"<p>{paragraph}</p>" for paragraph in row["body"])),
            "slug": row["slug"],
            "category": row["category"],
            "tags": [self.tags[pk]["name"] for pk in row["tags"]],
            "bylines": [{"author": row["author"], "name": author["name"], "role": author["role"]}],
            "source": self._source(row["source"]),
            "picture": row["image"],
        }

    def _source(self, name: str) -> int:
        if name not in self.sources:
            self.sources[name] = Source.objects.create(name=name).pk
        return self.sources[name]

    def _story(self, row: dict[str, Any], content: dict[str, Any], comments: int) -> dict[str, Any]:
        published = dt.datetime.fromisoformat(row["published"])
        return {
            "id": row["id"],
            **{name: content[name] for name in ("headline", "standfirst", "body", "slug")},
            **dict.fromkeys(("category_id", "desk_category_id"), content["category"]),
            "source_id": content["source"],
            "picture_id": content["picture"],
            "word_count": row["words"],
            "shown": {
                "bylines": [self.authors[row["author"]]],
                "tags": [self.tags[pk] for pk in row["tags"]],
                "further": [],
                "corrections": [],
            },
            "state": Article.State.PUBLISHED.value,
            **dict.fromkeys(
                ("live_from", "first_published_at", "created_at", "touched_at"), published
            ),
            **dict.fromkeys(("comment_count", "comments_version"), comments),
            **dict.fromkeys(("latest_revision_id", "live_revision_id"), row["id"]),
        }

    def load_comments(self) -> Iterator[tuple[int, int]]:
        """Load the comments, story by story, with paths and counters; yields the progress."""
        table = Table(Comment, *COMMENT)
        by_story = groupby(self.read("comments"), lambda row: row["article"])
        rows = (row for _story, rows in by_story for row in threaded(list(rows)))
        done = 0
        for batch in batched(rows, COMMENTS_A_TRANSACTION):
            with transaction.atomic():
                table.insert(batch)
            done += len(batch)
            yield done, self.manifest["comments"]["rows"]


STORY = (
    "id", "headline", "standfirst", "body", "slug", "category_id", "source_id", "picture_id",
    "word_count", "shown", "state", "live_from", "first_published_at", "created_at", "touched_at",
    "comment_count", "comments_version", "latest_revision_id", "live_revision_id", "desk_category_id",
)  # fmt: skip
VERSION = ("id", "article_id", "number", "content", "headline", "category_id", "created_at")
COMMENT = (
    "id", "article_id", "parent_id", "root_id", "path", "depth", "status", "initial_status",
    "author_name", "email", "body", "body_html", "dup_hash", "reply_count", "visible_reply_count",
    "created_at", "published_at", "status_at", "ip_hash", "ip_prefix", "source",
)  # fmt: skip


def _version(story: dict[str, Any], content: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": story["id"],
        "article_id": story["id"],
        "number": 1,
        "content": content,
        "headline": content["headline"],
        "category_id": content["category"],
        "created_at": story["live_from"],
    }


def _filing(story: dict[str, Any]) -> dict[str, Any]:
    ids = {"category_id": story["category_id"], "article_id": story["id"]}
    return {**ids, "is_own": True, "live_from": story["live_from"]}


def _tags(row: dict[str, Any], story: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for position, pk in enumerate(row["tags"]):
        yield {
            "tag_id": pk,
            "content_object_id": story["id"],
            "position": position,
            "live_from": story["live_from"],
        }


def _use(story: dict[str, Any]) -> dict[str, Any]:
    ids = {"article_id": story["id"], "picture_id": story["picture_id"]}
    return {**ids, "is_live": True, "is_latest": True}


def _byline(story: dict[str, Any], content: dict[str, Any]) -> dict[str, Any]:
    line = content["bylines"][0]
    return {
        "article_id": story["id"],
        "author_id": line["author"],
        "position": 0,
        "name": line["name"],
        "role": line["role"],
        "live_from": story["live_from"],
    }


def threaded(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the comments of one story, parents before replies, as rows with tree and counters."""
    found: dict[int, dict[str, Any]] = {}
    for row in rows:
        parent = found[row["parent"]] if row["parent"] else None
        comment = found[row["id"]] = _comment(row, parent)
        above = {
            int(comment["path"][at : at + STEP])
            for at in range(0, len(comment["path"]) - STEP, STEP)
        }
        for pk in above | ({parent["id"]} if parent else set()):
            found[pk]["reply_count"] += 1
            found[pk]["visible_reply_count"] += comment["published_at"] is not None
    return list(found.values())


def _comment(row: dict[str, Any], parent: dict[str, Any] | None) -> dict[str, Any]:
    status = STATUS[row["status"]]
    created = dt.datetime.fromisoformat(row["created"])
    body = clean_text(row["body"])
    return {
        "id": row["id"],
        "article_id": row["article"],
        "parent_id": parent["id"] if parent else None,
        "root_id": (parent["root_id"] or parent["id"]) if parent else None,
        "path": f"{parent['path'][: (MAX_DEPTH - 1) * STEP] if parent else ''}{row['id']:0{STEP}}",
        "depth": min(parent["depth"] + 1, MAX_DEPTH) if parent else 1,
        "status": status.value,
        "initial_status": status.value,
        "author_name": _name(row["name"]),
        "email": row["email"],
        "body": body,
        "body_html": render(body),
        "dup_hash": keyed_hash(f"text:{fingerprint(body)}"),
        "reply_count": 0,
        "visible_reply_count": 0,
        "created_at": created,
        "published_at": created if status in VISIBLE else None,
        "status_at": created,
        "ip_hash": _address(row["ip"])[0],
        "ip_prefix": _address(row["ip"])[1],
        "source": Way.WEB.value,
    }


_name = cache(clean_line)


@cache
def _address(ip: str) -> tuple[bytes, str]:
    return keyed_hash(f"address:{ip}"), address_prefix(ip)


def _reset_sequences() -> None:
    """Let the next ids follow the corpus's."""
    loaded = [Category, Tag, AuthorProfile, Picture, Source, Article, Revision, Comment]
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), loaded):
            cursor.execute(sql)
