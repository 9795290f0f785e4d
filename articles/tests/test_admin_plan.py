"""articles/admin/plan.py and articles/admin/assigning.py: the plan's page, and assigning from it and beside the story."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles import planning, workflow
from articles.models import Article, Notice, SectionRight
from articles.tests.desk import LIST, form_of, signed_in
from articles.tests.factories import draft, person, scheduled, section, story
from bangla.dates import DHAKA
from paper.log import entries_of

pytestmark = pytest.mark.django_db
PLAN = f"{LIST}plan/"
NOON = dt.datetime(2027, 6, 9, 12, tzinfo=DHAKA)
HOUR = dt.timedelta(hours=1)
BAIT = "গোপনখবর"


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOON, tick=False):
        yield


def due(article, at):
    Article.objects.filter(pk=article.pk).update(due_at=at)
    return article


def assign_of(article):
    return f"{LIST}{article.pk}/assign/"


class TestPlan:
    def test_it_is_private_and_in_bangla_digits(self):
        chief = person()
        due(draft(chief, headline="বন্দরে জট"), NOON + 2 * HOUR)

        answer = signed_in(chief).get(PLAN)

        page = answer.content.decode()
        assert "no-store" in answer.headers["Cache-Control"]
        assert "বুধবার, ৯ জুন ২০২৭" in page
        assert "১৪:০০" in page
        assert "বন্দরে জট" in page

    @pytest.mark.parametrize("role", [None, "reader", "moderator"])
    def test_who_writes_nothing_sees_no_plan(self, role):
        due(draft(person(), headline=BAIT), NOON + HOUR)
        client = signed_in(person(role)) if role else Client()

        answer = client.get(PLAN)

        assert answer.status_code in {302, 403}
        assert BAIT not in answer.content.decode()

    @pytest.mark.parametrize("day", ["2027-06-10", "১০/৬/২০২৭", "10/06/2027"])
    def test_a_day_is_asked_for_in_any_digits(self, day):
        chief = person()
        due(draft(chief, headline="কালকের"), NOON + 24 * HOUR)

        page = signed_in(chief).get(PLAN, {"day": day}).content.decode()

        assert "কালকের" in page
        assert "?day=2027-06-09" in page
        assert "?day=2027-06-11" in page

    @pytest.mark.parametrize(
        "query",
        [
            {"day": "কাল"},
            {"day": "2027-13-40"},
            {"section": "x"},
            {"section": "999999"},
            {"assignee": "x"},
        ],
    )
    def test_what_cannot_be_read_is_kept_said_and_left_out(self, query):
        chief = person()
        due(draft(chief, headline="আজকের"), NOON + HOUR)

        answer = signed_in(chief).get(PLAN, query)

        page = answer.content.decode()
        assert answer.status_code == 200
        assert "field-error" in page
        assert "আজকের" in page

    @pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "0001-01-02"])
    def test_a_day_outside_the_calendar_is_not_found(self, day):
        assert signed_in(person()).get(PLAN, {"day": day}).status_code == 404

    def test_ways_to_other_days_keep_the_filter(self):
        chief = person()
        pk = section("sports", "খেলা").pk

        page = signed_in(chief).get(PLAN, {"section": pk, "assignee": chief.pk}).content.decode()

        assert f"?section={pk}&amp;assignee={chief.pk}&amp;day=2027-06-10" in page

    def test_a_reporter_narrows_it_to_the_own_work_and_to_nobody_elses(self):
        reporter, other = person("reporter"), person("reporter", display_name=BAIT)
        mine = due(draft(reporter, headline="আমার হাতে"), NOON + HOUR)
        planning.assign(mine, by=person(), to=reporter, due_at=NOON + HOUR)
        due(draft(reporter, headline="কারও হাতে নয়"), NOON + HOUR)
        browser = signed_in(reporter)

        page = browser.get(PLAN, {"assignee": reporter.pk}).content.decode()
        asked = browser.get(PLAN, {"assignee": other.pk}).content.decode()

        assert ("আমার হাতে" in page, "কারও হাতে নয়" in page) == (True, False)
        assert BAIT not in page + asked

    def test_hostile_text_is_inert(self):
        chief = person(display_name="<script>alert(1)</script>")
        hostile = '"><img src=x onerror=alert(1)>'
        due(draft(chief, headline=hostile), NOON + HOUR)

        page = signed_in(chief).get(PLAN).content.decode()

        assert "<img src=x" not in page
        assert "<script>alert" not in page

    @pytest.mark.parametrize("number", [1, 3])
    def test_it_takes_the_same_few_queries_whatever_its_length(self, number):
        chief = person()
        for _ in range(number):
            due(draft(chief), NOON + HOUR)
            due(draft(chief), NOON - HOUR)
            scheduled(chief)
            story(chief, ago=HOUR)
        browser = signed_in(chief)
        browser.get(PLAN)

        with CaptureQueriesContext(connection) as queries:
            page = browser.get(PLAN).content.decode()

        assert page.count('class="plan-line"') == 4 * number
        assert len(queries) == 12


class TestAssigning:
    def typed(self, **changes):
        return {"assignee": "", "due_day": "", "due_time": "", **changes}

    def test_an_editor_gives_a_story_to_a_reporter_until_a_time(self):
        reporter, editor = person("reporter"), person("editor")
        article = draft(reporter)

        answer = signed_in(editor).post(
            assign_of(article),
            self.typed(assignee=reporter.pk, due_day="৯/৬/২০২৭", due_time="১৮:৩০"),
        )

        article.refresh_from_db()
        assert (answer.status_code, answer.url) == (302, form_of(article))
        assert (article.assignee, article.due_at) == (reporter, NOON + 6.5 * HOUR)
        assert Notice.objects.get().user == reporter
        assert entries_of(article).get().act == "assign"

    def test_both_can_be_taken_away_again(self):
        editor = person("editor")
        article = planning.assign(draft(editor), by=editor, to=editor, due_at=NOON + HOUR)

        signed_in(editor).post(assign_of(article), self.typed())

        article.refresh_from_db()
        assert (article.assignee, article.due_at) == (None, None)

    @pytest.mark.parametrize(
        "changes",
        [
            {"due_day": "কাল", "due_time": "১৮:৩০"}, {"due_day": "৯/৬/২০২৭", "due_time": "২৫:০০"}, {"due_day": "৯/৬/২০২৭"},
            {"due_time": "১৮:৩০"}, {"due_day": "৯/৬/২০২৭", "due_time": "১১:৫৯"}, {"assignee": "999999"}, {"assignee": "x"},
        ],
    )  # fmt: skip
    def test_what_is_wrong_is_said_and_what_was_typed_is_kept(self, changes):
        editor = person("editor")
        article = draft(editor)

        answer = signed_in(editor).post(assign_of(article), self.typed(**changes))

        page = answer.content.decode()
        article.refresh_from_db()
        assert answer.status_code == 422
        assert "field-error" in page
        assert all(
            f'value="{text}"' in page for name, text in changes.items() if name != "assignee"
        )
        assert (article.assignee, article.due_at) == (None, None)

    def test_only_people_who_write_are_offered_and_taken(self):
        editor = person("editor")
        others = [person("moderator"), person("reader"), person("reporter", is_active=False)]
        article = draft(editor)
        browser = signed_in(editor)

        page = browser.get(assign_of(article)).content.decode()
        answers = [browser.post(assign_of(article), self.typed(assignee=one.pk)) for one in others]

        assert [f'<option value="{one.pk}"' in page for one in (editor, *others)] == [
            True,
            False,
            False,
            False,
        ]
        assert [answer.status_code for answer in answers] == [422, 422, 422]

    def test_a_time_that_has_passed_may_stay_as_it_is(self):
        editor, reporter = person("editor"), person("reporter")
        article = due(draft(editor), NOON - HOUR)

        answer = signed_in(editor).post(
            assign_of(article),
            self.typed(assignee=reporter.pk, due_day="৯/৬/২০২৭", due_time="১১:০০"),
        )

        article.refresh_from_db()
        assert (answer.status_code, article.assignee) == (302, reporter)

    @pytest.mark.parametrize("role", ["reporter", "moderator", "reader"])
    def test_who_may_not_assign_is_refused_for_own_stories_too(self, role):
        user = person(role)
        article = draft(user, headline=BAIT)
        browser = signed_in(user)

        answers = [
            browser.get(assign_of(article)),
            browser.post(assign_of(article), self.typed(assignee=user.pk)),
        ]

        article.refresh_from_db()
        assert {answer.status_code for answer in answers} <= {302, 403}
        assert article.assignee is None

    def test_an_editor_of_another_section_is_refused(self):
        sports = person("editor")
        SectionRight.objects.create(user=sports, category=section("sports", "খেলা"))
        article = draft(person(), headline=BAIT, category=section("politics", "রাজনীতি").pk)
        browser = signed_in(sports)

        answers = [
            browser.get(assign_of(article)),
            browser.post(assign_of(article), self.typed(assignee=sports.pk)),
        ]

        assert [answer.status_code for answer in answers] == [403, 403]
        assert all(BAIT not in answer.content.decode() for answer in answers)

    def test_a_killed_story_is_nobodys(self):
        chief = person()
        article = workflow.kill(draft(chief), by=chief, reason="অপ্রয়োজনীয়")

        assert (
            signed_in(chief).post(assign_of(article), self.typed(assignee=chief.pk)).status_code
            == 403
        )

    @pytest.mark.parametrize(
        ("asked", "goes"),
        [
            (f"{PLAN}?day=2027-06-10", f"{PLAN}?day=2027-06-10"), ("https://evil.example/admin/", ""), ("//evil.example/admin/", ""),
            ("/\\evil.example", ""), ("javascript:alert(1)", ""), ("/accounts/logout/", ""),
        ],
    )  # fmt: skip
    def test_it_goes_back_to_a_page_of_this_desk_alone(self, asked, goes):
        editor = person("editor")
        article = draft(editor)

        answer = signed_in(editor).post(assign_of(article), self.typed(next=asked))

        assert answer.url == (goes or form_of(article))

    def test_a_script_gets_words_or_what_is_wrong(self):
        editor, reporter = person("editor"), person("reporter", display_name="নুসরাত মাহবুব")
        article = draft(editor)
        browser = signed_in(editor)
        script = {"headers": {"Accept": "application/json"}}

        done = browser.post(assign_of(article), self.typed(assignee=reporter.pk), **script)
        wrong = browser.post(assign_of(article), self.typed(due_day="কাল"), **script)

        assert (done.status_code, done.json()["words"]) == (200, "নুসরাত মাহবুব")
        assert (wrong.status_code, list(wrong.json()["errors"])) == (422, ["due_day"])
        assert "no-store" in wrong.headers["Cache-Control"]

    def test_it_needs_a_token(self):
        editor = person("editor")
        client = Client(enforce_csrf_checks=True)
        client.force_login(editor)

        assert client.post(assign_of(draft(editor)), self.typed()).status_code == 403

    def test_the_storys_page_says_who_has_it_and_offers_the_form_to_editors(self):
        editor, reporter = person("editor"), person("reporter", display_name="নুসরাত মাহবুব")
        article = planning.assign(draft(editor), by=editor, to=reporter, due_at=NOON + HOUR)

        editors = signed_in(editor).get(form_of(article)).content.decode()
        reporters = signed_in(reporter).get(form_of(article)).content.decode()

        assert [("নুসরাত মাহবুব" in page, "৯ জুন, ১৩:০০" in page) for page in (editors, reporters)] == [
            (True, True)
        ] * 2
        assert [page.count('<form id="assign"') for page in (editors, reporters)] == [1, 0]
        assert [page.count('form="assign"') for page in (editors, reporters)] == [4, 0]
