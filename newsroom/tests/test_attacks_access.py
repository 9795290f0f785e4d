"""Attacks on rights: forged forms, extra fields, curious addresses, doors of packages that stand open."""

from collections.abc import Iterator
from itertools import cycle
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django import forms
from django.apps import apps
from django.contrib import admin
from django.db import models, transaction
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from articles.tests.factories import person, story
from comments.models import Comment, Report, Status
from comments.tests.factories import make_comment
from newsroom.desk import OURS
from newsroom.tests import test_rights
from newsroom.tests.addresses import BAIT, address, desk_names, is_let_in, stored
from paper.contact import ContactMessage
from people.models import User

pytestmark = pytest.mark.django_db

things = test_rights.things
EVIL = "https://evil.example"


@pytest.fixture
def root() -> User:
    return User.objects.create_superuser("root", password="secret-secret")


def browser(user: User | None = None, **options: Any) -> Client:
    client = Client(**options)
    if user is not None:
        client.force_login(user)
    return client


class TestForgedForms:
    """What a page of another site can send in the name of somebody who is signed in."""

    def test_no_address_of_the_desk_takes_a_form_without_its_token(self, things, root):
        client, before = browser(root, enforce_csrf_checks=True), stored()

        codes = {name: client.post(address(name, things), {"post": "yes"}).status_code for name in sorted(desk_names())}  # fmt: skip

        assert {name: code for name, code in codes.items() if code != 403} == {}
        assert stored() == before

    def test_no_other_kind_of_body_goes_around_the_token(self, things, root):
        client, before = browser(root, enforce_csrf_checks=True), stored()
        body, kinds = (
            '{"event": "approve", "csrfmiddlewaretoken": "x"}',
            cycle(["text/plain", "application/json"]),
        )

        codes = {client.post(address(name, things), body, next(kinds), headers={"origin": EVIL}).status_code for name in sorted(desk_names())}  # fmt: skip

        assert codes == {403}
        assert stored() == before

    def test_no_look_at_the_desk_changes_anything(self, things, root):
        client, before = browser(root), stored()

        for name in sorted(desk_names()):
            client.get(address(name, things), {"post": "yes", "act": "publish", "event": "spam"})

        after = stored()
        opened = {"people.User"}  # when somebody was here last
        assert {kind for kind in before if before[kind] != after[kind]} <= opened

    def test_every_address_without_a_token_is_known_and_hears_no_other_site(self):
        comment = make_comment(story(), status=Status.APPROVED)
        heard = {
            "articles:seen": [], "paper:contact": [], "comments:thread": [comment.article_id], "comments:confirm": ["x"],
            "comments:my_data": [], "comments:own_data": ["x"], "comments:keep_data": ["x"],
            "comments:edit": [comment.article_id, comment.pk], "comments:delete": [comment.article_id, comment.pk],
            "comments:report": [comment.article_id, comment.pk],
        }  # fmt: skip
        # A mail program presses this button, from nowhere (RFC 8058); its token is of 122 random bits.
        from_nowhere = {"comments:unsubscribe"}
        typed = {"name": "রিনা", "email": "a@example.com", "subject": "ক", "message": "ক খ", "body": "ক খ গ", "reason": "abuse", "story": "1"}  # fmt: skip

        codes = {
            name: Client().post(reverse(name, args=parts), typed, headers={"origin": EVIL, "sec-fetch-site": "cross-site"}).status_code
            for name, parts in heard.items()
        }  # fmt: skip

        assert set(exempt(get_resolver().url_patterns)) == set(heard) | from_nowhere
        assert set(codes.values()) <= {400, 403, 404, 410}, codes
        kept = (Comment.objects.count(), Report.objects.count(), ContactMessage.objects.count())
        assert kept == (1, 0, 0)


