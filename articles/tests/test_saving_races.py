"""Saving at the same moment: two editors, two requests of one form, saving and publishing; nothing is lost, nothing is done twice."""

from uuid import uuid4

import pytest

from articles import drafting, workflow
from articles.drafting import StaleVersion
from articles.models import Article, Revision
from articles.tests.desk import ADD, LIST, form_of, signed_in, typed
from articles.tests.factories import content, draft, person
from articles.tests.saving import BEGIN, TAB, fresh
from paper.log import entries_of

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = pytest.mark.parametrize("rounds", [2, pytest.param(50, marks=pytest.mark.drill)])


def headlines(article):
    return set(article.revisions.values_list("headline", flat=True))


@ROUNDS
def test_of_two_editors_who_save_one_story_the_second_gets_a_conflict_with_both_texts_kept(
    together, rounds
):
    browsers = [signed_in(person("editor")), signed_in(person("editor"))]

    for number in range(rounds):
        article = draft(person("reporter"), headline="প্রথম")
        forms = [typed(article, headline=f"{number}-{who}") for who in range(2)]

        answers = together(lambda who: browsers[who].post(form_of(article), forms[who]), 2)  # noqa: B023

        kinds = sorted("conflict" in answer.url for answer in answers)
        latest, aside = fresh(article).latest_revision, article.revisions.get(kind="aside")
        assert kinds == [False, True]
        assert headlines(article) == {"প্রথম", f"{number}-0", f"{number}-1"}
        assert {latest.headline, aside.headline} == {f"{number}-0", f"{number}-1"}
        assert aside.based_on.headline == "প্রথম"
        assert sorted(article.revisions.values_list("number", flat=True)) == [1, 2, 3]


@ROUNDS
def test_of_two_versions_that_began_from_one_only_the_first_is_saved(together, rounds):
    chief = person()

    for number in range(rounds):
        article = draft(chief)
        seen = article.latest_revision_id

        def save(who, pk=article.pk, seen=seen, number=number):
            values = content(headline=f"{number}-{who}")
            return drafting.save_version(
                Article.objects.get(pk=pk), values, by=chief, based_on=seen
            )

        done = together(save, 4)

        saved = [one for one in done if isinstance(one, Revision)]
        assert len(saved) == 1
        assert {type(one) for one in done} == {Revision, StaleVersion}
        assert fresh(article).latest_revision == saved[0]


@ROUNDS
def test_an_autosave_never_beats_the_press_of_save_of_its_own_form(together, rounds):
    browser = [signed_in(who) for who in [person("editor")] * 2]

    for number in range(rounds):
        article = draft(person("reporter"), headline="প্রথম")
        half = {**typed(article, headline=f"{number} আধেক"), "tab": TAB}
        whole = {**typed(article, headline=f"{number} পুরো"), "tab": TAB}
        paths = [(f"{LIST}{article.pk}/autosave/", half), (form_of(article), whole)]

        answers = together(lambda which: browser[which].post(*paths[which]), 2)  # noqa: B023

        assert answers[1].url == form_of(article)
        assert answers[0].status_code in {200, 409}
        assert fresh(article).latest_revision.headline == f"{number} পুরো"


@ROUNDS
def test_a_first_save_sent_eight_times_at_once_begins_one_story(together, rounds):
    reporter = person("reporter")
    browsers = [signed_in(reporter) for _ in range(8)]

    for number in range(rounds):
        sent = {**typed(headline=f"{number}"), "tab": TAB, "client_key": uuid4()}
        path = [ADD, BEGIN] * 4

        answers = together(lambda which: browsers[which].post(path[which], sent), 8)  # noqa: B023

        assert {answer.status_code for answer in answers} <= {200, 302}
        article = Article.objects.get(client_key=sent["client_key"])
        assert article.revisions.count() == 1


@ROUNDS
def test_saving_while_the_story_is_published_leaves_one_whole_state_and_one_line_in_the_log(
    together, rounds
):
    chief, editor = person(), person("editor")
    browser = signed_in(editor)

    for number in range(rounds):
        article = draft(chief, headline=f"{number} প্রথম")
        sent = {**typed(article, headline=f"{number} নতুন"), "tab": TAB}

        def act(which, article=article, sent=sent):
            if which:
                return browser.post(f"{LIST}{article.pk}/autosave/", sent).status_code
            return workflow.publish(article, by=chief)

        published, saved = together(act, 2)

        row = Article.objects.select_related("live_revision", "latest_revision").get(pk=article.pk)
        assert not isinstance(published, Exception)
        assert (saved, row.state) == (200, "published")
        assert row.headline == row.live_revision.headline
        assert row.latest_revision.headline == f"{number} নতুন"
        assert entries_of(article).filter(act="publish").count() == 1


@ROUNDS
def test_a_reporter_who_hands_in_while_the_form_saves_itself_changes_nothing_afterwards(
    together, rounds
):
    reporter = person("reporter")
    browser = signed_in(reporter)

    for number in range(rounds):
        article = draft(reporter, headline=f"{number} প্রথম")
        sent = {**typed(article, headline=f"{number} পরে"), "tab": TAB}

        def act(which, article=article, sent=sent):
            if which:
                return browser.post(f"{LIST}{article.pk}/autosave/", sent).status_code
            return workflow.submit(article, by=reporter)

        _submitted, saved = together(act, 2)

        texts = article.revisions.count()
        assert (saved, texts) in {(200, 2), (403, 1)}
        assert fresh(article).state == "in_review"


def test_a_joined_version_is_saved_once_when_it_is_sent_twice(together):
    chief = person()
    browsers = [signed_in(chief), signed_in(chief)]
    article = draft(chief, headline="প্রথম")
    mine = typed(article, headline="আমার")
    signed_in(person("editor")).post(form_of(article), typed(article, kicker="তাঁদের"))
    address = browsers[0].post(form_of(article), mine).url
    sent = {"theirs": fresh(article).latest_revision_id}

    answers = together(lambda which: browsers[which].post(address, sent), 2)

    assert {answer.status_code for answer in answers} <= {302, 422}
    assert Revision.objects.filter(kind="merged").count() == 1
    assert fresh(article).latest_revision.content["headline"] == "আমার"
