"""images/uploads.py: pieces in order, breaks that go on, files judged when whole, nothing left lying."""

import datetime as dt
import tempfile
import time
from contextlib import nullcontext
from functools import partial

import pytest
from django.contrib.auth.models import Group
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from bangla.digits import to_bangla
from images import arriving, judging, pieces, renditions, storing, sweeping, turns, uploads, video
from images.models import Folder, Picture, Upload
from images.tests import films
from images.tests.films import CLIP
from images.tests.sending import (
    SlowStorage,
    added,
    begun,
    content_of,
    person,
    photo,
    png,
    read,
    sent,
    stored,
    with_words,
)
from paper.log import entries_of

pytestmark = pytest.mark.django_db
FOLDERS = ("originals", "renditions", "videos", "uploads")


class Killed(BaseException):
    """What ends a process ends nothing in an orderly way."""


@pytest.fixture(autouse=True)
def storage(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(uploads, "LEAST_PIECE", 1)
    return tmp_path


@pytest.fixture
def reporter():
    return person("reporter")


class TestBegin:
    def test_file_begins_at_its_first_byte(self, reporter):
        upload = uploads.begin(reporter, "jetty.jpg", "jetty", 5_000)

        assert (upload.sender, upload.name, upload.size) == (reporter, "jetty.jpg", 5_000)
        assert (upload.received, upload.picture) == (0, None)

    def test_same_file_goes_on_where_it_broke_off(self, reporter):
        content = photo()
        first = uploads.take(begun(reporter, content), 0, content[:5_000])

        again = begun(reporter, content)

        assert (again.pk, again.received) == (first.pk, 5_000)
        assert again.touched_at > first.touched_at

    @pytest.mark.parametrize(("mark", "size"), [("b", 5_000), ("a", 5_001)])
    def test_other_mark_or_size_is_another_file(self, reporter, mark, size):
        first = uploads.begin(reporter, "a.jpg", "a", 5_000)

        assert uploads.begin(reporter, "a.jpg", mark, size).pk != first.pk

    def test_same_file_of_somebody_else_is_another(self, reporter):
        first = uploads.begin(reporter, "a.jpg", "a", 5_000)

        assert uploads.begin(person("editor"), "a.jpg", "a", 5_000).pk != first.pk

    def test_file_that_is_in_the_library_begins_anew(self, reporter):
        content = photo()
        finished = sent(reporter, content)
        uploads.finish(finished, typed={})

        assert begun(reporter, content).pk != finished.pk

    def test_file_heavier_than_any_of_the_library_is_refused_before_a_byte_of_it(self, reporter):
        with pytest.raises(uploads.TooLarge) as refused:
            uploads.begin(reporter, "a.jpg", "a", uploads.MAX_BYTES + 1)

        assert to_bangla(uploads.MAX_BYTES // 1024 // 1024) in str(refused.value)
        assert not Upload.objects.exists()

    def test_fifty_files_half_sent_are_enough_of_one_person(self, reporter):
        for number in range(uploads.MAX_UNFINISHED):
            uploads.begin(reporter, "a.jpg", str(number), 5_000)

        with pytest.raises(uploads.TooMany):
            uploads.begin(reporter, "a.jpg", "one more", 5_000)
        assert uploads.begin(reporter, "a.jpg", "7", 5_000).received == 0
        assert uploads.begin(person("editor"), "a.jpg", "one more", 5_000).pk

    def test_two_gigabytes_half_sent_are_enough_of_one_person(self, reporter, monkeypatch):
        monkeypatch.setattr(uploads, "MAX_UNFINISHED_BYTES", 12_000)
        uploads.begin(reporter, "a.mp4", "a", 7_000)
        uploads.begin(person("editor"), "a.mp4", "a", 7_000)

        with pytest.raises(uploads.TooMany):
            uploads.begin(reporter, "b.mp4", "b", 5_001)
        assert uploads.begin(reporter, "b.mp4", "b", 5_000).pk
        assert uploads.begin(reporter, "a.mp4", "a", 7_000).pk

    @pytest.mark.parametrize(
        ("name", "shown"),
        [
            ("সেতু.jpg", "সেতু.jpg"),
            ('xss"><img src=x onerror=alert(1)>.jpg', 'xss"><img src=x onerror=alert(1)>.jpg'),
            ("\u202egpj.exe", "gpj.exe"),
            ("../../etc/passwd.jpg", "passwd.jpg"),
            ("C:\\fakepath\\a.jpg", "a.jpg"),
            ("a\x00b\n\tc.jpg", "ab c.jpg"),
            ("\ud800.jpg", ".jpg"),
            ("ক" * 300 + ".jpg", "ক" * 200),
            ("//", ""),
        ],
    )
    def test_name_is_one_clean_line_for_the_eye_and_never_a_name_in_the_storage(
        self, reporter, name, shown
    ):
        upload = begun(reporter, photo((8, 8)), name=name, mark=name)
        upload = uploads.take(upload, 0, photo((8, 8)))

        upload.refresh_from_db()
        assert upload.name == shown
        assert stored() == [f"uploads/{upload.pk}/0"]


class TestTake:
    def test_pieces_lie_in_the_order_of_their_bytes(self, reporter):
        content = photo()
        upload = sent(reporter, content, piece=200_000)

        names = [f"uploads/{upload.pk}/{at}" for at in range(0, len(content), 200_000)]
        assert stored() == sorted(names)
        assert upload.received == len(content)

    def test_piece_sent_again_changes_nothing_and_is_told_where_to_go_on(self, reporter):
        content = photo()
        upload = uploads.take(begun(reporter, content), 0, content[:5_000])

        with pytest.raises(uploads.OutOfStep) as out:
            uploads.take(upload, 0, b"x" * 5_000)

        assert out.value.received == 5_000
        assert read(f"uploads/{upload.pk}/0") == content[:5_000]

    @pytest.mark.parametrize("offset", [1, 4_999, 5_001, 10_000])
    def test_piece_from_elsewhere_is_told_where_to_go_on(self, reporter, offset):
        content = photo()
        upload = uploads.take(begun(reporter, content), 0, content[:5_000])

        with pytest.raises(uploads.OutOfStep) as out:
            uploads.take(upload, offset, b"x")

        assert out.value.received == 5_000

    def test_no_more_comes_in_than_was_announced(self, reporter):
        upload = uploads.begin(reporter, "a.jpg", "a", 5_000)

        with pytest.raises(uploads.TooLarge):
            uploads.take(upload, 0, b"x" * 5_001)
        assert stored() == []

    def test_no_piece_is_larger_than_a_request_may_be(self, reporter):
        upload = uploads.begin(reporter, "a.jpg", "a", 5 * 1024 * 1024)

        with pytest.raises(uploads.TooLarge):
            uploads.take(upload, 0, b"x" * (pieces.MAX_PIECE + 1))

    def test_no_piece_is_so_small_that_a_video_would_be_millions_of_files(
        self, reporter, monkeypatch
    ):
        monkeypatch.setattr(uploads, "LEAST_PIECE", 5_000)
        content = photo((80, 60)).ljust(12_001, b"\0")
        upload = begun(reporter, content)

        for piece in (b"", content[:1], content[:4_999]):
            with pytest.raises(uploads.TooSmall):
                uploads.take(upload, 0, piece)
        assert stored() == []
        for at, end in [(0, 5_000), (5_000, 12_000), (12_000, 12_001)]:
            upload = uploads.take(upload, at, content[at:end])
        assert upload.received == len(content)

    def test_piece_for_an_upload_given_up_meanwhile_is_stored_nowhere(self, reporter):
        upload = uploads.begin(reporter, "a.jpg", "a", 5_000)
        uploads.forget(Upload.objects.get())

        with pytest.raises(Upload.DoesNotExist):
            uploads.take(upload, 0, photo((8, 8))[:1])
        assert stored() == []

    @pytest.mark.parametrize(
        ("content", "code"),
        [
            (b"<svg onload=alert(1)>" + b" " * 10_000, "document"),
            (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(10_000), "phone"),
            (b"PK\x03\x04" + bytes(10_000), "invalid_image"),
            (b"<!doctype html>", "document"),
        ],
    )
    def test_first_bytes_of_no_picture_end_the_upload_at_once(self, reporter, content, code):
        upload = begun(reporter, content)

        with pytest.raises(uploads.BadFile) as bad:
            uploads.take(upload, 0, content[:5_000])

        assert bad.value.message == judging.MESSAGES[code]
        assert not Upload.objects.exists()
        assert stored() == []

    def test_picture_too_heavy_for_the_library_ends_with_its_first_piece(
        self, reporter, monkeypatch
    ):
        monkeypatch.setattr(uploads, "PICTURE_BYTES", 10_000)
        content = photo()
        upload = begun(reporter, content)

        with pytest.raises(uploads.BadFile) as bad:
            uploads.take(upload, 0, content[:5_000])

        assert bad.value.message == judging.MESSAGES["too_heavy"]


class TestFinish:
    def test_file_is_put_together_byte_for_byte(self, reporter):
        content = photo()

        picture = added(reporter, content)

        assert content_of(picture) == content
        assert picture.key == added(person("editor"), content).key

    def test_picture_is_ready_for_the_desk_and_for_a_story_published_at_once(self, reporter):
        picture = Picture.objects.get(pk=added(reporter, photo((1200, 800))).pk)

        assert (picture.width, picture.height, picture.made) == (1200, 800, Picture.Made.FIRST)
        assert stored(f"renditions/{picture.key}") == [
            f"renditions/{picture.key}/320.webp",
            f"renditions/{picture.key}/960.jpg",
        ]
        assert picture.added_by == reporter
        assert [entry.act for entry in entries_of(picture)] == ["add"]

    def test_pieces_are_gone_when_the_picture_is_there(
        self, reporter, django_capture_on_commit_callbacks
    ):
        upload = sent(reporter, photo())

        with django_capture_on_commit_callbacks(execute=True):
            picture = uploads.finish(upload, typed={})

        assert stored("uploads") == []
        assert stored("originals") == [picture.file.name]

    def test_description_may_follow_later(self, reporter):
        assert added(reporter, photo()).alt == ""

    def test_what_was_typed_counts_and_the_rest_comes_from_the_file(self, reporter):
        content = with_words(caption="জেটিতে জাহাজ", artist="নাসির আহমেদ")

        picture = added(reporter, content, alt="একটি জাহাজ", caption="বন্দরে জাহাজ")

        picture.refresh_from_db()
        assert (picture.alt, picture.caption) == ("একটি জাহাজ", "বন্দরে জাহাজ")
        assert picture.credit == "নাসির আহমেদ"

    def test_picture_lies_in_the_folder_that_was_chosen(self, reporter):
        folder = Folder.objects.create(name="খেলা")
        upload = sent(reporter, photo())

        assert uploads.finish(upload, typed={}, folder=folder).folder == folder

    def test_finish_whose_answer_got_lost_gives_the_same_picture_again(self, reporter):
        upload = sent(reporter, photo())
        picture = uploads.finish(upload, typed={"alt": "সেতু"})

        again = uploads.finish(Upload.objects.get(pk=upload.pk), typed={"alt": "আরেকটি"})

        assert again == picture
        assert Picture.objects.get().alt == "সেতু"
        assert len(stored("originals")) == 1

    def test_window_that_knows_nothing_of_the_other_s_finish_gets_the_same_picture(
        self, reporter, django_capture_on_commit_callbacks
    ):
        upload = sent(reporter, photo())
        late = Upload.objects.get(pk=upload.pk)
        with django_capture_on_commit_callbacks(execute=True):
            picture = uploads.finish(upload, typed={})

        assert uploads.finish(late, typed={}) == picture

    def test_end_before_the_last_byte_is_told_where_to_go_on(self, reporter):
        content = photo()
        upload = uploads.take(begun(reporter, content), 0, content[:5_000])

        with pytest.raises(uploads.OutOfStep) as out:
            uploads.finish(upload, typed={})

        assert out.value.received == 5_000
        assert not Picture.objects.exists()

    def test_lost_piece_has_the_file_sent_anew(self, reporter):
        content = photo()
        upload = sent(reporter, content, piece=200_000)
        default_storage.delete(f"uploads/{upload.pk}/200000")

        with pytest.raises(uploads.OutOfStep) as out:
            uploads.finish(upload, typed={})

        assert out.value.received == 0
        assert content_of(added(reporter, content)) == content

    def test_pieces_of_an_earlier_beginning_do_not_get_into_the_file(self, reporter):
        content = photo()
        upload = sent(reporter, content, piece=200_000)
        Upload.objects.update(received=0)

        picture = uploads.finish(sent(reporter, content, piece=70_000), typed={})

        assert content_of(picture) == content
        assert upload.pk.hex in picture.file.name

    @pytest.mark.parametrize(
        ("content", "code"),
        [(photo()[:-4_000], "broken"), (photo((8, 8))[:150], "broken")],
    )
    def test_refused_file_leaves_nothing_behind(self, reporter, content, code):
        upload = sent(reporter, content)

        with pytest.raises(uploads.BadFile) as bad:
            uploads.finish(upload, typed={})

        assert bad.value.message == judging.MESSAGES[code]
        assert not Upload.objects.exists()
        assert not Picture.objects.exists()
        assert stored() == []

    def test_fault_of_ours_keeps_the_pieces_and_nothing_else(self, reporter, monkeypatch):
        upload = sent(reporter, photo())
        monkeypatch.setattr(renditions, "_colour_of", lambda image: 1 / 0)

        with pytest.raises(ZeroDivisionError):
            uploads.finish(upload, typed={})

        assert not Picture.objects.exists()
        assert stored("originals") == stored("renditions") == []
        monkeypatch.undo()
        assert uploads.finish(Upload.objects.get(pk=upload.pk), typed={})

    def test_fault_after_the_rows_are_there_takes_nothing_from_the_picture(
        self, reporter, monkeypatch, django_capture_on_commit_callbacks
    ):
        upload = sent(reporter, photo())
        monkeypatch.setattr(pieces, "delete", lambda pk: 1 / 0)

        with django_capture_on_commit_callbacks(execute=True):
            picture = uploads.finish(upload, typed={})

        assert content_of(picture) == photo()
        assert picture.made == Picture.Made.FIRST

    def test_file_that_the_sweep_took_as_it_was_written_is_made_again(self, reporter, monkeypatch):
        upload, save = sent(reporter, photo()), arriving.save

        def swept(ready):
            default_storage.delete(ready.served[0])
            return save(ready)

        monkeypatch.setattr(arriving, "save", swept)
        with pytest.raises(turns.Busy):
            uploads.finish(upload, typed={})
        monkeypatch.setattr(arriving, "save", save)
        picture = uploads.finish(upload, typed={})

        assert stored("originals") == [picture.file.name]
        assert len(stored("renditions")) == 2

    def test_heavy_file_is_put_together_on_the_paper_s_own_disk(
        self, reporter, settings, tmp_path, monkeypatch
    ):
        settings.VAR = tmp_path / "var"
        monkeypatch.setattr(tempfile, "tempdir", "/nowhere")  # may lie in memory
        content = photo().ljust(arriving.IN_MEMORY + 1, b"\0")

        assert content_of(added(reporter, content)) == content

    def test_upload_given_up_meanwhile_becomes_no_picture(self, reporter):
        upload = sent(reporter, photo())
        late = Upload.objects.get(pk=upload.pk)
        uploads.forget(upload)

        with pytest.raises(Upload.DoesNotExist):
            uploads.finish(late, typed={})
        assert stored() == []


class TestVideo:
    def poster(self):
        return SimpleUploadedFile("poster.jpg", photo((800, 600)))

    def test_video_is_added_with_its_poster(self, reporter, django_capture_on_commit_callbacks):
        upload = sent(reporter, CLIP)

        with django_capture_on_commit_callbacks(execute=True):
            picture = uploads.finish(upload, typed={"alt": "জাহাজ"}, poster=self.poster())

        assert (picture.alt, picture.width, picture.video.seconds) == ("জাহাজ", 800, 2)
        assert uploads.finish(Upload.objects.get(pk=upload.pk), typed={}) == picture
        assert [entry.act for entry in entries_of(picture)] == ["add"]
        assert stored("uploads") == []

    @pytest.mark.parametrize("poster", [None, SimpleUploadedFile("a.jpg", b"no picture")])
    def test_video_without_a_picture_that_stands_for_it_is_kept_until_one_comes(
        self, reporter, poster
    ):
        upload = sent(reporter, CLIP)

        with pytest.raises(uploads.NeedsPoster):
            uploads.finish(upload, typed={}, poster=poster)

        assert stored() == [f"uploads/{upload.pk}/0"]
        assert uploads.finish(upload, typed={}, poster=self.poster()).video

    def test_refused_video_leaves_nothing_behind(self, reporter):
        upload = sent(reporter, CLIP[:-2_000])

        with pytest.raises(uploads.BadFile):
            uploads.finish(upload, typed={}, poster=self.poster())

        assert not Upload.objects.exists()
        assert stored() == []

    def test_video_may_be_heavier_than_a_picture(self, reporter, monkeypatch):
        monkeypatch.setattr(uploads, "PICTURE_BYTES", 5_000)

        assert sent(reporter, CLIP).received == len(CLIP) > 5_000

    def test_video_that_will_not_be_taken_is_refused_before_a_picture_is_asked_for(self, reporter):
        upload = sent(
            reporter, films.film(films.video(entries=films.video_entry(b"hvc1"))), piece=100
        )

        with pytest.raises(uploads.BadFile) as bad:
            uploads.finish(upload, typed={})

        assert bad.value.message == video.MESSAGES["hevc"]

    def test_nothing_is_put_together_while_the_picture_is_missing(self, reporter, monkeypatch):
        upload = sent(reporter, CLIP, piece=1_000)
        monkeypatch.setattr(arriving, "_put_together", lambda file: 1 / 0)
        monkeypatch.setattr(video, "key_and_size", lambda file: 1 / 0)

        with pytest.raises(uploads.NeedsPoster):
            uploads.finish(upload, typed={})

    def test_video_comes_out_of_small_pieces_as_out_of_one(self, reporter):
        one = uploads.finish(sent(reporter, CLIP), typed={}, poster=self.poster())

        upload = sent(reporter, CLIP, piece=100, mark="b")
        two = uploads.finish(upload, typed={}, poster=self.poster())

        assert (two.video.key, two.video.size) == (one.video.key, one.video.size)
        assert len(read(f"videos/{two.video.key}.mp4")) == two.video.size

    def test_lost_piece_of_a_video_has_it_sent_anew(self, reporter):
        upload = sent(reporter, CLIP, piece=1_000)
        default_storage.delete(f"uploads/{upload.pk}/3000")

        with pytest.raises(uploads.OutOfStep) as out:
            uploads.finish(upload, typed={}, poster=self.poster())

        assert out.value.received == Upload.objects.get().received == 0

    @pytest.mark.parametrize("step", range(5))
    def test_killed_finish_leaves_only_what_the_next_one_or_a_day_takes_away(
        self, reporter, monkeypatch, step, django_capture_on_commit_callbacks
    ):
        """The poster's original, two renditions and the video are stored, then come the rows."""
        upload = sent(reporter, CLIP)
        put, save, done = storing.put, arriving.save, []

        def then_killed(function, *args):
            if len(done) == step:
                raise Killed
            done.append(args)
            return function(*args)

        monkeypatch.setattr(uploads, "_undone_if_it_fails", nullcontext)
        for module in (storing, renditions):
            monkeypatch.setattr(module, "put", partial(then_killed, put))
        monkeypatch.setattr(arriving, "save", partial(then_killed, save))
        with pytest.raises(Killed):
            uploads.finish(upload, typed={}, poster=self.poster())
        left = stored("originals") + stored("renditions") + stored("videos")
        monkeypatch.undo()
        monkeypatch.setattr(uploads, "LEAST_PIECE", 1)
        poster = SimpleUploadedFile("poster.png", png())

        with django_capture_on_commit_callbacks(execute=True):
            picture = uploads.finish(upload, typed={}, poster=poster)

        assert len(left) == step
        assert stored("originals") == [picture.file.name]
        sweeping.sweep(timezone.now() + dt.timedelta(hours=25))
        assert {name.split("/")[1] for name in stored("renditions")} == {picture.key}
        assert stored("videos") == [f"videos/{picture.video.key}.mp4"]
        assert stored("uploads") == []

    def test_what_a_killed_finish_left_goes_a_day_later_with_the_upload(
        self, reporter, monkeypatch
    ):
        def killed(ready):
            raise Killed

        upload = sent(reporter, CLIP)
        monkeypatch.setattr(uploads, "_undone_if_it_fails", nullcontext)
        monkeypatch.setattr(arriving, "save", killed)
        with pytest.raises(Killed):
            uploads.finish(upload, typed={}, poster=self.poster())
        before = [bool(stored(folder)) for folder in FOLDERS]
        tomorrow = timezone.now() + dt.timedelta(hours=25)

        uploads.forget_old(tomorrow)
        sweeping.sweep(tomorrow)

        assert before == [True, True, True, True]
        assert [bool(stored(folder)) for folder in FOLDERS] == [False] * 4


class TestSameFile:
    def test_file_that_is_in_the_library_already_is_named(self, reporter):
        first = added(reporter, photo())

        assert uploads.same_in_library(first) is None
        assert uploads.same_in_library(added(reporter, photo())) == first

    def test_file_in_a_folder_that_the_sender_may_not_see_is_not_named(self, reporter):
        closed = Folder.objects.create(name="গোপন")
        closed.roles.set([Group.objects.get(name="chief")])
        Picture.objects.filter(pk=added(person("chief"), photo()).pk).update(folder=closed)

        assert uploads.same_in_library(added(reporter, photo())) is None
        assert uploads.same_in_library(added(person("chief", "second"), photo())) is not None


class TestForget:
    def test_upload_goes_with_its_pieces(self, reporter):
        uploads.forget(sent(reporter, photo()))

        assert not Upload.objects.exists()
        assert stored() == []

    def test_picture_that_it_became_stays(self, reporter):
        upload = sent(reporter, photo())
        picture = uploads.finish(upload, typed={})
        before = stored("originals") + stored("renditions")

        uploads.forget(upload)

        assert Picture.objects.get() == picture
        assert stored() == before

    def test_original_that_a_killed_finish_left_goes_too(self, reporter):
        upload = sent(reporter, photo())
        storing.put(uploads.original_name(upload, ".jpg"), photo())

        uploads.forget(upload)

        assert stored() == []

    def test_renditions_of_a_picture_with_the_same_file_stay(self, reporter):
        content = photo()
        added(person("editor"), content)
        before = stored("renditions")

        uploads.forget(sent(reporter, content))

        assert len(before) == 2
        assert stored("renditions") == before


class TestForgetOld:
    def later(self, **age):
        return timezone.now() + dt.timedelta(**age)

    def test_upload_cut_in_the_middle_goes_after_a_day_and_not_before(self, reporter):
        content = photo()
        uploads.take(begun(reporter, content), 0, content[:5_000])

        assert uploads.forget_old(self.later(hours=23)) == 0
        assert Upload.objects.exists()
        assert uploads.forget_old(self.later(hours=25)) == 1
        assert not Upload.objects.exists()
        assert stored() == []

    def test_row_of_a_finished_upload_goes_and_its_picture_stays(self, reporter):
        picture = added(reporter, photo())

        uploads.forget_old(self.later(hours=25))

        assert not Upload.objects.exists()
        assert stored("uploads") == []
        assert content_of(picture) == photo()

    def test_upload_that_goes_on_meanwhile_stays(self, reporter):
        upload = sent(reporter, photo())

        uploads.forget(upload, untouched_since=upload.touched_at)

        assert Upload.objects.get().received == upload.size

    def test_upload_that_is_being_finished_is_left_for_the_next_time(self, reporter, monkeypatch):
        monkeypatch.setattr(turns, "WAIT_SECONDS", 0)
        upload = sent(reporter, photo())

        with turns.work(upload.pk):
            assert uploads.forget_old(self.later(hours=25)) == 0
        assert Upload.objects.get().received == upload.size
        assert uploads.forget_old(self.later(hours=25)) == 1

    def test_pieces_whose_sender_is_gone_go_at_once(self, reporter):
        sent(reporter, photo())
        kept = sent(person("editor"), photo())
        reporter.delete()

        assert uploads.forget_old() == 1
        assert stored() == sorted(f"uploads/{kept.pk}/{at}" for at in range(0, kept.size, 100_000))

    def test_what_else_lies_there_is_left_alone(self, storage):
        (storage / "uploads" / "notes").mkdir(parents=True)
        (storage / "uploads" / "notes" / "a").write_bytes(b"a")

        assert uploads.forget_old() == 0
        assert stored() == ["uploads/notes/a"]

    def test_paper_without_uploads_has_nothing_to_forget(self):
        assert uploads.forget_old() == 0

    def test_killed_forgetting_leaves_an_upload_that_begins_anew(self, reporter, monkeypatch):
        content = photo()
        upload = sent(reporter, content)
        monkeypatch.setattr(pieces, "delete", lambda pk: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            uploads.forget(upload)
        monkeypatch.undo()

        again = begun(reporter, content)

        assert (again.pk, again.received) == (upload.pk, 0)
        assert content_of(added(reporter, content)) == content


@pytest.mark.django_db(transaction=True)
class TestTogether:
    def test_eight_windows_that_send_one_file_do_not_damage_it(self, together, reporter):
        content = photo()
        upload = begun(reporter, content)

        def send(number):
            at, piece = 0, 10_000 + 1_000 * number
            while at < len(content):
                try:
                    at = uploads.take(upload, at, content[at : at + piece]).received
                except uploads.OutOfStep as out:
                    at = out.received
            return at

        assert together(send) == [len(content)] * 8
        upload.refresh_from_db()
        assert content_of(uploads.finish(upload, typed={})) == content
        assert stored("uploads") == []

    def test_eight_windows_that_begin_one_file_begin_it_once(self, together, reporter):
        found = together(lambda number: begun(reporter, photo()).pk)

        assert len(set(found)) == Upload.objects.count() == 1

    def test_eight_windows_that_finish_one_file_get_one_picture(self, together, reporter):
        upload = sent(reporter, photo())

        found = together(
            lambda number: uploads.finish(Upload.objects.get(pk=upload.pk), typed={}).pk
        )

        assert found == [Picture.objects.get().pk] * 8
        assert len(stored("originals")) == 1
        assert len(stored("renditions")) == 2
        assert stored("uploads") == []

    def test_eight_windows_that_finish_one_file_put_it_together_once(
        self, together, reporter, monkeypatch
    ):
        upload = sent(reporter, photo())
        put_together, times = arriving._put_together, []
        monkeypatch.setattr(
            arriving, "_put_together", lambda file: times.append(1) or put_together(file)
        )

        together(lambda number: uploads.finish(upload, typed={}))

        assert times == [1]

    def test_slow_storage_holds_no_other_writer(self, together, reporter, settings):
        settings.STORAGES = {
            **settings.STORAGES,
            "default": {"BACKEND": "images.tests.sending.SlowStorage"},
        }
        editor, ends, longest = person("editor"), [], []

        def send(number):
            uploads.finish(sent(reporter, CLIP), typed={}, poster=TestVideo().poster())
            ends.append(time.monotonic())

        def write(number):
            while not ends:
                begun_at = time.monotonic()
                uploads.begin(editor, "a", "a", 5_000)
                longest.append(time.monotonic() - begun_at)
                time.sleep(0.02)

        started = time.monotonic()
        found = together(lambda number: (send, write)[number](number), threads=2)

        assert found == [None, None]
        assert ends[0] - started > 5 * SlowStorage.SECONDS  # a piece, an original, three served
        assert max(longest) < SlowStorage.SECONDS
        assert Picture.objects.count() == 1

    def test_giving_up_beside_a_finish_ends_with_a_picture_or_with_nothing(
        self, together, reporter
    ):
        for seed in range(5):
            upload = sent(reporter, photo(seed=seed))

            def one(number, upload=upload):
                if number == 0:
                    return uploads.finish(Upload.objects.get(pk=upload.pk), typed={})
                return uploads.forget(upload)

            together(one, threads=2)

            originals = sorted(Picture.objects.values_list("file", flat=True))
            keys = {f"renditions/{key}" for key in Picture.objects.values_list("key", flat=True)}
            assert stored("originals") == originals
            assert {name.rpartition("/")[0] for name in stored("renditions")} == keys
            assert stored("uploads") == []

    def test_limit_of_files_half_sent_holds_in_a_rush(self, together, reporter, monkeypatch):
        monkeypatch.setattr(uploads, "MAX_UNFINISHED", 3)

        found = together(lambda number: uploads.begin(reporter, "a", str(number), 5_000))

        assert Upload.objects.count() == 3
        assert sum(isinstance(one, uploads.TooMany) for one in found) == 5

    def test_two_workers_that_forget_at_once_leave_nothing(self, together, reporter):
        for seed in range(4):
            sent(reporter, photo(seed=seed), mark=str(seed))
        tomorrow = timezone.now() + dt.timedelta(hours=25)

        found = together(lambda number: uploads.forget_old(tomorrow), threads=2)

        assert all(isinstance(number, int) for number in found)
        assert not Upload.objects.exists()
        assert stored() == []
