"""Who may do what: one table of roles × addresses × methods, made for every named address there is.

The names come from the URL configuration: an address without a row in the table fails the tests.
"""

import pytest
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse

from articles.models import Article, Tag
from articles.tests.factories import content
from newsroom.middleware import METHODS
from newsroom.tests.addresses import (
    BAIT,
    address,
    is_let_in,
    names,
    stored,
    things_of_each_kind,
    visitor,
)
from people.models import User

pytestmark = pytest.mark.django_db

ROLES = ("admin", "chief", "editor", "reporter", "moderator", "reader", "anonymous")

NOBODY: frozenset[str] = frozenset()
EVERYBODY = frozenset(ROLES)
SIGNED_IN = EVERYBODY - {"anonymous"}
STAFF = SIGNED_IN - {"reader"}
WRITERS = STAFF - {"moderator"}
MODERATORS = STAFF - {"reporter"}
KEEPERS = MODERATORS - {"editor"}
EDITORS = frozenset({"admin", "chief", "editor"})
CHIEFS = frozenset({"admin", "chief"})
ADMINS = frozenset({"admin"})
STRANGERS = frozenset({"anonymous"})

TABLE: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "account_change_password": (SIGNED_IN, SIGNED_IN),
    "account_confirm_email": (NOBODY, NOBODY),
    "account_confirm_login_code": (NOBODY, NOBODY),
    "account_email": (NOBODY, NOBODY),
    "account_email_verification_sent": (NOBODY, NOBODY),
    "account_inactive": (EVERYBODY, NOBODY),
    "account_login": (EVERYBODY, EVERYBODY),
    "account_logout": (EVERYBODY, EVERYBODY),
    "account_reauthenticate": (SIGNED_IN, SIGNED_IN),
    "account_reset_password": (EVERYBODY, EVERYBODY),
    "account_reset_password_done": (EVERYBODY, NOBODY),
    "account_reset_password_from_key": (EVERYBODY, EVERYBODY),
    "account_reset_password_from_key_done": (EVERYBODY, NOBODY),
    "account_set_password": (NOBODY, NOBODY),
    "account_signup": (STRANGERS, STRANGERS),
    "admin:adverts_advert_add": (CHIEFS, CHIEFS),
    "admin:adverts_advert_change": (CHIEFS, CHIEFS),
    "admin:adverts_advert_changelist": (CHIEFS, CHIEFS),
    "admin:adverts_advert_delete": (CHIEFS, CHIEFS),
    "admin:adverts_advert_history": (CHIEFS, CHIEFS),
    "admin:adverts_place_add": (NOBODY, NOBODY),
    "admin:adverts_place_change": (CHIEFS, CHIEFS),
    "admin:adverts_place_changelist": (CHIEFS, CHIEFS),
    "admin:adverts_place_delete": (NOBODY, NOBODY),
    "admin:adverts_place_history": (CHIEFS, CHIEFS),
    "admin:adverts_setup_add": (NOBODY, NOBODY),
    "admin:adverts_setup_change": (CHIEFS, CHIEFS),
    "admin:adverts_setup_changelist": (CHIEFS, CHIEFS),
    "admin:adverts_setup_delete": (NOBODY, NOBODY),
    "admin:adverts_setup_history": (CHIEFS, CHIEFS),
    "admin:app_list": (CHIEFS, CHIEFS),
    "admin:articles_article_add": (WRITERS, WRITERS),
    "admin:articles_article_assign": (EDITORS, EDITORS),
    "admin:articles_article_autosave": (NOBODY, EDITORS),
    "admin:articles_article_begin": (NOBODY, WRITERS),
    "admin:articles_article_bijoy": (WRITERS, WRITERS),
    "admin:articles_article_bijoy_runs": (NOBODY, WRITERS),
    "admin:articles_article_bulk": (NOBODY, NOBODY),
    "admin:articles_article_change": (EDITORS, EDITORS),
    "admin:articles_article_changelist": (WRITERS, WRITERS),
    "admin:articles_article_compare": (EDITORS, NOBODY),
    "admin:articles_article_conflict": (EDITORS, EDITORS),
    "admin:articles_article_delete": (NOBODY, NOBODY),
    "admin:articles_article_embed": (WRITERS, WRITERS),
    "admin:articles_article_find": (WRITERS, WRITERS),
    "admin:articles_article_history": (EDITORS, EDITORS),
    "admin:articles_article_notes": (EDITORS, EDITORS),
    "admin:articles_article_notices": (WRITERS, NOBODY),
    "admin:articles_article_notices_seen": (NOBODY, WRITERS),
    "admin:articles_article_plan": (WRITERS, NOBODY),
    "admin:articles_article_presence": (NOBODY, EDITORS),
    "admin:articles_article_preview": (EDITORS, EDITORS),
    "admin:articles_article_preview_page": (EDITORS, NOBODY),
    "admin:articles_article_restore": (NOBODY, NOBODY),
    "admin:articles_article_token": (WRITERS, NOBODY),
    "admin:articles_article_versions": (EDITORS, NOBODY),
    "admin:articles_authorprofile_add": (EDITORS, EDITORS),
    "admin:articles_authorprofile_change": (WRITERS, EDITORS),
    "admin:articles_authorprofile_changelist": (WRITERS, WRITERS),
    "admin:articles_authorprofile_delete": (ADMINS, ADMINS),
    "admin:articles_authorprofile_history": (WRITERS, WRITERS),
    "admin:articles_category_add": (CHIEFS, CHIEFS),
    "admin:articles_category_change": (WRITERS, CHIEFS),
    "admin:articles_category_changelist": (WRITERS, WRITERS),
    "admin:articles_category_delete": (NOBODY, NOBODY),
    "admin:articles_category_history": (WRITERS, WRITERS),
    "admin:articles_sectionright_add": (CHIEFS, CHIEFS),
    "admin:articles_sectionright_change": (CHIEFS, CHIEFS),
    "admin:articles_sectionright_changelist": (CHIEFS, CHIEFS),
    "admin:articles_sectionright_delete": (CHIEFS, CHIEFS),
    "admin:articles_sectionright_history": (CHIEFS, CHIEFS),
    "admin:articles_series_add": (EDITORS, EDITORS),
    "admin:articles_series_change": (WRITERS, EDITORS),
    "admin:articles_series_changelist": (WRITERS, WRITERS),
    "admin:articles_series_delete": (NOBODY, NOBODY),
    "admin:articles_series_history": (WRITERS, WRITERS),
    "admin:articles_source_add": (EDITORS, EDITORS),
    "admin:articles_source_change": (WRITERS, EDITORS),
    "admin:articles_source_changelist": (WRITERS, WRITERS),
    "admin:articles_source_delete": (ADMINS, ADMINS),
    "admin:articles_source_history": (WRITERS, WRITERS),
    "admin:articles_sponsor_add": (CHIEFS, CHIEFS),
    "admin:articles_sponsor_change": (EDITORS, CHIEFS),
    "admin:articles_sponsor_changelist": (EDITORS, EDITORS),
    "admin:articles_sponsor_delete": (NOBODY, NOBODY),
    "admin:articles_sponsor_history": (EDITORS, EDITORS),
    "admin:articles_tag_add": (WRITERS, WRITERS),
    "admin:articles_tag_change": (WRITERS, EDITORS),
    "admin:articles_tag_changelist": (WRITERS, WRITERS),
    "admin:articles_tag_delete": (CHIEFS, CHIEFS),
    "admin:articles_tag_history": (WRITERS, WRITERS),
    "admin:auth_user_password_change": (ADMINS, ADMINS),
    "admin:autocomplete": (NOBODY, NOBODY),
    "admin:choose_language": (NOBODY, STAFF),
    "admin:comments_ban_add": (NOBODY, NOBODY),
    "admin:comments_ban_change": (KEEPERS, NOBODY),
    "admin:comments_ban_changelist": (KEEPERS, KEEPERS),
    "admin:comments_ban_delete": (NOBODY, NOBODY),
    "admin:comments_ban_history": (KEEPERS, KEEPERS),
    "admin:comments_ban_lift": (NOBODY, KEEPERS),
    "admin:comments_cannedreply_add": (KEEPERS, KEEPERS),
    "admin:comments_cannedreply_change": (KEEPERS, KEEPERS),
    "admin:comments_cannedreply_changelist": (KEEPERS, KEEPERS),
    "admin:comments_cannedreply_delete": (KEEPERS, KEEPERS),
    "admin:comments_cannedreply_history": (KEEPERS, KEEPERS),
    "admin:comments_comment_act": (NOBODY, MODERATORS),
    "admin:comments_comment_add": (NOBODY, NOBODY),
    "admin:comments_comment_change": (MODERATORS, NOBODY),
    "admin:comments_comment_changelist": (MODERATORS, MODERATORS),
    "admin:comments_comment_delete": (NOBODY, NOBODY),
    "admin:comments_comment_history": (MODERATORS, MODERATORS),
    "admin:comments_comment_reply": (NOBODY, MODERATORS),
    "admin:comments_commenter_add": (NOBODY, NOBODY),
    "admin:comments_commenter_change": (KEEPERS, NOBODY),
    "admin:comments_commenter_changelist": (KEEPERS, KEEPERS),
    "admin:comments_commenter_delete": (NOBODY, NOBODY),
    "admin:comments_commenter_erase": (NOBODY, ADMINS),
    "admin:comments_commenter_history": (KEEPERS, KEEPERS),
    "admin:comments_commenter_standing": (NOBODY, KEEPERS),
    "admin:comments_commentpolicy_add": (KEEPERS, KEEPERS),
    "admin:comments_commentpolicy_change": (KEEPERS, KEEPERS),
    "admin:comments_commentpolicy_changelist": (KEEPERS, KEEPERS),
    "admin:comments_commentpolicy_delete": (NOBODY, NOBODY),
    "admin:comments_commentpolicy_history": (KEEPERS, KEEPERS),
    "admin:comments_desk": (MODERATORS, NOBODY),
    "admin:comments_desk_act": (NOBODY, MODERATORS),
    "admin:comments_desk_ban": (KEEPERS, KEEPERS),
    "admin:comments_desk_decide": (NOBODY, MODERATORS),
    "admin:comments_desk_hold": (NOBODY, MODERATORS),
    "admin:comments_desk_reply": (MODERATORS, MODERATORS),
    "admin:comments_desk_undo": (NOBODY, MODERATORS),
    "admin:comments_digest": (MODERATORS, MODERATORS),
    "admin:comments_wordentry_add": (NOBODY, NOBODY),
    "admin:comments_wordentry_change": (KEEPERS, KEEPERS),
    "admin:comments_wordentry_changelist": (KEEPERS, KEEPERS),
    "admin:comments_wordentry_delete": (CHIEFS, CHIEFS),
    "admin:comments_wordentry_history": (KEEPERS, KEEPERS),
    "admin:comments_wordlist_add": (KEEPERS, KEEPERS),
    "admin:comments_wordlist_change": (KEEPERS, KEEPERS),
    "admin:comments_wordlist_changelist": (KEEPERS, KEEPERS),
    "admin:comments_wordlist_delete": (CHIEFS, CHIEFS),
    "admin:comments_wordlist_history": (KEEPERS, KEEPERS),
    "admin:images_folder_add": (CHIEFS, CHIEFS),
    "admin:images_folder_change": (CHIEFS, CHIEFS),
    "admin:images_folder_changelist": (CHIEFS, CHIEFS),
    "admin:images_folder_delete": (CHIEFS, CHIEFS),
    "admin:images_folder_history": (CHIEFS, CHIEFS),
    "admin:images_picture_add": (WRITERS, WRITERS),
    "admin:images_picture_change": (WRITERS, EDITORS),
    "admin:images_picture_changelist": (WRITERS, WRITERS),
    "admin:images_picture_delete": (CHIEFS, CHIEFS),
    "admin:images_picture_history": (WRITERS, WRITERS),
    "admin:images_picture_pick": (WRITERS, WRITERS),
    "admin:images_picture_thumb": (WRITERS, WRITERS),
    "admin:images_picture_unused": (CHIEFS, CHIEFS),
    "admin:images_picture_upload": (WRITERS, NOBODY),
    "admin:images_picture_uploads": (NOBODY, WRITERS),
    "admin:images_picture_uploads_finish": (NOBODY, NOBODY),
    "admin:images_picture_uploads_leave": (NOBODY, NOBODY),
    "admin:images_picture_uploads_one": (NOBODY, NOBODY),
    "admin:images_picture_uploads_words": (NOBODY, NOBODY),
    "admin:index": (STAFF, STAFF),
    "admin:jsi18n": (STAFF, NOBODY),
    "admin:login": (STAFF, STAFF),
    "admin:logout": (NOBODY, STAFF),
    "admin:me": (STAFF, STAFF),
    "admin:me_email": (STAFF, STAFF),
    "admin:me_end_others": (NOBODY, STAFF),
    "admin:me_end_session": (NOBODY, STAFF),
    "admin:newsroom_backup_add": (NOBODY, NOBODY),
    "admin:newsroom_backup_ask": (NOBODY, ADMINS),
    "admin:newsroom_backup_change": (ADMINS, NOBODY),
    "admin:newsroom_backup_changelist": (ADMINS, ADMINS),
    "admin:newsroom_backup_delete": (NOBODY, NOBODY),
    "admin:newsroom_backup_history": (ADMINS, ADMINS),
    "admin:newsroom_task_drop": (NOBODY, ADMINS),
    "admin:newsroom_task_retry": (NOBODY, ADMINS),
    "admin:newsroom_tasklease_add": (NOBODY, NOBODY),
    "admin:newsroom_tasklease_change": (ADMINS, NOBODY),
    "admin:newsroom_tasklease_changelist": (ADMINS, ADMINS),
    "admin:newsroom_tasklease_delete": (NOBODY, NOBODY),
    "admin:newsroom_tasklease_history": (ADMINS, ADMINS),
    "admin:operations": (ADMINS, NOBODY),
    "admin:operations_seen": (NOBODY, ADMINS),
    "admin:paper_contactmessage_add": (NOBODY, NOBODY),
    "admin:paper_contactmessage_change": (CHIEFS, CHIEFS),
    "admin:paper_contactmessage_changelist": (CHIEFS, CHIEFS),
    "admin:paper_contactmessage_delete": (NOBODY, NOBODY),
    "admin:paper_contactmessage_history": (CHIEFS, CHIEFS),
    "admin:paper_logentry_add": (NOBODY, NOBODY),
    "admin:paper_logentry_change": (CHIEFS, NOBODY),
    "admin:paper_logentry_changelist": (CHIEFS, CHIEFS),
    "admin:paper_logentry_delete": (NOBODY, NOBODY),
    "admin:paper_logentry_history": (CHIEFS, CHIEFS),
    "admin:paper_outboxmail_add": (NOBODY, NOBODY),
    "admin:paper_outboxmail_change": (ADMINS, NOBODY),
    "admin:paper_outboxmail_changelist": (ADMINS, ADMINS),
    "admin:paper_outboxmail_delete": (NOBODY, NOBODY),
    "admin:paper_outboxmail_history": (ADMINS, ADMINS),
    "admin:paper_page_add": (CHIEFS, CHIEFS),
    "admin:paper_page_change": (CHIEFS, CHIEFS),
    "admin:paper_page_changelist": (CHIEFS, CHIEFS),
    "admin:paper_page_delete": (CHIEFS, CHIEFS),
    "admin:paper_page_history": (CHIEFS, CHIEFS),
    "admin:paper_site_add": (NOBODY, NOBODY),
    "admin:paper_site_change": (CHIEFS, CHIEFS),
    "admin:paper_site_changelist": (CHIEFS, CHIEFS),
    "admin:paper_site_delete": (NOBODY, NOBODY),
    "admin:paper_site_history": (CHIEFS, CHIEFS),
    "admin:password_change": (STAFF, STAFF),
    "admin:password_change_done": (STAFF, NOBODY),
    "admin:people_invitation_add": (ADMINS, ADMINS),
    "admin:people_invitation_again": (NOBODY, ADMINS),
    "admin:people_invitation_change": (ADMINS, NOBODY),
    "admin:people_invitation_changelist": (ADMINS, ADMINS),
    "admin:people_invitation_delete": (NOBODY, NOBODY),
    "admin:people_invitation_history": (ADMINS, ADMINS),
    "admin:people_invitation_revoke": (NOBODY, ADMINS),
    "admin:people_user_access": (ADMINS, ADMINS),
    "admin:people_user_add": (NOBODY, NOBODY),
    "admin:people_user_change": (CHIEFS, ADMINS),
    "admin:people_user_changelist": (CHIEFS, CHIEFS),
    "admin:people_user_delete": (NOBODY, NOBODY),
    "admin:people_user_history": (CHIEFS, CHIEFS),
    "admin:people_user_two_step": (ADMINS, ADMINS),
    "admin:people_user_two_step_away": (ADMINS, ADMINS),
    "admin:view_on_site": (NOBODY, NOBODY),
    "adverts:ads_txt": (EVERYBODY, NOBODY),
    "articles:archive": (EVERYBODY, NOBODY),
    "articles:archive_day": (EVERYBODY, NOBODY),
    "articles:archive_month": (EVERYBODY, NOBODY),
    "articles:author": (EVERYBODY, NOBODY),
    "articles:author_feed": (EVERYBODY, NOBODY),
    "articles:by_id": (NOBODY, NOBODY),
    "articles:category": (EVERYBODY, NOBODY),
    "articles:category_feed": (EVERYBODY, NOBODY),
    "articles:corrections": (EVERYBODY, NOBODY),
    "articles:detail": (NOBODY, NOBODY),
    "articles:feed": (EVERYBODY, NOBODY),
    "articles:latest": (EVERYBODY, NOBODY),
    "articles:preview": (NOBODY, NOBODY),
    "articles:preview_file": (NOBODY, NOBODY),
    "articles:seen": (NOBODY, EVERYBODY),
    "articles:series": (NOBODY, NOBODY),
    "articles:short_link": (NOBODY, NOBODY),
    "articles:sitemap": (EVERYBODY, NOBODY),
    "articles:sitemap_month": (EVERYBODY, NOBODY),
    "articles:sitemap_pages": (EVERYBODY, NOBODY),
    "articles:tag": (NOBODY, NOBODY),
    "articles:tag_feed": (NOBODY, NOBODY),
    "comments:confirm": (NOBODY, NOBODY),
    "comments:delete": (NOBODY, NOBODY),
    "comments:edit": (NOBODY, NOBODY),
    "comments:feed": (EVERYBODY, NOBODY),
    "comments:keep_data": (NOBODY, NOBODY),
    "comments:mine": (EVERYBODY, NOBODY),
    "comments:my_data": (EVERYBODY, EVERYBODY),
    "comments:own_data": (NOBODY, NOBODY),
    "comments:report": (EVERYBODY, EVERYBODY),
    "comments:thread": (EVERYBODY, EVERYBODY),
    "comments:unsubscribe": (EVERYBODY, EVERYBODY),
    "confirm_email": (NOBODY, NOBODY),
    "frontpage:home": (EVERYBODY, NOBODY),
    "images:media": (NOBODY, NOBODY),
    "images:newest": (WRITERS, NOBODY),
    "invitation": (NOBODY, NOBODY),
    "live": (EVERYBODY, NOBODY),
    "metrics": (NOBODY, NOBODY),
    "mfa_activate_totp": (SIGNED_IN, SIGNED_IN),
    "mfa_add_webauthn": (SIGNED_IN, SIGNED_IN),
    "mfa_authenticate": (NOBODY, NOBODY),
    "mfa_deactivate_totp": (NOBODY, NOBODY),
    "mfa_download_recovery_codes": (NOBODY, NOBODY),
    "mfa_edit_webauthn": (SIGNED_IN, SIGNED_IN),
    "mfa_generate_recovery_codes": (SIGNED_IN, SIGNED_IN),
    "mfa_index": (SIGNED_IN, NOBODY),
    "mfa_list_webauthn": (SIGNED_IN, NOBODY),
    "mfa_login_webauthn": (NOBODY, NOBODY),
    "mfa_reauthenticate": (SIGNED_IN, SIGNED_IN),
    "mfa_reauthenticate_webauthn": (SIGNED_IN, SIGNED_IN),
    "mfa_remove_webauthn": (SIGNED_IN, SIGNED_IN),
    "mfa_view_recovery_codes": (NOBODY, NOBODY),
    "paper:colours": (EVERYBODY, NOBODY),
    "paper:contact": (EVERYBODY, EVERYBODY),
    "paper:page": (EVERYBODY, NOBODY),
    "ready": (EVERYBODY, NOBODY),
    "robots": (EVERYBODY, NOBODY),
    "sign_on": (NOBODY, NOBODY),
    "sign_on_callback": (NOBODY, NOBODY),
}
"""Every named address → who may GET it (and HEAD), who may POST to it. What it is about is another's, and hidden."""

