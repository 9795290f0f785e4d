"""Videos as readers get them: in the parts a player asks for, from disk and from a bucket, when their poster is shown."""

import io
import uuid

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test.testcases import _MediaFilesHandler

from images import ranges, video
from images.models import Folder, Picture
from images.names import key_of, video_name
from images.signals import asked_if_shown
from images.tests import films
from images.tests.factories import file_of
from images.tests.factories import picture as make_picture
from images.tests.films import CLIP, film
from images.tests.test_s3 import use  # noqa: F401  a fixture

SIZE = 1000


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def shown():
    """Return the set of keys of pictures that the application above calls shown, by their renditions' names."""
    keys = set()

    def answer(sender, name, now, **kwargs):
        return key_of(name) in keys

    asked_if_shown.connect(answer)
    yield keys
    asked_if_shown.disconnect(answer)


def add(whole=CLIP, **fields):
    return video.add(io.BytesIO(whole), ContentFile(file_of((64, 48))), by=None, **fields)


@pytest.fixture
def clip(db, shown):
    """Return the address and the bytes of a film whose poster is shown."""
    picture = add()
    shown.add(picture.key)
    name = video_name(picture.video.key)
    with default_storage.open(name) as file:
        return f"/media/{name}", file.read()


def fetch(client, path, method="get", **headers):
    """Return the answer with its whole body; reading to the end closes the file."""
    response = getattr(client, method)(path, headers=headers)
    response.body = response.getvalue()
    return response


def staff(role):
    user = get_user_model().objects.create_user(role, is_staff=True)
    user.groups.set([Group.objects.get(name=role)])
    return user


class TestHeaders:
    def test_whole_film_is_sent_with_the_headers_of_a_picture(self, client, clip):
        url, content = clip

        response = fetch(client, url)

        assert (response.status_code, response.body) == (200, content)
        wanted = {
            "Content-Type": "video/mp4",
            "Content-Length": str(len(content)),
            "Accept-Ranges": "bytes",
            "ETag": f'"{url[14:34]}"',
            "Cache-Control": "public, max-age=31536000, immutable",
            "Content-Security-Policy": "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Resource-Policy": "same-origin",
        }
        assert {name: response.headers[name] for name in wanted} == wanted
        assert not {"Vary", "Content-Range", "Content-Encoding", "Last-Modified"} & set(
            response.headers
        )
        assert not response.cookies

    @pytest.mark.parametrize(
        ("asked", "begin", "end"),
        [("bytes=0-0", 0, 1), ("bytes=100-199", 100, 200), ("bytes=7000-", 7000, None), ("bytes=-48", -48, None), ("bytes=0-", 0, None)],
    )  # fmt: skip
    def test_part_is_sent_as_such(self, client, clip, asked, begin, end):
        url, content = clip
        wanted = content[begin:end]
        first = content.index(wanted) if begin else 0

        response = fetch(client, url, range=asked)

        assert (response.status_code, response.body) == (206, wanted)
        assert (
            response.headers["Content-Range"]
            == f"bytes {first}-{first + len(wanted) - 1}/{len(content)}"
        )
        assert response.headers["Content-Length"] == str(len(wanted))
        assert response.headers["Content-Type"] == "video/mp4"
        assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert response.headers["ETag"] == f'"{url[14:34]}"'

    @pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "bytes=9-1", "chars=0-1", "bytes=x"])
    def test_what_is_no_range_gets_the_whole(self, client, clip, asked):
        url, content = clip

        response = fetch(client, url, range=asked)

        assert (response.status_code, response.body) == (200, content)
        assert "Content-Range" not in response.headers

    @pytest.mark.parametrize("asked", ["bytes=999999-", "bytes=-0"])
    def test_range_outside_is_told_the_size_and_no_cache_keeps_that(self, client, clip, asked):
        url, content = clip

        response = fetch(client, url, range=asked)

        assert (response.status_code, response.body) == (416, b"")
        assert response.headers["Content-Range"] == f"bytes */{len(content)}"
        assert response.headers["Cache-Control"] == "private, no-store"

    @pytest.mark.parametrize(
        ("if_range", "status"),
        [("{}", 206), (" {} ", 206), ("W/{}", 200), ('"another"', 200), ("Tue, 24 Nov 2026 10:00:00 GMT", 200),
         ("*", 200), ("", 200), ("{}, {}", 200)],
    )  # fmt: skip
    def test_range_counts_for_the_same_file_alone(self, client, clip, if_range, status):
        url, content = clip
        etag = f'"{url[14:34]}"'

        response = fetch(
            client, url, range="bytes=1-5", **{"if-range": if_range.replace("{}", etag)}
        )

        assert response.status_code == status
        assert response.body == (content[1:6] if status == 206 else content)

    def test_file_that_the_browser_has_is_not_sent_again(self, client, clip):
        url, _content = clip

        response = fetch(client, url, range="bytes=0-5", **{"if-none-match": f'"{url[14:34]}"'})

        assert (response.status_code, response.body) == (304, b"")
        assert response.headers["ETag"] == f'"{url[14:34]}"'
        assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"

    def test_condition_that_fails_is_told(self, client, clip):
        url, _content = clip

        response = fetch(client, url, **{"if-match": '"another"'})

        assert (response.status_code, response.body) == (412, b"")
        assert response.headers["Cache-Control"] == "private, no-store"

    @pytest.mark.parametrize("headers", [{}, {"range": "bytes=0-9"}, {"range": "bytes=999999-"}])
    def test_head_has_the_headers_of_the_whole_and_no_byte(self, client, clip, headers):
        url, content = clip

        response = fetch(client, url, "head", **headers)

        assert (response.status_code, response.body) == (200, b"")
        assert response.headers["Content-Length"] == str(len(content))
        assert response.headers["Accept-Ranges"] == "bytes"
        assert "Content-Range" not in response.headers

    def test_pictures_are_sent_as_they_were(self, client, clip, shown):
        picture = make_picture(file_of((8, 6)))
        shown.add(picture.key)

        response = fetch(client, picture.thumb_url, range="bytes=0-1")

        assert response.status_code == 200
        assert len(response.body) == int(response.headers["Content-Length"]) > 2
        assert not {"Accept-Ranges", "ETag", "Content-Range"} & set(response.headers)


