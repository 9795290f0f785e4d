"""articles/filing.py and shown.py: a story's rows under sections, tags and authors, and its ready lines."""

import datetime as dt

import pytest

from articles import drafting, filing, workflow
from articles.models import Article
from articles.tests.factories import author, content, person, scheduled, section, story

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def filed(article):
    """Return the story's sections as {path: is_own}."""
    return dict(article.category_filings.values_list("category__path", "is_own"))


def byline(profile, role="প্রতিবেদক"):
    return {"author": profile.pk, "name": profile.name, "role": role}


def test_a_story_stands_in_its_sections_and_all_above_them():
    jetty, sports = section("economy/port/jetty"), section("sports")

    article = story(category=jetty.pk, further=[sports.pk])

    assert filed(article) == {
        "economy": False,
        "economy/port": False,
        "economy/port/jetty": True,
        "sports": True,
    }
    assert article.shown["further"] == [sports.pk]


def test_a_further_section_above_the_own_one_counts_as_own():
    port = section("economy/port")

    article = story(category=port.pk, further=[port.parent_id])

    assert filed(article) == {"economy": True, "economy/port": True}


def test_every_row_carries_the_storys_time():
    signed = author()
    article = story(ago=5 * HOUR, tags=["বন্দর"], bylines=[byline(signed)])

    for rows in (article.category_filings, article.tag_filings, article.bylines):
        assert list(rows.values_list("live_from", flat=True)) == [article.live_from]


def test_a_scheduled_storys_rows_carry_the_time_to_come():
    article = scheduled(ahead=2 * HOUR, tags=["বন্দর"])

    assert article.tag_filings.get().live_from == article.live_from


def test_a_new_version_files_anew_and_leaves_nothing_behind():
    chief, sports = person(), section("sports")
    first, second = author("ক খ"), author("গ ঘ")
    article = story(chief, tags=["বন্দর", "জাহাজ"], bylines=[byline(first), byline(second)])
    values = content(category=sports.pk, tags=["ক্রিকেট", "বন্দর"], bylines=[byline(second, "সম্পাদক")])
    drafting.save_version(article, values, by=chief)

    article = workflow.publish(article, by=chief)

    assert filed(article) == {"sports": True}
    assert [tag["name"] for tag in article.shown["tags"]] == ["ক্রিকেট", "বন্দর"]
    assert article.shown["bylines"] == [{"name": "গ ঘ", "role": "সম্পাদক", "slug": second.slug}]
    assert list(article.bylines.values_list("position", "author")) == [(0, second.pk)]


def test_authors_and_sections_that_are_gone_are_left_out():
    article = story(further=[999_999], bylines=[{"author": 999_999, "name": "ক", "role": ""}])

    assert filed(article) == {"economy": True}
    assert article.shown["bylines"] == []


def test_a_name_stays_as_it_was_printed():
    signed = author()
    article = story(bylines=[byline(signed)])
    signed.name, signed.slug = "তাহমিদ আহমেদ", "তাহমিদ-আহমেদ"
    signed.save()

    filing.refresh_stories_of_author.call(signed.pk)

    article.refresh_from_db()
    assert article.shown["bylines"] == [
        {"name": "তাহমিদ রশীদ", "role": "প্রতিবেদক", "slug": "তাহমিদ-আহমেদ"}
    ]


def test_a_renamed_tag_is_printed_anew_under_all_its_stories_and_no_other():
    stories = [story(tags=["বাজার", "বন্দর"]), story(tags=["বাজার"])]
    other = story(tags=["বন্দর"])
    tag = stories[1].tags.get()
    tag.name = "বাজারদর"
    tag.save()
    before = Article.objects.get(pk=other.pk).shown

    for _twice in range(2):
        filing.refresh_stories_of_tag.call(tag.pk)

    lines = [
        [line["name"] for line in Article.objects.get(pk=article.pk).shown["tags"]]
        for article in stories
    ]
    assert lines == [["বাজারদর", "বন্দর"], ["বাজারদর"]]
    assert Article.objects.get(pk=other.pk).shown == before


def test_refreshing_goes_through_a_long_list_in_batches(monkeypatch):
    monkeypatch.setattr(filing, "BATCH", 2)
    stories = [story(tags=["বাজার"]) for _ in range(3)]
    tag = stories[0].tags.get()
    tag.name = "হাট"
    tag.save()

    filing.refresh_stories_of_tag.call(tag.pk)

    assert [article.shown["tags"][0]["name"] for article in Article.objects.all()] == ["হাট"] * 3


def test_refiling_twice_changes_nothing():
    port = section("economy/port")
    article = story(category=port.pk, further=[section("sports").pk])
    before = list(
        article.category_filings.order_by("id").values_list("category", "is_own", "live_from")
    )

    for _twice in range(2):
        filing.refile_stories_of_category.call(port.pk)

    assert (
        list(article.category_filings.order_by("id").values_list("category", "is_own", "live_from"))
        == before
    )


def test_corrections_are_ready_on_the_row_with_their_moment():
    chief = person()
    article = story(chief)

    workflow.correct(article, by=chief, text="সঠিক সংখ্যা ২৩।")
    workflow.correct(article, by=chief, text="সঠিক নাম রহিম।")

    lines = Article.objects.get(pk=article.pk).shown["corrections"]
    assert [line["text"] for line in lines] == ["সঠিক সংখ্যা ২৩।", "সঠিক নাম রহিম।"]
    assert all(dt.datetime.fromisoformat(line["at"]).tzinfo for line in lines)
