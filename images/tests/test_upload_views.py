"""images/upload_views.py: who may send, what a browser is answered, the page without scripts."""

import json
import os
import subprocess
import sys
import uuid

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.test import Client
from django.utils.html import escape

from images import judging, pieces, turns, uploads
from images.models import Folder, Picture, Upload
from images.tests.sending import (
    HERE,
    added,
    begun,
    content_of,
    database_url,
    person,
    photo,
    sent,
    stored,
    with_words,
)
from paper.log import entries_of

pytestmark = pytest.mark.django_db
PAGE = "/admin/images/picture/upload/"
HOSTILE = '"><img src=x onerror=alert(1)>'


@pytest.fixture(autouse=True)
def storage(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(uploads, "LEAST_PIECE", 1)


@pytest.fixture
def reporter(client):
    """Return a reporter who is signed in."""
    user = person("reporter")
    client.force_login(user)
    return user


def begin(client, content, name="a.jpg", mark="a"):
    return client.post(HERE, {"name": name, "mark": mark, "size": len(content)})


def send_piece(client, pk, offset, piece):
    return client.post(f"{HERE}{pk}/?offset={offset}", piece, "application/octet-stream")


def finish(client, pk, **typed):
    return client.post(f"{HERE}{pk}/finish/", typed)


class TestSending:
    def test_file_goes_into_the_library_piece_by_piece(self, client, reporter):
        content = photo()
        half = len(content) // 2

        upload = begin(client, content, "সেতু.jpg").json()
        first = send_piece(client, upload["id"], 0, content[:half]).json()
        asked = client.get(f"{HERE}{upload['id']}/").json()
        last = send_piece(client, upload["id"], half, content[half:]).json()
        answer = finish(client, upload["id"], alt="একটি সেতু")

        assert (upload["received"], upload["name"]) == (0, "সেতু.jpg")
        assert first["received"] == asked["received"] == half
        assert last["received"] == last["size"] == len(content)
        picture = Picture.objects.get()
        assert content_of(picture) == content
        said = answer.json()
        assert (said["id"], said["upload"], said["alt"]) == (picture.pk, upload["id"], "একটি সেতু")
        assert (said["thumb"], said["url"]) == (
            picture.thumb_url, f"/admin/images/picture/{picture.pk}/change/",
        )  # fmt: skip
        assert (said["warning"], said["warning_url"]) == ("", "")

    def test_answers_are_nobody_else_s(self, client, reporter):
        answer = begin(client, photo())

        assert "private" in answer.headers["Cache-Control"]
        assert "no-store" in answer.headers["Cache-Control"]
        assert answer.headers["Content-Type"] == "application/json"

    def test_finish_asked_again_gives_the_same_picture(self, client, reporter):
        upload = sent(reporter, photo())

        answers = [finish(client, upload.pk).json() for _ in range(2)]

        assert answers[0] == answers[1]
        assert Picture.objects.count() == 1

    def test_upload_that_is_given_up_is_gone(self, client, reporter):
        upload = sent(reporter, photo())

        assert client.post(f"{HERE}{upload.pk}/leave/").json() == {}
        assert client.get(f"{HERE}{upload.pk}/").status_code == 404
        assert stored() == []

    def test_folder_is_one_that_the_sender_may_see(self, client, reporter):
        shown = Folder.objects.create(name="খেলা")
        closed = Folder.objects.create(name="গোপন")
        closed.roles.set([Group.objects.get(name="chief")])
        upload = sent(reporter, photo())

        refused = finish(client, upload.pk, folder=closed.pk)
        taken = finish(client, upload.pk, folder=shown.pk)

        assert (refused.status_code, taken.status_code) == (400, 200)
        assert list(refused.json()["errors"]) == ["folder"]
        assert Picture.objects.get().folder == shown


class TestWarning:
    def test_file_that_is_in_the_library_is_said_to_be_with_its_page(self, client, reporter):
        first = added(reporter, photo(), alt="পুরোনো সেতু")

        answer = finish(client, sent(reporter, photo()).pk).json()

        assert "পুরোনো সেতু" in answer["warning"]
        assert answer["warning_url"] == f"/admin/images/picture/{first.pk}/change/"

    def test_picture_that_the_sender_may_not_see_is_not_given_away(self, client, reporter):
        closed = Folder.objects.create(name="গোপন")
        closed.roles.set([Group.objects.get(name="chief")])
        added(person("chief"), photo(), alt="EMBARGO")
        Picture.objects.update(folder=closed)

        answer = finish(client, sent(reporter, photo()).pk)

        assert answer.json()["warning"] == answer.json()["warning_url"] == ""
        assert "EMBARGO" not in answer.content.decode()


class TestRefusals:
    def test_refused_file_is_told_in_a_sentence(self, client, reporter):
        upload = begun(reporter, photo()[:-4_000])
        sent(reporter, photo()[:-4_000])

        answer = finish(client, upload.pk)

        assert answer.status_code == 422
        assert answer.json() == {"error": judging.MESSAGES["broken"]}
        assert stored() == []

    def test_wrong_offset_is_told_the_right_one(self, client, reporter):
        content = photo()
        upload = uploads.take(begun(reporter, content), 0, content[:5_000])

        for offset in (0, 4_999, 999_999_999_999):
            answer = send_piece(client, upload.pk, offset, b"x")
            assert (answer.status_code, answer.json().get("received")) in {
                (409, 5_000),
                (413, None),
            }
        assert send_piece(client, upload.pk, 0, content[:5_000]).json()["received"] == 5_000
        assert finish(client, upload.pk).json()["received"] == 5_000

    @pytest.mark.parametrize(
        "query", ["", "?offset=", "?offset=-1", "?offset=1.5", "?offset=০", "?offset=1" + "0" * 40]
    )
    def test_piece_without_a_place_is_not_taken(self, client, reporter, query):
        upload = begun(reporter, photo())

        answer = client.post(f"{HERE}{upload.pk}/{query}", b"x", "application/octet-stream")

        assert answer.status_code == 400
        assert answer.json()["error"]

    @pytest.mark.parametrize(
        "form",
        [{}, {"content_type": "application/x-www-form-urlencoded", "data": "a=b"}, {"data": {"a": "b"}},
         {"content_type": "text/plain", "data": "a"}],
    )  # fmt: skip
    def test_piece_that_comes_as_a_form_is_told_how_it_is_sent(self, reporter, form):
        strict = Client(enforce_csrf_checks=True)  # looks for the token in a form, and so reads it
        strict.force_login(reporter)
        strict.cookies["csrftoken"] = "t" * 32
        upload = begun(reporter, photo())

        answer = strict.post(
            f"{HERE}{upload.pk}/?offset=0", headers={"X-CSRFToken": "t" * 32}, **form
        )

        assert (answer.status_code, list(answer.json())) == (415, ["error"])
        assert stored() == []

    def test_piece_without_a_byte_is_told_to_bring_some(self, client, reporter):
        upload = begun(reporter, photo())

        answer = client.generic(
            "POST", f"{HERE}{upload.pk}/?offset=0", CONTENT_TYPE="application/octet-stream"
        )

        assert (answer.status_code, list(answer.json())) == (400, ["error"])

    def test_piece_that_is_too_small_is_refused(self, client, reporter, monkeypatch):
        monkeypatch.setattr(uploads, "LEAST_PIECE", 64 * 1024)
        upload = begun(reporter, photo())

        answer = send_piece(client, upload.pk, 0, photo()[: 64 * 1024 - 1])

        assert (answer.status_code, list(answer.json())) == (400, ["error"])
        assert stored() == []

    def test_desk_that_is_busy_says_when_to_come_again(self, client, reporter, monkeypatch):
        monkeypatch.setattr(turns, "WAIT_SECONDS", 0)
        content = photo()
        upload = sent(reporter, content)
        waiting = uploads.begin(reporter, "b.jpg", "b", len(content))

        with turns.alone(upload.pk), turns.alone(waiting.pk):
            answers = [
                finish(client, upload.pk),
                send_piece(client, waiting.pk, 0, content),
                client.post(f"{HERE}{upload.pk}/leave/"),
            ]

        for answer in answers:
            assert (answer.status_code, answer.headers["Retry-After"]) == (503, "3")
            assert answer.json()["retry_after"] == 3
            assert answer.json()["error"]
        assert finish(client, upload.pk).status_code == 200

    def test_piece_above_2_mb_is_not_read(self, client, reporter):
        upload = uploads.begin(reporter, "a.jpg", "a", 5_000_000)

        answer = send_piece(client, upload.pk, 0, b"x" * (pieces.MAX_PIECE + 1))

        assert answer.status_code == 413
        assert stored() == []

    def test_largest_piece_is_taken(self, client, reporter):
        upload = uploads.begin(reporter, "a.jpg", "a", 5_000_000)
        piece = photo((8, 8)).ljust(pieces.MAX_PIECE, b"\0")

        assert send_piece(client, upload.pk, 0, piece).json()["received"] == pieces.MAX_PIECE

    @pytest.mark.parametrize(
        "said",
        [
            {}, {"name": "a", "mark": "a"}, {"name": "a", "mark": "a", "size": 0},
            {"name": "a", "mark": "a", "size": -5}, {"name": "a", "mark": "a", "size": "x"},
            {"name": "a", "mark": "x" * 9_000, "size": 5}, {"name": "a\0", "mark": "a", "size": 5},
        ],
    )  # fmt: skip
    def test_file_that_is_badly_described_is_not_begun(self, client, reporter, said):
        answer = client.post(HERE, said)

        assert answer.status_code == 400
        assert answer.json()["error"]
        assert not Upload.objects.exists()

    def test_file_too_large_for_the_library_is_told_the_limit(self, client, reporter):
        answer = client.post(HERE, {"name": "a", "mark": "a", "size": 10**30})

        assert answer.status_code == 413
        assert "৩০০" in answer.json()["error"]

    def test_too_many_files_half_sent_are_told_apart(self, client, reporter):
        for number in range(uploads.MAX_UNFINISHED):
            uploads.begin(reporter, "a", str(number), 5)

        assert begin(client, photo()).status_code == 429

    def test_words_too_long_are_told_by_field_and_the_upload_stays(self, client, reporter):
        upload = sent(reporter, photo())

        answer = finish(client, upload.pk, caption="ক" * 301)

        assert answer.status_code == 400
        assert list(answer.json()["errors"]) == ["caption"]
        assert finish(client, upload.pk, caption="ক" * 300).status_code == 200

    def test_methods_are_the_ones_there_are(self, client, reporter):
        upload = begun(reporter, photo())

        assert client.get(HERE).status_code == 405
        assert client.put(f"{HERE}{upload.pk}/").status_code == 405
        assert client.get(f"{HERE}{upload.pk}/finish/").status_code == 405
        assert client.get(f"{HERE}{upload.pk}/words/").status_code == 405


class TestRights:
    def every_address(self, client, pk):
        """Return the statuses of all that can be asked of one upload."""
        return [
            client.get(f"{HERE}{pk}/").status_code,
            send_piece(client, pk, 0, b"x").status_code,
            finish(client, pk).status_code,
            client.post(f"{HERE}{pk}/words/", {"alt": "x"}).status_code,
            client.post(f"{HERE}{pk}/leave/").status_code,
        ]

    @pytest.mark.parametrize("role", ["reporter", "chief", "admin"])
    def test_upload_of_another_person_is_not_found(self, client, role):
        upload = sent(person("editor"), photo())
        finished = sent(person("editor", "second"), photo())
        uploads.finish(finished, typed={"alt": "সেতু"})
        client.force_login(person(role))

        assert self.every_address(client, upload.pk) == [404] * 5
        assert self.every_address(client, finished.pk) == [404] * 5
        assert self.every_address(client, uuid.uuid4()) == [404] * 5
        assert Upload.objects.count() == 2
        assert Picture.objects.get().alt == "সেতু"

    def test_moderator_may_not_send(self, client):
        moderator = person("moderator")
        client.force_login(moderator)
        upload = Upload.objects.create(sender=moderator, name="a", mark="a", size=5)

        assert begin(client, photo()).status_code == 403
        assert self.every_address(client, upload.pk) == [403] * 5
        assert client.get(PAGE).status_code == 403

    def test_right_taken_away_on_the_way_ends_it(self, client, reporter):
        upload = sent(reporter, photo())
        reporter.groups.clear()

        assert finish(client, upload.pk).status_code == 403
        assert not Picture.objects.exists()

    @pytest.mark.parametrize("role", [None, "reader"])
    def test_who_is_not_of_the_desk_is_sent_to_the_door(self, client, role):
        upload = sent(person("editor"), photo())
        if role:
            client.force_login(person(role))

        assert begin(client, photo()).status_code == 302
        assert self.every_address(client, upload.pk) == [302] * 5
        assert client.get(PAGE).status_code == 302

    def test_nothing_is_taken_without_the_page_s_token(self, reporter):
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(reporter)
        upload = sent(reporter, photo())

        assert begin(strict, photo()).status_code == 403
        assert self.every_address(strict, upload.pk) == [200, 403, 403, 403, 403]
        assert Upload.objects.get() == upload

    def test_picture_moved_to_where_its_sender_may_not_look_is_as_if_it_were_not_there(
        self, client, reporter
    ):
        upload = sent(reporter, photo())
        finish(client, upload.pk, alt="সেতু")
        closed = Folder.objects.create(name="গোপন")
        closed.roles.set([Group.objects.get(name="chief")])
        Picture.objects.update(folder=closed, alt="EMBARGO", caption="EMBARGO")

        answers = [
            finish(client, upload.pk),
            client.post(f"{HERE}{upload.pk}/words/", {"alt": "mine", "folder": ""}),
        ]

        gone = client.get(f"{HERE}{uuid.uuid4()}/").json()
        assert [(answer.status_code, answer.json()) for answer in answers] == [(404, gone)] * 2
        picture = Picture.objects.get()
        assert (picture.alt, picture.caption, picture.folder) == ("EMBARGO", "EMBARGO", closed)
        closed.roles.set([Group.objects.get(name="reporter")])
        assert finish(client, upload.pk).json()["alt"] == "EMBARGO"
        assert client.post(f"{HERE}{upload.pk}/words/", {"alt": "mine"}).status_code == 200

    @pytest.mark.parametrize("role", [None, "reporter", "admin"])
    def test_pieces_are_sent_to_nobody(self, client, role):
        upload = sent(person("editor"), photo(), piece=10_000_000)
        if role:
            client.force_login(person(role))

        assert stored() == [f"uploads/{upload.pk}/0"]
        assert client.get(f"/media/uploads/{upload.pk}/0").status_code == 404


class TestWords:
    @pytest.fixture
    def finished(self, reporter):
        upload = sent(reporter, with_words(caption="জেটিতে জাহাজ"))
        uploads.finish(upload, typed={})
        return Upload.objects.get(pk=upload.pk)

    def save(self, client, upload, **typed):
        return client.post(f"{HERE}{upload.pk}/words/", typed)

    def test_words_under_a_picture_that_came_are_saved_and_found(self, client, finished):
        answer = self.save(
            client, finished, alt="একটি জাহাজ", caption="বন্দর", credit="নাসির", agency=""
        )

        picture = Picture.objects.get()
        assert answer.status_code == 200
        assert (picture.alt, picture.caption, picture.credit) == ("একটি জাহাজ", "বন্দর", "নাসির")
        assert list(Picture.objects.matching("বন্দর")) == [picture]
        assert [entry.act for entry in entries_of(picture)] == ["change", "add"]

    def test_what_the_worker_wrote_meanwhile_stays(self, client, finished, monkeypatch):
        from images import upload_views

        own = upload_views._own

        def late(request, pk):
            found = own(request, pk)
            Picture.objects.update(made=Picture.Made.ALL)
            return found

        monkeypatch.setattr(upload_views, "_own", late)

        self.save(client, finished, alt="সেতু")

        assert Picture.objects.get().made == Picture.Made.ALL

    def test_refused_words_are_told_by_field_and_change_nothing(self, client, finished):
        answer = self.save(client, finished, alt="সেতু", credit="ক" * 121)

        assert answer.status_code == 400
        assert list(answer.json()["errors"]) == ["credit"]
        assert "১২০" in answer.json()["errors"]["credit"][0]
        assert Picture.objects.get().alt == ""

    def test_file_that_is_not_in_the_library_has_no_words_yet(self, client, reporter):
        assert self.save(client, sent(reporter, photo()), alt="x").status_code == 404

    def test_picture_in_use_is_changed_by_whoever_may_change_it_there(
        self, client, finished, monkeypatch
    ):
        monkeypatch.setattr("images.admin.picture.is_used", lambda picture: True)

        answer = self.save(client, finished, alt="x")

        assert answer.status_code == 403
        assert Picture.objects.get().alt == ""


class TestHostileText:
    @pytest.mark.parametrize(
        "name", [HOSTILE, "\u202egpj.exe", "x" * 3_000, "../../x", "</template><script>x</script>"]
    )
    def test_name_and_words_of_a_file_are_inert_wherever_they_are_shown(
        self, client, reporter, name
    ):
        content = with_words(caption=HOSTILE, artist="</textarea><script>alert(1)</script>")
        upload = begin(client, content, name).json()
        send_piece(client, upload["id"], 0, content)

        answer = finish(client, upload["id"])

        picture = Picture.objects.get()
        page = client.get(answer.json()["url"]).content.decode()
        assert (picture.caption, answer.json()["caption"]) == (HOSTILE, HOSTILE)
        assert picture.file.name.startswith("originals/")
        assert name not in picture.file.name
        assert HOSTILE not in page
        assert "<script>alert" not in page
        assert escape(HOSTILE) in page


class TestPage:
    def test_page_offers_the_plain_form_where_scripts_do_not_run(self, client, reporter):
        page = client.get(PAGE).content.decode()

        noscript = page.partition("<noscript>")[2].partition("</noscript>")[0]
        assert 'href="/admin/images/picture/add/"' in noscript
        assert page.count("<h1") == 1

    def test_page_offers_the_folders_that_the_person_may_see(self, client, reporter):
        Folder.objects.create(name="খেলা")
        Folder.objects.create(name="EMBARGO").roles.set([Group.objects.get(name="chief")])

        page = client.get(PAGE).content.decode()

        assert "খেলা" in page
        assert "EMBARGO" not in page

    def test_paper_without_folders_asks_for_none(self, client, reporter):
        assert 'data-field="folder"' not in client.get(PAGE).content.decode()


# A process whose files may have so many bytes, as on a disk that is full: first too few for a piece, then for the whole.
FULL = """
import json, resource, sys
import django
django.setup()
from django.conf import settings
from django.db import connection
from django.test import Client
from images.tests.sending import HERE, photo, stored
from people.models import User

settings.MEDIA_ROOT = sys.argv[1]
client = Client(SERVER_NAME="127.0.0.1")
client.force_login(User.objects.get())
content = photo((1800, 1200), quality=95)
upload = client.post(HERE, {"name": "a.jpg", "mark": "a", "size": len(content)}).json()
here = f"{HERE}{upload['id']}/"
if connection.vendor == "sqlite":
    connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
said = []


def note(ask, room):
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    answer = ask()
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    said.append([answer.status_code, answer.json().get("error", ""), len(stored())])


def send(at=0):
    piece = content[at : at + 2 * 1024 * 1024]
    return client.post(f"{here}?offset={at}", piece, "application/octet-stream")


def finish():
    return client.post(here + "finish/")


note(send, int(sys.argv[2]))
at = 0
while at < len(content):
    at = send(at).json()["received"]
note(finish, int(sys.argv[3]))
note(finish, hard)
print(json.dumps([len(content), said]))
"""


@pytest.mark.django_db(transaction=True)
class TestFullDisk:
    def test_it_is_said_and_nothing_half_written_is_left_and_it_goes_on_when_there_is_room(
        self, tmp_path
    ):
        person("reporter")
        rooms = [1_900_000, 2_150_000]

        done = subprocess.run(
            [sys.executable, "-c", FULL, str(tmp_path), *map(str, rooms)],
            cwd=settings.BASE_DIR, capture_output=True, text=True, check=False,
            env=os.environ | {
                "DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "newsroom.settings",
            },
        )  # fmt: skip

        assert done.returncode == 0, done.stderr
        size, said = json.loads(done.stdout)
        assert size > max(rooms)
        assert [(status, left) for status, _error, left in said] == [(507, 0), (507, 2), (200, 3)]
        assert said[0][1] == said[1][1] != ""
        assert Picture.objects.get().added_by.username == "reporter"
