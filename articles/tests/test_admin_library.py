"""The library on the desk: grid, picker, one picture's page, replacing, clearing up."""

import datetime as dt
from pathlib import Path

import pytest
from django.contrib.messages import get_messages
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from articles.drafting import build_content, save_version
from articles.gate import checks_of
from articles.models import Article
from articles.tests.desk import signed_in
from articles.tests.factories import content, draft, person, story
from images import renditions
from images.admin.picture import PictureAdmin
from images.admin.picture_form import PictureForm
from images.library import PAGE
from images.models import Folder, Picture, Video
from images.signals import picture_changed
from images.tests.factories import file_of, picture

pytestmark = pytest.mark.django_db
PICTURES = "/admin/images/picture/"
DESCRIPTION, ARTIST = 0x010E, 0x013B


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def written_on(**words):
    """Return a JPEG in whose Exif a photographer wrote."""
    exif = Image.Exif()
    for tag, text in words.items():
        exif[{"caption": DESCRIPTION, "artist": ARTIST}[tag]] = text
    return file_of((600, 400), exif=exif.tobytes())


def send(user, data, **fields):
    upload = SimpleUploadedFile("a.jpg", data, "image/jpeg")
    return signed_in(user).post(f"{PICTURES}add/", {"file": upload, "alt": "জেটি", **fields})


def told(answer):
    return [str(message) for message in get_messages(answer.wsgi_request)]


class TestWordsOfTheFile:
    def test_caption_and_credit_come_from_the_file_and_the_desk_is_told(self):
        answer = send(
            person("reporter"), written_on(caption="Cranes at the port", artist="Rafiq Islam")
        )

        found = Picture.objects.get()
        assert (found.caption, found.credit) == ("Cranes at the port", "Rafiq Islam")
        assert any("ফাইল থেকে" in line for line in told(answer))

    def test_what_was_typed_is_not_written_over(self):
        send(person("reporter"), written_on(caption="Cranes", artist="Rafiq"), caption="বন্দরে ক্রেন")

        found = Picture.objects.get()
        assert (found.caption, found.credit) == ("বন্দরে ক্রেন", "Rafiq")


class TestSameFile:
    def test_a_file_that_is_there_already_is_taken_with_a_warning(self):
        first = picture(file_of((600, 400)), alt="পুরোনো ছবি")

        answer = send(person("reporter"), file_of((600, 400)))

        assert Picture.objects.count() == 2
        (warning,) = (line for line in told(answer) if "আগে থেকেই" in line)
        assert f'href="{PICTURES}{first.pk}/change/">পুরোনো ছবি</a>' in warning

    def test_another_file_is_taken_in_silence(self):
        picture(file_of((600, 400)))

        answer = send(person("reporter"), file_of((601, 400)))

        assert Picture.objects.count() == 2
        assert not any("আগে থেকেই" in line for line in told(answer))


@pytest.fixture
def meanwhile(monkeypatch):
    """Return a function: what somebody else writes between the reading of a form and its saving."""

    def write(**values):
        save = PictureAdmin.save_model

        def late(self, request, obj, form, change):
            Picture.objects.filter(pk=obj.pk).update(**values)
            save(self, request, obj, form, change)

        monkeypatch.setattr(PictureAdmin, "save_model", late)

    return write


def change(one, **sent):
    """Send the page of a picture with its words as they are, but for what is sent."""
    words = {"alt": one.alt, "caption": one.caption, "credit": one.credit, "agency": one.agency}
    return signed_in(person("editor")).post(f"{PICTURES}{one.pk}/change/", {**words, **sent})


def originals():
    folder = Path(default_storage.path("originals"))
    return sorted(path for path in folder.rglob("*") if path.is_file())


