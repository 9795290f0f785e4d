"""No word of a story that is not out is on any public page, for anybody, whatever state it is in."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from articles import drafting, talk, workflow
from articles.models import Article, DayReads, Series, Source, Sponsor
from articles.tests.factories import (
    author,
    content,
    draft,
    in_every_hidden_state,
    person,
    scheduled,
    section,
    story,
)
from images.models import Picture

pytestmark = pytest.mark.django_db

EMBARGO = "নিষিদ্ধশব্দ"
READERS = [None, "reader", "reporter", "editor"]


def filing():
    """Return where hidden and live stories stand side by side."""
    signed = author()
    return {
        "category": section("economy/port").pk,
        "further": [section("sports").pk],
        "tags": ["বন্দর"],
        "bylines": [{"author": signed.pk, "name": signed.name, "role": "প্রতিবেদক"}],
        "series": Series.objects.get_or_create(title="নদীর কথা")[0].pk,
    }


def secret():
    """Return the fields of a version that holds the word wherever a reader could meet it."""
    picture = Picture.objects.create(
        file=f"pictures/{EMBARGO}.png",
        width=6,
        height=4,
        alt=EMBARGO,
        caption=EMBARGO,
        credit=EMBARGO,
    )
    source = Source.objects.get_or_create(
        name=EMBARGO, defaults={"url": f"https://example.org/{EMBARGO}"}
    )[0]
    values = filing()
    values["bylines"] = [{**values["bylines"][0], "role": EMBARGO}]
    return {
        **values, "kicker": EMBARGO, "headline": f"{EMBARGO} শিরোনাম", "standfirst": EMBARGO, "body": f"<p>{EMBARGO}</p>",
        "slug": EMBARGO, "dateline": EMBARGO, "picture": picture.pk, "picture_alt": EMBARGO, "picture_caption": EMBARGO,
        "source": source.pk, "tags": ["বন্দর", EMBARGO], "byline_wording": f"{EMBARGO} {values['bylines'][0]['name']}",
        "sponsorship": "partner", "sponsor": Sponsor.objects.get_or_create(name=EMBARGO)[0].pk, "ednote": EMBARGO,
    }  # fmt: skip


@pytest.fixture
def hidden():
    """Return stories in every hidden state, one that is out with an unpublished version, and much read."""
    stories = in_every_hidden_state(**secret())
    chief = person()
    corrected = story(chief, **secret())
    workflow.correct(corrected, by=chief, text=EMBARGO)
    stories.append(workflow.withdraw(corrected, by=chief, reason=EMBARGO))
    for article in stories:
        DayReads.objects.create(article=article, day=timezone.localdate(), reads=1_000)
    return stories


@pytest.fixture
def seen():
    """Return two live stories filed where the hidden ones are; the desk is changing and talking about the first."""
    chief = person()
    stories = [story(chief, ago=dt.timedelta(minutes=n), **filing()) for n in (1, 2)]
    drafting.save_version(stories[0], content(**secret()), by=chief)
    talk.add_note(stories[0], by=chief, text=EMBARGO)
    DayReads.objects.create(article=stories[1], day=timezone.localdate(), reads=1)
    return stories


def public_addresses(seen):
    now = timezone.localtime(seen[0].live_from)
    return [
        "/", "/latest/", "/category/economy/", "/category/economy/port/", "/category/sports/", "/tag/বন্দর/",
        f"/author/{author().slug}/", "/series/নদীর-কথা/", "/corrections/", "/archive/", f"/archive/{now:%Y/%m}/", f"/archive/{now:%Y/%m/%d}/",
        *(article.get_absolute_url() for article in seen),
        "/feed/", "/category/economy/feed/", "/category/economy/port/feed/", "/category/sports/feed/",
        "/tag/বন্দর/feed/", f"/author/{author().slug}/feed/", "/comments/feed/",
        "/sitemap.xml", "/sitemap-pages.xml", f"/sitemap-{now:%Y-%m}.xml", "/robots.txt", "/contact/",
    ]  # fmt: skip


def encoded(word):
    return word.encode().hex(" ").upper()


@pytest.mark.parametrize("role", READERS)
def test_the_word_is_on_no_public_page(client, seen, hidden, role):
    if role:
        client.force_login(person(role))

    for path in public_addresses(seen):
        response = client.get(path)
        assert response.status_code == 200, path
        assert EMBARGO not in response.text, path
        assert "%" + encoded(EMBARGO).replace(" ", "%") not in response.text.upper(), path
        assert not any(f"/article/{article.pk}/" in response.text for article in hidden), path


@pytest.mark.parametrize("role", READERS)
def test_no_address_of_a_hidden_story_answers(client, hidden, role):
    if role:
        client.force_login(person(role))
    addresses = dict.fromkeys([f"/tag/{EMBARGO}/", f"/tag/{EMBARGO}/feed/"], 404)
    for article in hidden:
        was_taken_away = article.state in {"withdrawn", "killed", "published"}
        for path in (
            f"/article/{article.pk}/",
            f"/article/{article.pk}/{EMBARGO}/",
            f"/n/{article.pk}/",
            f"/comments/{article.pk}/",
        ):
            addresses[path] = 410 if was_taken_away else 404

    for path, status in addresses.items():
        response = client.get(path)
        assert response.status_code == status, path
        assert EMBARGO not in response.text.replace(path, ""), path
        # What is not found is kept by nobody: its minute may come.
        assert ("Surrogate-Control" in response.headers) is (status == 410), path


def test_no_header_of_a_public_page_names_a_hidden_story(client, seen, hidden):
    names = {f"article-{article.pk}" for article in hidden}

    for path in public_addresses(seen):
        keys = client.get(path).headers.get("Surrogate-Key", "").split()
        assert names.isdisjoint(keys), path


def test_the_picture_of_a_hidden_story_is_not_served(client, hidden):
    assert client.get(f"/media/pictures/{EMBARGO}.png").status_code == 404


def test_the_word_would_be_found_if_it_were_out(client, seen):
    chief = person()
    article = workflow.publish(draft(chief, **secret()), by=chief)
    pages = public_addresses([article, *seen])

    found = {path for path in pages if EMBARGO in client.get(path).text}

    without = {
        "/archive/",
        "/sitemap.xml",
        "/sitemap-pages.xml",
        "/robots.txt",
        "/contact/",
        "/comments/feed/",
    }
    # Of a list outside its own section only the newest beside it; sitemaps encode it.
    assert (
        set(pages) - found - without
        == {path for path in pages if path.startswith("/sitemap-")} - without
    )


def test_a_withdrawn_story_is_gone_from_every_page_at_once(client, seen):
    chief = person()
    article = story(chief, **{**filing(), "headline": f"{EMBARGO} শিরোনাম"})
    assert EMBARGO in client.get("/").text

    workflow.withdraw(article, by=chief, reason="আইনি পরামর্শ")

    assert not [path for path in public_addresses(seen) if EMBARGO in client.get(path).text]


@pytest.mark.parametrize("seconds_before", [1, 0])
def test_a_scheduled_story_is_nowhere_one_second_before_and_everywhere_at_its_minute(
    client, seen, seconds_before
):
    article = scheduled(**{**filing(), "headline": f"{EMBARGO} শিরোনাম"})

    with time_machine.travel(article.live_from - dt.timedelta(seconds=seconds_before), tick=False):
        found = [
            path
            for path in ("/", "/latest/", "/category/economy/", "/tag/বন্দর/", "/feed/")
            if EMBARGO in client.get(path).text
        ]

    assert len(found) == (0 if seconds_before else 5)
    assert Article.objects.count() == 3
