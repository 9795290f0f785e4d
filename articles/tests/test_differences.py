"""articles/differences.py: which fields of two versions differ, and how they are shown."""

import pytest
from django.template.loader import render_to_string

from articles.differences import differences, labels
from articles.drafting import EMPTY, build_content
from articles.models import Series, Source, Sponsor
from articles.sections import load_sections
from articles.tests.factories import section
from bangla.wording import Piece
from images.models import Picture

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>"


def differ(old, new):
    return differences(build_content(old), build_content(new), load_sections())


@pytest.mark.django_db
class TestFields:
    def test_every_field_of_a_version_has_a_name(self):
        assert set(labels()) == set(EMPTY)

    def test_equal_versions_differ_in_nothing(self):
        assert (
            differ({"headline": "ক", "body": "<p>খ</p>"}, {"headline": "ক", "body": "<p>খ</p>"})
            == []
        )

    def test_a_text_is_told_in_words(self):
        found = differ({"headline": "বন্দরে জট কমেছে"}, {"headline": "বন্দরে জট বেড়েছে"})

        assert [(one.name, one.pieces) for one in found] == [
            (
                "headline",
                [Piece("same", "বন্দরে জট "), Piece("gone", "কমেছে"), Piece("new", "বেড়েছে")],
            )
        ]

    def test_the_fields_come_in_the_order_of_the_form(self):
        found = differ({}, {"ednote": "ক", "body": "<p>ক</p>", "headline": "ক", "kicker": "ক"})

        assert [one.name for one in found] == ["kicker", "headline", "body", "ednote"]

    def test_what_was_chosen_is_told_by_name_and_as_a_whole(self):
        economy, sport = section("economy", "দেশের অর্থনীতি"), section("sport", "দেশের খেলা")
        source, sponsor = (
            Source.objects.create(name="বাসস"),
            Sponsor.objects.create(name="একটি ব্যাংক"),
        )
        series = Series.objects.create(title="নদীর কথা")
        picture = Picture.objects.create(file="x.jpg", alt="জেটি")
        old = {"category": economy.pk, "language": "bn", "source": source.pk}
        new = {
            "category": sport.pk, "language": "en", "sponsor": sponsor.pk, "sponsorship": "sponsored",
            "series": series.pk, "series_part": 12, "picture": picture.pk, "sensitive": ["court", "minors"],
        }  # fmt: skip

        found = {one.name: one for one in differ(old, new)}

        assert found["category"].pieces == [
            Piece("gone", "দেশের অর্থনীতি"),
            Piece("new", "দেশের খেলা"),
        ]
        assert found["source"].pieces == [Piece("gone", "বাসস")]
        assert found["sponsor"].pieces == [Piece("new", "একটি ব্যাংক")]
        assert found["series"].pieces == [Piece("new", "নদীর কথা")]
        assert found["series_part"].pieces == [Piece("new", "১২")]
        assert "জেটি" in found["picture"].new
        assert set(found) == set(old) | set(new)

    def test_pictures_of_one_description_are_told_apart(self):
        one, other = (Picture.objects.create(file="x.jpg", alt="জেটি") for _ in range(2))

        found = differ({"picture": one.pk}, {"picture": other.pk})[0]

        assert found.old != found.new

    def test_a_record_that_has_gone_is_told_by_its_number(self):
        found = differ({"source": 99}, {})[0]

        assert "৯৯" in found.old

    def test_bylines_and_tags_are_told_in_words(self):
        lines = [{"author": 1, "name": "তাহমিদ রশীদ", "role": "প্রতিবেদক"}]

        found = differ({"tags": ["বন্দর"]}, {"tags": ["বন্দর", "জাহাজ"], "bylines": lines})

        assert [(one.name, one.new) for one in found] == [
            ("tags", "বন্দর, জাহাজ"), ("bylines", "তাহমিদ রশীদ, প্রতিবেদক"),
        ]  # fmt: skip

    def test_both_sides_of_a_body_are_its_blocks_that_differ(self):
        found = differ({"body": "<p>এক</p><p>দুই তিন</p>"}, {"body": "<p>এক</p><p>দুই চার</p>"})[0]

        assert (found.old, found.new) == ("দুই তিন", "দুই চার")

    def test_bodies_that_differ_in_nothing_that_is_read_say_so(self):
        found = differ({"body": "<ul><li>ক</li></ul>"}, {"body": "<ul><li><p>ক</p></li></ul>"})[0]

        assert found.is_only_form


@pytest.mark.django_db
class TestShown:
    def shown(self, old, new):
        return "".join(
            render_to_string("admin/articles/article/_difference.html", {"difference": one})
            for one in differ(old, new)
        )

    def test_gone_and_new_words_are_marked_and_those_that_stayed_folded(self):
        html = self.shown({"body": "<p>এক</p><p>দুই তিন</p>"}, {"body": "<p>এক</p><p>দুই চার</p>"})

        assert "দুই <del>তিন</del><ins>চার</ins>" in html
        assert html.index("<details") < html.index("এক") < html.index("</details>")

    @pytest.mark.parametrize(
        "field", ["kicker", "headline", "standfirst", "ednote", "slug", "byline_wording"]
    )
    def test_hostile_words_are_shown_as_words(self, field):
        html = self.shown({field: f"ক {HOSTILE}"}, {field: f"খ {HOSTILE} গ"})

        assert "<script" not in html
        assert "<img" not in html

    def test_hostile_words_of_a_body_and_its_links_are_shown_as_words(self):
        text = HOSTILE.replace("<", "&lt;")
        old = f'<p>ক {text} <a href="https://a.example/?&quot;&gt;&lt;script&gt;">খ</a></p>'

        html = self.shown({"body": old}, {"body": old.replace("ক", "ঘ").replace("/?", "/!")})

        assert "<script" not in html
        assert "<img" not in html
        assert "&lt;script&gt;alert(1)" in html
