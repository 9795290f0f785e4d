"""articles/notices.py: who is told what of a story, what was seen, and in which words."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.utils.translation import gettext

from articles import notices, planning, workflow
from articles.models import Notice, SectionRight
from articles.tests.factories import draft, person, section, story
from paper.outbox import OutboxMail
from people.models import User

pytestmark = pytest.mark.django_db
Kind = Notice.Kind


def again(user):
    """Return the person as a new request would."""
    return User.objects.get(pk=user.pk)


def test_each_is_told_once_and_never_of_the_own_act():
    reporter, editor = person("reporter"), person("editor")
    article = draft(reporter)

    notices.tell_these(article, [reporter.pk, reporter.pk, None, editor.pk], Kind.NOTE, by=editor)

    assert [notice.user for notice in Notice.objects.all()] == [reporter]


def test_who_left_or_may_not_open_the_story_is_told_nothing():
    article = draft(person("reporter"), category=section("politics", "রাজনীতি").pk)
    sports = person("editor")
    SectionRight.objects.create(user=sports, category=section("sports", "খেলা"))
    left = person("editor", is_active=False)

    strangers = [sports, left, person("reporter"), person("moderator"), person("reader")]
    notices.tell_these(article, [user.pk for user in strangers], Kind.NOTE, by=None)

    assert not Notice.objects.exists()


def test_a_writer_put_to_other_work_hears_no_more_of_own_stories():
    former = person("moderator")
    article = draft(former)

    notices.tell(article, Kind.PUBLISHED, by=None)

    assert not Notice.objects.exists()


@pytest.mark.parametrize("language", ["bn", "en"])
@pytest.mark.parametrize(
    ("kind", "text", "sentence", "more"),
    [
        (Kind.SENT_BACK, "ছোট করুন", "%(who)s sent the story back.", "ছোট করুন"),
        (Kind.APPROVED, "", "%(who)s approved the story.", ""),
        (Kind.PUBLISHED, "", "%(who)s published the story.", ""),
        (Kind.ASSIGNED, "১০ জুন, ৬:০০", "%(who)s assigned the story to you.", "Due: %(when)s (Dhaka)"),
        (Kind.ASSIGNED, "", "%(who)s assigned the story to you.", ""),
    ],
)  # fmt: skip
def test_a_mail_says_in_the_persons_language_what_happened(language, kind, text, sentence, more):
    reporter = person("reporter", email="nusrat@songbadghor.example", language=language)
    article = draft(reporter, headline="বন্দরে জট")
    by = person("editor", display_name="শাহীন আলম")

    notices.tell_one(article, reporter, kind, by=by, text=text)

    mail = OutboxMail.objects.get()
    with translation.override(language):
        said = [
            gettext(words) % {"who": "শাহীন আলম", "when": text}
            for words in (sentence, more)
            if words
        ]
        subject = f"{kind.label}: বন্দরে জট"
    assert (mail.to, mail.subject) == ("nusrat@songbadghor.example", subject)
    assert mail.body.split("\n\n")[:-1] == ["বন্দরে জট", *said]
    assert mail.body.endswith(f"/admin/articles/article/{article.pk}/change/")


def test_a_mail_carries_a_long_note_whole_and_the_line_on_the_desk_its_beginning():
    reporter = person("reporter", email="nusrat@songbadghor.example")

    notices.tell_one(draft(reporter), reporter, Kind.NOTE, by=None, text="ক" * 900)

    assert Notice.objects.get().text == "ক" * 300
    assert "ক" * 900 in OutboxMail.objects.get().body


def test_no_mail_goes_to_who_has_no_address():
    reporter = person("reporter")

    notices.tell_one(draft(reporter), reporter, Kind.NOTE, by=None, text="দেখুন")

    assert (Notice.objects.count(), OutboxMail.objects.count()) == (1, 0)


def test_what_is_undone_tells_nobody(django_capture_on_commit_callbacks):
    reporter = person("reporter", email="nusrat@songbadghor.example")
    article = draft(reporter)
    workflow.kill(article, by=person(), reason="অপ্রয়োজনীয়")

    with pytest.raises(workflow.WorkflowError):
        planning.assign(article, by=person("editor"), to=reporter, due_at=None)

    assert (Notice.objects.count(), OutboxMail.objects.count()) == (0, 0)


class TestSeen:
    def test_opening_a_story_sees_its_notices_alone(self):
        reporter = person("reporter")
        one, two = draft(reporter), draft(reporter)
        for article in (one, one, two):
            notices.tell_one(article, reporter, Kind.NOTE, by=None)

        notices.mark_seen(again(reporter), one)

        assert notices.unseen_of(again(reporter)) == [two.pk]

    def test_all_of_a_person_are_seen_at_once_and_those_of_others_stay(self):
        reporter, other = person("reporter"), person("editor")
        article = draft(reporter)
        notices.tell_these(article, [reporter.pk, other.pk], Kind.NOTE, by=None)

        notices.mark_seen(again(reporter))

        assert (notices.unseen_of(again(reporter)), notices.unseen_of(again(other))) == (
            [],
            [article.pk],
        )

    def test_a_story_among_very_many_notices_is_seen_too(self, monkeypatch):
        monkeypatch.setattr(notices, "MANY", 2)
        reporter = person("reporter")
        articles = [draft(reporter) for _ in range(5)]
        for article in articles:
            notices.tell_one(article, reporter, Kind.NOTE, by=None)

        for article in articles:
            notices.mark_seen(again(reporter), article)

        assert notices.unseen_of(again(reporter)) == []

    def test_who_has_nothing_new_writes_nothing(self):
        reporter = person("reporter")
        article = draft(reporter)
        notices.tell_one(draft(reporter), reporter, Kind.NOTE, by=None)
        reader = again(reporter)

        with CaptureQueriesContext(connection) as queries:
            notices.mark_seen(reader, article)
            notices.unseen_of(reader)

        assert len(queries) == 1
        assert queries[0]["sql"].startswith("SELECT")


@pytest.mark.parametrize(
    ("act", "kind"),
    [
        (lambda a, by: workflow.send_back(workflow.submit(a, by=by), by=by, note="ছোট করুন"), Kind.SENT_BACK),
        (lambda a, by: workflow.approve(workflow.submit(a, by=by), by=by), Kind.APPROVED),
        (lambda a, by: workflow.publish(a, by=by), Kind.PUBLISHED),
    ],
)  # fmt: skip
def test_acts_tell_the_writer(act, kind):
    reporter = person("reporter")

    act(draft(reporter), person("editor"))

    assert [(notice.user, notice.kind) for notice in Notice.objects.all()] == [(reporter, kind)]


def test_who_publishes_the_own_story_is_not_told():
    story(person("editor"))

    assert not Notice.objects.exists()
