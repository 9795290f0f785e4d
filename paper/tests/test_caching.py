"""Headers of public answers: lifetimes that end in time, an ETag that ignores the clock, 304."""

import datetime as dt

import pytest
import time_machine
from django.http import HttpResponse

from paper.caching import DAY, HOUR, MINUTE, private, public
from paper.identity import Site

DHAKA = dt.timezone(dt.timedelta(hours=6))
EVENING = dt.datetime(2024, 12, 26, 22, 30, tzinfo=DHAKA)


def strip(moment, place="ঢাকা"):
    return (
        f'<header><time class="clock" datetime="{moment.isoformat()}" data-words="{{&quot;place&quot;: &quot;{place}&quot;}}">'
        f"{place} {moment:%d %H:%M}</time><span>১১ পৌষ</span></header>"
    )


def answer(rf, body="পাতা", moment=EVENING, *, status=200, method="get", headers=None, **options):
    request = getattr(rf, method)("/", headers=headers or {})
    with time_machine.travel(moment, tick=False):
        return public(request, HttpResponse(body, status=status), **{"keys": ["site"], **options})


class TestLifetime:
    @pytest.mark.parametrize(
        ("lifetime", "moment", "seconds"),
        [
            (HOUR, EVENING, HOUR),
            (DAY, EVENING, 90 * MINUTE),
            (HOUR, EVENING.replace(hour=23, minute=59, second=30), 30),
            (HOUR, EVENING.replace(hour=23, minute=59, second=59, microsecond=500_000), 0),
            (DAY, EVENING.replace(hour=0, minute=0), DAY),
            (0, EVENING, 0),
        ],
    )
    def test_page_is_kept_for_its_lifetime_but_never_past_midnight_in_dhaka(
        self, rf, lifetime, moment, seconds
    ):
        response = answer(rf, moment=moment, lifetime=lifetime)

        assert response.headers["Surrogate-Control"] == f"max-age={seconds}"

    def test_midnight_is_dhakas_whatever_the_zone_of_the_moment(self, rf):
        response = answer(rf, moment=dt.datetime(2024, 12, 26, 17, 50, tzinfo=dt.UTC), lifetime=DAY)

        assert response.headers["Surrogate-Control"] == "max-age=600"

    @pytest.mark.parametrize(
        ("minutes", "seconds"), [(5, 300), (0, 0), (-5, 0), (600, 90 * MINUTE)]
    )
    def test_page_is_not_kept_past_the_minute_at_which_it_changes(self, rf, minutes, seconds):
        until = EVENING + dt.timedelta(minutes=minutes)

        response = answer(rf, lifetime=DAY, valid_until=until)

        assert response.headers["Surrogate-Control"] == f"max-age={seconds}"

    def test_browsers_ask_each_time(self, rf):
        assert answer(rf).headers["Cache-Control"] == "public, max-age=0, must-revalidate"

    def test_each_key_is_named_once_in_order(self, rf):
        response = answer(rf, keys=["site", "article-7", "site", "tag-2"])

        assert response.headers["Surrogate-Key"] == "site article-7 tag-2"

    def test_private_answer_is_stored_by_nobody(self):
        assert private(HttpResponse()).headers["Cache-Control"] == "private, no-store"


class TestETag:
    def etag(self, rf, body, moment=EVENING):
        return answer(rf, body, moment).headers["ETag"]

    def test_minute_of_the_header_strip_changes_nothing(self, rf):
        later = EVENING + dt.timedelta(minutes=1)

        assert self.etag(rf, strip(EVENING)) == self.etag(rf, strip(later), later)

    def test_next_day_is_another_page_though_only_the_strip_shows_it(self, rf):
        tomorrow = EVENING + dt.timedelta(hours=2)

        assert self.etag(rf, strip(EVENING)) != self.etag(rf, strip(tomorrow), tomorrow)

    def test_page_without_a_strip_is_the_same_tomorrow(self, rf):
        assert self.etag(rf, "<rss/>") == self.etag(rf, "<rss/>", EVENING + dt.timedelta(days=3))

    def test_place_in_the_strip_counts(self, rf):
        assert self.etag(rf, strip(EVENING)) != self.etag(rf, strip(EVENING, "চট্টগ্রাম"))

    def test_what_stands_beside_the_clock_counts(self, rf):
        assert self.etag(rf, strip(EVENING)) != self.etag(rf, strip(EVENING).replace("১১", "১২"))
        assert self.etag(rf, strip(EVENING) + "ক") != self.etag(rf, strip(EVENING) + "খ")

    def test_page_cannot_hide_its_change_in_a_forged_clock(self, rf):
        one, other = ('<time class="ago">ক</time>', '<time class="ago">খ</time>')

        assert self.etag(rf, one) != self.etag(rf, other)


