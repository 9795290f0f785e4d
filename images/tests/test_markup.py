"""images/markup.py: how a page prints a picture."""

from images.markup import PLACES, Printed, picture, preload

KEY = "0123456789abcdef0123"
AT = f"/media/renditions/{KEY}"


def printed(made="all", width=1200, height=800):
    return Printed(KEY, width, height, made, "#335577")


def test_a_browser_chooses_between_avif_webp_and_jpeg():
    html = picture(printed(), "row", "জেটি")

    sizes = PLACES["row"].sizes
    assert html == (
        f'<picture><source type="image/avif" srcset="{AT}/320.avif 320w, {AT}/640.avif 640w" sizes="{sizes}">'
        f'<source type="image/webp" srcset="{AT}/320.webp 320w, {AT}/640.webp 640w" sizes="{sizes}">'
        f'<img src="{AT}/960.jpg" alt="জেটি" width="600" height="400" data-colour="#335577"'
        ' loading="lazy" decoding="async"></picture>'
    )


def test_a_story_published_while_avif_is_being_made_shows_webp():
    html = picture(printed("both"), "row", "")

    assert "image/webp" in html
    assert "avif" not in html


def test_a_story_published_at_once_shows_the_jpeg():
    html = picture(printed("first"), "story", "জেটি")

    assert html == (
        f'<picture><img src="{AT}/960.jpg" alt="জেটি" width="1200" height="800"'
        ' data-colour="#335577" fetchpriority="high"></picture>'
    )


def test_the_first_picture_is_asked_for_in_the_head_as_the_element_will_ask():
    line = preload(printed(), "lead")

    assert f'imagesrcset="{printed().srcset("avif", 1280)}"' in line
    assert printed().srcset("avif", 1280) in picture(printed(), "lead", "")
    assert preload(printed("first"), "lead") == ""


def test_a_place_offers_no_more_than_it_can_show_and_a_picture_no_more_than_it_has():
    wide, narrow = printed(width=4000), printed(width=500)

    assert [entry.split()[1] for entry in wide.srcset("webp", 640).split(", ")] == ["320w", "640w"]
    assert [entry.split()[1] for entry in narrow.srcset("webp", 1280).split(", ")] == [
        "320w",
        "500w",
    ]


def test_words_of_a_picture_cannot_leave_their_attribute():
    assert 'alt="&quot;&gt;&lt;img onerror=bait()&gt;"' in picture(
        printed(), "row", '"><img onerror=bait()>'
    )


def test_shared_links_get_the_largest_jpeg_that_is_there():
    assert printed("all", 2400, 1600).largest == (f"{AT}/1920.jpg", 1920, 1280)
    assert printed("first", 2400, 1600).largest == (f"{AT}/960.jpg", 960, 640)
