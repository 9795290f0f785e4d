"""Words that belong to the paper do not make a password."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from paper.identity import Site

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def bhor(settings):
    settings.SITE_URL = "https://bhorerdak.example"
    Site.objects.current()
    Site.objects.update(name="ভোরের ডাক")


@pytest.mark.parametrize(
    "password",
    ["newsroom2026", "Editor-Desk-1971", "bhorerdak-2026", "BhorerDak@123", "ভোরের-ডাক-২০২৬", "সম্পাদক১৯৭১", "Dhaka_News_1971"],
)  # fmt: skip
def test_the_papers_own_words_are_refused(password):
    with pytest.raises(ValidationError) as refused:
        validate_password(password)

    assert "password_of_the_paper" in [error.code for error in refused.value.error_list]


@pytest.mark.parametrize(
    "password", ["kathal-gachh-27", "dhaka-kathal-gachh", "নদীর ওপারে আলো", "gqpjsy5FaK6mW-Pt", "correct horse"]
)  # fmt: skip
def test_other_passwords_are_taken(password):
    assert validate_password(password) is None