class TestReplacing:
    def new_file(self, **words):
        data = written_on(**words) if words else file_of((700, 400))
        return SimpleUploadedFile("b.jpg", data, "image/jpeg")

    def test_a_story_shows_the_new_file_and_the_old_original_is_gone(
        self, django_capture_on_commit_callbacks
    ):
        old = picture(file_of((600, 400)))
        article = story(picture=old.pk)

        with django_capture_on_commit_callbacks(execute=True):
            change(old, file=self.new_file(), alt="নতুন জেটি")

        new = Picture.objects.get()
        page = Client().get(article.get_absolute_url()).content.decode()
        assert (new.pk, new.width) == (old.pk, 700)
        assert new.printed.fallback_url in page
        assert old.key not in page
        assert [path.name for path in originals()] == [new.file.name.rpartition("/")[2]]

    def test_words_that_somebody_wrote_meanwhile_stay(self, meanwhile):
        made = picture(file_of((600, 400)), caption="পুরোনো", credit="")
        meanwhile(caption="নতুন লেখা", credit="মিতা", made="all")

        change(made, file=self.new_file(caption="Cranes", artist="Rafiq"), alt="জেটি")

        found = Picture.objects.get()
        assert (found.alt, found.caption, found.credit) == ("জেটি", "নতুন লেখা", "মিতা")
        assert list(Picture.objects.matching("মিতা")) == [made]

    def test_what_is_empty_is_filled_from_the_new_file(self):
        made = picture(file_of((600, 400)), caption="পুরোনো", credit="")

        change(made, file=self.new_file(caption="Cranes", artist="Rafiq"))

        found = Picture.objects.get()
        assert (found.caption, found.credit) == ("পুরোনো", "Rafiq")

    @pytest.mark.parametrize("is_new", [False, True])
    def test_a_file_of_which_no_pictures_can_be_made_is_taken_away_again(self, monkeypatch, is_new):
        made = picture(file_of((600, 400)))
        before = originals()
        client = signed_in(person("editor"))
        client.raise_request_exception = False

        def fail(picture):
            raise OSError("broken data stream")

        monkeypatch.setattr(renditions, "add", fail)

        address = f"{PICTURES}add/" if is_new else f"{PICTURES}{made.pk}/change/"
        answer = client.post(address, {"file": self.new_file(), "alt": "জেটি"})

        found = Picture.objects.get()
        assert answer.status_code == 500
        assert (found.file.name, found.key) == (made.file.name, made.key)
        assert originals() == before
        assert len(before) == 1


class TestTelling:
    """Stories print a picture as the library has it now: what keeps their pages is told."""

    @pytest.fixture
    def told(self):
        told = []

        def listen(sender, picture, **kwargs):
            told.append((picture.pk, Picture.objects.get(pk=picture.pk).alt))

        picture_changed.connect(listen)
        yield told
        picture_changed.disconnect(listen)

    @pytest.mark.parametrize(
        "sent", [{"alt": "নতুন"}, {"caption": "নতুন"}, {"credit": "মিতা"}, {"focus_x": "৩০"}, {"focus_y": "7"},
                 {"credit": "মিতা", "focus_x": "9"}],
    )  # fmt: skip
    def test_a_change_of_what_stories_print_is_told_once_it_is_stored(
        self, told, sent, django_capture_on_commit_callbacks
    ):
        made = picture(file_of((90, 60)), alt="জেটি", credit="ডেস্ক")

        with django_capture_on_commit_callbacks(execute=True):
            change(made, **sent)
            assert told == []

        assert told == [(made.pk, sent.get("alt", "জেটি"))]

    def test_a_replacement_is_told_once(self, told, django_capture_on_commit_callbacks):
        made = picture(file_of((90, 60)), alt="জেটি")
        upload = SimpleUploadedFile("b.jpg", file_of((80, 60)), "image/jpeg")

        with django_capture_on_commit_callbacks(execute=True):
            change(made, file=upload, credit="মিতা")

        assert told == [(made.pk, "জেটি")]

    @pytest.mark.parametrize(
        "sent", [{}, {"alt": " "}, {"licence": "own"}, {"agency": "বাসস"}, {"focus_x": ""}, {"focus_x": "৫০"}]
    )  # fmt: skip
    def test_what_no_story_prints_is_not_told(self, told, sent, django_capture_on_commit_callbacks):
        made = picture(file_of((90, 60)), alt="জেটি")

        with django_capture_on_commit_callbacks(execute=True):
            change(made, **sent)

        assert told == []


