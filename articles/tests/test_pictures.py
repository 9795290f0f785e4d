"""articles/pictures.py: which pictures stories use, noted with every version."""

import pytest
from django.db.models import ProtectedError
from django.utils import timezone

from articles import drafting, workflow
from articles.models import PictureUse
from articles.pictures import picture_is_shown
from articles.tests.desk import signed_in
from articles.tests.factories import content, draft, in_every_hidden_state, person, story
from images.tests.factories import file_of, picture

pytestmark = pytest.mark.django_db
PICTURES = "/admin/images/picture/"


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def uses():
    """Return what is noted, as picture → (live, latest)."""
    rows = PictureUse.objects.order_by("picture")
    return {row.picture_id: (row.is_live, row.is_latest) for row in rows}


def is_shown(found):
    name = found.thumb_url.removeprefix("/media/")
    return picture_is_shown(None, name, timezone.now())


class TestNoting:
    def test_a_draft_uses_its_picture_and_no_reader_sees_it(self):
        crane = picture()

        draft(picture=crane.pk)

        assert uses() == {crane.pk: (False, True)}
        assert not is_shown(crane)

    def test_a_published_story_shows_it(self):
        crane = picture()

        story(picture=crane.pk)

        assert uses() == {crane.pk: (True, True)}
        assert is_shown(crane)

    def test_another_picture_in_the_next_version_stays_private_until_it_is_published(self):
        chief, old, new = person(), picture(), picture(file_of((500, 300)))
        article = story(chief, picture=old.pk)
        drafting.save_version(article, content(picture=new.pk), by=chief)

        before = uses(), is_shown(old), is_shown(new)
        workflow.publish(article, by=chief)

        assert before == ({old.pk: (True, False), new.pk: (False, True)}, True, False)
        assert uses() == {old.pk: (False, False), new.pk: (True, True)}
        assert (is_shown(old), is_shown(new)) == (False, True)

    def test_no_hidden_story_shows_its_picture(self):
        crane = picture()

        in_every_hidden_state(picture=crane.pk)

        assert PictureUse.objects.filter(picture=crane).count() == 7
        assert not is_shown(crane)

    def test_a_picture_that_is_gone_is_no_use(self):
        article = draft(picture=10**6)

        assert article.latest_revision.content["picture"] == 10**6
        assert uses() == {}


class TestInTheLibrary:
    def test_a_picture_of_an_old_version_cannot_be_deleted(self):
        chief, old = person(), picture()
        article = draft(chief, picture=old.pk)
        drafting.save_version(article, content(), by=chief)

        with pytest.raises(ProtectedError):
            old.delete()

    @pytest.mark.parametrize("count", [1, 3])
    def test_its_form_lists_the_stories_and_takes_as_many_queries_for_three_as_for_one(
        self, count, django_assert_num_queries
    ):
        crane, client = picture(), signed_in(person("editor"))
        stories = [story(picture=crane.pk) for _ in range(count)]
        client.get(f"{PICTURES}{crane.pk}/change/")

        with django_assert_num_queries(QUERIES):
            page = client.get(f"{PICTURES}{crane.pk}/change/").content.decode()

        for article in stories:
            assert (
                f'href="/admin/articles/article/{article.pk}/change/">{article.headline}</a>'
                in page
            )

    def test_an_unused_picture_says_so_and_an_older_use_is_not_listed(self):
        chief, crane = person(), picture()
        article = draft(chief, picture=crane.pk)
        drafting.save_version(article, content(), by=chief)

        page = signed_in(chief).get(f"{PICTURES}{crane.pk}/change/").content.decode()

        assert "কোনো খবরে ব্যবহার করা হয়নি" in page
        assert f"/admin/articles/article/{article.pk}/change/" not in page


QUERIES = 12


class TestWhoIsTold:
    """The page of an open picture names stories: to whom, and which."""

    def seen_by(self, user, shown):
        return signed_in(user).get(f"{PICTURES}{shown.pk}/change/").content.decode()

    def test_a_reporter_is_not_told_what_colleagues_are_writing(self):
        crane = picture()
        in_every_hidden_state(picture=crane.pk, headline="গোপনখবর")

        page = self.seen_by(person("reporter"), crane)

        assert "গোপনখবর" not in page
        assert page.count("এখনো প্রকাশিত নয়, এমন একটি খবর") == 7

    def test_a_reporter_is_told_of_own_drafts_and_of_what_is_out(self):
        reporter, crane = person("reporter"), picture()
        own, out = draft(reporter, picture=crane.pk), story(picture=crane.pk)

        page = self.seen_by(reporter, crane)

        assert f'href="/admin/articles/article/{own.pk}/change/"' in page
        assert f'href="{out.get_absolute_url()}">{out.headline}</a>' in page

    def test_an_editor_is_told_of_all(self):
        crane = picture()
        hidden = in_every_hidden_state(picture=crane.pk)

        page = self.seen_by(person("editor"), crane)

        assert all(f"/admin/articles/article/{article.pk}/change/" in page for article in hidden)
