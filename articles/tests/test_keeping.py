"""articles/keeping.py: a text is saved, or kept beside a newer one; nothing is overwritten, nothing is lost."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from articles import drafting, workflow
from articles.keeping import Outcome, keep, set_aside_by
from articles.models import Article, Revision
from articles.tests.factories import content, draft, person, scheduled, story

pytestmark = pytest.mark.django_db
AUTO, SAVED = Revision.Kind.AUTOSAVED, Revision.Kind.SAVED


def autosave(article, by, text, *, based_on=None, tab="t1"):
    article = Article.objects.get(pk=article.pk)
    based_on = article.latest_revision_id if based_on is None else based_on
    return keep(article, content(headline=text), by=by, based_on=based_on, kind=AUTO, tab=tab)


def headline(article):
    return Article.objects.get(pk=article.pk).latest_revision.headline


def test_an_autosave_is_the_latest_version_and_readers_row_stays():
    chief = person()
    article = story(chief, headline="আগের")
    before = Article.objects.filter(pk=article.pk).values().get()

    kept = autosave(article, chief, "নতুন")

    after = Article.objects.filter(pk=article.pk).values().get()
    assert (kept.outcome, headline(article)) == (Outcome.SAVED, "নতুন")
    moved = {name for name in before if before[name] != after[name]}
    assert moved == {"latest_revision_id", "touched_at", "desk_category_id"} & moved
    assert after["live_revision_id"] == before["latest_revision_id"]


@pytest.mark.parametrize("make", [draft, story, scheduled])
def test_no_autosave_touches_the_state(make):
    chief = person()
    article = make(chief)
    before = (article.state, article.live_from, article.live_revision_id)

    autosave(article, chief, "নতুন")

    after = Article.objects.get(pk=article.pk)
    assert (after.state, after.live_from, after.live_revision_id) == before


def test_a_stale_text_is_set_aside_and_overwrites_nothing():
    chief, editor = person(), person("editor")
    article = draft(chief)
    seen = article.latest_revision_id
    autosave(article, editor, "তাঁদের", tab="t2")

    kept = autosave(article, chief, "আমার", based_on=seen)

    assert kept.outcome == Outcome.ASIDE
    assert (kept.latest.headline, kept.aside.headline) == ("তাঁদের", "আমার")
    assert kept.aside.based_on_id == seen
    assert headline(article) == "তাঁদের"


def test_a_form_that_lost_an_answer_meets_its_own_autosave_and_sets_nothing_aside():
    chief = person()
    article = draft(chief)
    seen = article.latest_revision_id
    first = autosave(article, chief, "এক")

    again = autosave(article, chief, "দুই", based_on=seen)

    assert (again.outcome, again.latest) == (Outcome.OWN, first.latest)
    assert not Revision.objects.filter(kind="aside").exists()


def test_an_autosave_that_comes_late_never_beats_the_press_of_save():
    chief = person()
    article = draft(chief)
    seen = article.latest_revision_id
    pressed = keep(article, content(headline="শেষ কথা"), by=chief, based_on=seen, tab="t1")

    late = autosave(article, chief, "আধেক", based_on=seen)

    assert pressed.outcome == Outcome.SAVED
    assert (late.outcome, headline(article)) == (Outcome.ASIDE, "শেষ কথা")


def test_save_goes_over_what_the_same_form_saved_by_itself():
    chief = person()
    article = draft(chief)
    seen = article.latest_revision_id
    autosave(article, chief, "আধেক")

    pressed = keep(article, content(headline="শেষ কথা"), by=chief, based_on=seen, tab="t1")

    assert (pressed.outcome, headline(article)) == (Outcome.SAVED, "শেষ কথা")


@pytest.mark.parametrize(("whose", "tab"), [("other", "t1"), ("own", "t2"), ("own", "")])
def test_save_does_not_go_over_what_another_form_saved(whose, tab):
    chief, editor = person(), person("editor")
    article = draft(chief)
    seen = article.latest_revision_id
    autosave(article, chief if whose == "own" else editor, "অন্য ফর্মের", tab="t1")

    pressed = keep(article, content(headline="আমার"), by=chief, based_on=seen, tab=tab)

    assert (pressed.outcome, headline(article)) == (Outcome.ASIDE, "অন্য ফর্মের")


def test_pressing_save_makes_an_autosave_one_that_nothing_replaces():
    chief = person()
    article = draft(chief)
    values = content(headline="লেখা")
    autosaved = keep(
        article, values, by=chief, based_on=article.latest_revision_id, kind=AUTO, tab="t1"
    )

    keep(article, values, by=chief, based_on=autosaved.latest.pk, tab="t1")
    autosave(article, chief, "আরও লেখা")

    assert list(article.revisions.values_list("number", "kind", "headline"))[:2] == [
        (3, AUTO, "আরও লেখা"), (2, SAVED, "লেখা"),
    ]  # fmt: skip


def test_a_stale_form_without_a_word_of_its_own_is_told_so():
    chief = person()
    values = content()
    article = drafting.begin(values, by=chief)
    seen = article.latest_revision_id
    autosave(article, person("editor"), "তাঁদের")

    kept = keep(article, values, by=chief, based_on=seen)

    assert (kept.outcome, kept.aside, kept.latest.headline) == (Outcome.UNCHANGED, None, "তাঁদের")


def test_a_first_save_sent_again_goes_on_from_what_it_made():
    reporter, key = person("reporter"), uuid4()

    first = keep(None, content(headline="এক"), by=reporter, based_on=0, kind=AUTO, client_key=key)
    again = keep(None, content(headline="দুই"), by=reporter, based_on=0, kind=AUTO, client_key=key)

    assert (first.article, again.outcome) == (again.article, Outcome.SAVED)
    assert headline(first.article) == "দুই"


def test_a_first_save_sent_again_overwrites_nothing_that_came_since():
    reporter, key = person("reporter"), uuid4()
    first = keep(None, content(headline="এক"), by=reporter, based_on=0, client_key=key)
    autosave(first.article, person("editor"), "সম্পাদকের")

    again = keep(None, content(headline="দুই"), by=reporter, based_on=0, client_key=key)

    assert (again.outcome, headline(first.article)) == (Outcome.ASIDE, "সম্পাদকের")


def test_the_key_of_somebody_elses_story_opens_nothing():
    key = uuid4()
    keep(None, content(headline="গোপন"), by=person("reporter"), based_on=0, client_key=key)

    with pytest.raises(PermissionDenied):
        keep(None, content(headline="আমার"), by=person("reporter"), based_on=0, client_key=key)

    assert Article.objects.count() == 1


def test_the_right_to_change_is_asked_of_the_row_as_it_stands_now():
    reporter = person("reporter")
    article = draft(reporter)
    in_hand = Article.objects.get(pk=article.pk)
    workflow.submit(article, by=reporter)

    with pytest.raises(PermissionDenied):
        keep(in_hand, content(headline="পরে"), by=reporter, based_on=in_hand.latest_revision_id)

    assert article.revisions.count() == 1


def test_what_was_set_aside_is_told_until_its_writer_saves_again():
    chief, editor = person(), person("editor")
    article = draft(chief)
    seen = article.latest_revision_id
    autosave(article, editor, "তাঁদের")
    aside = autosave(article, chief, "আমার", based_on=seen).aside
    autosave(article, editor, "আরও তাঁদের")

    told = set_aside_by(chief, article), set_aside_by(editor, article)
    autosave(article, chief, "মিলিয়ে")

    assert told == (aside, None)
    assert set_aside_by(chief, article) is None
