"""Versions, comparing, previews and links in Chromium: the walk through them, sizes, pictures, axe."""

import pytest

from articles import drafting
from articles.models import Article, PreviewLink, Revision
from articles.tests.desk import LIST, form_of
from articles.tests.factories import content, draft, person
from images.tests.factories import file_of, picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def written(by):
    """Return a draft of two saved versions with autosaves between, a picture above and one inside."""
    lead, inside = picture(), picture(file_of((1000, 700)))
    body = f'<p>বন্দরে জট কমেছে আজ।</p><p>দ্বিতীয় অনুচ্ছেদ।</p><figure data-picture="{inside.pk}"></figure>'
    values = content(headline="প্রথম শিরোনাম", picture=lead.pk, body=body)
    article = drafting.begin(values, by=by)
    for kind, headline in (("autosaved", "খ"), ("autosaved", "গ"), ("saved", "শেষ শিরোনাম")):
        changed = {**values, "headline": headline, "body": body.replace("কমেছে", "বেড়েছে")}
        drafting.save_version(article, changed, by=by, kind=kind)
    return article


def is_loaded(page):
    return page.eval_on_selector_all(
        ".story img",
        "all => all.length > 1 && all.every(one => one.complete && one.naturalWidth > 0)",
    )


def test_two_versions_are_chosen_compared_and_the_older_one_brought_back(desk, violations):
    editor = person("editor")
    article = written(editor)
    page = desk(editor, f"{LIST}{article.pk}/versions/")
    assert violations(page) == []

    page.click(".stayed summary")
    page.check(f"[name=a][value='{article.revisions.get(number=1).pk}']")
    page.click("#compare button")

    assert page.inner_text(".difference-headline del") == "প্রথম"
    assert page.inner_text(".difference-body del") == "কমেছে"
    line = page.evaluate(
        "getComputedStyle(document.querySelector('.difference-body ins')).textDecorationLine"
    )
    assert line == "underline"
    assert violations(page) == []

    page.click("form[action$='/restore/'] button")
    page.wait_for_url(f"**{form_of(article)}")
    latest = Article.objects.get(pk=article.pk).latest_revision
    assert (latest.headline, latest.kind) == ("প্রথম শিরোনাম", Revision.Kind.RESTORED)


@pytest.mark.parametrize("dark", [False, True])
def test_the_pages_fit_a_phone(desk, violations, dark):
    editor = person("editor")
    article = written(editor)

    for path in ("versions/", "compare/", "preview/?size=desktop"):
        page = desk(editor, f"{LIST}{article.pk}/{path}", width=360, dark=dark)
        assert page.evaluate("document.documentElement.scrollWidth") == 360, path
        assert violations(page) == [], path


def test_the_preview_is_as_wide_as_the_screen_that_was_chosen(desk):
    editor = person("editor")
    article = written(editor)
    page = desk(editor, f"{LIST}{article.pk}/preview/", width=1400)
    frame = page.frame_locator(".preview-frame")
    frame.locator("h1").wait_for()

    widths = {}
    for size in ("phone", "tablet", "desktop"):
        page.click(f"[data-size={size}]")
        inner = page.frames[1]
        widths[size] = inner.evaluate("innerWidth")
        assert inner.evaluate("document.documentElement.scrollWidth") <= widths[size]

    assert widths == {"phone": 360, "tablet": 768, "desktop": 1280}
    assert page.url.endswith("size=desktop")


def test_without_scripts_the_sizes_are_links(desk):
    editor = person("editor")
    article = draft(editor)
    page = desk(editor, f"{LIST}{article.pk}/preview/", width=1400, java_script_enabled=False)

    page.click("[data-size=tablet]")

    assert page.locator(".preview-frame.preview-tablet").bounding_box()["width"] == 768


def test_an_outside_reader_sees_the_version_with_its_pictures_until_the_link_is_taken_back(
    desk, page_at
):
    editor = person("editor")
    article = written(editor)
    page = desk(editor, f"{LIST}{article.pk}/preview/", width=1280)
    page.fill("[name=reader]", "ড. কামাল")
    page.click(".preview-make button")
    address = page.input_value(".preview-address input")

    guest, sent, said = page_at(360), [], []
    guest.on("request", lambda request: sent.append(request) if request.method != "GET" else None)
    guest.on(
        "console", lambda message: said.append(message.text) if message.type == "error" else None
    )
    guest.goto(address.partition("/preview/")[1] + address.partition("/preview/")[2])
    guest.eval_on_selector_all(".story img", "all => all.forEach(one => { one.loading = 'eager' })")
    guest.wait_for_function(
        "[...document.querySelectorAll('.story img')].every(one => one.complete)"
    )

    assert guest.inner_text("h1") == "শেষ শিরোনাম"
    assert is_loaded(guest)
    guest.wait_for_timeout(5_500)  # readers are counted after five seconds
    assert ([request.url for request in sent], said, guest.context.cookies()) == ([], [], [])

    page.reload()
    page.click("[name=revoke]")
    page.wait_for_load_state()
    answer = guest.reload()
    assert answer.status == 404
    assert PreviewLink.objects.get().revoked_at is not None
