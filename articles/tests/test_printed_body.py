"""articles/printed_body.py: figures on a story's page, filled in from the library as it is now."""

import re

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from articles import drafting, workflow
from articles.reading import live_story
from articles.tests.desk import signed_in
from articles.tests.factories import content, in_every_hidden_state, person, story
from images import renditions
from images.models import Picture, Video
from images.tests.factories import file_of, picture

pytestmark = pytest.mark.django_db
YOUTUBE = "https://www.youtube.com/watch?v=aqz-KE-bpKQ"


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def figure(shown, words="", caption=""):
    return f'<figure data-picture="{shown.pk}"{words}><figcaption>{caption}</figcaption></figure>'


def gallery(*shown):
    return f'<figure data-gallery="">{"".join(map(figure, shown))}<figcaption>মেলার ছবি</figcaption></figure>'


def body_of(client, article):
    """Return the printed body."""
    html = client.get(article.get_absolute_url()).content.decode()
    found = re.search(r'<div class="body">(.*?)</div>\s*<div class="story-lines"', html, re.S)
    return found[1]


def sent(client, shown):
    """Return the status of the answer to a request for a picture's file."""
    answer = client.get(shown.thumb_url)
    if answer.streaming:
        assert answer.getvalue()
    return answer.status_code


def published(*parts):
    return story(body="<p>শুরু</p>" + "".join(parts) + "<p>শেষ</p>")


class TestPicture:
    def test_a_figure_without_words_of_its_own_has_those_of_the_library(self, client):
        crane = picture(alt="ক্রেন", credit="রহিম")

        printed = body_of(client, published(figure(crane)))

        assert f'src="{crane.printed.fallback_url}" alt="ক্রেন" width="1200" height="800"' in printed
        assert 'loading="lazy"' in printed
        assert '<figcaption><span class="credit">রহিম</span></figcaption>' in printed

    def test_the_storys_own_words_win(self, client):
        crane = picture(alt="ক্রেন", caption="বন্দর", credit="রহিম")
        own = ' data-alt="রাতের ক্রেন" data-credit="করিম"'

        printed = body_of(client, published(figure(crane, own, "বন্দরে <em>রাত</em>")))

        assert 'alt="রাতের ক্রেন"' in printed
        assert (
            '<figcaption>বন্দরে <em>রাত</em> <span class="credit">করিম</span></figcaption>' in printed
        )
        assert "রহিম" not in printed

    def test_the_librarys_caption_is_not_printed_where_the_story_has_none(self, client):
        printed = body_of(client, published(figure(picture(caption="পুরোনো ক্যাপশন"))))

        assert "পুরোনো ক্যাপশন" not in printed

    def test_hostile_words_are_printed_as_words(self, client):
        hostile = '"><img src=x onerror=alert(1)>'
        crane = picture(alt=hostile, credit=hostile)

        printed = body_of(client, published(figure(crane)))

        assert "<img src=x" not in printed
        assert printed.count("&quot;&gt;&lt;img src=x onerror=alert(1)&gt;") == 2

    def test_a_file_replaced_in_the_library_is_the_new_one_in_the_story(self, client):
        crane = picture()
        article, before = published(figure(crane)), crane.printed.fallback_url

        crane.file.save("b.jpg", ContentFile(file_of((640, 480))))
        renditions.add(crane)
        printed = body_of(client, article)

        assert before not in printed
        assert crane.printed.fallback_url in printed

    def test_a_picture_whose_files_are_not_made_is_left_out_with_its_caption(self, client):
        bare = Picture.objects.create(alt="ক")

        printed = body_of(client, published(figure(bare, caption="ফাঁকা")))

        assert printed == "<p>শুরু</p><p>শেষ</p>"

    def test_a_picture_that_was_never_there_is_left_out(self, client):
        article = published('<figure data-picture="999999"></figure>')

        assert body_of(client, article) == "<p>শুরু</p><p>শেষ</p>"


class TestGallery:
    def test_its_pictures_stand_in_a_list_each_a_link_to_its_largest_file(self, client):
        shown = [picture(file_of((1200 + n, 800)), alt=f"ছবি-{n}") for n in range(3)]

        printed = body_of(client, published(gallery(*shown)))

        assert printed.count("<li>") == 3
        assert [printed.index(one.alt) for one in shown] == sorted(
            printed.index(one.alt) for one in shown
        )
        assert all(f'<li><a href="{one.printed.largest[0]}">' in printed for one in shown)
        assert "<figcaption>মেলার ছবি</figcaption>" in printed

    def test_with_one_picture_left_it_is_that_picture(self, client):
        crane, bare = picture(), Picture.objects.create(alt="ক")

        printed = body_of(client, published(gallery(crane, bare)))

        assert "<li>" not in printed
        assert crane.printed.fallback_url in printed
        assert "<figcaption>মেলার ছবি</figcaption>" in printed

    def test_a_video_among_its_pictures_is_printed_to_be_played(self, client):
        poster, crane = picture(), picture(file_of((500, 300)))
        Video.objects.create(poster=poster, key="ab" * 10, size=9, width=640, height=360, seconds=5)

        printed = body_of(client, published(gallery(crane, poster)))

        assert printed.count("<li><a ") == 1
        assert printed.count("<li><video ") == 1


