"""articles/admin/previews.py and articles/preview.py: any version as readers would see it, in a frame of any size."""

import datetime as dt

import pytest
import time_machine
from django.test import Client

from articles import drafting, workflow
from articles.models import Article, PreviewLink, Series, Source, Sponsor
from articles.preview import as_shown
from articles.release import COPIED
from articles.tests.desk import LIST, signed_in
from articles.tests.factories import author, content, draft, person, section, story
from images.tests.factories import picture
from paper.log import entries_of

pytestmark = pytest.mark.django_db
BAIT = "গোপনখবর"


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def at_noon():
    """Keep the clock of the header strip where it is."""
    with time_machine.travel(dt.datetime(2026, 11, 20, 6, 0, tzinfo=dt.UTC), tick=False):
        yield


def frame_of(article, **query):
    return f"{LIST}{article.pk}/preview/" + "".join(f"?{k}={v}" for k, v in query.items())


def page_of(article, **query):
    return f"{LIST}{article.pk}/preview/page/" + "".join(f"?{k}={v}" for k, v in query.items())


def fresh(article):
    return Article.objects.select_related("latest_revision").get(pk=article.pk)


class TestPage:
    def test_any_version_of_the_story_is_shown_the_latest_without_asking(self):
        chief = person()
        article = story(chief, headline="প্রথম শিরোনাম")
        first = article.latest_revision
        drafting.save_version(article, content(headline="দ্বিতীয় শিরোনাম"), by=chief)
        browser = signed_in(chief)

        latest = browser.get(page_of(article)).content.decode()
        former = browser.get(page_of(article, revision=first.pk)).content.decode()

        assert ("<h1>দ্বিতীয় শিরোনাম</h1>" in latest, "<h1>প্রথম শিরোনাম</h1>" in former) == (
            True,
            True,
        )

    @pytest.mark.usefixtures("at_noon")
    def test_it_is_the_readers_page_word_for_word(self):
        chief = person()
        crane = picture(alt="ক্রেন")
        article = story(
            chief, headline="বন্দরে জট", kicker="বন্দর", standfirst="সারকথা", dateline="চট্টগ্রাম", picture=crane.pk,
            picture_caption="জেটি", source=Source.objects.create(name="বাসস").pk, tags=["জাহাজ"],
            bylines=[{"author": author().pk, "name": "তাহমিদ", "role": "প্রতিবেদক"}], comment_policy="closed",
        )  # fmt: skip
        story(chief, headline="পাশের খবর")

        def article_of(html):
            return html[html.index("<article") : html.index("</article>")]

        def side_of(html):
            return html[html.index("<aside") : html.index("</aside>")]

        shown = Client().get(article.get_absolute_url()).content.decode()
        preview = signed_in(chief).get(page_of(article)).content.decode()

        assert article_of(preview) == article_of(shown)
        assert side_of(preview) == side_of(shown)

    def test_every_field_that_readers_get_is_shown(self):
        sponsor, series = Sponsor.objects.create(name="ব্যাংক"), Series.objects.create(title="নদী")
        values = content(
            sponsor=sponsor.pk,
            sponsorship="sponsored",
            series=series.pk,
            series_part=2,
            language="en",
        )
        article = draft()

        shown = as_shown(article, drafting.build_content(values), article.created_at)

        kept = {name: getattr(shown, name) for name in COPIED if name != "comment_policy"}
        assert kept == {name: drafting.build_content(values)[name] for name in kept}
        assert (shown.sponsor, shown.series) == (sponsor, series)
        assert shown.comment_policy == Article.CommentPolicy.CLOSED
        assert fresh(article).language == "bn"

    def test_it_counts_no_read_takes_no_comment_and_stores_nothing(self):
        chief = person()
        article = story(chief)
        before = Article.objects.filter(pk=article.pk).values().get()

        html = signed_in(chief).get(page_of(article)).content.decode()

        assert "data-article" not in html
        assert "comments.js" not in html
        assert "<form" not in html[html.index("<main") : html.index("</main>")]
        assert Article.objects.filter(pk=article.pk).values().get() == before

    def test_it_is_for_no_cache_and_no_search_engine_and_for_our_own_frames_alone(self):
        chief = person()

        answer = signed_in(chief).get(page_of(draft(chief)))

        policy = answer.headers["Content-Security-Policy"]
        html = answer.content.decode()
        assert "no-store" in answer.headers["Cache-Control"]
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"
        assert '<meta name="robots" content="noindex, nofollow, noarchive">' in html
        assert ('rel="canonical"' in html, "og:title" in html) == (False, False)
        assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
        assert "frame-ancestors 'self'" in policy
        assert "connect-src 'none'" in policy
        assert "unsafe" not in policy

    @pytest.mark.usefixtures("at_noon")
    def test_the_words_of_the_page_are_the_papers_whatever_the_desk_speaks(self):
        chief = person(language="en")
        bangla = person()
        article = draft(chief)

        english = signed_in(chief).get(page_of(article)).content.decode()

        assert english == signed_in(bangla).get(page_of(article)).content.decode()

    def test_a_version_without_a_section_can_be_shown(self):
        chief = person()
        article = drafting.begin({"headline": "শুধু শিরোনাম"}, by=chief)

        assert "শুধু শিরোনাম" in signed_in(chief).get(page_of(article)).content.decode()

    def test_what_a_version_named_and_has_gone_is_left_out(self):
        chief = person()
        values = {"source": 999, "picture": 999, "sponsor": 999, "series": 999, "category": 999_999}

        answer = signed_in(chief).get(page_of(draft(chief, **values)))

        assert answer.status_code == 200


