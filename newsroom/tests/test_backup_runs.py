"""Backups by clock and button: one at a time, on the disk whole or not at all, told of, and aged."""

import datetime as dt
import os
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
import tracemalloc

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, connections, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from articles.models import Article
from articles.tests.factories import person
from articles.tests.factories import story as published
from comments.models import Comment, Status
from comments.tests.factories import make_comment
from newsroom.backups import ageing, copying, keeping, making, reading, room, sealing, verdict
from newsroom.backups.refusals import Refusal
from newsroom.models import Backup
from newsroom.tests.backup_files import (
    PASSPHRASE,
    Place,
    made,
    paper_with_everything,
    place_of_the_test,
)
from paper.log import LogEntry
from paper.pages import Page

State = Backup.State
DHAKA = ageing.DHAKA


@pytest.fixture(autouse=True)
def places(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.BACKUP_DIR = tmp_path / "backups"
    settings.BACKUP_AT = (3, 30)


@pytest.fixture
def old_paper(db):
    """A paper that has been here for weeks."""
    MigrationRecorder.Migration.objects.update(applied=timezone.now() - dt.timedelta(days=30))


def at(day, hour, minute=0):
    return dt.datetime(2026, 6, day, hour, minute, tzinfo=DHAKA)


def run_of(moment, state=State.VERIFIED, **values):
    return Backup.objects.create(
        state=state, started_at=moment, alive_at=moment, finished_at=moment, size=5, **values
    )


# --- One moment ------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_backup_shows_one_moment_while_others_publish_and_comment(tmp_path):
    """A reader and a desk write between any two portions; the restored copy has nothing of it."""
    story = paper_with_everything()
    chief = person()

    def write():
        def others():
            new = published(chief)
            make_comment(new, status=Status.APPROVED)
            make_comment(story, status=Status.APPROVED)
            Article.objects.filter(pk=story.pk).update(comment_count=9, headline="বদলে গেছে")
            connections.close_all()

        thread = threading.Thread(target=others)
        thread.start()
        thread.join()

    before = (Article.objects.count(), Comment.objects.count())
    writes = []
    path = tmp_path / "one.backup"
    making.make(path, attend=lambda: writes.append(write()) if len(writes) < 6 else None)

    counts = reading.walk(path, "", reading.Visitor())["tables"]
    assert len(writes) == 6
    assert (Article.objects.count(), Comment.objects.count()) == (before[0] + 6, before[1] + 12)
    assert (counts["articles_article"]["rows"], counts["comments_comment"]["rows"]) == before
    making.try_out(path, "")


# --- Whole or not at all -----------------------------------------------------------------------


@pytest.mark.django_db
def test_backup_takes_no_files_place_and_leaves_nothing_half(tmp_path):
    taken = tmp_path / "taken.backup"
    taken.write_bytes(b"yesterday's")

    for path in (taken, tmp_path / "no folder" / "x.backup"):
        with pytest.raises(Refusal):
            making.make(path)

    assert (taken.read_bytes(), [path.name for path in tmp_path.iterdir()]) == (
        b"yesterday's",
        ["taken.backup"],
    )


@pytest.mark.django_db
def test_disk_that_would_be_filled_is_refused_before_and_while_writing(monkeypatch, tmp_path):
    paper_with_everything()
    monkeypatch.setattr(room, "margin", lambda folder: shutil.disk_usage(folder).total)
    monkeypatch.setattr(making, "LOOK_AT_ROOM_EVERY", 1000)

    with pytest.raises(Refusal) as before:
        room.require(tmp_path, 1)
    with pytest.raises(Refusal) as meanwhile:
        making.make(tmp_path / "full.backup")

    assert str(tmp_path) in str(before.value)
    assert str(tmp_path) in str(meanwhile.value)
    assert [path.name for path in tmp_path.glob("*backup*")] == []


def a_small_disk():
    """Let no file grow beyond what SQLite's own small ones take."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))


@pytest.mark.django_db(transaction=True)
def test_file_that_cannot_be_written_to_its_end_leaves_nothing(tmp_path):
    paper_with_everything()
    here = place_of_the_test(tmp_path / "var")
    (here.folder / "media").mkdir()
    (here.folder / "media/large.jpg").write_bytes(os.urandom(200_000))

    said = here.refused("backup", tmp_path / "x.backup", preexec_fn=a_small_disk)

    assert str(tmp_path / "x.backup") in said
    assert list(tmp_path.glob("*.backup*")) + list(tmp_path.glob(".unfinished*")) == []


@pytest.mark.django_db
def test_restore_that_is_killed_or_runs_out_of_disk_leaves_an_empty_place_and_can_be_done_again(
    settings, tmp_path
):
    paper_with_everything()
    Page.objects.create(slug="long", title="দীর্ঘ", body=f"<p>{'ক' * 400_000}</p>")
    file = tmp_path / "paper.backup"
    file.write_bytes(made())
    place = Place(tmp_path / "bare")
    place.manage("migrate", "-v0")
    database = place.folder / "newsroom.sqlite3"

    full = place.refused("restore", file, preexec_fn=lambda: resource.setrlimit(
        resource.RLIMIT_FSIZE, (database.stat().st_size, database.stat().st_size)))  # fmt: skip
    killed = killed_while_loading(place, file)
    done = place.manage("restore", file)

    assert full
    assert killed == -signal.SIGKILL
    assert done.returncode == 0, done.stderr
    assert (place.folder / "media/identity/logo.png").read_bytes() == b"logo"


def killed_while_loading(place, file):
    """Kill a restore once its transaction writes; return how it ended."""
    journal = place.folder / "newsroom.sqlite3-journal"
    process = subprocess.Popen(
        [sys.executable, "manage.py", "restore", str(file)], env=place.environ, stdout=subprocess.DEVNULL
    )  # fmt: skip
    while process.poll() is None and not journal.exists():
        time.sleep(0.001)
    process.kill()
    return process.wait()


# --- The verdict -------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_run_makes_tries_and_tells_and_the_file_can_be_restored(settings, tmp_path):
    paper_with_everything()
    settings.BACKUP_KEY = PASSPHRASE

    keeping.run()

    backup = Backup.objects.get()
    file = settings.BACKUP_DIR / ageing.name_of(backup.started_at)
    assert (backup.state, backup.why, backup.file, backup.is_sealed) == (
        State.VERIFIED,
        "",
        str(file),
        True,
    )
    assert (backup.counts["articles_article"], backup.file_count) == (1, 2)
    assert (file.stat().st_mode & 0o777, file.read_bytes()[:25]) == (0o600, sealing.MAGIC)
    assert [path.name for path in settings.BACKUP_DIR.iterdir()] == [file.name]


@pytest.mark.django_db(transaction=True)
def test_backup_that_cannot_be_restored_is_failed_marked_and_told(settings, monkeypatch):
    paper_with_everything()
    true = making.make

    def make_badly(path, **options):
        made = true(path, **options)
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(content)
        return made

    monkeypatch.setattr(making, "make", make_badly)

    with pytest.raises(Refusal):
        keeping.run()

    backup = Backup.objects.get()
    assert (backup.state, backup.file[-7:], bool(backup.why)) == (State.FAILED, ".failed", True)
    assert [path.name for path in settings.BACKUP_DIR.glob("*.backup")] == []
    assert verdict.news(timezone.now()).is_alarm


@pytest.mark.django_db(transaction=True)
def test_only_one_backup_is_made_at_a_time(settings):
    run_of(timezone.now(), State.RUNNING)

    with pytest.raises(Refusal):
        keeping.run()
    with pytest.raises(Refusal):
        keeping.ask(by=person("admin"))

    assert not settings.BACKUP_DIR.exists()


@pytest.mark.django_db
def test_database_itself_holds_one_running_and_one_wanted():
    run_of(timezone.now(), State.RUNNING)
    Backup.objects.create()

    for state in (State.RUNNING, State.WANTED):
        with pytest.raises(IntegrityError), transaction.atomic():
            Backup.objects.create(state=state)


# --- The clock -----------------------------------------------------------------------------------


def test_night_s_backup_is_due_once_and_a_missed_one_is_made_up(old_paper, time_machine):
    time_machine.move_to(at(10, 12), tick=False)
    MigrationRecorder.Migration.objects.update(applied=at(1, 12))

    assert keeping.is_due(timezone.now())
    run_of(at(10, 3, 31))
    assert [
        keeping.is_due(at(10, 12)),
        keeping.is_due(at(11, 3, 29)),
        keeping.is_due(at(11, 3, 30)),
    ] == [False, False, True]


def test_failed_night_is_tried_again_after_an_hour(old_paper):
    MigrationRecorder.Migration.objects.update(applied=at(1, 12))
    run_of(at(10, 4), State.FAILED)

    assert (keeping.is_due(at(10, 4, 59)), keeping.is_due(at(10, 5, 1))) == (False, True)


@pytest.mark.django_db
def test_paper_of_an_hour_ago_waits_for_its_first_night(settings):
    MigrationRecorder.Migration.objects.update(applied=at(10, 11))

    assert (keeping.is_due(at(10, 12)), keeping.is_due(at(11, 4))) == (False, True)
    settings.BACKUP_AT = None
    assert not keeping.is_due(at(11, 4))


def test_run_that_died_is_told_of_and_its_remains_go_before_the_next(old_paper, settings, tmp_path):
    MigrationRecorder.Migration.objects.update(applied=at(1, 12))
    run_of(at(10, 3, 30), State.RUNNING)
    settings.BACKUP_DIR.mkdir()
    old, young = settings.BACKUP_DIR / ".unfinished-a", settings.BACKUP_DIR / ".unfinished-b"
    (settings.BACKUP_DIR / ".trial-c").mkdir()
    for path in (old, young):
        path.write_bytes(b"half")
    for path in (old, settings.BACKUP_DIR / ".trial-c"):
        os.utime(path, (0, 0))

    keeping.bury(at(10, 3, 31))
    assert Backup.objects.get().state == State.RUNNING
    keeping.bury(at(10, 3, 40))
    keeping.sweep(settings.BACKUP_DIR)

    assert (Backup.objects.get().state, bool(Backup.objects.get().why)) == (State.FAILED, True)
    assert [path.name for path in settings.BACKUP_DIR.iterdir()] == [".unfinished-b"]


@pytest.mark.django_db
def test_look_takes_two_queries_when_there_is_nothing_to_do(django_assert_num_queries):
    MigrationRecorder.Migration.objects.update(applied=timezone.now())

    with django_assert_num_queries(4):
        keeping.look()


def test_newest_of_seven_days_four_weeks_and_six_months_stay():
    start = dt.datetime(2026, 6, 30, 3, 30, tzinfo=DHAKA)
    names = [ageing.name_of(start - dt.timedelta(days=back)) for back in range(400)]

    stay = ageing.kept(names, (7, 4, 6))

    assert sorted(stay, reverse=True)[:7] == names[:7]
    assert sorted({name[9:15] for name in stay}) == [
        "202601",
        "202602",
        "202603",
        "202604",
        "202605",
        "202606",
    ]
    assert 13 <= len(stay) <= 16
    assert ageing.over(
        [*names[:3], "holiday.jpg", "newsroom-99999999-999999.backup"], (1, 0, 0)
    ) == sorted(names[1:3])


def test_ageing_leaves_what_is_not_ours_and_a_fresh_failure(settings):
    settings.BACKUP_DIR.mkdir()
    fresh, old = (ageing.name_of(at(day, 3)) + ageing.FAILED for day in (20, 1))
    for name in (fresh, old, "mine.txt", ageing.name_of(at(20, 4))):
        (settings.BACKUP_DIR / name).touch()

    keeping.age(at(21, 3))

    assert {path.name for path in settings.BACKUP_DIR.iterdir()} == {
        fresh,
        "mine.txt",
        ageing.name_of(at(20, 4)),
    }


# --- A copy elsewhere ------------------------------------------------------------------------------


@pytest.fixture
def bucket(settings, s3_url, monkeypatch):
    settings.BACKUP_S3_BUCKET = "paper-backups"
    for name, value in {
        "S3_ENDPOINT_URL": s3_url,
        "S3_ACCESS_KEY": "k",
        "S3_SECRET_KEY": "s",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    there = copying.bucket()
    there.create()
    yield there
    there.objects.all().delete()
    there.delete()


def test_copy_is_sent_in_parts_and_read_back(bucket, tmp_path):
    path = tmp_path / "newsroom-20260610-033000.backup"
    path.write_bytes(os.urandom(20 << 20))

    where = copying.copy(path)

    assert where == "s3://paper-backups/newsroom-20260610-033000.backup"
    assert bucket.Object(path.name).get()["Body"].read() == path.read_bytes()
    assert "-" in bucket.Object(path.name).e_tag


def test_old_copies_go_and_other_objects_stay(bucket, settings):
    settings.BACKUP_DIR.mkdir()
    settings.BACKUP_KEEP = (1, 0, 0)
    for day in (9, 10):
        bucket.put_object(Key=ageing.name_of(at(day, 3)), Body=b"x")
    bucket.put_object(Key="other", Body=b"x")

    keeping.age(at(10, 4))

    assert sorted(copying.copied()) == [ageing.name_of(at(10, 3)), "other"]


@pytest.mark.django_db
def test_bucket_out_of_reach_is_told_and_the_backup_stays_verified(settings, monkeypatch, tmp_path):
    settings.BACKUP_S3_BUCKET = "paper-backups"
    for name, value in {
        "S3_ENDPOINT_URL": "http://127.0.0.1:9",
        "S3_ACCESS_KEY": "k",
        "S3_SECRET_KEY": "s",
    }.items():
        monkeypatch.setenv(name, value)
    path = tmp_path / "x.backup"
    path.write_bytes(b"x")
    backup = run_of(timezone.now())

    keeping._copy(backup, path)

    backup.refresh_from_db()
    assert (backup.state, backup.copied_to, bool(backup.copy_fault)) == (State.VERIFIED, "", True)
    assert verdict.news(timezone.now()).is_alarm


# --- The desk ----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_admin_asks_for_a_backup_and_others_may_not(client):
    for role in ("chief", "editor"):
        with pytest.raises(PermissionDenied):
            keeping.ask(by=person(role))
    client.force_login(person("admin"))

    client.post("/admin/newsroom/backup/ask/")
    again = client.post("/admin/newsroom/backup/ask/", follow=True)

    assert list(Backup.objects.values_list("state", flat=True)) == [State.WANTED]
    assert LogEntry.objects.get(act="ask_backup").subject_id == Backup.objects.get().pk
    assert len(again.context["messages"]) == 2 or again.status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_list_takes_as_many_queries_for_three_as_for_one(count, client, django_assert_num_queries):
    for day in range(count):
        run_of(at(10 + day, 3), file="/var/backups/newsroom-x.backup")
    client.force_login(person("admin"))
    client.get("/admin/newsroom/backup/")

    with django_assert_num_queries(LIST_QUERIES):
        page = client.get("/admin/newsroom/backup/").content.decode()

    assert page.count("newsroom-x.backup") == count
    assert "/var/backups" not in page


LIST_QUERIES = 13


@pytest.mark.django_db
def test_first_page_tells_the_age_and_cries_when_a_night_was_missed(client):
    run_of(timezone.now() - dt.timedelta(hours=27))

    old = verdict.news(timezone.now())
    run_of(timezone.now() - dt.timedelta(minutes=5))
    fresh = verdict.news(timezone.now())

    assert (old.is_alarm, fresh.is_alarm) == (True, False)
    pages = {}
    for role in ("admin", "chief"):
        client.force_login(person(role))
        pages[role] = client.get("/admin/").content.decode()
    assert (fresh.last in pages["admin"], fresh.last in pages["chief"]) == (True, False)


@pytest.mark.django_db
def test_memory_does_not_grow_with_the_rows(tmp_path, monkeypatch):
    monkeypatch.setattr("newsroom.backups.dumping.SEGMENT_BYTES", 50_000)
    story = paper_with_everything()
    row = Comment.objects.get(parent=None)
    Comment.objects.bulk_create(
        [Comment(**{**{f.attname: getattr(row, f.attname) for f in Comment._meta.local_concrete_fields if not f.generated and f.attname not in {"id", "idempotency_key"}}, "path": f"{n:08}", "body": "শব্দ " * 200}) for n in range(3_000)]
    )  # fmt: skip
    making.make(tmp_path / "warm.backup")

    tracemalloc.start()
    making.make(tmp_path / "large.backup")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert story
    assert connection
    assert peak < 12_000_000
