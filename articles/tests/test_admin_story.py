"""articles/admin/page.py: writing a story and doing the acts of the process from its form."""

import datetime as dt
import re

import pytest
import time_machine
from django.utils import timezone
from django.utils.html import escape

from articles import workflow
from articles.models import Article, AuthorProfile, Revision, Source, Tag
from articles.tests.desk import ADD, LIST, form_of, signed_in, typed
from articles.tests.factories import author, draft, person, scheduled, section, story
from bangla.dates import DHAKA
from paper.log import entries_of

pytestmark = pytest.mark.django_db
State = Article.State


def fresh(article):
    return Article.objects.select_related("latest_revision").get(pk=article.pk)


def test_a_reporter_writes_a_story_and_readers_row_stays_empty():
    reporter = person("reporter")
    economy = section("economy")

    answer = signed_in(reporter).post(
        ADD,
        typed(
            headline="বন্দরে জট কমেছে", body="<p>কাজ চলছে।</p>", category=economy.pk, tags="বন্দর, জাহাজ"
        ),
    )

    article = Article.objects.select_related("latest_revision").get()
    assert answer.status_code == 302
    assert answer.url == form_of(article)
    assert article.state == State.DRAFT
    assert article.created_by == reporter
    assert (article.headline, article.body) == ("", "")
    assert article.latest_revision.content["headline"] == "বন্দরে জট কমেছে"
    assert article.latest_revision.content["tags"] == ["বন্দর", "জাহাজ"]
    assert article.latest_revision.content["category"] == economy.pk


def test_what_is_typed_is_kept_in_canonical_form():
    signed_in(person("editor")).post(
        ADD,
        typed(
            headline="বা\u09dc\u09bf\u202e\x07  \u09ac\u09dc",
            body="<p onclick='x'>ঠিক<script>x</script></p>",
        ),
    )

    kept = Revision.objects.get().content
    assert kept["headline"] == "বা\u09a1\u09bc\u09bf \u09acড\u09bc"
    assert kept["body"] == "<p>ঠিক</p>"


def test_extra_fields_of_a_post_change_nothing():
    reporter, other = person("reporter"), person("editor")
    article = draft(reporter)
    before = Article.objects.filter(pk=article.pk).values().get()

    signed_in(reporter).post(
        form_of(article),
        typed(
            article, headline="নতুন শিরোনাম", state="published", live_from="2020-01-01", first_published_at="2020-01-01",
            created_by=other.pk, live_revision=1, latest_revision=1, comment_count=9, word_count=9, shown="{}",
            published_at="2020-01-01", author=other.pk, is_superuser="on", pk=99, id=99,
        ),
    )  # fmt: skip

    after = Article.objects.filter(pk=article.pk).values().get()
    moved = {"latest_revision_id", "touched_at"}
    assert {name: value for name, value in after.items() if name not in moved} == {
        name: value for name, value in before.items() if name not in moved
    }
    assert fresh(article).latest_revision.headline == "নতুন শিরোনাম"


@pytest.mark.parametrize(
    "act", sorted(set(workflow.MOVES) - {"submit", "ask_legal", "assign", "link_edition"})
)
def test_a_reporter_who_forges_an_act_changes_nothing(act):
    reporter = person("reporter")
    article = draft(reporter)
    asked = {
        "act": act,
        "note": "ক",
        "withdraw_reason": "ক",
        "kill_reason": "ক",
        "correction": "ক",
        **{f"{name}day": "১/১/২০৯০" for name in ("", "end_", "embargo_")},
        **{f"{name}time": "৬:০০" for name in ("", "end_", "embargo_")},
        "lift_reason": "ক",
    }

    answer = signed_in(reporter).post(
        form_of(article), typed(article, headline="অন্য শিরোনাম", **asked)
    )

    assert answer.status_code == 403
    assert fresh(article).state == State.DRAFT
    assert fresh(article).revisions.count() == 1
    assert list(entries_of(article)) == []