class TestFrame:
    def test_it_shows_the_version_asked_for_at_three_sizes_that_are_links(self):
        chief = person()
        article = draft(chief)
        first = article.latest_revision
        drafting.save_version(article, content(), by=chief)

        html = signed_in(chief).get(frame_of(article, revision=first.pk)).content.decode()

        assert f'src="{page_of(article, revision=first.pk)}"' in html
        assert html.count(f"?revision={first.pk}&amp;size=") == 3

    @pytest.mark.parametrize(
        ("asked", "shown"),
        [("tablet", "tablet"), ("desktop", "desktop"), ("x", "phone"), ("", "phone")],
    )
    def test_the_size_is_one_of_three(self, asked, shown):
        chief = person()

        html = signed_in(chief).get(frame_of(draft(chief), size=asked)).content.decode()

        assert f'class="preview-frame preview-{shown}"' in html

    def test_only_the_frame_page_may_hold_a_frame_of_ours(self):
        chief = person()
        article = draft(chief)
        browser = signed_in(chief)

        policies = {
            path: browser.get(path).headers["Content-Security-Policy"]
            for path in (
                frame_of(article),
                f"{LIST}{article.pk}/change/",
                f"{LIST}{article.pk}/versions/",
                "/admin/",
            )
        }

        assert [path for path, policy in policies.items() if "frame-src 'self'" in policy] == [
            frame_of(article)
        ]
        assert all("frame-ancestors 'none'" in policy for policy in policies.values())


class TestRights:
    @pytest.mark.parametrize("role", [None, "reader", "moderator", "reporter"])
    def test_a_preview_of_others_is_for_nobody_without_the_right(self, role):
        client = signed_in(person(role)) if role else Client()
        article = draft(person("reporter"), headline=BAIT, standfirst=BAIT, body=f"<p>{BAIT}</p>")
        revision = article.latest_revision_id

        answers = [
            client.get(frame_of(article)), client.get(page_of(article)),
            client.get(page_of(article, revision=revision)),
            client.post(frame_of(article), {"reader": "ক", "lasts": "1d"}),
            client.post(frame_of(article), {"revoke": "1"}),
        ]  # fmt: skip

        assert all(answer.status_code in {302, 403} for answer in answers)
        assert all(BAIT not in answer.content.decode() for answer in answers)
        assert PreviewLink.objects.count() == 0

    @pytest.mark.parametrize("role", ["reporter", "editor", "chief", "admin"])
    def test_a_version_of_another_story_is_not_found(self, role):
        user = person(role)
        article, other = (
            draft(user),
            draft(person("reporter"), headline=BAIT, body=f"<p>{BAIT}</p>"),
        )
        browser = signed_in(user)

        answers = [
            browser.get(at(article, revision=other.latest_revision_id))
            for at in (frame_of, page_of)
        ]

        assert [answer.status_code for answer in answers] == [404, 404]
        assert all(BAIT not in answer.content.decode() for answer in answers)

    @pytest.mark.parametrize("value", ["x", "0", "-1", "9" * 40, "999999"])
    def test_a_version_that_cannot_be_is_not_found(self, value):
        chief = person()
        article = draft(chief)

        assert signed_in(chief).get(page_of(article, revision=value)).status_code == 404
        assert signed_in(chief).get(frame_of(article, revision=value)).status_code == 404


