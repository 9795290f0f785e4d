"""articles/more_fields.py: wording, sponsor, series, sensitive matter and note to editors in the story form."""

import json

import pytest
from django.conf import settings

from articles import drafting, preview_links, workflow
from articles.models import Article, Series, Sponsor
from articles.tests.desk import ADD, form_of, signed_in, typed
from articles.tests.factories import author, content, draft, person, section, story
from articles.transitions import WorkflowError

pytestmark = pytest.mark.django_db
BAIT = "গোপনখবর"


def sent(user, article=None, **changes):
    """Save a story's form; return the answer and the latest version's content."""
    answer = signed_in(user).post(form_of(article) if article else ADD, typed(article, **changes))
    latest = Article.objects.latest("id").latest_revision if Article.objects.exists() else None
    return answer, latest.content if latest else None


def errors(answer):
    """Return what is said at the fields: name → sentences."""
    assert answer.status_code == 422
    return {name: list(found) for name, found in answer.context["form"].errors.items()}


def signed_by(*names):
    return [{"author": one.name, "name": one.name, "role": ""} for one in map(author, names)]


class TestKeeping:
    def test_all_of_them_are_stored_in_the_version_and_shown_again(self):
        editor = person("editor")
        Sponsor.objects.create(name="সুবর্ণরেখা")
        answer, kept = sent(
            editor, headline="শিরোনাম", byline_wording="ঢাকা থেকে রহিম", bylines=signed_by("রহিম"),
            sponsorship="partner", sponsor="সুবর্ণরেখা", series="নদীর কথা", series_part="১২",
            sensitive=["minors", "crime"], ednote="ছবি রাতে আসবে।\nনাম বদলানো হয়েছে।",
        )  # fmt: skip

        assert answer.status_code == 302
        assert {name: kept[name] for name in ("byline_wording", "sponsorship", "series_part", "sensitive", "ednote")} == {
            "byline_wording": "ঢাকা থেকে রহিম", "sponsorship": "partner", "series_part": 12, "sensitive": ["crime", "minors"],
            "ednote": "ছবি রাতে আসবে।\nনাম বদলানো হয়েছে।",
        }  # fmt: skip
        assert (kept["sponsor"], kept["series"]) == (
            Sponsor.objects.get().pk,
            Series.objects.get(title="নদীর কথা").pk,
        )
        page = signed_in(editor).get(form_of(Article.objects.get())).content.decode()
        fields = page.partition('class="more-fields" open')[2].partition("</details>")[0]
        for shown in (
            'value="১২"',
            'value="নদীর কথা"',
            'value="সুবর্ণরেখা"',
            'value="ঢাকা থেকে রহিম"',
            "ছবি রাতে আসবে।",
        ):
            assert shown in fields, shown

    def test_a_save_without_a_change_makes_no_new_version(self):
        editor = person("editor")
        article = draft(
            editor,
            series=Series.objects.create(title="নদীর কথা").pk,
            series_part=2,
            sensitive=["court"],
            ednote="ক",
        )

        sent(editor, article)

        assert article.revisions.count() == 1

    def test_a_story_without_any_keeps_them_folded(self):
        article = draft()

        page = signed_in(person()).get(form_of(article)).content.decode()

        assert '<details class="more-fields">' in page

    def test_they_cost_a_form_one_query(self, django_assert_max_num_queries):
        chief = person()
        article = draft(
            chief, series=Series.objects.create(title="নদীর কথা").pk, series_part=2, sponsorship="partner",
            sponsor=Sponsor.objects.create(name="ক").pk, sensitive=["court"], ednote="ক", byline_wording="ক",
        )  # fmt: skip
        browser = signed_in(chief)
        browser.get(form_of(article))

        with django_assert_max_num_queries(20):
            browser.get(form_of(article))


