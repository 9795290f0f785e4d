"""Readers' pages that the desk's acts make, as everybody meets them: a paid story, a part of a series, corrections."""

import pytest

from articles import workflow
from articles.models import Series, Sponsor
from articles.tests.factories import person, story

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("width", "dark"), [(360, True), (1280, False)])
def test_pages_of_paid_corrected_and_serial_stories_are_clear_to_everybody(
    page_at, violations, width, dark
):
    series = Series.objects.create(title="নদীর কথা")
    sponsor = Sponsor.objects.create(name="সুবর্ণরেখা ফার্মা", url="https://sponsor.example/")
    paid = story(sponsorship="sponsored", sponsor=sponsor.pk)
    corrected = story(series=series.pk, series_part=1)
    workflow.correct(corrected, by=person(), text="১২ জন নয়, ১০ জন।", is_on_top=True)
    page = page_at(width, dark)

    wrong = {}
    for path in (f"/article/{paid.pk}/", f"/article/{corrected.pk}/", series.get_absolute_url(), "/corrections/"):  # fmt: skip
        assert page.goto(path).status == 200
        wrong[path] = violations(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width

    assert not any(wrong.values()), wrong
