"""articles/sections.py: the tree of sections, and moving what hangs in it."""

import pytest
from django.core.exceptions import ValidationError

from articles.models import Article, Category
from articles.sections import SectionError, load_sections, save_section
from articles.tests.factories import section, story

pytestmark = pytest.mark.django_db


def paths():
    return set(Category.objects.values_list("path", flat=True))


def test_the_tree_is_read_in_one_query_and_walked_without_more(django_assert_num_queries):
    section("economy/port/jetty")
    section("sports")

    with django_assert_num_queries(1):
        sections = load_sections()
        port = sections.by_path["economy/port"]

        assert [top.path for top in sections] == ["economy", "sports"]
        assert [step.path for step in sections.by_path["economy/port/jetty"].trail] == [
            "economy", "economy/port", "economy/port/jetty",
        ]  # fmt: skip
        assert port.parent is sections.by_path["economy"]
        assert [child.path for child in port.children] == ["economy/port/jetty"]
        assert port.family == {port.pk, port.children[0].pk}
        assert port.url == "/category/economy/port/"


def test_sections_stand_in_the_editors_order_and_only_where_they_want_them():
    for place, slug in ((3, "sports"), (1, "economy"), (2, "opinion")):
        save_section(
            Category(name=slug, slug=slug, order=place, in_menu=place != 2, on_front=place != 3)
        )

    sections = load_sections()

    assert [top.path for top in sections] == ["economy", "opinion", "sports"]
    assert [top.path for top in sections.menu] == ["economy", "sports"]
    assert [top.path for top in sections.front] == ["economy", "opinion"]


def test_subsections_come_after_their_parent_even_when_they_are_first_in_order():
    economy = save_section(Category(name="অর্থনীতি", slug="economy", order=9))
    save_section(Category(name="বন্দর", slug="port", parent=economy, order=1))

    sections = load_sections()

    assert [top.path for top in sections] == ["economy"]
    assert [child.path for child in sections.by_path["economy"].children] == ["economy/port"]


def test_a_renamed_section_takes_all_below_it_along():
    section("economy/port/jetty")
    economy = Category.objects.get(path="economy")
    economy.slug = "trade"

    save_section(economy)

    assert paths() == {"trade", "trade/port", "trade/port/jetty"}


def test_a_moved_section_takes_all_below_it_along():
    section("economy/port")
    sea = section("sea")
    economy = Category.objects.get(path="economy")
    economy.parent = sea

    save_section(economy)

    assert paths() == {"sea", "sea/economy", "sea/economy/port"}


def test_a_moved_section_files_its_stories_and_those_below_it_again(
    django_capture_on_commit_callbacks,
):
    economy, sea, port = section("economy"), section("sea"), section("economy/port")
    jetty = section("economy/port/jetty")
    of_port, of_jetty = story(category=port.pk), story(category=jetty.pk, further=[economy.pk])
    port.parent = sea

    with django_capture_on_commit_callbacks(execute=True):
        save_section(port)
    run_tasks()

    live = Article.objects.live()
    assert list(live.in_category(sea.pk)) == list(live.in_category(port.pk)) == [of_jetty, of_port]
    assert list(live.in_category(economy.pk)) == [of_jetty]
    assert list(of_jetty.category_filings.filter(is_own=True).values_list("category_id", flat=True)) == [
        jetty.pk, economy.pk,
    ]  # fmt: skip


def test_a_section_that_became_a_top_one_leaves_its_old_parent(django_capture_on_commit_callbacks):
    economy, port = section("economy"), section("economy/port")
    article = story(category=port.pk)
    port.parent = None

    with django_capture_on_commit_callbacks(execute=True):
        save_section(port)
    run_tasks()

    assert port.path == "port"
    assert list(Article.objects.live().in_category(port.pk)) == [article]
    assert not Article.objects.live().in_category(economy.pk).exists()


def test_a_renamed_section_files_nothing_again(django_capture_on_commit_callbacks):
    economy = section("economy")
    economy.name = "অর্থ ও বাণিজ্য"

    with django_capture_on_commit_callbacks() as after:
        save_section(economy)

    assert after == []


def run_tasks():
    """Run what waits for the worker, oldest first."""
    from django_tasks_db.models import DBTaskResult

    for result in DBTaskResult.objects.ready().order_by("enqueued_at"):
        result.task.call(*result.args_kwargs["args"], **result.args_kwargs["kwargs"])


def test_a_section_under_itself_or_below_itself_is_refused():
    jetty = section("economy/port/jetty")
    economy, port = Category.objects.get(path="economy"), Category.objects.get(path="economy/port")

    for parent in (economy, port, jetty):
        economy.parent = parent
        with pytest.raises(SectionError):
            save_section(economy)

    assert paths() == {"economy", "economy/port", "economy/port/jetty"}


def test_a_fourth_level_is_refused():
    jetty = section("economy/port/jetty")

    with pytest.raises(SectionError):
        save_section(Category(name="খুঁটি", slug="pole", parent=jetty))

    assert Category.objects.count() == 3


def test_a_move_that_would_push_a_subsection_too_deep_changes_nothing():
    section("economy/port/jetty")
    sea = section("sea")
    economy = Category.objects.get(path="economy")
    economy.parent = sea

    with pytest.raises(SectionError):
        save_section(economy)

    assert paths() == {"economy", "economy/port", "economy/port/jetty", "sea"}


def test_feed_is_no_name_for_a_section_because_it_is_the_address_of_feeds():
    with pytest.raises(SectionError):
        save_section(Category(name="ফিড", slug="feed", parent=section("economy")))

    assert paths() == {"economy"}


@pytest.mark.parametrize(
    "slug", ["অর্থনীতি", "Economy", "share market", "-x", "x-", "a--b", "a/b", "", "x" * 41]
)
def test_only_short_ascii_addresses_are_valid(slug):
    with pytest.raises(ValidationError):
        Category(name="অর্থনীতি", slug=slug).full_clean(exclude=["path"])
