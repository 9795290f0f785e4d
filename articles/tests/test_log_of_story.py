"""A story's own log: every act told in words, for those who may open the story and nobody else."""

import datetime as dt
import re

import pytest
from django.utils import timezone, translation

from articles import gate, planning, workflow
from articles.models import Category
from articles.tests.desk import signed_in
from articles.tests.factories import draft, person, section, story
from articles.transitions import MOVES
from paper.log import LogEntry, entries_of
from paper.sentences import ACTS, HELD_BACK, SENTENCES, in_words

pytestmark = pytest.mark.django_db
BY_TIME = {"came_out", "update_came", "update_failed", "time_ended"}


def history(article):
    return f"/admin/articles/article/{article.pk}/history/"


def test_every_act_on_a_story_has_a_sentence_and_a_name():
    acts = set(MOVES) | BY_TIME

    assert acts <= set(SENTENCES)
    assert acts <= set(ACTS)


def test_every_rule_of_the_gate_has_its_words():
    assert set(gate.RULES) | gate.EVERYWHERE == set(HELD_BACK)


def test_the_log_says_who_passed_the_gate_and_why_it_was_held_back():
    chief = person(display_name="রহিম")
    home = section()
    Category.objects.filter(pk=home.pk).update(gate=["source", "picture"])
    article = draft(chief, category=home.pk)

    workflow.publish(article, by=chief, override="জরুরি খবর")

    with translation.override("en"):
        page = signed_in(chief).get(history(article)).content.decode()
        (entry,) = entries_of(article)
        assert in_words(entry).endswith("It had been held back: no source, no lead picture.")
    assert "জরুরি খবর" in page


def test_a_storys_whole_life_stands_in_its_log_newest_first():
    chief, editor = person(), person("editor", display_name="করিম")
    article = draft(chief)
    planning.assign(article, by=chief, to=editor, due_at=timezone.now() + dt.timedelta(hours=3))
    planning.set_embargo(article, by=chief, until=timezone.now() + dt.timedelta(hours=1))
    planning.lift_embargo(article, by=chief, reason="সূত্র রাজি")
    planning.ask_legal(article, by=chief)
    planning.clear_legal(article, by=chief)
    workflow.submit(article, by=chief)
    workflow.approve(article, by=editor)
    workflow.publish(article, by=chief)
    workflow.correct(article, by=chief, text="দাম ৫০ টাকা।", kind="clarification")
    workflow.withdraw(article, by=chief, reason="ভুল তথ্য")
    workflow.kill(article, by=chief, reason="আইনি পরামর্শ")

    page = signed_in(chief).get(history(article)).content.decode()

    said = [in_words(entry) for entry in entries_of(article)]
    assert len(said) == 11
    places = [page.find(line.replace("'", "&#x27;")) for line in said]
    assert -1 not in places
    assert places == sorted(places)
    assert "করিম" in said[-1]
    for words in ("সূত্র রাজি", "দাম ৫০ টাকা।", "ভুল তথ্য", "আইনি পরামর্শ"):
        assert page.count(words) == 1
    assert f'href="/admin/articles/article/{article.pk}/change/"' in page


def test_a_long_log_is_read_to_its_end(monkeypatch):
    monkeypatch.setattr("paper.desk.HISTORY", 2)
    chief = person()
    article = story(chief)
    for number in range(4):
        workflow.correct(article, by=chief, text=f"সংশোধন {number}")
    browser = signed_in(chief)

    path, found = history(article), []
    while path:
        page = browser.get(path).content.decode()
        found += re.findall(r"সংশোধন [0-9]", page)
        older = re.findall(r'href="([^"]+)" rel="next"', page)
        path = older[0] if older else ""

    assert found == [f"সংশোধন {number}" for number in (3, 2, 1, 0)]


@pytest.mark.parametrize(
    ("role", "status"), [("reporter", 302), ("moderator", 302), ("reader", 302)]
)
def test_who_may_not_open_the_story_does_not_read_its_log(role, status):
    article = draft(headline="গোপনখবর")
    browser = signed_in(person(role))

    answer = browser.get(history(article))

    assert answer.status_code == status
    assert "গোপনখবর" not in answer.content.decode() + str(answer.headers)


def test_its_writer_and_its_assignee_read_it():
    chief, reporter, other = person(), person("reporter"), person("reporter")
    article = draft(reporter)
    planning.assign(article, by=chief, to=other, due_at=None)

    assert [signed_in(who).get(history(article)).status_code for who in (reporter, other)] == [
        200,
        200,
    ]


def test_the_name_of_who_did_it_stays_when_the_account_goes():
    reporter = person("reporter", display_name="রহিম")
    workflow.submit(draft(reporter), by=reporter)
    before = LogEntry.objects.values().get()

    reporter.delete()

    assert LogEntry.objects.values().get() == before
    assert before["actor_name"] == "রহিম"


@pytest.mark.parametrize("count", [1, 3])
def test_the_log_of_a_story_takes_the_same_queries_whatever_its_length(
    django_assert_num_queries, count
):
    chief = person()
    article = story(chief)
    for number in range(count):
        workflow.correct(article, by=person(), text=f"সংশোধন {number}")
    browser = signed_in(chief)
    browser.get(history(article))

    with django_assert_num_queries(11):
        browser.get(history(article))
