"""Videos on their way into the library: which are taken, what is kept of them, what goes when something fails."""

import datetime as dt
import io
import os
import re
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, transaction
from django.utils import timezone, translation
from hypothesis import given, settings
from hypothesis import strategies as st

from images import renditions, sweeping, video
from images.judging import MESSAGES as PICTURE_MESSAGES
from images.judging import BadPicture
from images.library import described
from images.models import Folder, Picture, Video
from images.names import key_of_video, video_name
from images.tests import films
from images.tests.factories import file_of
from images.tests.films import BAIT, CLIP, box, film, numbers, samples_of
from images.video import BadVideo


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


def refused(data):
    """Return the code with which a film is refused."""
    with pytest.raises(BadVideo) as caught:
        video.judge(io.BytesIO(data))
    assert caught.value.message == video.MESSAGES[caught.value.code]
    return caught.value.code


def files_in(folder):
    """Return the names of all files below a folder."""
    return sorted(
        str(Path(place, name).relative_to(folder))
        for place, _folders, names in os.walk(folder)
        for name in names
    )


class TestIsVideo:
    @pytest.mark.parametrize(
        "brand", [b"isom", b"mp42", b"qt  ", b"avc1", b"M4V ", b"3gp5", b"MSNV", b"XAVC"]
    )
    def test_brands_of_mp4_and_quicktime_are_videos(self, brand):
        assert video.is_video(box(b"ftyp", brand, numbers(0)))

    def test_brand_among_the_compatible_ones_is_enough(self):
        assert video.is_video(box(b"ftyp", b"what", numbers(0), b"mp42"))

    @pytest.mark.parametrize("brand", [b"heic", b"mif1", b"avif", b"HEIC", b"msf1"])
    def test_pictures_of_phones_are_none(self, brand):
        assert not video.is_video(box(b"ftyp", brand, numbers(0), brand, b"isom"))
        assert not video.is_video(box(b"ftyp", b"isom", numbers(0), brand))

    @pytest.mark.parametrize(
        "first",
        [b"", b"\0\0\0\x18ftyp", b"\0\0\0\x18ftypwhat", b"\xff\xd8\xff\xe0", b"<html>", b"\x1aE\xdf\xa3webm",
         b"RIFF\0\0\0\0AVI LIST", b"\0\0\0\x08moov", b"ftypisom", b"\0\0\0\0ftypcrx "],
    )  # fmt: skip
    def test_other_beginnings_are_none(self, first):
        assert not video.is_video(first)

    @given(st.binary(max_size=80))
    def test_every_beginning_is_answered(self, first):
        assert video.is_video(b"\0\0\0\x20ftyp" + first) in {True, False}

    def test_bytes_that_are_said_to_be_enough_are(self):
        assert video.is_video(CLIP[: video.ENOUGH_BYTES])


class TestJudge:
    @pytest.mark.parametrize(
        "whole",
        [CLIP, film(), film(films.video()), film(brand=b"qt  "), film(films.video(), films.sound(), films.place()),
         film(films.video(entries=films.video_entry(b"avc3")))],
    )  # fmt: skip
    def test_h264_with_aac_or_no_sound_is_taken(self, whole):
        file = io.BytesIO(whole)

        assert video.judge(file).video_codec in {"avc1", "avc3"}
        assert file.tell() == 0

    @pytest.mark.parametrize("kind", [b"hvc1", b"hev1", b"dvh1"])
    def test_h265_is_refused_and_told_what_to_set(self, kind):
        assert refused(film(films.video(entries=films.video_entry(kind)))) == "hevc"
        assert "Most compatible" in str(video.MESSAGES["hevc"])

    @pytest.mark.parametrize(
        "kind", [b"av01", b"vp09", b"mp4v", b"ap4h", b"jpeg", b"encv", b"\0\0\0\0"]
    )
    def test_other_pictures_are_refused(self, kind):
        assert refused(film(films.video(entries=films.video_entry(kind)))) == "invalid_video"

    @pytest.mark.parametrize("kind", [b"lpcm", b"sowt", b"ac-3", b"Opus", b"alac", b"enca"])
    def test_other_sound_is_refused(self, kind):
        whole = film(films.video(), films.sound(entries=films.sound_entry(kind)))

        assert refused(whole) == "invalid_video"

    @pytest.mark.parametrize("tracks", [[films.sound()], [films.place()]])
    def test_film_without_a_picture_is_refused(self, tracks):
        assert refused(film(*tracks)) == "no_picture"

    def test_film_that_was_cut_off_is_damaged(self):
        assert (
            refused(CLIP[:-1]) == refused(CLIP[:5000]) == refused(film()[:-900]) == "broken_video"
        )

    @pytest.mark.parametrize(
        "data", [b"", b"no film", file_of((8, 6)), box(b"ftyp", b"heic", b"0000", b"mif1")]
    )
    def test_other_files_are_no_video(self, data):
        assert refused(data) == "invalid_video"

    def test_longest_film_is_half_an_hour(self):
        assert video.judge(io.BytesIO(film(seconds=1800))).seconds == video.MAX_SECONDS
        assert refused(film(seconds=1800.5)) == "too_long_video"

    def test_largest_file_is_300_megabytes(self, tmp_path):
        """The rest of the file is a hole: nothing is written and nothing of it is read."""
        path = tmp_path / "large.mp4"
        for more, size in ((0, video.MAX_BYTES), (1, video.MAX_BYTES + 1)):
            with path.open("wb") as file:
                file.write(film(index_first=True))
                hole = size - file.tell()
                file.write(hole.to_bytes(4) + b"free")
                file.truncate(size)
            with path.open("rb") as file:
                if more:
                    with pytest.raises(BadVideo, match="too_heavy_video"):
                        video.judge(file)
                else:
                    assert video.judge(file).seconds == 2

    def test_sentences_name_the_limits_and_are_no_picture_s(self):
        with translation.override("en"):
            assert f"{video.MAX_BYTES // 1024 // 1024} MB" in str(video.MESSAGES["too_heavy_video"])
        assert not set(video.MESSAGES) & set(PICTURE_MESSAGES)

    def test_whoever_takes_pictures_tells_the_sender_of_both_alike(self):
        with pytest.raises(BadPicture) as caught:
            video.judge(io.BytesIO(b""))

        assert caught.value.message == video.MESSAGES["invalid_video"]

    @settings(max_examples=200, deadline=None)
    @given(st.data())
    def test_spoilt_film_is_a_film_or_a_bad_one(self, data):
        whole = data.draw(st.sampled_from([CLIP, film(), film(long=True, index_first=True)]))
        begin = data.draw(st.integers(0, len(whole)))
        end = data.draw(st.integers(begin, min(len(whole), begin + 60)))
        spoilt = whole[:begin] + data.draw(st.binary(max_size=60)) + whole[end:]

        try:
            assert video.judge(io.BytesIO(spoilt)).width > 0
        except BadVideo as bad:
            assert bad.code in video.MESSAGES  # noqa: PT017


