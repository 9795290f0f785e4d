"""paper/admin.py: identity with its menu, standing pages, readers' messages, the log and the mail."""

import datetime as dt

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone
from django.utils.translation import gettext as _
from django_prose_editor.config import allowlist_from_extensions, expand_extensions

from bangla.dates import DHAKA
from paper.admin import PAGE_EXTENSIONS
from paper.contact import ContactMessage
from paper.desk import BanglaDateField, BanglaTimeField
from paper.identity import SITE_PK, HijriMonth, Site
from paper.log import LogEntry, record
from paper.menu import MenuItem
from paper.outbox import OutboxMail
from paper.pages import TAGS, Page
from paper.sentences import in_words, when_in_words, words_of

pytestmark = pytest.mark.django_db
SITE = f"/admin/paper/site/{SITE_PK}/change/"


def staff(*codenames, **values):
    user = get_user_model().objects.create_user(
        "রহিম" + "-".join(codenames), password="x", is_staff=True, **values
    )
    user.user_permissions.set(
        Permission.objects.filter(content_type__app_label="paper", codename__in=codenames)
    )
    return user


def browser(*codenames, **values):
    client = Client()
    client.force_login(staff(*codenames, **values))
    return client


def identity(**changes):
    site = Site.objects.current()
    fields = {
        field.name: getattr(site, field.name)
        for field in Site._meta.fields
        if field.editable and field.name not in {"id", "logo", "favicon"}
    }
    formsets = {
        f"{prefix}-{name}": number
        for prefix in ("menuitem_set", "hijrimonth_set")
        for name, number in (("TOTAL_FORMS", 0), ("INITIAL_FORMS", 0))
    }
    return {
        name: value
        for name, value in {**fields, **formsets, **changes}.items()
        if value is not False
    }


def test_the_list_of_identities_is_the_form_of_the_one():
    answer = browser("change_site").get("/admin/paper/site/")

    assert (answer.status_code, answer.url) == (302, SITE)


def test_identity_menu_and_moon_dates_are_stored_and_prepared_for_pages():
    answer = browser("change_site").post(
        SITE,
        identity(
            name="নতুন দিন", **{
                "menuitem_set-TOTAL_FORMS": 1, "menuitem_set-0-label": "ই-পেপার", "menuitem_set-0-address": "/epaper/",
                "menuitem_set-0-place": "header", "menuitem_set-0-order": 1,
                "hijrimonth_set-TOTAL_FORMS": 1, "hijrimonth_set-0-year": 1448, "hijrimonth_set-0-month": 9,
                "hijrimonth_set-0-first_day": "০৯/০২/২০২৭",
            },
        ),
    )  # fmt: skip

    site = Site.objects.get()
    assert (answer.status_code, answer.url) == (302, SITE)
    assert site.name == "নতুন দিন"
    assert site.links["header"] == [["ই-পেপার", "/epaper/"]]
    assert site.hijri_overrides == {(1448, 9): dt.date(2027, 2, 9)}
    assert (MenuItem.objects.count(), HijriMonth.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("accent", "red"),
        ("name", "ক" * 61),
        ("facebook", "javascript:alert(1)"),
        ("label_style", "x"),
        ("email", "নাম"),
    ],
)
def test_what_cannot_be_is_refused_and_kept(field, value):
    before = Site.objects.current().name

    answer = browser("change_site").post(SITE, identity(**{"tagline": "রয়ে গেল", field: value}))

    assert answer.status_code == 200
    assert field in answer.context_data["adminform"].form.errors
    assert "রয়ে গেল" in answer.content.decode()
    assert Site.objects.get().name == before


def test_prepared_columns_cannot_be_sent():
    browser("change_site").post(
        SITE, identity(links='{"header": [["x", "javascript:1"]]}', next_due_at="2020-01-01", id=2)
    )

    site = Site.objects.get()
    assert (site.pk, site.links["header"], site.next_due_at) == (SITE_PK, [], None)


def test_the_identity_is_neither_added_nor_deleted():
    client = browser("add_site", "delete_site", "change_site")

    assert client.get("/admin/paper/site/add/").status_code == 403
    assert client.post(f"/admin/paper/site/{SITE_PK}/delete/", {"post": "yes"}).status_code == 403


def test_the_editor_of_pages_makes_what_pages_may_hold():
    offered = allowlist_from_extensions(expand_extensions(PAGE_EXTENSIONS))

    assert offered["tags"] == TAGS
    assert offered["url_schemes"] == {"http", "https", "mailto", "tel"}


def test_a_page_is_cleaned_stored_and_linked_and_its_end_takes_the_link_away():
    client = browser("add_page", "change_page", "delete_page", "view_page")
    Site.objects.current()

    client.post(
        "/admin/paper/page/add/",
        {
            "title": "আমাদের কথা",
            "slug": "about",
            "body": "<p onclick=x>আমরা</p><script>1</script>",
            "in_footer": "on",
            "order": "1",
        },
    )
    page = Page.objects.get()
    linked = Site.objects.current().links["footer"]
    client.post(f"/admin/paper/page/{page.pk}/delete/", {"post": "yes"})

    assert page.body == "<p>আমরা</p>"
    assert linked == [["আমাদের কথা", "/about/"]]
    assert Site.objects.current().links["footer"] == []