class TestConditional:
    def test_known_page_is_304_without_body_and_says_how_long_it_may_be_kept(self, rf):
        etag = answer(rf).headers["ETag"]

        again = answer(
            rf, headers={"if-none-match": etag}, keys=["site", "article-7"], lifetime=MINUTE
        )

        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["ETag"] == etag
        assert again.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
        assert again.headers["Surrogate-Control"] == "max-age=60"
        assert again.headers["Surrogate-Key"] == "site article-7"

    @pytest.mark.parametrize("sent", ["W/{}", '"other", {}', "*"])
    def test_weak_listed_and_any_tags_match(self, rf, sent):
        etag = answer(rf).headers["ETag"]

        assert answer(rf, headers={"if-none-match": sent.format(etag)}).status_code == 304

    @pytest.mark.parametrize("sent", ['"other"', "", "nonsense", '"', "W/", '""'])
    def test_other_tags_get_the_page(self, rf, sent):
        assert answer(rf, headers={"if-none-match": sent}).status_code == 200

    def test_head_is_answered_like_get(self, rf):
        etag = answer(rf).headers["ETag"]

        assert answer(rf, method="head").headers["ETag"] == etag
        assert answer(rf, method="head", headers={"if-none-match": etag}).status_code == 304

    def test_failed_precondition_is_kept_by_no_cache(self, rf):
        refused = answer(rf, headers={"if-match": '"other"'})

        assert refused.status_code == 412
        assert "Surrogate-Control" not in refused.headers

    @pytest.mark.parametrize("status", [301, 404, 410])
    def test_other_answers_have_no_etag(self, rf, status):
        response = answer(rf, status=status)

        assert response.status_code == status
        assert "ETag" not in response.headers
        assert response.headers["Surrogate-Key"] == "site"


@pytest.mark.django_db
class TestWholePage:
    """Through every middleware, with a real page."""

    def get(self, client, moment=EVENING, **headers):
        with time_machine.travel(moment, tick=False):
            return client.get("/contact/", headers=headers)

    def test_page_is_304_a_minute_later_and_new_after_midnight(self, client):
        Site.objects.current()
        Site.objects.update(show_bangla_date=False, show_hijri_date=False)
        etag = self.get(client).headers["ETag"]

        minute = self.get(client, EVENING + dt.timedelta(minutes=1), if_none_match=etag)
        midnight = self.get(client, EVENING + dt.timedelta(minutes=90), if_none_match=etag)

        assert (minute.status_code, midnight.status_code) == (304, 200)

    @pytest.mark.parametrize("coding", ["gzip", "br"])
    def test_compressed_page_is_known_again(self, client, coding):
        first = self.get(client, accept_encoding=coding)
        again = self.get(client, accept_encoding=coding, if_none_match=first.headers["ETag"])

        assert first.headers["Content-Encoding"] == coding
        assert first.headers["Vary"].lower() == "accept-encoding"
        assert again.status_code == 304

    def test_page_is_the_same_for_everybody(self, client):
        plain = self.get(client)
        client.cookies.load(
            {"desk": "1", "sessionid": "q" * 32, "messages": "y", "django_language": "en"}
        )
        dressed = self.get(
            client, accept_language="en-US", user_agent="Phone", x_forwarded_for="198.51.100.1"
        )

        assert dressed.content == plain.content
        assert not dressed.cookies
        assert "Vary" not in dressed.headers
        assert b"csrf" not in dressed.content

    def test_cookie_that_is_no_session_is_not_taken_away_by_a_page_that_caches_keep(self, client):
        client.cookies.load({"sessionid": "x"})

        assert not self.get(client).cookies
