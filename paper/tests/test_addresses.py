"""Absolute addresses name the paper's own host and are encoded once."""

import pytest

from paper.addresses import absolute


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
