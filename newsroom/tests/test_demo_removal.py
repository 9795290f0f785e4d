"""Taking the demo away: exactly the demo; and loading that breaks off leaves nothing."""

from unittest.mock import patch

import pytest
from django.contrib.auth import get_user_model
from django.core.files.storage import default_storage
from django.core.management import CommandError
from django.test import TestCase

from adverts.models import Advert
from adverts.tests.factories import house
from articles import drafting, planning, workflow
from articles.models import (
    Article,
    AuthorProfile,
    Category,
    DayReads,
    Revision,
    Series,
    Source,
    Sponsor,
    Tag,
)
from comments.models import (
    CannedReply,
    Comment,
    CommentPolicy,
    PendingReply,
    ReplySubscription,
    Status,
    WordEntry,
    WordList,
)
from images.models import Picture
from newsroom.demo import accounts, assignments, gallery, ledger, manuscripts
from newsroom.demo.manuscripts import BadManuscript
from newsroom.tests.demo_loading import demo, rows, small_pictures
from paper.identity import Site
from paper.pages import Page

STORIES = manuscripts.read_stories()


def story_of_others() -> Article:
    """Return a story made after the demo, published, in a subsection of the demo."""
    own = get_user_model().objects.create_superuser("owner")
    author = AuthorProfile.objects.get(slug="anik-das")
    content = {
        "headline": "নিজের খবর", "body": "<p>নিজের লেখা।</p>",
        "category": Category.objects.get(path="economy/port").pk,
        "further": [Category.objects.get(path="sports/cricket").pk],
        "tags": ["ক্রিকেট", "নিজের ট্যাগ"], "source": Source.objects.get(name="বন্দর বার্তা").pk,
        "bylines": [{"author": author.pk, "name": author.name, "role": author.role}],
        "picture": Picture.objects.earliest("id").pk, "series": Series.objects.get().pk,
        "sponsor": Sponsor.objects.get().pk, "sponsorship": "partner",
    }  # fmt: skip
    return workflow.publish(drafting.begin(content, by=own), by=own)