class TestRights:
    TODAY = dt.date(2026, 11, 24)

    @pytest.mark.parametrize(
        ("until", "ended"),
        [(None, False), (dt.date(2026, 11, 24), False), (dt.date(2026, 11, 23), True)],
    )
    def test_the_last_day_is_a_day_of_use(self, until, ended):
        assert Picture(rights_until=until).rights_have_ended(self.TODAY) is ended

    @pytest.mark.parametrize(("days", "is_met"), [(-1, False), (1, True)])
    def test_the_story_form_warns_of_rights_that_have_ended(self, days, is_met):
        until = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=2 * days)

        lead = Picture(alt="ক", credit="খ", rights_until=until)

        checks = checks_of(
            Article(), build_content(content()), revision=None, by=person(), picture=lead
        )

        assert [
            check.is_met for check in checks if "পর্যন্ত" in check.text or "শেষ" in check.text
        ] == [is_met]

    def test_a_day_typed_in_bangla_is_understood_and_an_ended_right_is_said(self):
        answer = send(
            person("editor"), file_of((600, 400)), rights_until="০১/০২/২০২০", licence="agency"
        )

        found = Picture.objects.get()
        assert (found.rights_until, found.licence) == (dt.date(2020, 2, 1), "agency")
        assert any("মেয়াদ" in line for line in told(answer))


class TestFree:
    def test_a_picture_marked_free_is_seen_before_any_story(self, client):
        hidden, free = picture(file_of((600, 400))), picture(file_of((601, 400)), is_free=True)

        answers = [client.get(found.thumb_url) for found in (hidden, free)]

        assert [answer.status_code for answer in answers] == [404, 200]
        answers[1].close()

    @pytest.mark.parametrize(("role", "is_free"), [("reporter", False), ("editor", True)])
    def test_only_those_who_edit_every_story_mark_a_picture_free(self, role, is_free):
        send(person(role), file_of((600, 400)), is_free="on")

        assert Picture.objects.get().is_free is is_free


def rows(count, **values):
    """Return pictures without files of their own."""
    return Picture.objects.bulk_create(
        Picture(
            **{
                "file": f"originals/{n}.jpg",
                "width": 1500,
                "height": 1000,
                "key": f"{n:020x}",
                "alt": f"জেটি {n}",
                "made": "all",
                "found_by": f" জেটি {n}",
                "credit": "মিতা",
                **values,
            }
        )
        for n in range(count)
    )


def tiles(page):
    return page.count('class="tile"')