@pytest.fixture
def sender(db):
    return get_user_model().objects.create_user("reporter")


@pytest.fixture
def add(sender):
    def call(whole=CLIP, poster=None, **fields):
        jpeg = ContentFile(file_of((64, 48)) if poster is None else poster)
        return video.add(io.BytesIO(whole), jpeg, by=sender, **fields)

    return call


class TestAdd:
    def test_video_is_a_picture_with_its_words_and_a_film_beside_it(self, add, sender):
        folder = Folder.objects.create(name="বিচার")

        picture = add(name="IMG_0001.MOV", alt="জেটি", caption="চট্টগ্রাম", credit="ক", folder=folder)

        picture = Picture.objects.select_related("video").get(pk=picture.pk)
        assert (picture.alt, picture.caption, picture.credit) == ("জেটি", "চট্টগ্রাম", "ক")
        assert (picture.folder, picture.added_by) == (folder, sender)
        assert (picture.width, picture.height, picture.made) == (64, 48, "first")
        assert (picture.video.width, picture.video.height, picture.video.seconds) == (64, 48, 2)
        assert described(picture)["seconds"] == 2

    def test_film_is_kept_under_its_hash_with_nothing_that_tells_where(self, add, media):
        whole = film(films.video(), films.sound(), films.place(), gap=BAIT)

        kept = add(whole).video

        with default_storage.open(video_name(kept.key)) as file:
            stored = file.read()
        assert kept.size == len(stored)
        assert samples_of(stored) == samples_of(whole)[:2]
        assert key_of_video(video_name(kept.key)) == kept.key
        for name in files_in(media):
            assert b"23.78" not in (media / name).read_bytes(), name

    def test_only_the_film_the_poster_and_its_first_files_are_kept(self, add, media):
        picture = add()

        assert files_in(media) == sorted([
            picture.file.name, f"videos/{picture.video.key}.mp4",
            f"renditions/{picture.key}/64.webp", f"renditions/{picture.key}/64.jpg",
        ])  # fmt: skip
        assert re.fullmatch(r"originals/\d{4}/\d\d/[0-9a-f]{16}\.jpg", picture.file.name)

    def test_poster_lies_where_the_caller_wants_it(self, add, media):
        assert add(original="originals/2026/11/abc").file.name == "originals/2026/11/abc.jpg"
        assert "originals/2026/11/abc.jpg" in files_in(media)

    def test_shortest_film_has_a_second(self, add):
        short = films.video()._replace(seconds=0)

        assert add(film(short, seconds=0.2)).video.seconds == 1

    def test_film_that_was_taken_upright_is_upright(self, add):
        kept = add(film(films.video(turn=films.TURNED))).video

        assert (kept.width, kept.height) == (48, 64)

    @pytest.mark.parametrize(("kind", "ending"), [("PNG", ".png"), ("WEBP", ".webp")])
    def test_poster_may_be_any_picture(self, add, kind, ending):
        assert add(poster=file_of((64, 48), kind=kind)).file.name.endswith(ending)

    def test_same_film_twice_is_one_file_whose_time_is_that_of_the_last(self, add, media):
        first = add()
        path = media / video_name(first.video.key)
        os.utime(path, (1, 1))

        second = add()

        assert first.video.key == second.video.key
        assert len(list((media / "videos").iterdir())) == 1
        assert path.stat().st_mtime > 1

    def test_film_that_was_swept_away_as_it_was_written_is_written_again(self, add, monkeypatch):
        monkeypatch.setattr(video, "hold", lambda key: default_storage.delete(video_name(key)))

        kept = add().video

        assert default_storage.size(video_name(kept.key)) == kept.size

    def test_two_films_that_begin_alike_have_posters_of_two_keys(self, add):
        """By its key a poster is asked for whether readers may see it, and with it its film."""
        first, second = add(CLIP), add(film())

        with (
            default_storage.open(first.file.name) as one,
            default_storage.open(second.file.name) as other,
        ):
            assert one.read() == other.read()
        assert first.key != second.key

    def test_another_poster_has_a_key_of_that_film_too(self, add):
        picture = add()
        alone = Picture.objects.create(file=ContentFile(file_of((90, 60)), name="a.jpg"))
        renditions.add(alone)

        picture.file.save("b.jpg", ContentFile(file_of((90, 60))))
        renditions.add(Picture.objects.get(pk=picture.pk))

        picture.refresh_from_db()
        assert picture.width == alone.width == 90
        assert picture.key not in {"", alone.key}

    def test_half_a_film_that_a_killed_run_left_is_replaced(self, add):
        whole = add(film())
        name, size = video_name(whole.video.key), whole.video.size
        Picture.objects.all().delete()
        default_storage.delete(name)
        default_storage.save(name, ContentFile(b"half"))

        add(film())

        assert default_storage.size(name) == size

    def test_film_that_the_storage_lost_is_there_again(self, add):
        name = video_name(add(film()).video.key)
        default_storage.delete(name)

        add(film())

        assert default_storage.exists(name)