class TestNames:
    @pytest.mark.parametrize(("field", "model"), [("sponsor", Sponsor), ("series", Series)])
    def test_a_new_one_needs_the_right_and_what_was_typed_is_kept(self, field, model):
        answer, _kept = sent(person("reporter"), headline="শিরোনাম", **{field: "নতুন নাম"})

        assert set(errors(answer)) == {field}
        assert 'value="নতুন নাম"' in answer.content.decode()
        assert (model.objects.count(), Article.objects.count()) == (0, 0)

    @pytest.mark.parametrize(
        ("role", "field"), [("editor", "series"), ("chief", "series"), ("chief", "sponsor")]
    )
    def test_who_has_the_right_makes_it_by_naming_it(self, role, field):
        answer, kept = sent(
            person(role), headline="শিরোনাম", sponsorship="sponsored", **{field: "  নতুন   নাম "}
        )

        model = {"sponsor": Sponsor, "series": Series}[field]
        assert answer.status_code == 302
        assert str(model.objects.get(pk=kept[field])) == "নতুন নাম"

    def test_an_editor_adds_no_sponsor_but_chooses_one(self):
        editor = person("editor")
        known = Sponsor.objects.create(name="সুবর্ণরেখা")

        refused, _kept = sent(editor, headline="শিরোনাম", sponsorship="sponsored", sponsor="অন্য কেউ")
        answer, kept = sent(editor, headline="শিরোনাম", sponsorship="sponsored", sponsor="সুবর্ণরেখা")

        assert set(errors(refused)) == {"sponsor"}
        assert (answer.status_code, kept["sponsor"]) == (302, known.pk)

    def test_a_story_is_named_only_once_when_the_rest_is_wrong(self):
        answer, _kept = sent(person(), headline="", series="নতুন ধারাবাহিক")

        assert answer.status_code == 422
        assert Series.objects.count() == 0

    def test_saving_by_itself_makes_nothing_and_keeps_the_rest(self):
        chief = person()
        article = draft(chief)
        fields = {
            **typed(
                article,
                headline="নতুন শিরোনাম",
                series="নতুন ধারাবাহিক",
                sponsor="নতুন কেউ",
                ednote="মনে রাখুন",
            ),
            "tab": "t1",
        }

        answer = signed_in(chief).post(f"/admin/articles/article/{article.pk}/autosave/", fields)

        assert {one["name"] for one in answer.json()["refused"]} == {"series", "sponsor"}
        assert (Series.objects.count(), Sponsor.objects.count()) == (0, 0)
        kept = Article.objects.get().latest_revision.content
        assert (kept["headline"], kept["ednote"], kept["series"]) == ("নতুন শিরোনাম", "মনে রাখুন", None)

    @pytest.mark.parametrize(
        ("part", "field"),
        [
            ("দুই", "series_part"),
            ("০", "series_part"),
            ("-১", "series_part"),
            ("৯৯৯৯৯", "series_part"),
            ("1.5", "series_part"),
        ],
    )
    def test_a_part_is_a_whole_number_from_one(self, part, field):
        answer, _kept = sent(person(), headline="শিরোনাম", series="নদীর কথা", series_part=part)

        assert set(errors(answer)) == {field}

    def test_a_part_needs_its_series(self):
        answer, _kept = sent(person(), headline="শিরোনাম", series_part="৩")

        assert set(errors(answer)) == {"series"}

    @pytest.mark.parametrize("field", [{"sensitive": ["gossip"]}, {"sponsorship": "bribed"}])
    def test_what_cannot_be_chosen_is_refused(self, field):
        answer, _kept = sent(person(), headline="শিরোনাম", **field)

        assert set(errors(answer)) == set(field)

    @pytest.mark.parametrize(
        ("kind", "role", "found"),
        [("series", "reporter", ["নদীর কথা"]), ("sponsor", "editor", ["নদী ব্যাংক"])],
    )
    def test_names_are_suggested_to_those_who_fill_in_the_field(self, kind, role, found):
        Series.objects.create(title="নদীর কথা")
        Sponsor.objects.create(name="নদী ব্যাংক")
        asked = {
            "app_label": "articles",
            "model_name": "article",
            "field_name": kind,
            "term": "নদী",
        }

        answer = signed_in(person(role)).get("/admin/autocomplete/", asked).json()

        assert [one["text"] for one in answer["results"]] == found


