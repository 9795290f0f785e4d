"""articles/admin/saving.py: the open form saves itself, says who else is there, and is refused in words."""

from uuid import uuid4

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import Group
from django.test import Client

from articles import drafting, workflow
from articles.models import Article, Revision, SectionRight, Source
from articles.tests.desk import LIST, form_of, signed_in, typed
from articles.tests.factories import author, content, draft, person, scheduled, section, story
from articles.tests.saving import BEGIN, TAB, TOKEN, autosave, fresh, present
from images.models import Folder
from images.tests.factories import picture

pytestmark = pytest.mark.django_db
BAIT = "গোপনখবর"
LONG = "".join(f"<p>{'বন্দরে কনটেইনারের জট কমেনি ' * 25}{n}</p>" for n in range(50))
"""5,000 words."""


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def begin(browser, **values):
    sent = {**typed(**values), "tab": TAB, "client_key": values.get("client_key", uuid4())}
    return browser.post(BEGIN, sent)


def refused(answer):
    return [field["name"] for field in answer.json()["refused"]]


class TestAStory:
    def test_is_saved_by_itself_and_told_in_words(self):
        reporter = person("reporter")
        article = draft(reporter)

        answer = autosave(signed_in(reporter), article, headline="নতুন শিরোনাম")

        latest = fresh(article).latest_revision
        said = answer.json()
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-store")
        assert (latest.headline, latest.kind, latest.tab) == ("নতুন শিরোনাম", "autosaved", TAB)
        assert (said["pk"], said["revision"], said["number"]) == (article.pk, latest.pk, 2)
        assert (said["refused"], said["others"]) == ([], [])
        assert not said["at"].isascii()

    @pytest.mark.parametrize("make", [draft, story, scheduled])
    def test_is_never_moved_by_it(self, make):
        chief = person()
        article = make(chief)
        before = Article.objects.filter(pk=article.pk).values().get()

        answer = signed_in(chief).post(
            f"{LIST}{article.pk}/autosave/",
            {**typed(fresh(article), headline="নতুন", act="publish", state="killed"), "tab": TAB},
        )

        after = Article.objects.filter(pk=article.pk).values().get()
        assert answer.status_code == 200
        assert {name for name in before if before[name] != after[name]} <= {
            "latest_revision_id", "touched_at",
        }  # fmt: skip

    def test_in_review_is_saved_for_its_editor_and_stays_in_review(self):
        reporter, editor = person("reporter"), person("editor")
        article = workflow.submit(draft(reporter), by=reporter)

        answer = autosave(signed_in(editor), article, headline="সম্পাদকের")

        assert answer.status_code == 200
        assert (fresh(article).state, fresh(article).latest_revision.headline) == ("in_review", "সম্পাদকের")  # fmt: skip

    def test_without_a_headline_is_kept_all_the_same(self):
        reporter = person("reporter")
        article = draft(reporter)

        answer = autosave(signed_in(reporter), article, headline="", body="<p>শুধু লেখা</p>")

        assert (answer.status_code, refused(answer)) == (200, [])
        assert fresh(article).latest_revision.content["body"] == "<p>শুধু লেখা</p>"

    def test_takes_one_autosave_after_the_other_in_one_place(self):
        reporter = person("reporter")
        article = draft(reporter)
        browser = signed_in(reporter)

        for text in ("এক", "দুই", "তিন"):
            autosave(browser, article, headline=text)

        assert article.revisions.values_list("number", "headline").first() == (2, "তিন")
        assert article.revisions.count() == 2

    def test_that_somebody_else_saved_meanwhile_is_a_conflict_with_both_texts_kept(self):
        chief, editor = person(), person("editor", display_name="তাহমিদ")
        article = draft(chief)
        seen = article.latest_revision_id
        autosave(signed_in(editor), article, tab="tab-2", headline="তাঁদের")

        answer = autosave(signed_in(chief), article, headline="আমার", based_on=seen)

        aside = Revision.objects.get(kind="aside")
        said = answer.json()
        assert (answer.status_code, said["outcome"], said["who"]) == (409, "aside", "তাহমিদ")
        assert (said["aside"], said["latest"]) == (aside.pk, fresh(article).latest_revision_id)
        assert said["conflict_url"] == f"{LIST}{article.pk}/conflict/{aside.pk}/"
        assert (aside.headline, fresh(article).latest_revision.headline) == ("আমার", "তাঁদের")

    def test_set_aside_again_and_again_leaves_one_text_of_the_form(self):
        chief = person()
        article = draft(chief)
        seen = article.latest_revision_id
        autosave(signed_in(person("editor")), article, tab="tab-2", headline="তাঁদের")

        for text in ("আমার", "আমার লেখা"):
            autosave(signed_in(chief), article, headline=text, based_on=seen)

        assert Revision.objects.get(kind="aside").headline == "আমার লেখা"


