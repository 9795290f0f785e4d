"""articles/workflow.py: the editorial process, act by act."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from articles import drafting, planning, shown, workflow
from articles.acts import ACTS
from articles.models import Article, Revision
from articles.tests.factories import author, content, draft, person, scheduled, section, story
from articles.workflow import MOVES, NotReady, WorkflowError
from paper.identity import Site
from paper.log import LogEntry, entries_of

pytestmark = pytest.mark.django_db
State = Article.State
HOUR = dt.timedelta(hours=1)


def acts_of(article):
    return [entry.act for entry in entries_of(article).order_by("id")]


def test_publish_copies_the_latest_version_to_the_row():
    chief = person()
    signed = author()
    article = draft(
        chief,
        kicker="বন্দর",
        headline="শীতের সবজির দাম কমেছে",
        standfirst="মাঠে সরবরাহ বেড়েছে।",
        tags=["সবজি", "বাজারদর"],
        bylines=[{"author": signed.pk, "name": "তাহমিদ রশীদ", "role": "প্রতিবেদক"}],
    )

    article = workflow.publish(article, by=chief)

    article.refresh_from_db()
    assert article.state == State.PUBLISHED
    assert article.headline == "শীতের সবজির দাম কমেছে"
    assert article.slug == "শীতের-সবজির-দাম-কমেছে"
    assert article.live_revision == article.latest_revision
    assert article.is_live()
    assert [tag.name for tag in article.tags.all()] == ["সবজি", "বাজারদর"]
    assert article.shown["bylines"] == [
        {"name": "তাহমিদ রশীদ", "role": "প্রতিবেদক", "slug": signed.slug}
    ]
    assert acts_of(article) == ["publish"]


def test_saving_a_version_of_a_live_story_changes_nothing_for_readers():
    chief = person()
    article = story(chief, headline="পুরোনো শিরোনাম")

    drafting.save_version(article, content(headline="নতুন শিরোনাম"), by=chief)

    article.refresh_from_db()
    assert article.headline == "পুরোনো শিরোনাম"
    assert article.has_private_changes


def test_publishing_again_keeps_the_time_and_marks_the_update():
    chief = person()
    article = story(chief, ago=5 * HOUR)
    first = article.live_from
    drafting.save_version(article, content(headline="নতুন শিরোনাম"), by=chief)

    article = workflow.publish(article, by=chief)

    assert article.headline == "নতুন শিরোনাম"
    assert article.live_from == article.first_published_at == first
    assert article.updated_at is not None
    assert not article.has_private_changes


def test_publishing_the_same_version_twice_marks_no_update():
    chief = person()
    article = story(chief)

    article = workflow.publish(article, by=chief)

    assert article.updated_at is None


def test_a_story_without_headline_section_or_body_is_not_published():
    chief = person()
    article = drafting.begin({"kicker": "বন্দর"}, by=chief)

    with pytest.raises(NotReady) as refused:
        workflow.publish(article, by=chief)

    article.refresh_from_db()
    assert len(refused.value.missing) == 3
    assert article.state == State.DRAFT
    assert LogEntry.objects.count() == 0


def test_scheduled_article_is_hidden_before_its_time_and_seen_at_its_minute_without_a_worker():
    article = scheduled(ahead=2 * HOUR)
    at = article.live_from

    assert (
        not Article.objects.live(at - dt.timedelta(microseconds=1)).filter(pk=article.pk).exists()
    )
    assert Article.objects.live(at).filter(pk=article.pk).exists()


def test_schedule_refuses_a_moment_that_has_passed():
    chief = person()

    with pytest.raises(WorkflowError):
        workflow.schedule(draft(chief), by=chief, at=timezone.now() - HOUR)


def test_publish_refuses_a_moment_to_come():
    chief = person()

    with pytest.raises(WorkflowError):
        workflow.publish(draft(chief), by=chief, at=timezone.now() + HOUR)


def test_publish_due_marks_a_story_once_however_often_it_runs():
    article = scheduled(ahead=HOUR)
    later = timezone.now() + 2 * HOUR

    assert workflow.publish_due(later) == 1
    assert workflow.publish_due(later) == 0

    article.refresh_from_db()
    assert article.state == State.PUBLISHED
    assert acts_of(article) == ["schedule", "came_out"]


def test_publish_due_takes_away_what_has_ended():
    article = story(ago=5 * HOUR)
    Article.objects.filter(pk=article.pk).update(live_until=timezone.now() - HOUR)

    assert workflow.publish_due() == 1

    article.refresh_from_db()
    assert article.state == State.WITHDRAWN
    assert article.live_from is None


def test_the_paper_knows_the_next_moment_at_which_pages_change():
    first = scheduled(ahead=2 * HOUR)
    scheduled(ahead=3 * HOUR)
    assert Site.objects.current().next_due_at == first.live_from

    workflow.publish_due(first.live_from)
    workflow.unschedule(Article.objects.get(state=State.SCHEDULED), by=person())

    assert Site.objects.current().next_due_at is None


def test_a_scheduled_story_published_now_is_out_now():
    chief = person()
    article = scheduled(chief, ahead=5 * HOUR)

    article = workflow.publish(article, by=chief)

    assert article.is_live()
    assert article.state == State.PUBLISHED


def test_a_story_whose_minute_came_can_be_withdrawn_before_the_book_keeping():
    chief = person()
    article = scheduled(chief, ahead=HOUR)

    with time_machine.travel(timezone.now() + 2 * HOUR):
        article = workflow.withdraw(article, by=chief, reason="ভুল তথ্য")

    assert article.state == State.WITHDRAWN
    assert acts_of(article) == ["schedule", "came_out", "withdraw"]


def test_a_withdrawn_story_is_gone_from_every_list_and_comes_back_at_its_old_place():
    chief = person()
    category = section()
    article = story(chief, ago=5 * HOUR, category=category.pk, tags=["সবজি"])
    first = article.live_from

    article = workflow.withdraw(article, by=chief, reason="আইনি পরামর্শ")

    assert not Article.objects.live().exists()
    assert not Article.objects.live().in_category(category.pk).exists()
    assert set(article.category_filings.values_list("live_from", flat=True)) == {None}

    article = workflow.publish(article, by=chief)

    assert article.live_from == first
    assert Article.objects.live().in_category(category.pk).get() == article


def test_a_correction_is_added_shown_and_logged():
    chief = person()
    article = story(chief)

    correction = workflow.correct(article, by=chief, text="প্রথমে ৩২ লেখা হয়েছিল; সঠিক সংখ্যা ২৩।")

    article.refresh_from_db()
    assert article.shown["corrections"][0]["text"] == correction.text
    assert article.updated_at is not None
    assert acts_of(article) == ["publish", "correct"]


@pytest.mark.parametrize("act", ["send_back", "withdraw", "kill", "correct"])
def test_acts_that_need_words_refuse_empty_ones(act):
    chief = person()
    article = story(chief) if act in {"withdraw", "correct"} else draft(chief)
    if act == "send_back":
        article = workflow.submit(article, by=chief)
    word = {"send_back": "note", "correct": "text"}.get(act, "reason")

    with pytest.raises(WorkflowError):
        getattr(workflow, act)(article, by=chief, **{word: "  "})

    assert acts_of(article)[-1:] != [act]


ARGUMENTS = {
    "send_back": {"note": "ছোট করুন"},
    "schedule": {"at": dt.datetime(2099, 1, 1, tzinfo=dt.UTC)},
    "withdraw": {"reason": "ভুল"},
    "kill": {"reason": "ভুল"},
    "correct": {"text": "সঠিক সংখ্যা ২৩।"},
    "schedule_end": {"at": dt.datetime(2099, 1, 2, tzinfo=dt.UTC)},
    "assign": {"to": None, "due_at": dt.datetime(2099, 1, 1, tzinfo=dt.UTC)},
    "set_embargo": {"until": timezone.now() + HOUR},
    "lift_embargo": {"reason": "সূত্র রাজি"},
}


def in_state(state, chief):
    """Return a story in a state, brought there by acts alone."""
    makers = {
        State.DRAFT: lambda: draft(chief),
        State.IN_REVIEW: lambda: workflow.submit(draft(chief), by=chief),
        State.SENT_BACK: lambda: workflow.send_back(
            workflow.submit(draft(chief), by=chief), by=chief, note="ছোট করুন"
        ),
        State.APPROVED: lambda: workflow.approve(workflow.submit(draft(chief), by=chief), by=chief),
        State.SCHEDULED: lambda: scheduled(chief),
        State.PUBLISHED: lambda: story(chief),
        State.WITHDRAWN: lambda: workflow.withdraw(story(chief), by=chief, reason="ভুল"),
        State.KILLED: lambda: workflow.kill(draft(chief), by=chief, reason="ভুল"),
    }
    return makers[state]()


def ready_for(act, article, chief):
    """Return what the act takes beside story and person, after bringing about what it needs to find."""
    later = timezone.now() + 5 * HOUR
    if act == "schedule_update":
        drafting.save_version(article, content(headline="হালনাগাদ শিরোনাম"), by=chief)
        return {"at": later}
    if act == "drop_update" and article.state == State.PUBLISHED:
        drafting.save_version(article, content(headline="হালনাগাদ শিরোনাম"), by=chief)
        workflow.schedule_update(article, by=chief, at=later)
    if act == "drop_end" and article.state in (State.PUBLISHED, State.SCHEDULED):
        workflow.schedule_end(article, by=chief, at=later)
    if act == "lift_embargo" and article.state not in (State.KILLED, State.SCHEDULED):
        planning.set_embargo(article, by=chief, until=later)
    if act == "lift_embargo" and article.state == State.SCHEDULED:
        planning.set_embargo(article, by=chief, until=timezone.now() + HOUR)
    if act == "clear_legal" and article.state != State.KILLED:
        planning.ask_legal(article, by=chief)
    if act == "link_edition":
        return {"other": draft(chief, language="en")}
    if act == "unlink_edition" and article.state != State.KILLED:
        planning.link_edition(article, by=chief, other=draft(chief, language="en"))
    return ARGUMENTS.get(act, {})


@pytest.mark.parametrize("act", MOVES)
@pytest.mark.parametrize("state", State.values)
def test_every_act_works_from_its_states_with_one_log_row_and_from_no_other(act, state):
    chief = person()
    article = in_state(state, chief)
    move, arguments = MOVES[act], ready_for(act, article, chief)
    before = entries_of(article).count()

    if state in move.from_states:
        ACTS[act](article, by=chief, **arguments)
        assert entries_of(article).count() == before + 1
        assert Article.objects.get(pk=article.pk).state == (move.to or state)
    else:
        with pytest.raises(WorkflowError):
            ACTS[act](article, by=chief, **arguments)
        assert entries_of(article).count() == before
        assert Article.objects.get(pk=article.pk).state == state


RIGHTS = {
    "reporter": {"submit", "ask_legal"},
    "editor": {
        "submit",
        "send_back",
        "approve",
        "approve_changes",
        "publish",
        "schedule",
        "unschedule",
        "schedule_update",
        "drop_update",
        "correct",
        "assign",
        "set_embargo",
        "ask_legal",
        "link_edition",
        "unlink_edition",
    },
    "chief": set(MOVES),
    "admin": set(MOVES),
    "moderator": set(),
    "reader": set(),
}


@pytest.mark.parametrize("act", MOVES)
@pytest.mark.parametrize("role", RIGHTS)
def test_only_the_roles_of_the_table_may_act_even_on_their_own_story(role, act):
    chief, somebody = person(), person(role)
    state = next(state for state in State.values if state in MOVES[act].from_states)
    article = in_state(state, chief)
    arguments = ready_for(act, article, chief)
    Article.objects.filter(pk=article.pk).update(created_by=somebody)

    if act in RIGHTS[role]:
        ACTS[act](article, by=somebody, **arguments)
    else:
        with pytest.raises(PermissionDenied):
            ACTS[act](article, by=somebody, **arguments)
        assert Article.objects.get(pk=article.pk).state == state


def test_a_reporter_cannot_hand_in_the_story_of_another():
    article = draft(person("reporter"))

    with pytest.raises(PermissionDenied):
        workflow.submit(article, by=person("reporter"))


def test_possible_acts_are_those_that_work():
    reporter = person("reporter")
    article = draft(reporter)

    assert workflow.possible(article, reporter) == ["submit", "ask_legal"]
    assert workflow.possible(article, person("chief")) == [
        "submit", "publish", "schedule", "kill", "assign", "set_embargo", "ask_legal", "link_edition",
    ]  # fmt: skip


def test_a_failing_publish_leaves_nothing_half_done(monkeypatch):
    chief = person()
    article = draft(chief, tags=["সবজি"])
    monkeypatch.setattr(shown, "build", lambda *_args: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        workflow.publish(article, by=chief)

    article.refresh_from_db()
    assert article.state == State.DRAFT
    assert article.headline == ""
    assert not article.tag_filings.exists()


def test_two_editors_publishing_at_once_leave_one_defined_state(together):
    chief = person()
    article = draft(chief, tags=["সবজি", "বাজারদর"])

    results = together(lambda number: workflow.publish(article, by=chief), threads=4)

    article.refresh_from_db()
    assert all(isinstance(result, Article) for result in results)
    assert article.state == State.PUBLISHED
    assert article.tag_filings.count() == 2
    assert LogEntry.objects.filter(act="publish").count() == 4


def test_publish_due_of_many_processes_marks_each_story_once(together):
    scheduled(ahead=HOUR)
    scheduled(ahead=HOUR)
    later = timezone.now() + 2 * HOUR

    results = together(lambda number: workflow.publish_due(later), threads=4)

    assert sum(results) == 2
    assert LogEntry.objects.filter(act="came_out").count() == 2


def test_a_version_saved_over_an_unseen_one_is_refused_and_both_stay():
    chief = person()
    article = draft(chief)
    seen = article.latest_revision_id
    drafting.save_version(article, content(headline="একজনের লেখা"), by=chief, based_on=seen)

    with pytest.raises(drafting.StaleVersion) as refused:
        drafting.save_version(article, content(headline="আরেকজনের লেখা"), by=chief, based_on=seen)

    assert refused.value.latest.headline == "একজনের লেখা"
    assert Revision.objects.filter(article=article).count() == 2


def test_saving_unchanged_content_makes_no_new_version():
    chief = person()
    values = content()
    article = drafting.begin(values, by=chief)

    revision = drafting.save_version(article, values, by=chief)

    assert revision.number == 1