def test_a_page_does_not_take_the_address_of_another_part():
    answer = browser("add_page").post(
        "/admin/paper/page/add/", {"title": "ক", "slug": "latest", "body": "", "order": "1"}
    )

    assert "slug" in answer.context_data["adminform"].form.errors


def test_a_message_is_read_and_marked_and_nothing_else_of_it_changes():
    message = ContactMessage.objects.create(
        name="সালমা", email="a@example.org", subject="বিষয়", message="<b>লেখা</b>", idempotency_key="1"
    )
    client = browser("view_contactmessage", "change_contactmessage")

    page = client.get(f"/admin/paper/contactmessage/{message.pk}/change/").content.decode()
    client.post(
        f"/admin/paper/contactmessage/{message.pk}/change/",
        {"handled": "on", "message": "অন্য", "name": "অন্য"},
    )

    message.refresh_from_db()
    assert "&lt;b&gt;লেখা" in page
    assert (message.handled, message.message, message.name) == (True, "<b>লেখা</b>", "সালমা")


@pytest.mark.parametrize("model", ["logentry", "outboxmail"])
def test_log_and_mail_are_read_only(model):
    user = staff(is_superuser=True)
    client = Client()
    client.force_login(user)
    site = Site.objects.current()
    entry = record("change", actor=user, subject=site)
    mail = OutboxMail.objects.create(
        kind="contact", to="a@example.org", subject="বিষয়", body="লেখা", dedupe_key="1"
    )
    pk = {"logentry": entry.pk, "outboxmail": mail.pk}[model]

    assert client.get(f"/admin/paper/{model}/").status_code == 200
    assert client.get(f"/admin/paper/{model}/{pk}/change/").status_code == 200
    assert client.get(f"/admin/paper/{model}/add/").status_code == 403
    assert client.post(f"/admin/paper/{model}/{pk}/change/", {"subject": "x"}).status_code == 403
    assert client.post(f"/admin/paper/{model}/{pk}/delete/", {"post": "yes"}).status_code == 403


def test_unsent_mail_is_marked():
    OutboxMail.objects.create(
        kind="contact", to="a@example.org", subject="ক", body="খ", dedupe_key="1"
    )
    sent = OutboxMail.objects.create(
        kind="contact",
        to="a@example.org",
        subject="গ",
        body="ঘ",
        dedupe_key="2",
        sent_at=timezone.now(),
    )

    page = browser("view_outboxmail").get("/admin/paper/outboxmail/").content.decode()

    assert page.count('class="warning"') == 1
    assert sent.subject in page


def test_dropped_mail_says_so_and_is_not_marked_as_unsent():
    OutboxMail.objects.create(
        kind="told", to="a@example.org", subject="ক", dedupe_key="1", dropped_at=timezone.now()
    )

    page = browser("view_outboxmail").get("/admin/paper/outboxmail/").content.decode()

    assert page.count('class="warning"') == 0
    assert _("Given up, not needed any more:") in page


def test_a_saved_form_writes_one_row_of_the_papers_own_log():
    client = browser("change_site")

    client.post(SITE, identity(tagline="নতুন"))

    entry = LogEntry.objects.get()
    assert (entry.act, entry.subject_type) == ("change", "paper.site")
    assert in_words(entry) in client.get(f"/admin/paper/site/{SITE_PK}/history/").content.decode()


@pytest.mark.parametrize(
    "path",
    ["site/", "page/", "contactmessage/", "logentry/", "outboxmail/", f"site/{SITE_PK}/history/"],
)
def test_without_the_right_nothing_of_the_paper_is_seen(path):
    Site.objects.current()

    assert browser().get(f"/admin/paper/{path}", follow=True).status_code in {403, 404}


@time_machine.travel(dt.datetime(2027, 6, 9, 12, tzinfo=DHAKA), tick=False)
@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (dt.datetime(2027, 6, 9, 7, 5, tzinfo=DHAKA), "৭:০৫"),
        (dt.datetime(2027, 6, 8, 18, 2, tzinfo=dt.UTC), "০:০২"),
        (dt.datetime(2027, 6, 8, 23, 59, tzinfo=DHAKA), "৮ জুন, ২৩:৫৯"),
        (dt.datetime(2026, 12, 26, 7, 31, tzinfo=DHAKA), "২৬ ডিসেম্বর ২০২৬, ৭:৩১"),
    ],
)
def test_a_moment_is_said_as_shortly_as_it_is_clear(moment, words):
    assert when_in_words(moment) == words


def test_an_act_without_a_sentence_of_its_own_still_says_who_and_when():
    entry = record(
        "demo.load", actor=None, subject=Site.objects.current(), detail={"note": "৪৮টি খবর"}
    )

    assert "demo.load" in in_words(entry)
    assert words_of(entry) == "৪৮টি খবর"


@pytest.mark.parametrize(
    "typed", ["৩১/১২/২০২৬", "31/12/2026", " ৩১-১২-২০২৬ ", "2026-12-31", "৩১.১২.২০২৬"]
)
def test_a_day_is_read_in_either_digits(typed):
    assert BanglaDateField().clean(typed) == dt.date(2026, 12, 31)


@pytest.mark.parametrize(
    ("typed", "time"), [("৬:০০", dt.time(6)), ("18.30", dt.time(18, 30)), (" ০৬:০৫", dt.time(6, 5))]
)
def test_a_time_is_read_in_either_digits(typed, time):
    assert BanglaTimeField().clean(typed) == time
    assert BanglaTimeField().prepare_value(dt.time(6)) == "৬:০০"
