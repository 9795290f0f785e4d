"""`{% kept %}`: rendered once for its values, and never for others."""

import pytest
from django.template import Context, Engine, TemplateSyntaxError
from django.utils import timezone

from articles.cards import Card
from articles.models import Article, Category
from articles.sections import Section
from articles.templatetags import kept
from articles.tests.factories import section, story
from paper.identity import Site


class Counted:
    """A value that counts how often a page prints it."""

    def __init__(self) -> None:
        self.times = 0

    def __str__(self) -> str:
        self.times += 1
        return f"{self.times}"


def template(text: str):
    return Engine(libraries={"kept": "articles.templatetags.kept"}).from_string(
        "{% load kept %}" + text
    )


def card(**values) -> Card:
    named = {
        "id": 1, "kicker": "", "headline": "হাটে ধান কম", "standfirst": "", "slug": "ধান", "category_id": 1,
        "live_from": timezone.now(), "updated_at": None, "comment_count": 0, "shown_text": "{}", "own_alt": "",
        "language": "bn", "picture_alt": None, "picture_key": None, "picture_width": None, "picture_height": None,
        "picture_made": None, "picture_colour": None, "picture_focus_x": None, "picture_focus_y": None, "picture_id": None,
            "sponsorship": "",
    }  # fmt: skip
    return Card(**{**named, **values})


def test_piece_is_rendered_once_for_each_value():
    page, counted = template("{% kept word %}{{ word }}{{ counted }}{% endkept %}"), Counted()

    seen = [page.render(Context({"word": word, "counted": counted})) for word in "কখকখ"]

    assert seen == ["ক1", "খ2", "ক1", "খ2"]


def test_without_values_there_is_one_piece():
    page, counted = template("{% kept %}{{ counted }}{% endkept %}"), Counted()

    assert {page.render(Context({"counted": counted})) for _ in range(3)} == {"1"}


def test_all_values_count():
    page = template("{% kept a b %}{{ a }}{{ b }}{% endkept %}")

    assert page.render(Context({"a": 1, "b": 2})) == "12"
    assert page.render(Context({"a": 1, "b": 3})) == "13"


def test_each_place_keeps_its_own():
    page = template("{% kept a %}x{{ a }}{% endkept %}{% kept a %}y{{ a }}{% endkept %}")

    assert page.render(Context({"a": 1})) == "x1y1"


def test_changed_card_is_another_value():
    page = template(
        "{% kept card %}{{ card.headline }} {{ card.url }} {{ card.alt }} {{ card.label }}{% endkept %}"
    )
    changes = [
        {},
        {"headline": "ধান উঠেছে"},
        {"slug": "ধান-২"},
        {"own_alt": "হাট"},
        {"id": 2},
        {"sponsorship": "partner"},
    ]

    seen = {page.render(Context({"card": card(**change)})) for change in changes}

    assert len(seen) == len(changes)


def test_time_comments_and_reads_make_no_other_card():
    changes = [
        {},
        {"live_from": timezone.now()},
        {"comment_count": 7},
        {"reads": 3},
        {"shown_text": "[]"},
    ]

    assert len({card(**change).printed for change in changes}) == 1


def test_name_of_the_section_is_part_of_a_card():
    economy = Section(1, "অর্থনীতি", "economy", None, "", True, True)

    assert card(section=economy).printed != card().printed


def test_text_inside_is_escaped_as_anywhere():
    page = template("{% kept word %}{{ word }}{% endkept %}")

    assert page.render(Context({"word": "<b>"})) == "&lt;b&gt;"
    assert page.render(Context({"word": "<b>"})) == "&lt;b&gt;"


def test_memory_is_bounded(monkeypatch):
    monkeypatch.setattr(kept, "MOST", 3)
    page = template("{% kept n %}{{ n }}{% endkept %}")

    seen = [page.render(Context({"n": n})) for n in range(10)]

    node = page.nodelist.get_nodes_by_type(kept.Kept)[0]
    assert seen == [str(n) for n in range(10)]
    assert len(node.pieces) <= 3


def test_piece_without_an_end_is_an_error_of_the_template():
    with pytest.raises(TemplateSyntaxError, match="endkept"):
        template("{% kept n %}{{ n }}")


@pytest.mark.django_db
def test_changed_headline_name_of_section_and_paper_show_at_once(client):
    article = story(category=section().pk, headline="পুরোনো শিরোনাম")
    assert "পুরোনো শিরোনাম" in client.get("/latest/").text

    Article.objects.filter(pk=article.pk).update(headline="নতুন শিরোনাম")
    Category.objects.update(name="নতুন বিভাগ")
    Site.objects.update(name="নতুন দিন", editor="নতুন সম্পাদক")
    text = client.get("/latest/").text

    assert "পুরোনো শিরোনাম" not in text
    for new in ("নতুন শিরোনাম", "নতুন বিভাগ", "নতুন দিন", "নতুন সম্পাদক"):
        assert new in text