NAMELESS = {"admin:?(?P<url>.*)$", "admin:?<path:object_id>/"}
"""Addresses without a name: Django's ways on, which lead to a named one or nowhere."""

SEES_HIDDEN = EDITORS
"""Who may open stories that are not theirs; the bait may stand in their pages."""


@pytest.fixture
def things(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    cache.clear()  # limits of earlier tests
    return things_of_each_kind()


def typed() -> dict:
    """Return what a form of any page is sent: enough for many, changed in its headline."""
    story = {key: value for key, value in content(headline="বদল").items() if value}
    return {**story, "name": "বদল", "act": "publish", "event": "spam", "post": "yes"}


def test_every_named_address_stands_in_the_table_and_the_nameless_are_known():
    found = set(names())

    assert {name for name in found if "?" not in name} == set(TABLE)
    assert {name for name in found if "?" in name} == NAMELESS


@pytest.mark.parametrize("role", ROLES)
def test_get_lets_in_whom_the_table_names_and_shows_no_hidden_matter(role, things):
    client = visitor(role)

    let_in, leaks = set(), set()
    for name in TABLE:
        answer = client.get(address(name, things))
        let_in |= {name} if is_let_in(answer, name) else set()
        said = b"" if answer.streaming else answer.content
        leaks |= {name} if BAIT in said.decode() + answer.headers.get("Location", "") else set()

    assert let_in == {name for name, (get, _post) in TABLE.items() if role in get}
    assert leaks == set() or role in SEES_HIDDEN


@pytest.mark.parametrize("role", ROLES)
def test_post_lets_in_whom_the_table_names_and_changes_nothing_for_others(role, things):
    client = visitor(role)
    cookies, forms = client.cookies.copy(), typed()
    before = stored()

    let_in = set()
    for name, (_get, post) in TABLE.items():
        client.cookies = cookies.copy()  # signed in again, and of no device
        with transaction.atomic():
            answer = client.post(address(name, things), forms)
            let_in |= {name} if is_let_in(answer, name) else set()
            transaction.set_rollback(role in post)

    assert let_in == {name for name, (_get, post) in TABLE.items() if role in post}
    assert stored() == before


@pytest.mark.parametrize("role", ["admin", "anonymous"])
def test_other_methods_are_answered_by_nobody(role, things):
    client = visitor(role)
    cookies = client.cookies.copy()
    heads = {}
    for name in TABLE:
        client.cookies = cookies.copy()
        at = address(name, things)
        heads[name] = client.head(at).status_code, client.get(at).status_code
    before = stored()

    for name in TABLE:
        at = address(name, things)
        for method in ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"):
            answer = client.generic(method, at, b"bait")
            assert (answer.status_code, answer.headers["Allow"]) == (405, ", ".join(METHODS)), name

    # Django's own page of signing in goes on from GET alone.
    differing = {name for name, (head, get) in heads.items() if head not in {get, 405}}
    assert differing - {"admin:login"} == set()
    assert stored() == before


@pytest.mark.parametrize("role", ["reporter", "moderator"])
@pytest.mark.parametrize("kind", ["{}", "+{}", "{} ", "0{}", "fullwidth"])
def test_the_way_to_the_site_gives_no_hidden_headline_away(role, kind, things):
    pk = str(ContentType.objects.get_for_model(Article).pk)
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in pk)
    written = wide if kind == "fullwidth" else kind.format(pk)

    answer = visitor(role).get(f"/admin/r/{written}/{things['articles_article'].pk}/")

    assert (answer.status_code, answer.headers.get("Location")) == (404, None)