class TestWhatTheFormRefuses:
    def test_stays_as_it_was_and_the_rest_is_kept(self):
        reporter = person("reporter")
        article = draft(reporter, headline="আগের", kicker="বন্দর")

        answer = autosave(
            signed_in(reporter), article, headline="ক" * 201, kicker="খ" * 41, body="<p>নতুন</p>",
            language="xx", comment_policy="never",
        )  # fmt: skip

        kept = fresh(article).latest_revision.content
        assert (answer.status_code, kept["body"]) == (200, "<p>নতুন</p>")
        assert (kept["headline"], kept["kicker"], kept["language"]) == ("আগের", "বন্দর", "bn")
        assert set(refused(answer)) == {"headline", "kicker", "language", "comment_policy"}
        assert all(field["label"] and field["error"] for field in answer.json()["refused"])

    def test_of_half_typed_authors_leaves_the_bylines_as_they_were(self):
        editor = person("editor")
        lines = [{"author": author().pk, "name": "তাহমিদ রশীদ", "role": "প্রতিবেদক"}]
        article = draft(editor, bylines=lines)

        answer = autosave(
            signed_in(editor), article, headline="নতুন",
            bylines=[{"author": "মি", "name": "", "role": ""}],
        )  # fmt: skip

        assert refused(answer) == ["bylines"]
        assert fresh(article).latest_revision.content["bylines"] == lines

    def test_makes_no_source_of_a_name_that_is_being_typed(self):
        editor = person("editor")
        known = Source.objects.create(name="রয়টার্স")
        article = draft(editor, source=known.pk)

        answer = autosave(signed_in(editor), article, headline="নতুন", source="রয়টা")

        assert refused(answer) == ["source"]
        assert fresh(article).latest_revision.content["source"] == known.pk
        assert list(Source.objects.all()) == [known]

    def test_of_a_picture_in_a_closed_folder_keeps_its_caption_and_nothing_else(self):
        reporter = person("reporter")
        folder = Folder.objects.create(name="খেলা")
        folder.roles.add(Group.objects.get(name="editor"))
        closed = picture(folder=folder)
        article = draft(reporter)
        body = f'<p>ক</p><figure data-picture="{closed.pk}"><figcaption>খ</figcaption></figure><p>গ</p>'

        answer = autosave(signed_in(reporter), article, body=body)

        assert refused(answer) == ["body"]
        assert fresh(article).latest_revision.content["body"] == "<p>ক</p><p>খ</p><p>গ</p>"

    def test_of_a_body_that_is_too_long_leaves_the_one_before(self):
        reporter = person("reporter")
        article = draft(reporter, body="<p>আগের</p>")

        answer = autosave(
            signed_in(reporter), article, headline="নতুন", body=f"<p>{'ক' * 300_001}</p>"
        )

        assert refused(answer) == ["body"]
        kept = fresh(article).latest_revision.content
        assert (kept["headline"], kept["body"]) == ("নতুন", "<p>আগের</p>")

    def test_lets_no_editor_lose_the_story_by_a_slip_of_the_section(self):
        editor, economy = person("editor"), section("economy")
        sport = section("sport", "খেলা")
        SectionRight.objects.create(user=editor, category=economy)
        article = draft(person("reporter"), category=economy.pk)

        answer = autosave(signed_in(editor), article, headline="নতুন", category=sport.pk)

        assert refused(answer) == ["category"]
        assert autosave(signed_in(editor), article, headline="আরও নতুন").status_code == 200


