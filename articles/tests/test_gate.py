"""articles/gate.py: what holds a version back before publishing, and who may pass it."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from articles import drafting, planning, workflow
from articles.gate import RULES, HeldBack, checks_of, hold, rules_of
from articles.models import Source
from articles.tests.factories import author, content, draft, person, section, story
from images.models import Picture
from paper.log import entries_of

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def picture(**values):
    return Picture.objects.create(key="0" * 20, width=1200, height=800, **values)


def held(article, by):
    return sorted(check.name for check in hold(article, article.latest_revision, by=by))


def gated(*rules, path="economy"):
    """Return a section whose stories need these rules."""
    found = section(path)
    found.gate = list(rules)
    found.save()
    return found


def test_without_rules_a_bare_story_passes():
    chief = person()
    article = draft(chief)

    assert held(article, chief) == []


@pytest.mark.parametrize(
    ("rule", "lacking", "whole"),
    [
        ("source", {}, lambda: {"source": Source.objects.create(name="বাসস").pk}),
        ("byline", {}, lambda: {"bylines": [{"author": author().pk, "name": "ক", "role": ""}]}),
        ("picture", {}, lambda: {"picture": picture(alt="ক", credit="খ").pk}),
        ("headline", {"headline": "দ" * 91}, lambda: {"headline": "দ" * 90}),
        ("accessibility", {"body": '<p><a href="https://a.example">এখানে</a></p>'},
         lambda: {"body": '<p><a href="https://a.example">বন্দরের বার্ষিক প্রতিবেদন</a></p>'}),
    ],
)  # fmt: skip
def test_a_rule_of_the_section_holds_until_it_is_met(rule, lacking, whole):
    chief, where = person(), gated(rule)
    without, complete = (draft(chief, category=where.pk, **values) for values in (lacking, whole()))

    assert held(without, chief) == [rule]
    assert held(complete, chief) == []


@pytest.mark.parametrize("rule", ["credit", "alt"])
def test_pictures_above_and_in_the_text_need_credit_and_description(rule):
    chief, where = person(), gated(rule)
    bare, whole = picture(), picture(alt="বন্দর", credit="রহিম")
    in_text = f'<p>ক</p><figure data-picture="{bare.pk}"></figure>'
    own_words = (
        f'<p>ক</p><figure data-picture="{bare.pk}" data-alt="জাহাজ" data-credit="করিম"></figure>'
    )

    cases = [
        draft(chief, category=where.pk, picture=bare.pk),
        draft(chief, category=where.pk, picture=whole.pk, body=in_text),
        draft(chief, category=where.pk, picture=whole.pk, body=own_words),
    ]

    assert [held(article, chief) for article in cases] == [[rule], [rule], []]


def test_the_rules_of_the_sections_above_hold_too():
    chief = person()
    gated("source")
    below = section("economy/port", "বন্দর")

    assert held(draft(chief, category=below.pk), chief) == ["source"]
    assert held(draft(chief, category=section("sports", "খেলা").pk), chief) == []


def test_an_ended_right_holds_in_every_section_and_is_judged_for_the_day_of_publishing():
    chief = person()
    today = dt.date(2026, 11, 25)
    lead = picture(alt="ক", credit="খ", rights_until=today)

    with time_machine.travel(dt.datetime(2026, 11, 25, 6, tzinfo=dt.UTC), tick=False):
        article = draft(chief, picture=lead.pk)
        assert held(article, chief) == []
        with pytest.raises(HeldBack) as refused:
            workflow.schedule(article, by=chief, at=timezone.now() + dt.timedelta(days=1))

    assert [check.name for check in refused.value.checks] == ["rights"]
    article.refresh_from_db()
    assert article.state == "draft"


@pytest.mark.parametrize("matter", ["crime", "court", "minors"])
def test_crime_court_and_minors_need_a_second_pair_of_eyes_on_exactly_this_text(matter):
    writer, chief = person("editor"), person()
    article = draft(writer, sensitive=[matter])
    workflow.submit(article, by=writer)

    with pytest.raises(HeldBack):
        workflow.publish(article, by=writer)
    workflow.approve(article, by=writer)
    with pytest.raises(HeldBack):
        workflow.publish(article, by=writer)  # own approval is no second pair of eyes
    workflow.approve(article, by=chief)
    drafting.save_version(article, content(sensitive=[matter], headline="পরে বদলানো"), by=writer)
    with pytest.raises(HeldBack):
        workflow.publish(article, by=writer)  # another text than the approved one
    workflow.approve(article, by=chief)
    article = workflow.publish(article, by=writer)

    assert article.is_live()


def test_a_lawyers_reading_that_was_asked_for_holds_until_this_version_is_cleared():
    editor, chief = person("editor"), person()
    article = draft(editor)
    planning.ask_legal(article, by=editor)

    with pytest.raises(HeldBack):
        workflow.publish(article, by=chief)
    planning.clear_legal(article, by=chief)
    article = workflow.publish(article, by=chief)
    drafting.save_version(article, content(headline="পরে বদলানো"), by=editor)
    with pytest.raises(HeldBack):
        workflow.publish(article, by=editor)

    assert article.is_live()


def test_who_may_passes_the_gate_with_a_reason_that_the_log_keeps():
    chief, where = person(), gated("source", "byline")
    article = draft(chief, category=where.pk)

    with pytest.raises(HeldBack):
        workflow.publish(article, by=chief, override="  ")
    workflow.publish(article, by=chief, override="সূত্র গোপন রাখতে হচ্ছে")

    detail = entries_of(article).get(act="publish").detail
    assert detail["reason"] == "সূত্র গোপন রাখতে হচ্ছে"
    assert sorted(detail["held"]) == ["byline", "source"]


def test_an_editor_does_not_pass_the_gate_by_a_reason():
    editor, where = person("editor"), gated("source")
    article = draft(editor, category=where.pk)

    with pytest.raises(PermissionDenied):
        workflow.publish(article, by=editor, override="তাড়া আছে")

    article.refresh_from_db()
    assert article.live_from is None


def test_a_reason_that_was_not_needed_is_not_logged_as_passing():
    chief = person()
    article = draft(chief)

    workflow.publish(article, by=chief, override="দরকার ছিল না")

    assert set(entries_of(article).get(act="publish").detail) == {"revision"}


def test_an_update_of_a_live_story_passes_the_same_gate():
    chief = person()
    article = story(chief)
    gated("source")
    drafting.save_version(article, content(headline="নতুন"), by=chief)

    with pytest.raises(HeldBack):
        workflow.publish(article, by=chief)
    with pytest.raises(HeldBack):
        workflow.schedule_update(article, by=chief, at=timezone.now() + HOUR)

    article.refresh_from_db()
    assert article.headline != "নতুন"


def test_a_sponsor_without_a_label_is_never_published():
    from articles.models import Sponsor

    chief = person()
    sponsor = Sponsor.objects.create(name="ব্যাংক")
    article = draft(chief, sponsor=sponsor.pk)

    checks = checks_of(
        article, article.latest_revision.content, revision=article.latest_revision, by=chief
    )

    assert [
        check.is_met for check in checks if "স্পনসর" in check.text or "ponsor" in check.text
    ] == [False]
    with pytest.raises(workflow.NotReady):
        workflow.publish(article, by=chief)


def test_every_rule_that_a_section_may_name_is_known_to_the_checks():
    chief = person()
    lead, where = picture(), gated(*RULES)
    article = draft(
        chief, category=where.pk, picture=lead.pk, headline="দ" * 91,
        body='<h3>ক</h3><table><tbody><tr><td>খ</td></tr></tbody></table>',
    )  # fmt: skip

    assert set(held(article, chief)) == set(RULES) - {"picture"}
    assert rules_of({**drafting.EMPTY, "category": where.pk}) == {*RULES, "rights", "legal"}
