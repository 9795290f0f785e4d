"""A story's page carries the lines of the reference page, in its order and with its labels."""

import datetime as dt
import re
from html import unescape

import pytest
from django.utils import timezone

from articles import workflow
from articles.models import Article, Source, Tag
from articles.tests import factories
from paper.identity import Site

pytestmark = pytest.mark.django_db

HEADLINE = "সেচের পানি না পেয়ে আমন রোপণ পিছিয়েছেন চরের কৃষক"


def page_of(client, article: Article) -> str:
    response = client.get(article.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def lines(html: str) -> str:
    """Return the text of the page's main part, one space between words."""
    main = html.split('<main id="main">')[1].split("</main>", maxsplit=1)[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def whole_story(**values) -> Article:
    return factories.story(
        headline=HEADLINE,
        source=Source.objects.create(name="কৃষি তথ্য ডেস্ক").pk,
        tags=["সেচ", "আমন"],
        bylines=[{"author": factories.author().pk, "name": "তাহমিদ রশীদ", "role": "প্রতিবেদক"}],
        **values,
    )


def test_lines_stand_in_the_order_of_the_reference_page(client):
    article = whole_story()
    date = (
        timezone.localtime(article.live_from)
        .strftime("%d/%m/%Y")
        .translate(
            {ord(latin): bangla for latin, bangla in zip("0123456789", "০১২৩৪৫৬৭৮৯", strict=True)}
        )
    )

    text = lines(page_of(client, article))

    wanted = [
        HEADLINE, date, "বন্দরে কনটেইনারের জট কমেনি।", "সূত্র : কৃষি তথ্য ডেস্ক",
        "ক্যাটাগরিঃ অর্থনীতি", "ট্যাগঃ সেচ আমন", "মন্তব্য করুন",
    ]  # fmt: skip
    places = [text.find(line) for line in wanted]
    assert -1 not in places, dict(zip(wanted, places, strict=True))
    assert places == sorted(places)


def test_label_of_tags_stands_even_without_tags(client):
    text = lines(page_of(client, factories.story()))

    assert "ট্যাগঃ" in text
    assert "সূত্র :" not in text


def test_labels_take_a_colon_when_the_paper_prefers_it(client):
    Site.objects.current()
    Site.objects.update(label_style=Site.LabelStyle.COLON)

    text = lines(page_of(client, whole_story()))

    assert "ক্যাটাগরি: অর্থনীতি" in text
    assert "ট্যাগ: সেচ আমন" in text


def test_source_is_a_link_where_it_has_one(client):
    source = Source.objects.create(name="বিশ্ববার্তা", url="https://example.org/")

    html = page_of(client, factories.story(source=source.pk))

    assert '<a href="https://example.org/" rel="noopener">বিশ্ববার্তা</a>' in html


def test_correction_stands_under_the_text_with_its_day(client):
    article = factories.story()
    workflow.correct(article, by=factories.person(), text="সঠিক সংখ্যা ২৩।")

    text = lines(page_of(client, article))

    assert re.search(r"সংশোধনী \([০-৯/]{10}\): সঠিক সংখ্যা ২৩।", text)
    assert text.find("সংশোধনী") < text.find("ক্যাটাগরিঃ")


def test_page_speaks_the_language_of_its_story(client):
    assert '<html lang="bn">' in page_of(client, factories.story())
    assert '<html lang="en">' in page_of(client, factories.story(language="en", slug="port"))


def test_subsection_shows_the_way_from_the_top(client):
    port = factories.section("economy/port", "বন্দর")

    html = page_of(client, factories.story(category=port.pk))

    crumbs = html.split('class="crumbs"')[1].split("</nav>")[0]
    assert re.findall(r'href="([^"]+)"', crumbs) == [
        "/",
        "/category/economy/",
        "/category/economy/port/",
    ]


def test_edit_link_is_there_for_the_script_and_hidden_from_everybody(client):
    article = factories.story()

    html = page_of(client, article)

    assert re.search(
        rf'<a [^>]*href="/admin/articles/article/{article.pk}/change/" data-desk hidden>', html
    )


def test_update_is_told_only_when_the_story_changed(client):
    article = factories.story(ago=dt.timedelta(days=2))
    assert "আপডেট" not in page_of(client, article)

    Article.objects.filter(pk=article.pk).update(updated_at=timezone.now())

    assert "আপডেট:" in page_of(client, article)


def test_page_has_one_first_heading_and_no_picture_without_words(client):
    html = page_of(client, whole_story())

    assert html.count("<h1") == 1
    assert not re.search(r"<img(?![^>]*\salt=)", html)


@pytest.mark.parametrize("field", ["headline", "kicker", "standfirst", "dateline"])
def test_hostile_words_stay_words(client, field):
    article = factories.story(
        **{"headline": "শিরোনাম", "slug": "story", field: "<script>alert(1)</script>"}
    )

    assert "<script>alert" not in page_of(client, article)


def test_tag_links_to_its_page(client):
    article = whole_story()
    tag = Tag.objects.get(name="সেচ")

    assert f'<a href="/tag/{tag.slug}/" rel="tag">সেচ</a>' in page_of(client, article)


def test_story_without_comments_keeps_to_60_kilobytes(client):
    for _ in range(12):
        factories.story()

    assert len(page_of(client, whole_story(body=factories.BODY * 20)).encode()) <= 60_000