@pytest.mark.django_db
class TestWhoSeesIt:
    @pytest.fixture
    def hidden(self, shown):
        """Return the film of a story that waits, beside another whose story is out."""
        waiting, live = add(film(), alt="নিষিদ্ধ"), add(CLIP)
        shown.add(live.key)
        return waiting

    def address(self, picture):
        return f"/media/{video_name(picture.video.key)}"

    def test_reader_does_not_get_a_film_whose_poster_is_not_shown(self, client, hidden):
        response = fetch(client, self.address(hidden))

        assert response.status_code == 404
        assert b"ftyp" not in response.body

    @pytest.mark.parametrize("asked", ["bytes=0-", "bytes=0-0", "bytes=999999-", "bytes=-0"])
    def test_nor_a_part_of_it_nor_its_size(self, client, hidden, asked):
        response = fetch(client, self.address(hidden), range=asked)

        assert response.status_code == 404
        assert "Content-Range" not in response.headers
        assert str(hidden.video.size) not in response.headers.values()

    def test_nor_by_a_condition(self, client, hidden):
        headers = {"if-none-match": f'"{hidden.video.key}"', "if-match": '"x"'}

        assert fetch(client, self.address(hidden), **headers).status_code == 404

    def test_film_is_out_with_its_poster(self, client, hidden, shown):
        shown.add(hidden.key)

        assert fetch(client, self.address(hidden), range="bytes=0-7").body[4:] == b"ftyp"

    def test_film_marked_free_is_seen_before_its_story(self, client, hidden):
        Picture.objects.filter(pk=hidden.pk).update(is_free=True)

        assert fetch(client, self.address(hidden)).status_code == 200

    def test_film_of_two_pictures_is_out_with_one(self, client, hidden, shown):
        twin = video.add(io.BytesIO(film()), ContentFile(file_of((90, 60))), by=None)
        shown.add(twin.key)

        assert self.address(twin) == self.address(hidden)
        assert fetch(client, self.address(hidden)).status_code == 200

    def test_desk_sees_it_in_parts_and_no_cache_keeps_them(self, client, hidden):
        client.force_login(staff("reporter"))

        response = fetch(client, self.address(hidden), range="bytes=0-7")

        assert (response.status_code, response.body[4:]) == (206, b"ftyp")
        assert response.headers["Cache-Control"] == "private, no-store"

    @pytest.mark.parametrize(("role", "status"), [("reporter", 404), ("chief", 200)])
    def test_film_in_a_closed_folder_is_seen_by_its_roles_alone(self, client, hidden, role, status):
        folder = Folder.objects.create(name="বিচার")
        folder.roles.set([Group.objects.get(name="chief")])
        Picture.objects.filter(pk=hidden.pk).update(folder=folder)
        client.force_login(staff(role))

        assert fetch(client, self.address(hidden)).status_code == status

    @pytest.mark.parametrize(
        "name", ["{}.MP4", "{}.mov", "{}.mp4.jpg", "{}.jpg", "{}/320.jpg", "x/{}.mp4", "{}"]
    )
    def test_other_names_in_the_folder_are_not_found(self, client, hidden, media, name):
        path = media / "videos" / name.replace("{}", "b1" * 10)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"bait")
        client.force_login(staff("chief"))

        assert fetch(client, f"/media/{path.relative_to(media)}").status_code == 404

    def test_file_without_a_row_is_sent_to_nobody(self, client):
        default_storage.save(video_name("b1" * 10), ContentFile(b"bait"))
        client.force_login(staff("chief"))

        assert fetch(client, f"/media/{video_name('b1' * 10)}").status_code == 404

    def test_row_without_its_file_is_not_found(self, client, hidden, shown):
        shown.add(hidden.key)
        default_storage.delete(video_name(hidden.video.key))

        assert fetch(client, self.address(hidden), range="bytes=0-").status_code == 404


