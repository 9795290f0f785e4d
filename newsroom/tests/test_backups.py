"""A backup restored is the paper of one moment: every row, every upload, on either database."""

import json
import re
import tarfile

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django_tasks_db.models import DBTaskResult

from articles.models import Article
from articles.tests.factories import person
from articles.tests.factories import story as published
from comments.models import Ban, Comment
from newsroom import buckets
from newsroom.backups import dumping, emptiness, loading, making, reading
from newsroom.backups.forms import form_of
from newsroom.backups.loading import Wish
from newsroom.backups.refusals import Refusal
from newsroom.backups.tables import LEFT_OUT, ONLY, tables
from newsroom.tests.backup_files import PASSPHRASE, Place, files, made, paper_with_everything
from paper.abuse import keyed_hash
from paper.log import LogEntry
from paper.outbox import OutboxMail, send_outbox_mail
from people.models import User

pytestmark = pytest.mark.django_db

ANOTHER = "another-key-of-some-length-0123456789"


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def file(tmp_path):
    return tmp_path / "paper.backup"


def take_all_away(settings, folder):
    """Leave a place as a bare folder and a fresh database are."""
    emptiness.clear()
    settings.MEDIA_ROOT = folder / "media elsewhere"


def rows_now():
    return {table.name: [raw for _count, raw in dumping.segments(table)] for table in tables()}


def test_every_column_of_every_table_has_a_form():
    assert all(form_of(field) for table in tables() for field in table.fields)
    assert {apps.get_model(label) for label in [*LEFT_OUT, *ONLY]}


def test_restored_paper_is_the_paper_that_was_backed_up(settings, tmp_path, file):
    paper_with_everything()
    before, uploads_before, numbers = rows_now(), files(), dumping.sequences_now()
    file.write_bytes(made())
    take_all_away(settings, tmp_path)

    loading.restore(Wish(file, is_move=True))

    after = rows_now()
    restored = LogEntry.objects.get(act="restore")
    changed = {name for name in before if before[name] != after[name]}
    assert (changed, restored.label) == ({"paper_logentry"}, "paper.backup")
    assert files() == uploads_before
    assert {**numbers, "paper_logentry": restored.pk} == dumping.sequences_now()
    assert Article.objects.live().count() == 1


def test_numbers_of_deleted_stories_are_not_given_again(settings, tmp_path, file):
    paper_with_everything()
    last = dumping.sequences_now()["articles_article"]
    file.write_bytes(made())
    take_all_away(settings, tmp_path)

    loading.restore(Wish(file))
    story = published(person())

    assert Article.objects.exclude(pk=story.pk).latest("pk").pk < last
    assert story.pk == last + 1


def test_both_databases_give_one_and_the_same_backup(settings, tmp_path, file):
    """From this database into SQLite, from there into this one: the same rows, checksums and files."""
    paper_with_everything()
    file.write_bytes(made())
    first = reading.walk(file, "", reading.Visitor())
    elsewhere, back = Place(tmp_path / "elsewhere"), tmp_path / "back.backup"

    told = elsewhere.manage("restore", file, "--move")
    again = elsewhere.manage("backup", back, "--untried")
    take_all_away(settings, tmp_path)
    loading.restore(Wish(back, is_move=True))
    file.unlink()
    file.write_bytes(made())
    second = reading.walk(file, "", reading.Visitor())

    assert (told.returncode, again.returncode) == (0, 0), told.stderr + again.stderr
    different = [name for name, sums in first["tables"].items() if second["tables"][name] != sums]
    assert (different, second["files"]) == (["paper_logentry"], first["files"])
    assert Comment.objects.get(parent__isnull=False).body == "জবাব"


def test_a_stranger_opens_a_backup_with_tar_and_zstd(tmp_path, file):
    story = paper_with_everything()
    file.write_bytes(made())

    with tarfile.open(file) as opened:
        opened.extractall(tmp_path / "by hand", filter="data")

    by_hand = tmp_path / "by hand"
    head = json.loads((by_hand / "newsroom-backup.json").read_text())
    packed = (by_hand / "rows/articles_article/000001.jsonl.zst").read_bytes()
    row = json.loads(reading.zstd.decompress(packed))
    assert (
        dict(zip(head["tables"]["articles_article"], row, strict=True))["headline"]
        == story.headline
    )
    assert (by_hand / "files/identity/logo.png").read_bytes() == b"logo"


def test_mails_that_waited_are_not_sent_again_and_work_goes_on(settings, tmp_path, file):
    paper_with_everything()
    for path in ("images.renditions.make_renditions", send_outbox_mail.module_path):
        DBTaskResult.objects.create(
            task_path=path, args_kwargs={"args": [1], "kwargs": {}}, backend_name="default",
            run_after="2026-01-01T00:00:00Z",
        )  # fmt: skip
    file.write_bytes(made())
    take_all_away(settings, tmp_path)

    loading.restore(Wish(file))

    mail = OutboxMail.objects.get()
    assert (mail.sent_at, mail.dropped_at is None) == (None, False)
    paths = DBTaskResult.objects.values_list("task_path", flat=True)
    assert list(paths) == ["images.renditions.make_renditions"]


def test_sessions_stay_behind(client, settings, tmp_path, file):
    client.force_login(person())

    file.write_bytes(made())

    assert "django_session" not in reading.walk(file, "", reading.Visitor())["tables"]


@pytest.mark.parametrize("what", ["paper", "user"])
def test_living_paper_is_not_restored_over(what, file):
    file.write_bytes(made())
    paper_with_everything() if what == "paper" else User.objects.create_user("owner")
    before = rows_now()

    with pytest.raises(Refusal) as refused:
        loading.restore(Wish(file))

    assert "make fresh" in str(refused.value)
    assert rows_now() == before


