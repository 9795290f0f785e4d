"""Prints the demo paper into an empty database: all of it or nothing, with times relative to now."""

import datetime as dt
import re
import zlib
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from articles import drafting, planning, workflow
from articles.filing import tags_by_name
from articles.models import (
    Article,
    AuthorProfile,
    Category,
    DayReads,
    Revision,
    Series,
    Source,
    Sponsor,
)
from articles.sections import save_section
from bangla.dates import to_dhaka
from comments import word_lines
from comments.models import WordEntry, WordList
from images.models import Picture
from newsroom.contents import first_content
from newsroom.demo import accounts, assignments, cast, gallery, ledger, manuscripts
from newsroom.demo.letters import Postbox
from newsroom.demo.manuscripts import Manuscript
from newsroom.demo.moderating import moderate
from paper.identity import SITE_PK, Site, refresh_prepared
from paper.pages import Page

WRITTEN_BEFORE = dt.timedelta(hours=2)
SAVED_BEFORE = dt.timedelta(minutes=12)
JITTER_MINUTES = 40
READ_DAYS = 7
MOST_READS = 900


class NotEmpty(Exception):
    """Raised when the database holds something already; the message is one sentence."""


@transaction.atomic
def _print_all(stories: list[Manuscript], hall: gallery.Gallery, now: dt.datetime) -> "Printing":
    Site.objects.current()
    Site.objects.select_for_update().get(
        pk=SITE_PK
    )  # of two that load at once one waits, then refuses
    refuse_unless_empty()
    printing = Printing(hall, now)
    printing.furnish()
    for story in stories:
        printing.print_story(story)
    printing.finish()
    return printing


def load(now: dt.datetime | None = None) -> str:
    """Load the demo paper and return in one line what it holds; raises NotEmpty.

    Pictures are drawn first, outside the transaction; when anything fails, database, files
    and the list of passwords are as before.
    """
    refuse_unless_empty()
    stories = manuscripts.read_stories()
    hall = gallery.Gallery(gallery.draw(dict.fromkeys(key for s in stories for key in s.drawings)))
    try:
        printing = _print_all(stories, hall, now or timezone.now())
    except BaseException:
        hall.clean_up()
        accounts.forget_logins()
        raise
    return (
        f"Demo paper: {len(printing.ledger.made['articles.article'])} stories, {printing.comments} comments, "
        f"{len(hall.stored)} pictures; sign-ins in {accounts.logins_file()}."
    )


def refuse_unless_empty() -> None:
    """Raise NotEmpty when the database holds content or accounts."""
    if found := first_content():
        raise NotEmpty(
            f"The database is not empty, it has {found}: the demo goes into an empty one only."
        )


