"""articles/admin/conflict.py: two versions are laid side by side and joined; nothing is overwritten, nothing is lost."""

import re

import pytest
from django.utils.html import strip_tags

from articles import drafting, workflow
from articles.models import Article, Revision, SectionRight
from articles.tests.desk import ADD, LIST, form_of, signed_in, typed
from articles.tests.factories import content, draft, person, section, story
from articles.tests.saving import fresh

pytestmark = pytest.mark.django_db
BAIT = "গোপনখবর"


def body(*paragraphs):
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


@pytest.fixture
def met():
    """Return a story that its editor saved while its reporter wrote, both in browsers of their own."""
    reporter, editor = person("reporter"), person("editor", display_name="তাহমিদ")
    article = draft(reporter, headline="প্রথম", kicker="বন্দর", body=body("এক", "দুই", "তিন"))
    mine = typed(article, headline="আমার শিরোনাম", body=body("আমার এক", "দুই", "আমার তিন"))
    theirs = typed(article, kicker="চট্টগ্রাম", body=body("এক", "দুই", "তাঁদের তিন"))
    signed_in(editor).post(form_of(article), theirs)
    return article, signed_in(reporter), mine, editor


def text_of(answer):
    return re.sub(r"\s+", " ", strip_tags(answer.content.decode()))


def join(browser, address, article, **choices):
    return browser.post(address, {"theirs": fresh(article).latest_revision_id, **choices})


def test_a_stale_form_comes_to_a_page_with_both_texts_and_what_they_grew_from(met):
    article, browser, mine, _editor = met

    address = browser.post(form_of(article), mine).url
    page = text_of(browser.get(address))

    aside = Revision.objects.get(kind="aside")
    assert address == f"{LIST}{article.pk}/conflict/{aside.pk}/"
    for words in ("আমার শিরোনাম", "চট্টগ্রাম", "আমার এক", "আমার তিন", "তাঁদের তিন", "তাহমিদ"):
        assert words in page.replace("  ", " "), words
    assert fresh(article).latest_revision.content["kicker"] == "চট্টগ্রাম"


def test_what_only_one_changed_is_joined_and_the_rest_is_chosen(met):
    article, browser, mine, _editor = met
    address = browser.post(form_of(article), mine).url

    answer = join(browser, address, article, **{"body-2": "both"})

    latest = fresh(article).latest_revision
    assert answer.url == form_of(article)
    assert (latest.kind, latest.number) == ("merged", 4)
    assert latest.content["headline"] == "আমার শিরোনাম"
    assert latest.content["kicker"] == "চট্টগ্রাম"
    assert latest.content["body"] == body("আমার এক", "দুই", "তাঁদের তিন", "আমার তিন")
    assert {version.number for version in article.revisions.all()} == {1, 2, 3, 4}


def test_without_a_choice_nothing_is_saved_and_the_place_is_named(met):
    article, browser, mine, _editor = met
    address = browser.post(form_of(article), mine).url

    answers = [join(browser, address, article, **given) for given in ({}, {"body-2": "none"})]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert "is-wrong" in answers[0].content.decode()
    assert article.revisions.count() == 3


def test_a_third_version_that_came_meanwhile_is_shown_before_anything_is_saved(met):
    article, browser, mine, editor = met
    address = browser.post(form_of(article), mine).url
    seen = fresh(article).latest_revision_id
    third = typed(fresh(article), kicker="মোংলা")
    signed_in(editor).post(form_of(article), third)

    answer = browser.post(address, {"theirs": seen, "body-2": "mine"})

    assert answer.status_code == 422
    assert "মোংলা" in text_of(answer)
    assert fresh(article).latest_revision.content["kicker"] == "মোংলা"
    assert join(browser, address, article, **{"body-2": "mine"}).status_code == 302
    assert fresh(article).latest_revision.content["kicker"] == "মোংলা"


def test_a_base_that_is_gone_makes_every_difference_a_choice(met):
    article, browser, mine, _editor = met
    address = browser.post(form_of(article), mine).url
    article.revisions.get(number=1).delete()

    page = browser.get(address).content.decode()
    answer = join(browser, address, article, **dict.fromkeys(re.findall(r'type="radio" name="([^"]+)"', page), "mine"))  # fmt: skip

    assert answer.status_code == 302
    kept = fresh(article).latest_revision.content
    assert (kept["headline"], kept["kicker"]) == ("আমার শিরোনাম", "বন্দর")
    assert kept["body"] == body("আমার এক", "দুই", "আমার তিন")


@pytest.mark.parametrize("act", ["submit", "publish"])
def test_an_act_pressed_in_a_stale_form_is_not_done(act):
    chief = person()
    article = draft(chief, headline="প্রথম")
    mine = typed(article, headline="আমার", act=act)
    drafting.save_version(article, content(headline="তাঁদের"), by=person("editor"))
    browser = signed_in(chief)

    answer = browser.post(form_of(article), mine)

    assert "/conflict/" in answer.url
    assert fresh(article).state == "draft"
    assert (
        len(re.findall(r'class="message warning"', browser.get(answer.url).content.decode())) == 1
    )


