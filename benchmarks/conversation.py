"""What the conversation takes at a million comments: reading a thread of ten thousand, the moderators' desk, screening."""

import random
from collections.abc import Callable, Iterator
from typing import Any

from asking import Case, Took, alone, browser_of, measure, timed

ROUNDS = 25
ENTRIES = 5_000
HOSTILE_BYTES = 8 * 1024
UNREVIEWED, REPORTED = 50_000, 2_000
DESK = "/admin/comments/desk/"
LETTERS, SIGNS = "কখগঘচছজঝটঠডঢতথদধনপফবভমযরলশষসহ", ("", "া", "ি", "ু", "ে", "ো")
HOSTILE = {
    "no space": (LETTERS, ""),
    "a dot between all letters": (LETTERS, "."),
    "a space between all letters": (LETTERS, " "),
    "digits and signs for letters": ("h3l0w1457@$!. ", ""),
}
"""Letters at random, and what stands between them."""
COMMENT = (
    "এই খবরটি পড়ে ভালো লাগল। বন্দরের জট কাটলে ব্যবসায়ীদের খরচ কমবে, আর পণ্যের দামও কমতে পারে। তবে কাজটা কত দ্রুত হবে, "
    "সেটাই এখন দেখার বিষয়। কর্তৃপক্ষ আগেও এমন কথা দিয়েছিল, রাখতে পারেনি।"
)


def lines() -> list[str]:
    """Return the table; what was written for it is taken back."""
    from django.db import transaction

    with transaction.atomic():
        prepare()
        table = [row(case, measure(case, ROUNDS)) for case in cases()]
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

    reader, desk = Client(SERVER_NAME="127.0.0.1"), browser_of("moderator")
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


def screening() -> Iterator[tuple[str, float, float, int]]:
    """Return what looking for words takes: an ordinary comment, and eight KiB made to be slow."""
    from bangla.wordlist import Entry, WordList

    made = random.Random(7)
    words = {
        "".join(made.choice(LETTERS) + made.choice(SIGNS) for _n in range(made.randint(3, 5)))
        for _n in range(ENTRIES * 2)
    }
    found = WordList([Entry(n, word, "word") for n, word in enumerate(sorted(words)[:ENTRIES])])
    name = f"{len(COMMENT.split())} words against {ENTRIES:,} entries"
    yield (name, *timed(lambda: list(found.hits(COMMENT)), ROUNDS), 5)
    for how, (signs, between) in HOSTILE.items():
        # Another text each time: what is kept of one must not help the next.
        texts = iter([between.join(made.choices(signs, k=HOSTILE_BYTES)) for _n in range(ROUNDS)])
        cut = (text.encode()[:HOSTILE_BYTES].decode(errors="ignore") for text in texts)
        yield (f"8 KiB, {how}", *timed(lambda cut=cut: list(found.hits(next(cut))), ROUNDS), 20)


def row(case: Case, took: Took) -> str:
    """Return one line of the table."""
    most = case.queries or ""
    return f"| {case.name} | {took.median:.1f} | {took.worst:.1f} | {case.bar} | {took.queries} | {most} |"


if __name__ == "__main__":
    alone(lines, __doc__)
