"""articles/drafting.py: what a version holds, and saving one."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from articles import drafting
from articles.drafting import EMPTY, build_content
from articles.models import Article, Revision
from articles.tests.factories import author, content, draft, person, section, story

DECOMPOSED, PRECOMPOSED = "ক\u09c7\u09beনো", "ক\u09cbনো"


def test_content_is_complete_whatever_was_given():
    assert build_content({}) == EMPTY


def test_every_field_is_cleaned_as_its_row_would_clean_it():
    values = {
        "kicker": "  বন্দর\u202e ",
        "headline": f"{DECOMPOSED}\x00  শিরোনাম\n",
        "standfirst": f" এক\r\n{DECOMPOSED} ",
        "body": f"<p onclick=x>{DECOMPOSED}</p><script>১</script>",
        "slug": "কোনো শিরোনাম!",
        "dateline": "চট্টগ্রাম\t",
        "picture_alt": "একটি  জাহাজ",
        "picture_caption": None,
    }

    built = build_content(values)

    assert {name: built[name] for name in values} == {
        "kicker": "বন্দর",
        "headline": f"{PRECOMPOSED} শিরোনাম",
        "standfirst": f"এক\n{PRECOMPOSED}",
        "body": f"<p>{PRECOMPOSED}</p>",
        "slug": "কোনো-শিরোনাম",
        "dateline": "চট্টগ্রাম",
        "picture_alt": "একটি জাহাজ",
        "picture_caption": "",
    }


def test_building_content_from_content_changes_nothing():
    built = build_content(
        {"headline": " ক  খ", "tags": ["ক ", "ক"], "further": [3, 3], "body": "<b>গ</b>"}
    )

    assert build_content(built) == built


def test_lists_keep_their_order_and_hold_nothing_twice():
    built = build_content(
        {
            "category": 1,
            "further": [3, 1, 2, 3],
            "tags": ["খুলনা", DECOMPOSED, " ", PRECOMPOSED, "খুলনা "],
            "bylines": [
                {"author": 7, "name": " তাহমিদ  রশীদ"},
                {"author": 8, "name": "ক", "role": "খ\n"},
            ],
        }
    )

    assert built["further"] == [3, 2]
    assert built["tags"] == ["খুলনা", PRECOMPOSED]
    assert built["bylines"] == [
        {"author": 7, "name": "তাহমিদ রশীদ", "role": ""},
        {"author": 8, "name": "ক", "role": "খ"},
    ]


def test_an_unknown_field_is_named_and_refused():
    with pytest.raises(KeyError, match="lead_picture, state"):
        build_content({"headline": "ক", "state": "published", "lead_picture": 1})


def test_the_defaults_are_not_shared_between_versions():
    build_content({})["tags"].append("ক")

    assert EMPTY["tags"] == []


@pytest.mark.django_db
class TestSaving:
    def test_a_new_story_is_a_draft_with_its_first_version(self):
        reporter = person("reporter")

        article = drafting.begin(content(headline="প্রথম খবর", language="en"), by=reporter)

        article.refresh_from_db()
        assert article.state == Article.State.DRAFT
        assert article.created_by == reporter
        assert article.language == "en"
        assert article.headline == article.body == ""
        assert article.latest_revision.number == 1
        assert article.latest_revision.created_by == reporter

    def test_a_version_repeats_headline_and_section_for_the_lists_of_the_desk(self):
        port = section("economy/port")

        revision = draft(headline="বন্দরে জট", category=port.pk).latest_revision

        assert (revision.headline, revision.category) == ("বন্দরে জট", port)

    def test_a_section_that_is_gone_stays_in_the_content_only(self):
        revision = draft(category=999_999).latest_revision

        assert revision.category is None
        assert revision.content["category"] == 999_999

    def test_versions_are_numbered_and_carry_writer_and_reason(self):
        chief, editor = person(), person("editor")
        article = draft(chief)

        drafting.save_version(article, content(headline="দুই"), by=editor, reason=" বানান ")
        drafting.save_version(article, content(headline="তিন"), by=None)

        assert list(
            article.revisions.values_list("number", "headline", "created_by", "reason")
        ) == [
            (3, "তিন", None, ""),
            (2, "দুই", editor.pk, "বানান"),
            (1, article.revisions.get(number=1).headline, chief.pk, ""),
        ]

    def test_a_version_moves_the_story_up_on_the_desk(self):
        chief = person()
        article = draft(chief)
        later = timezone.now() + dt.timedelta(hours=3)

        with time_machine.travel(later, tick=False):
            drafting.save_version(article, content(headline="নতুন"), by=chief)

        article.refresh_from_db()
        assert article.touched_at == later

    def test_saving_from_the_latest_version_is_no_conflict(self):
        chief = person()
        article = draft(chief)

        drafting.save_version(
            article, content(headline="দুই"), by=chief, based_on=article.latest_revision_id
        )

        assert article.latest_revision.number == 2

    def test_the_same_content_again_is_no_conflict_either(self):
        chief = person()
        values = content()
        article = drafting.begin(values, by=chief)
        seen = article.latest_revision_id
        changed = drafting.save_version(article, {**values, "headline": "দুই"}, by=chief)

        again = drafting.save_version(
            article, {**values, "headline": "দুই"}, by=chief, based_on=seen
        )

        assert again == changed

    def test_a_refused_field_leaves_no_version(self):
        chief = person()
        article = draft(chief)

        with pytest.raises(KeyError):
            drafting.save_version(article, {"headline": "ক", "state": "published"}, by=chief)

        assert Revision.objects.count() == 1

    def test_what_is_published_is_what_the_version_holds(self):
        signed = author()
        article = story(
            kicker="বন্দর", headline=f"{DECOMPOSED} খবর", standfirst="ক\r\nখ", body="<b>গ</b>", dateline=" ঢাকা",
            bylines=[{"author": signed.pk, "name": "ক", "role": "খ"}],
        )  # fmt: skip

        for name in (
            "kicker",
            "headline",
            "standfirst",
            "body",
            "dateline",
            "picture_alt",
            "language",
        ):
            assert getattr(article, name) == article.live_revision.content[name]