class Printing:
    """One loading: what has been made so far, by the names that the files use."""

    def __init__(self, hall: gallery.Gallery, now: dt.datetime) -> None:
        self.hall, self.now = hall, now
        self.ledger = ledger.Ledger()
        self.sections: dict[str, Category] = {}
        self.authors: dict[str, AuthorProfile] = {}
        self.sources: dict[str, Source] = {}
        self.sponsors: dict[str, Sponsor] = {}
        self.series: dict[str, Series] = {}
        self.editions: dict[str, str] = {}
        self.pictures: dict[str, Picture] = {}
        self.articles: dict[str, Article] = {}
        self.users: dict[str, Any] = {}
        self.passwords: dict[str, str] = {}
        self.comments = 0

    def furnish(self) -> None:
        """Make what stories hang on: identity, sections, authors, sources, tags, pages, accounts."""
        Site.objects.filter(pk=SITE_PK).update(**cast.IDENTITY)
        for order, plan in enumerate(cast.SECTIONS):
            above, _, slug = plan.path.rpartition("/")
            self.sections[plan.path] = save_section(
                Category(
                    name=plan.name, slug=slug, parent=self.sections.get(above), order=order,
                    description=plan.description, on_front=not above and plan.on_front, gate=list(plan.gate),
                )
            )  # fmt: skip
        for plan in cast.AUTHORS:
            self.authors[plan.slug] = AuthorProfile.objects.create(**plan._asdict())
        for key, name in cast.SOURCES.items():
            self.sources[key] = Source.objects.create(name=name)
        for key, (name, url) in cast.SPONSORS.items():
            self.sponsors[key] = Sponsor.objects.create(name=name, url=url)
        for key, (title, introduction) in cast.SERIES.items():
            self.series[key] = Series.objects.create(title=title, introduction=introduction)
        self.ledger.note(*self.sections.values(), *self.authors.values(), *self.sources.values())
        self.ledger.note(*self.sponsors.values(), *self.series.values())
        self.ledger.note(*tags_by_name(list(cast.TAGS)))
        self.ledger.note(*starter_words())
        for order, slug in enumerate(cast.PAGES):
            page = manuscripts.read_page(slug)
            self.ledger.note(
                Page.objects.create(slug=slug, title=page.title, body=page.body, order=order)
            )
        refresh_prepared()
        self.users, self.passwords = accounts.open_accounts()
        self.ledger.note(*self.users.values())

    def print_story(self, story: Manuscript) -> None:
        """Write one story and bring it to its state by the acts of the desk."""
        at = moment(story, self.now)
        by = self.users["reporter" if _is_reporters(story) else "editor"]
        begun_at = min(at, self.now) - WRITTEN_BEFORE
        article = drafting.begin(self._content(story, by), by=by, at=begun_at)
        match story.state:
            case "published":
                article = workflow.publish(article, by=self.users["editor"], at=at)
            case "scheduled":
                article = workflow.schedule(article, by=self.users["editor"], at=at)
            case "review":
                article = workflow.submit(article, by=by)
            case "draft":
                pass
            case state:
                raise manuscripts.BadManuscript(f"{story.key}: {state!r} is no state")
        touched_at = min(at, self.now)
        Revision.objects.filter(article=article).update(created_at=touched_at - SAVED_BEFORE)
        Article.objects.filter(pk=article.pk).update(touched_at=touched_at)
        self.articles[story.key] = article
        if story.edition:
            self.editions[story.key] = story.edition
        self.ledger.note(article)

    def finish(self) -> None:
        """Add what comes after publication: comments, corrections, editions, the plan, reads, the ledger, the passwords."""
        letters = manuscripts.read_letters()
        postbox = Postbox(
            now=self.now, moderator=self.users["moderator"], editor=self.users["editor"]
        )
        self.comments = postbox.deliver(
            [(self.articles[key], found) for key, found in letters.items()]
        )
        self.ledger.note(*postbox.commenters.values())
        self.ledger.note(*moderate(self.users["moderator"]))
        self._follow_up(self.users["editor"])
        self.ledger.note(
            *assignments.plan(
                self.now, users=self.users, sections=self.sections, articles=self.articles
            )
        )
        DayReads.objects.bulk_create(
            reads for article in self.articles.values() for reads in reads_of(article, self.now)
        )
        updated = dict(Page.objects.values_list("pk", "updated_at"))
        self.ledger.close(
            identity=cast.IDENTITY, pages={pk: at.isoformat() for pk, at in updated.items()}
        )
        accounts.write_logins(self.passwords)

    def _follow_up(self, editor: Any) -> None:
        for found in manuscripts.read_corrections():
            article = self.articles[found.story]
            workflow.correct(
                article, by=editor, text=found.text, kind=found.kind, is_on_top=found.is_on_top
            )
        for key, other in self.editions.items():
            planning.link_edition(self.articles[key], by=editor, other=self.articles[other])

    def _content(self, story: Manuscript, by: Any) -> dict[str, Any]:
        lead = self._hung(story.picture, story.alt, story.caption, by) if story.picture else None
        authors = [self.authors[slug] for slug in story.bylines]
        return {
            "kicker": story.kicker,
            "headline": story.headline,
            "standfirst": story.standfirst,
            "body": manuscripts.FIGURE.sub(lambda found: self._figure(found, by), story.body),
            "dateline": story.dateline,
            "category": self.sections[story.section].pk,
            "further": [self.sections[path].pk for path in story.also],
            "tags": list(story.tags),
            "language": story.language,
            "bylines": [_signed(author, story) for author in authors],
            "byline_wording": story.wording,
            "series": self.series[story.series].pk if story.series else None,
            "series_part": int(story.part) if story.part else None,
            "sponsorship": story.sponsorship,
            "sponsor": self.sponsors[story.sponsor].pk if story.sponsor else None,
            "source": self.sources[story.source].pk if story.source else None,
            "picture": lead.pk if lead else None,
            "picture_alt": story.alt,
            "picture_caption": story.caption,
        }

    def _figure(self, found: re.Match[str], by: Any) -> str:
        key, alt, caption = found["key"], found["alt"], found["caption"]
        shown = self._hung(key, alt, caption, by)
        own = "" if shown.alt == alt else f' data-alt="{alt}"'
        return f'<figure data-picture="{shown.pk}"{own}><figcaption>{caption}</figcaption></figure>'

    def _hung(self, key: str, alt: str, caption: str, by: Any) -> Picture:
        if key not in self.pictures:
            self.pictures[key] = self.hall.hang(key, alt=alt, caption=caption, by=by)
            self.ledger.note(self.pictures[key])
        return self.pictures[key]


