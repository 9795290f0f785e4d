"""Readers, bans, rules and ready answers on the desk: who sees what, who changes it, and what the log says."""

import datetime as dt

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.models import SectionRight
from articles.tests.desk import signed_in
from articles.tests.factories import person, section
from comments.models import (
    Ban,
    CannedReply,
    Comment,
    Commenter,
    CommentPolicy,
    Device,
    Status,
)
from comments.moderation import ban
from comments.rules import rules_for
from comments.tests.factories import known_device, make_comment, make_moderator, make_story
from paper.log import LogEntry
from paper.sentences import in_words, words_of
from people.models import User

pytestmark = pytest.mark.django_db

BANS, READERS = "/admin/comments/ban/", "/admin/comments/commenter/"
RULES, ANSWERS = "/admin/comments/commentpolicy/", "/admin/comments/cannedreply/"
BAIT = "গোপনপাঠক"


@pytest.fixture
def moderator():
    return person("moderator", display_name="তানিয়া")


def limited_to(path, role="moderator"):
    user = person(role)
    SectionRight.objects.create(user=user, category=section(path))
    return User.objects.get(pk=user.pk)


def banned(moderator, name="রাহেলা"):
    comment = make_comment(make_story(), status=Status.SPAM, name=name, email="rahela@example.com")
    return ban(comment, "email", actor=moderator, reason="গালি")


def reader(number=1, **fields):
    return known_device(f"device {number}", name_last="রাহেলা", email="rahela@example.com", **fields)


# --- Bans --------------------------------------------------------------------------------------


def test_a_ban_is_listed_with_its_end_and_lifted_by_one_press_that_the_log_keeps(moderator):
    made = banned(moderator)
    client = signed_in(moderator)
    page = client.get(f"{BANS}{made.pk}/change/").content.decode()
    assert "r…@example.com" in client.get(BANS).content.decode()
    assert "rahela@example.com" not in page
    assert f'formaction="{BANS}{made.pk}/lift/"' in page

    answer = client.post(f"{BANS}{made.pk}/lift/")

    assert answer.headers["Location"] == BANS
    assert Ban.objects.count() == 0
    assert "নিষেধাজ্ঞা তুলে নিয়েছেন" in in_words(LogEntry.objects.first())


@pytest.mark.parametrize("role", ["anonymous", "reader", "reporter", "editor"])
def test_nobody_else_sees_or_lifts_a_ban(role, moderator):
    made = banned(moderator, BAIT)
    client = Client() if role == "anonymous" else signed_in(person(role))

    pages = [client.get(BANS), client.get(f"{BANS}{made.pk}/change/"), client.post(f"{BANS}{made.pk}/lift/")]  # fmt: skip

    assert all(page.status_code in {302, 403} for page in pages)
    assert not any("example.com" in page.content.decode() for page in pages)
    assert Ban.objects.count() == 1


def test_a_ban_is_never_written_or_deleted_by_hand(moderator):
    made = banned(moderator)
    client = signed_in(moderator)

    for way in ("add/", f"{made.pk}/delete/"):
        assert client.post(f"{BANS}{way}", {"post": "yes", "shown": "x"}).status_code == 403
    client.post(f"{BANS}{made.pk}/change/", {"shown": "x", "reason": "y"})

    assert Ban.objects.get().reason == "গালি"


# --- Readers -----------------------------------------------------------------------------------


def test_a_reader_is_shown_with_what_became_of_the_comments_and_a_masked_address(moderator):
    known = reader(approved_n=12, rejected_n=3)
    chief = signed_in(person("chief")).get(f"{READERS}{known.pk}/change/").content.decode()
    page = signed_in(moderator).get(f"{READERS}{known.pk}/change/").content.decode()

    assert "r…@example.com" in page
    assert "rahela@example.com" not in page
    assert "rahela@example.com" in chief
    assert "১২" in page
    assert f"?queue=all&amp;author={known.pk}" in page


def test_readers_are_not_found_by_their_address(moderator):
    reader()

    assert (
        "রাহেলা"
        not in signed_in(moderator).get(READERS, {"q": "rahela@example.com"}).content.decode()
    )
    assert signed_in(moderator).get(READERS, {"email__startswith": "r"}).status_code == 400