class TestGrid:
    @pytest.mark.parametrize("count", [1, 3])
    def test_it_takes_as_many_queries_for_three_as_for_one(self, count, django_assert_num_queries):
        client = signed_in(person("reporter"))
        for number, one in enumerate(rows(count, folder=Folder.objects.create(name="খেলা"))):
            Video.objects.create(
                poster=one, key="a", size=1, width=640, height=360, seconds=60 + number
            )
        client.get(PICTURES)

        with django_assert_num_queries(GRID_QUERIES):
            page = client.get(PICTURES).content.decode()

        assert (tiles(page), page.count("খেলা</li>")) == (count, count)

    def test_pages_go_to_the_older_and_back_to_the_newest(self):
        client, made = signed_in(person("reporter")), rows(PAGE + 1)

        first = client.get(f"{PICTURES}?q=জেটি").content.decode()
        second = client.get(f"{PICTURES}?q=জেটি&before={made[1].pk}").content.decode()

        assert f'href="?q=%E0%A6%9C%E0%A7%87%E0%A6%9F%E0%A6%BF&amp;before={made[1].pk}"' in first
        assert 'rel="next"' not in second
        assert 'href="?q=%E0%A6%9C%E0%A7%87%E0%A6%9F%E0%A6%BF"' in second
        assert (tiles(first), tiles(second)) == (PAGE, 1)

    def test_what_was_typed_stays_and_is_found_in_another_form(self):
        picture(file_of((90, 60)), alt="চরে ধান কাটছেন কৃষকেরা")
        picture(file_of((91, 60)), alt="সংসদ ভবন")

        page = signed_in(person("reporter")).get(f"{PICTURES}?q=কৃষক").content.decode()

        assert 'value="কৃষক"' in page
        assert "চরে ধান কাটছেন কৃষকেরা" in page
        assert "সংসদ ভবন" not in page

    @pytest.mark.parametrize("typed", ["খখখ", '"><script>bait()</script>', "%", "a\x00b"])
    def test_nothing_found_is_said_and_what_was_typed_is_harmless(self, typed):
        rows(1)

        answer = signed_in(person("reporter")).get(PICTURES, {"q": typed})

        page = answer.content.decode()
        assert (answer.status_code, tiles(page)) == (200, 0)
        assert "কিছু পাওয়া যায়নি" in page
        assert "<script>bait" not in page

    def test_a_picture_carries_its_marks(self):
        sport = Folder.objects.create(name="খেলা")
        poster = picture(
            file_of((90, 60)), alt="", credit="", is_free=True, folder=sport, rights_until=dt.date(2020, 1, 1)
        )  # fmt: skip
        Video.objects.create(poster=poster, key="a", size=1, width=640, height=360, seconds=83)

        page = signed_in(person("reporter")).get(PICTURES).content.decode()

        for kind in ("undescribed", "ended", "video", "free", "folder"):
            assert page.count(f'class="mark-{kind}"') == 1, kind
        assert "১:২৩" in page
        assert page.count("tile-credit warning") == 1

    def test_a_sound_picture_carries_none(self):
        picture(file_of((90, 60)), credit="মিতা")

        page = signed_in(person("reporter")).get(PICTURES).content.decode()

        assert tiles(page) == 1
        assert "mark-" not in page
        assert "tile-credit warning" not in page

    @pytest.mark.parametrize(
        "query",
        ["p=2", "o=1", "e=1", "all=1", "before=x", "before=99999999999999999999", "folder=-1", "only=secret",
         "added_by__password__startswith=a", "id__in=1,2", "q=" + "ক" * 3_000],
    )  # fmt: skip
    def test_crooked_addresses_are_answered(self, query):
        rows(1)

        assert signed_in(person("reporter")).get(f"{PICTURES}?{query}").status_code == 200

    @pytest.mark.parametrize(("role", "status"), [("moderator", 403), ("reader", 302), ("reporter", 200)])  # fmt: skip
    def test_the_library_is_for_those_who_see_pictures(self, role, status):
        client = signed_in(person(role))

        answers = {client.get(f"{PICTURES}{page}").status_code for page in ("", "pick/")}

        assert answers == {status}

    @pytest.mark.parametrize(("role", "may"), [("reporter", False), ("editor", False), ("chief", True)])  # fmt: skip
    def test_only_those_who_may_find_the_ways_to_folders_and_clearing_up(self, role, may):
        page = signed_in(person(role)).get(PICTURES).content.decode()

        assert f'href="{PICTURES}upload/"' in page
        assert ("/admin/images/folder/" in page, f"{PICTURES}unused/" in page) == (may, may)


class TestPicker:
    def test_it_answers_with_pictures_folders_and_the_next_page(self):
        folder = Folder.objects.create(name="খেলা")
        made = rows(PAGE + 1)

        answer = signed_in(person("reporter")).get(f"{PICTURES}pick/")

        told = answer.json()
        assert answer.headers["Cache-Control"].startswith("private, no-store")
        assert set(told) == {"pictures", "older", "folders"}
        assert [one["id"] for one in told["pictures"]] == [one.pk for one in made[:0:-1]]
        assert (told["older"], told["folders"]) == (made[1].pk, [[folder.pk, "খেলা"]])

    @pytest.mark.parametrize("count", [1, 3])
    def test_pictures_and_folders_are_one_query_each_after_paper_person_and_rights(
        self, count, django_assert_num_queries
    ):
        client = signed_in(person("reporter"))
        for one in rows(count):
            Video.objects.create(poster=one, key="a", size=1, width=640, height=360, seconds=60)

        client.get(f"{PICTURES}pick/")

        with django_assert_num_queries(7):
            told = client.get(f"{PICTURES}pick/?q=জেটি").json()

        assert [one["seconds"] for one in told["pictures"]] == [60] * count

    def test_words_folder_and_kind_are_asked_together(self):
        folder = Folder.objects.create(name="খেলা")
        wanted, film, _elsewhere = [*rows(2, folder=folder), *rows(1)]
        Video.objects.create(poster=film, key="a", size=1, width=640, height=360, seconds=60)
        client = signed_in(person("reporter"))

        told = client.get(f"{PICTURES}pick/?q=জেটি&folder={folder.pk}&videos=0").json()

        assert [one["id"] for one in told["pictures"]] == [wanted.pk]

    @pytest.mark.parametrize("role", ["reporter", "moderator", None])
    def test_a_thumb_is_for_those_who_see_the_picture(self, client, role):
        made = picture(file_of((90, 60)))
        browser = signed_in(person(role)) if role else client

        answer = browser.get(f"{PICTURES}{made.pk}/thumb/")

        if role == "reporter":
            assert (answer.status_code, answer.headers["Location"]) == (302, made.thumb_url)
            assert answer.headers["Cache-Control"].startswith("private, no-store")
        else:
            assert answer.status_code == (404 if role else 302)
            assert made.key not in answer.headers.get("Location", "")


