"""articles/day_plan.py: what stands on the plan of a Dhaka day, where, and for whom."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from articles import day_plan, drafting, planning, talk, workflow
from articles.models import Article, SectionRight
from articles.sections import load_sections
from articles.tests.factories import content, draft, person, scheduled, section, story
from bangla.dates import DHAKA

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2027, 6, 9, 12, tzinfo=DHAKA)
TODAY = NOON.date()
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOON, tick=False):
        yield


def read(user, day=TODAY, **options):
    return day_plan.read_plan(user, day, now=timezone.now(), sections=load_sections(), **options)


def headlines(user, day=TODAY, **options):
    """Return section → headlines as they stand on the plan, what is overdue under its own name."""
    plan = read(user, day, **options)
    found = (
        {"overdue": [line.headline for line in plan.overdue.lines]} if plan.overdue.lines else {}
    )
    for group in plan.groups:
        found[group.section.name if group.section else ""] = [line.headline for line in group.lines]
    return found


def due(article, at):
    Article.objects.filter(pk=article.pk).update(due_at=at)
    return article


def test_a_day_shows_what_is_due_comes_out_came_out_and_is_updated():
    chief = person()
    due(draft(chief, headline="জমা"), NOON + 2 * HOUR)
    scheduled(chief, headline="নির্ধারিত", ahead=3 * HOUR)
    story(chief, headline="প্রকাশিত", ago=HOUR)
    updated = story(chief, headline="আগের দিনের", ago=3 * DAY)
    drafting.save_version(updated, content(headline="হালনাগাদ"), by=chief)
    workflow.schedule_update(updated, by=chief, at=NOON + 5 * HOUR)

    lines = read(chief).groups[0].lines

    assert [
        (line.headline, [(moment.name, moment.clock) for moment in line.moments]) for line in lines
    ] == [
        ("প্রকাশিত", [("out", "১১:০০")]),
        ("জমা", [("due", "১৪:০০")]),
        ("নির্ধারিত", [("coming", "১৫:০০")]),
        ("হালনাগাদ", [("update", "১৭:০০")]),
    ]


def test_a_day_shows_nothing_of_another_day_and_nothing_without_a_time():
    chief = person()
    draft(chief, headline="সময় ছাড়া")
    due(draft(chief, headline="কাল"), NOON + DAY)
    story(chief, headline="গতকাল", ago=DAY)

    assert headlines(chief) == {}
    assert headlines(chief, TODAY + DAY) == {"অর্থনীতি": ["কাল"]}
    assert headlines(chief, TODAY - DAY) == {"অর্থনীতি": ["গতকাল"]}


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (dt.datetime(2027, 6, 9, 0, 0, tzinfo=DHAKA), TODAY),
        (dt.datetime(2027, 6, 9, 23, 59, 59, tzinfo=DHAKA), TODAY),
        (dt.datetime(2027, 6, 10, 0, 0, tzinfo=DHAKA), TODAY + DAY),
    ],
)
def test_a_day_is_a_day_of_dhaka(at, day):
    chief = person()
    with time_machine.travel(at - DAY, tick=False):
        due(draft(chief, headline="জমা"), at)
        found = [there for there in (TODAY - DAY, TODAY, TODAY + DAY) if headlines(chief, there)]

    assert found == [day]


def test_a_story_with_two_times_of_one_day_stands_once():
    chief = person()
    due(scheduled(chief, headline="একবার", ahead=4 * HOUR), NOON + HOUR)

    (line,) = read(chief).groups[0].lines

    assert [moment.name for moment in line.moments] == ["due", "coming"]


def test_sections_come_in_their_order_those_below_after_their_own_and_no_section_last():
    chief = person()
    sports, economy = section("sports", "খেলা"), section("economy")
    port = section("economy/port", "বন্দর")
    for name, pk in (("ক", None), ("খ", port.pk), ("গ", economy.pk), ("ঘ", sports.pk)):
        due(draft(chief, headline=name, category=pk), NOON + HOUR)

    assert list(headlines(chief).items()) == [
        ("খেলা", ["ঘ"]),
        ("অর্থনীতি", ["গ"]),
        ("বন্দর", ["খ"]),
        ("", ["ক"]),
    ]


def test_what_is_overdue_stands_on_top_of_today_alone_the_longest_first():
    chief = person()
    due(draft(chief, headline="দুদিন"), NOON - 2 * DAY)
    due(draft(chief, headline="এক ঘণ্টা"), NOON - HOUR)
    due(story(chief, headline="শেষ হয়েছে", ago=30 * HOUR), NOON - 2 * HOUR)

    assert headlines(chief) == {"overdue": ["দুদিন", "এক ঘণ্টা"], "অর্থনীতি": ["শেষ হয়েছে"]}
    assert headlines(chief, TODAY - 2 * DAY) == {"অর্থনীতি": ["দুদিন"]}


def test_the_plan_is_narrowed_to_a_section_with_those_below_and_to_one_person():
    chief, reporter = person(), person("reporter")
    port, sports = section("economy/port", "বন্দর"), section("sports", "খেলা")
    mine = due(draft(chief, headline="বন্দর", category=port.pk), NOON + HOUR)
    planning.assign(mine, by=chief, to=reporter, due_at=NOON + HOUR)
    due(draft(chief, headline="খেলা", category=sports.pk), NOON + HOUR)
    tree = load_sections()

    assert headlines(chief, section=tree.by_path["economy"]) == {"বন্দর": ["বন্দর"]}
    assert headlines(chief, section=tree.by_path["sports"]) == {"খেলা": ["খেলা"]}
    assert headlines(chief, assignee=reporter.pk) == {"বন্দর": ["বন্দর"]}


def test_nobody_sees_a_story_that_is_not_theirs_to_open():
    chief, reporter, sports = person(), person("reporter"), person("editor")
    SectionRight.objects.create(user=sports, category=section("sports", "খেলা"))
    due(draft(chief, headline="গোপনখবর", category=section("politics", "রাজনীতি").pk), NOON + HOUR)
    due(draft(chief, headline="গোপনখবর", category=section("politics").pk), NOON - HOUR)
    due(draft(reporter, headline="নিজের"), NOON + HOUR)

    assert headlines(reporter) == {"অর্থনীতি": ["নিজের"]}
    assert [headlines(other) for other in (sports, person("moderator"), person("reader"))] == [
        {},
        {},
        {},
    ]


def test_of_a_full_section_the_rest_is_counted(monkeypatch):
    monkeypatch.setattr(day_plan, "PER_SECTION", 2)
    monkeypatch.setattr(day_plan, "OF_ONE_SECTION", 4)
    chief = person()
    for hour in range(5):
        due(draft(chief, headline=f"খবর {hour}"), NOON + hour * HOUR)

    all_sections = read(chief).groups[0]
    one = read(chief, section=load_sections().by_path["economy"]).groups[0]

    assert ([line.headline for line in all_sections.lines], all_sections.left) == (
        ["খবর 0", "খবর 1"],
        3,
    )
    assert (len(one.lines), one.left) == (4, 1)


def test_a_day_with_more_than_can_be_read_says_so(monkeypatch):
    monkeypatch.setattr(day_plan, "MOST", 2)
    chief = person()
    for _ in range(3):
        due(draft(chief), NOON + HOUR)

    assert read(chief).is_cut


def test_a_line_says_what_the_desk_has_to_know():
    chief, reporter = person(), person("reporter")
    article = draft(chief)
    planning.assign(article, by=chief, to=reporter, due_at=NOON + HOUR)
    planning.set_embargo(article, by=chief, until=NOON + 2 * HOUR)
    planning.ask_legal(article, by=chief)
    talk.add_note(article, by=chief, text="এক")
    talk.add_note(article, by=chief, text="দুই")

    (line,) = read(chief).groups[0].lines
    (reporters,) = read(reporter).groups[0].lines

    assert (line.story.assignee, line.story.note_count) == (reporter, 2)
    assert (line.is_embargoed, line.needs_lawyer, line.may_assign) == (True, True, True)
    assert reporters.may_assign is False


def test_marks_go_when_their_reason_has_gone():
    chief = person()
    article = due(draft(chief), NOON + HOUR)
    planning.set_embargo(article, by=chief, until=NOON + HOUR)
    planning.ask_legal(article, by=chief)
    planning.clear_legal(article, by=chief)

    with time_machine.travel(NOON + HOUR, tick=False):
        (line,) = read(chief).groups[0].lines

    assert (line.is_embargoed, line.needs_lawyer) == (False, False)


@pytest.mark.parametrize("number", [1, 3])
def test_a_plan_takes_one_query_whatever_its_length(number, django_assert_num_queries):
    chief = person()
    for _ in range(number):
        talk.add_note(due(draft(chief), NOON + HOUR), by=chief, text="দেখুন")
        due(draft(chief), NOON - HOUR)
        planning.assign(scheduled(chief), by=chief, to=person("reporter"), due_at=NOON + HOUR)
    read(chief)
    tree = load_sections()

    with django_assert_num_queries(1):
        plan = day_plan.read_plan(chief, TODAY, now=NOON, sections=tree)
        said = [
            (
                line.headline,
                str(line.story.assignee),
                line.may_assign,
                line.story.has_private_changes,
            )
            for line in plan.groups[0].lines
        ]

    assert len(said) == 2 * number
