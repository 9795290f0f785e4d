"""What the conversation takes at a million comments: reading a thread of ten thousand, the moderators' desk, screening."""

import random
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

ROUNDS = 25
ENTRIES = 5_000
HOSTILE_BYTES = 8 * 1024
UNREVIEWED, REPORTED = 50_000, 2_000
DESK = "/admin/comments/desk/"
LETTERS, SIGNS = "কখগঘচছজঝটঠডঢতথদধনপফবভমযরলশষসহ", ("", "া", "ি", "ু", "ে", "ো")
COMMENT = (
    "এই খবরটি পড়ে ভালো লাগল। বন্দরের জট কাটলে ব্যবসায়ীদের খরচ কমবে, আর পণ্যের দামও কমতে পারে। তবে কাজটা কত দ্রুত হবে, "
    "সেটাই এখন দেখার বিষয়। কর্তৃপক্ষ আগেও এমন কথা দিয়েছিল, রাখতে পারেনি।"
)


class Case(NamedTuple):
    """One thing asked, the most it may take (ms, wall clock) and ask (queries)."""

    name: str
    ask: Callable[[], Any]
    bar: float
    queries: int | None = None
    status: int = 200


class Took(NamedTuple):
    """Milliseconds, and statements of one request."""

    median: float
    worst: float
    queries: int


def lines() -> list[str]:
    """Return the table; what was written for it is taken back."""
    from django.db import transaction

    with transaction.atomic():
        prepare()
        table = [row(case, measure(case)) for case in cases()]
        transaction.set_rollback(True)
    return [
        "", f"## Conversation: {counted()}, wall clock, median of {ROUNDS}, no network", "",
        "| asked | ms | slowest | bar | queries | most |",
        "|---|---:|---:|---:|---:|---:|",
        *table, *(f"| {name} | {took:.1f} | {worst:.1f} | {bar} | | |" for name, took, worst, bar in screening()), "",
    ]  # fmt: skip


def prepare() -> None:
    """Make what the corpus lacks: comments that appeared unreviewed, and reported ones."""
    from django.db import connection

    from comments.models import Comment, Status

    approved = Comment.objects.filter(status=Status.APPROVED).order_by("-id")
    newest = list(approved.values_list("pk", flat=True)[: UNREVIEWED + REPORTED])
    for at in range(0, UNREVIEWED, 900):
        Comment.objects.filter(pk__in=newest[at : at + 900]).update(status=Status.PUBLISHED)
    for at in range(UNREVIEWED, len(newest), 900):
        Comment.objects.filter(pk__in=newest[at : at + 900]).update(report_count=2)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE comments_comment")


def counted() -> str:
    """Return how many comments there are, and in the longest thread."""
    from articles.models import Article
    from comments.models import Comment

    longest = Article.objects.order_by("-comment_count").values_list("comment_count", flat=True)[0]
    return f"{Comment.objects.count():,} comments, {longest:,} of them under one story"