class TestPage:
    def change(self, one, **sent):
        return signed_in(person("editor")).post(
            f"{PICTURES}{one.pk}/change/", {"alt": one.alt, **sent}
        )

    def test_it_shows_the_largest_file_the_cuts_and_the_lasting_address(self):
        made = picture(file_of((1200, 800)), focus_x=24, focus_y=80)

        page = signed_in(person("reporter")).get(f"{PICTURES}{made.pk}/change/").content.decode()

        assert page.count('class="fx20 fy80"') == 3
        assert f'src="/media/renditions/{made.key}/960.jpg"' in page
        assert f'download="picture-{made.pk}.jpg"' in page
        assert f"http://testserver/media/picture/{made.pk}/" in page

    def test_the_focal_point_is_typed_in_bangla_digits(self):
        made = picture(file_of((90, 60)))

        self.change(made, focus_x="৩০", focus_y="7")

        made.refresh_from_db()
        assert (made.focus_x, made.focus_y) == (30, 7)

    def test_a_focal_point_that_is_not_sent_stays(self):
        made = picture(file_of((90, 60)), focus_x=30, focus_y=7)

        self.change(made, caption="নতুন")

        made.refresh_from_db()
        assert (made.focus_x, made.focus_y, made.caption) == (30, 7, "নতুন")

    @pytest.mark.parametrize("value", ["-1", "101", "১০১", "x", "9" * 50, "1.5"])
    def test_a_focal_point_outside_of_the_picture_is_refused(self, value):
        made = picture(file_of((90, 60)))

        answer = self.change(made, focus_x=value)

        made.refresh_from_db()
        assert "focus_x" in answer.context_data["adminform"].form.errors
        assert made.focus_x == 50

    def test_a_description_is_wanted_here(self):
        made = picture(file_of((90, 60)), alt="")

        answer = self.change(made, alt=" ")

        assert list(answer.context_data["adminform"].form.errors) == ["alt"]

    def test_what_the_worker_made_meanwhile_is_not_undone(self):
        made = picture(file_of((90, 60)))
        form = PictureForm({"alt": "নতুন"}, instance=Picture.objects.get())
        Picture.objects.update(made=Picture.Made.ALL)

        assert form.is_valid()
        form.instance.save(update_fields=[*form.changed_data, "found_by"])

        made.refresh_from_db()
        assert (made.made, made.alt) == ("all", "নতুন")

    def test_a_focal_point_left_empty_stays_where_somebody_moved_it_meanwhile(self, meanwhile):
        made = picture(file_of((90, 60)))
        meanwhile(focus_x=20)

        self.change(made, focus_x="", focus_y="10")

        made.refresh_from_db()
        assert (made.focus_x, made.focus_y) == (20, 10)

    def test_words_written_meanwhile_are_found_beside_the_new_ones(self, meanwhile):
        made = picture(file_of((90, 60)), caption="সেতু")
        meanwhile(caption="লঞ্চঘাটে ভিড়")

        change(made, alt="নৌকাবাইচ")

        assert list(Picture.objects.matching("লঞ্চঘাট নৌকাবাইচ")) == [made]
        assert Picture.objects.get().caption == "লঞ্চঘাটে ভিড়"

    def test_new_words_are_found_at_once(self):
        made = picture(file_of((90, 60)))

        self.change(made, alt="লঞ্চঘাটে ভিড়")

        assert list(Picture.objects.matching("লঞ্চঘাট")) == [made]

    def test_another_shape_is_told_and_gives_the_focal_point_up(self):
        made = picture(file_of((600, 400)), focus_x=10, focus_y=10)
        upload = SimpleUploadedFile("b.jpg", file_of((400, 600)), "image/jpeg")

        answer = self.change(made, file=upload, focus_x="10", focus_y="10")

        made.refresh_from_db()
        assert (made.width, made.focus_x, made.focus_y) == (400, 50, 50)
        assert len(told(answer)) == 2

    @pytest.mark.parametrize("page", ["add/", "{}/change/", "{}/delete/"])
    def test_the_way_to_it_names_the_library_once(self, page):
        made = picture(file_of((90, 60)))
        path = f"{PICTURES}{page}".replace("{}", str(made.pk))

        found = signed_in(person(is_superuser=True)).get(path).content.decode()
        crumbs = found.partition('class="breadcrumbs"')[2].partition("</ol>")[0]

        assert crumbs.count(f'href="{PICTURES}"') == 1
        assert crumbs.count("<li") == (4 if "delete" in page else 3)
        assert 'href="/admin/images/"' not in found

    def test_those_who_only_look_get_no_form(self):
        made = picture(file_of((90, 60)), added_by=person("editor"))

        page = signed_in(person("reporter")).get(f"{PICTURES}{made.pk}/change/").content.decode()

        assert 'class="stage"' in page
        assert 'name="focus_x"' not in page
        assert 'name="file"' not in page
        assert "originals/" not in page


