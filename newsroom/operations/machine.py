"""Readings of what runs: versions, database, cache, storage, disk, worker, queue, and how safely it is set up."""

import datetime as dt
import platform
import secrets
import sqlite3
from functools import cache
from pathlib import Path

import django
from django.conf import settings
from django.core import checks
from django.core.cache import cache as shared_cache
from django.core.files.storage import default_storage
from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bangla.digits import to_bangla
from newsroom.backups import verdict
from newsroom.operations import facts
from newsroom.operations.heartbeat import GONE_AFTER
from newsroom.operations.reading import (
    PATIENCE,
    Reading,
    State,
    ago,
    name_of,
    named,
    size,
    up_to_most,
    within,
)
from newsroom.operations.version import version

QUEUE_WATCH = dt.timedelta(minutes=5)
QUEUE_ALARM = dt.timedelta(hours=1)
OF_HTTPS = {"security.W004", "security.W008", "security.W012", "security.W016"}
"""Complaints about HSTS, the redirect, and cookies that go over http."""


@named(gettext_lazy("Newsroom"))
def newsroom(now: dt.datetime) -> Reading:
    """The version that runs, and on what; its digits are a notation, as in git and on Django's page."""
    words = _("version %(version)s, Django %(django)s, Python %(python)s") % {
        "version": version(),
        "django": django.get_version(),
        "python": platform.python_version(),
    }
    return Reading(name_of(newsroom), words)


@named(gettext_lazy("Database"))
def database(now: dt.datetime) -> Reading:
    """Its kind, version and size."""
    if connection.vendor == "sqlite":
        kind = f"SQLite {sqlite3.sqlite_version}"
    else:
        kind = "PostgreSQL {}.{}".format(*connection.get_database_version())
    return Reading(name_of(database), f"{kind}, {size(facts.database_bytes())}")


@named(gettext_lazy("Cache"))
def cache_answers(now: dt.datetime) -> Reading:
    """Whether what is written into the shared cache comes back."""
    word = secrets.token_hex(8)

    def there_and_back() -> bool:
        shared_cache.set("operations", word, 60)
        return shared_cache.get("operations") == word

    try:
        works = within(PATIENCE, there_and_back)
    except Exception as error:  # of whatever library keeps it
        facts.logger.warning("The cache does not answer: %s", type(error).__name__)
        works = False
    if works:
        return Reading(name_of(cache_answers), _("answers"))
    advice = _("Sign-ins are not slowed down now. Start Redis again, or make room on the disk.")
    return Reading(name_of(cache_answers), _("does not answer"), State.ALARM, advice)


@named(gettext_lazy("Storage of pictures"))
def storage_answers(now: dt.datetime) -> Reading:
    """Whether the bucket or the folder of uploads can be reached."""
    try:
        within(PATIENCE, lambda: default_storage.exists("operations"))
        answers = settings.STORAGES["default"]["BACKEND"].endswith("S3Storage") or _is_writable()
    except Exception as error:  # boto's, urllib3's, the disk's
        facts.logger.warning("The storage does not answer: %s", type(error).__name__)
        answers = False
    if answers:
        return Reading(name_of(storage_answers), _("answers"))
    advice = _(
        "Readers see no pictures. Look at S3_BUCKET and its keys, or at the rights of the folder."
    )
    return Reading(name_of(storage_answers), _("does not answer"), State.ALARM, advice)


def _is_writable() -> bool:
    folder = Path(settings.MEDIA_ROOT)
    while not folder.exists():
        folder = folder.parent
    return facts.may_write(folder)


@named(gettext_lazy("Room on the disk"))
def disk(now: dt.datetime) -> Reading:
    """What is left where data and pictures lie; less than a tenth or 2 GB is an alarm."""
    fullest = facts.fullest_disk()
    left, share = fullest.free, round(100 * fullest.free / fullest.total)
    words = _("%(left)s free, %(share)s%% of the disk") % {
        "left": size(left),
        "share": to_bangla(share),
    }
    if left >= facts.LEAST_FREE_BYTES and share >= facts.LEAST_FREE_PERCENT:
        return Reading(name_of(disk), words)
    advice = _(
        "Make room now: a full disk stops publishing and comments. Old backups are the first to go."
    )
    return Reading(name_of(disk), words, State.ALARM, advice)


@named(gettext_lazy("Backup"))
def last_backup(now: dt.datetime) -> Reading:
    """When the last backup was made that could be restored, and what is wrong with backups."""
    said = verdict.news(now)
    state = State.ALARM if said.is_alarm else State.GOOD
    return Reading(
        name_of(last_backup), said.last, state, said.alarm,
        link=reverse("admin:newsroom_backup_changelist"), link_words=_("Backups"),
    )  # fmt: skip