def exempt(patterns: list[Any], space: str = "") -> Iterator[str]:
    """Give the names of all addresses whose view asks for no token."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from exempt(pattern.url_patterns, f"{space}{pattern.namespace or ''}")
        elif isinstance(pattern, URLPattern) and getattr(pattern.callback, "csrf_exempt", False):
            yield f"{space}:{pattern.name}"


class TestExtraFields:
    """Mass assignment: a form of the desk takes what it shows and nothing else."""

    BY_RULE = frozenset({"updated_at", "stamp", "searched", "touched_at", "since"})
    """Columns that saving sets itself."""

    ODD = {models.BooleanField: "on", models.IntegerField: "7", models.DateTimeField: "2001-01-01 00:00"}  # fmt: skip

    def test_no_form_takes_a_field_that_it_does_not_show(self, things, root):
        client, moved, saved = browser(root), {}, []

        for model in admin.site._registry:
            kind = f"{model._meta.app_label}_{model._meta.model_name}"
            at = reverse(f"admin:{kind}_change", args=[things[kind].pk])
            page = client.get(at)
            if not page.context or "adminform" not in page.context:
                continue
            row = model.objects.filter(pk=things[kind].pk)
            hidden = [field for field in model._meta.concrete_fields if field.name not in page.context["adminform"].form.fields]  # fmt: skip
            extra = {name: self.odd(field) for field in hidden for name in (field.name, field.attname)}  # fmt: skip
            names = [field.attname for field in hidden]
            before = row.values(*names).get()
            with transaction.atomic():
                saved.append(client.post(at, {**sent_by(page), **extra}).status_code == 302)
                after = row.values(*names).get()
                transaction.set_rollback(True)
            moved[kind] = {name for name in names if before[name] != after[name]} - self.BY_RULE

        assert len(moved) > 15
        assert sum(saved) > 12
        assert {kind: names for kind, names in moved.items() if names} == {}

    def odd(self, field: Any) -> str:
        return next((odd for kind, odd in self.ODD.items() if isinstance(field, kind)), "odd")

    def test_no_list_deletes_or_edits_rows_and_the_known_acts_are_rule_functions(self, root):
        request = RequestFactory().get("/")
        request.user = root

        acts = {model.__name__: set(one.get_actions(request)) for model, one in admin.site._registry.items()}  # fmt: skip

        assert {name for name, found in acts.items() if found} == {"TaskLease", "Comment"}
        assert "delete_selected" not in set.union(*acts.values())
        assert [one for one in admin.site._registry.values() if one.list_editable] == []


def sent_by(page: Any) -> dict[str, Any]:
    """Return what a browser sends of a page of Django's desk, unchanged."""
    found = {}
    shown = [page.context["adminform"].form]
    for inline in page.context["inline_admin_formsets"]:
        shown += [inline.formset.management_form, *inline.formset.forms]
    for form in shown:
        for bound in form:
            value = bound.value()
            if value not in (None, False) and not isinstance(bound.field, forms.FileField):
                found[bound.html_name] = value
    return found


