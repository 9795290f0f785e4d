"""Uploads in a bucket: the same bytes and headers as from disk, and a dead server holds nobody up."""

import datetime as dt
import io
import logging
import runpy
import socket
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from botocore.config import Config
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from images import renditions, storing, sweeping, uploads, video
from images.models import Picture
from images.signals import asked_if_shown
from images.tests import films
from images.tests.factories import file_of
from images.tests.sending import begun, content_of, person, photo, sent

pytestmark = pytest.mark.django_db

NAME = "renditions/0123456789abcdef0123/8.jpg"


@pytest.fixture
def use(settings, monkeypatch):
    """Return a function that makes an S3 at this address the default storage, as the settings file does.

    Keywords change boto's settings: a test does not wait as long as a request may.
    """
    opened = []

    def switch(endpoint, bucket, **changed):
        for name, value in {
            "S3_BUCKET": bucket, "S3_ENDPOINT_URL": endpoint, "S3_ACCESS_KEY": "key", "S3_SECRET_KEY": "secret",
        }.items():  # fmt: skip
            monkeypatch.setenv(name, value)
        entry = runpy.run_path(str(settings.BASE_DIR / "newsroom/settings.py"))["STORAGES"][
            "default"
        ]
        options = entry["OPTIONS"]
        options["client_config"] = options["client_config"].merge(Config(**changed))
        settings.STORAGES = {**settings.STORAGES, "default": entry}
        opened.append(default_storage.connection.meta.client)
        return opened[-1]

    yield switch

    for client in opened:
        client.close()


@pytest.fixture
def bucket(use, s3_url):
    """Return an empty bucket of its own, which is the default storage."""
    name = f"paper-{uuid.uuid4().hex}"
    client = use(s3_url, name)
    client.create_bucket(Bucket=name)
    return default_storage.bucket


@pytest.fixture
def shown():
    """Have the application above call NAME shown."""

    def answer(sender, name, now, **kwargs):
        return name == NAME

    asked_if_shown.connect(answer)
    yield
    asked_if_shown.disconnect(answer)


def fetch(client, name):
    """Return the answer with its whole body; reading to the end closes the file."""
    response = client.get(f"/media/{name}")
    response.body = response.getvalue()
    return response


