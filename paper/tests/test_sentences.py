"""paper/sentences.py: each row of the log in plain words, with what the act's detail holds."""

import datetime as dt
import re

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.utils import translation

from bangla.dates import DHAKA
from paper.log import LogEntry, record
from paper.pages import Page
from paper.sentences import ACTS, SENTENCES, in_words, words_of

pytestmark = pytest.mark.django_db
AT = dt.datetime(2027, 6, 9, 10, 15, tzinfo=DHAKA)
LATER = dt.datetime(2027, 6, 10, 6, 0, tzinfo=DHAKA).isoformat()


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def row(act, by=True, **detail):
    rahim = get_user_model().objects.create_user("rahim", display_name="রহিম") if by else None
    with time_machine.travel(AT, tick=False):
        return record(act, actor=rahim, subject=Page(pk=1, title="ক"), detail=detail)


@pytest.mark.parametrize(
    ("act", "detail", "said"),
    [
        ("publish", {"revision": 3}, "রহিম published it at ১০:১৫."),
        ("approve", {"revision": 12}, "রহিম approved version ১২ at ১০:১৫."),
        ("approve_changes", {"revision": 3}, "রহিম approved the changes, version ৩, at ১০:১৫."),
        ("schedule", {"at": LATER}, "রহিম fixed its time at ১০:১৫: it comes out on ১০ জুন, ৬:০০."),
        ("schedule_update", {"at": LATER, "revision": 4},
         "রহিম fixed the time of version ৪ at ১০:১৫: it takes the place of the one before on ১০ জুন, ৬:০০."),
        ("drop_update", {}, "রহিম took the scheduled update back at ১০:১৫."),
        ("schedule_end", {"at": LATER}, "রহিম fixed at ১০:১৫ that it is withdrawn by itself on ১০ জুন, ৬:০০."),
        ("drop_end", {}, "রহিম took the scheduled withdrawal back at ১০:১৫."),
        ("assign", {"to": "করিম", "due": ""}, "রহিম gave it to করিম at ১০:১৫."),
        ("assign", {"to": "করিম", "due": LATER}, "রহিম gave it to করিম at ১০:১৫; it is due on ১০ জুন, ৬:০০."),
        ("assign", {"to": "", "due": ""}, "রহিম took the assignment back at ১০:১৫."),
        ("assign", {"to": "", "due": LATER}, "রহিম fixed at ১০:১৫ that it is due on ১০ জুন, ৬:০০."),
        ("set_embargo", {"at": LATER}, "রহিম set an embargo until ১০ জুন, ৬:০০ at ১০:১৫."),
        ("lift_embargo", {"at": LATER, "reason": "ক"}, "রহিম lifted the embargo until ১০ জুন, ৬:০০ at ১০:১৫."),
        ("ask_legal", {}, "রহিম asked for the lawyer's reading at ১০:১৫."),
        ("clear_legal", {"revision": 5}, "রহিম said at ১০:১৫ that the law allows version ৫."),
        ("link_edition", {"other": 48}, "রহিম linked it with story ৪৮, its other edition, at ১০:১৫."),
        ("unlink_edition", {}, "রহিম took the link to the other edition away at ১০:১৫."),
        ("correct", {"text": "ক", "kind": "correction"}, "রহিম added a correction at ১০:১৫."),
        ("correct", {"text": "ক", "kind": "clarification"}, "রহিম added a clarification at ১০:১৫."),
        ("correct", {"text": "ক", "kind": "update"}, "রহিম added an update note at ১০:১৫."),
        ("correct", {"text": "ক", "kind": "retraction"}, "রহিম retracted it at ১০:১৫."),
        ("publish", {"reason": "জরুরি", "held": ["source", "alt", "alt", "new rule"]},
         "রহিম published it at ১০:১৫. It had been held back: no source, a picture without description, new rule."),
    ],
)  # fmt: skip
def test_an_act_is_said_with_who_when_and_its_facts(act, detail, said):
    assert in_words(row(act, **detail), AT) == said


@pytest.mark.parametrize(
    ("act", "said"),
    [
        ("came_out", "It came out at ১০:১৫, its time."),
        ("update_came", "Version ২ came out at ১০:১৫, its time."),
        ("update_failed", "The scheduled update could not come out at ১০:১৫."),
        ("time_ended", "Its time ended at ১০:১৫."),
        ("publish", "The system published it at ১০:১৫."),
    ],
)
def test_what_time_does_is_said_of_the_story(act, said):
    assert in_words(row(act, by=False, revision=2), AT) == said


def test_another_day_is_named():
    assert in_words(row("kill"), AT + dt.timedelta(days=1)) == "রহিম killed it at ৯ জুন, ১০:১৫."


@pytest.mark.parametrize("act", SENTENCES)
def test_every_sentence_can_be_said_of_a_row_without_detail(act):
    said = in_words(row(act))

    assert said
    assert not re.search(r"%\(|[0-9]", said)


def test_every_act_that_is_said_can_be_chosen_in_the_filter():
    kinds = {"assign_due", "assign_nobody", "assign_time", "correct_clarification", "correct_update", "correct_retraction"}  # fmt: skip
    standings = {f"reader_standing_{name}" for name in ("normal", "premod", "suspended", "banned")}
    roles = {
        f"change_role_{role}"
        for role in ("reporter", "editor", "chief", "moderator", "admin", "reader")
    }
    guesses = {"sign_in_failed_account", "sign_in_failed_nobody"}
    steps = {f"two_step_{way}_{kind}" for way in ("on", "off") for kind in ("totp", "webauthn")}
    by_kind = {"reader_standing", "change_role", "sign_in_failed", "two_step_on", "two_step_off"}

    assert set(SENTENCES) - kinds - standings - roles - guesses - steps == set(ACTS) - by_kind


@pytest.mark.parametrize(
    ("detail", "words"),
    [({"note": "ছোট করুন"}, "ছোট করুন"), ({"reason": "জরুরি", "held": ["alt"]}, "জরুরি"), ({"text": "২৩"}, "২৩"), ({}, "")],
)  # fmt: skip
def test_what_was_written_with_an_act_is_told_apart(detail, words):
    assert words_of(row("correct", **detail)) == words


def test_a_name_is_told_as_it_was_when_the_act_was_done():
    entry = row("publish")
    get_user_model().objects.update(display_name="অন্য নাম")

    assert in_words(LogEntry.objects.get(pk=entry.pk), AT) == "রহিম published it at ১০:১৫."
