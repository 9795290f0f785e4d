"""articles/readership.py: the beacon that counts reads in batches."""

import datetime as dt
import threading
from collections import Counter

import pytest
import time_machine
from django.conf import settings
from django.db import DatabaseError

from articles import readership
from articles.models import DayReads
from articles.readership import FLUSH_AT, Tally, write_reads
from articles.tests.factories import in_every_hidden_state, story
from bangla.dates import to_dhaka

AFTER_MIDNIGHT = dt.datetime(2024, 12, 26, 18, 5, tzinfo=dt.UTC)  # 27 December in Dhaka


@pytest.fixture
def tally(monkeypatch):
    """Return a tally of the test's own, whose timer never fires."""
    tally = Tally()
    monkeypatch.setattr(readership, "tally", tally)
    monkeypatch.setattr(readership, "FLUSH_AFTER_SECONDS", 3_600)
    yield tally
    tally.take()


def reads():
    return dict(DayReads.objects.values_list("article", "reads"))


@pytest.mark.django_db
class TestBeacon:
    def test_a_view_is_counted_without_a_query(self, client, tally, django_assert_num_queries):
        article = story()

        with django_assert_num_queries(0):
            responses = [client.post("/seen/", {"article": article.pk}) for _ in range(3)]

        assert [response.status_code for response in responses] == [204] * 3
        assert tally.waiting == {article.pk: 3}
        assert not DayReads.objects.exists()

    def test_the_answer_is_empty_private_and_sets_no_cookie(self, client, tally):
        response = client.post("/seen/", {"article": "1"})

        assert response.content == b""
        assert response.headers["Cache-Control"] == "private, no-store"
        assert "Set-Cookie" not in response.headers

    @pytest.mark.parametrize(
        "headers",
        [
            {"origin": settings.SITE_URL},
            {"sec-fetch-site": "same-origin"},
            {"origin": "http://testserver", "sec-fetch-site": "same-origin"},
            {},
        ],
    )
    def test_the_papers_own_pages_count(self, client, tally, headers):
        assert client.post("/seen/", {"article": "7"}, headers=headers).status_code == 204
        assert tally.waiting == {7: 1}

    @pytest.mark.parametrize(
        "headers",
        [
            {"origin": "https://evil.example"},
            {"origin": "null"},
            {"sec-fetch-site": "cross-site"},
            {"sec-fetch-site": "same-site"},
            {"origin": settings.SITE_URL, "sec-fetch-site": "cross-site"},
            {"origin": settings.SITE_URL + ".evil.example"},
        ],
    )
    def test_other_sites_do_not(self, client, tally, headers):
        assert client.post("/seen/", {"article": "7"}, headers=headers).status_code == 400
        assert tally.waiting == {}

    @pytest.mark.parametrize(
        "garbage", ["", "x", "-1", "1.5", "৭", "²", " 1", "1\x00", "1 OR 1=1", "0x1", "1\n"]
    )
    def test_what_is_no_number_is_refused(self, client, tally, garbage):
        assert client.post("/seen/", {"article": garbage}).status_code == 400
        assert client.post("/seen/").status_code == 400
        assert tally.waiting == {}

    def test_a_number_that_no_story_can_have_is_forgotten(self, client, tally):
        assert client.post("/seen/", {"article": "9" * 5_000}).status_code == 204
        assert tally.waiting == {}

    def test_a_broken_body_is_refused(self, client, tally):
        broken = client.post(
            "/seen/", b"\xff\xfe=&%zz", content_type="application/x-www-form-urlencoded"
        )
        json = client.post("/seen/", '{"article": 7}', content_type="application/json")

        assert (broken.status_code, json.status_code) == (400, 400)
        assert tally.waiting == {}

    def test_it_is_never_read(self, client, tally):
        assert client.get("/seen/?article=7").status_code == 405


