"""Every named address of the site, each with a thing it is about, for tests that try them all."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django_tasks_db.models import DBTaskResult

from adverts.models import Advert, Place, Setup
from articles import drafting
from articles.models import Article, Category, SectionRight, Series, Source, Sponsor, Tag
from articles.tests.desk import picture_file
from articles.tests.factories import author, content, person, scheduled
from comments.models import (
    Ban,
    CannedReply,
    Commenter,
    CommentPolicy,
    Status,
    WordEntry,
    WordList,
)
from comments.tests.factories import make_comment, make_story
from images.models import Folder, Picture, Upload
from newsroom.desk import OURS
from newsroom.models import Backup, TaskLease
from paper.contact import ContactMessage
from paper.identity import Site
from paper.log import record
from paper.outbox import OutboxMail
from paper.pages import Page
from people.models import Invitation, User

BAIT = "গোপনখবর"

UNKNOWN = "00000000-0000-0000-0000-000000000000"

WITHOUT_ONE = {
    "add", "ask", "begin", "bijoy", "bulk", "changelist", "digest", "embed", "find", "notices", "pick", "plan", "seen",
    "runs", "step", "token", "unused", "upload", "uploads",
}  # fmt: skip
"""Pages of a kind of things that are about none of them."""


def names(patterns: list[Any] | None = None, space: str = "") -> Iterator[str]:
    """Give the name of every address below some patterns, however deep; one without a name as its pattern, after `?`."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from names(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name or f'?{pattern.pattern}'}"


def desk_names() -> set[str]:
    """Return the names of all addresses of the desk."""
    return {name for name in names() if name.startswith("admin:") and "?" not in name}


def things_of_each_kind() -> dict[str, Any]:
    """Make one thing of each kind, none of them the visitor's own; the story comes out in two hours."""
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
        Backup.objects.create(state="failed", file=BAIT, why=BAIT),
        TaskLease.objects.get_or_create(task=task)[0],
        ContactMessage.objects.create(
            name=BAIT, email="a@example.com", subject=BAIT, message=BAIT, idempotency_key="k"
        ),
        record("change", actor=chief, subject=story, label=BAIT),
        OutboxMail.objects.create(kind="contact", to="a@example.com", subject=BAIT, body=BAIT, dedupe_key="k"),
        Page.objects.create(slug="history", title="ইতিহাস"),
        Site.objects.current(),
        place := Place.objects.order_by("pk")[0],
        Advert.objects.create(name=BAIT, place=place, kind="code", code=BAIT, starts_at="2026-01-01T00:00:00Z"),
        Setup.objects.create(ads_txt="google.com, pub-1, DIRECT", pk=1),
        Invitation.objects.create(email=f"a@{BAIT}.example", display_name=BAIT, role="editor", expires_at="2999-01-01T00:00:00Z"),
        User.objects.create_user("secretkeeper", email="a@example.com", first_name=BAIT),
    ]  # fmt: skip
    return {f"{row._meta.app_label}_{row._meta.model_name}": row for row in made}


def address(name: str, things: dict[str, Any]) -> str:
    """Return the address of a name, with the thing it is about."""
    space, _colon, local = name.rpartition(":")
    if space == "admin":
        return reverse(name, args=_of_the_desk(local, things))
    return reverse(name, args=_of_the_site(things).get(name))


def _of_the_desk(name: str, things: dict[str, Any]) -> list[Any] | None:
    kind = "_".join(name.split("_")[:2])
    if name.startswith("images_picture_uploads_"):
        return [things["images_upload"].pk]
    if name == "articles_article_conflict":
        return [things["articles_article"].pk, things["articles_revision"].pk]
    if kind in things and name.rpartition("_")[2] not in WITHOUT_ONE:
        return [things[kind].pk]
    special = {
        "app_list": ["paper"],
        "me_end_session": [0],
        "auth_user_password_change": [things["people_user"].pk],
        "comments_desk_reply": [things["comments_comment"].pk],
        "comments_desk_ban": [things["comments_comment"].pk],
        "newsroom_task_retry": [things["newsroom_tasklease"].pk],
        "newsroom_task_drop": [things["newsroom_tasklease"].pk],
        "view_on_site": [ContentType.objects.get_for_model(Article).pk, things["articles_article"].pk],
    }  # fmt: skip
    return special.get(name)


def _of_the_site(things: dict[str, Any]) -> dict[str, list[Any]]:
    """Return what readers' addresses are about: stories are the hidden one, the rest is open."""
    story, comment = things["articles_article"], things["comments_comment"]
    in_thread = [comment.article_id, comment.pk]
    section = things["articles_category"].path
    tag, writer = things["articles_tag"].slug, things["articles_authorprofile"].slug
    return {
        "account_confirm_email": ["MQ:1abcde:signature"],
        "confirm_email": ["token"],
        "invitation": ["token"],
        "mfa_edit_webauthn": [1],
        "mfa_remove_webauthn": [1],
        "account_reset_password_from_key": ["1", "abcdef-0123456789abcdef0123456789abcdef"],
        "comments:confirm": ["token"],
        "comments:unsubscribe": [UNKNOWN],
        "comments:keep_data": ["token"],
        "comments:own_data": ["token"],
        "comments:thread": [comment.article_id],
        "comments:mine": [comment.article_id],
        "comments:edit": in_thread,
        "comments:delete": in_thread,
        "comments:report": in_thread,
        "articles:category_feed": [section],
        "articles:tag_feed": [tag],
        "articles:author_feed": [writer],
        "articles:sitemap_month": [2026, 11],
        "articles:by_id": [story.pk],
        "articles:detail": [story.pk, "any"],
        "articles:short_link": [story.pk],
        "articles:preview": ["token"],
        "articles:preview_file": ["token", "a.jpg"],
        "articles:category": [section],
        "articles:tag": [tag],
        "articles:author": [writer],
        "articles:series": [things["articles_series"].slug],
        "articles:archive_month": [2026, 11],
        "articles:archive_day": [2026, 11, 2],
        "images:newest": [things["images_picture"].pk],
        "images:media": [things["images_picture"].file.name],
        "paper:page": ["history"],
    }


def visitor(role: str) -> Client:
    """Return the browser of somebody with a role; `anonymous` has not signed in."""
    client = Client()
    if role != "anonymous":
        client.force_login(person(role))
    return client


def is_let_in(answer: Any, name: str) -> bool:
    """Tell whether an answer is the page or the act itself, not a refusal or the way to the door."""
    if answer.status_code in {401, 403, 404, 405, 410, 429}:
        return False
    location = answer.headers.get("Location", "")
    # Django's desk says of a row that somebody may not see that it is not there, and goes to its first page.
    if location == "/admin/":
        return name in {"admin:login", "admin:choose_language", "account_login"}
    doors = ("/admin/login/", "/accounts/login/")
    return not location.startswith(doors) or name == "admin:logout"


def stored() -> dict[str, list[dict[str, Any]]]:
    """Return every row of ours as it stands, but for what a page writes down of its visitor."""
    ours = [model for label in sorted(OURS) for model in apps.get_app_config(label).get_models()]
    return {model._meta.label: list(model.objects.order_by("pk").values()) for model in ours}