def test_an_unknown_act_is_refused():
    chief = person()
    article = draft(chief)

    answer = signed_in(chief).post(form_of(article), typed(article, act="__class__"))

    assert answer.status_code == 403


def test_saving_and_handing_in_is_one_press():
    reporter = person("reporter")
    article = draft(reporter)

    signed_in(reporter).post(form_of(article), typed(article, headline="শেষ শিরোনাম", act="submit"))

    assert fresh(article).state == State.IN_REVIEW
    assert fresh(article).latest_revision.headline == "শেষ শিরোনাম"
    assert entries_of(article).get().act == "submit"


def test_a_story_that_is_handed_in_can_be_read_but_not_changed_by_its_reporter():
    reporter = person("reporter")
    article = fresh(workflow.submit(draft(reporter, headline="জমা দেওয়া"), by=reporter))
    browser = signed_in(reporter)

    shown = browser.get(form_of(article))
    answer = browser.post(form_of(article), typed(article, headline="লুকিয়ে বদল"))

    assert shown.status_code == 200
    assert "জমা দেওয়া" in shown.content.decode()
    assert answer.status_code == 403
    assert fresh(article).revisions.count() == 1


def test_an_editor_publishes_what_stands_in_the_form():
    editor = person("editor")
    article = fresh(workflow.submit(draft(person("reporter")), by=person()))

    answer = signed_in(editor).post(
        form_of(article), typed(article, headline="প্রকাশের শিরোনাম", act="publish")
    )

    assert answer.status_code == 302
    assert fresh(article).is_live()
    assert fresh(article).headline == "প্রকাশের শিরোনাম"


def test_publishing_without_a_section_saves_nothing_and_keeps_the_text():
    editor = person("editor")
    article = draft(editor, category=None)

    answer = signed_in(editor).post(
        form_of(article), typed(article, headline="টাইপ করা শিরোনাম", act="publish")
    )

    assert answer.status_code == 422
    assert "টাইপ করা শিরোনাম" in answer.content.decode()
    assert fresh(article).state == State.DRAFT
    assert fresh(article).revisions.count() == 1


def test_a_new_story_that_cannot_be_published_is_not_half_begun():
    answer = signed_in(person("editor")).post(ADD, typed(headline="শিরোনাম", act="publish"))

    assert answer.status_code == 422
    assert Article.objects.count() == 0


@pytest.mark.parametrize(
    ("day", "time"),
    [
        ("১০/০৬/২০২৭", "৬:০০"),
        ("10/06/2027", "6:00"),
        ("2027-06-10", "06.00"),
        (" ১০-০৬-২০২৭ ", "০৬:০০"),
    ],
)
@time_machine.travel(dt.datetime(2027, 6, 9, 12, tzinfo=DHAKA), tick=False)
def test_a_time_typed_in_either_digits_is_meant_in_dhaka(day, time):
    editor = person("editor")
    article = draft(editor)

    answer = signed_in(editor).post(
        form_of(article), typed(article, act="schedule", day=day, time=time)
    )

    assert answer.status_code == 302
    assert fresh(article).state == State.SCHEDULED
    assert fresh(article).live_from == dt.datetime(2027, 6, 10, 0, 0, tzinfo=dt.UTC)
    assert "১০ জুন, ৬:০০" in signed_in(editor).get(form_of(article)).content.decode()


