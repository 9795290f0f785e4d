"""The page that turns Bijoy into Unicode, in Chromium: live, by keyboard, without scripts, at every width."""

import re

import pytest
from playwright.sync_api import expect

from articles.tests.desk import LIST
from articles.tests.factories import person
from bangla.tests.docx import docx, paragraph, run

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGE = f"{LIST}bijoy/"
SONG, SUNG = "Avgvi †mvbvi evsjv", "আমার সোনার বাংলা"


@pytest.mark.parametrize(("width", "dark"), [(360, False), (1280, True)])
def test_a_text_is_converted_while_somebody_types(desk, violations, width, dark):
    page = desk(person("reporter"), PAGE, width=width, dark=dark)

    page.fill("[name=text]", SONG)

    expect(page.locator("#bijoy-converted")).to_have_value(SUNG)
    assert page.is_enabled("[data-copy]")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page) == []


def test_a_press_of_the_button_and_the_choice_ask_again(desk):
    page = desk(person("reporter"), PAGE)
    page.fill("[name=text]", "GDP e„w×i nvi")
    page.click(".button-primary")
    expect(page.locator("#bijoy-converted")).to_have_value("GDP বৃদ্ধির হার")

    page.check("[name=everything]")

    expect(page.locator("#bijoy-converted")).to_have_value("এউচ বৃদ্ধির হার")


def test_an_answer_that_is_none_is_told_and_the_text_stays(desk):
    page = desk(person("reporter"), PAGE)
    page.route(re.compile("/runs/"), lambda route: route.fulfill(body="<p>gateway</p>"))

    page.fill("[name=text]", SONG)

    offline = page.get_attribute("#bijoy", "data-offline")
    expect(page.locator("#bijoy-says")).to_have_text(offline)
    assert page.input_value("[name=text]") == SONG


def test_a_file_is_sent_and_comes_back_and_it_works_without_scripts(desk, tmp_path):
    page = desk(person("reporter"), PAGE, java_script_enabled=False)
    page.fill("[name=text]", SONG)
    page.click(".button-primary")
    shown = page.input_value("#bijoy-converted")
    file = tmp_path / "news.docx"
    file.write_bytes(docx(paragraph(run(SONG))))

    page.set_input_files("[name=file]", str(file))
    with page.expect_download() as download:
        page.click("[value=file]")

    assert shown == SUNG
    assert download.value.suggested_filename == "news-unicode.docx"
