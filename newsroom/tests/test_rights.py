"""Who may open which address of the desk: a table of all of them, tried for those with few rights or none."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django_tasks_db.models import DBTaskResult

from articles import drafting
from articles.models import (
    Article,
    AuthorProfile,
    Category,
    SectionRight,
    Series,
    Source,
    Sponsor,
    Tag,
)
from articles.tests.desk import picture_file
from articles.tests.factories import author, content, person, scheduled
from comments.models import (
    Ban,
    CannedReply,
    Comment,
    Commenter,
    CommentPolicy,
    Status,
    WordEntry,
    WordList,
)
from comments.tests.factories import make_comment, make_story
from images.models import Folder, Picture, Upload
from newsroom.models import Backup, TaskLease
from paper.contact import ContactMessage
from paper.identity import Site
from paper.log import LogEntry, record
from paper.outbox import OutboxMail
from paper.pages import Page
from people.models import User

pytestmark = pytest.mark.django_db
BAIT = "গোপনখবর"

LOOKED_UP = {
    "articles_authorprofile": "reporter",
    "articles_category": "reporter",
    "articles_sectionright": "",
    "articles_series": "reporter",
    "articles_source": "reporter",
    "articles_sponsor": "",
    "articles_tag": "reporter",
    "comments_ban": "moderator",
    "comments_cannedreply": "moderator",
    "comments_comment": "moderator",
    "comments_commenter": "moderator",
    "comments_commentpolicy": "moderator",
    "comments_wordentry": "moderator",
    "comments_wordlist": "moderator",
    "images_folder": "",
    "images_picture": "reporter",
    "newsroom_backup": "",
    "newsroom_tasklease": "",
    "paper_contactmessage": "",
    "paper_logentry": "",
    "paper_outboxmail": "",
    "paper_page": "",
    "paper_site": "",
    "people_user": "",
}
"""Kinds of things → who of the four may open the list, one row, and what happened to it."""

TABLE: dict[str, tuple[str, str]] = {
    # name: who may GET, who may POST
    "index": ("reporter moderator", "reporter moderator"),
    "jsi18n": ("reporter moderator", ""),
    "login": ("reporter moderator", "reporter moderator"),
    "logout": ("", "reporter moderator"),
    "password_change": ("reporter moderator", "reporter moderator"),
    "password_change_done": ("reporter moderator", ""),
    "choose_language": ("", "reporter moderator"),
    "autocomplete": ("", ""),
    "view_on_site": ("", ""),
    "app_list": ("", ""),
    "auth_user_password_change": ("", ""),
    "newsroom_backup_ask": ("", ""),
    "articles_article_changelist": ("reporter", "reporter"),
    "articles_article_add": ("reporter", "reporter"),
    "articles_article_embed": ("reporter", "reporter"),
    "articles_article_find": ("reporter", "reporter"),
    "articles_article_plan": ("reporter", ""),
    "articles_article_bulk": ("", ""),
    "articles_article_notices": ("reporter", ""),
    "articles_article_notices_seen": ("", "reporter"),
    "articles_article_begin": ("", "reporter"),
    "articles_article_bijoy": ("reporter", "reporter"),
    "articles_article_bijoy_runs": ("", "reporter"),
    "articles_article_token": ("reporter", ""),
    # The story is a colleague's.
    **{f"articles_article_{page}": ("", "") for page in (
        "change", "delete", "history", "preview", "preview_page", "versions", "compare", "restore", "autosave", "presence", "conflict",
        "assign", "notes",
    )},
    **{f"{kind}_{page}": (who, "") for kind, who in LOOKED_UP.items() for page in ("change", "history")},
    **{f"{kind}_changelist": (who, who) for kind, who in LOOKED_UP.items()},
    **{f"{kind}_{page}": ("", "") for kind in LOOKED_UP for page in ("add", "delete")},
    **{f"{kind}_history": (who, who) for kind, who in LOOKED_UP.items()},
    "articles_tag_add": ("reporter", "reporter"),
    "images_picture_add": ("reporter", "reporter"),
    "images_picture_pick": ("reporter", "reporter"),
    "images_picture_thumb": ("reporter", "reporter"),
    "images_picture_unused": ("", ""),
    "images_picture_upload": ("reporter", ""),
    "images_picture_uploads": ("", "reporter"),
    # The file on its way is a colleague's.
    **{f"images_picture_uploads_{step}": ("", "") for step in ("one", "finish", "words")},
    **{f"comments_{kind}_change": ("moderator", "moderator") for kind in ("wordlist", "wordentry", "cannedreply", "commentpolicy")},
    **{f"comments_{kind}_add": ("moderator", "moderator") for kind in ("wordlist", "cannedreply", "commentpolicy")},
    "comments_cannedreply_delete": ("moderator", "moderator"),
    "comments_ban_lift": ("", "moderator"),
    "comments_commenter_standing": ("", "moderator"),
    "comments_commenter_erase": ("", ""),
    "comments_desk": ("moderator", ""),
    **{f"comments_desk_{way}": ("", "moderator") for way in ("decide", "act", "undo", "hold")},
    **{f"comments_desk_{sheet}": ("moderator", "moderator") for sheet in ("reply", "ban")},
    "comments_comment_act": ("", "moderator"),
    "comments_digest": ("moderator", "moderator"),
    "comments_comment_reply": ("", "moderator"),
    "newsroom_task_retry": ("", ""),
    "newsroom_task_drop": ("", ""),
}  # fmt: skip
"""Every named address of the desk → who of reporter, moderator, reader and anonymous is let in."""

WITHOUT_ONE = {
    "add",
    "ask",
    "begin",
    "bijoy",
    "bulk",
    "changelist",
    "digest",
    "embed",
    "find",
    "notices",
    "pick",
    "plan",
    "seen",
    "runs",
    "token",
    "unused",
    "upload",
    "uploads",
}
"""Pages of a kind of things that are about none of them."""

TRIED = ["reporter", "moderator", "reader", "anonymous"]


def names(patterns: list[Any]) -> Iterator[str]:
    """Give the name of every address below the desk's, however deep."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from names(pattern.url_patterns)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield pattern.name


