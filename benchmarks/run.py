"""Measures what a page costs the processor (`make bench SIZE=S|L DB=sqlite|postgresql`)."""

import argparse
import datetime as dt
import json
import os
import sys

from scratch import BASE_DIR, Scratch

READ_STORIES = 60


def main() -> None:
    """Fill or reuse the scratch database, measure, print and keep the table."""
    options = arguments()
    sys.path.insert(0, str(BASE_DIR))
    scratch = Scratch(options.size, options.db)
    scratch.enter()

    import django

    django.setup()
    from measuring import Handler, measure, profile
    from pages import pages

    give_reads()
    handler, wanted = Handler(), pages(scratch.corpus)
    if options.profile:
        address = next(page.address for page in wanted if page.name == options.profile)
        path = scratch.var / f"profile-{options.profile.replace(' ', '-')}.txt"
        print(profile(handler, address, path), path, sep="\n")
        return
    found = []
    for page in wanted:
        found.append((page, measure(handler, page.address)))
        print(f"{page.name}: {found[-1][1].cpu:.2f} ms, {found[-1][1].queries} queries", flush=True)
    finish(scratch, found, with_posts=not options.no_posts)


def arguments() -> argparse.Namespace:
    """Return what the command line asks for; make hands SIZE and DB over in the environment."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", choices=("XS", "S", "L"), default=os.environ.get("SIZE", "S"))
    parser.add_argument(
        "--db", choices=("sqlite", "postgresql"), default=os.environ.get("DB", "sqlite")
    )
    parser.add_argument(
        "--profile", metavar="PAGE", help="profile one page of the table instead, such as front"
    )
    parser.add_argument("--no-posts", action="store_true", help="leave the comment POSTs out")
    return parser.parse_args()


def give_reads() -> None:
    """Have the newest stories read today and yesterday: the list of the most read is part of each page."""
    from django.utils import timezone

    from articles.models import Article, DayReads
    from bangla.dates import to_dhaka

    today = to_dhaka(timezone.now()).date()
    pks = list(Article.objects.live().newest_first().values_list("pk", flat=True)[:READ_STORIES])
    DayReads.objects.all().delete()
    DayReads.objects.bulk_create(
        DayReads(article_id=pk, day=today - dt.timedelta(days=back), reads=1 + pk * 7919 % 997)
        for pk in pks
        for back in (0, 1)
    )


def finish(scratch: Scratch, found: list, *, with_posts: bool) -> None:
    """Send the comments, print the table and write it beside this file."""
    import bijoy
    import conversation
    import desk
    import making
    import pictures
    from posting import post_comments
    from report import lines

    posted = None
    if with_posts:
        named = json.loads((scratch.corpus / "manifest.json").read_text(encoding="utf-8"))["pages"]
        posted = post_comments(named["fresh"])
    text = "\n".join(
        [
            *lines(scratch, found, posted),
            *pictures.lines(),
            *conversation.lines(),
            *desk.lines(),
            *making.lines(),
            *bijoy.lines(),
        ]
    )
    path = BASE_DIR / "benchmarks" / f"results-{scratch.size}-{scratch.database}.md"
    path.write_text(text, encoding="utf-8")
    print(f"\n{text}\n{path.relative_to(BASE_DIR)}")


if __name__ == "__main__":
    main()