def test_an_act_pressed_in_a_stale_form_without_a_change_shows_the_newer_version_first():
    chief = person()
    article = draft(chief, headline="প্রথম")
    seen = typed(article, act="publish")
    drafting.save_version(article, content(headline="তাঁদের"), by=person("editor"))

    answer = signed_in(chief).post(form_of(article), seen, follow=True)

    assert answer.redirect_chain[-1][0] == form_of(article)
    assert "তাঁদের" in answer.content.decode()
    assert fresh(article).state == "draft"
    assert not Revision.objects.filter(kind="aside").exists()


def test_joining_never_touches_the_row_that_readers_see():
    chief = person()
    article = story(chief, headline="ছাপা")
    aside = drafting.set_aside(
        article, content(headline="আমার"), by=chief, based_on=article.latest_revision_id
    )

    answer = join(
        signed_in(chief), f"{LIST}{article.pk}/conflict/{aside.pk}/", article, body="mine"
    )

    row = Article.objects.get(pk=article.pk)
    assert answer.status_code == 302
    assert (row.state, row.headline, row.latest_revision.headline) == ("published", "ছাপা", "আমার")


def test_the_form_tells_of_a_text_that_stands_beside_until_it_is_joined(met):
    article, browser, mine, editor = met
    address = browser.post(form_of(article), mine).url

    before = [
        address in who.get(form_of(article)).content.decode()
        for who in (browser, signed_in(editor))
    ]
    join(browser, address, article, **{"body-2": "mine"})

    assert before == [True, False]
    assert address not in browser.get(form_of(article)).content.decode()


def test_hostile_words_are_shown_as_words():
    chief = person()
    article = draft(chief)
    hostile = '<img src=x onerror="alert(1)">'
    aside = drafting.set_aside(
        article, content(headline=hostile, tags=[hostile]), by=chief, based_on=None
    )

    page = signed_in(chief).get(f"{LIST}{article.pk}/conflict/{aside.pk}/").content.decode()

    assert "<img" not in page
    assert "onerror" in page


class TestWhoIsLetIn:
    @pytest.mark.parametrize("role", ["reporter", "moderator", "reader"])
    def test_nobody_to_what_was_set_aside_in_the_story_of_another(self, role):
        chief = person()
        article = draft(chief)
        aside = drafting.set_aside(article, content(headline=BAIT), by=chief, based_on=None)
        address = f"{LIST}{article.pk}/conflict/{aside.pk}/"
        browser = signed_in(person(role))

        answers = [browser.get(address), join(browser, address, article)]

        assert all(
            a.status_code == 403 or "/login/" in a.headers.get("Location", "") for a in answers
        )
        assert BAIT not in "".join(answer.content.decode() for answer in answers)
        assert article.revisions.count() == 2

    def test_no_editor_of_another_desk(self):
        chief, editor = person(), person("editor")
        SectionRight.objects.create(user=editor, category=section("sport", "খেলা"))
        article = draft(chief, category=section("economy").pk)
        aside = drafting.set_aside(article, content(headline=BAIT), by=chief, based_on=None)

        answer = signed_in(editor).get(f"{LIST}{article.pk}/conflict/{aside.pk}/")

        assert (answer.status_code, BAIT in answer.content.decode()) == (403, False)

    def test_nobody_through_the_address_of_an_own_story_to_a_version_of_another(self):
        reporter = person("reporter")
        own, foreign = draft(reporter), draft()
        aside = drafting.set_aside(foreign, content(headline=BAIT), by=person(), based_on=None)

        answer = signed_in(reporter).get(f"{LIST}{own.pk}/conflict/{aside.pk}/")

        assert (answer.status_code, BAIT in answer.content.decode()) == (404, False)

    def test_only_to_versions_that_were_set_aside(self):
        chief = person()
        article = draft(chief)

        answer = signed_in(chief).get(f"{LIST}{article.pk}/conflict/{article.latest_revision_id}/")

        assert answer.status_code == 404

    def test_a_reporter_reads_it_but_joins_nothing_once_the_story_is_handed_in(self, met):
        article, browser, mine, editor = met
        address = browser.post(form_of(article), mine).url
        workflow.submit(fresh(article), by=editor)

        shown, answer = browser.get(address), join(browser, address, article, **{"body-2": "mine"})

        assert (shown.status_code, answer.status_code) == (200, 403)
        assert 'name="join"' not in shown.content.decode()


@pytest.mark.parametrize("paragraphs", [1, 3])
def test_the_page_costs_the_same_however_many_places_differ(paragraphs, django_assert_num_queries):
    chief = person()
    article = draft(chief, body=body(*"কখগঘ"))
    aside = drafting.set_aside(
        article, content(headline="আমার", body=body(*"চছজ"[:paragraphs])), by=chief,
        based_on=article.latest_revision_id,
    )  # fmt: skip
    browser = signed_in(chief)
    browser.get(ADD)

    with django_assert_num_queries(12):
        answer = browser.get(f"{LIST}{article.pk}/conflict/{aside.pk}/")

    assert answer.status_code == 200