class TestNothingIsLeft:
    """No row and no original; files that are served are out of reach, and swept away after a day."""

    def nothing(self, media):
        assert Picture.objects.count() == Video.objects.count() == 0
        assert files_in(media / "originals") == files_in(media / "unfinished") == []
        sweeping.sweep(timezone.now() + dt.timedelta(hours=25))
        return files_in(media) == []

    @pytest.mark.parametrize("data", [b"", film()[:-1], film(films.sound())])
    def test_of_a_bad_film(self, add, media, data):
        with pytest.raises(BadVideo):
            add(data)

        assert self.nothing(media)

    def test_of_a_film_without_a_poster(self, sender, media):
        with pytest.raises(BadVideo, match="no_poster"):
            video.add(io.BytesIO(CLIP), None, by=sender)

        assert self.nothing(media)

    @pytest.mark.parametrize("poster", [b"no picture", file_of((64, 48))[:-200], b"<svg/>"])
    def test_of_a_film_with_a_bad_poster(self, add, media, poster):
        with pytest.raises(BadPicture):
            add(poster=poster)

        assert self.nothing(media)

    @pytest.mark.parametrize("number", [1, 2, 3, 4])
    def test_when_the_disk_is_full_at_film_or_poster(self, add, media, monkeypatch, number):
        fsync, saved = os.fsync, []

        def full(descriptor):
            saved.append(descriptor)
            if len(saved) == number:
                raise OSError(28, "No space left on device")
            fsync(descriptor)

        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            add()

        assert len(saved) == number
        assert self.nothing(media)

    def test_when_something_fails_after_all_files_are_made(self, add, media, monkeypatch):
        made, real = [], renditions.add

        def fail(picture):
            real(picture)
            made.extend(files_in(media))
            raise OSError("disk")

        monkeypatch.setattr(renditions, "add", fail)
        with pytest.raises(OSError, match="disk"):
            add()

        assert len(made) == 4
        assert self.nothing(media)

    def test_when_the_database_refuses_the_rows(self, add, media, monkeypatch):
        def refuse(**fields):
            raise DatabaseError("refused")

        monkeypatch.setattr(Video.objects, "create", refuse)
        with pytest.raises(DatabaseError, match="refused"), transaction.atomic():
            add()

        assert self.nothing(media)

    def test_but_what_another_row_has(self, add, media, monkeypatch):
        first = add()
        before = files_in(media)

        def fail(picture):
            raise OSError("disk")

        monkeypatch.setattr(renditions, "add", fail)
        with pytest.raises(OSError, match="disk"):
            add()

        assert files_in(media) == before
        assert Video.objects.get().poster == first


@pytest.mark.parametrize(
    ("name", "key"),
    [("videos/" + "a1" * 10 + ".mp4", "a1" * 10), ("videos/" + "A1" * 10 + ".mp4", ""), ("videos/a.mp4", ""),
     ("renditions/" + "a1" * 10 + ".mp4", ""), ("videos/" + "a1" * 10 + ".mp4/x", ""),
     ("videos/" + "a1" * 10 + ".mp4\n", ""), ("videos/../" + "a1" * 10 + ".mp4", ""), ("", "")],
)  # fmt: skip
def test_names_of_videos_are_told_from_others(name, key):
    assert key_of_video(name) == key
