"""images/library.py: what an address asks for, pages by id, words, folders, filters."""

import datetime as dt

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.utils import timezone

from images.library import PAGE, Asked, asked, described, shelf
from images.models import Folder, Picture, Video

pytestmark = pytest.mark.django_db


def person(role="reporter"):
    user = get_user_model().objects.create_user(role, is_staff=True)
    user.groups.set([Group.objects.get(name=role)])
    return user


def row(**values):
    """Return a picture of the library without its files."""
    return Picture.objects.create(**{"file": "originals/a.jpg", "alt": "জেটি", **values})


def found(wanted, user=None):
    """Return the ids of the page that somebody gets."""
    user = user or person()
    page = shelf(Picture.objects.open_to(user), wanted, user, timezone.now())
    return [picture.pk for picture in page.pictures]


class TestAddress:
    def test_everything_is_read(self):
        query = {"q": " জেটি ", "folder": "3", "only": "ended", "before": "40", "videos": "0"}

        assert asked(query) == Asked("জেটি", 3, "ended", 40, has_videos=False)

    @pytest.mark.parametrize(
        "query",
        [{}, {"folder": "x"}, {"before": "-1"}, {"before": "9" * 40}, {"only": "deleted"}, {"before": "৫"},
         {"folder": "1 OR 1=1"}, {"only": "__class__"}, {"q": "\u202e\x00 "}, {"videos": "1"}],
    )  # fmt: skip
    def test_what_is_said_wrongly_is_as_if_it_were_not_said(self, query):
        assert asked(query) == Asked()

    def test_a_query_longer_than_a_person_types_is_cut(self):
        assert len(asked({"q": "ক" * 5_000}).words) == 200


class TestPages:
    def test_pages_follow_each_other_without_a_gap(self):
        rows = [row().pk for _ in range(PAGE + 2)]
        user = person()

        first = shelf(Picture.objects.all(), Asked(), user, timezone.now())
        second = shelf(Picture.objects.all(), Asked(before=first.older), user, timezone.now())

        shown = [picture.pk for picture in first.pictures + second.pictures]
        assert shown == sorted(rows, reverse=True)
        assert (len(first.pictures), second.older) == (PAGE, None)

    def test_a_full_page_that_is_the_last_names_no_other(self):
        for _ in range(PAGE):
            row()

        assert shelf(Picture.objects.all(), Asked(), person(), timezone.now()).older is None

    @pytest.mark.parametrize("count", [1, 3])
    def test_a_page_takes_two_queries_whatever_is_on_it(self, count, django_assert_num_queries):
        user = person()
        user.has_perm("images.view_picture")  # a request has asked for the rights before
        for number in range(count):
            poster = row(folder=Folder.objects.create(name=f"খেলা {number}"))
            Video.objects.create(
                poster=poster, key="a", size=1, width=640, height=360, seconds=75 + number
            )

        with django_assert_num_queries(2):
            page = shelf(Picture.objects.all(), Asked(), user, timezone.now())
            told = [(described(one)["seconds"], str(one.folder)) for one in page.pictures]

        assert told == [(75 + n, f"খেলা {n}") for n in reversed(range(count))]


class TestWords:
    def test_all_words_have_to_be_there_in_whichever_field_and_form(self):
        both = row(alt="জেটিতে জাহাজ", credit="মিতা রহমান").pk
        row(alt="জেটি")

        assert found(Asked(words="জাহাজের জেটি মিতা")) == [both]

    def test_the_beginning_of_a_word_is_enough(self):
        crane = row(alt="কনটেইনার").pk
        row(alt="সেতু")

        assert found(Asked(words="কনটেই")) == [crane]

    @pytest.mark.parametrize("words", ["%", "_", "!!!", "।", "'", '"', "*"])
    def test_signs_alone_find_nothing(self, words):
        row(alt="জেটি 100% _")

        assert found(Asked(words=words)) == []


class TestFilters:
    def test_mine_are_those_that_the_person_sent(self):
        user, other = person(), person("editor")
        own = row(added_by=user).pk
        row(added_by=other)

        assert found(Asked(only="mine"), user) == [own]

    def test_undescribed_are_those_without_a_description(self):
        silent = row(alt="", caption="জেটি").pk
        row()

        assert found(Asked(only="undescribed")) == [silent]

    def test_ended_are_those_whose_last_day_is_over(self):
        today = timezone.localdate()
        over = row(rights_until=today - dt.timedelta(days=1)).pk
        row(rights_until=today), row()

        assert found(Asked(only="ended")) == [over]

    def test_free_pictures_are_not_called_unused(self):
        unused = row().pk
        row(is_free=True)

        assert found(Asked(only="unused")) == [unused]

    def test_a_picker_for_still_pictures_leaves_videos_out(self):
        still = row().pk
        Video.objects.create(poster=row(), key="a", size=1, width=640, height=360, seconds=5)

        assert found(Asked(has_videos=False)) == [still]


class TestFolders:
    @pytest.fixture
    def closed(self):
        folder = Folder.objects.create(name="অনুসন্ধান")
        folder.roles.set([Group.objects.get(name="editor")])
        return folder

    def test_a_folder_shows_what_lies_in_it(self):
        folder = Folder.objects.create(name="খেলা")
        inside = row(folder=folder).pk
        row()

        assert found(Asked(folder=folder.pk)) == [inside]

    @pytest.mark.parametrize(("role", "sees"), [("reporter", False), ("editor", True), ("chief", True)])  # fmt: skip
    def test_a_closed_folder_and_its_name_are_for_its_roles_and_for_those_who_arrange(
        self, closed, role, sees
    ):
        row(folder=closed)
        user = person(role)
        pictures = Picture.objects.open_to(user)

        page = shelf(pictures, Asked(folder=closed.pk), user, timezone.now())

        assert (len(page.pictures), closed in page.folders) == (sees, sees)

    def test_a_folder_that_is_not_there_is_empty(self):
        row()

        assert found(Asked(folder=10**9)) == []