class TestANewStory:
    def test_is_begun_by_its_first_save_and_found_by_the_same_one_sent_again(self):
        reporter, key = person("reporter"), uuid4()
        browser = signed_in(reporter)

        answers = [begin(browser, headline="এক", client_key=key) for _ in range(3)]

        article = Article.objects.get()
        assert [answer.status_code for answer in answers] == [200] * 3
        assert {answer.json()["pk"] for answer in answers} == {article.pk}
        assert answers[0].json()["change_url"] == form_of(article)
        assert (article.created_by, article.state, article.revisions.count()) == (reporter, "draft", 1)  # fmt: skip

    @pytest.mark.parametrize("key", ["", "x", "1", "\x00", "9" * 400])
    def test_without_a_key_of_its_own_is_not_begun(self, key):
        answer = begin(signed_in(person("reporter")), headline="এক", client_key=key)

        assert (answer.status_code, list(answer.json())) == (422, ["error"])
        assert not Article.objects.exists()

    def test_of_somebody_else_is_not_opened_by_its_key(self):
        key = uuid4()
        begin(signed_in(person("reporter")), headline=BAIT, client_key=key)

        answer = begin(signed_in(person("reporter")), headline="এক", client_key=key)

        assert (answer.status_code, BAIT in answer.content.decode()) == (403, False)
        assert Article.objects.count() == 1


class TestWhoIsLetIn:
    def test_nobody_who_is_signed_out_and_it_is_said_to_the_script(self):
        article = draft(headline=BAIT)

        answers = [
            autosave(Client(), article),
            present(Client(), article),
            Client().get(TOKEN),
            Client().post(BEGIN),
        ]

        assert [answer.status_code for answer in answers] == [401] * 4
        assert {answer.headers["Content-Type"] for answer in answers} == {"application/json"}
        assert all(answer.json()["error"] for answer in answers)

    @pytest.mark.parametrize("role", ["reporter", "moderator", "reader"])
    def test_nobody_to_the_story_of_another(self, role):
        article = draft(person("reporter"), headline=BAIT)
        browser = signed_in(person(role))

        answers = [autosave(browser, article, headline="বদল"), present(browser, article)]

        assert [answer.status_code for answer in answers] == [403, 403]
        assert BAIT not in "".join(answer.content.decode() for answer in answers)
        assert article.revisions.count() == 1
        assert not article.presences.exists()

    @pytest.mark.parametrize(("role", "status"), [("editor", 200), ("chief", 200), ("admin", 200)])
    def test_editors_to_every_story(self, role, status):
        article = draft(person("reporter"))

        assert autosave(signed_in(person(role)), article, headline="বদল").status_code == status

    def test_no_editor_of_another_desk(self):
        editor = person("editor")
        SectionRight.objects.create(user=editor, category=section("sport", "খেলা"))
        article = draft(person("reporter"), headline=BAIT, category=section("economy").pk)
        browser = signed_in(editor)

        answers = [autosave(browser, article, headline="বদল"), present(browser, article)]

        assert [answer.status_code for answer in answers] == [403, 403]
        assert BAIT not in "".join(answer.content.decode() for answer in answers)
        assert fresh(article).latest_revision.headline == BAIT

    def test_no_reporter_once_the_story_is_handed_in(self):
        reporter = person("reporter")
        article = workflow.submit(draft(reporter), by=reporter)
        browser = signed_in(reporter)

        answer = autosave(browser, article, headline="পরে")

        assert (answer.status_code, article.revisions.count()) == (403, 1)
        assert answer.json()["error"]
        assert present(browser, article).status_code == 200

    def test_nothing_that_another_person_wrote_in_this_browser(self):
        reporter, editor = person("reporter"), person("editor")
        article = draft(reporter)

        answer = autosave(signed_in(editor), article, headline="রিপোর্টারের", writer=reporter.pk)

        assert (answer.status_code, answer.json()["reason"]) == (403, "other")
        assert article.revisions.count() == 1

    def test_no_request_without_the_token_and_a_fresh_one_after_signing_in_again(self):
        reporter = person("reporter")
        article = draft(reporter)
        browser = Client(enforce_csrf_checks=True)
        browser.force_login(reporter)
        said = browser.get(TOKEN).json()

        without = autosave(browser, article, headline="চুরি")
        browser.force_login(reporter)
        browser.cookies.pop("csrftoken")
        again = browser.get(TOKEN).json()
        with_it = autosave(browser, article, headline="আমার", csrfmiddlewaretoken=again["token"])

        assert said["user"] == again["user"] == int(browser.session[SESSION_KEY])
        assert (without.status_code, with_it.status_code) == (403, 200)
        assert fresh(article).latest_revision.headline == "আমার"

    def test_no_story_that_is_not_there(self):
        browser = signed_in(person())

        answers = [
            browser.post(f"{LIST}99/{name}/", {"tab": TAB}) for name in ("autosave", "presence")
        ]

        assert [(answer.status_code, list(answer.json())) for answer in answers] == [(404, ["error"])] * 2  # fmt: skip

    @pytest.mark.parametrize("path", [BEGIN, f"{LIST}1/autosave/", f"{LIST}1/presence/"])
    def test_no_request_that_only_reads(self, path):
        draft()

        assert signed_in(person()).get(path).status_code == 405