@pytest.mark.parametrize(
    ("day", "time"),
    [
        ("", "6:00"),
        ("৩১/০২/২০২৭", "৬:০০"),
        ("১০/০৬/২০২৭", "২৫:০০"),
        ("কাল", "ভোর"),
        ("১০/০৬/২০২০", "৬:০০"),
    ],
)
@time_machine.travel(dt.datetime(2027, 6, 9, 12, tzinfo=DHAKA), tick=False)
def test_a_time_that_is_none_or_has_passed_is_refused_and_kept(day, time):
    editor = person("editor")
    article = draft(editor)

    answer = signed_in(editor).post(
        form_of(article), typed(article, headline="রয়ে গেল", act="schedule", day=day, time=time)
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'value="{day}"' in page or not day
    assert f'value="{time}"' in page
    assert "রয়ে গেল" in page
    assert fresh(article).state == State.DRAFT
    assert fresh(article).revisions.count() == 1


def test_sending_back_needs_a_note_and_shows_it_to_the_writer():
    reporter, editor = person("reporter"), person("editor")
    article = fresh(workflow.submit(draft(reporter), by=reporter))

    refused = signed_in(editor).post(form_of(article), typed(article, act="send_back", note="  "))
    state_after_refusal = fresh(article).state
    signed_in(editor).post(form_of(article), typed(article, act="send_back", note="সূত্রের নাম দিন"))

    assert refused.status_code == 422
    assert state_after_refusal == State.IN_REVIEW
    assert fresh(article).state == State.SENT_BACK
    assert "সূত্রের নাম দিন" in signed_in(reporter).get(form_of(article)).content.decode()


def test_a_half_written_reason_does_not_stop_another_act():
    chief = person()
    article = draft(chief)

    signed_in(chief).post(
        form_of(article), typed(article, act="publish", day="কাল", time="ভোর", note="অর্ধেক")
    )

    assert fresh(article).state == State.PUBLISHED


def test_a_chief_withdraws_corrects_unschedules_and_kills_with_reasons():
    chief = person()
    browser = signed_in(chief)
    out, planned, idea = fresh(story(chief)), fresh(scheduled(chief)), draft(chief)

    browser.post(form_of(out), typed(out, act="correct", correction="দাম ছিল ৫০ টাকা।"))
    browser.post(form_of(out), typed(out, act="withdraw", withdraw_reason="ভুল তথ্য"))
    browser.post(form_of(planned), typed(planned, act="unschedule"))
    browser.post(form_of(idea), typed(idea, act="kill", kill_reason="দরকার নেই"))

    assert fresh(out).state == State.WITHDRAWN
    assert fresh(out).corrections.get().text == "দাম ছিল ৫০ টাকা।"
    assert entries_of(out).filter(act="withdraw").get().detail == {"reason": "ভুল তথ্য"}
    assert fresh(planned).state == State.IN_REVIEW
    assert fresh(idea).state == State.KILLED


def test_only_possible_acts_are_offered():
    reporter, chief = person("reporter"), person()
    article = draft(reporter)

    def buttons(user):
        page = signed_in(user).get(form_of(article)).content.decode()
        return {act for act in workflow.MOVES if f'value="{act}"' in page}

    assert buttons(reporter) == {"submit", "ask_legal"}
    assert buttons(chief) == {
        "submit", "publish", "schedule", "kill", "set_embargo", "ask_legal", "link_edition",
    }  # fmt: skip


@pytest.mark.parametrize("based_on", ["", "0", "x", "-1", "9" * 40])
def test_a_form_that_does_not_say_what_it_began_from_overwrites_nothing(based_on):
    editor = person("editor")
    article = draft(editor, headline="আগের")

    answer = signed_in(editor).post(
        form_of(article), typed(article, headline="পরের", based_on=based_on)
    )

    aside = article.revisions.get(kind="aside")
    assert answer.url == f"{LIST}{article.pk}/conflict/{aside.pk}/"
    assert (aside.headline, aside.based_on) == ("পরের", None)
    assert fresh(article).latest_revision.headline == "আগের"


def test_a_new_story_that_is_sent_twice_is_begun_once():
    reporter = person("reporter")
    browser = signed_in(reporter)
    page = browser.get(ADD).content.decode()
    key = re.search(r'name="client_key" value="([^"]+)"', page)[1]

    answers = [browser.post(ADD, typed(headline="একবার", client_key=key)) for _ in range(2)]

    assert [answer.url for answer in answers] == [form_of(Article.objects.get())] * 2
    assert Revision.objects.count() == 1


def test_a_known_tag_takes_its_known_spelling_and_equal_ones_are_one():
    Tag.objects.create(name="RAB")

    signed_in(person("editor")).post(ADD, typed(headline="ক", tags="rab, বাজারদর،  Rab ;বাজারদর,, "))

    assert Revision.objects.get().content["tags"] == ["RAB", "বাজারদর"]


def test_too_many_or_too_long_tags_are_refused():
    browser = signed_in(person("editor"))

    many = browser.post(ADD, typed(headline="ক", tags=", ".join(f"ট্যাগ {n}" for n in range(21))))
    long = browser.post(ADD, typed(headline="ক", tags="ক" * 101))

    assert (many.status_code, long.status_code) == (422, 422)
    assert Revision.objects.count() == 0


def test_more_tags_than_a_database_looks_up_at_once_are_refused():
    browser = signed_in(person("reporter"))
    flood = ",".join(format(n, "x") for n in range(260_000))

    answer = browser.post(ADD, typed(headline="ক", tags=flood))

    assert answer.status_code == 422
    assert Revision.objects.count() == 0


def test_a_body_far_longer_than_any_is_refused_before_it_is_cleaned(monkeypatch):
    browser = signed_in(person("reporter"))
    cleaned = []
    monkeypatch.setattr("articles.forms.sanitise", lambda html: cleaned.append(len(html)) or "")

    answer = browser.post(ADD, typed(headline="ক", body="<li>" * 600_000))

    assert answer.status_code == 422
    assert cleaned == []


def test_an_editor_names_a_new_source_and_a_reporter_only_known_ones():
    Source.objects.create(name="বাসস")

    refused = signed_in(person("reporter")).post(ADD, typed(headline="ক", source="নতুন সংস্থা"))
    signed_in(person("reporter")).post(ADD, typed(headline="খ", source="বাসস"))
    signed_in(person("editor")).post(ADD, typed(headline="গ", source="নতুন সংস্থা"))

    assert refused.status_code == 422
    assert "নতুন সংস্থা" in refused.content.decode()
    kept = {revision.headline: revision.content["source"] for revision in Revision.objects.all()}
    by_name = dict(Source.objects.values_list("name", "pk"))
    assert kept == {"খ": by_name["বাসস"], "গ": by_name["নতুন সংস্থা"]}


def test_bylines_are_kept_in_order_with_name_and_role_as_printed():
    first, second = author("মিতা রহমান", "জ্যেষ্ঠ প্রতিবেদক"), author("তাহমিদ রশীদ", "প্রতিবেদক")
    lines = [
        {"author": "তাহমিদ রশীদ", "name": "তাহমিদ র.", "role": "চট্টগ্রাম"},
        {"author": "মিতা রহমান", "name": "", "role": ""},
        {"author": "", "name": "", "role": ""},
    ]

    signed_in(person("editor")).post(ADD, typed(headline="ক", bylines=lines))

    assert Revision.objects.get().content["bylines"] == [
        {"author": second.pk, "name": "তাহমিদ র.", "role": "চট্টগ্রাম"},
        {"author": first.pk, "name": "মিতা রহমান", "role": "জ্যেষ্ঠ প্রতিবেদক"},
    ]


def test_namesakes_are_told_apart_by_their_address():
    AuthorProfile.objects.create(name="মিতা রহমান")
    second = AuthorProfile.objects.create(name="মিতা রহমান")

    signed_in(person("editor")).post(
        ADD,
        typed(
            headline="ক", bylines=[{"author": f"মিতা রহমান ({second.slug})", "name": "", "role": ""}]
        ),
    )

    assert Revision.objects.get().content["bylines"][0]["author"] == second.pk


@pytest.mark.parametrize(
    "lines",
    [
        [{"author": "অচেনা কেউ", "name": "", "role": ""}],
        [{"author": "", "name": "শুধু নাম", "role": ""}],
        [
            {"author": "তাহমিদ রশীদ", "name": "", "role": ""},
            {"author": "তাহমিদ রশীদ", "name": "অন্য", "role": ""},
        ],
    ],
)
def test_a_byline_that_cannot_be_is_refused_and_kept(lines):
    author()

    answer = signed_in(person("editor")).post(ADD, typed(headline="রয়ে গেল", bylines=lines))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert Article.objects.count() == 0
    for line in lines:
        assert all(escape(value) in page for value in line.values() if value)


def test_a_reporters_own_byline_stands_in_a_new_story():
    reporter = person("reporter")
    AuthorProfile.objects.create(name="তাহমিদ রশীদ", role="চট্টগ্রাম প্রতিনিধি", user=reporter)

    page = signed_in(reporter).get(ADD).content.decode()

    assert 'value="তাহমিদ রশীদ"' in page
    assert 'value="চট্টগ্রাম প্রতিনিধি"' in page


def test_every_field_that_is_too_long_is_named_and_kept():
    long = {
        "kicker": "ক" * 41,
        "headline": "ক" * 201,
        "standfirst": "ক" * 601,
        "dateline": "ক" * 61,
        "slug": "ক" * 81,
    }

    answer = signed_in(person("editor")).post(ADD, typed(**long))

    assert answer.status_code == 422
    assert set(answer.context_data["form"].errors) == set(long)
    assert all(text in answer.content.decode() for text in long.values())
    assert Article.objects.count() == 0


def test_a_field_cleaned_before_it_is_measured_never_reaches_the_database_too_long():
    # Typed as one sign each, stored as two: য় is য and a dot.
    answer = signed_in(person("editor")).post(ADD, typed(headline="\u09df" * 101))

    assert answer.status_code == 422
    assert Article.objects.count() == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("category", "999"),
        ("category", "x"),
        ("further", ["999"]),
        ("picture", "999"),
        ("picture", "x"),
        ("picture", "9" * 30),
        ("language", "fr"),
        ("comment_policy", "none"),
    ],
)
def test_a_choice_that_is_not_offered_is_refused(field, value):
    answer = signed_in(person("editor")).post(ADD, typed(headline="ক", **{field: value}))

    assert answer.status_code == 422
    assert field in answer.context_data["form"].errors