class TestCuriousAddresses:
    LOOKUPS = (
        "id__gt", "password__startswith", "created_by__password__startswith", "user__email__contains",
        "commenter__email__startswith", "latest_revision__content__contains", "email__contains",
    )  # fmt: skip

    def test_no_list_answers_questions_about_what_it_does_not_show(self, things, root):
        client, answered = browser(root), set()

        for model in admin.site._registry:
            at = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
            plain = client.get(at)
            for lookup in self.LOOKUPS:
                asked = client.get(at, {lookup: "a"})
                is_ignored = asked.status_code == 200 and pks(asked) == pks(plain)
                answered |= (
                    set() if asked.status_code in {302, 400} or is_ignored else {(at, lookup)}
                )

        assert answered == set()

    @pytest.mark.parametrize("field", ["password", "is_superuser", "email", "pk__password", "nothing"])  # fmt: skip
    def test_no_window_of_a_form_gives_out_another_field(self, things, root, field):
        client = browser(root)

        for name in ("people_user", "articles_tag", "images_folder"):
            at = reverse(f"admin:{name}_changelist")
            assert client.get(at, {"_to_field": field, "_popup": "1"}).status_code == 400
            assert client.get(f"{at}add/", {"_to_field": field, "_popup": "1"}).status_code == 400

    @pytest.mark.parametrize("role", ["reporter", "moderator"])
    def test_suggestions_give_no_hidden_matter_and_no_account_away(self, things, role):
        client = browser(person(role))
        told = ""
        for model in apps.get_models():
            if model._meta.app_label not in OURS | {"auth", "account", "sessions"}:
                continue
            for field in filter(lambda field: field.is_relation, model._meta.get_fields()):
                asked = {"app_label": model._meta.app_label, "model_name": model._meta.model_name, "field_name": field.name, "term": ""}  # fmt: skip
                told += client.get("/admin/autocomplete/", asked).content.decode()

        assert BAIT not in told
        assert "secretkeeper" not in told
        assert "example.com" not in told

    def test_a_hostile_name_stays_words_in_the_window_that_made_it(self, root):
        name = "</script><script>bait()</script>"

        answer = browser(root).post("/admin/images/folder/add/", {"name": name, "_popup": "1"})

        assert "<script>bait()" not in answer.content.decode()


def pks(answer: Any) -> list[Any]:
    """Return which rows a list shows, in its order; nothing for a page that is no list of Django's."""
    changelist = (answer.context or {}).get("cl")
    return [row.pk for row in changelist.result_list] if changelist else []


class TestDoorsOfPackages:
    CLOSED = (
        "/accounts/email/", "/accounts/confirm-email/", "/accounts/confirm-email/x/", "/accounts/password/set/",
        "/accounts/login/code/confirm/",
    )  # fmt: skip

    @pytest.mark.parametrize("path", CLOSED)
    def test_pages_of_allauth_that_the_paper_does_not_use_are_not_there(self, path):
        client = browser(person("reporter"))

        answers = [client.get(path), client.post(path, {"email": "thief@evil.example"})]

        assert {answer.status_code for answer in answers} <= {302, 404}

    @pytest.mark.parametrize("act", ["action_add", "action_primary", "action_send", "action_remove"])  # fmt: skip
    def test_an_open_session_does_not_turn_the_way_to_a_new_password(self, act):
        user = person("chief")
        EmailAddress.objects.create(user=user, email="chief@paper.example", primary=True, verified=True)  # fmt: skip

        browser(user).post("/accounts/email/", {"email": "thief@evil.example", act: ""})

        assert list(EmailAddress.objects.values_list("email", flat=True)) == ["chief@paper.example"]


class TestWaysBack:
    @pytest.mark.parametrize(
        "target",
        ["//evil.example", "/\\evil.example", "https:evil.example", "\\\\evil.example", "javascript:alert(1)", "999", "admin:index",
         "http://testserver@evil.example/", "\t//evil.example", "https://evil.example/admin/", "x\r\nSet-Cookie: a=b"],
    )  # fmt: skip
    def test_the_choice_of_a_language_leads_to_the_desk_and_nowhere_else(self, root, target):
        answer = browser(root, raise_request_exception=False).post("/admin/language/", {"language": "bn", "next": target})  # fmt: skip

        assert answer.status_code in {302, 400}
        assert "evil" not in answer.headers.get("Location", "")
        assert "Set-Cookie: a" not in str(answer.headers)


def test_a_session_of_before_opens_nothing_of_the_desk_once_its_person_has_left(things):
    user = person("editor")
    client = browser(user)
    assert client.get("/admin/").status_code == 200
    User.objects.filter(pk=user.pk).update(is_active=False)
    before = stored()

    let_in = set()
    for name in sorted(desk_names()):
        with transaction.atomic():
            for answer in (client.get(address(name, things)), client.post(address(name, things))):
                let_in |= {name} if is_let_in(answer, name) else set()

    assert let_in <= {"admin:login", "admin:logout"}
    assert stored() == before
