"""Which rules hold for a story: the nearest row says the numbers, what is held until a moment is held everywhere below."""

import datetime as dt

import pytest
from django.db import IntegrityError
from django.utils import timezone

from articles.models import Category
from comments import policy
from comments.models import CommentPolicy, Status
from comments.rules import Rules, rules_for
from comments.tests.factories import known_device, make_story, send

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def sections():
    """Return a section with one below it, and another."""
    politics = Category.objects.create(name="রাজনীতি", slug="politics", path="politics")
    vote = Category.objects.create(
        name="নির্বাচন", slug="vote", path="politics/vote", parent=politics
    )
    sport = Category.objects.create(name="খেলা", slug="sport", path="sport")
    return politics, vote, sport


def test_nothing_set_means_the_starting_values(sections):
    assert rules_for(sections[0].pk, NOW) == Rules(
        all_held=False,
        first_held=policy.FIRST_HELD,
        report_threshold=policy.REPORT_THRESHOLD,
        edit_minutes=policy.EDIT_MINUTES,
    )


def test_nearest_row_decides_each_number_for_itself(sections):
    politics, vote, sport = sections
    CommentPolicy.objects.create(first_held=2, edit_minutes=10)
    CommentPolicy.objects.create(category=politics, report_threshold=5)
    CommentPolicy.objects.create(category=vote, first_held=0)

    assert rules_for(vote.pk, NOW) == Rules(first_held=0, report_threshold=5, edit_minutes=10)
    assert rules_for(politics.pk, NOW) == Rules(first_held=2, report_threshold=5, edit_minutes=10)
    assert rules_for(sport.pk, NOW).first_held == 2
    assert rules_for(None, NOW).first_held == 2


def test_section_held_until_a_moment_is_open_again_from_that_moment(sections):
    politics, vote, _sport = sections
    end = NOW + dt.timedelta(hours=6)
    CommentPolicy.objects.create(category=politics, held_until=end)
    CommentPolicy.objects.create(category=vote, all_held=False)

    assert [rules_for(each.pk, NOW).all_held for each in sections] == [True, True, False]
    assert [rules_for(each.pk, end).all_held for each in sections] == [False, False, False]


def test_section_may_be_open_while_the_paper_reviews_everything_first(sections):
    CommentPolicy.objects.create(all_held=True)
    CommentPolicy.objects.create(category=sections[2], all_held=False)

    assert [rules_for(each.pk, NOW).all_held for each in sections] == [True, True, False]


def test_rules_of_the_paper_are_one_row():
    CommentPolicy.objects.create()

    with pytest.raises(IntegrityError):
        CommentPolicy.objects.create()


def test_rules_take_one_query_until_a_section_has_its_own(sections, django_assert_num_queries):
    with django_assert_num_queries(1):
        rules_for(sections[1].pk, NOW)
    CommentPolicy.objects.create(category=sections[2], first_held=2)
    with django_assert_num_queries(2):
        rules_for(sections[1].pk, NOW)


def test_comment_of_a_known_reader_waits_while_its_section_is_held():
    story = make_story()
    known_device()
    open_one = send(story, device="known").comment
    CommentPolicy.objects.create(
        category=story.category, held_until=timezone.now() + dt.timedelta(hours=1)
    )

    held = send(story, device="known").comment

    assert (open_one.status, held.status) == (Status.PUBLISHED, Status.PREMOD)
    assert [reason["code"] for reason in held.reasons] == ["section_held"]


def test_second_comment_waits_where_two_first_ones_are_reviewed():
    story = make_story()
    known_device(approved_n=1)
    CommentPolicy.objects.create(first_held=2)

    held = send(story, device="known").comment

    assert held.status == Status.PREMOD
