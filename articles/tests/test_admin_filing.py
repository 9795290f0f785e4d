"""Sections, tags, authors and sources on the desk, and what the story form suggests."""

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles import workflow
from articles.filing import refresh_stories_of_tag
from articles.models import Article, AuthorProfile, Category, Source, Tag
from articles.tests.desk import signed_in
from articles.tests.factories import author, content, draft, person, section, story
from paper.log import LogEntry

pytestmark = pytest.mark.django_db


def sent(**values):
    return {
        "name": "বন্দর",
        "slug": "port",
        "parent": "",
        "order": "1",
        "in_menu": "on",
        "description": "",
        **values,
    }


def test_a_section_is_stored_with_its_address_and_that_of_all_below_it():
    port = section("economy/port", "বন্দর")
    economy, world = port.parent, section("world", "বিশ্ব")

    answer = signed_in(person()).post(
        f"/admin/articles/category/{economy.pk}/change/",
        sent(name="অর্থনীতি", slug="money", parent=world.pk),
    )

    assert answer.status_code == 302
    port.refresh_from_db()
    assert port.path == "world/money/port"


@pytest.mark.parametrize(
    ("slug", "above", "field"),
    [
        ("feed", "", "slug"),
        ("Port", "", "slug"),
        ("বন্দর", "", "slug"),
        ("port", "a/b/c", "parent"),
        ("world", "", "slug"),
    ],
)
def test_a_section_that_cannot_be_is_refused_and_kept_in_the_form(slug, above, field):
    section("world", "বিশ্ব")
    parent = section(above).pk if above else ""

    answer = signed_in(person()).post(
        "/admin/articles/category/add/", sent(slug=slug, parent=parent)
    )

    assert answer.status_code == 200
    assert list(answer.context_data["adminform"].form.errors) == [field]
    assert 'value="বন্দর"' in answer.content.decode()
    assert not Category.objects.filter(name="বন্দর").exists()


def test_a_section_does_not_hang_under_itself():
    port = section("economy/port", "বন্দর")

    answer = signed_in(person()).post(
        f"/admin/articles/category/{port.parent.pk}/change/", sent(slug="economy", parent=port.pk)
    )

    assert "parent" in answer.context_data["adminform"].form.errors
    assert Category.objects.get(pk=port.pk).path == "economy/port"


def test_sections_are_listed_in_tree_order():
    for path, name in (("world", "বিশ্ব"), ("economy", "অর্থনীতি"), ("world/asia", "এশিয়া")):
        section(path, name)

    answer = signed_in(person()).get("/admin/articles/category/")

    assert [category.path for category in answer.context_data["cl"].result_list] == [
        "world",
        "world/asia",
        "economy",
    ]


def test_what_is_in_use_is_not_deleted_and_says_why():
    root = person(is_superuser=True)
    signed = author()
    source = Source.objects.create(name="বাসস")
    workflow.publish(
        draft(
            root,
            tags=["বন্দর"],
            source=source.pk,
            bylines=[{"author": signed.pk, "name": "ক", "role": ""}],
        ),
        by=root,
    )
    browser = signed_in(root)

    for model, pk in (
        ("category", section().pk),
        ("tag", Tag.objects.get().pk),
        ("authorprofile", signed.pk),
        ("source", source.pk),
    ):
        answer = browser.post(f"/admin/articles/{model}/{pk}/delete/", {"post": "yes"}, follow=True)

        assert answer.redirect_chain == [(f"/admin/articles/{model}/{pk}/change/", 302)]
        assert 'class="message error"' in answer.content.decode()
    assert (
        Category.objects.count(),
        Tag.objects.count(),
        AuthorProfile.objects.count(),
        Source.objects.count(),
    ) == (1, 1, 1, 1)


