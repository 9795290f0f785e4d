"""A tag that only hidden stories carry is not there, however its address is asked for."""

import datetime as dt

import pytest

from articles.tests.factories import in_every_hidden_state, story

pytestmark = pytest.mark.django_db
EMBARGO = "নিষিদ্ধশব্দ"
WAYS = ["", "?page=1", "?page=2", "?before=9999999999999999-1", "?before=1-1", "feed/"]


def test_no_way_of_asking_tells_a_hidden_tag_from_none(client):
    in_every_hidden_state(tags=[EMBARGO])

    for way in WAYS:
        answers = [client.get(f"/tag/{slug}/{way}") for slug in (EMBARGO, "কোথাও-নেই")]
        assert [answer.status_code for answer in answers] == [404, 404], way
        assert EMBARGO not in answers[0].content.decode()


def test_a_tag_that_a_live_story_carries_too_answers_as_ever(client):
    in_every_hidden_state(tags=[EMBARGO])
    story(tags=[EMBARGO], ago=dt.timedelta(hours=1))

    answers = [client.get(f"/tag/{EMBARGO}/{way}").status_code for way in WAYS]

    assert answers == [200, 301, 404, 200, 200, 200]
