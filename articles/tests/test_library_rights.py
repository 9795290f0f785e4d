"""A picture in a closed folder: seen by those of its roles, by nobody else at any address."""

import re

import pytest
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from articles.tests.desk import ADD, signed_in, typed
from articles.tests.factories import person, story
from images.models import Folder, Picture
from images.tests.factories import file_of, picture

pytestmark = pytest.mark.django_db
PICTURES = "/admin/images/picture/"
FOLDERS = "/admin/images/folder/"
BAIT, FOLDER = "গোপনছবি", "গোপনভাঁজ"
OUTSIDE = ["reporter", "editor", "moderator", "reader", None]


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def bait():
    """Return a picture in a folder that only chiefs may see, and those who arrange folders."""
    folder = Folder.objects.create(name=FOLDER)
    folder.roles.set([Group.objects.get(name="chief")])
    return picture(
        file_of((700, 500)), alt=BAIT, caption=BAIT, credit=BAIT, agency=BAIT, folder=folder
    )


def visitor(role):
    return signed_in(person(role)) if role else Client()


def autocomplete(term):
    return (
        f"/admin/autocomplete/?app_label=articles&model_name=article&field_name=picture&term={term}"
    )


def addresses(bait):
    kind = ContentType.objects.get_for_model(Picture).pk
    pk, folder = bait.pk, bait.folder_id
    return [
        PICTURES, f"{PICTURES}?q={BAIT}", f"{PICTURES}?folder={folder}", f"{PICTURES}?only=unused",
        f"{PICTURES}?before={pk + 1}", f"{PICTURES}pick/", f"{PICTURES}pick/?q={BAIT}",
        f"{PICTURES}pick/?folder={folder}", f"{PICTURES}pick/?before={pk + 1}", f"{PICTURES}{pk}/thumb/",
        f"{PICTURES}{pk}/change/", f"{PICTURES}{pk}/history/", f"{PICTURES}{pk}/delete/", f"{PICTURES}{pk}/",
        f"{PICTURES}unused/", f"{PICTURES}unused/?all=1", f"{PICTURES}add/", f"{PICTURES}upload/",
        f"{FOLDERS}", f"{FOLDERS}{folder}/change/", f"{FOLDERS}{folder}/history/", f"{FOLDERS}{folder}/delete/",
        autocomplete(BAIT), autocomplete(""), f"/admin/r/{kind}/{pk}/", f"/media/picture/{pk}/",
        bait.thumb_url, bait.printed.fallback_url, f"/media/{bait.file.name}", ADD, "/admin/",
    ]  # fmt: skip


def said(answer):
    """Return what an answer gives away, without what the visitor's own address said."""
    text = answer.getvalue().decode("utf-8", "replace")  # read to the end, a file closes itself
    if answer.headers["Content-Type"].startswith("application/json"):
        text = answer.json() and str(answer.json())
    return text.replace(f'value="{BAIT}"', "").replace(f"“{BAIT}”", "")


@pytest.mark.parametrize("role", OUTSIDE)
def test_no_address_gives_it_away_to_somebody_outside(bait, role):
    client, words = visitor(role), (BAIT, FOLDER, bait.key)

    leaks = {}
    for address in addresses(bait):
        answer = client.get(address)
        given = said(answer) + answer.headers.get("Location", "").partition("?next=")[0]
        if any(word in given for word in words) or answer.headers["Content-Type"].startswith(
            "image/"
        ):
            leaks[address] = answer.status_code

    assert leaks == {}


@pytest.mark.parametrize("role", ["chief", "admin"])
def test_the_same_addresses_show_it_to_those_inside(bait, role):
    client = visitor(role)

    found = {
        address for address in addresses(bait) if BAIT in said(client.get(address, follow=False))
    }

    assert found >= {
        PICTURES, f"{PICTURES}?q={BAIT}", f"{PICTURES}?folder={bait.folder_id}", f"{PICTURES}pick/",
        f"{PICTURES}pick/?q={BAIT}", f"{PICTURES}{bait.pk}/change/", f"{PICTURES}{bait.pk}/history/",
        f"{PICTURES}{bait.pk}/delete/", autocomplete(BAIT),
    }  # fmt: skip
    assert client.get(f"{PICTURES}{bait.pk}/thumb/").headers["Location"] == bait.thumb_url


@pytest.mark.parametrize("role", ["reporter", "editor"])
@pytest.mark.parametrize("page", ["change", "history", "delete", "thumb"])
def test_its_pages_are_not_found_by_the_desk_outside(bait, role, page):
    there = visitor(role).get(f"{PICTURES}{bait.pk}/{page}/")
    nowhere = visitor(role).get(f"{PICTURES}{10**9}/{page}/")

    assert (there.status_code, nowhere.status_code) == (404, 404)


@pytest.mark.parametrize("role", OUTSIDE)
def test_nobody_outside_changes_or_deletes_it(bait, role):
    client = visitor(role)
    before = Picture.objects.values().get()

    for page, sent in (
        ("change", {"alt": "বদল", "file": SimpleUploadedFile("a.jpg", file_of((80, 60)))}),
        ("delete", {"post": "yes"}),
    ):
        client.post(f"{PICTURES}{bait.pk}/{page}/", sent)
    client.post(f"{PICTURES}unused/", {"picture": bait.pk, "confirmed": "1"})

    assert Picture.objects.values().get() == before


@pytest.mark.parametrize("role", ["reporter", "editor"])
def test_a_picture_is_not_moved_into_a_folder_that_its_mover_may_not_see(bait, role):
    user = person(role)
    own = picture(file_of((90, 60)), added_by=user)
    page = signed_in(user).get(f"{PICTURES}{own.pk}/change/").content.decode()

    answer = signed_in(user).post(
        f"{PICTURES}{own.pk}/change/", {"alt": "জেটি", "folder": bait.folder_id}
    )

    own.refresh_from_db()
    assert FOLDER not in page
    assert "folder" in answer.context_data["adminform"].form.errors
    assert FOLDER not in answer.content.decode()
    assert own.folder is None


