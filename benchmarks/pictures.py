"""The picker of the library at 50,000 pictures: wall-clock milliseconds an answer takes, by what is asked.

The rows are written, measured and taken back in one transaction: the corpus stays as it is.
`.venv/bin/python benchmarks/pictures.py --db sqlite` (or postgresql) measures them alone.
"""

import itertools
import random
import statistics
import sys
import time
from typing import Any, NamedTuple

PICTURES = 50_000
FOLDERS = 20
BAR_MS = 200
ROUNDS = 25
PAGE = "/admin/images/picture/"
WORDS = (
    "জেটি কনটেইনার জাহাজ বন্দর শ্রমিক কৃষক ধান মাঠ বৃষ্টি রাস্তা যানজট বাজার সবজি আড়ত দাম ক্রেতা সেতু নদী চর নৌকা "
    "বন্যা ত্রাণ শিশু বিদ্যালয় শিক্ষক পরীক্ষা হাসপাতাল রোগী চিকিৎসক টিকা মন্ত্রী সংসদ সভা মিছিল পুলিশ আদালত রায় "
    "নির্বাচন ভোট কেন্দ্র ক্রিকেট ম্যাচ দল গোল মাঠের দর্শক নাটক গান মেলা বই লেখক"
).split()
COMMON, RARE = "ঢাকা", "হরিণঘাটা"
"""Words of nine pictures of ten, and of four pictures."""


class Case(NamedTuple):
    """What is asked, and its name in the table."""

    name: str
    address: str


class Took(NamedTuple):
    """Milliseconds of an answer, its pictures, the statements it sent."""

    median: float
    worst: float
    pictures: int
    queries: int


def lines() -> list[str]:
    """Fill the library, measure, take the rows back; return the table."""
    from django.db import connection, transaction

    with transaction.atomic():
        last = fill()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        client = browser()
        table = [
            row(case, measure(client, case.address)) for case in [*cases(last), *list_cases(last)]
        ]
        transaction.set_rollback(True)
    return [
        f"## Library of {PICTURES:,} pictures, wall clock, median of {ROUNDS}", "",
        "| asked | ms | slowest | bar | pictures | queries |",
        "|---|---:|---:|---:|---:|---:|",
        *table, "",
    ]  # fmt: skip


def fill() -> int:
    """Write the pictures and folders; return the last id."""
    from django.utils import timezone

    from images.models import Folder, Picture

    chance = random.Random(11)
    folders = Folder.objects.bulk_create(Folder(name=f"ভাঁজ {n}") for n in range(FOLDERS))
    counter = itertools.count()

    def one() -> Any:
        n = next(counter)
        words = chance.sample(WORDS, 6) + ([COMMON] if chance.random() < 0.9 else [])
        words += [RARE] if n % (PICTURES // 3) == 1 else []
        return Picture(
            file=f"originals/b{n}.jpg", width=1500, height=1000, key=f"{n:020x}", made="all",
            alt=" ".join(words[:5]), caption=" ".join(words), credit=f"{words[0]} রহমান",
            folder=folders[n % FOLDERS] if n % 3 == 0 else None, added_at=timezone.now(),
        )  # fmt: skip

    found = Picture.objects.bulk_create((one() for _ in range(PICTURES)), batch_size=2_000)
    return found[-1].pk


def browser() -> Any:
    """Return a browser in which a reporter is signed in: the person for whom folders are looked at."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    from people.roles import grant

    person = get_user_model().objects.create_user("bench-reporter")
    grant(person, "reporter")
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(person)
    return client


def cases(last: int) -> list[Case]:
    """Return what the picker is asked."""
    deep = last - PICTURES // 2
    return [
        Case("picker, newest", f"{PAGE}pick/"),
        Case("picker, deep", f"{PAGE}pick/?before={deep}"),
        Case("picker, stills only", f"{PAGE}pick/?videos=0"),
        Case("picker, common word", f"{PAGE}pick/?q={COMMON}"),
        Case("picker, rare word", f"{PAGE}pick/?q={RARE}"),
        Case("picker, two letters", f"{PAGE}pick/?q={RARE[:2]}"),
        Case("picker, common and rare", f"{PAGE}pick/?q={COMMON} {RARE}"),
        Case("picker, no such word", f"{PAGE}pick/?q=খখখখ"),
        Case("picker, folder and word", f"{PAGE}pick/?q={COMMON}&folder={first_folder()}"),
    ]


def list_cases(last: int) -> list[Case]:
    """Return what the list of the desk is asked."""
    asked = {"newest": "", "deep": f"before={last - PICTURES // 2}", "rare word": f"q={RARE}"}
    only = {name: f"only={name}" for name in ("mine", "undescribed", "ended", "unused")}
    return [Case(f"list, {name}", f"{PAGE}?{query}") for name, query in {**asked, **only}.items()]


def first_folder() -> int:
    """Return the id of a folder."""
    from images.models import Folder

    return Folder.objects.order_by("pk").values_list("pk", flat=True)[0]


def measure(client: Any, address: str) -> Took:
    """Ask some times; raises AssertionError for an answer that is not 200."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as seen:
        answer = client.get(address)
    queries = len(seen)  # the next request clears the log
    assert answer.status_code == 200, (address, answer.status_code)
    is_json = answer.headers["Content-Type"] == "application/json"
    shown = len(answer.json()["pictures"]) if is_json else answer.content.count(b'class="tile"')
    times = []
    for _ in range(ROUNDS):
        at = time.perf_counter()
        client.get(address)
        times.append(1000 * (time.perf_counter() - at))
    return Took(statistics.median(times), max(times), shown, queries)


def row(case: Case, took: Took) -> str:
    """Return one line of the table."""
    bar = f"{BAR_MS}" if case.name.startswith("picker") else ""
    return f"| {case.name} | {took.median:.1f} | {took.worst:.1f} | {bar} | {took.pictures} | {took.queries} |"


def main() -> None:
    """Measure the library alone, on the smallest corpus."""
    import argparse

    from scratch import BASE_DIR, Scratch

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--db", choices=("sqlite", "postgresql"), default="sqlite")
    options = parser.parse_args()
    sys.path.insert(0, str(BASE_DIR))
    Scratch("XS", options.db).enter()

    import django

    django.setup()
    print("\n".join(lines()))


if __name__ == "__main__":
    main()