def desk_names() -> set[str]:
    return set(names(get_resolver().namespace_dict["admin"][1].url_patterns))


@pytest.fixture
def things(settings, tmp_path) -> dict[str, int]:
    """One thing of each kind, none of them the visitor's own; the story comes out in two hours."""
    settings.MEDIA_ROOT = tmp_path
    chief = person()
    story = scheduled(chief, headline=BAIT)
    task = DBTaskResult.objects.create(
        task_path="paper.outbox.send_outbox_mail", args_kwargs={"args": [BAIT], "kwargs": {}},
        backend_name="default", run_after="2026-01-01T00:00:00Z",
    )  # fmt: skip
    made = [
        story,
        drafting.set_aside(story, content(headline=BAIT), by=chief, based_on=None),
        author(),
        Category.objects.get(pk=story.category_id),
        SectionRight.objects.create(user=chief, category_id=story.category_id),
        Series.objects.create(title="নদীর কথা"),
        Source.objects.create(name="বার্তা সংস্থা"),
        Sponsor.objects.create(name=BAIT),
        Tag.objects.create(name="বন্দর"),
        make_comment(make_story(), status=Status.APPROVED),
        Ban.objects.create(kind="name", key=b"k" * 16, shown="রাহেলা"),
        CannedReply.objects.create(title="ধন্যবাদ", text="আমরা দেখছি।"),
        Commenter.objects.create(name_last="রাহেলা", email=f"{BAIT}@example.com"),
        CommentPolicy.objects.create(first_held=2),
        words := WordList.objects.create(name="গালি"),
        WordEntry.objects.create(word_list=words, text="বাটপার"),
        Folder.objects.create(name="খেলা"),
        Picture.objects.create(file=picture_file(), alt="জেটি", key="a" * 20, width=60, height=40, added_by=chief),
        Upload.objects.create(sender=chief, name=BAIT, mark="m", size=9),
        TaskLease.objects.get_or_create(task=task)[0],
        Backup.objects.create(state="failed", file=BAIT, why=BAIT),
        ContactMessage.objects.create(
            name=BAIT, email="a@example.com", subject=BAIT, message=BAIT, idempotency_key="k"
        ),
        record("change", actor=chief, subject=story, label=BAIT),
        OutboxMail.objects.create(kind="contact", to="a@example.com", subject=BAIT, body=BAIT, dedupe_key="k"),
        Page.objects.create(slug="history", title="ইতিহাস"),
        Site.objects.current(),
        User.objects.create_user("secretkeeper", email="a@example.com", first_name=BAIT),
    ]  # fmt: skip
    return {f"{row._meta.app_label}_{row._meta.model_name}": row.pk for row in made}