class TestBucket:
    def test_upload_is_stored_and_read_back_byte_for_byte(self, bucket):
        picture = Picture.objects.create(
            file=SimpleUploadedFile("সেতু.jpg", file_of((8, 6))), alt="সেতু"
        )

        picture.refresh_from_db()

        with default_storage.open(picture.file.name) as file:
            assert file.read() == file_of((8, 6))
        assert [stored.key for stored in bucket.objects.all()] == [picture.file.name]

    def test_renditions_are_made_there_and_swept_away_a_day_later(self, bucket):
        picture = Picture.objects.create(
            file=SimpleUploadedFile("a.jpg", file_of((8, 6))), alt="সেতু"
        )

        renditions.add(picture)
        made = {stored.key for stored in bucket.objects.filter(Prefix="renditions/")}
        later = timezone.now() + dt.timedelta(hours=25)
        sweeping.sweep(later)
        kept = {stored.key for stored in bucket.objects.filter(Prefix="renditions/")}
        Picture.objects.filter(pk=picture.pk).delete()
        sweeping.sweep(later - dt.timedelta(hours=2))
        young = {stored.key for stored in bucket.objects.filter(Prefix="renditions/")}
        sweeping.sweep(later)

        assert (
            made
            == kept
            == young
            == {f"renditions/{picture.key}/8.{kind}" for kind in ("webp", "jpg")}
        )
        assert list(bucket.objects.filter(Prefix="renditions/")) == []

    def test_a_video_is_stored_there_from_its_pieces_and_swept_away_a_day_after_its_row(
        self, bucket
    ):
        poster = ContentFile(file_of((64, 48)))
        made = video.add(io.BytesIO(films.CLIP), poster, by=None).video
        later = timezone.now() + dt.timedelta(hours=25)
        name = f"videos/{made.key}.mp4"

        sweeping.sweep(later)
        size = bucket.Object(name).content_length
        Picture.objects.all().delete()
        sweeping.sweep(later)

        assert size == made.size
        assert list(bucket.objects.filter(Prefix="videos/")) == []

    def test_stored_again_an_object_keeps_its_name_and_its_time_is_now(self, bucket):
        storing.put(NAME, b"first")
        before = bucket.Object(NAME).last_modified
        time.sleep(1.1)  # S3 tells whole seconds

        storing.put(NAME, iter([b"sec", b"ond"]))

        with default_storage.open(NAME) as file:
            assert file.read() == b"second"
        assert [stored.key for stored in bucket.objects.all()] == [NAME]
        assert bucket.Object(NAME).last_modified > before

    def test_pieces_that_break_off_leave_the_object_that_lay_there(self, bucket):
        def pieces():
            yield b"half"
            raise OSError(28, "No space left on device")

        storing.put(NAME, b"whole")

        with pytest.raises(OSError, match="No space left"):
            storing.put(NAME, pieces())

        with default_storage.open(NAME) as file:
            assert file.read() == b"whole"

    def test_second_file_of_a_name_does_not_replace_the_first(self, bucket):
        first = default_storage.save("identity/logo.png", ContentFile(b"first"))
        second = default_storage.save("identity/logo.png", ContentFile(b"second"))

        assert first != second
        with default_storage.open(first) as file:
            assert file.read() == b"first"

    def test_sixteen_threads_read_at_once(self, bucket):
        names = [
            default_storage.save(f"{n}.bin", ContentFile(bytes([n]) * 9_000)) for n in range(16)
        ]
        barrier = threading.Barrier(16)

        def read(name):
            barrier.wait(timeout=20)
            with default_storage.open(name) as file:
                return file.read()

        with ThreadPoolExecutor(16) as pool:
            found = list(pool.map(read, names))

        assert found == [bytes([n]) * 9_000 for n in range(16)]

    def test_object_is_its_owners_alone(self, bucket):
        default_storage.save(NAME, ContentFile(file_of((8, 6))))

        grants = bucket.Object(NAME).Acl().grants

        assert [(g["Grantee"]["Type"], g["Permission"]) for g in grants] == [
            ("CanonicalUser", "FULL_CONTROL")
        ]


class TestSendingInPieces:
    @pytest.fixture
    def reporter(self, bucket):
        return person("reporter")

    def names(self, bucket):
        return sorted(stored.key for stored in bucket.objects.all())

    def test_file_is_put_together_byte_for_byte_and_its_pieces_go(
        self, bucket, reporter, django_capture_on_commit_callbacks
    ):
        content = photo()
        upload = sent(reporter, content)
        pieces = [f"uploads/{upload.pk}/{at}" for at in range(0, len(content), 100_000)]
        assert self.names(bucket) == sorted(pieces)

        with django_capture_on_commit_callbacks(execute=True):
            picture = uploads.finish(upload, typed={})

        assert content_of(picture) == content
        assert self.names(bucket) == sorted(
            [picture.file.name, *(f"renditions/{picture.key}/{name}" for name in ("320.webp", "900.jpg"))]
        )  # fmt: skip

    def test_refused_and_forgotten_files_leave_nothing(self, bucket, reporter):
        refused = sent(reporter, photo()[:-4_000], mark="refused")
        with pytest.raises(uploads.BadFile):
            uploads.finish(refused, typed={})
        content = photo()
        uploads.take(begun(reporter, content), 0, content[:70_000])

        uploads.forget_old(timezone.now() + dt.timedelta(hours=25))

        assert self.names(bucket) == []

    def test_lost_piece_has_the_file_sent_anew(self, bucket, reporter):
        upload = sent(reporter, photo())
        default_storage.delete(f"uploads/{upload.pk}/100000")

        with pytest.raises(uploads.OutOfStep):
            uploads.finish(upload, typed={})

        assert uploads.finish(sent(reporter, photo()), typed={})