@pytest.mark.parametrize(("role", "warned"), [("reporter", False), ("chief", True)])
def test_the_same_file_sent_again_says_nothing_of_one_that_the_sender_may_not_see(
    bait, role, warned
):
    file = SimpleUploadedFile("a.jpg", file_of((700, 500)), "image/jpeg")

    answer = signed_in(person(role)).post(f"{PICTURES}add/", {"file": file, "alt": "জেটি"})

    told = " ".join(str(message) for message in get_messages(answer.wsgi_request))
    assert Picture.objects.filter(key=bait.key).count() == 2
    assert (BAIT in told, f"/{bait.pk}/" in told) == (warned, warned)


def test_what_a_live_story_shows_is_seen_by_readers_whatever_its_folder(bait):
    story(picture=bait.pk)

    answer = Client().get(bait.thumb_url)

    assert (answer.status_code, bool(answer.getvalue())) == (200, True)
    assert Client().get(f"/media/picture/{bait.pk}/").status_code == 302


def test_an_open_folder_is_seen_by_the_whole_desk():
    folder = Folder.objects.create(name="খেলা")
    seen = picture(folder=folder, alt="ম্যাচ")

    answers = [visitor(role).get(f"{PICTURES}{seen.pk}/change/") for role in ("reporter", "editor")]

    assert [answer.status_code for answer in answers] == [200, 200]


class TestArranging:
    @pytest.mark.parametrize("role", ["chief", "admin"])
    def test_chief_and_administrator_make_a_folder_for_some_roles(self, role):
        editors = Group.objects.get(name="editor")
        client = visitor(role)
        form = client.get(f"{FOLDERS}add/").content.decode()

        client.post(f"{FOLDERS}add/", {"name": "অনুসন্ধান", "roles": [editors.pk]})

        made = Folder.objects.get()
        assert (made.name, list(made.roles.all())) == ("অনুসন্ধান", [editors])
        assert "সম্পাদক" in form
        assert "moderator" not in form
        assert "মন্তব্য সম্পাদক</label>" not in form

    @pytest.mark.parametrize("role", ["reporter", "editor", "moderator"])
    def test_nobody_else_arranges_folders(self, role):
        client = visitor(role)

        assert client.get(FOLDERS).status_code == 403
        assert client.post(f"{FOLDERS}add/", {"name": "খেলা"}).status_code == 403
        assert Folder.objects.count() == 0

    def test_a_folder_with_pictures_is_kept_and_an_empty_one_goes(self, bait):
        empty = Folder.objects.create(name="ফাঁকা")
        client = visitor("chief")

        for folder in (bait.folder, empty):
            client.post(f"{FOLDERS}{folder.pk}/delete/", {"post": "yes"})

        assert list(Folder.objects.all()) == [bait.folder]
        assert Picture.objects.get().folder == bait.folder

    @pytest.mark.parametrize("count", [1, 3])
    def test_the_list_counts_pictures_in_as_many_queries_for_three_as_for_one(
        self, count, django_assert_num_queries
    ):
        for number in range(count):
            folder = Folder.objects.create(name=f"ভাঁজ {number}")
            folder.roles.set(Group.objects.filter(name__in=["editor", "chief"]))
            Picture.objects.bulk_create(
                Picture(file="originals/a.jpg", folder=folder) for _ in range(7)
            )
        client = visitor("chief")
        client.get(FOLDERS)

        with django_assert_num_queries(FOLDER_QUERIES):
            page = client.get(FOLDERS).content.decode()

        assert len(re.findall(r'class="field-pictures">৭\D', page)) == count
        assert page.count("সম্পাদক, প্রধান সম্পাদক") == count


FOLDER_QUERIES = 12


@pytest.mark.parametrize("role", ["reporter", "editor"])
@pytest.mark.parametrize(
    "named",
    ['<figure data-picture="{pk}"></figure>', '<figure data-gallery=""><figure data-picture="{pk}"></figure></figure>'],
)  # fmt: skip
def test_a_story_that_names_it_is_refused_and_the_form_that_comes_back_tells_nothing(
    bait, role, named
):
    sent = typed(headline="", body=f"<p>রয়ে গেল</p>{named.format(pk=bait.pk)}")

    answer = visitor(role).post(ADD, sent)

    assert answer.status_code == 422
    assert "রয়ে গেল" in answer.content.decode()
    assert not any(word in said(answer) for word in (BAIT, FOLDER, bait.key))


@pytest.mark.parametrize(
    "forged",
    ['data-picture="abc"', 'data-picture=""', f'data-picture="{"9" * 5_000}"', "data-gallery>" + "<figure " * 3_000],
    ids=["letters", "nothing", "digits", "nested"],
)  # fmt: skip
def test_a_forged_figure_comes_back_as_it_was_typed(forged):
    sent = typed(headline="", body=f"<p>রয়ে গেল</p><figure {forged}></figure>")

    answer = visitor("reporter").post(ADD, sent)

    assert answer.status_code == 422
    assert "রয়ে গেল" in answer.content.decode()


def test_a_body_with_more_pictures_than_a_page_can_carry_is_refused_and_kept():
    one = picture()
    many = f'<figure data-picture="{one.pk}"></figure>' * 201

    answer = visitor("editor").post(ADD, typed(headline="ক", body=f"<p>রয়ে গেল</p>{many}"))

    assert answer.status_code == 422
    assert "২০০" in answer.content.decode()
    assert "রয়ে গেল" in answer.content.decode()
