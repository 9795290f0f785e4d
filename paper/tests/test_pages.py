"""Standing pages: sanitised text at a free address."""

import pytest
from django.core.exceptions import ValidationError

from paper.pages import TAGS, Page, clean_page

pytestmark = pytest.mark.django_db

HOSTILE = (
    '<p onmouseover="bait()">লেখা</p><script>bait()</script><style>bait{}</style>'
    '<iframe src="https://bait.example"></iframe><form action=/bait>'
    '<a href="javascript:bait()" target=_top>ক</a><img src=x onerror=bait()><!--bait--><svg onload=bait()>'
)


def make_page(**fields):
    return Page.objects.create(
        **{"slug": "about", "title": "আমাদের কথা", "body": "<p>লেখা</p>", **fields}
    )


def test_page_is_served_at_its_address_with_headers_of_a_public_page(client):
    make_page()

    response = client.get("/about/")

    assert response.status_code == 200
    assert "<p>লেখা</p>" in response.content.decode()
    assert response.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert response.headers["Surrogate-Key"] == "site page-about"
    assert not response.cookies


def test_page_that_is_not_there_is_not_found(client):
    assert client.get("/nothing-here/").status_code == 404


def test_hostile_text_is_inert_on_the_page(client):
    make_page(title='"><script>bait()</script>', body=HOSTILE)

    html = client.get("/about/").content.decode()

    assert '<p>লেখা</p><a rel="noopener">ক</a>' in html
    for bait in (
        "<script>bait",
        "onmouseover",
        "onerror",
        "bait.example",
        "javascript:",
        "<!--bait",
        "<svg onload",
        "/bait",
    ):
        assert bait not in html


def test_every_allowed_element_passes():
    for tag in TAGS - {"br", "table", "thead", "tbody", "tr", "td", "th", "a"}:
        assert clean_page(f"<{tag}>ক</{tag}>") == f"<{tag}>ক</{tag}>"
    table = '<table><thead><tr><th colspan="2">ক</th></tr></thead><tbody><tr><td rowspan="2">খ</td></tr></tbody></table>'
    assert clean_page(table) == table
    assert (
        clean_page('<a href="mailto:a@example.org">ক</a>')
        == '<a href="mailto:a@example.org" rel="noopener">ক</a>'
    )
    assert (
        clean_page('<a href="tel:+880">ক</a><br>') == '<a href="tel:+880" rel="noopener">ক</a><br>'
    )


@pytest.mark.parametrize("slug", ["admin", "latest", "archive"])
def test_address_of_another_part_is_refused(slug):
    with pytest.raises(ValidationError) as refused:
        Page(slug=slug, title="ক").full_clean()

    assert list(refused.value.message_dict) == ["slug"]


@pytest.mark.parametrize(
    "slug",
    ["search", "corrections", "comments", "category", "tag", "author", "article", "feed", "media", "static",
     "health", "metrics", "accounts", "seen", "n", "wp-json", "wp-content", "wp-admin"],
)  # fmt: skip
def test_first_part_of_any_address_of_the_contract_is_refused(slug):
    with pytest.raises(ValidationError) as refused:
        Page(slug=slug, title="ক").full_clean()

    assert list(refused.value.message_dict) == ["slug"]


@pytest.mark.parametrize("slug", ["about", "privacy", "contact", "rules-of-comments"])
def test_free_address_is_accepted(slug):
    Page(slug=slug, title="ক").full_clean()


@pytest.mark.parametrize("slug", ["a/b", "../x", "আমাদের", "a b", "", "a.b"])
def test_address_of_a_page_is_plain_ascii(slug):
    with pytest.raises(ValidationError) as refused:
        Page(slug=slug, title="ক").full_clean()

    assert "slug" in refused.value.message_dict


def test_text_above_the_contact_form_is_the_page_contact(client):
    make_page(slug="contact", title="ঠিকানা", body="<p>ফোন করুন</p>")

    html = client.get("/contact/").content.decode()

    assert "<p>ফোন করুন</p>" in html
    assert "<form" in html


@pytest.mark.parametrize("count", [1, 3])
def test_page_is_few_queries_whatever_the_number_of_pages(client, count, django_assert_num_queries):
    for number in range(count):
        make_page(slug=f"p{number}")
    client.get("/p0/")

    with django_assert_num_queries(3):  # the paper, the page, the sections
        client.get("/p0/")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options", "trace"])
def test_page_is_only_read(client, method):
    make_page()

    assert getattr(client, method)("/about/").status_code == 405