def test_the_way_to_the_site_is_open_to_those_who_see_the_row(things):
    kind = ContentType.objects.get_for_model(Tag).pk

    answers = [
        visitor(role).get(f"/admin/r/{kind}/{things['articles_tag'].pk}/")
        for role in ("reporter", "moderator")
    ]

    assert [answer.status_code for answer in answers] == [302, 404]
    assert answers[0].headers["Location"] == Tag.objects.get().get_absolute_url()


@pytest.mark.parametrize("name", ["comments_comment", "people_user", "paper_contactmessage"])
def test_lists_answer_no_questions_about_fields_that_they_do_not_show(name, things):
    User.objects.create_superuser("root", password="secret-secret")
    client = Client()
    client.force_login(User.objects.get(username="root"))
    at = reverse(f"admin:{name}_changelist")

    assert client.get(at, {"email__contains": "a"}).status_code == 400
    assert client.get(at, {"id__in": "1,2"}).status_code == 400


@pytest.mark.parametrize(
    "model", [model for model in admin.site._registry if admin.site._registry[model].search_fields]
)
def test_a_search_of_thousands_of_words_is_answered(model, things):
    User.objects.create_superuser("root", password="secret-secret")
    client = Client()
    client.force_login(User.objects.get(username="root"))
    at = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")

    assert client.get(at, {"q": "ক " * 3_000}).status_code == 200
