"""The only place where groups and permissions are defined; synced into the database after migrations."""

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils.translation import gettext_lazy as _

WORDS = (
    "comments.view_wordlist",
    "comments.add_wordlist",
    "comments.change_wordlist",
    "comments.view_wordentry",
    "comments.change_wordentry",
)
"""Arranges the words for which comments are held."""

CONVERSATION = (
    "comments.ban_commenter",
    "comments.view_commenter",
    "comments.view_ban",
    "comments.view_report",
    "comments.view_commentpolicy",
    "comments.add_commentpolicy",
    "comments.change_commentpolicy",
    "comments.view_cannedreply",
    "comments.add_cannedreply",
    "comments.change_cannedreply",
    "comments.delete_cannedreply",
)
"""Keeps the conversation in order: bans, rules of sections, ready answers."""

ADVERTS = (
    "adverts.view_place",
    "adverts.change_place",
    "adverts.view_advert",
    "adverts.add_advert",
    "adverts.change_advert",
    "adverts.delete_advert",
    "adverts.view_setup",
    "adverts.change_setup",
)
"""Sells places: sizes, house advertisements, times, ads.txt, counters."""

REPORTER = (
    "articles.add_article",
    "articles.change_article",
    "articles.view_article",
    "articles.view_category",
    "articles.view_tag",
    "articles.add_tag",
    "articles.view_authorprofile",
    "articles.view_source",
    "articles.view_series",
    "articles.view_revision",
    "images.add_picture",
    "images.change_picture",
    "images.view_picture",
)
"""Writes own stories and hands them in."""

EDITOR = (
    *REPORTER,
    "articles.edit_any_article",
    "articles.publish_article",
    "articles.correct_article",
    "articles.assign_article",
    "articles.add_series",
    "articles.change_series",
    "articles.view_sponsor",
    "articles.change_tag",
    "articles.add_source",
    "articles.change_source",
    "articles.add_authorprofile",
    "articles.change_authorprofile",
    "comments.view_comment",
    "comments.moderate_comment",
)
"""Edits every story, publishes, corrects, answers readers."""

CHIEF = (
    *EDITOR,
    *WORDS,
    *CONVERSATION,
    *ADVERTS,
    "comments.view_pii",
    "comments.delete_wordlist",
    "comments.delete_wordentry",
    "articles.withdraw_article",
    "articles.kill_article",
    "articles.lift_embargo",
    "articles.clear_legal",
    "articles.override_gate",
    "articles.add_sponsor",
    "articles.change_sponsor",
    "articles.add_sectionright",
    "articles.change_sectionright",
    "articles.view_sectionright",
    "articles.delete_sectionright",
    "articles.add_category",
    "articles.change_category",
    "articles.delete_tag",
    "images.delete_picture",
    "images.add_folder",
    "images.change_folder",
    "images.view_folder",
    "images.delete_folder",
    "paper.change_site",
    "paper.view_site",
    "paper.add_page",
    "paper.change_page",
    "paper.view_page",
    "paper.delete_page",
    "paper.view_contactmessage",
    "paper.change_contactmessage",
    "paper.view_logentry",
    "people.view_user",
)
"""Withdraws and kills stories, shapes sections, folders, pages, word lists and the paper's identity."""

MODERATOR = (
    "comments.view_comment",
    "comments.moderate_comment",
    "articles.view_article",
    *WORDS,
    *CONVERSATION,
)
"""Reviews readers' comments, arranges the word lists, keeps the conversation in order."""

ADMIN = (
    *CHIEF,
    "adverts.place_code",
    "comments.erase_commenter",
    "people.view_invitation",
    "people.add_invitation",
    "people.change_user",
    "paper.view_outboxmail",
    "articles.delete_source",
    "articles.delete_authorprofile",
    "newsroom.view_tasklease",
    "newsroom.change_tasklease",
    "newsroom.view_operations",
    "newsroom.view_backup",
    "newsroom.add_backup",
)
"""Also looks after the staff and the machine room."""

READER: tuple[str, ...] = ()
"""Signs in without any right on the desk."""

ROLES = {
    "reporter": (_("Reporter"), REPORTER),
    "editor": (_("Editor"), EDITOR),
    "chief": (_("Chief editor"), CHIEF),
    "moderator": (_("Moderator"), MODERATOR),
    "admin": (_("Administrator"), ADMIN),
    "reader": (_("Reader"), READER),
}
"""Group name → (name shown on the desk, permissions as app.codename)."""

STAFF = frozenset(ROLES) - {"reader"}
"""Roles that may open the desk (`User.is_staff`)."""


def sync() -> None:
    """Make groups and their permissions equal ROLES; raises LookupError for an unknown permission."""
    known = {
        f"{label}.{codename}": pk
        for pk, label, codename in Permission.objects.values_list(
            "pk", "content_type__app_label", "codename"
        )
    }
    with transaction.atomic():
        for name, (_label, codenames) in ROLES.items():
            if missing := set(codenames) - set(known):
                raise LookupError(f"Role {name} names unknown permissions: {sorted(missing)}")
            group, _created = Group.objects.get_or_create(name=name)
            group.permissions.set([known[codename] for codename in codenames])


def sync_after_migrate(sender: Any, plan: Any = None, **kwargs: Any) -> None:
    """Receive post_migrate of every application; act once, when the last of ours has been migrated."""
    from django.apps import apps

    with_models = [config for config in apps.get_app_configs() if config.models_module]
    if sender is with_models[-1]:
        sync()


def grant(user: Any, role: str) -> None:
    """Give a user exactly this role; raises KeyError for an unknown one."""
    if role not in ROLES:
        raise KeyError(f"{role!r} is no role; the roles are {', '.join(ROLES)}.")
    user.groups.set([Group.objects.get(name=role)])
    user.is_staff = role in STAFF
    user.save(update_fields=["is_staff"])
