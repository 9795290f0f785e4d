"""A hundred held comments at a person's pace: read, decide by one or two keys, go on; four minutes at most."""

import random
import time

import pytest

from comments.models import Status
from comments.tests.factories import make_moderator
from comments.tests.test_desk_browser import held, opened, settled

pytestmark = [pytest.mark.drill, pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MINUTES = 4
PAUSE = (0.8, 3.4)
"""Seconds for which somebody looks at a short comment before deciding; two seconds in the middle."""
KEYS = {0: ("s",), 1: ("d", "1"), 2: ("d", "Enter")}
ENDS = {0: Status.SPAM, 1: Status.REJECTED, 2: Status.REJECTED}


def test_a_hundred_held_comments_are_cleared_at_a_persons_pace_in_four_minutes(desk):
    rows = held(100)
    page = opened(desk, make_moderator())
    dice = random.Random(20261129)
    decisions, began = [], time.monotonic()

    for number in range(100):
        page.wait_for_selector(".card[aria-current]")
        page.wait_for_timeout(1000 * dice.uniform(*PAUSE))
        before, at = page.get_attribute(".card[aria-current]", "data-id"), time.monotonic()
        for key in KEYS.get(number % 10, ("a",)):
            page.keyboard.press(key)
        while number < 99 and page.get_attribute(".card[aria-current]", "data-id") == before:
            page.wait_for_timeout(5)
        decisions.append(time.monotonic() - at)
    took = time.monotonic() - began

    settled(page, rows, [ENDS.get(number % 10, Status.APPROVED) for number in range(100)])
    decisions.sort()
    print(
        f"\n100 comments in {took:.0f} s; a decision {1000 * decisions[50]:.0f} ms in the middle, "
        f"{1000 * decisions[95]:.0f} ms for 95 of 100, {1000 * decisions[-1]:.0f} ms at most"
    )
    assert took <= 60 * MINUTES