def test_paper_row_of_the_first_visit_is_nothing(file, settings, tmp_path, client):
    paper_with_everything()
    file.write_bytes(made())
    take_all_away(settings, tmp_path)
    client.get("/")

    loading.restore(Wish(file))

    assert Article.objects.count() == 1


def test_other_upload_in_the_place_of_one_is_not_touched(settings, tmp_path, file):
    paper_with_everything()
    file.write_bytes(made())
    take_all_away(settings, tmp_path)
    (settings.MEDIA_ROOT / "identity").mkdir(parents=True)
    (settings.MEDIA_ROOT / "identity/logo.png").write_bytes(b"mine")

    with pytest.raises(Refusal):
        loading.restore(Wish(file))

    assert (files(), User.objects.exists()) == ({"identity/logo.png": b"mine"}, False)


def test_backup_of_another_release_is_refused_and_says_what_differs(monkeypatch, file):
    head = dumping.head_of
    monkeypatch.setattr(
        dumping, "head_of",
        lambda *args, **more: head(*args, **more) | {"migrations": ["articles.0002_later"], "release": "0.9"},
    )  # fmt: skip
    file.write_bytes(made())
    monkeypatch.undo()

    with pytest.raises(Refusal) as refused:
        loading.restore(Wish(file))

    assert "0.9" in str(refused.value)


def test_wrong_secret_key_is_refused_with_both_ways_out(settings, tmp_path, file):
    paper_with_everything()
    file.write_bytes(made())
    take_all_away(settings, tmp_path)
    settings.SECRET_KEY = ANOTHER

    with pytest.raises(Refusal) as refused:
        loading.restore(Wish(file))

    assert all(way in str(refused.value) for way in ("var/secret-key", "--new-key"))
    assert not User.objects.exists()


def test_new_key_makes_again_what_can_be_made(settings, tmp_path, file):
    paper_with_everything()
    Ban.objects.create(kind="domain", key=keyed_hash("ban:domain:bad.example"), shown="bad.example")
    file.write_bytes(made())
    take_all_away(settings, tmp_path)
    settings.SECRET_KEY = ANOTHER

    loading.restore(Wish(file, new_key=True))

    comment = Comment.objects.get(parent=None)
    assert bytes(comment.email_key) == keyed_hash("email:a@example.com")
    assert bytes(Ban.objects.get().key) == keyed_hash("ban:domain:bad.example")


def test_secret_key_is_in_no_open_file(settings):
    paper_with_everything()

    opened = made()

    assert settings.SECRET_KEY.encode() not in opened


def test_sealed_backup_brings_the_key_to_a_bare_folder(settings, tmp_path, file):
    paper_with_everything()
    making.make(file, passphrase=PASSPHRASE)
    bare = Place(tmp_path / "bare", SECRET_KEY="", BACKUP_KEY=PASSPHRASE)

    told = bare.manage("restore", file)

    key = bare.folder / "secret-key"
    assert (told.returncode, key.read_text(), oct(key.stat().st_mode & 0o777)) == (
        0, settings.SECRET_KEY, "0o600",
    ), told.stderr  # fmt: skip
    assert (bare.folder / "media/identity/logo.png").read_bytes() == b"logo"


KINDS = {
    "postgresql": (
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema()",
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = current_schema()::regnamespace",
    ),
    "sqlite": ("SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'index', 'trigger')",),
}
"""What each database says of its indexes and constraints."""


def plain(text):
    """Take away casts and brackets, which PostgreSQL writes in other places the second time."""
    return re.sub(r"::[a-z ]+(\[\])?|[()]", "", text)


def test_indexes_and_references_are_those_that_were_there(settings, tmp_path, file):
    def made_of(kind):
        with connection.cursor() as cursor:
            cursor.execute(kind)
            return sorted((name, plain(text or "")) for name, text in cursor.fetchall())

    kinds = KINDS[connection.vendor]
    paper_with_everything()
    file.write_bytes(made())
    take_all_away(settings, tmp_path)
    before = [made_of(kind) for kind in kinds]

    loading.restore(Wish(file))

    assert [made_of(kind) for kind in kinds] == before


def test_uploads_in_the_middle_of_being_written_are_no_uploads(settings):
    (settings.MEDIA_ROOT / "unfinished").mkdir(parents=True)
    (settings.MEDIA_ROOT / "unfinished/abc").write_bytes(b"half")
    default_storage.save("pictures/whole.jpg", ContentFile(b"whole"))

    assert list(dumping.stored_files()) == ["pictures/whole.jpg"]


def test_uploads_in_a_bucket_are_backed_up_and_restored_into_one(
    settings, s3_url, monkeypatch, file
):
    """The old paper keeps its uploads in a bucket, the new one in another."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    places = []
    for name in ("old-uploads", "new-uploads"):
        entry = buckets.uploads(
            bucket=name, endpoint=s3_url, access_key="k", secret_key="s", address="http://127.0.0.1/media/"
        )  # fmt: skip
        settings.STORAGES = {**settings.STORAGES, "default": entry}
        default_storage.bucket.create()
        places.append(settings.STORAGES)
    settings.STORAGES = places[0]
    paper_with_everything()
    before = files()
    file.write_bytes(made())
    emptiness.clear()
    settings.STORAGES = places[1]

    loading.restore(Wish(file))

    after = files()
    for one in places:
        settings.STORAGES = one
        default_storage.bucket.objects.all().delete()
        default_storage.bucket.delete()
    assert after == before
    assert set(after) == {"identity/logo.png", "pictures/জেটি.jpg"}
