"""articles/preview_links.py and articles/preview_views.py: what somebody with a link sees, and nobody else."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.signing import Signer
from django.test import Client
from django.utils import timezone

from articles import drafting, planning, preview_links, workflow
from articles.models import Article, PreviewLink, Revision
from articles.preview_links import LASTS, MOST_VALID, address_of, create, revoke, token_of
from articles.tests.desk import form_of, signed_in
from articles.tests.factories import content, draft, person, scheduled, section, story
from articles.workflow import WorkflowError
from images.models import Video
from images.names import video_name
from images.tests.factories import file_of, picture
from paper.log import entries_of

pytestmark = pytest.mark.django_db
BAIT = "গোপনখবর"


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def fresh(article):
    return Article.objects.select_related("latest_revision").get(pk=article.pk)


def link_to(article, *, by=None, reader="ড. কামাল", lasts="1d", revision=None):
    by = by or Article.objects.get(pk=article.pk).created_by
    return create(
        article, revision or fresh(article).latest_revision, by=by, reader=reader, lasts=lasts
    )


def path_of(link):
    return f"/preview/{token_of(link)}/"


def opened(link, client=None):
    return (client or Client()).get(path_of(link))


class TestReading:
    def test_whoever_has_the_link_reads_the_version_without_a_login(self):
        article = draft(headline=BAIT, body="<p>ভেতরের কথা</p>")

        answer = opened(link_to(article))

        html = answer.content.decode()
        assert answer.status_code == 200
        assert f"<h1>{BAIT}</h1>" in html
        assert "ভেতরের কথা" in html

    def test_it_stays_bound_to_that_version_whatever_is_written_later(self):
        article = draft(headline="প্রথম")
        link = link_to(article)
        drafting.save_version(article, content(headline=BAIT), by=None)

        html = opened(link).content.decode()

        assert "<h1>প্রথম</h1>" in html
        assert BAIT not in html

    def test_no_cache_no_search_engine_and_no_other_site_learns_of_it(self):
        answer = opened(link_to(draft()))

        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert "connect-src 'none'" in answer.headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert [
            h for h in answer.headers if h in {"ETag", "Surrogate-Control", "Surrogate-Key"}
        ] == []
        html = answer.content.decode()
        assert '<meta name="robots" content="noindex' in html
        assert ('rel="canonical"' in html, "og:" in html, "ld+json" in html) == (
            False,
            False,
            False,
        )

    @time_machine.travel(dt.datetime(2026, 11, 20, 6, 0, tzinfo=dt.UTC), tick=False)
    def test_no_cookie_is_set_and_none_is_read(self):
        link = link_to(draft())
        guest, staff = opened(link), opened(link, signed_in(person()))

        assert (dict(guest.cookies), dict(staff.cookies)) == ({}, {})
        assert guest.content == staff.content
        assert "Cookie" not in guest.headers.get("Vary", "")

    def test_it_leads_into_no_part_of_the_desk_and_counts_no_read(self):
        html = opened(link_to(draft())).content.decode()

        assert "data-article" not in html
        assert "comments.js" not in html
        assert "/admin/" not in html.replace('href="/admin/articles/article/', "", 1)

    def test_the_desk_sees_when_it_was_opened_last(self):
        link = link_to(draft())
        assert link.opened_at is None

        Client().head(path_of(link))
        assert PreviewLink.objects.get().opened_at is None

        with time_machine.travel(timezone.now() + dt.timedelta(minutes=5), tick=False):
            now = timezone.now()
            opened(link)
        assert PreviewLink.objects.get().opened_at == now

    def test_an_open_page_that_is_loaded_again_writes_no_more(self):
        link = link_to(draft())
        opened(link)
        first = PreviewLink.objects.get().opened_at

        opened(link)

        assert PreviewLink.objects.get().opened_at == first

    def test_only_reading_is_possible(self):
        assert Client().post(path_of(link_to(draft()))).status_code == 405

    def test_hostile_text_is_inert(self):
        hostile = '"><img src=x onerror=alert(1)><script>alert(2)</script>'
        article = draft(
            headline=hostile, kicker=hostile[:40], standfirst=hostile, body=f"<p>{hostile}</p>"
        )

        html = opened(link_to(article)).content.decode()

        assert "<img src=x" not in html
        assert "<script>alert" not in html


class TestWrongLinks:
    def plain(self):
        """Return the page of an address that never was."""
        return Client().get("/nothing-here/")

    def same(self, answer):
        plain = self.plain()
        headers = {
            "Cache-Control",
            "Content-Type",
            "X-Robots-Tag",
            "Referrer-Policy",
            "Content-Security-Policy",
        }
        return (
            answer.status_code == plain.status_code == 404
            and answer.content == plain.content
            and all(answer.headers.get(name) == plain.headers.get(name) for name in headers)
        )

    @time_machine.travel(dt.datetime(2026, 11, 20, 6, 0, tzinfo=dt.UTC), tick=False)
    def test_over_taken_back_made_up_and_unknown_links_give_the_same_plain_page(self):
        chief = person()
        article = draft(chief, headline=BAIT)
        over, back, good = (link_to(article) for _ in range(3))
        PreviewLink.objects.filter(pk=over.pk).update(expires_at=timezone.now())
        revoke(back, by=chief)
        token = token_of(good)
        forged = Signer(key="another key", salt="articles.preview_links", sep=".").sign(
            f"{good.pk}.{good.nonce}"
        )
        other_salt = Signer(salt="something else", sep=".").sign(f"{good.pk}.{good.nonce}")
        signer = Signer(salt="articles.preview_links", sep=".")
        tokens = [
            token_of(over), token_of(back), forged, other_salt,
            token[:-1], token[:-1] + ("A" if token[-1] != "A" else "B"), "1" + token, token.upper(), token + ".",
            signer.sign(f"{good.pk}.{'A' * 22}"), signer.sign("999999.abc"),
            "x", "1", "1.2.3", ".", "১", "a" * 5_000, f"{good.pk}.{good.nonce}",
        ]  # fmt: skip

        answers = [Client().get(f"/preview/{one}/") for one in tokens]

        assert [
            one for one, answer in zip(tokens, answers, strict=True) if not self.same(answer)
        ] == []
        assert opened(good).status_code == 200

    def test_a_link_is_good_until_its_minute_and_not_after(self):
        link = link_to(draft(), lasts="1h")

        with time_machine.travel(link.expires_at - dt.timedelta(seconds=1), tick=False):
            before = opened(link).status_code
        with time_machine.travel(link.expires_at, tick=False):
            after = opened(link).status_code

        assert (before, after) == (200, 404)

    @pytest.mark.parametrize(("lasts", "hours"), [("1h", 1), ("1d", 24), ("3d", 72), ("7d", 168)])
    @time_machine.travel(dt.datetime(2026, 11, 20, 6, 0, tzinfo=dt.UTC), tick=False)
    def test_it_lasts_as_long_as_was_said(self, lasts, hours):
        assert set(LASTS) == {"1h", "1d", "3d", "7d"}
        assert link_to(draft(), lasts=lasts).expires_at - timezone.now() == dt.timedelta(
            hours=hours
        )


class TestMaking:
    def test_address_and_log(self, settings):
        chief = person()
        article = draft(chief)

        link = link_to(article, reader="ড. কামাল")

        entry = entries_of(article).get()
        assert address_of(link) == f"{settings.SITE_URL}{path_of(link)}"
        assert (entry.act, entry.actor) == ("make_link", chief)
        assert entry.detail == {
            "text": "ড. কামাল",
            "revision": 1,
            "until": link.expires_at.isoformat(),
        }
        assert link.nonce not in str(entry.detail)

    def test_no_two_links_have_one_address(self):
        article = draft()

        assert token_of(link_to(article)) != token_of(link_to(article))

    @pytest.mark.parametrize("role", ["reader", "moderator", "reporter"])
    def test_who_may_not_change_the_story_makes_no_link(self, role):
        article = draft(person("reporter"))

        with pytest.raises(PermissionDenied):
            link_to(article, by=person(role))

        assert PreviewLink.objects.count() == 0

    def test_no_link_leads_to_a_version_of_another_story(self):
        chief = person()

        with pytest.raises(PermissionDenied):
            link_to(draft(chief), by=chief, revision=draft(chief).latest_revision)

    def test_a_killed_story_gets_no_link(self):
        chief = person()
        article = workflow.kill(draft(chief), by=chief, reason="দরকার নেই")

        with pytest.raises(PermissionDenied):
            link_to(article, by=chief)

    def test_so_many_are_good_at_a_time_and_no_more(self):
        article = draft()
        links = [link_to(article) for _ in range(MOST_VALID)]

        with pytest.raises(WorkflowError):
            link_to(article)

        revoke(links[0], by=article.created_by)
        link_to(article)
        link_to(draft())
        assert PreviewLink.objects.count() == MOST_VALID + 2


class TestTakingBack:
    def test_it_is_logged_once_and_ends_at_once(self):
        chief = person()
        article = draft(chief)
        link = link_to(article)

        done = [revoke(link, by=chief), revoke(link, by=chief)]

        assert done == [True, False]
        assert opened(link).status_code == 404
        assert [entry.act for entry in entries_of(article)] == ["revoke_link", "make_link"]

    def test_a_stranger_takes_nothing_back(self):
        link = link_to(draft(person("reporter")))

        with pytest.raises(PermissionDenied):
            revoke(link, by=person("reporter"))

        assert opened(link).status_code == 200

    @pytest.mark.parametrize(
        "act", ["publish", "withdraw", "kill", "time_ended", "came_out", "update_came"]
    )
    def test_what_decides_about_the_story_ends_its_links(self, act):
        chief, now = person(), timezone.now()
        soon = now + dt.timedelta(minutes=10)
        make = {
            "withdraw": story,
            "time_ended": story,
            "update_came": story,
            "came_out": scheduled,
        }.get(act, draft)
        article = fresh(make(chief))
        if act == "update_came":
            drafting.save_version(article, content(), by=chief)
            workflow.schedule_update(fresh(article), by=chief, at=soon)
        if act == "time_ended":
            workflow.schedule_end(article, by=chief, at=soon)
        link, other = link_to(article, by=chief, lasts="7d"), link_to(draft(chief), lasts="7d")

        if act in {"withdraw", "kill"}:
            getattr(workflow, act)(fresh(article), by=chief, reason="কারণ")
        elif act == "publish":
            workflow.publish(fresh(article), by=chief)
        else:
            workflow.publish_due(now + dt.timedelta(hours=3))

        assert opened(link).status_code == 404
        assert opened(other).status_code == 200

    def test_acts_that_decide_nothing_end_no_link(self):
        reporter, chief = person("reporter"), person()
        article = draft(reporter)
        link = link_to(article)

        workflow.submit(fresh(article), by=reporter)
        planning.assign(fresh(article), by=chief, to=reporter, due_at=None)
        workflow.approve(fresh(article), by=chief)
        workflow.schedule(fresh(article), by=chief, at=timezone.now() + dt.timedelta(hours=2))

        assert opened(link).status_code == 200

    def test_ending_all_of_a_story_returns_how_many_were_good(self):
        article = draft()
        link_to(article)
        link_to(article)
        PreviewLink.objects.filter(pk=link_to(article).pk).update(expires_at=timezone.now())

        assert preview_links.revoke_for(article) == 2
        assert preview_links.revoke_for(article) == 0


class TestPictures:
    def shown(self, **values):
        """Return a draft with a lead picture and one in the text, and both."""
        lead, inside = picture(alt="ক্রেন"), picture(file_of((1000, 700)), alt="জেটি")
        body = f'<p>শুরু</p><figure data-picture="{inside.pk}"></figure>'
        return draft(picture=lead.pk, body=body, **values), lead, inside

    def test_pictures_of_a_story_that_is_not_out_are_seen_by_link_alone(self):
        article, lead, inside = self.shown()
        link = link_to(article)
        html = opened(link).content.decode()

        for one in (lead, inside):
            address = f"{path_of(link)}media/{one.printed.fallback_url.removeprefix('/media/')}"
            answer = Client().get(address)

            assert address in html
            assert answer.status_code == 200
            assert answer.headers["Content-Type"] == "image/jpeg"
            assert answer.headers["Cache-Control"] == "private, no-store"
            assert (
                answer.headers["Content-Security-Policy"]
                == "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox"
            )
            assert answer.headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"
            assert Client().get(one.printed.fallback_url).status_code == 404
        assert '"/media/renditions' not in html

    def test_a_link_opens_no_other_picture(self):
        article, _lead, _inside = self.shown()
        other = picture(file_of((900, 600)), alt="গোপন")
        earlier = draft(picture=other.pk)
        link = link_to(article)

        names = [
            other.printed.fallback_url.removeprefix("/media/"), other.file.name, article.latest_revision.content["headline"],
            "originals/x.jpg", "../settings.py", "identity/logo.png", "renditions/../x.jpg", video_name("0" * 20), "x",
        ]  # fmt: skip

        assert earlier.latest_revision.content["picture"] == other.pk
        assert {
            name: Client().get(f"{path_of(link)}media/{name}").status_code for name in names
        } == dict.fromkeys(names, 404)

    def test_pictures_end_with_the_link(self):
        article, lead, _inside = self.shown()
        link = link_to(article)
        address = f"{path_of(link)}media/{lead.printed.fallback_url.removeprefix('/media/')}"

        revoke(link, by=article.created_by)

        assert Client().get(address).status_code == 404

    def test_the_version_decides_not_the_story(self):
        article, lead, _inside = self.shown()
        link = link_to(article)
        later = picture(file_of((900, 600)), alt="পরে")
        drafting.save_version(article, content(picture=later.pk), by=None)

        def status(one):
            return (
                Client()
                .get(f"{path_of(link)}media/{one.printed.fallback_url.removeprefix('/media/')}")
                .status_code
            )

        assert (status(lead), status(later)) == (200, 404)

    def test_a_video_of_the_version_is_sent_in_parts(self, settings):
        poster = picture(alt="ভিডিও")
        film = Video.objects.create(
            poster=poster, key="ab" * 10, width=64, height=36, seconds=1, size=4
        )
        name = video_name(film.key)
        file = settings.MEDIA_ROOT / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"0123")
        link = link_to(draft(body=f'<p>ক</p><figure data-picture="{poster.pk}"></figure>'))

        answer = Client().get(f"{path_of(link)}media/{name}", headers={"Range": "bytes=1-2"})

        assert (answer.status_code, answer.getvalue()) == (206, b"12")
        assert f"{path_of(link)}media/{name}" in opened(link).content.decode()
        assert Client().get(f"/media/{name}").status_code == 404

    def test_public_pictures_beside_the_story_keep_their_public_address(self):
        chief, here = person(), section()
        public = picture(alt="সবার")
        story(chief, category=here.pk, picture=public.pk)

        html = opened(link_to(draft(chief, category=here.pk))).content.decode()

        assert f"{public.key}" not in html or f'"/media/renditions/{public.key}' in html


class TestThinned:
    def test_what_was_shown_to_somebody_is_never_thinned(self):
        from articles.thinning import thin

        article = draft()
        shown = drafting.save_version(article, content(), by=None, kind=Revision.Kind.AUTOSAVED)
        link = link_to(article, revision=shown)
        for _ in range(2):
            drafting.save_version(article, content(), by=None, kind=Revision.Kind.AUTOSAVED)

        thin(timezone.now() + dt.timedelta(days=91))

        assert PreviewLink.objects.get(pk=link.pk).revision == shown


def test_an_autosave_that_was_shown_by_a_link_is_not_replaced_by_the_next():
    reporter = person("reporter")
    article = draft(reporter)
    shown = drafting.save_version(
        article, content(), by=reporter, kind=Revision.Kind.AUTOSAVED, tab="t"
    )
    link = link_to(article)

    drafting.save_version(
        fresh(article),
        content(),
        by=reporter,
        kind=Revision.Kind.AUTOSAVED,
        tab="t",
        based_on=shown.pk,
    )

    assert opened(link).status_code == 200


def test_the_story_form_and_its_history_tell_of_links():
    chief = person(display_name="রহিম")
    article = draft(chief)
    link_to(article, reader="ড. কামাল")

    html = signed_in(chief).get(form_of(article)).content.decode()

    assert "ড. কামাল" in html