def test_a_moderator_decides_about_a_reader_and_takes_it_back(moderator):
    known = reader()
    client = signed_in(moderator)
    way = f"{READERS}{known.pk}/standing/"

    client.post(way, {"standing": "suspended", "length": "1d", "reason": "গালি"})
    known.refresh_from_db()
    assert (known.standing, known.note) == ("suspended", "গালি")
    assert known.standing_until > timezone.now() + dt.timedelta(hours=23)
    client.post(way, {"standing": "normal", "length": "ever"})

    known.refresh_from_db()
    assert (known.standing, known.standing_until) == ("normal", None)
    assert [in_words(entry).partition(" ")[2] for entry in LogEntry.objects.all()] == [
        "তানিয়া এই পাঠক সম্পর্কে সিদ্ধান্ত তুলে নিয়েছেন।",
        in_words(LogEntry.objects.last()).partition(" ")[2],
    ]  # fmt: skip


def test_a_suspension_without_an_end_comes_back_with_what_was_typed(moderator):
    known = reader()

    page = signed_in(moderator).post(
        f"{READERS}{known.pk}/standing/", {"standing": "suspended", "length": "ever", "reason": "বারবার গালি"}
    )  # fmt: skip

    known.refresh_from_db()
    assert known.standing == "normal"
    assert "বারবার গালি" in page.content.decode()
    assert page.context_data["standing_form"].errors["length"] == ["কত দিন, তা জানান।"]


@pytest.mark.parametrize("role", ["anonymous", "reader", "reporter", "editor"])
def test_nobody_else_sees_or_decides_about_a_reader(role):
    known = reader()
    Commenter.objects.update(name_last=BAIT)
    client = Client() if role == "anonymous" else signed_in(person(role))

    pages = [
        client.get(READERS), client.get(f"{READERS}{known.pk}/change/"),
        client.post(f"{READERS}{known.pk}/standing/", {"standing": "banned", "length": "ever"}),
    ]  # fmt: skip

    assert all(page.status_code in {302, 403} for page in pages)
    assert not any(BAIT in page.content.decode() for page in pages)
    known.refresh_from_db()
    assert known.standing == "normal"


def test_a_moderator_of_a_section_knows_only_its_readers():
    here, elsewhere = reader(1), reader(2)
    Commenter.objects.filter(pk=elsewhere.pk).update(name_last=BAIT)
    make_comment(make_story(category=section("sports")), identity=here)
    make_comment(make_story(category=section("politics")), identity=elsewhere)
    client = signed_in(limited_to("sports"))

    pages = [
        client.get(READERS), client.get(f"{READERS}{elsewhere.pk}/change/", follow=True),
        client.post(f"{READERS}{elsewhere.pk}/standing/", {"standing": "banned", "length": "ever"}),
    ]  # fmt: skip

    assert [row.pk for row in pages[0].context_data["cl"].result_list] == [here.pk]
    assert pages[2].status_code == 404
    assert not any(BAIT in page.content.decode() for page in pages)
    elsewhere.refresh_from_db()
    assert elsewhere.standing == "normal"


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("kind", "queries"), [(BANS, 10), (READERS, 10), (RULES, 10), (ANSWERS, 10)])  # fmt: skip
def test_lists_cost_the_same_queries_however_many_rows_they_have(kind, queries, rows, moderator):
    for number in range(rows):
        category = section(f"part{number}")
        reader(number)
        Ban.objects.create(kind="name", key=bytes([number]) * 16, shown="ক", by=moderator)
        CommentPolicy.objects.create(category=category)
        CannedReply.objects.create(title="ক", text="খ", category=category)
    client = signed_in(moderator)
    client.get(kind)

    with CaptureQueriesContext(connection) as asked:
        page = client.get(kind)

    assert len(page.context_data["cl"].result_list) == rows
    assert len(asked) == queries


# --- Rules -------------------------------------------------------------------------------------


def rules(**fields):
    return {"category": "", "all_held": "unknown", "first_held": "", "report_threshold": "", "edit_minutes": "", **fields}  # fmt: skip


def test_the_rules_of_a_section_are_set_in_bangla_digits_and_the_log_says_what_was_changed(
    moderator,
):
    sports = section("sports")
    client = signed_in(moderator)
    client.post(f"{RULES}add/", rules(category=sports.pk, first_held="২"))
    row = CommentPolicy.objects.get()

    client.post(f"{RULES}{row.pk}/change/", rules(first_held="৩", all_held="true"))

    assert rules_for(sports.pk, timezone.now()).first_held == 3
    assert rules_for(sports.pk, timezone.now()).all_held
    assert [words_of(entry) for entry in LogEntry.objects.all()] == [
        "সব মন্তব্য আগে যাচাই: ওপরের নিয়মে → হ্যাঁ; পাঠকের প্রথম যতটি মন্তব্য যাচাই হবে: ২ → ৩",
        "পাঠকের প্রথম যতটি মন্তব্য যাচাই হবে: ওপরের নিয়মে → ২",
    ]