class TestVideo:
    def test_a_picture_with_a_video_is_printed_as_its_poster(self, client):
        poster = picture(alt="মিছিল")
        Video.objects.create(poster=poster, key="ab" * 10, size=9, width=640, height=360, seconds=5)

        printed = body_of(client, published(figure(poster)))

        assert (
            f'poster="{poster.printed.fallback_url}" width="640" height="360" aria-label="মিছিল"'
            in printed
        )
        assert f'<source src="/media/videos/{"ab" * 10}.mp4" type="video/mp4">' in printed
        assert 'preload="none"' in printed

    def test_a_video_of_another_house_is_a_link_and_loads_nothing(self, client):
        article = published(f'<figure data-embed="{YOUTUBE}"><figcaption>গান</figcaption></figure>')
        answer = client.get(article.get_absolute_url())

        printed = body_of(client, article)

        assert (
            f'<a class="play" href="{YOUTUBE}" rel="noopener" data-frame="https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ'
            in printed
        )
        assert "<iframe" not in answer.content.decode()
        assert (
            "frame-src https://www.youtube-nocookie.com https://www.facebook.com"
            in answer.headers["Content-Security-Policy"]
        )

    def test_no_other_page_may_load_frames(self, client):
        addresses = [story().get_absolute_url(), published(figure(picture())).get_absolute_url()]

        for path in ("/", "/latest/", "/admin/login/", *addresses):
            assert "frame-src" not in client.get(path).headers["Content-Security-Policy"]

    def test_the_preview_may_load_the_frames_that_the_page_will(self):
        chief = person()
        article = drafting.begin(
            content(body=f'<p>ক</p><figure data-embed="{YOUTUBE}"></figure>'), by=chief
        )

        page = signed_in(chief).get(f"/admin/articles/article/{article.pk}/preview/page/")

        assert (
            "frame-src https://www.youtube-nocookie.com" in page.headers["Content-Security-Policy"]
        )


class TestWhatIsNotOut:
    def test_pictures_of_the_next_version_are_neither_printed_nor_looked_up(self, client):
        chief, old, new = person(), picture(), picture(file_of((500, 300)))
        article = story(chief, body=f"<p>শুরু</p>{figure(old)}")
        drafting.save_version(article, content(body=f"<p>শুরু</p>{figure(new)}"), by=chief)

        printed = body_of(client, article)
        library = live_story(article.pk, timezone.now()).library

        assert old.printed.fallback_url in printed
        assert new.key not in printed
        assert list(library) == [old.pk]

    def test_a_picture_of_a_hidden_and_of_a_live_story_is_sent_and_the_others_are_not(self, client):
        both, hidden = picture(), picture(file_of((500, 300)))
        in_every_hidden_state(body=f"<p>শুরু</p>{gallery(both, hidden)}")

        published(figure(both))

        assert sent(client, both) == 200
        assert sent(client, hidden) == 404

    def test_a_withdrawn_storys_pictures_are_gone_with_it(self, client):
        chief, crane = person(), picture()
        article = story(chief, body=f"<p>শুরু</p>{figure(crane)}")
        before = sent(client, crane)

        workflow.withdraw(article, by=chief, reason="ভুল")

        assert (before, sent(client, crane)) == (200, 404)

    def test_no_hidden_story_shows_a_picture_of_its_body(self, client):
        crane = picture()

        in_every_hidden_state(body=f"<p>শুরু</p>{gallery(crane, picture(file_of((500, 300))))}")

        assert sent(client, crane) == 404

    def test_the_preview_shows_what_will_be_printed(self):
        chief, crane = person(), picture(alt="ক্রেন")
        article = drafting.begin(content(body=f"<p>শুরু</p>{figure(crane)}"), by=chief)

        page = signed_in(chief).get(f"/admin/articles/article/{article.pk}/preview/page/")

        assert f'src="{crane.printed.fallback_url}" alt="ক্রেন"' in page.content.decode()
        assert "css/figures.css" in page.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_figures_cost_a_story_no_query(client, count, django_assert_num_queries):
    bare = published()
    shown = [picture(file_of((400 + n, 300))) for n in range(count)]
    article = published(*map(figure, shown), gallery(*shown))
    client.get(bare.get_absolute_url())
    client.get(article.get_absolute_url())

    for address in (bare.get_absolute_url(), article.get_absolute_url()):
        with django_assert_num_queries(4):
            client.get(address)


def test_a_page_is_purged_by_the_pictures_it_shows(client):
    lead, inside, other = picture(), picture(file_of((500, 300))), picture(file_of((400, 300)))
    article = story(picture=lead.pk, body=f"<p>ক</p>{figure(inside)}")

    keys = client.get(article.get_absolute_url()).headers["Surrogate-Key"].split()

    assert {f"picture-{lead.pk}", f"picture-{inside.pk}"} <= set(keys)
    assert f"picture-{other.pk}" not in keys


def test_pages_without_figures_load_nothing_for_them(client):
    without = client.get(published().get_absolute_url()).content.decode()
    with_one = client.get(published(figure(picture())).get_absolute_url()).content.decode()

    assert ("figures.css" in without, "figures.js" in without) == (False, False)
    assert ("figures.css" in with_one, "figures.js" in with_one) == (True, True)


def test_lists_are_purged_by_the_pictures_of_their_cards(client):
    lead, other = picture(), picture(file_of((400, 300)))
    story(picture=lead.pk)

    for path in ("/", "/latest/", "/category/economy/", "/feed/"):
        keys = client.get(path).headers["Surrogate-Key"].split()
        assert f"picture-{lead.pk}" in keys, path
        assert f"picture-{other.pk}" not in keys
