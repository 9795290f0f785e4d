"""articles/talk.py: notes on a story, who may write them, who is told, and that they stay as they are."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from articles import drafting, notices, planning, talk
from articles.models import Article, DeskNote, Notice, SectionRight
from articles.tests.factories import content, draft, person, section, story
from articles.transitions import WorkflowError
from paper.log import AppendOnly
from paper.outbox import OutboxMail, send_outbox_mail
from paper.tests.smtp import listening

pytestmark = pytest.mark.django_db


def told(kind=Notice.Kind.NOTE):
    return {notice.user for notice in Notice.objects.filter(kind=kind).select_related("user")}


def test_a_note_says_who_wrote_it_when_and_about_which_version():
    reporter, editor = person("reporter"), person("editor")
    article = draft(reporter)
    revision = drafting.save_version(article, content(headline="নতুন"), by=reporter)

    note = talk.add_note(article, by=editor, text="  শিরোনাম ছোট করুন\r\nসূত্র কোথায়? ")

    assert list(talk.notes_of(article)) == [note]
    assert (note.by, note.text, note.revision) == (editor, "শিরোনাম ছোট করুন\nসূত্র কোথায়?", revision)


def test_notes_stand_in_the_order_in_which_they_were_written():
    editor = person("editor")
    article = draft(editor)

    for text in ("এক", "দুই", "তিন"):
        talk.add_note(article, by=editor, text=text)

    assert [note.text for note in talk.notes_of(article)] == ["এক", "দুই", "তিন"]


@pytest.mark.parametrize("text", ["", "  \n\t", "\u200b", "ক" * (talk.LENGTH + 1)])
def test_an_empty_or_endless_note_is_refused(text):
    editor = person("editor")

    with pytest.raises(WorkflowError):
        talk.add_note(draft(editor), by=editor, text=text)

    assert not DeskNote.objects.exists()


def test_who_may_not_open_the_story_writes_no_note():
    article = draft(person("reporter"))

    for other in (
        person("reporter"),
        person("moderator"),
        person("reader"),
        person("editor", is_active=False),
    ):
        with pytest.raises(PermissionDenied):
            talk.add_note(article, by=other, text="আমারও কথা")

    assert not DeskNote.objects.exists()


def test_a_note_sent_twice_is_one_note_and_one_notice():
    reporter, editor = person("reporter"), person("editor")
    article = draft(reporter)
    now = timezone.now()

    with time_machine.travel(now, tick=False):
        first = talk.add_note(article, by=editor, text="ছোট করুন")
        again = talk.add_note(article, by=editor, text="ছোট করুন")
    with time_machine.travel(now + dt.timedelta(hours=1), tick=False):
        later = talk.add_note(article, by=editor, text="ছোট করুন")

    assert (again, later == first) == (first, False)
    assert Notice.objects.filter(user=reporter).count() == 2


def test_a_note_can_neither_be_changed_nor_deleted():
    editor = person("editor")
    note = talk.add_note(draft(editor), by=editor, text="আসল কথা")
    note.text = "অন্য কথা"

    for wrong in (
        note.save,
        note.delete,
        DeskNote.objects.all().delete,
        lambda: DeskNote.objects.update(text="অন্য কথা"),
    ):
        with pytest.raises(AppendOnly):
            wrong()

    assert DeskNote.objects.get().text == "আসল কথা"


def test_notes_go_with_their_story_and_stay_when_their_writer_leaves():
    editor, chief = person("editor"), person()
    gone, kept = draft(editor), draft(editor)
    talk.add_note(gone, by=chief, text="যাবে")
    talk.add_note(kept, by=chief, text="থাকবে")

    gone.delete()
    chief.delete()

    assert [(note.text, note.by) for note in DeskNote.objects.all()] == [("থাকবে", None)]


class TestWhoIsTold:
    def test_writer_assignee_and_who_wrote_before_but_not_who_writes_now(self):
        reporter, assignee, earlier, editor = (
            person("reporter"), person("reporter"), person("editor"), person("editor"),
        )  # fmt: skip
        article = draft(reporter)
        planning.assign(article, by=editor, to=assignee, due_at=None)
        talk.add_note(article, by=earlier, text="আমি দেখেছি")
        Notice.objects.all().delete()

        talk.add_note(article, by=editor, text="কাল সকালে চাই")

        assert told() == {reporter, assignee, earlier}

    @pytest.mark.parametrize(
        "text",
        [
            "@shahin ছবিটা দেখুন", "ছবিটা দেখুন @শাহীন আলম", "@শাহীন আলমকে দেখান", "(@SHAHIN)", "@শাহীন আলম, দেখুন", "@shahin.",
        ],
    )  # fmt: skip
    def test_who_is_named_by_username_or_name(self, text):
        named = person("editor", display_name="শাহীন আলম")
        named.username = "shahin"
        named.save()
        editor = person("editor")

        talk.add_note(draft(editor), by=editor, text=text)

        assert told() == {named}

    @pytest.mark.parametrize(
        "text", ["shahin", "a@shahin.example", "@shahin2", "@শাহীন আলমগীর", "@শাহীন"]
    )
    def test_who_is_not_named(self, text):
        other = person("editor", display_name="শাহীন আলম")
        other.username = "shahin"
        other.save()
        editor = person("editor")

        talk.add_note(draft(editor), by=editor, text=text)

        assert told() == set()

    def test_of_two_names_the_longer_one_is_meant(self):
        person("editor", display_name="শাহীন")
        longer = person("editor", display_name="শাহীন আলম")
        editor = person("editor")

        talk.add_note(draft(editor), by=editor, text="@শাহীন আলম দেখুন")

        assert told() == {longer}

    def test_nobody_is_told_of_a_story_that_is_not_theirs_to_open(self):
        editor = person("editor")
        sports = person("editor", display_name="খেলার সম্পাদক")
        SectionRight.objects.create(user=sports, category=section("sports", "খেলা"))
        person("reporter", display_name="অন্য প্রতিবেদক")
        person("editor", display_name="সাবেক সম্পাদক", is_active=False)
        person("moderator", display_name="মন্তব্য সম্পাদক")
        article = draft(editor, category=section("politics", "রাজনীতি").pk)

        talk.add_note(article, by=editor, text="@খেলার সম্পাদক @অন্য প্রতিবেদক @সাবেক সম্পাদক @মন্তব্য সম্পাদক")

        assert told() == set()

    def test_who_wrote_before_and_lost_the_section_is_told_no_more(self):
        editor, former = person("editor"), person("editor")
        article = draft(editor, category=section("politics", "রাজনীতি").pk)
        talk.add_note(article, by=former, text="আমি দেখছি")
        SectionRight.objects.create(user=former, category=section("sports", "খেলা"))

        talk.add_note(article, by=editor, text="গোপন কথা")

        assert not Notice.objects.filter(user=former).exists()


def test_a_note_reaches_the_mailbox_of_the_one_it_is_for_and_no_other(settings):
    settings.SITE_URL = "https://songbadghor.example"
    reporter = person("reporter", email="nusrat@songbadghor.example")
    person("reporter", email="other@songbadghor.example")
    editor = person("editor", display_name="শাহীন আলম", email="shahin@songbadghor.example")
    article = draft(reporter, headline="বন্দরে জট\u2028Bcc: evil@evil.example")

    with listening(settings) as sink:
        talk.add_note(article, by=editor, text="সূত্র কোথায়?")
        for row in OutboxMail.objects.all():
            send_outbox_mail.call(row.pk)

    assert [envelope.rcpt_tos for envelope in sink.envelopes] == [["nusrat@songbadghor.example"]]
    mail = sink.only_mail()
    text = mail.get_content()
    assert mail["Subject"] == f"{Notice.Kind.NOTE.label}: বন্দরে জট Bcc: evil@evil.example"
    assert mail["Bcc"] is None
    assert notices.sentence_of(Notice.objects.get()) in text
    assert "সূত্র কোথায়?" in text
    assert f"https://songbadghor.example/admin/articles/article/{article.pk}/change/" in text


def test_a_note_is_written_beside_the_story_and_changes_nothing_of_it():
    chief = person()
    article = story(chief)
    before = Article.objects.filter(pk=article.pk).values().get()

    talk.add_note(article, by=chief, text="পরে আরও লিখব")

    assert Article.objects.filter(pk=article.pk).values().get() == before
