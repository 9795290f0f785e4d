"""A story takes a picture as the unused ones are purged, or is read as its file is replaced: story and reader win."""

import datetime as dt
import threading

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from articles import drafting
from articles.models import Article, PictureUse
from articles.tests.factories import content, draft, person, story
from images import replacing
from images.models import Picture
from images.purge import Purged, purge
from images.tests.factories import file_of, picture
from images.tests.sending import stored
from paper.log import LogEntry

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 12


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def old_picture(width=90):
    made = picture(file_of((width, 60)))
    Picture.objects.filter(pk=made.pk).update(added_at=timezone.now() - dt.timedelta(days=8))
    return made


def test_a_story_that_is_being_saved_keeps_its_picture(together):
    chief, made = person(), old_picture()
    values, noted = content(picture=made.pk), threading.Event()

    def save():
        with transaction.atomic():
            article = drafting.begin(values, by=chief)
            noted.set()
            # Longer than a purge takes: it has to wait for the end of this transaction.
            threading.Event().wait(0.5)
        return article

    def clear_up():
        noted.wait(10)
        return purge([made.pk], by=chief, now=timezone.now())

    article, purged = together(lambda number: (save, clear_up)[number](), threads=2)

    assert isinstance(article, Article), article
    assert purged == Purged(0, 1)
    assert PictureUse.objects.get().picture == Picture.objects.get() == made
    assert not LogEntry.objects.filter(act="delete").exists()


def test_at_the_same_moment_the_picture_is_used_or_gone_and_no_story_fails(together, uploads):
    chief = person()
    outcomes = set()

    for number in range(ROUNDS):
        made = old_picture(90 + number)
        values = content(picture=made.pk)

        def act(thread, made=made, values=values):
            if thread:
                return purge([made.pk], by=chief, now=timezone.now())
            return drafting.begin(values, by=chief)

        article, purged = together(act, threads=2)

        is_used = PictureUse.objects.filter(article=article, picture=made.pk).exists()
        assert isinstance(article, Article), article
        assert purged == (Purged(0, 1) if is_used else Purged(1, 0))
        assert Picture.objects.filter(pk=made.pk).exists() is is_used
        outcomes.add(is_used)

    assert outcomes <= {True, False}


def test_a_page_that_was_read_before_a_replacement_finds_its_pictures_for_a_day(
    client, time_machine
):
    made, hidden = old_picture(), old_picture(91)
    article, _draft = story(picture=made.pk), draft(picture=hidden.pk)
    before = [one.printed.fallback_url for one in (made, hidden)]
    now = timezone.now()
    for one in (made, hidden):
        one.file = ContentFile(file_of((one.width + 40, 60)), name="b.jpg")
        with transaction.atomic():
            replacing.replace(one, set())

    def answers(moment):
        time_machine.move_to(moment)
        found = [client.get(url) for url in (*before, made.printed.fallback_url)]
        assert all(answer.getvalue() for answer in found)  # read to its end a file is closed
        return [answer.status_code for answer in found]

    assert answers(now + dt.timedelta(hours=23)) == [200, 404, 200]
    assert answers(now + dt.timedelta(hours=25)) == [404, 404, 200]
    Article.objects.filter(pk=article.pk).update(live_until=now)
    assert answers(now + dt.timedelta(hours=23)) == [404, 404, 404]


def test_two_purges_of_one_picture_write_one_log_row(together, uploads):
    chief, made = person(), old_picture()

    results = together(lambda _: purge([made.pk], by=chief, now=timezone.now()), threads=4)

    assert sum(purged.gone for purged in results) == 1
    assert sum(purged.kept for purged in results) == 3
    assert LogEntry.objects.filter(act="delete").count() == 1
    assert stored("originals") == []