def starter_words() -> list[WordList | WordEntry]:
    """Make the list of ordinary insults that a moderator starts with; it only holds back."""
    made = WordList.objects.create(name=cast.WORD_LIST)
    read = word_lines.read((Path(__file__).parent / "words.txt").read_text(encoding="utf-8"))
    word_lines.bring_in(made, read.entries, shown={}, by=None)
    return [made, *made.entries.all()]


def moment(story: Manuscript, now: dt.datetime) -> dt.datetime:
    """Return when a story came, or comes, out.

    `age` hours ago and some minutes more, which its name decides, so that a list does not
    tick like a clock; scheduled ones at the next half hour after their hours.
    """
    hours = dt.timedelta(hours=story.age)
    if story.state == "scheduled":
        return assignments.half_hour_after(now + hours)
    late = dt.timedelta(minutes=_chance(story.key, JITTER_MINUTES))
    return (now - hours - late).replace(second=0, microsecond=0)


def _signed(author: AuthorProfile, story: Manuscript) -> dict[str, Any]:
    """Return a byline; under an English story the name in its letters, as its address has it."""
    if story.language == "bn":
        return {"author": author.pk, "name": author.name, "role": author.role}
    return {"author": author.pk, "name": author.slug.replace("-", " ").title(), "role": ""}


def reads_of(article: Article, now: dt.datetime) -> list[DayReads]:
    """Return the reads of a published story: many on its first Dhaka day, fewer on each day after."""
    if article.state != Article.State.PUBLISHED or article.live_from is None:
        return []
    first, today = to_dhaka(article.live_from).date(), to_dhaka(now).date()
    reads = 60 + _chance(article.headline, MOST_READS)
    days = min((today - first).days + 1, READ_DAYS)
    return [
        DayReads(article=article, day=first + dt.timedelta(days=day), reads=max(1, reads // 2**day))
        for day in range(days)
    ]


def _chance(text: str, below: int) -> int:
    """Return a number from 0 on that looks thrown and is the same at every loading."""
    return zlib.crc32(text.encode()) % below


def _is_reporters(story: Manuscript) -> bool:
    own = next(plan.author for plan in cast.STAFF if plan.role == "reporter")
    return own in story.bylines or story.state in {"draft", "review"}
