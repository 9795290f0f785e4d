"""ads.txt line by line, as the specification of the IAB has it."""

import pytest
from django.test import Client

from adverts import adstxt
from adverts.tests.factories import set_up

GOOD = """\ufeff# আমাদের নেটওয়ার্ক
google.com, pub-0000000000000000, DIRECT, f08c47fec0942fa0
openx.com , 537143111, reseller  # comment

network.example,id-1,DIRECT;extension=1
contact=https://paper.example/contact/
SUBDOMAIN = epaper.paper.example
OWNERDOMAIN=paper.example
MANAGERDOMAIN=seller.example, BD
placeholder.example.com, placeholder, DIRECT, placeholder
"""


def test_every_kind_of_line_that_networks_know_is_taken():
    assert adstxt.faults(GOOD) == []


@pytest.mark.parametrize(
    "line",
    [
        "google.com",
        "google.com, pub-1",
        "google.com, pub-1, DIRECT, a, b",
        "google, pub-1, DIRECT",
        "https://google.com, pub-1, DIRECT",
        "google.com, , DIRECT",
        "google.com, pub 1, DIRECT",
        "google.com, pub-১, DIRECT",
        "google.com, pub-1, SELLER",
        "google.com; pub-1; DIRECT",
        "google.com, pub-1, DIRECT, ",
        "OWNERDOMAIN=https://paper.example",
        "OWNERDOMAIN=",
        "COLOUR=red",
        "<script>alert(1)</script>",
    ],
)
def test_a_line_that_no_network_understands_is_named_by_its_number(line):
    (fault,) = adstxt.faults(f"# first\n{line}\nopenx.com, 1, DIRECT\n")

    assert "২" in fault


def test_not_more_faults_are_told_than_a_person_reads():
    assert len(adstxt.faults("x\n" * 500)) == adstxt.MOST_FAULTS


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (" \n\n", ""),
        ("a.com, 1, DIRECT  \r\nb.com, 2, DIRECT", "a.com, 1, DIRECT\nb.com, 2, DIRECT\n"),
    ],
)
def test_the_text_is_tidied_for_machines(typed, stored):
    assert adstxt.tidied(typed) == stored


@pytest.mark.django_db
def test_the_lines_are_sent_as_plain_text_that_caches_keep():
    set_up(ads_txt="google.com, pub-1, DIRECT\n")

    answer = Client().get("/ads.txt")

    assert (answer.status_code, answer.text) == (200, "google.com, pub-1, DIRECT\n")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["Surrogate-Key"] == "ads-txt"
    again = Client().get("/ads.txt", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.django_db
def test_without_lines_there_is_no_such_file():
    assert Client().get("/ads.txt").status_code == 404
