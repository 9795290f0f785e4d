"""articles/admin/talking.py and articles/admin/notice_list.py: the thread beside a story, the bell, the list of notices."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles import notices, talk
from articles.admin import notice_list, talking
from articles.models import DeskNote, Notice, SectionRight
from articles.tests.desk import LIST, form_of, signed_in, typed
from articles.tests.factories import draft, person, section

pytestmark = pytest.mark.django_db
NOTICES = f"{LIST}notices/"
SCRIPT = {"headers": {"Accept": "application/json"}}
BAIT = "গোপনখবর"


def notes_of(article):
    return f"{LIST}{article.pk}/notes/"


class TestNotes:
    def test_a_note_is_added_without_a_script_and_leads_back_to_the_story(self):
        editor = person("editor")
        article = draft(editor)

        answer = signed_in(editor).post(notes_of(article), {"text": "সূত্র কোথায়?", "page": "change"})

        assert (answer.status_code, answer.url) == (302, f"{form_of(article)}#notes")
        assert DeskNote.objects.get().text == "সূত্র কোথায়?"

    def test_the_storys_page_shows_the_thread_and_a_form_outside_its_own(self):
        editor = person("editor", display_name="শাহীন আলম")
        article = draft(editor)
        talk.add_note(article, by=editor, text="প্রথম\nকথা")
        talk.add_note(article, by=editor, text="<b>দ্বিতীয়</b>")

        page = signed_in(editor).get(form_of(article)).content.decode()

        assert page.index("প্রথম") < page.index("&lt;b&gt;দ্বিতীয়")
        assert page.index("</form>", page.index('<form id="story"')) < page.index('<form id="note"')
        assert "শাহীন আলম" in page

    def test_a_new_story_has_no_thread_yet(self):
        assert 'id="note"' not in signed_in(person("editor")).get(f"{LIST}add/").content.decode()

    @pytest.mark.parametrize("text", ["", "   ", "ক" * (talk.LENGTH + 1)])
    def test_a_note_that_cannot_be_taken_is_said_and_kept(self, text):
        editor = person("editor")
        article = draft(editor)
        browser = signed_in(editor)

        page = browser.post(notes_of(article), {"text": text})
        by_script = browser.post(notes_of(article), {"text": text}, **SCRIPT)

        assert (page.status_code, by_script.status_code) == (422, 422)
        assert "field-error" in page.content.decode()
        assert text.strip() in page.content.decode()
        assert list(by_script.json()["errors"]) == ["text"]
        assert not DeskNote.objects.exists()

    def test_a_script_gets_the_note_as_it_is_shown(self):
        editor = person("editor", display_name="শাহীন আলম")
        article = draft(editor)

        answer = signed_in(editor).post(notes_of(article), {"text": "<b>দেখুন</b>"}, **SCRIPT)

        note = answer.json()["note"]
        assert (note["who"], note["text"]) == ("শাহীন আলম", "<b>দেখুন</b>")
        assert "no-store" in answer.headers["Cache-Control"]

    @pytest.mark.parametrize("role", [None, "reader", "moderator", "reporter"])
    def test_strangers_neither_read_nor_write_them(self, role):
        article = draft(person("reporter"))
        talk.add_note(article, by=person("editor"), text=BAIT)
        client = signed_in(person(role)) if role else Client()

        answers = [
            client.get(notes_of(article)),
            client.post(notes_of(article), {"text": "আমিও"}),
            client.get(form_of(article)),
        ]

        assert all(answer.status_code in {302, 403} for answer in answers)
        assert all(BAIT not in answer.content.decode() for answer in answers)
        assert DeskNote.objects.count() == 1

    def test_a_killed_story_can_still_be_talked_about(self):
        chief = person()
        article = draft(chief)
        signed_in(chief).post(form_of(article), typed(article, act="kill", kill_reason="অপ্রয়োজনীয়"))

        answer = signed_in(chief).post(notes_of(article), {"text": "কেন বাদ গেল?"})

        assert answer.status_code == 302

    def test_of_a_long_thread_the_newest_stand_beside_the_story_and_all_on_its_own_page(
        self, monkeypatch
    ):
        monkeypatch.setattr(talking.context_of, "__defaults__", (2,))
        editor = person("editor")
        article = draft(editor)
        for text in ("এক-নোট", "দুই-নোট", "তিন-নোট"):
            talk.add_note(article, by=editor, text=text)
        browser = signed_in(editor)

        beside, own = (
            browser.get(path).content.decode() for path in (form_of(article), notes_of(article))
        )

        assert [text in beside for text in ("এক-নোট", "দুই-নোট", "তিন-নোট")] == [False, True, True]
        assert notes_of(article) in beside
        assert [text in own for text in ("এক-নোট", "দুই-নোট", "তিন-নোট")] == [True] * 3

    def test_it_needs_a_token(self):
        editor = person("editor")
        client = Client(enforce_csrf_checks=True)
        client.force_login(editor)

        assert client.post(notes_of(draft(editor)), {"text": "দেখুন"}).status_code == 403

    @pytest.mark.parametrize("number", [1, 3])
    def test_the_storys_page_takes_the_same_queries_whatever_the_threads_length(self, number):
        editor = person("editor")
        article = draft(editor)
        for count in range(number):
            talk.add_note(article, by=person("editor"), text=f"নোট {count}")
        browser = signed_in(editor)
        browser.get(form_of(article))

        with CaptureQueriesContext(connection) as queries:
            browser.get(form_of(article))

        assert len(queries) <= 20


class TestBell:
    def bell(self, user):
        return signed_in(user).get("/admin/").context_data["unseen_notices"]

    def test_it_counts_what_was_not_seen_up_to_ninety_nine(self, monkeypatch):
        monkeypatch.setattr(notices, "MANY", 2)
        reporter = person("reporter")
        article = draft(reporter)
        counted = [self.bell(reporter)]
        for _ in range(3):
            notices.tell_one(article, reporter, Notice.Kind.NOTE, by=None)
            counted.append(self.bell(reporter))

        assert counted == ["০", "১", "২", "২+"]

    def test_opening_the_story_or_its_thread_sees_its_notices(self):
        reporter = person("reporter")
        articles = [draft(reporter), draft(reporter), draft(reporter)]
        for article in articles:
            notices.tell_one(article, reporter, Notice.Kind.NOTE, by=None)
        browser = signed_in(reporter)

        opened = [
            browser.get(path).context_data["unseen_notices"]
            for path in (form_of(articles[0]), notes_of(articles[1]))
        ]

        assert (opened, self.bell(reporter)) == (["২", "১"], "১")

    def test_who_writes_no_stories_has_none(self):
        assert self.bell(person("moderator")) is None


class TestNotices:
    def test_they_stand_newest_first_with_what_was_written(self):
        reporter = person("reporter")
        article = draft(reporter, headline="বন্দরে জট")
        editor = person("editor")
        for text in ("প্রথম কথা", "দ্বিতীয় কথা"):
            talk.add_note(article, by=editor, text=text)

        answer = signed_in(reporter).get(NOTICES)

        page = answer.content.decode()
        assert page.index("দ্বিতীয় কথা") < page.index("প্রথম কথা")
        assert page.count("বন্দরে জট") == 2
        assert "no-store" in answer.headers["Cache-Control"]

    def test_nobody_sees_those_of_others(self):
        article = draft(person("reporter"), headline=BAIT)
        notices.tell(article, Notice.Kind.NOTE, by=None, text=BAIT)

        page = signed_in(person()).get(NOTICES).content.decode()

        assert BAIT not in page

    def test_of_a_story_that_left_the_hands_nothing_is_told(self):
        former = person("editor")
        article = draft(person(), headline=BAIT, category=section("politics", "রাজনীতি").pk)
        notices.tell_one(article, former, Notice.Kind.NOTE, by=None, text=BAIT)
        SectionRight.objects.create(user=former, category=section("sports", "খেলা"))

        page = signed_in(former).get(NOTICES).content.decode()

        assert BAIT not in page
        assert page.count('class="told-line') == 1

    def test_all_are_marked_as_seen_by_post_alone(self):
        reporter = person("reporter")
        notices.tell(draft(reporter), Notice.Kind.NOTE, by=None)
        browser = signed_in(reporter)

        by_get = browser.get(f"{NOTICES}seen/").status_code
        kept = len(notices.unseen_of(reporter))
        answer = browser.post(f"{NOTICES}seen/")

        assert (by_get, kept) == (405, 1)
        assert (answer.status_code, answer.url) == (302, NOTICES)
        assert not Notice.objects.filter(seen_at__isnull=True).exists()

    def test_a_long_list_goes_on_by_its_last_line(self, monkeypatch):
        monkeypatch.setattr(notice_list, "PER_PAGE", 2)
        reporter = person("reporter")
        article = draft(reporter)
        for number in range(5):
            notices.tell_one(article, reporter, Notice.Kind.NOTE, by=None, text=f"কথা-{number}")
        browser = signed_in(reporter)

        pages, address = [], NOTICES
        while address:
            answer = browser.get(address)
            page = answer.content.decode()
            pages.append([number for number in range(5) if f"কথা-{number}" in page])
            older = answer.context_data["older"]
            address = f"{NOTICES}?before={older}" if older else ""

        assert pages == [[3, 4], [1, 2], [0]]

    @pytest.mark.parametrize("before", ["x", "-1", "9" * 30, "1.5", "১"])
    def test_an_unreadable_place_is_not_found(self, before):
        assert signed_in(person("reporter")).get(NOTICES, {"before": before}).status_code == 404

    @pytest.mark.parametrize("number", [1, 3])
    def test_the_list_takes_the_same_queries_whatever_its_length(self, number):
        reporter = person("reporter")
        for _ in range(number):
            notices.tell(draft(reporter), Notice.Kind.NOTE, by=person("editor"))
        browser = signed_in(reporter)
        browser.get(NOTICES)

        with CaptureQueriesContext(connection) as queries:
            browser.get(NOTICES)

        assert len(queries) == 8
