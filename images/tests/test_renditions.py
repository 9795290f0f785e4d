"""images/renditions.py: smaller files of a picture, made by the worker."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from images import renditions
from images.models import Picture

pytestmark = pytest.mark.django_db

ORIENTATION, GPS = 0x0112, 0x8825


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def uploaded(size=(1200, 800), mode="RGB", kind="JPEG", **options):
    """Return a picture of the library with a real file."""
    file = BytesIO()
    Image.new(mode, size, 90).save(file, kind, **options)
    name = default_storage.save(f"pictures/a.{kind.lower()}", ContentFile(file.getvalue()))
    return Picture.objects.create(file=name, alt="জেটিতে কনটেইনার")


def opened(name):
    with default_storage.open(name) as file:
        image = Image.open(file)
        image.load()
    return image


def test_a_wide_picture_gets_every_width_and_is_marked():
    picture = uploaded()

    renditions.make(picture)

    picture.refresh_from_db()
    assert picture.has_renditions
    sizes = {
        width: opened(renditions.name_of(picture.file.name, width)).size
        for width in (320, 640, 960)
    }
    assert sizes == {320: (320, 213), 640: (640, 427), 960: (960, 640)}
    assert picture.srcset == (
        "/media/pictures/a.jpeg.320.webp 320w, /media/pictures/a.jpeg.640.webp 640w, "
        "/media/pictures/a.jpeg.960.webp 960w, /media/pictures/a.jpeg 1200w"
    )


def test_a_picture_is_never_enlarged():
    picture = uploaded(size=(500, 300))

    renditions.make(picture)

    picture.refresh_from_db()
    assert picture.srcset == "/media/pictures/a.jpeg.320.webp 320w, /media/pictures/a.jpeg 500w"
    assert not default_storage.exists("pictures/a.jpeg.640.webp")


def test_srcset_is_empty_until_the_worker_has_made_the_files():
    assert uploaded().srcset == ""


def test_making_twice_leaves_one_file_a_width():
    picture = uploaded()

    renditions.make(picture)
    renditions.make(picture)

    _folders, files = default_storage.listdir("pictures")
    assert sorted(files) == ["a.jpeg", "a.jpeg.320.webp", "a.jpeg.640.webp", "a.jpeg.960.webp"]


def test_orientation_is_applied_and_the_place_of_the_phone_is_gone():
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif.get_ifd(GPS)[1] = "N"
    picture = uploaded(exif=exif.tobytes())

    renditions.make(picture)

    rendition = opened(renditions.name_of(picture.file.name, 320))
    assert rendition.size == (320, 480)
    assert dict(rendition.getexif()) == {}


@pytest.mark.parametrize(
    ("mode", "kind"),
    [("CMYK", "JPEG"), ("L", "JPEG"), ("P", "PNG"), ("RGBA", "PNG"), ("I;16", "PNG")],
)
def test_every_mode_of_colour_can_be_narrowed(mode, kind):
    picture = uploaded(size=(400, 300), mode=mode, kind=kind)

    renditions.make(picture)

    assert opened(renditions.name_of(picture.file.name, 320)).size == (320, 240)


@pytest.mark.parametrize(
    ("mode", "kind"),
    [("RGB", "PNG"), ("RGBA", "PNG"), ("P", "GIF"), ("CMYK", "JPEG"), ("RGB", "JPEG")],
)
@pytest.mark.parametrize("act", ["convert", "copy", "transpose", "resize"])
def test_a_large_picture_is_never_copied_as_a_whole(mode, kind, act, monkeypatch):
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    picture = uploaded(size=(6000, 4000), mode=mode, kind=kind, exif=exif.tobytes())
    largest, real = [0], getattr(Image.Image, act)

    def watched(image, *args, **kwargs):
        largest[0] = max(largest[0], image.width * image.height)
        return real(image, *args, **kwargs)

    monkeypatch.setattr(Image.Image, act, watched)
    renditions.make(picture)

    assert largest[0] <= 6000 * 4000 / 4
    turned = kind in {"JPEG", "PNG"}
    assert opened(renditions.name_of(picture.file.name, 960)).size == (
        (960, 1440) if turned else (960, 640)
    )


def test_a_picture_reduced_in_strips_shows_what_the_original_shows():
    picture = uploaded(size=(4000, 4000), kind="PNG")
    with default_storage.open(picture.file.name) as file:
        image = Image.open(file).convert("RGB")
    for corner, colour in (
        ((0, 0), "#ff0000"),
        ((2000, 0), "#00ff00"),
        ((0, 2000), "#0000ff"),
        ((2000, 2000), "#ffffff"),
    ):
        image.paste(colour, (*corner, corner[0] + 2000, corner[1] + 2000))
    stream = BytesIO()
    image.save(stream, "PNG")
    default_storage.delete(picture.file.name)
    default_storage.save(picture.file.name, ContentFile(stream.getvalue()))

    renditions.make(picture)

    small = opened(renditions.name_of(picture.file.name, 320)).convert("RGB")
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


def test_the_task_of_a_deleted_picture_ends_quietly():
    renditions.make_renditions.call(10**9)

    assert Picture.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "original"),
    [
        ("pictures/a.jpg.640.webp", "pictures/a.jpg"),
        ("pictures/a.jpg", "pictures/a.jpg"),
        ("pictures/a.jpg.641.webp", "pictures/a.jpg.641.webp"),
        ("a.webp", "a.webp"),
    ],
)
def test_a_rendition_belongs_to_its_original(name, original):
    assert renditions.original_of(name) == original