class TestMakingLinks:
    def test_a_link_is_made_for_a_reader_and_shown_to_be_copied(self):
        chief = person()
        article = draft(chief)
        first = article.latest_revision
        drafting.save_version(article, content(), by=chief)
        browser = signed_in(chief)

        answer = browser.post(
            frame_of(article, revision=first.pk), {"reader": "ড. কামাল", "lasts": "3d"}
        )

        link = PreviewLink.objects.get()
        assert answer.url == f"{frame_of(article, revision=first.pk)}#links"
        assert (link.revision, link.article, link.reader, link.created_by) == (
            first,
            article,
            "ড. কামাল",
            chief,
        )
        assert (link.expires_at - link.created_at).days in {2, 3}
        html = browser.get(frame_of(article)).content.decode()
        assert "/preview/" in html
        assert "ড. কামাল" in html
        assert html.index("readonly") > 0

    @pytest.mark.parametrize(
        "typed",
        [
            {"reader": "", "lasts": "1d"},
            {"reader": "ক" * 101, "lasts": "1d"},
            {"reader": "রহিম", "lasts": "1y"},
            {},
        ],
    )
    def test_what_is_missing_or_wrong_is_said_and_what_was_typed_is_kept(self, typed):
        chief = person()
        article = draft(chief)

        answer = signed_in(chief).post(frame_of(article), typed)

        assert answer.status_code == 422
        assert answer.context_data["form"].errors
        assert typed.get("reader", "") in answer.content.decode()
        assert PreviewLink.objects.count() == 0
        assert "frame-src 'self'" in answer.headers["Content-Security-Policy"]

    def test_who_may_only_read_the_story_makes_no_link_and_sees_no_address(self):
        reporter = person("reporter")
        article = draft(reporter)
        browser = signed_in(reporter)
        browser.post(frame_of(article), {"reader": "ক", "lasts": "1d"})
        workflow.submit(fresh(article), by=reporter)

        answer = browser.post(frame_of(article), {"reader": "খ", "lasts": "1d"})
        html = browser.get(frame_of(article)).content.decode()

        assert answer.status_code == 403
        assert PreviewLink.objects.count() == 1
        assert "readonly" not in html

    def test_the_button_takes_one_link_back_at_once(self):
        chief = person()
        article = draft(chief)
        browser = signed_in(chief)
        for reader in ("ক", "খ"):
            browser.post(frame_of(article), {"reader": reader, "lasts": "1d"})
        link = PreviewLink.objects.get(reader="ক")

        answer = browser.post(frame_of(article), {"revoke": link.pk})

        assert answer.status_code == 302
        assert list(
            PreviewLink.objects.filter(revoked_at=None).values_list("reader", flat=True)
        ) == ["খ"]
        assert [entry.act for entry in entries_of(article)] == [
            "revoke_link",
            "make_link",
            "make_link",
        ]

    @pytest.mark.parametrize("value", ["", "x", "0", "999999"])
    def test_a_link_that_is_not_there_cannot_be_taken_back(self, value):
        chief = person()

        assert signed_in(chief).post(frame_of(draft(chief)), {"revoke": value}).status_code == 404

    def test_a_link_of_another_story_cannot_be_taken_back_here(self):
        reporter, chief = person("reporter"), person()
        own, other = draft(reporter), draft(chief)
        signed_in(chief).post(frame_of(other), {"reader": "ক", "lasts": "1d"})

        answer = signed_in(reporter).post(frame_of(own), {"revoke": PreviewLink.objects.get().pk})

        assert answer.status_code == 404
        assert PreviewLink.objects.get().revoked_at is None

    def test_hostile_words_are_shown_as_words(self):
        chief = person()
        article = draft(chief)
        browser = signed_in(chief)

        browser.post(frame_of(article), {"reader": '"><script>alert(1)</script>', "lasts": "1d"})
        html = browser.get(frame_of(article)).content.decode()
        log = browser.get(f"{LIST}{article.pk}/history/").content.decode()

        assert "<script>alert" not in html + log
        assert "&lt;script&gt;alert" in html
        assert "&lt;script&gt;alert" in log

    @pytest.mark.parametrize("number", [1, 3])
    def test_the_page_takes_the_same_queries_whatever_the_number_of_links(
        self, number, django_assert_num_queries
    ):
        chief = person()
        article = draft(chief, category=section().pk)
        browser = signed_in(chief)
        for n in range(number):
            browser.post(frame_of(article), {"reader": f"পাঠক {n}", "lasts": "1d"})
        browser.get(frame_of(article))

        with django_assert_num_queries(12):
            html = browser.get(frame_of(article)).content.decode()

        assert html.count('name="revoke"') == number
