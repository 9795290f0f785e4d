"""The demo's plan of the day: stories that are wanted, talked about, under embargo and soon to be updated."""

import datetime as dt
from typing import Any, NamedTuple

from articles import drafting, planning, talk, workflow
from articles.models import Article, Notice, Revision
from bangla.dates import to_dhaka

HALF_HOUR = dt.timedelta(minutes=30)
ASSIGNED_BEFORE = dt.timedelta(hours=5)
SAVED_BEFORE = dt.timedelta(minutes=12)


class Assignment(NamedTuple):
    """A story that is wanted: working title, section, hours from the loading on; to whom it is given."""

    headline: str
    section: str
    hours: float
    to: str = "reporter"


WANTED = (
    Assignment("গ্রাহকেরা কেন সঞ্চয়পত্র ভাঙাচ্ছেন: ব্যাংকের শাখা ঘুরে", "bank", -1.5),
    Assignment("শিল্প এলাকায় গ্যাসের চাপ: সরেজমিন", "economy/energy", 2.5),
    Assignment("পোশাক কারখানায় বেতন পরিস্থিতি, মালিক ও শ্রমিকের বক্তব্যসহ", "trade", 4),
    Assignment("নদীভাঙনে সব হারানো পরিবারগুলো এখন কোথায়", "country", 27),
)
"""The first one is late already."""

TALK = (
    ("editor", "দুজন শ্রমিকের বক্তব্য চাই, মালিকপক্ষেরও। ছবি কি পাওয়া যাবে?"),
    ("reporter", "আশুলিয়ায় আছি, ছবি পাঠাচ্ছি। মালিকপক্ষ চারটার পর কথা বলবে।"),
)
"""What is said about the third."""

EMBARGOED, UPDATED = "trade-07", "economy-01"
"""A story in review that may not come out before tomorrow; one that is out and will say more tonight."""

ADDED = "<p>এ বিষয়ে সংশ্লিষ্টদের বক্তব্য পাওয়া গেলে তা যোগ করা হবে বলে জানিয়েছেন কর্মকর্তারা।</p>"


def plan(
    now: dt.datetime, *, users: dict[str, Any], sections: dict[str, Any], articles: dict[str, Article]
) -> list[Article]:  # fmt: skip
    """Fill the desk's plan by its own acts; returns the stories that were begun for it."""
    Notice.objects.update(seen_at=now)  # of what the printing told, nothing is news
    editor = users["editor"]
    begun = [_assign(one, now, users, sections) for one in WANTED]
    for who, text in TALK:
        talk.add_note(begun[2], by=users[who], text=text)
    _hold(articles[EMBARGOED], now, editor)
    _update(articles[UPDATED], now, editor)
    for article in (*begun, articles[EMBARGOED], articles[UPDATED]):
        Revision.objects.filter(article=article, pk=article.latest_revision_id).update(
            created_at=now - SAVED_BEFORE
        )
        Article.objects.filter(pk=article.pk).update(touched_at=now)
    return begun


def _assign(
    one: Assignment, now: dt.datetime, users: dict[str, Any], sections: dict[str, Any]
) -> Article:
    article = drafting.begin(
        {"headline": one.headline, "category": sections[one.section].pk},
        by=users["editor"], at=now - ASSIGNED_BEFORE,
    )  # fmt: skip
    due_at = half_hour_after(now + dt.timedelta(hours=one.hours))
    return planning.assign(article, by=users["editor"], to=users[one.to], due_at=due_at)


def _hold(article: Article, now: dt.datetime, editor: Any) -> None:
    morning = to_dhaka(now + dt.timedelta(days=1)).replace(
        hour=6, minute=0, second=0, microsecond=0
    )
    planning.set_embargo(article, by=editor, until=morning)
    planning.assign(article, by=editor, to=editor, due_at=half_hour_after(now + 3 * HALF_HOUR))
    article.refresh_from_db()


def _update(article: Article, now: dt.datetime, editor: Any) -> None:
    article.refresh_from_db()
    content = article.latest_revision.content
    drafting.save_version(article, {**content, "body": content["body"] + ADDED}, by=editor)
    workflow.schedule_update(article, by=editor, at=half_hour_after(now + dt.timedelta(hours=8)))


def half_hour_after(moment: dt.datetime) -> dt.datetime:
    """Return the first half hour after a moment: nobody wants a story at 14:07."""
    step = HALF_HOUR.total_seconds()
    return dt.datetime.fromtimestamp((moment.timestamp() // step + 1) * step, tz=dt.UTC)
