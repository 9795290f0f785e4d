"""Counting tries in the database, alone and many at once."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from people import guesses
from people.guesses import Lane, Tries, give_back, sweep, take

LANE = Lane("account:7", 5, 300)


@pytest.mark.django_db
class TestOneLane:
    def test_takes_as_many_as_fit_and_no_more(self):
        assert [take([LANE]) is not None for _ in range(7)] == [True] * 5 + [False] * 2

    def test_begins_anew_when_its_time_is_over(self):
        for _ in range(6):
            take([LANE])

        with time_machine.travel(timezone.now() + dt.timedelta(seconds=299)):
            before = take([LANE])
        with time_machine.travel(timezone.now() + dt.timedelta(seconds=301)):
            after = [take([LANE]) is not None for _ in range(6)]

        assert before is None
        assert after == [True] * 5 + [False]

    def test_what_is_given_back_can_be_taken_again(self):
        for _ in range(20):
            give_back(take([LANE]))

        assert take([LANE]) is not None

    def test_name_of_an_account_or_an_address_is_not_stored(self):
        take([Lane("password:account:7:198.51.100.0/24", 5, 300)])

        assert "198" not in Tries.objects.get().key


@pytest.mark.django_db
def test_a_full_lane_takes_nothing_from_the_others():
    wide = Lane("wide", 9, 300)
    for _ in range(9):
        take([wide, Lane("narrow", 1, 300)])

    assert Tries.objects.get(key=wide.key).number == 1


@pytest.mark.django_db
def test_sweep_leaves_what_still_counts():
    take([LANE, Lane("long", 5, 86_400)])

    with time_machine.travel(timezone.now() + dt.timedelta(seconds=301)):
        swept = sweep()

    assert swept == 1
    assert Tries.objects.get().key == Lane("long", 5, 86_400).key


def test_of_many_at_once_exactly_as_many_pass_as_fit(together):
    answers = together(lambda _number: take([LANE]) is not None, threads=16)

    assert sorted(answers) == [False] * 11 + [True] * 5


def test_of_many_at_once_at_the_turn_of_a_lane_no_more_pass(together):
    Tries.objects.create(key=LANE.key, number=5, until=timezone.now() - dt.timedelta(seconds=1))

    answers = together(lambda _number: guesses.take([LANE]) is not None, threads=16)

    assert sorted(answers) == [False] * 11 + [True] * 5