@named(gettext_lazy("Background worker"))
def workers(now: dt.datetime) -> Reading:
    """Who gave a sign of life in the last minute."""
    last = facts.signs_of_life()
    alive = [one for one in last if now - one.beat_at < GONE_AFTER]
    if not alive:
        heard = ago(last[0].beat_at, now) if last else _("never")
        words = _("none runs; the last sign of life: %(when)s") % {"when": heard}
        advice = _(
            "Mails, pictures and backups wait. Start the paper again, or the command: manage.py worker."
        )
        return Reading(name_of(workers), words, State.ALARM, advice)
    words = _("%(n)s running (%(names)s), last sign of life: %(when)s") % {
        "n": to_bangla(len(alive)),
        "names": ", ".join(one.owner.rpartition("-")[0] for one in alive),
        "when": ago(alive[0].beat_at, now),
    }
    if {one.version for one in alive} == {version()}:
        return Reading(name_of(workers), words)
    advice = _("It runs another version than this page. Start it again.")
    return Reading(name_of(workers), words, State.WATCH, advice)


@named(gettext_lazy("Waiting tasks"))
def waiting_tasks(now: dt.datetime) -> Reading:
    """How many tasks are due, and since when the first."""
    number, since = facts.queue(now)
    if not number:
        return Reading(name_of(waiting_tasks), _("none"))
    words = _("%(n)s, the oldest since %(when)s") % {
        "n": up_to_most(number),
        "when": ago(since, now),
    }
    age = now - since if since else dt.timedelta()
    if age < QUEUE_WATCH:
        return Reading(name_of(waiting_tasks), words)
    state = State.ALARM if age >= QUEUE_ALARM else State.WATCH
    return Reading(
        name_of(waiting_tasks), words, state, _("The worker stands still or cannot keep up.")
    )


@named(gettext_lazy("Failed tasks"))
def parked_tasks(now: dt.datetime) -> Reading:
    """Tasks that were given up and wait for a person."""
    number = facts.parked()
    if not number:
        return Reading(name_of(parked_tasks), _("none"))
    return Reading(
        name_of(parked_tasks), up_to_most(number), State.ALARM,
        _("Read what went wrong, then run each again or drop it."),
        reverse("admin:newsroom_tasklease_changelist"), _("Background tasks"),
    )  # fmt: skip


@named(gettext_lazy("Errors of the program"))
def faults(now: dt.datetime) -> Reading:
    """Errors that nobody has marked as seen."""
    number = facts.unseen_faults()
    if not number:
        return Reading(name_of(faults), _("none"))
    return Reading(
        name_of(faults), up_to_most(number), State.WATCH,
        _("They stand below. Tell who looks after the server."),
    )  # fmt: skip


@named(gettext_lazy("Encrypted connection"))
def https(now: dt.datetime) -> Reading:
    """Whether readers and staff come over https."""
    if settings.IS_HTTPS:
        return Reading(name_of(https), _("encrypted"))
    advice = _(
        "Passwords travel readable. Put a server with a certificate in front and set SITE_URL=https://…"
    )
    return Reading(name_of(https), _("not encrypted"), State.WATCH, advice)


@named(gettext_lazy("Secret key"))
def secret_key(now: dt.datetime) -> Reading:
    """Whether others on the machine can read the generated key."""
    path = Path(settings.VAR) / "secret-key"
    if path.exists() and path.stat().st_mode & 0o077:
        advice = _(
            "Others on this machine can read var/secret-key. Take their right away: chmod 600."
        )
        return Reading(name_of(secret_key), _("others can read it"), State.ALARM, advice)
    return Reading(name_of(secret_key), _("safe"))


@named(gettext_lazy("Settings"))
def deployment(now: dt.datetime) -> Reading:
    """What `check --deploy` complains of, and DEBUG."""
    if settings.DEBUG:
        advice = _("DEBUG shows the program to everybody. Set DEBUG=no and start again.")
        return Reading(name_of(deployment), "DEBUG", State.ALARM, advice)
    ids = _complaints()
    if not ids:
        return Reading(name_of(deployment), _("no complaint"))
    advice = _("The command manage.py check --deploy says what each means.")
    return Reading(name_of(deployment), ", ".join(ids), State.WATCH, advice)


@cache
def _complaints() -> tuple[str, ...]:
    """Return the complaints, once in a process: settings do not change in it.

    Those about https alone say again what has a line of its own.
    """
    found = checks.run_checks(tags=[checks.Tags.security], include_deployment_checks=True)
    told = set() if settings.IS_HTTPS else OF_HTTPS
    return tuple(sorted({str(one.id) for one in found if not one.is_silenced()} - told))