class TestView:
    def test_headers_and_body_are_those_of_a_file_on_disk(
        self, client, bucket, shown, settings, tmp_path
    ):
        default_storage.save(NAME, ContentFile(file_of((8, 6))))
        from_s3 = fetch(client, NAME)
        settings.MEDIA_ROOT = tmp_path
        settings.STORAGES = {
            **settings.STORAGES,
            "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        }
        assert isinstance(default_storage, FileSystemStorage)
        default_storage.save(NAME, ContentFile(file_of((8, 6))))
        from_disk = fetch(client, NAME)

        headers = [dict(r.headers, **{"X-Request-ID": ""}) for r in (from_s3, from_disk)]
        assert (from_s3.status_code, from_s3.body) == (200, file_of((8, 6)))
        assert headers[0] == headers[1]
        assert headers[0]["Cache-Control"] == "public, max-age=31536000, immutable"
        assert headers[0]["Content-Length"] == str(len(file_of((8, 6))))

    def test_file_that_no_live_story_shows_is_not_found(self, client, bucket):
        default_storage.save(NAME, ContentFile(file_of((8, 6))))

        assert fetch(client, NAME).status_code == 404

    def test_missing_key_is_not_found(self, client, bucket, shown):
        assert fetch(client, NAME).status_code == 404


@contextmanager
def answering(status, bytes_sent=0):
    """Give the address of a server that says of each object that it has 20 bytes, and sends fewer before it closes."""

    class Answer(BaseHTTPRequestHandler):
        def do_HEAD(self):
            self.send_response(status)
            self.send_header("Content-Length", "20")
            self.end_headers()

        def do_GET(self):
            self.do_HEAD()
            self.wfile.write(bytes(bytes_sent))

        def log_message(self, *args):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def assert_is_away(response, caplog, why, where=f"GET /media/{NAME}"):
    """503 that says when to come again, and one line in the log, with no traceback."""
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "30"
    assert response.headers["Cache-Control"] == "no-store"
    (line,) = caplog.records
    assert line.getMessage().startswith(f"Storage away at {where}: ")
    assert why in line.getMessage()
    assert (line.levelname, line.exc_info) == ("ERROR", None)


class TestAway:
    @pytest.fixture(autouse=True)
    def answered(self, client, caplog):
        """Have the client return the page of an error, as a server does."""
        client.raise_request_exception = False
        caplog.set_level(logging.ERROR)

    def test_server_that_refuses_is_a_503_and_a_line_in_the_log(self, client, use, shown, caplog):
        with socket.socket() as taken:  # bound and not listening: every connection is refused
            taken.bind(("127.0.0.1", 0))
            use(f"http://127.0.0.1:{taken.getsockname()[1]}", "paper")

            started = time.monotonic()
            response = fetch(client, NAME)

        assert time.monotonic() - started < 8
        assert_is_away(response, caplog, "Could not connect to the endpoint URL")

    def test_server_that_is_silent_is_left_after_two_retries(self, client, use, shown, caplog):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            use(f"http://127.0.0.1:{silent.getsockname()[1]}", "paper", read_timeout=0.2)

            started = time.monotonic()
            response = fetch(client, NAME)
            took = time.monotonic() - started
            silent.setblocking(False)
            tries = 0
            while True:
                try:
                    silent.accept()[0].close()
                except BlockingIOError:
                    break
                tries += 1

        assert took < 8
        assert tries == 3
        assert_is_away(response, caplog, "ReadTimeoutError")

    def test_bucket_that_does_not_let_us_in_is_away_too(self, client, use, shown, caplog):
        with answering(403) as address:
            use(address, "paper")

            response = fetch(client, NAME)

        assert_is_away(response, caplog, "(403) when calling the HeadObject operation")

    @pytest.mark.parametrize("bytes_sent", [0, 10])
    def test_server_that_breaks_off_within_the_body_is_away_too(
        self, client, use, shown, caplog, bytes_sent
    ):
        with answering(200, bytes_sent) as address:
            use(address, "paper")

            response = fetch(client, NAME)

        assert_is_away(response, caplog, "IncompleteRead")

    def test_desk_is_told_too(self, client, use, caplog):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            use(f"http://127.0.0.1:{taken.getsockname()[1]}", "paper")
            client.force_login(person("reporter"))

            response = client.post(
                "/admin/images/picture/add/",
                {"file": SimpleUploadedFile("a.jpg", file_of((8, 6))), "alt": "সেতু"},
            )

        assert_is_away(response, caplog, "Could not connect", "POST /admin/images/picture/add/")
        assert Picture.objects.count() == 0