class TestRemoval(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        demo()

    def test_removed_demo_does_not_come_back_at_the_next_start(self):
        demo(remove=True)

        assert demo(if_empty=True) == ""
        assert not Article.objects.exists()

    def test_removal_without_a_demo_is_refused(self):
        demo(remove=True)

        with pytest.raises(CommandError, match=r"^There is no demo paper in this database\.$"):
            demo(remove=True)

    def test_draft_of_others_keeps_its_section_too(self):
        section = Category.objects.get(path="tech")
        drafting.begin({"headline": "খসড়া", "category": section.pk}, by=None)

        demo(remove=True)

        assert [category.path for category in Category.objects.all()] == ["tech"]

    def test_draft_of_others_keeps_its_series_and_sponsor(self):
        drafting.begin(
            {"series": Series.objects.get().pk, "sponsor": Sponsor.objects.get().pk}, by=None
        )

        demo(remove=True)

        assert (Series.objects.count(), Sponsor.objects.count()) == (1, 1)

    def test_story_of_others_loses_the_link_to_the_demos_edition_alone(self):
        own = get_user_model().objects.create_superuser("owner")
        bangla = Article.objects.get(language="en").edition
        planning.unlink_edition(bangla, by=own)
        english = drafting.begin({"headline": "Mine", "language": "en"}, by=own)
        planning.link_edition(bangla, by=own, other=english)

        demo(remove=True)

        english.refresh_from_db()
        assert english.edition is None

    def test_section_that_others_hung_under_the_demos_keeps_its_place(self):
        parent = Category.objects.get(path="tech")
        Category.objects.create(name="রোবট", slug="robot", path="tech/robot", parent=parent)

        demo(remove=True)

        assert [category.path for category in Category.objects.order_by("path")] == [
            "tech",
            "tech/robot",
        ]

    def test_a_word_that_others_put_into_the_demos_list_stays_with_the_list(self):
        WordEntry.objects.create(word_list=WordList.objects.get(), text="কুচক্রী")

        demo(remove=True)

        assert list(WordEntry.objects.values_list("text", flat=True)) == ["কুচক্রী"]

    def test_section_of_a_word_list_of_others_stays(self):
        section = Category.objects.get(path="economy")
        WordList.objects.create(name="অর্থনীতির শব্দ", category=section)

        demo(remove=True)

        assert list(Category.objects.all()) == [section]

    def test_rules_and_ready_answers_of_others_keep_their_sections(self):
        economy, sports = (Category.objects.get(path=path) for path in ("economy", "sports"))
        CommentPolicy.objects.create(category=economy, first_held=2)
        CannedReply.objects.create(title="খেলা", text="ধন্যবাদ", category=sports)

        demo(remove=True)

        assert set(Category.objects.all()) == {economy, sports}
        assert list(CannedReply.objects.values_list("title", flat=True)) == ["খেলা"]

    def test_picture_of_an_advertisement_of_others_stays(self):
        shown = Picture.objects.exclude(key="").order_by("pk")[0]
        booked = house(picture=shown)

        demo(remove=True)

        assert list(Picture.objects.all()) == [shown]
        assert list(Advert.objects.all()) == [booked]

    def test_comment_of_a_reader_goes_with_the_demos_story(self):
        story = Article.objects.filter(comment_count__gt=3).first()
        answered = story.comments.visible().roots().first()
        Comment.objects.create(
            article=story, parent=answered, root=answered, path=f"{answered.path}9999999999", depth=2,
            status=Status.PREMOD, initial_status=Status.PREMOD, author_name="পাঠক", body="কথা", dup_hash=b"",
        )  # fmt: skip
        wish = ReplySubscription.objects.create(
            comment=answered, email="pathok@example.com", email_key=b"k" * 16
        )
        PendingReply.objects.create(subscription=wish, reply=story.comments.last())

        demo(remove=True)

        assert not Comment.objects.exists()
        assert not ReplySubscription.objects.exists()

    def test_what_was_changed_since_stays_changed(self):
        Site.objects.update(name="নতুন দিন")
        page = Page.objects.get(slug="privacy")
        page.body = "<p>আমাদের নিজের নীতি।</p>"
        page.save()

        demo(remove=True)

        site = Site.objects.current()
        assert (site.name, site.editor) == ("নতুন দিন", "")
        assert [(p.slug, p.body) for p in Page.objects.all()] == [
            ("privacy", "<p>আমাদের নিজের নীতি।</p>")
        ]
        assert site.links["footer"] == [["গোপনীয়তা নীতি", "/privacy/"]]


class TestRemovalWithFiles(TestCase):
    def setUp(self) -> None:
        self.before = rows()
        demo()

    def test_removal_leaves_the_database_as_it_was_before(self):
        names = list(Picture.objects.values_list("file", flat=True))

        with self.captureOnCommitCallbacks(execute=True):
            said = demo(remove=True)

        assert said == "The demo paper is gone; 0 stories of others stay.\n"
        assert rows() == {**self.before, "paper.Site": 1}
        assert not any(map(default_storage.exists, names))
        assert not accounts.logins_file().exists()
        site = Site.objects.current()
        assert (site.tagline, site.editor, site.next_due_at, site.links["footer"]) == (
            "",
            "",
            None,
            [],
        )

    def test_removed_demo_comes_back_when_asked_for(self):
        demo(remove=True)

        assert demo().startswith("Demo paper: ")
        assert ledger.last_loading() is not None

    def test_story_of_others_keeps_everything_it_uses(self):
        story = story_of_others()
        before = Article.objects.filter(pk=story.pk).values().get()
        file = story.picture.file.name

        with self.captureOnCommitCallbacks(execute=True):
            said = demo(remove=True)

        assert said == "The demo paper is gone; 1 stories of others stay.\n"
        assert Article.objects.values().get() == before
        assert set(Category.objects.values_list("path", flat=True)) == {
            "economy",
            "economy/port",
            "sports",
            "sports/cricket",
        }
        assert set(Tag.objects.values_list("name", flat=True)) == {"ক্রিকেট", "নিজের ট্যাগ"}
        assert [a.slug for a in AuthorProfile.objects.all()] == ["anik-das"]
        assert [s.name for s in Source.objects.all()] == ["বন্দর বার্তা"]
        assert [s.title for s in Series.objects.all()] == ["জলের কিনারে"]
        assert [s.name for s in Sponsor.objects.all()] == ["চিরকুট ওয়ালেট"]
        assert default_storage.exists(file)
        assert [user.username for user in get_user_model().objects.all()] == ["owner"]


class TestFailure(TestCase):
    def break_off(self) -> None:
        with (
            patch.object(workflow, "correct", side_effect=KeyboardInterrupt),
            pytest.raises(KeyboardInterrupt),
        ):
            demo()

    def test_broken_loading_leaves_nothing(self):
        before = rows()

        self.break_off()

        assert rows() == before
        assert (
            not default_storage.exists("pictures/demo")
            or default_storage.listdir("pictures/demo")[1] == []
        )
        assert not accounts.logins_file().exists()

    def test_broken_loading_can_be_run_again(self):
        self.break_off()

        demo(if_empty=True)

        assert Article.objects.count() == len(STORIES) + len(assignments.WANTED)
        assert DayReads.objects.exists()
        assert Revision.objects.count() == len(STORIES) + len(assignments.WANTED) + 1

    def test_files_of_a_loading_that_was_killed_are_used_again(self):
        jpeg = small_pictures(["port-cranes"])["port-cranes"]
        with default_storage.open(gallery.name_of("port-cranes", jpeg), "wb") as left:
            left.write(b"half a picture")

        demo()

        stored = Picture.objects.get(file__startswith="originals/demo/port-cranes-").file.name
        assert stored == gallery.name_of("port-cranes", jpeg)
        with default_storage.open(stored) as file:
            assert file.read() == jpeg

    def test_database_with_an_account_counts_as_used(self):
        get_user_model().objects.create_user("somebody")

        with pytest.raises(CommandError, match="it has accounts"):
            demo()

    def test_printing_again_without_the_form_names_the_file(self):
        broken = [*STORIES[:1], manuscripts.Manuscript(**{**vars(STORIES[1]), "state": "lost"})]

        with (
            patch.object(manuscripts, "read_stories", lambda: broken),
            pytest.raises(BadManuscript, match="lost"),
        ):
            demo()

        assert not Article.objects.exists()