def test_what_nobody_uses_is_deleted_with_a_row_in_the_log():
    root = person(is_superuser=True)
    source = Source.objects.create(name="বাসস")

    signed_in(root).post(f"/admin/articles/source/{source.pk}/delete/", {"post": "yes"})

    assert not Source.objects.exists()
    entry = LogEntry.objects.get()
    assert (entry.act, entry.label, entry.actor) == ("delete", "বাসস", root)


def test_a_renamed_tag_is_printed_under_its_stories(django_capture_on_commit_callbacks):
    editor = person("editor")
    article = story(editor, tags=["বন্দর"])
    tag = Tag.objects.get()

    with django_capture_on_commit_callbacks(execute=True):
        signed_in(editor).post(
            f"/admin/articles/tag/{tag.pk}/change/", {"name": "চট্টগ্রাম বন্দর", "slug": tag.slug}
        )
    refresh_stories_of_tag.call(tag.pk)

    assert Article.objects.get(pk=article.pk).shown["tags"] == [
        {"name": "চট্টগ্রাম বন্দর", "slug": tag.slug}
    ]


def test_a_tag_is_not_given_the_name_of_another_one():
    Tag.objects.create(name="RAB")

    answer = signed_in(person("editor")).post(
        "/admin/articles/tag/add/", {"name": "rab", "slug": ""}
    )

    assert "name" in answer.context_data["adminform"].form.errors
    assert Tag.objects.count() == 1


def test_the_form_suggests_authors_sources_and_tags_in_canonical_form():
    AuthorProfile.objects.create(name="মিতা বড়ুয়া", role="প্রতিবেদক")
    namesake = AuthorProfile.objects.create(name="মিতা বড়ুয়া")
    Tag.objects.create(name="বড়পুকুরিয়া")
    Source.objects.create(name="বড় সংস্থা")
    browser = signed_in(person("reporter"))

    def suggested(model, field, term="ব\u09dc"):
        query = {"app_label": "articles", "model_name": model, "field_name": field, "term": term}
        return [
            row["text"]
            for row in json.loads(browser.get("/admin/autocomplete/", query).content)["results"]
        ]

    assert suggested("byline", "author") == ["মিতা বড়ুয়া", f"মিতা বড়ুয়া ({namesake.slug})"]
    assert suggested("articletag", "tag") == ["বড়পুকুরিয়া"]
    assert suggested("article", "source") == ["বড় সংস্থা"]
    assert suggested("article", "source", "x") == []


@pytest.mark.parametrize("role", [None, "reader", "moderator"])
def test_suggestions_are_for_those_who_write(role):
    client = signed_in(person(role)) if role else Client()
    AuthorProfile.objects.create(name="গোপন লেখক")

    for model, field in (
        ("byline", "author"),
        ("article", "picture"),
        ("article", "created_by"),
        ("article", "latest_revision"),
    ):
        answer = client.get(
            "/admin/autocomplete/",
            {"app_label": "articles", "model_name": model, "field_name": field, "term": "গোপন"},
        )

        assert answer.status_code in {302, 403}


def test_suggestions_reach_no_accounts_and_no_versions():
    browser = signed_in(person("editor"))
    content()

    for field in ("created_by", "latest_revision"):
        answer = browser.get(
            "/admin/autocomplete/",
            {"app_label": "articles", "model_name": "article", "field_name": field, "term": ""},
        )

        assert answer.status_code == 403


@pytest.mark.parametrize("model", ["category", "tag", "authorprofile", "source"])
def test_lists_take_the_same_queries_whatever_their_length(model):
    chief = person()
    browser = signed_in(chief)

    def queries():
        with CaptureQueriesContext(connection) as found:
            browser.get(f"/admin/articles/{model}/")
        return len(found)

    def add(number):
        section(f"s{number}", f"বিভাগ {number}")
        Tag.objects.create(name=f"ট্যাগ {number}")
        author(f"লেখক {number}")
        Source.objects.create(name=f"সূত্র {number}")

    add(1)
    queries()
    with_one = queries()
    for number in (2, 3):
        add(number)

    assert queries() == with_one