class TestClearingUp:
    UNUSED = f"{PICTURES}unused/"

    def old(self, size, **values):
        made = picture(file_of(size), **values)
        Picture.objects.filter(pk=made.pk).update(added_at=timezone.now() - dt.timedelta(days=8))
        return made

    def test_it_lists_with_sizes_what_no_version_of_a_story_uses(self):
        chief = person()
        left, kept = self.old((90, 60), alt="পড়ে আছে"), self.old((91, 60), alt="আগে ছিল")
        article = draft(chief, picture=kept.pk)
        save_version(article, content(), by=chief)

        page = signed_in(chief).get(self.UNUSED).content.decode()

        assert f'value="{left.pk}"' in page
        assert "বাইট" in page
        assert "আগে ছিল" not in page

    @pytest.mark.parametrize("role", ["reporter", "editor", "moderator"])
    def test_it_is_for_those_who_delete_pictures(self, role):
        made = self.old((90, 60))
        client = signed_in(person(role))

        sent = client.post(self.UNUSED, {"picture": made.pk, "confirmed": "1"})

        assert (client.get(self.UNUSED).status_code, sent.status_code) == (403, 403)
        assert Picture.objects.get() == made

    def test_nothing_is_deleted_before_the_second_look(self):
        made, other = self.old((90, 60), alt="জেটি"), self.old((91, 60), alt="সেতু")
        client = signed_in(person())

        page = client.post(self.UNUSED, {"picture": made.pk}).content.decode()

        assert 'name="confirmed"' in page
        assert "সেতু" not in page
        assert set(Picture.objects.all()) == {made, other}

    def test_the_chosen_go_and_what_a_story_took_meanwhile_is_kept_and_said(self):
        gone, taken = self.old((90, 60)), self.old((91, 60))
        client = signed_in(person())
        client.post(self.UNUSED, {"picture": [gone.pk, taken.pk]})
        story(picture=taken.pk)

        answer = client.post(
            self.UNUSED, {"picture": [gone.pk, taken.pk], "confirmed": "1"}, follow=True
        )

        assert list(Picture.objects.all()) == [taken]
        assert len(list(answer.context["messages"])) == 2

    @pytest.mark.parametrize("sent", [{}, {"picture": "x"}, {"picture": ""}])
    def test_nothing_chosen_is_said(self, sent):
        self.old((90, 60))

        answer = signed_in(person()).post(self.UNUSED, {**sent, "confirmed": "1"})

        assert len(told(answer)) == 1
        assert Picture.objects.count() == 1

    def test_all_of_the_page_are_chosen_without_a_script(self):
        self.old((90, 60)), self.old((91, 60))

        page = signed_in(person()).get(f"{self.UNUSED}?all=1").content.decode()

        assert page.count(" checked") == 2

    @pytest.mark.parametrize("count", [1, 3])
    def test_it_takes_as_many_queries_for_three_as_for_one(self, count, django_assert_num_queries):
        rows(count)
        Picture.objects.update(added_at=timezone.now() - dt.timedelta(days=8))
        client = signed_in(person())
        client.get(self.UNUSED)

        with django_assert_num_queries(
            GRID_QUERIES + 1
        ):  # and the sections that a moderator looks after
            page = client.get(self.UNUSED).content.decode()

        assert tiles(page) == count


GRID_QUERIES = 9
