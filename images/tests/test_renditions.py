"""images/renditions.py: the files of a picture that are served, made by upload and worker."""

from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.db import DatabaseError, transaction
from PIL import Image

from images import renditions
from images.models import Picture
from images.names import key_of, name_of
from images.tests.factories import file_of, picture

pytestmark = pytest.mark.django_db

ORIENTATION, GPS = 0x0112, 0x8825
Made = Picture.Made


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def files_of(found):
    """Return the names of a picture's files, without their folder."""
    return sorted(default_storage.listdir(f"renditions/{found.key}")[1])


def opened(name):
    with default_storage.open(name) as file:
        image = Image.open(file)
        image.load()
    return image


class TestAdding:
    def test_upload_is_answered_with_a_thumb_and_a_jpeg_that_every_browser_shows(self):
        found = picture(file_of((1200, 800)))

        found.refresh_from_db()
        assert (found.made, found.width, found.height) == (Made.FIRST, 1200, 800)
        assert files_of(found) == ["320.webp", "960.jpg"]
        assert opened(name_of(found.key, 960, "jpg")).size == (960, 640)

    def test_mean_colour_stands_in_its_place(self):
        found = picture(file_of((400, 300), "RGB"))

        assert found.colour == "#5a0000"

    def test_same_file_has_the_same_key_and_another_file_another(self):
        one, same, other = picture(), picture(), picture(file_of((1200, 801)))

        assert one.key == same.key != other.key

    def test_the_first_two_are_written_whoever_wrote_them_before_and_others_are_not(self):
        found = picture(file_of((1300, 867)))
        renditions.make(found)
        for name in files_of(found):
            with default_storage.open(f"renditions/{found.key}/{name}", "wb") as file:
                file.write(b"other")

        picture(file_of((1300, 867)))
        renditions.make(found)

        others = [
            name
            for name in files_of(found)
            if default_storage.size(f"renditions/{found.key}/{name}") == len(b"other")
        ]
        assert sorted({*files_of(found)} - {*others}) == ["320.webp", "960.jpg"]

    def test_what_was_swept_away_as_it_was_written_is_written_again(self, monkeypatch):
        def swept_away(key):
            for name in default_storage.listdir(f"renditions/{key}")[1]:
                default_storage.delete(f"renditions/{key}/{name}")

        monkeypatch.setattr(renditions, "hold", swept_away)

        assert files_of(picture()) == ["320.webp", "960.jpg"]

    def test_a_rolled_back_row_leaves_its_files_to_the_sweep(self):
        with pytest.raises(DatabaseError), transaction.atomic():
            found = picture()
            raise DatabaseError

        assert files_of(found) == ["320.webp", "960.jpg"]

    def test_file_that_breaks_off_leaves_no_rendition_behind(self):
        content = file_of((1200, 800))

        with pytest.raises(OSError, match="truncated"):
            picture(content[: len(content) // 2])

        assert (
            not default_storage.exists("renditions")
            or default_storage.listdir("renditions")[0] == []
        )

    def test_worker_is_asked_once_the_row_is_there(self, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks() as asked:
            picture()

        assert len(asked) == 1


class TestMaking:
    def test_webp_and_jpeg_of_every_width_come_first_and_avif_after(self):
        found = picture(file_of((1300, 867)))

        renditions.make(found)
        first = files_of(found)
        renditions.make_smaller(found)

        both = [
            f"{width}.{kind}" for width in (320, 640, 960, 1280, 1300) for kind in ("webp", "jpg")
        ]
        assert first == sorted(both)
        assert files_of(found) == sorted(
            [*both, *(f"{w}.avif" for w in (320, 640, 960, 1280, 1300))]
        )
        assert opened(name_of(found.key, 640, "avif")).size == (640, 427)
        assert Picture.objects.get(pk=found.pk).made == Made.ALL

    def test_the_worker_goes_on_from_webp_to_avif(self, settings):
        settings.TASKS = {
            "default": {"BACKEND": "django.tasks.backends.immediate.ImmediateBackend"}
        }
        found = picture()

        renditions.make_renditions.call(found.pk)

        assert Picture.objects.get(pk=found.pk).made == Made.ALL

    def test_a_picture_is_never_enlarged(self):
        found = picture(file_of((500, 300)))

        renditions.make(found)

        assert files_of(found) == ["320.jpg", "320.webp", "500.jpg", "500.webp"]

    def test_making_twice_leaves_the_same_files(self):
        found = picture(file_of((500, 300)))
        renditions.make(found)
        before = files_of(found)

        renditions.make(found)

        assert files_of(found) == before

    def test_a_file_that_was_replaced_meanwhile_is_not_marked(self):
        found = picture()
        Picture.objects.filter(pk=found.pk).update(key="b" * 20)

        renditions.make(found)

        assert Picture.objects.get(pk=found.pk).made == Made.FIRST

    def test_the_task_of_a_deleted_picture_ends_quietly(self):
        renditions.make_renditions.call(10**9)
        renditions.make_smallest.call(10**9)

        assert Picture.objects.count() == 0


class TestWhatIsServed:
    @pytest.mark.parametrize("kind", ["webp", "jpg", "avif"])
    def test_orientation_is_applied_and_the_place_of_the_phone_is_gone(self, kind):
        exif = Image.Exif()
        exif[ORIENTATION] = 6
        exif.get_ifd(GPS)[1] = "N"
        found = picture(file_of((1200, 800), exif=exif.tobytes()))

        renditions.make(found)
        renditions.make_smaller(found)

        rendition = opened(name_of(found.key, 320, kind))
        assert (found.width, found.height) == (800, 1200)
        assert rendition.size == (320, 480)
        assert dict(rendition.getexif()) == {}

    @pytest.mark.parametrize(
        ("mode", "kind"),
        [
            ("CMYK", "JPEG"),
            ("L", "JPEG"),
            ("P", "PNG"),
            ("RGBA", "PNG"),
            ("I;16", "PNG"),
            ("1", "PNG"),
        ],
    )
    def test_every_mode_of_colour_can_be_narrowed(self, mode, kind):
        found = picture(file_of((400, 300), mode, kind))

        renditions.make(found)

        assert opened(name_of(found.key, 320, "jpg")).size == (320, 240)
        assert opened(name_of(found.key, 320, "webp")).size == (320, 240)

    def test_middle_grey_of_16_bits_is_middle_grey_of_8(self):
        stream = BytesIO()
        Image.new("I;16", (40, 30), 0x8000).save(stream, "PNG")

        assert picture(stream.getvalue()).colour == "#808080"

    def test_what_is_transparent_is_white_in_a_jpeg(self):
        stream = BytesIO()
        Image.new("RGBA", (40, 30), (0, 0, 0, 0)).save(stream, "PNG")
        found = picture(stream.getvalue())

        assert opened(name_of(found.key, 40, "jpg")).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("mode", "kind"),
    [("RGB", "PNG"), ("RGBA", "PNG"), ("P", "GIF"), ("CMYK", "JPEG"), ("RGB", "JPEG")],
)
def test_a_large_picture_is_never_copied_as_a_whole(mode, kind, monkeypatch):
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    found = picture(file_of((6000, 4000), mode, kind, exif=exif.tobytes()))
    largest = dict.fromkeys(("convert", "copy", "transpose", "resize"), 0)

    def watch(act):
        real = getattr(Image.Image, act)

        def watched(image, *args, **kwargs):
            largest[act] = max(largest[act], image.width * image.height)
            return real(image, *args, **kwargs)

        monkeypatch.setattr(Image.Image, act, watched)

    for act in largest:
        watch(act)
    renditions.make(found)

    assert largest["resize"]
    assert max(largest.values()) <= 6000 * 4000 / 4, largest
    turned = kind in {"JPEG", "PNG"}
    assert opened(name_of(found.key, 960, "webp")).size == ((960, 1440) if turned else (960, 640))


def test_a_picture_reduced_in_strips_shows_what_the_original_shows():
    image = Image.new("RGB", (4000, 4000))
    for corner, colour in (
        ((0, 0), "#ff0000"),
        ((2000, 0), "#00ff00"),
        ((0, 2000), "#0000ff"),
        ((2000, 2000), "#ffffff"),
    ):
        image.paste(colour, (*corner, corner[0] + 2000, corner[1] + 2000))
    stream = BytesIO()
    image.save(stream, "PNG")

    found = picture(stream.getvalue())

    small = opened(name_of(found.key, 320, "webp")).convert("RGB")
    seen = [
        small.getpixel(place)
        for place in ((80, 80), (240, 80), (80, 240), (240, 240), (80, 150), (150, 240))
    ]
    wanted = [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255), (255, 0, 0), (0, 0, 255)]
    assert all(
        abs(a - b) < 16
        for one, other in zip(seen, wanted, strict=True)
        for a, b in zip(one, other, strict=True)
    )


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("renditions/0123456789abcdef0123/640.webp", "0123456789abcdef0123"),
        ("renditions/0123456789abcdef0123/640.avif", "0123456789abcdef0123"),
        ("renditions/0123456789abcdef0123/640.png", ""),
        ("renditions/0123456789abcdef012/640.webp", ""),
        ("x/renditions/0123456789abcdef0123/640.webp", ""),
        ("originals/2026/11/a.jpg", ""),
    ],
)
def test_a_name_tells_which_picture_it_belongs_to(name, key):
    assert key_of(name) == key


def test_a_phones_jpeg_with_a_second_picture_inside_shows_the_first():
    stream = BytesIO()
    second = Image.new("RGB", (300, 200), "blue")
    Image.new("RGB", (1200, 800), "red").save(stream, "MPO", save_all=True, append_images=[second])

    found = picture(stream.getvalue())
    renditions.make(found)

    red, green, blue = opened(name_of(found.key, 320, "jpg")).getpixel((100, 100))
    assert (found.width, found.height) == (1200, 800)
    assert red > 240
    assert max(green, blue) < 16
