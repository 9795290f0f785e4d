"""The picture library on the desk and in the story form: what is taken, what is refused, who may change what."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from articles.models import Article, Revision
from articles.tests.desk import ADD, form_of, picture_file, signed_in, typed
from articles.tests.factories import draft, person, scheduled, story
from images.forms import PictureFileField
from images.models import Picture

pytestmark = pytest.mark.django_db
PICTURES = "/admin/images/picture/"


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def made(files):
    """Return the originals; what is served is swept away (images/sweeping.py)."""
    return [path for path in (files / "originals").rglob("*") if path.is_file()]


def picture(by, **values):
    return Picture.objects.create(
        file=ContentFile(picture_file().read(), "a.png"), alt="জেটি", added_by=by, **values
    )


def bomb():
    data = BytesIO()
    Image.new("1", (9_000, 9_000)).save(data, "PNG")
    return data.getvalue()


HOSTILE = {
    "svg": ("x.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
    "svg named png": ("x.png", b'<svg xmlns="http://www.w3.org/2000/svg"/>'),
    "html named jpg": ("x.jpg", b"<html><script>alert(1)</script>"),
    "empty": ("x.png", b""),
    "cut off": ("x.png", b"\x89PNG\r\n\x1a\n\x00\x00"),
    "header says 2^31": ("x.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x7f\xff\xff\xff\x7f\xff\xff\xff\x08\x02\x00\x00\x00\x00\x00\x00\x00"),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_what_is_no_picture_is_refused_and_leaves_no_file(case, files):
    name, data = HOSTILE[case]

    answer = signed_in(person("reporter")).post(
        f"{PICTURES}add/", {"file": SimpleUploadedFile(name, data, "image/png"), "alt": "রয়ে গেল"}
    )

    assert answer.status_code == 200
    assert "file" in answer.context_data["adminform"].form.errors
    assert "রয়ে গেল" in answer.content.decode()
    assert Picture.objects.count() == 0
    assert made(files) == []


def test_a_bomb_is_refused_from_its_header():
    answer = signed_in(person("reporter")).post(
        f"{PICTURES}add/", {"file": SimpleUploadedFile("x.png", bomb(), "image/png"), "alt": "ক"}
    )

    assert answer.context_data["adminform"].form.errors["file"] == [
        str(PictureFileField.default_error_messages["too_large"])
    ]


@pytest.mark.parametrize(
    ("kind", "name", "ending"),
    [
        ("PNG", "../../etc/passwd.png", ".png"),
        ("JPEG", 'xss"><img onerror=1>.jpg', ".jpg"),
        ("WEBP", "CON.exe", ".webp"),
        ("GIF", "a\u202egnp.gif", ".gif"),
        ("PNG", "photo.jpg", ".png"),
    ],
)
def test_a_picture_gets_a_name_of_our_own_and_the_ending_of_what_it_is(kind, name, ending):
    reporter = person("reporter")

    signed_in(reporter).post(
        f"{PICTURES}add/", {"file": picture_file(name, kind), "alt": "জেটি", "credit": "ডেস্ক"}
    )

    kept = Picture.objects.get()
    stem = kept.file.name.rpartition("/")[2]
    assert stem.endswith(ending)
    assert stem.removesuffix(ending).isalnum()
    assert (kept.width, kept.height, kept.added_by) == (60, 40, reporter)


def test_a_picture_needs_a_description():
    answer = signed_in(person("reporter")).post(
        f"{PICTURES}add/", {"file": picture_file(), "alt": " "}
    )

    assert "alt" in answer.context_data["adminform"].form.errors
    assert Picture.objects.count() == 0


def test_a_reporter_changes_own_pictures_and_an_editor_all():
    reporter = person("reporter")
    own, others = picture(reporter), picture(person("editor"))

    def change(user, one):
        return (
            signed_in(user)
            .post(f"{PICTURES}{one.pk}/change/", {"alt": "নতুন", "caption": "", "credit": "ডেস্ক"})
            .status_code
        )

    assert (change(reporter, own), change(reporter, others), change(person("editor"), own)) == (
        302,
        403,
        302,
    )
    assert Picture.objects.get(pk=others.pk).alt == "জেটি"


@pytest.mark.parametrize("show", [story, scheduled])
def test_a_picture_that_an_editor_let_out_is_no_longer_its_reporters_to_change(show):
    reporter, editor = person("reporter"), person("editor")
    own = picture(reporter)
    show(person(), picture=own.pk)
    before = own.file.name
    sent = {"alt": "বদলে দেওয়া", "caption": "", "credit": "ডেস্ক"}

    answers = [
        signed_in(user).post(f"{PICTURES}{own.pk}/change/", {**sent, "file": picture_file()})
        for user in (reporter, editor)
    ]

    assert [answer.status_code for answer in answers] == [403, 302]
    own.refresh_from_db()
    assert (own.alt, own.file.name == before) == ("বদলে দেওয়া", False)


def test_a_picture_in_use_is_kept_and_an_unused_one_goes_with_its_file(
    files, django_capture_on_commit_callbacks
):
    root = person(is_superuser=True)
    used, unused = picture(root), picture(root)
    story(root, picture=used.pk)

    with django_capture_on_commit_callbacks(execute=True):
        for one in (used, unused):
            signed_in(root).post(f"{PICTURES}{one.pk}/delete/", {"post": "yes"})

    assert list(Picture.objects.all()) == [used]
    assert default_storage.exists(used.file.name)
    assert not default_storage.exists(unused.file.name)


def test_the_list_shows_thumb_and_warns_of_a_missing_credit():
    editor = person("editor")
    picture(editor, key="a" * 20, width=60, height=40)

    page = signed_in(editor).get(PICTURES).content.decode()

    assert page.count('class="thumb"') == 1
    assert page.count('class="tile-credit warning"') == 1


def test_a_picture_sent_with_a_story_enters_the_library_and_the_story():
    reporter = person("reporter")

    signed_in(reporter).post(
        ADD,
        typed(
            headline="ক",
            picture_file=picture_file(),
            picture_alt="জেটিতে জাহাজ",
            picture_credit="ছবি: ডেস্ক",
        ),
    )

    kept = Picture.objects.get()
    assert (kept.alt, kept.credit, kept.added_by) == ("জেটিতে জাহাজ", "ছবি: ডেস্ক", reporter)
    assert Revision.objects.get().content["picture"] == kept.pk


def test_a_picture_without_description_keeps_the_story_from_being_saved(files):
    answer = signed_in(person("reporter")).post(
        ADD, typed(headline="রয়ে গেল", picture_file=picture_file())
    )

    assert answer.status_code == 422
    assert "রয়ে গেল" in answer.content.decode()
    assert (Article.objects.count(), Picture.objects.count(), made(files)) == (0, 0, [])


def test_an_act_that_fails_takes_the_picture_back_with_its_original(files):
    editor = person("editor")
    article = draft(editor, category=None)

    answer = signed_in(editor).post(
        form_of(article),
        typed(article, act="publish", picture_file=picture_file(), picture_alt="জেটি"),
    )

    assert answer.status_code == 422
    assert (Picture.objects.count(), made(files)) == (0, [])


def test_the_library_is_searched_with_thumb_and_credit():
    Picture.objects.filter(pk=picture(person(), caption="বড় জাহাজ", credit="ডেস্ক").pk).update(
        key="a" * 20, width=1200
    )
    query = {
        "app_label": "articles",
        "model_name": "article",
        "field_name": "picture",
        "term": "ব\u09dc",
    }

    row = signed_in(person("reporter")).get("/admin/autocomplete/", query).json()["results"][0]

    assert (row["text"], row["credit"], row["alt"]) == ("বড় জাহাজ", "ডেস্ক", "জেটি")
    assert row["url"] == f"/media/renditions/{'a' * 20}/320.webp"
