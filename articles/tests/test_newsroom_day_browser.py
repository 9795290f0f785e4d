"""A newsroom's day in Chromium: from a reporter's phone in the field to the correction that readers see."""

import datetime as dt
import re

import pytest
import time_machine
from django.utils import timezone

from articles.models import Article
from articles.tests.desk import ADD, form_of, ready, write
from articles.tests.factories import person, section
from bangla.dates import to_dhaka
from bangla.digits import to_bangla
from paper.log import entries_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = 360
BIJOY = "MZKvj iv‡Z e›`‡i Av¸b jv‡M|"
HEADLINE = "বন্দরে আগুন, দুই ঘণ্টায় নিয়ন্ত্রণে"
CORRECTION = "আগুন লাগে রাত ১০টায়, ১১টায় নয়।"
UNICODE = "গতকাল রাতে বন্দরে আগুন লাগে।"


def paste(page, text):
    """Paste plain text into the body, as a phone's keyboard does."""
    page.click(".ProseMirror")
    page.keyboard.press("Control+End")
    page.evaluate(
        """(text) => {
          const clip = new DataTransfer();
          clip.setData("text/plain", text);
          document.querySelector(".ProseMirror").dispatchEvent(
            new ClipboardEvent("paste", {clipboardData: clip, bubbles: true, cancelable: true}));
        }""",
        text,
    )


def state(page, name):
    page.wait_for_selector(f".saved[data-state={name}]")


def press(page, act):
    """Press the button of an act beside the story and wait for the answer of the desk."""
    page.click(f".panel .acts button[value={act}]")
    page.wait_for_selector(".message")


def done(page):
    return page.inner_text(".message")


def open_act(page, act):
    if page.locator(f".arranging .act-{act}").count():
        page.click(".arranging > summary")
    page.click(f".act-{act} > summary")


def fix(page, act, moment, prefix=""):
    """Fill in the moment of an act, in Bangla digits as at the desk, and press its button."""
    here = to_dhaka(moment)
    open_act(page, act)
    page.fill(f"[name={prefix}day]", to_bangla(f"{here:%d/%m/%Y}"))
    page.fill(f"[name={prefix}time]", to_bangla(f"{here:%H:%M}"))
    page.click(f".act-{act} button[value={act}]")


def body(article):
    return Article.objects.get(pk=article.pk).latest_revision.content["body"]


def the_reporter_files_from_a_phone(phone):
    """Bijoy text is pasted and converted; the network goes and comes back; the story is handed in."""
    phone.fill("[name=headline]", "বন্দরে আগুন")
    paste(phone, BIJOY)
    phone.click(".offer:not([hidden]) .offer-acts button:first-child")
    phone.wait_for_selector(f".ProseMirror >> text={UNICODE}")
    phone.wait_for_url("**/change/")
    phone.context.set_offline(True)
    write(phone, " ফায়ার সার্ভিস আসে।")
    state(phone, "offline")
    phone.context.set_offline(False)
    state(phone, "saved")
    article = Article.objects.get()
    assert body(article) == f"<p>{UNICODE} ফায়ার সার্ভিস আসে।</p>"
    phone.select_option("[name=category]", label="অর্থনীতি")
    press(phone, "submit")
    return article


def the_editor_sends_it_back(first, phone, article):
    """The reporter reads the note, mends, hands in again."""
    open_act(first, "send_back")
    first.fill("[name=note]", "কটায় আগুন লাগে, লিখুন")
    press(first, "send_back")
    phone.goto(form_of(article))
    ready(phone)
    assert "কটায় আগুন লাগে, লিখুন" in phone.inner_text("#story")
    write(phone, " তখন রাত ১১টা।")
    press(phone, "submit")


def two_editors_collide(first, other):
    """Both have it open, and know it; one saves, and the other one's words are joined with theirs."""
    assert "শাহীন আলম" in other.inner_text("#present")
    other.fill("[name=headline]", HEADLINE)
    press(other, "save")
    first.fill("[name=standfirst]", "কেউ হতাহত হয়নি।")
    first.click("#keeping-bars [data-bar] a[href*=conflict]")
    first.wait_for_selector(".conflict-page")
    first.click("[name=join]")
    first.wait_for_selector(".message")
    joined = Article.objects.get().latest_revision.content
    assert (joined["headline"], joined["standfirst"]) == (HEADLINE, "কেউ হতাহত হয়নি।")


def the_chief_schedules_under_embargo(head, article, now):
    """The time that is fixed has to heed the embargo; returns the minute at which it comes out."""
    fix(head, "set_embargo", now + dt.timedelta(hours=3), "embargo_")
    head.wait_for_selector(".message")
    ready(head)
    fix(head, "schedule", now + dt.timedelta(hours=2))
    head.wait_for_selector("#story-errors")
    assert "এমবার্গো" in head.inner_text("#story-errors")
    head.goto(form_of(article))
    ready(head)
    fix(head, "schedule", now + dt.timedelta(hours=4))
    head.wait_for_selector(".standing .badge-scheduled")
    return now + dt.timedelta(hours=4)


def readers_get_it_at_its_minute(reader, address, minute):
    """No worker runs in this test."""
    with time_machine.travel(minute - dt.timedelta(seconds=30), tick=True):
        assert reader.goto(address).status == 404
    with time_machine.travel(minute + dt.timedelta(seconds=1), tick=True):
        assert reader.goto(address).status == 200
    assert reader.inner_text("h1") == HEADLINE
    assert "ফায়ার সার্ভিস আসে। তখন রাত ১১টা।" in reader.inner_text("main")


def the_correction_is_published(first, reader, article, address):
    """It stands on the story and on the page of corrections."""
    first.goto(form_of(article))
    ready(first)
    open_act(first, "correct")
    first.fill("[name=correction]", CORRECTION)
    press(first, "correct")
    for page in (address, "/corrections/"):
        reader.goto(page)
        assert CORRECTION in reader.inner_text("main")


def test_a_newsrooms_day(desk, page_at):
    desk.allowed = re.compile("Failed to load resource|favicon")
    section()
    reporter, editor, second, chief = (
        person(role, display_name=name)
        for role, name in (
            ("reporter", "মিতু আক্তার"), ("editor", "শাহীন আলম"), ("editor", "তাহমিদ রশীদ"), ("chief", "নাফিসা করিম")
        )
    )  # fmt: skip
    now = timezone.now().replace(second=0, microsecond=0)

    phone = ready(desk(reporter, ADD, PHONE))
    article = the_reporter_files_from_a_phone(phone)
    first = ready(desk(editor, form_of(article)))
    the_editor_sends_it_back(first, phone, article)
    first.goto(form_of(article))
    other = ready(desk(second, form_of(article)))
    two_editors_collide(ready(first), other)
    other.close()
    minute = the_chief_schedules_under_embargo(ready(desk(chief, form_of(article))), article, now)
    reader, address = page_at(PHONE), Article.objects.get().get_absolute_url()
    readers_get_it_at_its_minute(reader, address, minute)
    with time_machine.travel(minute + dt.timedelta(minutes=5), tick=True):
        the_correction_is_published(first, reader, article, address)

    acts = [entry.act for entry in entries_of(article).order_by("id")]
    assert acts == [
        "submit",
        "send_back",
        "submit",
        "set_embargo",
        "schedule",
        "came_out",
        "correct",
    ]
