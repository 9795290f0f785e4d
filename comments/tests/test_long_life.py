"""Long random lives: readers and moderators do whatever they can, and every counter stays what the rows say."""

import datetime as dt
import random
from contextlib import suppress

import pytest
from django.contrib.auth.models import Permission
from django.db.models import Count, Q
from django.utils import timezone

from comments.models import (
    VISIBLE,
    Comment,
    Commenter,
    Event,
    RejectReason,
    Report,
    Status,
)
from comments.moderation import (
    ModerationError,
    Seen,
    TooManyReports,
    bulk,
    delete,
    edit,
    erase,
    purge,
    report,
    undo,
)
from comments.moderation.table import MODERATORS
from comments.tests.factories import (
    known_device,
    make_moderator,
    make_story,
    send,
    submission,
)
from comments.tests.test_moderation import assert_counters_are_exact

pytestmark = pytest.mark.django_db
STEPS = 60
LISTED = {(status, event) for status, event in MODERATORS}


class Life:
    """A conversation, its readers, its moderators, and dice."""

    def __init__(self, seed):
        self.dice, self.story = random.Random(seed), make_story()
        self.readers = [f"reader-{n}" for n in range(12)]
        for token in self.readers:
            known_device(token, approved_n=0)
        self.people = [make_moderator("first"), make_moderator("second")]
        officer = make_moderator("officer")
        officer.user_permissions.add(Permission.objects.get(codename="erase_commenter"))
        self.officer = type(officer).objects.get(pk=officer.pk)
        self.batches, self.number, self.done = [], 0, 0

    def one(self):
        rows = list(Comment.objects.order_by("pk"))
        return self.dice.choice(rows) if rows else None

    def step(self):
        """Do one thing at random; what is refused changes nothing."""
        acts = [self.write] * 4 + [self.decide] * 6 + [self.undo] * 3
        acts += [self.edit, self.delete, self.report, self.report, self.erase, self.purge]
        with suppress(ModerationError, TooManyReports, Comment.DoesNotExist):
            self.dice.choice(acts)()
            self.done += 1

    def write(self):
        self.number += 1
        parent = self.one() if self.dice.random() < 0.6 else None
        send(
            self.story, device=self.dice.choice(self.readers), address=f"203.{self.number}.0.1",
            parent=str(parent.pk) if parent else "", body=f"মন্তব্য {self.number}",
        )  # fmt: skip
        Comment.objects.update(created_at=timezone.now() - dt.timedelta(minutes=2))

    def decide(self):
        chosen = [self.one() for _each in range(self.dice.randint(1, 3))]
        seen = {c.pk: Seen(c.pk, c.version, c.revision) for c in chosen if c}
        event = self.dice.choice(sorted({event for _status, event in LISTED}))
        done = bulk(
            list(seen.values()), event, actor=self.dice.choice(self.people),
            reason=self.dice.choice(RejectReason.values), with_replies=self.dice.random() < 0.3,
        )  # fmt: skip
        self.batches.append(done.batch)

    def undo(self):
        if self.batches:
            undo(self.dice.choice(self.batches[-4:]), actor=self.dice.choice(self.people))

    def edit(self):
        self.number += 1
        if (comment := self.one()) and comment.identity:
            form = submission(self.story, body=f"বদলানো {self.number}", device="x")
            edit(comment.pk, form, commenter=comment.identity)

    def delete(self):
        if (comment := self.one()) and comment.identity:
            delete(comment.pk, commenter=comment.identity)

    def report(self):
        if comment := self.one():
            reporter = bytes([self.dice.randint(1, 5)]) * 16
            report(comment.pk, reporter=reporter, network=None, reason="abuse")
            Report.objects.update(created_at=timezone.now() - dt.timedelta(days=1))

    def erase(self):
        if (comment := self.one()) and self.dice.random() < 0.3:
            erase(comment.pk, actor=self.officer)

    def purge(self):
        if self.dice.random() < 0.1:
            purge(timezone.now() + dt.timedelta(days=self.dice.choice((31, 181))))


def assert_everything_adds_up(story):
    """Compare every number that is kept with what the rows say."""
    assert_counters_are_exact(story)
    by_status = {
        name: Count("comments", filter=Q(comments__status=status))
        for name, status in {"a": Status.APPROVED, "r": Status.REJECTED, "s": Status.SPAM}.items()
    }
    for row in Commenter.objects.annotate(**by_status):
        assert (row.approved_n, row.rejected_n, row.spam_n) == (row.a, row.r, row.s)
    for comment in Comment.objects.all():
        acts = list(comment.actions.order_by("pk"))
        assert [act.to_status for act in acts][-1] == comment.status
        assert [act.from_status for act in acts] == [None, *(act.to_status for act in acts[:-1])]
        assert (comment.published_at is not None) == (comment.status in VISIBLE)
        open_reports = comment.reports.filter(state=Report.State.OPEN)
        assert comment.report_count == sum(open_reports.values_list("weight", flat=True))
        wishes = [act for act in acts if (act.event, act.to_status) == ("delete", Status.SPAM)]
        assert comment.version == len(acts) - len(wishes)
        assert len(wishes) <= 1
        undone = [act.undo_of_id for act in acts if act.event == Event.UNDO]
        assert len(set(undone)) == len(undone)


@pytest.mark.parametrize("seed", range(12))
def test_whatever_people_do_every_number_is_what_the_rows_say(seed):
    life = Life(seed)

    for _step in range(STEPS):
        life.step()

    assert_everything_adds_up(life.story)
    assert life.done > STEPS / 2