class TestWording:
    def test_a_name_that_is_left_out_is_said(self):
        answer, _kept = sent(
            person(), headline="শিরোনাম", byline_wording="রহিম, চট্টগ্রাম থেকে করি",
            bylines=signed_by("রহিম", "করিম", "সালমা"),
        )  # fmt: skip

        (said,) = errors(answer)["byline_wording"]
        assert said.endswith("করিম, সালমা।")
        assert Article.objects.count() == 0

    def test_the_printed_name_counts_not_the_authors(self):
        line = {"author": author("রহিম").name, "name": "রহিম উদ্দিন", "role": ""}

        good, _kept = sent(
            person(), headline="শিরোনাম", byline_wording="ঢাকা থেকে রহিম উদ্দিন", bylines=[line]
        )
        bad, _kept = sent(
            person(), headline="শিরোনাম", byline_wording="ঢাকা থেকে রহিম", bylines=[line]
        )

        assert good.status_code == 302
        assert set(errors(bad)) == {"byline_wording"}

    def test_half_a_wording_is_kept_while_it_is_written(self):
        chief = person()
        article = draft(chief)
        fields = {
            **typed(article, byline_wording="ঢাকা থেকে", bylines=signed_by("রহিম")),
            "tab": "t1",
        }

        answer = signed_in(chief).post(f"/admin/articles/article/{article.pk}/autosave/", fields)

        assert answer.json()["refused"] == []
        assert Article.objects.get().latest_revision.content["byline_wording"] == "ঢাকা থেকে"


class TestSensitive:
    def test_what_is_ticked_waits_for_a_second_pair_of_eyes(self):
        editor, other = person("editor"), person("editor")
        article = draft(editor)
        sent(editor, article, sensitive=["court"])
        article = Article.objects.get()

        with pytest.raises(WorkflowError):
            workflow.publish(article, by=editor)
        workflow.approve(workflow.submit(article, by=editor), by=other)

        assert workflow.publish(article, by=editor).is_live()


class TestNoteToEditors:
    """The note is the desk's own: nothing that leaves the desk carries it."""

    @pytest.fixture
    def noted(self):
        chief = person()
        article = story(chief, category=section().pk, ednote=BAIT, tags=["বন্দর"], headline="শিরোনাম")
        drafting.save_version(article, content(ednote=f"{BAIT} ২", headline="নতুন"), by=chief)
        return article

    def test_no_column_that_readers_are_read_from_holds_it(self, noted):
        row = Article.objects.filter(pk=noted.pk).values().get()

        assert BAIT not in json.dumps(row, default=str, ensure_ascii=False)
        assert BAIT in noted.latest_revision.content["ednote"]

    def test_no_public_page_feed_or_machine_reads_it(self, client, noted):
        paths = [
            noted.get_absolute_url(), "/", "/latest/", "/category/economy/", "/tag/বন্দর/", "/feed/", "/corrections/",
            f"/comments/{noted.pk}/", "/sitemap.xml", "/sitemap-pages.xml", f"/sitemap-{noted.live_from:%Y-%m}.xml",
        ]  # fmt: skip

        for path in paths:
            response = client.get(path, follow=True)
            assert response.status_code == 200, path
            assert BAIT not in response.text + str(response.headers), path

    def test_neither_the_preview_nor_its_link_for_an_outsider_shows_it(self, client, noted):
        chief = person()
        page = signed_in(chief).get(f"/admin/articles/article/{noted.pk}/preview/page/")
        link = preview_links.create(
            noted, noted.latest_revision, by=chief, reader="উকিল", lasts="1d"
        )

        outside = client.get(preview_links.address_of(link).removeprefix(settings.SITE_URL))

        assert (page.status_code, BAIT in page.text) == (200, False)
        assert (outside.status_code, BAIT in outside.text) == (200, False)

    def test_withdrawing_and_correcting_print_none_of_it(self, client, noted):
        chief = person()
        workflow.correct(noted, by=chief, text="দাম ৫০ টাকা।")
        assert BAIT not in client.get("/corrections/").text

        workflow.withdraw(noted, by=chief, reason="ভুল তথ্য")
        assert BAIT not in client.get(f"/article/{noted.pk}/").text
