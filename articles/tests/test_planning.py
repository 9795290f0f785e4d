"""articles/planning.py and the times of articles/workflow.py: embargo, updates and ends that come by themselves, editions, assigning."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from articles import drafting, planning, workflow
from articles.models import Article, Notice
from articles.tests.factories import content, draft, person, scheduled, section, story
from articles.workflow import WorkflowError
from paper.identity import Site
from paper.log import entries_of

pytestmark = pytest.mark.django_db
State = Article.State
HOUR = dt.timedelta(hours=1)


def fresh(article):
    return Article.objects.get(pk=article.pk)


class TestEmbargo:
    def test_no_role_publishes_or_schedules_before_it_ends(self):
        chief = person()
        article = planning.set_embargo(draft(chief), by=chief, until=timezone.now() + 3 * HOUR)

        for role in ("editor", "chief", "admin"):
            by = person(role)
            with pytest.raises(WorkflowError):
                workflow.publish(article, by=by, override="তাড়া আছে")
            with pytest.raises(WorkflowError):
                workflow.schedule(article, by=by, at=timezone.now() + 2 * HOUR, override="তাড়া আছে")

        assert fresh(article).live_from is None
        assert (
            workflow.schedule(article, by=chief, at=article.embargo_until).state == State.SCHEDULED
        )

    def test_it_holds_the_update_of_a_live_story_too(self):
        chief = person()
        article = story(chief, headline="পুরোনো")
        drafting.save_version(article, content(headline="নতুন"), by=chief)
        planning.set_embargo(article, by=chief, until=timezone.now() + 3 * HOUR)

        with pytest.raises(WorkflowError):
            workflow.publish(article, by=chief)
        with pytest.raises(WorkflowError):
            workflow.schedule_update(article, by=chief, at=timezone.now() + HOUR)

        assert fresh(article).headline == "পুরোনো"

    def test_it_ends_by_itself(self):
        chief = person()
        until = timezone.now() + 3 * HOUR
        article = planning.set_embargo(draft(chief), by=chief, until=until)

        with time_machine.travel(until, tick=False):
            assert workflow.publish(article, by=chief).is_live()

    def test_only_the_chief_lifts_it_and_only_with_a_reason(self):
        editor, chief = person("editor"), person()
        article = planning.set_embargo(draft(chief), by=editor, until=timezone.now() + HOUR)

        with pytest.raises(PermissionDenied):
            planning.lift_embargo(article, by=editor, reason="সূত্র রাজি")
        with pytest.raises(WorkflowError):
            planning.lift_embargo(article, by=chief, reason=" ")
        planning.lift_embargo(article, by=chief, reason="সূত্র রাজি")

        assert entries_of(article).get(act="lift_embargo").detail["reason"] == "সূত্র রাজি"
        assert workflow.publish(article, by=editor).is_live()

    def test_it_is_put_off_by_an_editor_and_never_brought_forward(self):
        editor = person("editor")
        until = timezone.now() + 3 * HOUR
        article = planning.set_embargo(draft(editor), by=editor, until=until)

        planning.set_embargo(article, by=editor, until=until + HOUR)
        with pytest.raises(WorkflowError):
            planning.set_embargo(article, by=editor, until=until)

        assert fresh(article).embargo_until == until + HOUR

    def test_a_story_that_is_to_come_out_earlier_is_put_off_first(self):
        chief = person()
        article = scheduled(chief, ahead=HOUR)

        with pytest.raises(WorkflowError):
            planning.set_embargo(article, by=chief, until=timezone.now() + 2 * HOUR)

        assert fresh(article).embargo_until is None

    def test_the_database_itself_refuses_a_schedule_under_embargo(self):
        article = scheduled(ahead=HOUR)

        with pytest.raises(IntegrityError), transaction.atomic():
            Article.objects.filter(pk=article.pk).update(embargo_until=timezone.now() + 2 * HOUR)


class TestUpdateAtATime:
    def with_update(self, chief, at):
        article = story(chief, ago=5 * HOUR, headline="পুরোনো শিরোনাম", tags=["বন্দর"])
        drafting.save_version(article, content(headline="নতুন শিরোনাম", tags=["জাহাজ"]), by=chief)
        return workflow.schedule_update(article, by=chief, at=at)

    def test_readers_get_it_at_its_minute_with_the_worker_stopped(self, client):
        at = timezone.now() + 2 * HOUR
        article = self.with_update(person(), at)
        address = article.get_absolute_url()

        with time_machine.travel(at - dt.timedelta(seconds=1), tick=False):
            before = client.get(address, follow=True).content.decode()
        with time_machine.travel(at, tick=False):
            after = client.get(address, follow=True).content.decode()

        assert ("পুরোনো শিরোনাম" in before, "নতুন শিরোনাম" in before) == (True, False)
        assert ("পুরোনো শিরোনাম" in after, "নতুন শিরোনাম" in after) == (False, True)
        assert "জাহাজ" in after

    def test_the_list_that_is_asked_for_first_has_it_too(self, client):
        at = timezone.now() + 2 * HOUR
        self.with_update(person(), at)

        with time_machine.travel(at, tick=False):
            page = client.get("/latest/").content.decode()

        assert ("নতুন শিরোনাম" in page, "পুরোনো শিরোনাম" in page) == (True, False)

    def test_no_page_is_kept_past_its_minute(self):
        at = timezone.now() + 2 * HOUR
        self.with_update(person(), at)

        assert Site.objects.current().next_due_at == at

    def test_what_is_written_afterwards_stays_private_at_its_minute(self):
        chief, at = person(), timezone.now() + 2 * HOUR
        article = self.with_update(chief, at)
        drafting.save_version(article, content(headline="আধা লেখা শিরোনাম"), by=chief)

        assert workflow.publish_due(at) == 1
        assert workflow.publish_due(at) == 0

        article = fresh(article)
        assert article.headline == "নতুন শিরোনাম"
        assert article.has_private_changes
        assert (article.updated_at, article.update_at, article.update_revision) == (at, None, None)
        assert entries_of(article).first().act == "update_came"

    def test_publishing_before_takes_it_from_the_schedule(self):
        chief, at = person(), timezone.now() + 2 * HOUR
        article = self.with_update(chief, at)
        drafting.save_version(article, content(headline="জরুরি শিরোনাম"), by=chief)

        workflow.publish(article, by=chief)

        assert workflow.publish_due(at) == 0
        assert fresh(article).headline == "জরুরি শিরোনাম"
        assert Site.objects.current().next_due_at is None

    @pytest.mark.parametrize("act", ["drop_update", "withdraw"])
    def test_it_does_not_come_when_it_was_dropped_or_the_story_withdrawn(self, act):
        chief, at = person(), timezone.now() + 2 * HOUR
        article = self.with_update(chief, at)

        getattr(workflow, act)(article, by=chief, **({"reason": "ভুল"} if act == "withdraw" else {}))

        assert workflow.publish_due(at) == 0
        assert fresh(article).headline == "পুরোনো শিরোনাম"

    def test_one_that_cannot_come_is_told_and_readers_keep_what_they_have(self, caplog):
        writer, chief, at = person("editor"), person(), timezone.now() + 2 * HOUR
        article = story(writer, headline="পুরোনো শিরোনাম")
        gone = section("sports", "খেলা")
        drafting.save_version(article, content(headline="নতুন", category=gone.pk), by=chief)
        workflow.schedule_update(article, by=chief, at=at)
        gone.delete()

        workflow.publish_due(at)

        article = fresh(article)
        assert (article.headline, article.update_at) == ("পুরোনো শিরোনাম", None)
        assert entries_of(article).first().act == "update_failed"
        assert Notice.objects.filter(user=writer, kind="overdue").count() == 1
        assert "did not come out" in caplog.text

    def test_eight_readers_at_the_minute_bring_it_once(self, together):
        at = timezone.now() + 2 * HOUR
        article = self.with_update(person(), at)

        together(lambda number: workflow.publish_due(at), threads=8)

        assert entries_of(article).filter(act="update_came").count() == 1
        assert fresh(article).headline == "নতুন শিরোনাম"


class TestEndAtATime:
    def test_readers_lose_it_at_its_minute_with_the_worker_stopped(self, client):
        at = timezone.now() + 2 * HOUR
        article = workflow.schedule_end(story(), by=person(), at=at)

        with time_machine.travel(at - dt.timedelta(seconds=1), tick=False):
            assert client.get(article.get_absolute_url()).status_code == 200
        with time_machine.travel(at, tick=False):
            assert article.headline not in client.get("/latest/").content.decode()
        assert fresh(article).state == State.WITHDRAWN

    def test_it_can_be_taken_back(self):
        chief, at = person(), timezone.now() + 2 * HOUR
        article = workflow.schedule_end(story(chief), by=chief, at=at)

        workflow.drop_end(article, by=chief)

        assert workflow.publish_due(at) == 0
        assert fresh(article).is_live(at)

    def test_a_story_is_not_withdrawn_before_it_has_come_out(self):
        chief = person()
        article = scheduled(chief, ahead=3 * HOUR)

        with pytest.raises(WorkflowError):
            workflow.schedule_end(article, by=chief, at=timezone.now() + HOUR)
        workflow.schedule_end(article, by=chief, at=timezone.now() + 5 * HOUR)
        with pytest.raises(WorkflowError):
            workflow.schedule(article, by=chief, at=timezone.now() + 6 * HOUR)

        assert fresh(article).state == State.SCHEDULED


class TestApproval:
    def test_it_names_the_version_and_a_later_one_is_not_approved(self):
        editor, chief = person("editor"), person()
        article = workflow.submit(draft(editor), by=editor)

        article = workflow.approve(article, by=chief)
        approved = article.approved_revision
        drafting.save_version(article, content(headline="পরে বদলানো"), by=editor)

        article = fresh(article)
        assert article.state == State.APPROVED
        assert (article.approved_revision, article.approved_by) == (approved, chief)
        assert article.latest_revision != approved

    def test_the_writer_is_told_of_it_and_of_what_was_sent_back(self):
        reporter, editor = person("reporter"), person("editor")
        article = workflow.submit(draft(reporter), by=reporter)
        workflow.send_back(article, by=editor, note="উৎস দিন")
        workflow.submit(article, by=reporter)

        workflow.approve(article, by=editor)

        told = [(notice.kind, notice.text, notice.by) for notice in reporter.notices.all()]
        assert told == [("approved", "", editor), ("sent_back", "উৎস দিন", editor)]
        assert not editor.notices.exists()

    def test_private_changes_of_a_live_story_are_approved_and_it_stays_where_it_is(self):
        editor, chief = person("editor"), person()
        article = story(editor)
        revision = drafting.save_version(article, content(headline="নতুন"), by=editor)

        workflow.approve_changes(article, by=chief)

        article = fresh(article)
        assert (article.state, article.approved_revision) == (State.PUBLISHED, revision)


class TestAssigning:
    def test_the_story_opens_to_whom_it_is_given_and_they_are_told(self):
        chief, reporter = person(), person("reporter")
        article, due = draft(chief), timezone.now() + 5 * HOUR

        planning.assign(article, by=chief, to=reporter, due_at=due)

        article = fresh(article)
        assert (article.assignee, article.due_at) == (reporter, due)
        assert reporter.notices.get().kind == "assigned"

    def test_it_is_given_to_nobody_who_does_not_write(self):
        chief, article = person(), draft()

        for role in ("reader", "moderator"):
            with pytest.raises(WorkflowError):
                planning.assign(article, by=chief, to=person(role), due_at=None)

        assert fresh(article).assignee is None

    def test_a_reporter_assigns_nothing(self):
        reporter = person("reporter")

        with pytest.raises(PermissionDenied):
            planning.assign(draft(reporter), by=reporter, to=reporter, due_at=None)


class TestEditions:
    def test_both_sides_know_each_other_and_part_together(self):
        chief = person()
        bangla, english = draft(chief), draft(chief, language="en")

        planning.link_edition(bangla, by=chief, other=english)
        assert (fresh(bangla).edition, fresh(english).edition) == (english, bangla)
        planning.unlink_edition(english, by=chief)

        assert (fresh(bangla).edition, fresh(english).edition) == (None, None)

    def test_two_stories_in_one_language_or_one_that_is_linked_already_are_refused(self):
        chief = person()
        bangla, english = draft(chief), draft(chief, language="en")
        planning.link_edition(bangla, by=chief, other=english)

        for other in (draft(chief), english, bangla):
            with pytest.raises(WorkflowError):
                planning.link_edition(draft(chief), by=chief, other=other)

        assert fresh(english).edition == bangla

    def test_the_story_of_another_is_not_linked(self):
        reporter = person("reporter")

        with pytest.raises(PermissionDenied):
            planning.link_edition(
                draft(person(), language="en"), by=reporter, other=draft(reporter)
            )