@pytest.fixture
def bucket(use, s3_url):  # noqa: F811
    """Return the calls made to an empty bucket of its own, which is the default storage."""
    name = f"paper-{uuid.uuid4().hex}"
    client = use(s3_url, name)
    client.create_bucket(Bucket=name)
    calls = []
    client.meta.events.register(
        "before-call.s3",
        lambda model, params, **kwargs: calls.append((model.name, params["headers"].get("Range"))),
    )
    return calls


class TestBucket:
    def test_film_is_stored_there_as_on_disk(self, db, bucket):
        picture = add(film())

        with default_storage.open(video_name(picture.video.key)) as file:
            stored = file.read()
        assert len(stored) == picture.video.size
        assert b"23.78" not in stored

    def test_large_film_goes_there_in_parts(self, db, bucket):
        samples = [[bytes([n]) * 1_000_000] for n in range(10)]

        picture = add(film(films.video(chunks=samples)))

        assert (
            default_storage.size(video_name(picture.video.key)) == picture.video.size > 10_000_000
        )

    def test_part_alone_is_asked_of_the_bucket(self, client, bucket, clip):
        url, content = clip
        bucket.clear()

        response = fetch(client, url, range="bytes=100-299")

        assert (response.status_code, response.body) == (206, content[100:300])
        assert response.headers["Content-Range"] == f"bytes 100-299/{len(content)}"
        assert bucket == [("HeadObject", None), ("GetObject", "bytes=100-299")]

    def test_whole_film_is_not_copied_here_before_it_is_sent(self, client, bucket, clip):
        url, content = clip
        bucket.clear()

        response = fetch(client, url)

        assert (response.status_code, response.body) == (200, content)
        assert bucket == [("HeadObject", None), ("GetObject", f"bytes=0-{len(content) - 1}")]

    def test_head_and_refusal_ask_for_no_bytes(self, client, bucket, clip):
        url, _content = clip
        bucket.clear()

        statuses = [
            fetch(client, url, "head").status_code,
            fetch(client, url, range="bytes=999999-").status_code,
            fetch(client, url, **{"if-none-match": f'"{url[14:34]}"'}).status_code,
        ]

        assert statuses == [200, 416, 304]
        assert bucket == [("HeadObject", None)] * 3

    def test_reader_who_leaves_lets_go_of_the_bucket(self, rf, bucket, monkeypatch):
        monkeypatch.setattr(ranges, "WHOLE", ranges.PIECE)
        name = default_storage.save("videos/long.mp4", ContentFile(bytes(3 * ranges.PIECE)))
        bodies = []
        default_storage.connection.meta.client.meta.events.register(
            "after-call.s3.GetObject", lambda parsed, **kwargs: bodies.append(parsed["Body"])
        )

        response = ranges.answer(rf.get("/"), default_storage.open(name), '"a"', "video/mp4")
        first = next(iter(response.streaming_content))
        for close in response._resource_closers:
            close()

        assert len(first) == ranges.PIECE
        assert [body._raw_stream.closed for body in bodies] == [True]

    def test_headers_are_those_of_a_film_on_disk(self, client, bucket, clip, settings, shown):
        url, content = clip
        there = fetch(client, url, range="bytes=3-9")
        settings.STORAGES = {
            **settings.STORAGES,
            "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        }
        default_storage.save(url.removeprefix("/media/"), ContentFile(content))
        here = fetch(client, url, range="bytes=3-9")

        headers = [dict(r.headers, **{"X-Request-ID": ""}) for r in (there, here)]
        assert headers[0] == headers[1]
        assert there.body == here.body == content[3:10]


POSTER = """async (url) => {
  const { posterOf } = await import("/static/js/desk/poster.js");
  const revoke = URL.revokeObjectURL.bind(URL);
  window.revoked = [];
  URL.revokeObjectURL = (url) => { window.revoked.push(url); revoke(url); };
  const blob = await posterOf(new File([await (await fetch(url)).blob()], "a.mp4", { type: "video/mp4" }));
  if (!blob) return null;
  const picture = await createImageBitmap(blob);
  return { type: blob.type, size: blob.size, width: picture.width, height: picture.height,
           bytes: [...new Uint8Array(await blob.arrayBuffer())] };
}"""
NEVER_LOADED = """async () => {
  const { posterOf } = await import("/static/js/desk/poster.js");
  Object.defineProperty(HTMLMediaElement.prototype, "src", { set() {} });
  window.found = "waiting";
  posterOf(new Blob(["x"])).then((found) => { window.found = found; });
}"""
PLAY = """async (url) => {
  const video = document.createElement("video");
  Object.assign(video, { muted: true, src: url, controls: true });
  document.body.append(video);
  const once = (name) => new Promise((go, stop) => {
    video.addEventListener(name, go, { once: true });
    video.addEventListener("error", () => stop(new Error(video.error.message)), { once: true });
  });
  await once("loadeddata");
  const moved = once("timeupdate");
  await video.play();
  await moved;
  await once("ended");
  const ended = video.currentTime;
  const sought = once("seeked");
  video.currentTime = 0.5;
  await sought;
  return { width: video.videoWidth, height: video.videoHeight, duration: video.duration, ended,
           sought: video.currentTime, error: video.error };
}"""


@pytest.mark.browser
class TestBrowser:
    @pytest.fixture(autouse=True)
    def our_view(self, monkeypatch):
        """Have our view send the files: Django's live server would send them itself, whole."""
        monkeypatch.setattr(_MediaFilesHandler, "_should_handle", lambda self, path: False)

    @pytest.fixture
    def large(self, transactional_db, shown):
        """Return the address of the clip with 3 MB that no table names behind its samples."""
        at = CLIP.index(b"mdat") - 4
        size = int.from_bytes(CLIP[at : at + 4])
        more = bytes(3 * 1024 * 1024)
        whole = (
            CLIP[:at]
            + (size + len(more)).to_bytes(4)
            + CLIP[at + 4 : at + size]
            + more
            + CLIP[at + size :]
        )
        picture = add(whole)
        shown.add(picture.key)
        return f"/media/{video_name(picture.video.key)}"

    def test_chromium_plays_the_film_that_is_served_and_seeks_in_it(self, page_at, large):
        page = page_at(1280)
        answers = []
        page.on(
            "response",
            lambda r: (
                answers.append((r.status, r.headers.get("content-range", "")))
                if large in r.url
                else None
            ),
        )
        page.goto("/contact/")

        found = page.evaluate(PLAY, large)

        assert (found["width"], found["height"], found["error"]) == (64, 48, None)
        assert found["duration"] == pytest.approx(2, abs=0.2)
        assert found["ended"] == pytest.approx(found["duration"], abs=0.05)
        assert found["sought"] == 0.5
        assert {status for status, _range in answers} == {206}
        assert all(part.startswith("bytes ") for _status, part in answers)

    def test_desk_takes_a_poster_out_of_a_film(self, desk, large):
        page = desk(staff("reporter"), "/admin/")

        found = page.evaluate(POSTER, large)

        assert (found["type"], found["width"], found["height"]) == ("image/jpeg", 64, 48)
        assert bytes(found["bytes"]).startswith(b"\xff\xd8\xff")
        assert len({*found["bytes"]}) > 100  # a picture, not one shade
        assert page.evaluate("new Set(revoked).size") == 1

    def test_desk_gets_no_poster_out_of_what_it_cannot_play(self, desk, transactional_db, shown):
        picture = add(film())  # its samples are letters
        shown.add(picture.key)
        page = desk(staff("reporter"), "/admin/")

        for path in (f"/media/{video_name(picture.video.key)}", "/static/js/desk/poster.js"):
            assert page.evaluate(POSTER, path) is None
            assert page.evaluate("new Set(revoked).size") == 1

    def test_desk_waits_fifteen_seconds_for_a_poster(self, desk, transactional_db):
        page = desk(staff("reporter"), "/admin/")
        page.clock.install()
        page.evaluate(NEVER_LOADED)

        page.clock.run_for(14_900)
        early = page.evaluate("found")
        page.clock.run_for(200)

        assert (early, page.evaluate("found")) == ("waiting", None)
