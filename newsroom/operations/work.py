"""Readings of the paper's own work: what came out, what is due, comments, pictures, mail."""

import datetime as dt

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.operations import facts
from newsroom.operations.reading import Reading, State, ago, name_of, named, up_to_most
from paper.sentences import when_in_words

UNMARKED_AFTER = dt.timedelta(minutes=2)
SILENT_AFTER = dt.timedelta(days=1)
COMMENTS_WAIT = dt.timedelta(hours=12)


@named(gettext_lazy("Last story"))
def last_published(now: dt.datetime) -> Reading:
    """When the newest story came out."""
    moment = facts.last_published_at(now)
    if moment is None:
        return Reading(name_of(last_published), _("none is out yet"))
    state = State.WATCH if now - moment > SILENT_AFTER else State.GOOD
    advice = _("Nothing has come out for more than a day.") if state == State.WATCH else ""
    return Reading(name_of(last_published), ago(moment, now), state, advice)


@named(gettext_lazy("Next scheduled moment"))
def next_due(now: dt.datetime) -> Reading:
    """When time publishes or withdraws next."""
    moment = facts.next_due_at()
    return Reading(name_of(next_due), when_in_words(moment, now) if moment else _("none"))


@named(gettext_lazy("Due, not yet marked"))
def unmarked(now: dt.datetime) -> Reading:
    """Stories whose minute passed without the worker's book-keeping."""
    number = facts.due_unmarked(now - UNMARKED_AFTER)
    if not number:
        return Reading(name_of(unmarked), _("none"))
    advice = _("Readers see them; scheduled updates wait. See that the worker runs.")
    return Reading(name_of(unmarked), up_to_most(number), State.ALARM, advice)


@named(gettext_lazy("Overdue stories"))
def overdue(now: dt.datetime) -> Reading:
    """Assigned stories that nobody handed in."""
    number = facts.overdue(now)
    if not number:
        return Reading(name_of(overdue), _("none"))
    return Reading(
        name_of(overdue), up_to_most(number), State.WATCH, _("Ask those who write them."),
        reverse("admin:articles_article_plan"), _("Plan"),
    )  # fmt: skip


@named(gettext_lazy("Comments that wait"))
def held_comments(now: dt.datetime) -> Reading:
    """How many wait for a moderator, and since when."""
    number, since = facts.held_comments()
    if since is None:
        return Reading(name_of(held_comments), _("none"))
    words = _("%(n)s, the oldest since %(when)s") % {
        "n": up_to_most(number),
        "when": ago(since, now),
    }
    link, label = reverse("admin:comments_desk"), _("Comments")
    if now - since < COMMENTS_WAIT:
        return Reading(name_of(held_comments), words, link=link, link_words=label)
    advice = _("A reader has waited for half a day. Ask the moderators.")
    return Reading(name_of(held_comments), words, State.WATCH, advice, link, label)


@named(gettext_lazy("Pictures without their sizes"))
def pictures(now: dt.datetime) -> Reading:
    """Pictures for which the worker has made nothing yet."""
    number = facts.pictures_without_files(now)
    if not number:
        return Reading(name_of(pictures), _("none"))
    advice = _("Readers do not see them yet. See that the worker runs, and whether a task failed.")
    return Reading(name_of(pictures), up_to_most(number), State.WATCH, advice)


@named(gettext_lazy("Mail server"))
def mail_server(now: dt.datetime) -> Reading:
    """Whether mails go anywhere."""
    if not settings.MAILERS["default"]["BACKEND"].endswith("console.EmailBackend"):
        return Reading(name_of(mail_server), _("is set"))
    advice = _("Nobody gets a mail: each is printed in the server's window. Set EMAIL_URL.")
    return Reading(name_of(mail_server), _("none"), State.WATCH, advice)


@named(gettext_lazy("Last mail"))
def last_mail(now: dt.datetime) -> Reading:
    """When a mail went out last."""
    return Reading(name_of(last_mail), ago(facts.last_mail_at(), now))


@named(gettext_lazy("Mails not sent"))
def late_mails(now: dt.datetime) -> Reading:
    """Mails that should have gone, and mails that no server took."""
    refused, late = facts.refused_mails(), facts.late_mails(now)
    if not (refused or late):
        return Reading(name_of(late_mails), _("none"))
    words = _("%(late)s late, %(refused)s refused") % {
        "late": up_to_most(late),
        "refused": up_to_most(refused),
    }
    return Reading(
        name_of(late_mails), words, State.ALARM if refused else State.WATCH,
        _("Look at the mail server and at EMAIL_URL, then run the failed tasks again."),
        reverse("admin:newsroom_tasklease_changelist"), _("Background tasks"),
    )  # fmt: skip