def test_a_place_has_one_set_of_rules(moderator):
    client = signed_in(moderator)
    client.post(f"{RULES}add/", rules(first_held="2"))

    page = client.post(f"{RULES}add/", rules(first_held="9"))

    assert page.status_code == 200
    assert page.context_data["errors"]
    assert CommentPolicy.objects.get().first_held == 2


@pytest.mark.parametrize(("name", "value"), [("first_held", "51"), ("report_threshold", "0"), ("edit_minutes", "৬১"), ("first_held", "-1"), ("edit_minutes", "x")])  # fmt: skip
def test_numbers_out_of_their_measure_are_refused(moderator, name, value):
    page = signed_in(moderator).post(f"{RULES}add/", rules(**{name: value}))

    assert page.status_code == 200
    assert CommentPolicy.objects.count() == 0


@pytest.mark.parametrize(("way", "model"), [(RULES, CommentPolicy), (ANSWERS, CannedReply)])
def test_a_moderator_of_a_section_changes_nothing_of_another_or_of_the_paper(way, model):
    sports, politics = section("sports"), section("politics")
    words = {"title": "ক", "text": "খ"} if model is CannedReply else {"first_held": 2}
    rows = [model.objects.create(category=category, **words) for category in (None, politics)]
    before = list(model.objects.values())
    client = signed_in(limited_to("sports"))
    typed = {**rules(first_held="9"), "title": "বদল", "text": "বদল", "position": "1", "post": "yes"}

    for row in rows:
        client.post(f"{way}{row.pk}/change/", typed)
        client.post(f"{way}{row.pk}/delete/", typed)
    for category in ("", politics.pk):
        client.post(f"{way}add/", {**typed, "category": category})
    assert list(model.objects.values()) == before
    client.post(f"{way}add/", {**typed, "category": sports.pk})

    assert model.objects.filter(category=sports).count() == 1


def test_ready_answers_are_written_kept_in_order_and_deleted(moderator):
    client = signed_in(moderator)
    for title, position in (("শেষে", 2), ("আগে", 1)):
        client.post(f"{ANSWERS}add/", {"title": title, "text": "আমরা দেখছি।", "category": "", "position": position})  # fmt: skip

    titles = [answer.title for answer in client.get(ANSWERS).context_data["cl"].result_list]
    client.post(f"{ANSWERS}{CannedReply.objects.first().pk}/delete/", {"post": "yes"})

    assert titles == ["আগে", "শেষে"]
    assert CannedReply.objects.get().title == "শেষে"
    assert [entry.act for entry in LogEntry.objects.all()] == ["delete", "add", "add"]


def test_who_may_erase_forgets_a_reader_who_asked_by_letter_and_only_when_it_is_ticked(client):
    officer = make_moderator("officer")
    officer.user_permissions.add(
        *Permission.objects.filter(codename__in=["erase_commenter", "view_commenter"])
    )
    story = make_story()
    reader = known_device("bait", name_last="টোপ পাঠক", email="bait@example.com")
    written = make_comment(story, identity=reader, name="টোপ পাঠক", body="টোপ কথা")
    other = make_comment(story, name="অন্য পাঠক")
    address = reverse("admin:comments_commenter_erase", args=[reader.pk])
    client.force_login(officer)

    unticked = client.post(address)
    still = Comment.objects.get(pk=written.pk).body
    ticked = client.post(address, {"sure": "1"}, follow=True)

    written.refresh_from_db()
    other.refresh_from_db()
    assert (unticked.status_code, still) == (302, "টোপ কথা")
    assert "১টি মন্তব্যের সব তথ্য মুছে ফেলা হয়েছে।" in ticked.content.decode()
    assert (written.status, written.body, written.author_name) == (Status.ERASED, "", "")
    assert other.author_name == "অন্য পাঠক"
    assert not Commenter.objects.filter(pk=reader.pk).exists()
    assert not Device.objects.exists()
    entry = LogEntry.objects.get(act="erase_reader")
    assert (entry.label, entry.actor_id) == (f"#{reader.pk}", officer.pk)


def test_moderator_without_the_right_erases_nobody_and_sees_no_button(client):
    moderator = make_moderator()
    moderator.user_permissions.add(Permission.objects.get(codename="view_commenter"))
    reader = known_device("bait")
    written = make_comment(make_story(), identity=reader, body="টোপ কথা")
    client.force_login(moderator)

    page = client.get(reverse("admin:comments_commenter_change", args=[reader.pk]))
    refused = client.post(
        reverse("admin:comments_commenter_erase", args=[reader.pk]), {"sure": "1"}
    )

    written.refresh_from_db()
    assert (page.status_code, refused.status_code) == (200, 403)
    assert "act-erase" not in page.content.decode()
    assert written.body == "টোপ কথা"
