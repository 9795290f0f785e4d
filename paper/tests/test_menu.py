"""Links of the section bar and the footer lead to this paper or to a named web address."""

import pytest
from django.core.exceptions import ValidationError

from paper.identity import Site
from paper.menu import MenuItem, prepared_links, validate_address


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/latest/",
        "/tag/কোনো/",
        "/search/?q=বন্দর",
        "https://example.org/",
        "http://example.org",
        "/a//b/",
    ],
)
def test_path_of_the_paper_and_web_address_are_accepted(address):
    validate_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "JAVASCRIPT:alert(1)", " javascript:alert(1)", "data:text/html,x",
        "//evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example", "/\n/evil.example",
        "\t//evil.example", "/\u202e/evil", "https:evil.example", "https:\\\\evil.example",
        "https://evil.example\\@paper.example", "ftp://example.org/", "mailto:a@example.org",
        "evil.example", "", "https://a b", "/a\x00b", "/a\x7f", "?next=//evil",
    ],
)  # fmt: skip
def test_any_other_address_is_refused_in_words(address):
    with pytest.raises(ValidationError) as refused:
        validate_address(address)

    assert "https://" in refused.value.messages[0]


@pytest.mark.django_db
def test_form_of_a_link_refuses_a_script():
    Site.objects.current()
    item = MenuItem(label="এখানে", address="javascript:alert(1)")

    with pytest.raises(ValidationError) as refused:
        item.full_clean()

    assert list(refused.value.message_dict) == ["address"]


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_links_are_prepared_in_two_queries_in_their_order(count, django_assert_num_queries):
    Site.objects.current()
    for number in reversed(range(count)):
        MenuItem.objects.create(label=f"পাতা {number}", address=f"/{number}/", order=number)

    with django_assert_num_queries(2):
        links = prepared_links()

    assert links == {"header": [], "footer": [[f"পাতা {n}", f"/{n}/"] for n in range(count)]}


@pytest.mark.django_db
def test_label_is_inert_on_a_page(client):
    Site.objects.current()
    MenuItem.objects.create(
        label="<img src=x onerror=a()>", address='/"><script>b()</script>', place="header"
    )
    Site.objects.update(links=prepared_links())

    html = client.get("/contact/").content.decode()

    assert "&lt;img src=x onerror=a()&gt;" in html
    assert "<img src=x" not in html
    assert "<script>b()" not in html