def test_a_killed_story_is_for_reading_only():
    chief = person()
    article = fresh(workflow.kill(draft(chief), by=chief, reason="দরকার নেই"))

    answer = signed_in(chief).post(form_of(article), typed(article, headline="আবার"))

    assert answer.status_code == 403
    assert signed_in(chief).get(form_of(article)).status_code == 200


def test_private_changes_of_a_live_story_are_told_and_stay_private():
    chief = person()
    article = fresh(story(chief, headline="পাঠকের শিরোনাম"))

    signed_in(chief).post(form_of(article), typed(article, headline="গোপন শিরোনাম"))

    page = signed_in(chief).get(form_of(article))
    assert len(page.context_data["notices"]) == 1
    assert fresh(article).headline == "পাঠকের শিরোনাম"
    assert (
        "গোপন শিরোনাম"
        not in signed_in(chief).get(f"/article/{article.pk}/{article.slug}/").content.decode()
    )


def test_a_form_is_saved_twice_without_a_second_version():
    editor = person("editor")
    article = draft(
        editor,
        source=Source.objects.create(name="বাসস").pk,
        tags=["বন্দর"],
        bylines=[{"author": author().pk, "name": "ক", "role": "খ"}],
    )

    signed_in(editor).post(form_of(article), typed(article))

    assert fresh(article).latest_revision.content == article.latest_revision.content
    assert fresh(article).revisions.count() == 1


def test_the_database_says_when_a_version_was_saved_in_dhaka():
    editor = person("editor")
    with time_machine.travel(dt.datetime(2027, 6, 9, 1, 28, tzinfo=dt.UTC), tick=False):
        article = draft(editor)
        page = signed_in(editor).get(form_of(article))

    assert page.context_data["saved_at"] == "৭:২৮"
    assert timezone.is_aware(article.created_at)