@pytest.mark.django_db
class TestWriting:
    def test_reads_are_added_to_the_day_in_dhaka(self):
        with time_machine.travel(AFTER_MIDNIGHT, tick=False):
            first, second = story(), story()
            write_reads(Counter({first.pk: 3, second.pk: 1}))
            write_reads(Counter({first.pk: 2}))

        assert reads() == {first.pk: 5, second.pk: 1}
        assert set(DayReads.objects.values_list("day", flat=True)) == {dt.date(2024, 12, 27)}

    def test_each_day_has_a_row_of_its_own(self):
        with time_machine.travel(AFTER_MIDNIGHT - dt.timedelta(hours=1), tick=False):
            article = story()
            write_reads(Counter({article.pk: 1}))
        with time_machine.travel(AFTER_MIDNIGHT, tick=False):
            write_reads(Counter({article.pk: 2}))

        assert list(article.day_reads.order_by("day").values_list("day", "reads")) == [
            (dt.date(2024, 12, 26), 1),
            (dt.date(2024, 12, 27), 2),
        ]

    def test_ids_that_are_no_live_story_are_dropped(self):
        article = story()
        hidden = in_every_hidden_state()

        write_reads(
            Counter(
                {
                    article.pk: 1,
                    0: 9,
                    999_999_999_999_999_999: 9,
                    **{other.pk: 9 for other in hidden},
                }
            )
        )

        assert reads() == {article.pk: 1}

    def test_a_batch_is_written_in_few_queries(self, django_assert_max_num_queries):
        pks = [story().pk for _ in range(3)]

        with django_assert_max_num_queries(2 + 3 + 2):  # stories, rows, one update each, savepoint
            write_reads(Counter(pks))

    def test_a_flush_writes_what_waits_and_begins_anew(self, tally):
        article = story()
        tally.add(article.pk)
        tally.add(article.pk)

        tally.flush()
        tally.flush()

        assert reads() == {article.pk: 2}
        assert tally.waiting == {}
        assert tally.timer is None

    def test_a_flood_of_ids_is_written_away_and_cannot_grow_the_batch(self, tally):
        article = story()
        for number in range(FLUSH_AT * 2):
            tally.add(10**12 + number)
            tally.add(article.pk)

        assert len(tally.waiting) < FLUSH_AT
        assert list(reads()) == [article.pk]

    def test_reads_wait_while_the_database_is_away(self, tally, monkeypatch, caplog):
        article = story()
        tally.add(article.pk)
        with monkeypatch.context() as away:
            away.setattr(readership, "write_reads", fail)
            tally.flush()
        assert "they wait" in caplog.text
        assert tally.waiting == {article.pk: 1}

        tally.flush()

        assert reads() == {article.pk: 1}

    def test_a_flood_while_the_database_is_away_keeps_the_most_read_only(self, tally, monkeypatch):
        monkeypatch.setattr(readership, "write_reads", fail)
        for _ in range(3):
            tally.add(7)

        for number in range(FLUSH_AT * 4):
            tally.add(10**12 + number)

        assert len(tally.waiting) <= FLUSH_AT
        assert tally.waiting[7] == 3


def fail(reads):
    raise DatabaseError("the database is away")


def test_many_threads_lose_no_read(tally):
    def read():
        for number in range(1_000):
            tally.add(number % 7)

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert tally.waiting.total() == 8_000
    assert (
        len([thread for thread in threading.enumerate() if isinstance(thread, threading.Timer)])
        == 1
    )


def test_many_processes_writing_at_once_add_up(together):
    article, other = story(), story()

    results = together(lambda number: write_reads(Counter({article.pk: 2, other.pk: 1})), threads=6)

    assert results == [None] * 6
    assert reads() == {article.pk: 12, other.pk: 6}


def test_the_timer_writes_from_a_thread_of_its_own(transactional_db, monkeypatch):
    article = story()
    monkeypatch.setattr(readership, "FLUSH_AFTER_SECONDS", 0.01)
    tally = Tally()

    tally.add(article.pk)
    tally.timer.join(timeout=10)

    assert reads() == {article.pk: 1}
    assert DayReads.objects.get().day == to_dhaka(article.live_from).date()
