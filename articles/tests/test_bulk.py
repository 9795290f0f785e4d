"""articles/bulk.py and articles/admin/bulk.py: acts on several stories of the list, each judged and done by itself."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import bulk, drafting, planning, workflow
from articles.models import Article, Notice, Revision, SectionRight
from articles.tests.desk import LIST, signed_in
from articles.tests.factories import content, draft, person, scheduled, section, story
from bangla.dates import to_dhaka
from paper.log import LogEntry
from paper.outbox import OutboxMail

pytestmark = pytest.mark.django_db
BULK = f"{LIST}bulk/"
BAIT = "গোপনখবর"
State = Article.State


def chosen(*articles):
    """Return the rows as their boxes in the list stand for them."""
    return [
        f"{article.pk}-{Article.objects.get(pk=article.pk).latest_revision_id or 0}"
        for article in articles
    ]


def ask(browser, act, rows):
    return browser.post(BULK, {"bulk": act, "story": rows, "next": LIST})


def do(browser, act, rows, **words):
    return browser.post(BULK, {"bulk": act, "story": rows, "next": LIST, "confirmed": "1", **words})


def states(*articles):
    return [Article.objects.get(pk=article.pk).state for article in articles]


def in_review(by=None, **values):
    by = by or person()
    return workflow.submit(draft(by, **values), by=by)


def said(answer, browser):
    """Return the messages of the page that an act leads to."""
    page = browser.get(answer.url).content.decode()
    return page.split('id="messages"')[1].split("<main")[0]


class TestAsking:
    def test_it_names_what_will_be_done_and_what_not_and_why(self):
        chief = person()
        good = in_review(chief, headline="যাবে")
        bare = drafting.begin({"headline": "লেখা নেই"}, by=chief)
        gone = workflow.kill(draft(chief, headline="বাদ"), by=chief, reason="অপ্রয়োজনীয়")

        answer = ask(signed_in(chief), "publish", chosen(good, bare, gone))

        will, will_not = answer.context_data["will"], answer.context_data["will_not"]
        assert [row["outcome"].headline for row in will] == ["যাবে"]
        assert {row["outcome"].headline for row in will_not} == {"লেখা নেই", "বাদ"}
        assert all(row["outcome"].why_not for row in will_not)
        assert "no-store" in answer.headers["Cache-Control"]

    @pytest.mark.parametrize("act", bulk.RIGHTS)
    def test_it_changes_nothing(self, act):
        chief, reporter = person(), person("reporter", email="nusrat@songbadghor.example")
        rows = [in_review(reporter), draft(reporter), story(chief), scheduled(chief)]
        Notice.objects.all().delete()
        kinds = (Article, Revision, LogEntry, Notice, OutboxMail)
        before = [list(kind.objects.order_by("pk").values()) for kind in kinds]

        ask(signed_in(chief), act, chosen(*rows))

        assert [list(kind.objects.order_by("pk").values()) for kind in kinds] == before

    def test_an_embargo_and_the_gate_are_told_before(self):
        chief = person()
        held = draft(chief, headline="অপরাধ", sensitive=["crime"])
        embargoed = draft(chief, headline="এমবার্গো")
        planning.set_embargo(embargoed, by=chief, until=timezone.now() + dt.timedelta(hours=2))

        answer = ask(signed_in(chief), "publish", chosen(held, embargoed))

        assert (len(answer.context_data["will"]), len(answer.context_data["will_not"])) == (0, 2)
        assert "confirmed" in answer.content.decode()

    def test_what_would_change_nothing_is_told(self):
        chief = person()
        out = story(chief)
        approved = workflow.approve(in_review(chief), by=chief)
        browser = signed_in(chief)

        answers = [
            ask(browser, "publish", chosen(out)),
            ask(browser, "approve", chosen(approved)),
            ask(browser, "approve", chosen(out)),
        ]

        assert [
            (len(a.context_data["will"]), len(a.context_data["will_not"])) for a in answers
        ] == [(0, 1)] * 3


class TestDoing:
    def test_each_story_is_published_by_itself_and_the_rest_told(self):
        chief = person()
        good, also = in_review(chief, headline="প্রথম"), draft(chief, headline="দ্বিতীয়")
        bare = drafting.begin({"headline": "লেখা নেই"}, by=chief)
        browser = signed_in(chief)

        answer = do(browser, "publish", chosen(good, bare, also))

        told = said(answer, browser)
        assert (answer.status_code, answer.url) == (302, LIST)
        assert states(good, bare, also) == [State.PUBLISHED, State.DRAFT, State.PUBLISHED]
        assert all(
            f'href="/admin/articles/article/{a.pk}/change/"' in told for a in (good, bare, also)
        )
        assert told.index("দ্বিতীয়") < told.index("লেখা নেই")

    def test_stories_are_approved_with_their_changes_too(self):
        editor = person("editor")
        waiting, out = in_review(), story(person())
        drafting.save_version(out, content(headline="নতুন"), by=editor)

        do(signed_in(editor), "approve", chosen(waiting, out))

        assert states(waiting, out) == [State.APPROVED, State.PUBLISHED]
        out.refresh_from_db()
        assert out.approved_revision_id == out.latest_revision_id

    @pytest.mark.parametrize(
        ("act", "make", "state"),
        [
            ("send_back", in_review, State.SENT_BACK),
            ("withdraw", story, State.WITHDRAWN),
            ("kill", draft, State.KILLED),
        ],
    )
    def test_words_are_asked_for_and_stand_in_the_log_of_each(self, act, make, state):
        chief = person()
        rows = [make(chief), make(chief)]
        before = states(*rows)
        browser = signed_in(chief)

        without = do(browser, act, chosen(*rows), words="  ")
        kept = states(*rows)
        do(browser, act, chosen(*rows), words="তথ্য মেলেনি")

        assert (without.status_code, kept) == (422, before)
        assert "field-error" in without.content.decode()
        assert states(*rows) == [state, state]
        assert [
            ("তথ্য মেলেনি" in str(entry.detail)) for entry in LogEntry.objects.filter(act=act)
        ] == [True, True]

    def test_stories_are_assigned_with_a_time(self):
        editor, reporter = person("editor"), person("reporter")
        rows = [draft(editor), draft(editor)]
        due = to_dhaka(timezone.now() + dt.timedelta(days=1)).replace(second=0, microsecond=0)
        browser = signed_in(editor)
        wrong = do(
            browser, "assign", chosen(*rows), assignee=reporter.pk, due_day="কাল", due_time="১৮:৩০"
        )

        answer = do(
            browser,
            "assign",
            chosen(*rows),
            assignee=reporter.pk,
            due_day=f"{due:%d/%m/%Y}",
            due_time=f"{due:%H:%M}",
        )

        assert (wrong.status_code, answer.status_code) == (422, 302)
        assert 'value="কাল"' in wrong.content.decode()
        assert {(a.assignee, a.due_at) for a in Article.objects.all()} == {(reporter, due)}
        assert Notice.objects.filter(user=reporter, kind="assigned").count() == 2

    @pytest.mark.parametrize("act", ["publish", "approve"])
    def test_a_version_that_was_not_on_the_screen_is_not_let_out(self, act):
        chief, reporter = person(), person("reporter")
        article = draft(reporter, headline="পড়া হয়েছে")
        rows = chosen(article)
        drafting.save_version(article, content(headline="না-পড়া"), by=reporter)
        workflow.submit(article, by=reporter)
        browser = signed_in(chief)

        answer = do(browser, act, rows)

        assert states(article) == [State.IN_REVIEW]
        assert "না-পড়া" in said(answer, browser)

    def test_an_act_done_meanwhile_by_somebody_else_is_told(self):
        chief = person()
        article = in_review(chief)
        rows = chosen(article)
        workflow.send_back(article, by=chief, note="ছোট করুন")
        browser = signed_in(chief)

        answer = do(browser, "approve", rows)

        assert states(article) == [State.SENT_BACK]
        assert "message error" in said(answer, browser)

    def test_hostile_headlines_are_inert_in_page_and_messages(self):
        chief = person()
        hostile = '"><img src=x onerror=alert(1)>'
        rows = [draft(chief, headline=hostile), drafting.begin({"headline": hostile}, by=chief)]
        browser = signed_in(chief)

        page = ask(browser, "publish", chosen(*rows)).content.decode()
        told = said(do(browser, "publish", chosen(*rows)), browser)

        assert "<img src=x" not in page + told


class TestRights:
    @pytest.mark.parametrize(
        ("role", "acts"),
        [
            ("reporter", []), ("moderator", []), ("reader", []), ("editor", ["approve", "publish", "send_back", "assign"]),
            ("chief", list(bulk.RIGHTS)),
        ],
    )  # fmt: skip
    def test_each_role_is_offered_its_acts_and_refused_all_others(self, role, acts):
        user = person(role)
        article = workflow.submit(draft(user, headline=BAIT), by=person())
        browser = signed_in(user)

        answers = {
            act: do(browser, act, chosen(article), words="কারণ").status_code
            for act in bulk.RIGHTS
            if act not in acts
        }

        assert bulk.acts_of(user) == acts
        assert set(answers.values()) <= {302, 403}
        assert states(article) == [State.IN_REVIEW]

    def test_boxes_stand_before_the_rows_of_those_who_may_act(self):
        reporter = person("reporter")
        draft(reporter)

        pages = [
            signed_in(user).get(LIST).content.decode() for user in (reporter, person("editor"))
        ]

        assert [page.count('name="story"') for page in pages] == [0, 1]
        assert [page.count('name="bulk"') for page in pages] == [0, 1]

    @pytest.mark.parametrize("act", bulk.RIGHTS)
    def test_stories_of_another_desk_are_left_out_and_not_named(self, act):
        sports_chief = person()
        SectionRight.objects.create(user=sports_chief, category=section("sports", "খেলা"))
        hidden = in_review(person(), headline=BAIT, category=section("politics", "রাজনীতি").pk)
        mine = in_review(person(), headline="আমার খেলা", category=section("sports").pk)
        browser = signed_in(sports_chief)

        asked = ask(browser, act, chosen(hidden, mine))
        done = do(browser, act, chosen(hidden, mine), words="কারণ")

        told = said(done, browser)
        assert BAIT not in asked.content.decode() + told
        assert asked.context_data["unknown"] == 1
        assert "message error" in told
        assert states(hidden) == [State.IN_REVIEW]

    @pytest.mark.parametrize(
        "rows", [[], ["x"], ["-1"], ["1;2"], ["9" * 30], ["১-২"], ["999999-1"]]
    )
    def test_rows_that_are_none_are_nothing(self, rows):
        chief = person()
        draft(chief)
        browser = signed_in(chief)

        answer = do(browser, "kill", rows, words="কারণ")

        assert answer.status_code == 302
        assert Article.objects.filter(state=State.KILLED).count() == 0

    def test_more_than_fifty_at_once_are_refused_whole(self, monkeypatch):
        monkeypatch.setattr(bulk, "MOST", 2)
        chief = person()
        rows = [draft(chief) for _ in range(3)]
        browser = signed_in(chief)

        answer = do(browser, "kill", chosen(*rows), words="কারণ")

        assert states(*rows) == [State.DRAFT] * 3
        assert "message error" in said(answer, browser)

    @pytest.mark.parametrize("act", ["delete", "lift_embargo", "correct", "save", ""])
    def test_an_act_that_is_not_offered_is_refused(self, act):
        chief = person()

        assert ask(signed_in(chief), act, chosen(draft(chief))).status_code == 403

    def test_it_is_a_post_with_a_token(self):
        chief = person()
        rows = chosen(draft(chief))
        client = Client(enforce_csrf_checks=True)
        client.force_login(chief)

        assert signed_in(chief).get(BULK).status_code == 405
        assert (
            client.post(
                BULK, {"bulk": "kill", "story": rows, "confirmed": "1", "words": "ক"}
            ).status_code
            == 403
        )

    @pytest.mark.parametrize(
        "asked",
        ["https://evil.example/admin/", "//evil.example", "/\\evil.example", "/accounts/logout/"],
    )
    def test_it_leads_back_to_a_page_of_this_desk_alone(self, asked):
        chief = person()

        answer = signed_in(chief).post(BULK, {"bulk": "kill", "story": [], "next": asked})

        assert answer.url == LIST


@pytest.mark.parametrize("act", bulk.RIGHTS)
def test_each_further_story_costs_the_same_few_queries(act):
    chief = person()
    rows = [(story if act == "withdraw" else in_review)(chief) for _ in range(3)]
    browser = signed_in(chief)
    counts = []
    for number in (1, 2, 3):
        ask(browser, act, chosen(*rows[:number]))
        with CaptureQueriesContext(connection) as queries:
            answer = browser.post(
                BULK, {"bulk": act, "story": [f"{a.pk}-1" for a in rows[:number]]}
            )
        assert len(answer.context_data["will"]) == number
        counts.append(len(queries))

    assert counts[2] - counts[1] == counts[1] - counts[0] <= 45
