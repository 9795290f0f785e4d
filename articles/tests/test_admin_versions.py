"""articles/admin/versions.py: the list of versions, two of them compared, and bringing one back."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import drafting, versions, workflow
from articles.models import Article, Revision, SectionRight
from articles.tests.desk import LIST, form_of, signed_in
from articles.tests.factories import content, draft, person, scheduled, section, story
from paper.log import LogEntry

pytestmark = pytest.mark.django_db
Kind = Revision.Kind
BAIT = "গোপনখবর"


def at(article, page, **query):
    return f"{LIST}{article.pk}/{page}/" + (
        "?" + "&".join(f"{k}={v}" for k, v in query.items()) if query else ""
    )


def saved(article, kind=Kind.SAVED, by=None, **values):
    return drafting.save_version(fresh(article), content(**values), by=by, kind=kind, tab="")


def fresh(article):
    return Article.objects.select_related("latest_revision").get(pk=article.pk)


class TestList:
    def test_each_version_says_number_kind_person_and_reason(self):
        chief = person(display_name="রহিম উদ্দিন")
        article = draft(chief, headline="প্রথম")
        second = saved(article, by=chief, headline="দ্বিতীয়")
        drafting.restore(
            fresh(article), article.revisions.get(number=1), by=chief, based_on=second.pk
        )

        page = signed_in(chief).get(at(article, "versions"))

        rows = page.context_data["page"].rows
        kinds = [(row.lines[0].revision.number, row.lines[0].revision.kind) for row in rows]
        assert kinds == [(3, "restored"), (2, "saved"), (1, "saved")]
        html = page.content.decode()
        assert html.count("রহিম উদ্দিন") >= 3
        assert article.revisions.get(number=3).reason in html

    def test_what_a_version_is_to_the_story_stands_beside_it(self):
        chief = person()
        article = story(chief)
        private = saved(article, by=chief)
        workflow.approve_changes(fresh(article), by=chief)
        workflow.schedule_update(
            fresh(article), by=chief, at=timezone.now() + dt.timedelta(hours=2)
        )
        Article.objects.filter(pk=article.pk).update(legal_revision=private)

        marks = versions.marks_of(fresh(article), timezone.now())

        assert len(marks[article.live_revision_id]) == 1
        assert len(marks[private.pk]) == 4

    def test_readers_version_is_told_by_what_readers_see(self):
        chief, now = person(), timezone.now()
        out, ahead = story(chief), scheduled(chief)
        gone = workflow.withdraw(story(chief), by=chief, reason="ভুল")

        words = [
            versions.marks_of(fresh(a), now)[a.live_revision_id][-1] for a in (out, ahead, gone)
        ]

        assert len(set(words)) == 3

    def test_autosaves_between_two_saved_versions_are_folded(self):
        article = draft()
        for _ in range(3):
            saved(article, Kind.AUTOSAVED)
        saved(article)
        saved(article, Kind.AUTOSAVED)

        rows = versions.page_of(fresh(article), timezone.now()).rows

        assert [([line.revision.number for line in row.lines], row.is_folded) for row in rows] == [
            ([6], False), ([5], False), ([4, 3, 2], True), ([1], False),
        ]  # fmt: skip

    def test_an_autosave_that_readers_have_is_not_folded_away(self):
        chief = person()
        article = draft(chief)
        for _ in range(2):
            saved(article, Kind.AUTOSAVED, chief)
        workflow.publish(fresh(article), by=chief)
        for _ in range(2):
            saved(article, Kind.AUTOSAVED, chief)

        rows = versions.page_of(fresh(article), timezone.now()).rows

        assert [([line.revision.number for line in row.lines], row.is_folded) for row in rows] == [
            ([5], False), ([4], False), ([3], False), ([2], False), ([1], False),
        ]  # fmt: skip

    def test_a_long_list_goes_on_page_by_page(self, monkeypatch):
        monkeypatch.setattr(versions, "PAGE", 2)
        article = draft()
        for _ in range(4):
            saved(article)
        browser, seen, before = signed_in(person()), [], ""

        while True:
            page = browser.get(at(article, "versions", before=before)).context_data["page"]
            seen.append([line.revision.number for row in page.rows for line in row.lines])
            if page.older is None:
                break
            before = page.older

        assert seen == [[5, 4], [3, 2], [1]]

    @pytest.mark.parametrize("number", [1, 3])
    def test_the_list_takes_the_same_queries_whatever_its_length(self, number):
        chief = person()
        article = draft(chief)
        for _ in range(number - 1):
            saved(article, by=person())
        browser = signed_in(chief)
        browser.get(at(article, "versions"))

        with CaptureQueriesContext(connection) as queries:
            page = browser.get(at(article, "versions")).content.decode()

        assert page.count('class="version-title"') == number
        assert len(queries) == 11

    def test_the_texts_of_the_versions_are_not_read(self):
        chief = person()
        article = draft(chief, body=f"<p>{BAIT}</p>")
        saved(article, body=f"<p>{BAIT}</p>")

        with CaptureQueriesContext(connection) as queries:
            signed_in(chief).get(at(article, "versions"))

        rows = [q["sql"] for q in queries if 'FROM "articles_revision"' in q["sql"]]
        assert [sql for sql in rows if '"content"' in sql] == []

    @pytest.mark.parametrize("before", ["x", "-1", "9" * 40, "১"])
    def test_a_page_that_cannot_be_is_not_found(self, before):
        assert signed_in(person()).get(at(draft(), "versions", before=before)).status_code == 404


class TestComparing:
    def test_two_versions_are_shown_field_by_field_in_words(self):
        chief = person()
        article = draft(chief, headline="বন্দরে জট কমেছে", body="<p>এক</p><p>দুই তিন</p>")
        old = article.latest_revision
        new = saved(article, headline="বন্দরে জট বেড়েছে", body="<p>এক</p><p>দুই চার</p>")

        html = signed_in(chief).get(at(article, "compare", a=old.pk, b=new.pk)).content.decode()

        assert "বন্দরে জট <del>কমেছে</del><ins>বেড়েছে</ins>" in html
        assert "দুই <del>তিন</del><ins>চার</ins>" in html

    def test_the_earlier_one_is_the_old_one_whatever_the_order_of_asking(self):
        article = draft()
        one, other = article.latest_revision, saved(article)

        page = signed_in(person()).get(at(article, "compare", a=other.pk, b=one.pk))

        assert (page.context_data["old"], page.context_data["new"]) == (one, other)

    def test_without_a_choice_the_latest_is_compared_with_the_one_before(self):
        article = draft()
        one, two = article.latest_revision, saved(article)
        browser = signed_in(person())

        latest = browser.get(at(article, "compare")).context_data
        first = browser.get(at(article, "compare", b=one.pk)).context_data

        assert (latest["old"], latest["new"], latest["later"]) == (one, two, None)
        assert (first["old"], first["new"], first["later"]) == (None, one, two)

    def test_what_was_set_aside_is_compared_with_what_it_began_from(self):
        editor = person("editor")
        article = draft(editor)
        base = article.latest_revision
        saved(article)
        aside = drafting.set_aside(
            fresh(article), content(headline="আমার"), by=editor, based_on=base.pk
        )
        saved(article)

        page = signed_in(editor).get(at(article, "compare", b=aside.pk)).context_data
        latest = signed_in(editor).get(at(article, "compare")).context_data

        assert (page["old"], page["new"]) == (base, aside)
        assert latest["old"].number == 2

    def test_equal_versions_say_so(self):
        article = draft()
        pk = article.latest_revision_id

        page = signed_in(person()).get(at(article, "compare", a=pk, b=pk))

        assert page.context_data["differences"] == []

    @pytest.mark.parametrize("side", ["a", "b"])
    def test_a_version_of_another_story_is_not_found_and_not_shown(self, side):
        article, other = draft(), draft(headline=BAIT, body=f"<p>{BAIT}</p>")

        answer = signed_in(person()).get(at(article, "compare", **{side: other.latest_revision_id}))

        assert answer.status_code == 404
        assert BAIT not in answer.content.decode()

    @pytest.mark.parametrize("value", ["x", "0", "-1", "999999", "9" * 40])
    def test_a_version_that_cannot_be_is_not_found(self, value):
        assert signed_in(person()).get(at(draft(), "compare", a=value)).status_code == 404

    def test_a_story_without_a_version_has_nothing_to_compare(self):
        article = Article.objects.create()

        assert signed_in(person()).get(at(article, "compare")).status_code == 404
        assert signed_in(person()).get(at(article, "versions")).status_code == 200


class TestBringingBack:
    def post(self, user, article, revision, based_on=None):
        based_on = fresh(article).latest_revision_id if based_on is None else based_on
        return signed_in(user).post(
            at(article, "restore"), {"revision": revision, "based_on": based_on}
        )

    def test_a_former_version_becomes_the_latest_and_none_is_lost(self):
        reporter = person("reporter")
        article = draft(reporter, headline="প্রথম")
        first = article.latest_revision
        saved(article, headline="দ্বিতীয়")

        answer = self.post(reporter, article, first.pk)

        latest = fresh(article).latest_revision
        assert answer.url == form_of(article)
        assert (latest.number, latest.kind, latest.created_by) == (3, Kind.RESTORED, reporter)
        assert latest.content == first.content
        assert latest.reason != ""
        assert article.revisions.count() == 3
        assert fresh(article).state == Article.State.DRAFT
        assert LogEntry.objects.count() == 0

    def test_readers_keep_what_they_have(self):
        chief = person()
        article = story(chief, headline="পাঠকের")
        first = article.latest_revision
        saved(article, headline="দ্বিতীয়")
        workflow.publish(fresh(article), by=chief)

        self.post(chief, article, first.pk)

        assert fresh(article).headline == "দ্বিতীয়"
        assert fresh(article).has_private_changes

    def test_somebody_who_saved_meanwhile_is_not_overwritten(self):
        chief = person()
        article = draft(chief)
        first = article.latest_revision
        seen = saved(article)
        theirs = saved(article, headline="তাঁদের")

        answer = self.post(chief, article, first.pk, based_on=seen.pk)

        assert answer.url == at(article, "versions")
        assert fresh(article).latest_revision == theirs
        assert article.revisions.count() == 3

    @pytest.mark.parametrize("based_on", ["", "0"])
    def test_a_request_that_does_not_say_what_it_has_seen_brings_nothing_back(self, based_on):
        chief = person()
        article = draft(chief)
        first = article.latest_revision
        saved(article)

        self.post(chief, article, first.pk, based_on=based_on)

        assert article.revisions.count() == 2

    def test_the_latest_brought_back_is_no_new_version(self):
        chief = person()
        article = draft(chief)

        answer = self.post(chief, article, article.latest_revision_id)

        assert answer.status_code == 302
        assert article.revisions.count() == 1

    @pytest.mark.parametrize("kind", [Kind.AUTOSAVED, Kind.ASIDE])
    def test_autosaves_and_what_was_set_aside_can_be_brought_back(self, kind):
        editor = person("editor")
        article = draft(editor)
        if kind == Kind.ASIDE:
            wanted = drafting.set_aside(article, content(headline="আমার"), by=editor, based_on=None)
        else:
            wanted = saved(article, kind, headline="আমার")
        saved(article)

        self.post(editor, article, wanted.pk)

        assert fresh(article).latest_revision.headline == "আমার"

    def test_a_version_of_another_story_is_not_brought_here(self):
        chief = person()
        article, other = draft(chief), draft(chief, headline=BAIT)

        answer = self.post(chief, article, other.latest_revision_id)

        assert answer.status_code == 404
        assert fresh(article).latest_revision.headline != BAIT

    def test_a_reporter_brings_nothing_back_once_the_story_is_handed_in(self):
        reporter = person("reporter")
        article = draft(reporter)
        first = article.latest_revision
        saved(article, by=reporter)
        workflow.submit(fresh(article), by=reporter)

        answer = self.post(reporter, article, first.pk)
        page = signed_in(reporter).get(at(article, "versions")).content.decode()

        assert answer.status_code == 403
        assert article.revisions.count() == 2
        assert "/restore/" not in page

    def test_a_killed_story_stays_as_it_is(self):
        chief = person()
        article = draft(chief)
        first = article.latest_revision
        saved(article)
        workflow.kill(fresh(article), by=chief, reason="দরকার নেই")

        assert self.post(chief, article, first.pk).status_code == 403

    def test_it_is_asked_for_with_a_token_and_by_post(self):
        chief = person()
        article = draft(chief)
        browser = Client(enforce_csrf_checks=True)
        browser.force_login(chief)

        forged = browser.post(at(article, "restore"), {"revision": article.latest_revision_id})

        assert forged.status_code == 403
        assert signed_in(chief).get(at(article, "restore")).status_code == 405

    def test_the_button_carries_a_token(self):
        chief = person()
        article = draft(chief)
        saved(article)

        page = signed_in(chief).get(at(article, "versions")).content.decode()
        pair = signed_in(chief).get(at(article, "compare")).content.decode()

        for html in (page, pair):
            assert html[html.index("/restore/") :].index("csrfmiddlewaretoken") < 200


@pytest.mark.parametrize("role", [None, "reader", "moderator", "reporter"])
def test_versions_of_others_are_seen_and_brought_back_by_nobody_without_the_right(role):
    client = signed_in(person(role)) if role else Client()
    article = draft(person("reporter"), headline=BAIT, standfirst=BAIT, body=f"<p>{BAIT}</p>")
    first = article.latest_revision
    saved(article, headline=f"{BAIT} আবার")

    answers = [
        client.get(at(article, "versions")),
        client.get(at(article, "compare")),
        client.get(at(article, "compare", a=first.pk)),
        client.post(at(article, "restore"), {"revision": first.pk, "based_on": fresh(article).latest_revision_id}),
    ]  # fmt: skip

    assert all(answer.status_code in {302, 403} for answer in answers)
    assert all(BAIT not in answer.content.decode() for answer in answers)
    assert article.revisions.count() == 2


def test_an_editor_of_another_section_sees_nothing_of_it():
    editor = person("editor")
    SectionRight.objects.create(user=editor, category=section("sport", "খেলা"))
    article = draft(person(), headline=BAIT, category=section("economy").pk)
    saved(article, headline=f"{BAIT} আবার")
    browser = signed_in(editor)

    answers = [
        browser.get(at(article, page))
        for page in ("versions", "compare", "preview", "preview/page")
    ] + [
        browser.post(at(article, "restore"), {"revision": article.revisions.last().pk}),
        browser.post(at(article, "preview"), {"reader": "ক", "lasts": "1d"}),
    ]  # fmt: skip

    assert [answer.status_code for answer in answers] == [403] * 6
    assert all(BAIT not in answer.content.decode() for answer in answers)


@pytest.mark.parametrize("role", ["editor", "chief", "admin"])
def test_who_edits_every_story_sees_and_brings_back_versions_of_others(role):
    article = draft(person("reporter"), headline="প্রথম")
    first = article.latest_revision
    second = saved(article, headline="দ্বিতীয়")
    browser = signed_in(person(role))

    pages = [
        browser.get(at(article, page)).status_code for page in ("versions", "compare", "preview")
    ]
    browser.post(at(article, "restore"), {"revision": first.pk, "based_on": second.pk})

    assert pages == [200, 200, 200]
    assert fresh(article).latest_revision.headline == "প্রথম"


def test_pages_of_versions_are_kept_by_no_cache():
    chief = person()
    article = draft(chief)

    answers = [signed_in(chief).get(at(article, page)) for page in ("versions", "compare")]

    assert ["no-store" in answer.headers["Cache-Control"] for answer in answers] == [True, True]


def test_hostile_text_is_inert_in_comparing():
    chief = person()
    hostile = '"><img src=x onerror=alert(1)><script>alert(2)</script>'
    article = draft(
        chief,
        headline=hostile,
        standfirst=hostile,
        body=f"<p>{hostile}</p>",
        tags=[hostile[:90]],
        dateline="<b>x",
    )
    saved(article, headline=f"{hostile} ২", standfirst="ক", body=f"<p>{hostile} ২</p>")

    for page in ("versions", "compare"):
        html = signed_in(chief).get(at(article, page)).content.decode()
        assert "<img src=x" not in html
        assert "<script>alert" not in html
        assert "<b>x" not in html
