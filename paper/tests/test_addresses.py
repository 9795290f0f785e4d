"""Absolute addresses name the paper's own host and are encoded once; own addresses become paths."""

import pytest

from paper.addresses import absolute, own_path


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = "https://paper.example"


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("/", "https://paper.example/"),
        ("/latest/", "https://paper.example/latest/"),
        ("/tag/কো/", "https://paper.example/tag/%E0%A6%95%E0%A7%8B/"),
        ("/tag/%E0%A6%95%E0%A7%8B/", "https://paper.example/tag/%E0%A6%95%E0%A7%8B/"),
        ("/search/?q=a&b=c#d", "https://paper.example/search/?q=a&b=c#d"),
        ('/"><script>', "https://paper.example/%22%3E%3Cscript%3E"),
        ("/a b\r\nBcc: x", "https://paper.example/a%20b%0D%0ABcc:%20x"),
    ],
)
def test_path_becomes_an_encoded_address_of_the_paper(path, address):
    assert absolute(path) == address


def test_encoding_twice_changes_nothing():
    once = absolute("/tag/কোনো/").removeprefix("https://paper.example")

    assert absolute(once) == f"https://paper.example{once}"


def test_path_that_looks_like_a_host_stays_a_path():
    assert absolute("//evil.example/") == "https://paper.example//evil.example/"


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("https://paper.example/article/12/%E0%A6%95/?a=1#b", "/article/12/%E0%A6%95/?a=1#b"),
        ("https://paper.example/article/12/কোনো/", "/article/12/কোনো/"),
        ("HTTP://Paper.Example/latest/", "/latest/"),
        ("https://paper.example", "/"),
        ("https://paper.example?page=1", "/?page=1"),
    ],
)
def test_an_address_of_the_paper_becomes_a_path(address, path):
    assert own_path(address) == path


@pytest.mark.parametrize(
    "address",
    [
        "https://paper.example.evil.example/", "https://evil.example/https://paper.example/", "https://paper.example@evil.example/",
        "https://paper.example//evil.example/", "https://paper.example/\\evil.example/", "https://paper.example/\t/evil.example/",
        "https://paper.example:8443/", "//paper.example/", "/latest/", "mailto:desk@paper.example", "https://[", "",
    ],
)  # fmt: skip
def test_any_other_address_stays_what_it_is(address):
    assert own_path(address) is None