def address(name: str, things: dict[str, int]) -> str:
    """Return the address of a name, with the thing it is about."""
    kind = "_".join(name.split("_")[:2])
    if name.startswith("images_picture_uploads_"):
        return reverse(f"admin:{name}", args=[things["images_upload"]])
    if name == "articles_article_conflict":
        return reverse(
            f"admin:{name}", args=[things["articles_article"], things["articles_revision"]]
        )
    if kind in things and name.rpartition("_")[2] not in WITHOUT_ONE:
        return reverse(f"admin:{name}", args=[things[kind]])
    special = {
        "app_list": ["paper"],
        "auth_user_password_change": [things["people_user"]],
        "comments_desk_reply": [things["comments_comment"]],
        "comments_desk_ban": [things["comments_comment"]],
        "newsroom_task_retry": [things["newsroom_tasklease"]],
        "newsroom_task_drop": [things["newsroom_tasklease"]],
        "view_on_site": [ContentType.objects.get_for_model(Article).pk, things["articles_article"]],
    }
    return reverse(f"admin:{name}", args=special.get(name))


def visitor(role: str) -> Client:
    client = Client()
    if role != "anonymous":
        client.force_login(person(role))
    return client


def is_let_in(answer: Any, name: str) -> bool:
    """Tell whether an answer is the page or the act itself, not a refusal or the way to the door."""
    if answer.status_code in {401, 403, 404, 405}:
        return False
    location = answer.headers.get("Location", "")
    # Django's desk says of a row that somebody may not see that it is not there, and goes to its first page.
    if location == "/admin/":
        return name in {"login", "choose_language"}
    return not location.startswith(("/admin/login/", "/accounts/login/")) or name == "logout"


def stored() -> dict[str, list[dict[str, Any]]]:
    """Return every row of ours as it stands."""
    ours = [
        Article, AuthorProfile, Category, SectionRight, Series, Source, Sponsor, Tag, Comment, Ban, CannedReply, Commenter, CommentPolicy, WordList, WordEntry, Folder, Picture, Upload, Backup, TaskLease, ContactMessage,
        LogEntry, OutboxMail, Page, Site, User, apps.get_model("articles.Revision"),
    ]  # fmt: skip
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in ours}


def test_every_address_of_the_desk_stands_in_the_table():
    assert desk_names() == set(TABLE)


@pytest.mark.parametrize("role", TRIED)
def test_get_lets_in_whom_the_table_names_and_shows_no_hidden_matter(role, things):
    client = visitor(role)

    let_in, leaks = set(), set()
    for name in TABLE:
        answer = client.get(address(name, things))
        let_in |= {name} if is_let_in(answer, name) else set()
        leaks |= (
            {name}
            if BAIT in answer.content.decode() + answer.headers.get("Location", "")
            else set()
        )

    assert let_in == {name for name, (get, _post) in TABLE.items() if role in get.split()}
    assert leaks == set()


@pytest.mark.parametrize("role", TRIED)
def test_post_lets_in_whom_the_table_names_and_changes_nothing_for_others(role, things):
    client = visitor(role)
    open_to_them = {name for name, (_get, post) in TABLE.items() if role in post.split()}
    typed = {
        **{key: value for key, value in content(headline="বদল").items() if value},
        "name": "বদল",
        "act": "publish",
        "event": "spam",
        "post": "yes",
    }

    def those_let_in(names):
        return {
            name for name in names if is_let_in(client.post(address(name, things), typed), name)
        }

    before = stored()
    assert those_let_in(TABLE.keys() - open_to_them) == set()
    assert stored() == before
    # What takes a thing away comes after what needs it, and the door last.
    in_order = sorted(
        open_to_them, key=lambda name: (name == "logout", name.endswith(("_delete", "_lift")))
    )
    assert those_let_in(in_order) == open_to_them


@pytest.mark.parametrize("role", ["reporter", "moderator"])
@pytest.mark.parametrize("kind", ["{}", "+{}", "{} ", "0{}", "fullwidth"])
def test_the_way_to_the_site_gives_no_hidden_headline_away(role, kind, things):
    pk = str(ContentType.objects.get_for_model(Article).pk)
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in pk)
    written = wide if kind == "fullwidth" else kind.format(pk)

    answer = visitor(role).get(f"/admin/r/{written}/{things['articles_article']}/")

    assert (answer.status_code, answer.headers.get("Location")) == (404, None)


def test_the_way_to_the_site_is_open_to_those_who_see_the_row(things):
    kind = ContentType.objects.get_for_model(Tag).pk

    answers = [
        visitor(role).get(f"/admin/r/{kind}/{things['articles_tag']}/")
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
