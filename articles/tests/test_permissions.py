"""articles/permissions.py: who may do what, role by role and state by state."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404

from articles import permissions
from articles.models import Article
from articles.tests.factories import draft, person

pytestmark = pytest.mark.django_db
State = Article.State

UNFINISHED = {State.DRAFT, State.SENT_BACK}
NOT_KILLED = set(State) - {State.KILLED}
EVERY = set(State)

# role → whose story → question → states in which the answer is yes
TABLE = {
    "reporter": {
        "own": {"can_open": EVERY, "can_edit": UNFINISHED, "can_submit": EVERY},
        "other": {},
    },
    "editor": {
        whose: {
            "can_open": EVERY, "can_edit": NOT_KILLED, "can_submit": EVERY, "can_publish": EVERY, "can_correct": EVERY,
        }
        for whose in ("own", "other")
    },
    "chief": {
        whose: {
            "can_open": EVERY, "can_edit": NOT_KILLED, "can_submit": EVERY, "can_publish": EVERY, "can_correct": EVERY,
            "can_withdraw": EVERY, "can_kill": EVERY,
        }
        for whose in ("own", "other")
    },
    "moderator": {"own": {}, "other": {}},
    "reader": {"own": {}, "other": {}},
}  # fmt: skip
TABLE["admin"] = TABLE["chief"]
QUESTIONS = [
    "can_open",
    "can_edit",
    "can_submit",
    "can_publish",
    "can_withdraw",
    "can_kill",
    "can_correct",
]


@pytest.mark.parametrize("role", TABLE)
def test_the_answers_are_those_of_the_table(role):
    user, somebody = person(role), person("reporter")

    for whose, owner in (("own", user), ("other", somebody)):
        for question in QUESTIONS:
            yes = {
                state
                for state in State
                if getattr(permissions, question)(user, Article(created_by=owner, state=state))
            }
            assert yes == TABLE[role][whose].get(question, set()), (whose, question)


@pytest.mark.parametrize("role", TABLE)
def test_nobody_without_an_active_login_may_do_anything(role):
    former = person(role, is_active=False)

    for question in QUESTIONS:
        assert not getattr(permissions, question)(former, Article(created_by=former))
        assert not getattr(permissions, question)(AnonymousUser(), Article())


SEES = {
    "reporter": "own",
    "editor": "all",
    "chief": "all",
    "admin": "all",
    "moderator": "none",
    "reader": "none",
}


@pytest.mark.parametrize(("role", "sees"), SEES.items())
def test_a_person_gets_exactly_the_stories_that_may_be_opened(role, sees):
    user = person(role)
    own, others = draft(user), draft(person("reporter"))
    expected = {"own": {own}, "all": {own, others}, "none": set()}[sees]

    assert set(permissions.editable_by(user)) == expected
    assert {article for article in (own, others) if permissions.can_open(user, article)} == expected
    for article in (own, others):
        if article in expected:
            assert permissions.get_for_editor(user, article.pk) == article
        else:
            with pytest.raises(PermissionDenied):
                permissions.get_for_editor(user, article.pk)


@pytest.mark.parametrize("role", SEES)
def test_an_unknown_story_is_not_found(role):
    user = person(role)

    for pk in (0, 999_999, 10**30):
        with pytest.raises(Http404):
            permissions.get_for_editor(user, pk)


def test_a_person_put_out_of_work_loses_every_story():
    reporter = person("reporter")
    article = draft(reporter)
    reporter.is_active = False
    reporter.save()

    assert not permissions.editable_by(reporter).exists()
    with pytest.raises(PermissionDenied):
        permissions.get_for_editor(reporter, article.pk)


def test_a_story_to_work_on_comes_with_its_version_and_section_in_one_query(
    django_assert_num_queries,
):
    editor = person("editor")
    pk = draft(editor).pk
    editor.has_perm("articles.change_article")

    with django_assert_num_queries(1):
        article = permissions.get_for_editor(editor, pk)
        assert article.latest_revision.headline
        assert article.category is None