def cases() -> Iterator[Case]:
    """Return what is asked, in the order of the table."""
    from django.test import Client

    from articles.models import Article
    from comments.models import Comment

    reader, desk = Client(SERVER_NAME="127.0.0.1"), moderator()
    hot = Article.objects.order_by("-comment_count").first()
    thread = f"/comments/{hot.pk}/"
    roots = Comment.objects.filter(article=hot).roots().on_page()
    middle = roots.newest_first()[roots.count() // 2].pk
    busiest = roots.order_by("-visible_reply_count").values_list("pk", flat=True)[0]
    etag = reader.get(thread).headers["ETag"]

    def get(client: Client, address: str, **headers: Any) -> Callable[[], Any]:
        return lambda: client.get(address, **headers)

    yield Case("thread, first page", get(reader, thread), 15, 6)
    yield Case("thread, a page half-way down", get(reader, f"{thread}?before={middle}"), 5, 6)
    yield Case("thread, oldest first", get(reader, f"{thread}?sort=oldest"), 15, 6)
    yield Case("answers of one comment", get(reader, f"{thread}?reply={busiest}"), 5, 6)
    unchanged = get(reader, thread, HTTP_IF_NONE_MATCH=etag)
    yield Case("thread, nothing new (304)", unchanged, 3, None, 304)
    for queue in ("waiting", "reported", "unreviewed", "spam", "rejected"):
        yield Case(f"desk, {queue}, 50 cards", get(desk, f"{DESK}?queue={queue}"), 150, 8)
    category = hot.category_id
    narrowed = f"{DESK}?queue=waiting&section={category}"
    yield Case("desk, waiting, one section", get(desk, narrowed), 150, 8)
    yield Case("desk, waiting, a word", get(desk, f"{DESK}?queue=waiting&q=বন্দর"), 150, 8)
    yield Case("one decision", decisions(desk), 50)


def decisions(desk: Any) -> Callable[[], Any]:
    """Return an approval as the desk's script sends it, of another comment each time."""
    from comments.models import Comment

    waiting = iter(
        list(Comment.objects.waiting().order_by("created_at", "id").values_list(
            "pk", "version", "revision"
        )[: 3 * ROUNDS])
    )  # fmt: skip

    def decide() -> Any:
        pk, version, revision = next(waiting)
        chosen = [{"id": pk, "version": version, "revision": revision}]
        return desk.post(
            f"{DESK}act/", {"event": "approve", "chosen": chosen}, content_type="application/json",
            HTTP_ACCEPT="application/json",
        )  # fmt: skip

    return decide


def moderator() -> Any:
    """Return a browser in which a moderator is signed in."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    from people.roles import grant

    person = get_user_model().objects.create_user("bench-moderator")
    grant(person, "moderator")
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(person)
    return client


def measure(case: Case) -> Took:
    """Ask some times; raises AssertionError for an answer of another status."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    case.ask()
    with CaptureQueriesContext(connection) as seen:
        answer = case.ask()
    queries = len(seen)
    assert answer.status_code == case.status, (case.name, answer.status_code)
    return Took(*timed(case.ask), queries)


def timed(act: Callable[[], Any]) -> tuple[float, float]:
    """Return the median and the worst of some rounds, in milliseconds."""
    times = []
    for _round in range(ROUNDS):
        at = time.perf_counter()
        act()
        times.append(1000 * (time.perf_counter() - at))
    return statistics.median(times), max(times)


def screening() -> Iterator[tuple[str, float, float, int]]:
    """Return what looking for words takes: an ordinary comment, and eight KiB made to be slow."""
    from bangla.wordlist import Entry, WordList

    made = random.Random(7)
    words = {
        "".join(made.choice(LETTERS) + made.choice(SIGNS) for _n in range(made.randint(3, 5)))
        for _n in range(ENTRIES * 2)
    }
    found = WordList([Entry(n, word, "word") for n, word in enumerate(sorted(words)[:ENTRIES])])
    hostile = {
        "no space": "ক" * (HOSTILE_BYTES // 3),
        "a sign between all letters": "ক.খ.গ.ঘ." * (HOSTILE_BYTES // 16),
        "spaces between all letters": "ক খ গ ঘ " * (HOSTILE_BYTES // 16),
        "digits for letters": "h3ll0 w0rld 1337 " * (HOSTILE_BYTES // 17),
    }
    name = f"{len(COMMENT.split())} words against {ENTRIES:,} entries"
    yield (name, *timed(lambda: list(found.hits(COMMENT))), 5)
    for how, text in hostile.items():
        yield (f"8 KiB, {how}", *timed(lambda text=text: list(found.hits(text))), 20)


def row(case: Case, took: Took) -> str:
    """Return one line of the table."""
    most = case.queries or ""
    return f"| {case.name} | {took.median:.1f} | {took.worst:.1f} | {case.bar} | {took.queries} | {most} |"


def main() -> None:
    """Measure the conversation alone."""
    import argparse
    import sys

    from scratch import BASE_DIR, Scratch

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", choices=("XS", "S", "L"), default="S")
    parser.add_argument("--db", choices=("sqlite", "postgresql"), default="sqlite")
    options = parser.parse_args()
    sys.path.insert(0, str(BASE_DIR))
    Scratch(options.size, options.db).enter()

    import django

    django.setup()
    print("\n".join(lines()))


if __name__ == "__main__":
    main()