class TestPresence:
    def test_two_people_are_told_of_each_other_and_of_a_newer_version(self):
        chief, editor = person(display_name="মিতা"), person("editor", display_name="তাহমিদ")
        article = draft(chief)
        seen = article.latest_revision_id
        here, there = signed_in(chief), signed_in(editor)
        present(here, article)

        met = present(there, article, tab="tab-2", typing="1").json()
        autosave(there, article, tab="tab-2", headline="তাহমিদের")
        told = present(here, article, based_on=seen).json()

        assert [other["name"] for other in met["others"]] == ["মিতা"]
        assert met["newer"] is None
        assert [(other["name"], other["typing"]) for other in told["others"]] == [("তাহমিদ", True)]
        assert (told["newer"]["who"], told["newer"]["is_own"]) == ("তাহমিদ", False)

    def test_a_form_being_opened_says_who_has_it_open(self):
        chief, editor = person(), person("editor", display_name="তাহমিদ")
        article = draft(chief)
        present(signed_in(editor), article)

        page = signed_in(chief).get(form_of(article)).content.decode()

        assert "তাহমিদ" in page.partition('id="present"')[2].partition("</div>")[0]

    def test_leaving_is_told_by_the_browser_on_its_way_out(self):
        chief = person()
        article = draft(chief)
        browser = signed_in(chief)
        present(browser, article)

        present(browser, article, left="1")

        assert not article.presences.exists()

    @pytest.mark.parametrize("tab", ["", "x" * 37, "\x00", "<b>", "ক"])
    def test_a_tab_without_a_name_is_none(self, tab):
        chief = person()
        article = draft(chief)

        answer = present(signed_in(chief), article, tab=tab)

        assert (answer.status_code, article.presences.count()) == (422, 0)


class TestCosts:
    @pytest.mark.parametrize("paragraphs", [1, 3])
    def test_an_autosave_asks_the_same_of_the_database_however_long_the_story_is(
        self, paragraphs, django_assert_num_queries
    ):
        chief = person()
        article = draft(chief)
        browser = signed_in(chief)
        autosave(browser, article, headline="এক")
        sent = {**typed(fresh(article), body="<p>ক</p>" * paragraphs), "tab": TAB}

        with django_assert_num_queries(31):
            browser.post(f"{LIST}{article.pk}/autosave/", sent)

    def test_a_sign_of_life_asks_less(self, django_assert_num_queries):
        chief = person()
        article = draft(chief)
        browser = signed_in(chief)
        present(browser, article)
        sent = {"tab": TAB, "based_on": article.latest_revision_id}

        with django_assert_num_queries(7):
            browser.post(f"{LIST}{article.pk}/presence/", sent)

    def test_the_form_of_a_long_story_opens_with_few_queries(self, django_assert_max_num_queries):
        chief = person()
        article = draft(
            chief, body=LONG, bylines=[{"author": author().pk, "name": "ক", "role": ""}]
        )
        drafting.save_version(article, content(headline="দুই", body=LONG), by=chief)
        present(signed_in(person("editor")), article)
        browser = signed_in(chief)
        browser.get(form_of(article))

        with django_assert_max_num_queries(20):
            answer = browser.get(form_of(article))

        assert answer.status_code == 200
